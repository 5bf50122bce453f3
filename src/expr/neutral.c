// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/neutral.h"

bool expr_is_integer(const dag_t *dag, expr_t a, slong value)
{
    if (expr_op(dag, a) != EXPR_RATIONAL)
        return false;
    const fmpq *q = expr_rational_value(dag, a);
    return fmpz_is_one(fmpq_denref(q)) && fmpz_equal_si(fmpq_numref(q), value);
}

expr_t neutral_add(dag_t *dag, expr_t a, expr_t b)
{
    if (expr_is_integer(dag, b, 0))
        return a;
    return expr_is_integer(dag, a, 0) ? b : expr_binary(dag, EXPR_ADD, a, b);
}

expr_t neutral_sub(dag_t *dag, expr_t a, expr_t b)
{
    if (expr_is_integer(dag, b, 0))
        return a;
    return expr_is_integer(dag, a, 0) ? expr_unary(dag, EXPR_NEG, b) : expr_binary(dag, EXPR_SUB, a, b);
}

expr_t neutral_mul(dag_t *dag, expr_t a, expr_t b)
{
    if (expr_is_integer(dag, a, 0) || expr_is_integer(dag, b, 1))
        return a;
    if (expr_is_integer(dag, b, 0) || expr_is_integer(dag, a, 1))
        return b;
    return expr_binary(dag, EXPR_MUL, a, b);
}

expr_t neutral_div(dag_t *dag, expr_t a, expr_t b)
{
    return expr_is_integer(dag, a, 0) || expr_is_integer(dag, b, 1) ? a : expr_binary(dag, EXPR_DIV, a, b);
}

expr_t neutral_neg(dag_t *dag, expr_t a)
{
    return expr_is_integer(dag, a, 0) ? a : expr_unary(dag, EXPR_NEG, a);
}
