// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact evaluation of one operation on rational constants.
#ifndef CERTIFY_EXPR_FOLD_H
#define CERTIFY_EXPR_FOLD_H

#include "expr/expr.h"

// The constant (or TRUE, FALSE) that a equals when its children are rational, its value is rational or a truth value,
// and it is defined and of moderate size; a itself otherwise.
expr_t expr_fold(dag_t *dag, expr_t a);
#define FOLD_MAX_BITS 10000

#endif
