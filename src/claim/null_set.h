// SPDX-License-Identifier: LGPL-3.0-or-later
// Sets of volume 0 that are seen from their formula. Internal to claim/.
#ifndef CERTIFY_CLAIM_NULL_SET_H
#define CERTIFY_CLAIM_NULL_SET_H

#include "expr/expr.h"

// A polynomial in the variables, with constant coefficients, that is 0 on the region; EXPR_NONE where the formula does
// not show one: a member of a conjunction, and all members of a disjunction, are to be equations of polynomials or
// conjunctions and disjunctions of this kind. If the polynomial is not 0 everywhere the region has volume 0
// (docs/dynamics.md, *volume*).
expr_t null_set_polynomial(dag_t *dag, expr_t region, size_t count, const expr_t *variables);

#endif
