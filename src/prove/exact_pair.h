// SPDX-License-Identifier: LGPL-3.0-or-later
// Internal to exact_pair.c, exact_gap.c and exact_unbounded.c: Lipschitz conditions on the line.
#ifndef CERTIFY_PROVE_EXACT_PAIR_H
#define CERTIFY_PROVE_EXACT_PAIR_H

#include "prove/exact.h"

// One cell of the region, and the map there.
typedef struct {
    size_t cell;
    const piece_t *piece;
} stretch_t;

typedef struct {
    problem_t *problem;
    frame_t frame; // maps: 0 the region, 1 the map, 2 problem->met, 3 and 4 g' against the bounds
    size_t first, last;
    real_t bound;
    size_t count;
    stretch_t *stretches; // the cells of the region, in order
} lipschitz_t;

// The problem has a map; its bound, if it has one, is for the caller to set.
void lipschitz_init(lipschitz_t *l, problem_t *problem);
void lipschitz_clear(lipschitz_t *l);
// Finds the stretches. *undefined: a cell of the region without values, SIZE_MAX for none; other obstacles are failures.
status_t lipschitz_survey(size_t *undefined, lipschitz_t *l) CERTIFY_MUST_USE;

// The point of the frame that a stretch ends at, above (side 1) or below; NULL when it is unbounded there.
const rpoint_struct *stretch_end(const lipschitz_t *l, const stretch_t *stretch, int side);

// Whether |g2(t) - g1(s)| <= bound (t - s) for the facing ends s <= t of two stretches.
status_t gap_holds(bool *holds, const lipschitz_t *l, const stretch_t *left, const stretch_t *right) CERTIFY_MUST_USE;

// Whether two polynomials agree at a point.
status_t equal_at(bool *equal, const rpoly_t g1, const rpoly_t g2, const rpoint_struct *point,
                  real_ctx_t ctx) CERTIFY_MUST_USE;

// Points x < y with |g(y) - g(x)| > bound (y - x): of one stretch in which |g'| exceeds the bound throughout,
status_t steep_pair(rpoint_t x, rpoint_t y, const lipschitz_t *l, const stretch_t *stretch) CERTIFY_MUST_USE;
// or of the stretches index and index + 1, between which gap_holds is false.
status_t gap_pair(rpoint_t x, rpoint_t y, const lipschitz_t *l, size_t index) CERTIFY_MUST_USE;

// The least bound for which gap_holds is true, as a ball; infinite for a jump.
status_t gap_slope(arb_t slope, const lipschitz_t *l, const stretch_t *left, const stretch_t *right,
                   slong prec) CERTIFY_MUST_USE;

#endif
