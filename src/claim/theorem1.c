// SPDX-License-Identifier: LGPL-3.0-or-later
// Theorem 1 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix C): small rates end
// in the sharp minimum, large ones in the flat one. docs/theorems.md, section 3.
#include "claim/escape_parts.h"

// "Consider any function f that is L-smooth and mu_star-OPSC with respect to some minimum xstar in
// its landscape except on a region M containing a local minimum xdag satisfying the conditions in Lemma 1. GD initialized randomly inside M
// converges to xdag with a small learning rate rate < mu_dag/L_global^2 but will instead converge to xstar with a large learning rate
// 2/mu_dag < rate <= mu_star/L^2 almost surely."
#define STATED_OUTSIDE                                                                                                 \
    "claim L 'hypothesis: f is L-smooth except on M': smooth(L = L) on not M\n"                                        \
    "claim mu_star 'hypothesis: f is mu_star-OPSC toward xstar except on M': opsc(mu = mu_star, toward = xstar) on not M\n"

#define SMALL                                                                                                          \
    "claim small 'conclusion: for small rates all starts in M converge to xdag':\n"                                    \
    "  converges(to = xdag) on M with gd(rate = g) for g in (0, mu_dag/L_global^2)\n"

// Off the boundary of M, where the map may jump.
#define SMALL_SAMPLE                                                                                                   \
    "claim half 'directly: at half the bound for small rates the starts inside M converge to xdag':\n"                 \
    "  converges(to = xdag) on norm(x - xdag) < 99/100*r and M with gd(rate = mu_dag/(2*L_global^2))\n"

#define LARGE(role)                                                                                                    \
    "claim large '" role ": for large rates almost every start converges to xstar':\n"                                 \
    "  converges(to = xstar) almost everywhere with gd(rate = rate)\n"

// M is the ball of radius r about xdag, open or closed or between.
#define REPAIRED_SMALL                                                                                                 \
    "claim ball 'hypothesis: M is the ball of radius r about xdag': holds(M) on norm(x - xdag) < r\n"                  \
    "claim nonsingular 'hypothesis: off M the map is non-singular': nonsingular on not M with gd(rate = rate)\n"

static const theorem_t theorem1 = {
    .stated = {STATED_SETTING STATED_OUTSIDE RADIUS STATED_NUMBERS EXCLUSIONS SMALL LARGE("conclusion")},
    .repaired = {REPAIRED_SETTING REPAIRED_AROUND("not M", "off M") RADIUS RATES("<") EXCLUSIONS
        REPAIRED_SMALL SMALL_SAMPLE LARGE("directly")},
};

const predicate_definition_t predicate_theorem1 = {
    .predicate = PREDICATE_THEOREM1, .parameters = {LEMMA1_PARAMETERS}, .theorem = &theorem1};
