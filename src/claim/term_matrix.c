// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/term_matrix.h"

#include "base/memory.h"

term_matrix_t term_matrix_new(size_t n)
{
    return (term_matrix_t){n, mem_alloc(n * n, sizeof(expr_t))};
}

term_matrix_t term_matrix_scaled(dag_t *dag, expr_t factor, const term_matrix_t *m)
{
    term_matrix_t result = term_matrix_new(m->n);
    for (size_t i = 0; i < m->n * m->n; i++)
        result.entries[i] = expr_binary(dag, EXPR_MUL, factor, m->entries[i]);
    return result;
}

term_matrix_t term_matrix_difference(dag_t *dag, slong number, const term_matrix_t *m)
{
    term_matrix_t result = term_matrix_new(m->n);
    for (size_t i = 0; i < m->n; i++)
        for (size_t j = 0; j < m->n; j++) {
            size_t at = i * m->n + j;
            result.entries[at] = i == j ? expr_binary(dag, EXPR_SUB, expr_integer(dag, number), m->entries[at])
                                        : expr_unary(dag, EXPR_NEG, m->entries[at]);
        }
    return result;
}

expr_t term_matrix_determinant(dag_t *dag, const term_matrix_t *m, unsigned rows, unsigned columns)
{
    size_t row = 0;
    while (!(rows >> row & 1u))
        row++;
    unsigned rest = rows & ~(1u << row);
    expr_t sum = EXPR_NONE;
    bool minus = false;
    for (size_t j = 0; j < m->n; j++) {
        if (!(columns >> j & 1u))
            continue;
        expr_t a = m->entries[row * m->n + j];
        if (rest) { // recursion as deep as there are rows
            expr_t minor = term_matrix_determinant(dag, m, rest, columns & ~(1u << j));
            a = a == minor ? expr_power(dag, a, 2, 1) : expr_binary(dag, EXPR_MUL, a, minor);
        }
        sum = sum == EXPR_NONE ? a : expr_binary(dag, minus ? EXPR_SUB : EXPR_ADD, sum, a);
        minus = !minus;
    }
    return sum;
}
