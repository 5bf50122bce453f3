// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms in floating point: the values that a program would compute, rounding included. Not rigorous enclosures: the point is to
// reproduce floating-point trajectories bit by bit. The order of operations is published in docs/dynamics.md.
#ifndef CERTIFY_EXPR_FLOAT_VALUE_H
#define CERTIFY_EXPR_FLOAT_VALUE_H

#include "expr/expr.h"

typedef enum { FLOAT_64, FLOAT_32 } float_format_t;

// The state after `steps` steps of the map (terms in the state variables) from the start (constant terms, rounded once to the
// format), as exact rationals. False when a value is not finite, or a term has no value.
bool float_orbit_end(fmpq *end, dag_t *dag, float_format_t format, size_t count, const expr_t *state, const expr_t *map,
                     const expr_t *start, size_t steps);

#endif
