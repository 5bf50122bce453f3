// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact rational values of constant expressions that are built from numbers by + - * / ^ alone.
#ifndef CERTIFY_SPEC_FOLD_H
#define CERTIFY_SPEC_FOLD_H

#include "expr/expr.h"

// The value of a; false where it is not such an expression, is undefined, or is too large to be an exponent, index or
// bound (then *result is unspecified).
bool fold_rational(fmpq_t result, const dag_t *dag, expr_t a);

// The same for an integer of magnitude at most `limit`.
bool fold_integer(slong *result, const dag_t *dag, expr_t a, slong limit);

#endif
