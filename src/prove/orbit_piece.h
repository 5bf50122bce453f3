// SPDX-License-Identifier: LGPL-3.0-or-later
// One piece of a map: the terms that are left of it where certain comparisons have certain truths, with their
// derivatives. Internal to prove/orbit*.
#ifndef CERTIFY_PROVE_ORBIT_PIECE_H
#define CERTIFY_PROVE_ORBIT_PIECE_H

#include "expr/tape_machine.h"

// A comparison and its truth.
typedef struct {
    expr_t formula;
    bool holds;
} literal_t;

// A state with a box around it: |x_i - centre_i| <= radius_i. The centres are balls of radius 0.
typedef struct {
    size_t count;
    arb_ptr centre;
    mag_ptr radius;
} orbit_state_t;

void orbit_state_init(orbit_state_t *state, size_t count);
void orbit_state_clear(orbit_state_t *state);
// The centres and radii of balls, and the balls, rounded to prec bits (ARF_PREC_EXACT: as they are).
void orbit_state_set(orbit_state_t *state, arb_srcptr balls);
void orbit_state_get(arb_ptr balls, const orbit_state_t *state, slong prec);

typedef struct orbit_piece orbit_piece_t;

// The terms have no `cases`. They agree with the map at every state at which the literals are so; of these comparisons
// the ones of a variable with a constant become bounds. NULL when the dag is over its limit.
orbit_piece_t *orbit_piece_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms,
                               size_t literal_count, const literal_t *literals);
void orbit_piece_free(orbit_piece_t *piece);
// To be called before the first step, and for another precision of the centre.
void orbit_piece_set_precision(orbit_piece_t *piece, slong prec);

// Whether all literals are surely so on the box.
bool orbit_piece_contains(orbit_piece_t *piece, const orbit_state_t *state);
// The box of the map's values over the box, on which the literals must be so: the centre by the map, the radius by the
// derivative's magnitude over the box (mean value theorem: without `cases` the terms are continuous where they are
// defined, and differentiable on all but finitely many parts of a segment, by a rule that the enclosure covers). False
// when the terms or their derivatives may be undefined somewhere on the box; the state is then as before.
bool orbit_piece_step(orbit_state_t *state, orbit_piece_t *piece);

#endif
