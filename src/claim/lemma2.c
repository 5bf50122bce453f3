// SPDX-License-Identifier: LGPL-3.0-or-later
// Lemma 2 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix D): how likely it is
// to come to a small set. docs/theorems.md, section 4.
#include "claim/avoidance_parts.h"

// "Assume gradient descent is initialized randomly on the set W and is run with learning rate rate <= 1/(2L). ... Assume f is L-smooth over
// R^d \ X. ... The probability of encountering any points of X in the first T steps of gradient descent, i.e. x_i in X for some 1 <= i <= T is at
// most 2^((T+1) d) vol(X)/vol(W)."
#define HYPOTHESES                                                                                                     \
    SMOOTH_OFF_X                                                                                                       \
    "claim small 'hypothesis: 0 < rate <= 1/(2L)': holds(0 < L and 0 < rate and rate <= 1/(2*L))\n"                    \
    RATE_TOO_LARGE VOLUMES \
    "claim bound 'quantity: the bound on the probability': holds(2^((T + 1)*d)*vol_X_hi/vol_W_lo >= ?)\n"              \
    "claim hits 'quantity: the volume of the starts in W but not in X that come to X within T steps, at the largest rate':\n" \
    "  visits(of = X, within = T, measure = ?) on W and not X with gd(rate = rate_most)\n" PROBABILITY

// Starts in X are counted as visits, which is more than the lemma says.
#define CONCLUSION(role)                                                                                               \
    "claim seldom '" role ": the probability is at most the bound':\n"                                                 \
    "  visits(of = X, within = T, measure <= 2^((T + 1)*d)*vol_X_lo) on W with gd(rate = rate)\n"

static const theorem_t lemma2 = {
    .stated = {HYPOTHESES CONCLUSION("conclusion")
                   "claim more 'counterexample: it is larger': holds(hits_lo > 2^((T + 1)*d)*vol_X_hi)\n"},
    .repaired = {HYPOTHESES CONCLUSION("directly")},
};

const predicate_definition_t predicate_lemma2 = {
    .predicate = PREDICATE_LEMMA2,
    .parameters = {AVOIDANCE_PARAMETERS, {"T", ACCEPT_NUMBER, true, false, false}},
    .theorem = &lemma2};
