// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/matrix.h"

#include "base/memory.h"

#include <string.h>

expr_t *matrix_product(dag_t *dag, size_t n, const expr_t *a, const expr_t *b)
{
    expr_t *product = mem_alloc(n * n, sizeof *product);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            expr_t sum = EXPR_NONE;
            for (size_t k = 0; k < n; k++) {
                expr_t term = expr_binary(dag, EXPR_MUL, a[i * n + k], b[k * n + j]);
                sum = k ? expr_binary(dag, EXPR_ADD, sum, term) : term;
            }
            product[i * n + j] = sum;
        }
    return product;
}

expr_t *matrix_congruence(dag_t *dag, size_t n, const expr_t *a, const expr_t *p)
{
    expr_t *transpose = mem_alloc(n * n, sizeof *transpose);
    for (size_t i = 0; i < n * n; i++)
        transpose[i] = a[i % n * n + i / n];
    expr_t *right = matrix_product(dag, n, p, a), *result = matrix_product(dag, n, transpose, right);
    mem_free(transpose);
    mem_free(right);
    return result;
}

expr_t matrix_is_semidefinite(dag_t *dag, size_t n, const expr_t *a)
{
    expr_t *rest = mem_alloc(n * n, sizeof *rest), zero = expr_integer(dag, 0), all = expr_leaf(dag, EXPR_TRUE);
    memcpy(rest, a, n * n * sizeof *rest);
    for (size_t k = 0; k < n; k++) {
        expr_t pivot = rest[k * n + k];
        all = expr_and(dag, all, expr_binary(dag, k + 1 < n ? EXPR_LESS : EXPR_LESS_EQUAL, zero, pivot));
        for (size_t i = k + 1; i < n; i++)
            for (size_t j = k + 1; j <= i; j++) {
                expr_t product = expr_binary(dag, EXPR_MUL, rest[i * n + k], rest[j * n + k]);
                rest[i * n + j] =
                    expr_binary(dag, EXPR_SUB, rest[i * n + j], expr_binary(dag, EXPR_DIV, product, pivot));
            }
    }
    mem_free(rest);
    return all;
}
