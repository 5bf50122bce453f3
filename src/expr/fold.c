// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/fold.h"

static slong bits(const fmpq_t x)
{
    return (slong)fmpz_bits(fmpq_numref(x)) + (slong)fmpz_bits(fmpq_denref(x));
}

static bool fold_binary(fmpq_t result, expr_op_t op, const fmpq_t u, const fmpq_t v)
{
    switch (op) {
    case EXPR_ADD:
        fmpq_add(result, u, v);
        return true;
    case EXPR_SUB:
        fmpq_sub(result, u, v);
        return true;
    case EXPR_MUL:
        fmpq_mul(result, u, v);
        return true;
    case EXPR_DIV:
        if (fmpq_is_zero(v))
            return false;
        fmpq_div(result, u, v);
        return true;
    case EXPR_MIN:
        fmpq_set(result, fmpq_cmp(u, v) <= 0 ? u : v);
        return true;
    case EXPR_MAX:
        fmpq_set(result, fmpq_cmp(u, v) >= 0 ? u : v);
        return true;
    default:
        return false;
    }
}

// x = root^q for x >= 0; false if there is no such rational root.
static bool exact_root(fmpq_t root, const fmpq_t x, slong q)
{
    return fmpz_root(fmpq_numref(root), fmpq_numref(x), q) && fmpz_root(fmpq_denref(root), fmpq_denref(x), q);
}

static bool fold_power(fmpq_t result, const fmpq_t u, slong p, slong q)
{
    if (q > FOLD_MAX_BITS || (q > 1 && fmpq_sgn(u) < 0) || (p < 0 && fmpq_is_zero(u)))
        return false;
    fmpq_t root;
    fmpq_init(root);
    bool exact = true;
    if (q == 1)
        fmpq_set(root, u);
    else
        exact = exact_root(root, u, q);
    bool moderate = p >= -FOLD_MAX_BITS && p <= FOLD_MAX_BITS && bits(root) * (p < 0 ? -p : p) <= FOLD_MAX_BITS;
    if (exact && moderate)
        fmpq_pow_si(result, root, p);
    fmpq_clear(root);
    return exact && moderate;
}

// f(0) for the functions where it is rational.
static bool fold_at_zero(fmpq_t result, expr_op_t op)
{
    switch (op) {
    case EXPR_SIN:
    case EXPR_TAN:
    case EXPR_ATAN:
    case EXPR_SINH:
    case EXPR_TANH:
        fmpq_zero(result);
        return true;
    case EXPR_EXP:
    case EXPR_COS:
    case EXPR_COSH:
        fmpq_one(result);
        return true;
    case EXPR_SIGMOID:
        fmpq_set_si(result, 1, 2);
        return true;
    default:
        return false;
    }
}

static bool fold_unary(fmpq_t result, expr_op_t op, const fmpq_t u)
{
    switch (op) {
    case EXPR_NEG:
        fmpq_neg(result, u);
        return true;
    case EXPR_ABS:
        fmpq_abs(result, u);
        return true;
    case EXPR_RELU:
        if (fmpq_sgn(u) > 0)
            fmpq_set(result, u);
        return true;
    case EXPR_SQRT:
        return fold_power(result, u, 1, 2);
    case EXPR_LOG:
        return fmpq_is_one(u);
    default:
        return fmpq_is_zero(u) && fold_at_zero(result, op);
    }
}

static bool fold_value(fmpq_t result, const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    const fmpq *u = expr_rational_value(dag, expr_child(dag, a, 0));
    slong p, q;
    if (op == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        return fold_power(result, u, p, q);
    }
    if (expr_child_count(dag, a) == 1)
        return fold_unary(result, op, u);
    return fold_binary(result, op, u, expr_rational_value(dag, expr_child(dag, a, 1)));
}

static bool comparison_holds(expr_op_t op, int sign)
{
    return op == EXPR_LESS ? sign < 0 : op == EXPR_LESS_EQUAL ? sign <= 0 : (sign == 0) == (op == EXPR_EQUAL);
}

static expr_t fold_comparison(dag_t *dag, expr_t a)
{
    const fmpq *u = expr_rational_value(dag, expr_child(dag, a, 0));
    const fmpq *v = expr_rational_value(dag, expr_child(dag, a, 1));
    return expr_leaf(dag, comparison_holds(expr_op(dag, a), fmpq_cmp(u, v)) ? EXPR_TRUE : EXPR_FALSE);
}

static bool children_are_rational(const dag_t *dag, expr_t a)
{
    size_t count = expr_child_count(dag, a);
    for (size_t k = 0; k < count; k++)
        if (expr_op(dag, expr_child(dag, a, k)) != EXPR_RATIONAL)
            return false;
    return count == 1 || count == 2;
}

expr_t expr_fold(dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    if (!children_are_rational(dag, a))
        return a;
    if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL)
        return fold_comparison(dag, a);
    if (op >= EXPR_CASES)
        return a;
    fmpq_t value;
    fmpq_init(value);
    if (fold_value(value, dag, a) && bits(value) <= FOLD_MAX_BITS)
        a = expr_rational(dag, value);
    fmpq_clear(value);
    return a;
}
