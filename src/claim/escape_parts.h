// SPDX-License-Identifier: LGPL-3.0-or-later
// The hypotheses that Lemma 1 and Theorem 1 of Mohtashami, Jaggi, Stich (ICML 2023) have in common, as parts of their claims (claim/theorem.h),
// and the arguments of both. Internal to claim/.
#ifndef CERTIFY_CLAIM_ESCAPE_PARTS_H
#define CERTIFY_CLAIM_ESCAPE_PARTS_H

#include "claim/lowering.h"

#define STATED_SETTING                                                                                                 \
    "claim L_global 'hypothesis: f is L_global-smooth': smooth(L = L_global)\n"                                        \
    "claim global 'hypothesis: xstar is a global minimum': minimum(xstar, global)\n"                                   \
    "claim local 'hypothesis: xdag is a local minimum': minimum(xdag)\n"                                               \
    "claim inside 'hypothesis: xdag lies in M': holds(xdag_in_M)\n"                                                    \
    "claim r 'hypothesis: M has a diameter of at most r': diameter(most = r) on M\n" \
    "claim mu_dag 'hypothesis: f is mu_dag-OPSC toward xdag over M': opsc(mu = mu_dag, toward = xdag) on M\n"

// P(M) for a range of rates is the largest of them.
#define RADIUS                                                                                                         \
    "let rate_most = mu_star/L^2\n"                                                                                    \
    "claim radius 'quantity: the radius of P(M)': holds(r*sqrt(rate_most^2*L_global^2 - 3) >= ?)\n"
#define SURROUNDINGS RADIUS "region P = not M and norm(x - xdag) <= r*sqrt(rate_most^2*L_global^2 - 3)\n"

#define STATED_AROUND                                                                                                  \
    "claim L 'hypothesis: f is L-smooth over P(M)': smooth(L = L) on P\n"                                              \
    "claim mu_star 'hypothesis: f is mu_star-OPSC toward xstar over P(M)': opsc(mu = mu_star, toward = xstar) on P\n"

// After mu_star and L. The bound on the distance is positive where it is defined, so a division is not needed to state it.
#define STATED_NUMBERS                                                                                                 \
    "claim less 'hypothesis: L < L_global': holds(L < L_global)\n"                                                     \
    "claim sharp 'hypothesis: mu_dag > 2 L^2/mu_star': holds(mu_dag > 2*L^2/mu_star)\n"                                \
    RATES("<=")

#define RATES(sign)                                                                                                    \
    "claim above 'quantity: the rates lie above 2/mu_dag': holds(2/mu_dag >= ?)\n"                                     \
    "claim upto 'quantity: and up to mu_star/L^2': holds(mu_star/L^2 >= ?)\n"                                          \
    "claim rates 'quantity: the distance fits for all rates from here to mu_star/L^2':\n"                              \
    "  holds(2/mu_dag < g and r*(1 + sqrt((g^2*L_global^2 - 3)*(1 - g*mu_star)))" sign                                 \
    "        norm(xstar - xdag)*(1 - sqrt(1 - g*mu_star))) for g in [?, mu_star/L^2]\n"                                \
    "let rate_least = rates\n"                                                                                         \
    "claim some 'hypothesis: there are rates, all above 0': holds(rate_least <= rate_most and 0 < rate_least)\n" \
    "claim rate 'hypothesis: 2/mu_dag < rate <= mu_star/L^2':\n"                                                       \
    "  holds(0 < mu_dag and 0 < mu_star and 0 < L and 2/mu_dag < rate and rate <= mu_star/L^2)\n"        \
    "claim far 'hypothesis: xstar is far enough from xdag':\n"                                                         \
    "  holds(r*(1 + sqrt((rate^2*L_global^2 - 3)*(1 - rate*mu_star)))" sign                                            \
    "        norm(xstar - xdag)*(1 - sqrt(1 - rate*mu_star)))\n"                                                       \
    "claim distance 'quantity: the least distance, at the largest rate':\n"                                            \
    "  holds(r*(1 + sqrt((rate_most^2*L_global^2 - 3)*(1 - rate_most*mu_star)))/(1 - sqrt(1 - rate_most*mu_star)) >= ?)\n"

// What no constants that are asked for escape: mu_dag and mu_star are at most, L, L_global and r at least these ends. After `far`.
#define EXCLUSIONS                                                                                                     \
    "claim none 'exclusion: 2/mu_dag >= mu_star/L^2, whatever the constants':\n"                                       \
    "  holds(mu_dag_hi <= 0 or mu_star_hi <= 0 or mu_dag_hi*mu_star_hi <= 2*max(L_lo, 0)^2)\n"                         \
    "claim unfit 'exclusion: rate <= 2/mu_dag or rate > mu_star/L^2, whatever the constants':\n"                       \
    "  holds(rate_least*mu_dag_hi < 2 or rate_most*max(L_lo, 0)^2 > mu_star_hi)\n"                                     \
    "claim near 'exclusion: xstar is too near to xdag, whatever the constants':\n"                                     \
    "  holds(r_lo*(1 + sqrt((rate_least^2*max(L_global_lo, 0)^2 - 3)*(1 - rate_least*mu_star_hi)))"                    \
    "        > norm(xstar - xdag)*(1 - sqrt(1 - rate_least*mu_star_hi)))\n"

// The gradient is that of the dynamics: M may have a kink for its boundary. r is the radius of M about xdag. Where the paper uses smoothness,
// growth of the gradient towards the minimum is enough.
#define REPAIRED_SETTING                                                                                               \
    "claim inside 'hypothesis: xdag lies in M': holds(xdag_in_M)\n"                                                    \
    "claim r 'hypothesis: M lies within the distance r of xdag': holds(norm(x - xdag) <= r) on M\n"                    \
    "claim mu_dag 'hypothesis: mu_dag-OPSC toward xdag over M': opsc(mu = mu_dag, toward = xdag, piecewise) on M\n"    \
    "claim L_global 'hypothesis: growth L_global toward xdag over M': growth(L = L_global, toward = xdag, piecewise) on M\n"

#define REPAIRED_AROUND(P, where) \
    "claim mu_star 'hypothesis: mu_star-OPSC toward xstar " where "': opsc(mu = mu_star, toward = xstar, piecewise) on " P "\n" \
    "claim L 'hypothesis: growth L toward xstar " where "': growth(L = L, toward = xstar, piecewise) on " P "\n"

#define LEMMA1_PARAMETERS                                                                                              \
    {"M", ACCEPT_REGION, true, false, false}, {"xdag", ACCEPT_POINT, true, false, false},                              \
        {"xstar", ACCEPT_POINT, true, false, false}, {"mu_dag", ACCEPT_NUMBER, false, true, false},                    \
        {"mu_star", ACCEPT_NUMBER, false, true, false}, {"L", ACCEPT_NUMBER, false, true, false},                      \
        {"L_global", ACCEPT_NUMBER, false, true, false}, {"r", ACCEPT_NUMBER, false, true, false},                     \
        {"reading", ACCEPT_WORD, true, false, false}

#endif
