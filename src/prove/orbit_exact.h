// SPDX-License-Identifier: LGPL-3.0-or-later
// The first steps of an orbit in exact arithmetic: states are real algebraic numbers, as long as these stay small.
#ifndef CERTIFY_PROVE_ORBIT_EXACT_H
#define CERTIFY_PROVE_ORBIT_EXACT_H

#include "expr/tape.h"
#include "real/real.h"

// Numbers of more bits, in numerator or denominator, are too large; so is all that one orbit takes together.
#define ORBIT_EXACT_BITS 20000
#define ORBIT_EXACT_TOTAL_BITS (1L << 27)

typedef struct orbit_exact orbit_exact_t;

// Terms and formulas are without operators and over the variables. Borrows the arrays and the dag, which may grow.
orbit_exact_t *orbit_exact_new(const dag_t *dag, size_t count, const expr_t *variables, const expr_t *start,
                               const expr_t *map);
void orbit_exact_free(orbit_exact_t *exact);

// Goes to step 0, or one step on. STATUS_DOMAIN where the start or the map has no value, STATUS_UNSUPPORTED where a
// value is not algebraic, STATUS_LIMIT beyond the limits above; the state is then lost.
status_t orbit_exact_start(orbit_exact_t *exact) CERTIFY_MUST_USE;
status_t orbit_exact_step(orbit_exact_t *exact) CERTIFY_MUST_USE;

// Balls around the coordinates of the present state.
void orbit_exact_state(arb_ptr state, const orbit_exact_t *exact, slong prec);
// The truth of a formula in the present state.
tape_truth_t orbit_exact_truth(orbit_exact_t *exact, expr_t formula);

#endif
