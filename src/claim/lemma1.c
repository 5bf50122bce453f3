// SPDX-License-Identifier: LGPL-3.0-or-later
// Lemma 1 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix B): gradient
// descent with a large rate leaves a sharp minimum and comes nearer to a flat one. docs/theorems.md, section 2.
#include "claim/escape_parts.h"

// "Let f be a function that is L_global-smooth ... Let M be a set with diameter r, containing a local minimum xdag and define
// P(M) := {x not in M, |x - xdag| <= r sqrt(rate^2 L_global^2 - 3)} ... Assume f is L < L_global-smooth and mu_star-OPSC over P(M) with respect
// to a (global) minimum xstar that is sufficiently far from M, ... Finally, assume f is mu_dag-OPSC with respect to xdag over M where
// mu_dag > 2L^2/mu_star. Then, using a suitable learning rate 2/mu_dag < rate <= mu_star/L^2, if GD reaches a point M, it will escape M and
// reach a point with distance to xstar of less than |xdag - xstar| - r almost surely."
#define NEARER(role)                                                                                                   \
    "claim nearer '" role ": almost every start in M comes nearer to xstar than |xdag - xstar| - r':\n"                \
    "  reaches(norm(x - xstar) < norm(xdag - xstar) - r) almost everywhere on M with gd(rate = rate)\n"

static const theorem_t lemma1 = {
    .stated = {STATED_SETTING SURROUNDINGS STATED_AROUND STATED_NUMBERS EXCLUSIONS NEARER("conclusion")},
    .repaired = {REPAIRED_SETTING SURROUNDINGS REPAIRED_AROUND("P", "over P(M)") RATES("<") EXCLUSIONS NEARER("directly")},
};

const predicate_definition_t predicate_lemma1 = {
    .predicate = PREDICATE_LEMMA1, .parameters = {LEMMA1_PARAMETERS}, .theorem = &lemma1};
