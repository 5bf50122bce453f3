// SPDX-License-Identifier: LGPL-3.0-or-later
// Square matrices of terms, stored by rows. Internal to claim/.
#ifndef CERTIFY_CLAIM_MATRIX_H
#define CERTIFY_CLAIM_MATRIX_H

#include "expr/expr.h"

// New arrays of n * n terms.
expr_t *matrix_product(dag_t *dag, size_t n, const expr_t *a, const expr_t *b);
// a' p a
expr_t *matrix_congruence(dag_t *dag, size_t n, const expr_t *a, const expr_t *p);

// A formula that implies that the symmetric matrix is positive semidefinite: with the pivots of its factorisation L D
// L' (no pivoting) the first n - 1 are positive and the last is not negative. Equivalent where the leading minors are
// not 0.
expr_t matrix_is_semidefinite(dag_t *dag, size_t n, const expr_t *a);

#endif
