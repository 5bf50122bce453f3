// SPDX-License-Identifier: LGPL-3.0-or-later
// The values of constant expressions, enclosed.
#ifndef CERTIFY_DECIDE_CONSTANT_H
#define CERTIFY_DECIDE_CONSTANT_H

#include "expr/expr.h"

// Rationals lo <= value <= hi, equal when the expression simplifies to a rational, else about `prec` bits apart. False
// when the expression has variables or its value cannot be enclosed.
bool constant_enclose(fmpq_t lo, fmpq_t hi, dag_t *dag, expr_t a, slong prec);

#endif
