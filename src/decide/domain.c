// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/domain.h"

#include "base/memory.h"

typedef struct {
    size_t count, capacity;
    expr_t *items;
} list_t;

static void append(list_t *list, expr_t item)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = item;
}

static void append_comparison(list_t *list, dag_t *dag, expr_op_t op, expr_t a)
{
    append(list, expr_binary(dag, op, expr_integer(dag, 0), a));
}

// Appends the operands that must not be 0 for the value of a not to be; a itself when that is not known of its
// operator.
static void append_factors(list_t *factors, const dag_t *dag, expr_t a)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_EXP:
    case EXPR_COSH:
    case EXPR_SIGMOID:
    case EXPR_SOFTPLUS:
        break;
    case EXPR_MUL:
        append(factors, expr_child(dag, a, 0));
        append(factors, expr_child(dag, a, 1));
        break;
    case EXPR_DIV:
    case EXPR_NEG:
    case EXPR_ABS:
    case EXPR_SQRT:
        append(factors, expr_child(dag, a, 0));
        break;
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        if (p > 0)
            append(factors, expr_child(dag, a, 0));
        break;
    default:
        append(factors, a);
    }
}

// 0 != a, as conditions on the factors of a.
static void append_nonzero(list_t *conditions, dag_t *dag, expr_t a)
{
    list_t factors = {0, 0, NULL};
    append(&factors, a);
    while (factors.count) {
        expr_t top = factors.items[--factors.count];
        size_t rest = factors.count;
        append_factors(&factors, dag, top);
        if (factors.count == rest + 1 && factors.items[rest] == top) {
            append_comparison(conditions, dag, EXPR_NOT_EQUAL, top);
            factors.count = rest;
        }
    }
    mem_free(factors.items);
}

// What the operands of the operator must satisfy when they have values.
static void append_conditions(list_t *conditions, dag_t *dag, expr_t a)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_DIV:
        append_nonzero(conditions, dag, expr_child(dag, a, 1));
        break;
    case EXPR_SQRT:
        append_comparison(conditions, dag, EXPR_LESS_EQUAL, expr_child(dag, a, 0));
        break;
    case EXPR_LOG:
        append_comparison(conditions, dag, EXPR_LESS, expr_child(dag, a, 0));
        break;
    case EXPR_TAN:
        append_nonzero(conditions, dag, expr_unary(dag, EXPR_COS, expr_child(dag, a, 0)));
        break;
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        if (q > 1)
            append_comparison(conditions, dag, p > 0 ? EXPR_LESS_EQUAL : EXPR_LESS, expr_child(dag, a, 0));
        else if (p < 0)
            append_nonzero(conditions, dag, expr_child(dag, a, 0));
        break;
    case EXPR_CASES:
    case EXPR_AT:
        append(conditions, expr_unary(dag, EXPR_DEFINED, a));
        break;
    default:
        break;
    }
}

// Whether the values of the operands are needed for that of the operator, at the same point.
static bool needs_operands(expr_op_t op)
{
    return op != EXPR_CASES && op != EXPR_AT;
}

// Marks the terms whose values are needed.
static bool *needed_terms(const dag_t *dag, expr_t a)
{
    bool *needed = mem_alloc((size_t)a + 1, sizeof *needed);
    needed[a] = true;
    for (expr_t b = a + 1; b-- > 0;)
        for (size_t k = 0; needed[b] && needs_operands(expr_op(dag, b)) && k < expr_child_count(dag, b); k++)
            needed[expr_child(dag, b, k)] = true;
    return needed;
}

size_t domain_conditions(expr_t **conditions, dag_t *dag, expr_t a)
{
    list_t list = {0, 0, NULL};
    bool *needed = needed_terms(dag, a);
    for (expr_t b = 0; b <= a; b++)
        if (needed[b])
            append_conditions(&list, dag, b);
    mem_free(needed);
    *conditions = list.items;
    return list.count;
}
