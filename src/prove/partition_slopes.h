// SPDX-License-Identifier: LGPL-3.0-or-later
// What the derivatives of the map say about a cell of a partition.
#ifndef CERTIFY_PROVE_PARTITION_SLOPES_H
#define CERTIFY_PROVE_PARTITION_SLOPES_H

#include "prove/partition.h"

// An L such that norm(G(x) - G(y)) >= L norm(x - y) on the cell, 0 when none is found.
double space_growth(space_t *p, uint32_t cell);

// Whether the leaf rule `nonsingular` seems to hold on the cell.
bool space_is_nonsingular(space_t *p, uint32_t cell);

// Whether the obligation's centre seems to be a fixed point; whether it lies in the cell.
bool space_centre_rests(space_t *p);
bool space_has_centre(space_t *p, uint32_t cell);

// Whether the image of the cell has the obligation's centre, or may have.
bool space_image_has_centre(space_t *p, uint32_t cell);

#endif
