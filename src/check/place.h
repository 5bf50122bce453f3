// SPDX-License-Identifier: LGPL-3.0-or-later
// Where on the line of one variable t polynomials are looked at: a point, a side of it arbitrarily near, or an open
// interval ("cell"). What is said of a cell or a side holds at every point of it.
#ifndef CERTIFY_CHECK_PLACE_H
#define CERTIFY_CHECK_PLACE_H

#include "real/rpoint.h"
#include "real/rpoly.h"

typedef enum { PLACE_POINT, PLACE_BELOW, PLACE_ABOVE, PLACE_CELL } place_kind_t;

typedef struct {
    place_kind_t kind;
    const rpoint_struct *point;   // the point, or the one beside; borrowed
    const rpoint_struct *lo, *hi; // ends of a cell, NULL for infinite ones; borrowed
    fmpq_t sample;                // in the cell
} place_t;

void place_init(place_t *place, place_kind_t kind, const rpoint_struct *point);
// The cell lo < t < hi. STATUS_DOMAIN when it is empty.
status_t place_init_cell(place_t *place, const rpoint_struct *lo, const rpoint_struct *hi,
                         real_ctx_t ctx) CERTIFY_MUST_USE;
void place_clear(place_t *place);

// The sign of p at all points of the place. STATUS_UNSUPPORTED when p has a zero inside the cell and is not 0.
status_t place_sign(int *sign, const rpoly_t p, const place_t *place, real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
