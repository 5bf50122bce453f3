// SPDX-License-Identifier: LGPL-3.0-or-later
// Slopes: exact difference quotients of several variables.
#ifndef CERTIFY_EXPR_SLOPE_H
#define CERTIFY_EXPR_SLOPE_H

#include "expr/expr.h"

// slopes[i], expressions in variables and centres, such that
//   a(x) - a(c) = sum_i slopes[i] (x_i - c_i)
// for x = variables, c = centres (constants, or other variables) wherever a is defined at both and the slopes are
// defined (Krawczyk and Neumaier 1985, Interval slopes for rational functions and associated centered forms). At x = c
// they are the gradient; over a box around c they are tighter than it: x + c instead of 2x for x^2.
//
// a is operator-free and depends on the variables by + - * /, integer powers up to SLOPE_MAX_EXPONENT and square roots
// only; STATUS_UNSUPPORTED otherwise, STATUS_LIMIT when the dag is full, and the slopes are not set. Where the
// variables do not occur, anything may.
status_t expr_slopes(expr_t *slopes, dag_t *dag, expr_t a, size_t count, const expr_t *variables,
                     const expr_t *centres) CERTIFY_MUST_USE;
#define SLOPE_MAX_EXPONENT 64

#endif
