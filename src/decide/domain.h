// SPDX-License-Identifier: LGPL-3.0-or-later
// Where an expression has a value.
#ifndef CERTIFY_DECIDE_DOMAIN_H
#define CERTIFY_DECIDE_DOMAIN_H

#include "expr/expr.h"

// Formulas that all hold exactly where the operator-free expression has a value, a new array; returns how many. For a
// partial operator they say what its operand must satisfy: `0 != b` for a/b, or that for each factor of b. Where all the
// earlier ones hold the terms of each have values.
size_t domain_conditions(expr_t **conditions, dag_t *dag, expr_t a);

#endif
