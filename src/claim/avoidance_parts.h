// SPDX-License-Identifier: LGPL-3.0-or-later
// What the results of Section 4.2 of Mohtashami, Jaggi, Stich (ICML 2023) on coming to a set X have in common, as parts of their claims
// (claim/theorem.h). Internal to claim/.
#ifndef CERTIFY_CLAIM_AVOIDANCE_PARTS_H
#define CERTIFY_CLAIM_AVOIDANCE_PARTS_H

#include "claim/lowering.h"

// The rate, or all rates of the `for` clause; orbits are followed at the largest of them.
#define LARGEST_RATE "let rate_most = rate\n"

#define SMOOTH_OFF_X                                                                                                   \
    LARGEST_RATE "claim L 'hypothesis: f is L-smooth off X': smooth(L = L) on not X\n"

// L is at least L_lo.
#define RATE_TOO_LARGE                                                                                                 \
    "claim unfit 'exclusion: rate > 1/(2L), whatever the constant': holds(2*rate_most*L_lo > 1)\n"

#define VOLUMES                                                                                                        \
    "claim vol_X 'quantity: the volume of X': volume(measure = ?) on X\n"                                              \
    "claim vol_W 'quantity: the volume of W': volume(measure = ?) on W\n"                                              \
    "claim random 'hypothesis: W has a volume, and it is not 0': holds(0 < vol_W_lo)\n"

// After the part `hits`.
#define PROBABILITY                                                                                                    \
    "claim least 'quantity: the true probability at that rate is at least': holds(hits_lo/vol_W_hi >= ?)\n" \
    "claim most 'quantity: the true probability at that rate minus that of a start in X is at most':\n" \
    "  holds(hits_hi/vol_W_lo <= ?)\n"

#define AVOIDANCE_PARAMETERS                                                                                           \
    {"X", ACCEPT_REGION, true, false, false}, {"W", ACCEPT_REGION, true, false, false},                                \
        {"L", ACCEPT_NUMBER, false, true, false}, {"rate", ACCEPT_NUMBER, false, false, false},                        \
        {"reading", ACCEPT_WORD, true, false, false}

#endif
