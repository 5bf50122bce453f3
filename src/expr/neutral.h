// SPDX-License-Identifier: LGPL-3.0-or-later
// Arithmetic nodes without neutral elements: 0 + a is a, 1 a is a, 0 a is 0. The last may enlarge the domain, so this
// is for those who account for domains in other ways (derivative.c), not for simplification.
#ifndef CERTIFY_EXPR_NEUTRAL_H
#define CERTIFY_EXPR_NEUTRAL_H

#include "expr/expr.h"

// Whether a is the rational constant `value`.
bool expr_is_integer(const dag_t *dag, expr_t a, slong value);

expr_t neutral_add(dag_t *dag, expr_t a, expr_t b);
expr_t neutral_sub(dag_t *dag, expr_t a, expr_t b);
expr_t neutral_mul(dag_t *dag, expr_t a, expr_t b);
expr_t neutral_div(dag_t *dag, expr_t a, expr_t b);
expr_t neutral_neg(dag_t *dag, expr_t a);

#endif
