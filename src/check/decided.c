// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/decided.h"

#include "spec/fold.h"

// Orders of variable v and a number; ORDER_ANY when nothing is known.
static unsigned orders_on(const box_t *box, size_t v, const fmpq_t number, bool interior)
{
    const end_t *lo = box->lo[v], *hi = box->hi[v];
    unsigned equal = interior ? 0 : ORDER_EQUAL;
    int upper = hi->infinite ? 1 : end_compare(hi, number), lower = lo->infinite ? -1 : end_compare(lo, number);
    if (upper == -1 || upper == 0)
        return ORDER_LESS | (upper == 0 ? equal : 0);
    if (lower == 1 || lower == 0)
        return ORDER_GREATER | (lower == 0 ? equal : 0);
    return ORDER_ANY;
}

static bool decide(assumption_t *a, const dag_t *dag, const box_t *box, expr_t left, expr_t right, bool interior)
{
    bool mirrored = right != EXPR_NONE && expr_op(dag, right) == EXPR_VARIABLE;
    expr_t variable = mirrored ? right : left, number = mirrored ? left : right;
    fmpq_t value;
    fmpq_init(value);
    bool known = number == EXPR_NONE || fold_rational(value, dag, number);
    *a = (assumption_t){variable, number, ORDER_ANY};
    for (size_t v = 0; known && v < box->count; v++)
        if (box->variables[v] == variable)
            a->orders = orders_on(box, v, value, interior);
    fmpq_clear(value);
    return a->orders != ORDER_ANY;
}

static bool chooses(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL || op == EXPR_ABS ||
           op == EXPR_RELU || op == EXPR_MIN || op == EXPR_MAX;
}

size_t decided_by_box(assumption_t *assumptions, size_t capacity, const plan_t *plan, const box_t *box, bool interior)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->step_count && count < capacity; i++) {
        const step_t *step = plan->steps + i;
        if (!chooses(step->op))
            continue;
        expr_t right = step->count > 1 ? expr_child(plan->dag, step->node, 1) : EXPR_NONE;
        count += decide(assumptions + count, plan->dag, box, expr_child(plan->dag, step->node, 0), right, interior);
    }
    return count;
}
