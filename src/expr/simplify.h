// SPDX-License-Identifier: LGPL-3.0-or-later
// Simplification that never changes a function: neither its value nor its domain.
#ifndef CERTIFY_EXPR_SIMPLIFY_H
#define CERTIFY_EXPR_SIMPLIFY_H

#include "expr/expr.h"

// Folds rational constants exactly, drops neutral elements (a + 0, 1 * a, a^1, --a), 0 * a when a is defined
// everywhere, a^p^q with integers, repeated factors a * a -> a^2, a / 2^n -> 2^-n a, decided guards and formulas. It
// does not rearrange sums or cancel a - a: the natural interval extension of the result is as wide as that of the
// original up to rounding, so that evidence found with it is evidence for the original too.
expr_t expr_simplify(dag_t *dag, expr_t a);

#endif
