// SPDX-License-Identifier: LGPL-3.0-or-later
// Theorem 2 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix E): how likely it is
// never to come to a small set that lies away from the minimum. docs/theorems.md, section 5.
#include "claim/avoidance_parts.h"

// "Let X be an arbitrary set of points. Assume f is L-smooth and mu_star-OPSC with respect to a minima xstar not in X over R^d \ X. Define
// c_X := inf{|x - xstar| | x in X} and r_W := sup{|x - xstar| | x in W}. The probability of not encountering any points of X during running gradient
// descent with rate <= mu_star/L^2 is at least 1 - 2^d (r_W/c_X)^(-d/log2(1 - rate mu_star)) vol(X)/vol(W) when c_X <= r_W and is 1 otherwise."
// The exponent of Appendix E has 1 in the place of d: power = 1.
#define SETTING                                                                                                        \
    SMOOTH_OFF_X                                                                                                       \
    "claim mu_star 'hypothesis: f is mu_star-OPSC toward xstar off X': opsc(mu = mu_star, toward = xstar) on not X\n"  \
    "claim minimum 'hypothesis: xstar is a minimum': minimum(xstar)\n"                                                 \
    "claim outside 'hypothesis: xstar is not in X': holds(not xstar_in_X)\n"

#define RATE                                                                                                           \
    "claim small 'hypothesis: 0 < rate <= mu_star/L^2': holds(0 < L and 0 < mu_star and 0 < rate and rate <= mu_star/L^2)\n"

// mu_star is at most mu_star_hi.
#define EXCLUSION                                                                                                      \
    "claim over 'exclusion: mu_star <= 0 or rate > mu_star/L^2, whatever the constants':\n"                            \
    "  holds(mu_star_hi <= 0 or rate_most*max(L_lo, 0)^2 > mu_star_hi)\n"

#define DISTANCES                                                                                                      \
    "claim c_X 'hypothesis: X is nowhere nearer to xstar than c_X': holds(norm(x - xstar) >= c_X) on X\n" \
    "claim r_W 'hypothesis: W is nowhere farther from xstar than r_W': holds(norm(x - xstar) <= r_W) on W\n" VOLUMES

// The bound times vol(W), from the ends of the enclosures.
#define BOUND(power, rate, c, r, vol)                                                                                  \
    "cases { " c " <= " r " : 2^d*exp(-" power "*log(2)/log(1 - " rate "*mu_star)*log(" r "/" c "))*" vol " ; otherwise : 0 }"

// Orbits nearer to xstar than X are safe.
#define VISITS(measure, starts, rate)                                                                                  \
    "  visits(of = X, within = steps, safe = dot(x - xstar, x - xstar) < c_X_lo^2, measure " measure ") on " starts \
    " with gd(rate = " rate ")\n"

#define TRUTH(power)                                                                                                   \
    "let steps = 1000\n"                                                                                               \
    "claim bound 'quantity: the bound on the probability of a visit, where it is largest':\n" \
    "  holds((" BOUND(power, "rate", "c_X_lo", "r_W_hi", "vol_X_hi") ")/vol_W_lo <= ?)\n" \
    "claim hits 'quantity: the volume of the starts in W but not in X that ever come to X, at the largest rate':\n" \
    VISITS("= ?", "W and not X", "rate_most") PROBABILITY

#define SELDOM(role, power)                                                                                            \
    "claim seldom '" role ": the probability of a visit is at most the bound':\n"                                      \
    VISITS("<= " BOUND(power, "rate", "c_X_hi", "r_W_lo", "vol_X_lo"), "W", "rate")

// 1 in one variable, where a step brings x nearer to xstar by the factor 1 - rate mu_star, else 2 d.
#define POWER "min(d^2, 2*d)"

static const theorem_t theorem2 = {
    .stated = {SETTING RATE EXCLUSION
               "let power = d\n"
               "claim power 'hypothesis: the exponent is that of the statement or of Appendix E': holds(power == d or power == 1)\n"
               DISTANCES TRUTH("power") SELDOM("conclusion", "power")
               "claim more 'counterexample: it is larger': holds(hits_lo > " BOUND("power", "rate_most", "c_X_lo", "r_W_hi", "vol_X_hi") ")\n"},
    .repaired = {SETTING RATE EXCLUSION "claim half 'hypothesis: rate <= 1/(2L)': holds(rate <= 1/(2*L))\n" RATE_TOO_LARGE
                 DISTANCES TRUTH(POWER) SELDOM("directly", POWER)},
};

const predicate_definition_t predicate_theorem2 = {.predicate = PREDICATE_THEOREM2,
                                                   .parameters = {AVOIDANCE_PARAMETERS,
                                                                  {"xstar", ACCEPT_POINT, true, false, false},
                                                                  {"mu_star", ACCEPT_NUMBER, false, true, false},
                                                                  {"c_X", ACCEPT_NUMBER, false, true, false},
                                                                  {"r_W", ACCEPT_NUMBER, false, true, false},
                                                                  {"power", ACCEPT_NUMBER, false, false, false},
                                                                  {"steps", ACCEPT_NUMBER, false, false, false}},
                                                   .theorem = &theorem2};
