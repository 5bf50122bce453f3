// SPDX-License-Identifier: LGPL-3.0-or-later
// A map from states to states and the pieces of it that orbits have met. Internal to prove/orbit*.
#ifndef CERTIFY_PROVE_ORBIT_MAP_H
#define CERTIFY_PROVE_ORBIT_MAP_H

#include "prove/orbit_piece.h"

typedef struct orbit_map orbit_map_t;

// The terms are without operators. Borrows the dag, which grows, and copies the rest. NULL when the dag is over its
// limit.
orbit_map_t *orbit_map_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms);
void orbit_map_free(orbit_map_t *map);
// To be called before the first step.
void orbit_map_set_precision(orbit_map_t *map, slong prec);

typedef enum {
    STEP_INSIDE,    // the box met one piece
    STEP_STRADDLES, // it met several, and the next box covers the values of all of them
    STEP_UNDEFINED, // the map may be undefined somewhere on it
    STEP_TOO_LARGE  // a number is too large, or too small, to be worked with
} step_outcome_t;

// One step of the orbits that begin in the box. After UNDEFINED and TOO_LARGE the state is lost.
step_outcome_t orbit_map_step(orbit_state_t *state, orbit_map_t *map);

#endif
