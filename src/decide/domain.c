// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/domain.h"

#include "base/memory.h"

static expr_t compare_with_zero(dag_t *dag, expr_op_t op, expr_t a)
{
    return expr_binary(dag, op, expr_integer(dag, 0), a);
}

// What the operands of the operator must satisfy when they have values; TRUE for what is defined everywhere.
static expr_t condition_of(dag_t *dag, expr_t a)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_DIV:
        return compare_with_zero(dag, EXPR_NOT_EQUAL, expr_child(dag, a, 1));
    case EXPR_SQRT:
        return compare_with_zero(dag, EXPR_LESS_EQUAL, expr_child(dag, a, 0));
    case EXPR_LOG:
        return compare_with_zero(dag, EXPR_LESS, expr_child(dag, a, 0));
    case EXPR_TAN:
        return compare_with_zero(dag, EXPR_NOT_EQUAL, expr_unary(dag, EXPR_COS, expr_child(dag, a, 0)));
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        if (q == 1 && p >= 0)
            break;
        return compare_with_zero(dag, q == 1 ? EXPR_NOT_EQUAL : p > 0 ? EXPR_LESS_EQUAL : EXPR_LESS,
                                 expr_child(dag, a, 0));
    case EXPR_CASES:
        return expr_unary(dag, EXPR_DEFINED, a);
    default:
        break;
    }
    return expr_leaf(dag, EXPR_TRUE);
}

// Marks the terms whose values are needed in any case: not those inside cases.
static bool *needed_terms(const dag_t *dag, expr_t a)
{
    bool *needed = mem_alloc((size_t)a + 1, sizeof *needed);
    needed[a] = true;
    for (expr_t b = a + 1; b-- > 0;)
        for (size_t k = 0; needed[b] && expr_op(dag, b) != EXPR_CASES && k < expr_child_count(dag, b); k++)
            needed[expr_child(dag, b, k)] = true;
    return needed;
}

size_t domain_conditions(expr_t **conditions, dag_t *dag, expr_t a)
{
    size_t count = 0, capacity = 0;
    bool *needed = needed_terms(dag, a);
    *conditions = NULL;
    for (expr_t b = 0; b <= a; b++) {
        expr_t condition = needed[b] ? condition_of(dag, b) : EXPR_NONE;
        if (condition == EXPR_NONE || expr_op(dag, condition) == EXPR_TRUE)
            continue;
        *conditions = mem_grow(*conditions, &capacity, count + 1, sizeof **conditions);
        (*conditions)[count++] = condition;
    }
    mem_free(needed);
    return count;
}
