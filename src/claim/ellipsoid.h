// SPDX-License-Identifier: LGPL-3.0-or-later
// Ellipsoids about a fixed point that a map contracts. Internal to claim/, and to dynamics/. docs/dynamics.md,
// "Ellipsoids".
#ifndef CERTIFY_CLAIM_ELLIPSOID_H
#define CERTIFY_CLAIM_ELLIPSOID_H

#include "claim/lowering.h"

// V(x) <= r^2 with V(x) = (x - c)' P (x - c). The tactic's values from `first` on: P (the rows of its lower triangle),
// q, r, the half widths w of a box about c, and the ends of a box (lo, hi for each variable) that contains that one.
typedef struct {
    size_t n; // state variables
    const expr_t *state;
    const expr_t *centre;   // c: a fixed point of the map, as other obligations say
    const expr_t *jacobian; // of the map at the state, by rows
    size_t first;
} ellipsoid_t;

size_t ellipsoid_value_count(size_t n);
// The places of q and r among the values.
size_t ellipsoid_rate(size_t n);
size_t ellipsoid_radius(size_t n);

// V(x) <= r^2.
expr_t ellipsoid_set(const lowering_t *lowering, const ellipsoid_t *e);
// The second box, as a formula about the state.
expr_t ellipsoid_box(const lowering_t *lowering, const ellipsoid_t *e);
// The second box contains the first one: a formula about c.
expr_t ellipsoid_is_placed(const lowering_t *lowering, const ellipsoid_t *e);
// Obligations which say, where c is a fixed point and the placement holds: P is positive definite and at most the
// identity, and V(G(x)) <= q^2 V(x) with q < 1 at all x in the second box. So G maps the ellipsoid into itself, all
// orbits in it tend to c, and it contains the ball of radius r about c.
void ellipsoid_add(lowering_t *lowering, const ellipsoid_t *e);

#endif
