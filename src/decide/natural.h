// SPDX-License-Identifier: LGPL-3.0-or-later
// Ranges over boxes on which an expression is not defined everywhere, such as the closure [0, 1] of (0, 1] for 1/x.
#ifndef CERTIFY_DECIDE_NATURAL_H
#define CERTIFY_DECIDE_NATURAL_H

#include "expr/expr.h"
#include "interval/dinterval.h"

typedef struct natural natural_t;

// For an operator-free expression and variables that include all its free ones.
natural_t *natural_new(dag_t *dag, expr_t a, size_t count, const expr_t *variables);
void natural_free(natural_t *natural);

// Encloses the values at all points of the box at which the expression has one: the set-based interval extension, as in
// IEEE 1788 (2015), section 10.6. When it has none, any interval.
dinterval_t natural_range(const natural_t *natural, const dinterval_t *box);

#endif
