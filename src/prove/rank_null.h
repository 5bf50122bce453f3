// SPDX-License-Identifier: LGPL-3.0-or-later
// Sets of cells that almost all orbits leave: leaf rule `null` of docs/certificate-format.md.
#ifndef CERTIFY_PROVE_RANK_NULL_H
#define CERTIFY_PROVE_RANK_NULL_H

#include "prove/partition.h"

// Looks among the cells without a rank for a set in which the map expands, that is left to cells with a rank only, and that
// almost all orbits leave: weights w > 0 such that for each cell c of it the weights of the cells of the set that its image
// meets add up to less than L^n w. Sets `weight` and `amount` (L) of these cells; in_set[i] tells which they are. False
// when none is found. For almost all starts, without noise and momentum.
bool rank_find_null(bool *in_set, space_t *p);

#endif
