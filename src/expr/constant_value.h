// SPDX-License-Identifier: LGPL-3.0-or-later
// The values of constant expressions, enclosed.
#ifndef CERTIFY_EXPR_CONSTANT_VALUE_H
#define CERTIFY_EXPR_CONSTANT_VALUE_H

#include "expr/expr.h"

// A ball around the value of a constant, operator-free expression, at `prec` bits. False, with any ball, when it has no
// value or balls do not show that it has one.
bool constant_ball(arb_t value, const dag_t *dag, expr_t a, slong prec);

// Rationals lo <= value <= hi, equal when the expression simplifies to a rational, else about `prec` bits apart (farther
// for numbers below 2^-100000). False when the expression has variables or its value cannot be enclosed.
bool constant_enclose(fmpq_t lo, fmpq_t hi, dag_t *dag, expr_t a, slong prec);

#endif
