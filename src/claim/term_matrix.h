// SPDX-License-Identifier: LGPL-3.0-or-later
// Small square matrices of terms: Hessians and Jacobians in claims.
#ifndef CERTIFY_CLAIM_TERM_MATRIX_H
#define CERTIFY_CLAIM_TERM_MATRIX_H

#include "expr/expr.h"

typedef struct {
    size_t n; // at most TERM_MATRIX_MAX
    expr_t *entries; // by rows; mem_free
} term_matrix_t;

#define TERM_MATRIX_MAX 8

// The entries are to be filled in.
term_matrix_t term_matrix_new(size_t n);
// factor m, a new matrix.
term_matrix_t term_matrix_scaled(dag_t *dag, expr_t factor, const term_matrix_t *m);
// number I - m, a new matrix.
term_matrix_t term_matrix_difference(dag_t *dag, slong number, const term_matrix_t *m);
// The determinant of the rows and columns (sets of indices, equally many, not empty), written out by its first row.
expr_t term_matrix_determinant(dag_t *dag, const term_matrix_t *m, unsigned rows, unsigned columns);

#endif
