// SPDX-License-Identifier: LGPL-3.0-or-later
// Corollary 1 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix D): null sets are not
// met. docs/theorems.md, section 4.
#include "claim/avoidance_parts.h"

// "Let f be L smooth. If X is a set with vol(X) = 0, ... the probability of encountering X throughout training with gradient descent using
// rate <= 1/(2L) and random initialization over a set W with vol(W) > 0 is 0." The starts that meet X are its preimages under the iterates of the
// map; they are null sets when the map is non-singular.
#define PARTS(role)                                                                                                    \
    LARGEST_RATE "claim L 'hypothesis: f is L-smooth': smooth(L = L)\n"                                                             \
    "claim null 'hypothesis: X has volume 0': volume(measure <= 0) on X\n"                                             \
    "claim small 'hypothesis: 0 < rate <= 1/(2L)': holds(0 < L and 0 < rate and rate <= 1/(2*L))\n"                    \
    RATE_TOO_LARGE                                                                                                     \
    "claim never '" role ": the map is non-singular, so almost no start meets X': nonsingular with gd(rate = rate)\n"

static const theorem_t corollary1 = {.stated = {PARTS("conclusion")}, .repaired = {PARTS("directly")}};

const predicate_definition_t predicate_corollary1 = {.predicate = PREDICATE_COROLLARY1,
                                                     .parameters = {{"X", ACCEPT_REGION, true, false, false},
                                                                    {"L", ACCEPT_NUMBER, false, true, false},
                                                                    {"rate", ACCEPT_NUMBER, false, false, false},
                                                                    {"reading", ACCEPT_WORD, true, false, false}},
                                                     .theorem = &corollary1};
