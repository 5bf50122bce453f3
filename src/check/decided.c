// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/decided.h"

#include "spec/fold.h"

// Orders of variable v and a number, ends of the first `open` variables being left out; ORDER_ANY when nothing is
// known.
static unsigned orders_on(const box_t *box, size_t v, const fmpq_t number, size_t open)
{
    const end_t *lo = box->lo[v], *hi = box->hi[v];
    unsigned equal = v < open ? 0 : ORDER_EQUAL;
    int upper = hi->infinite ? 1 : end_compare(hi, number), lower = lo->infinite ? -1 : end_compare(lo, number);
    if (upper == -1 || upper == 0)
        return ORDER_LESS | (upper == 0 ? equal : 0);
    if (lower == 1 || lower == 0)
        return ORDER_GREATER | (lower == 0 ? equal : 0);
    return ORDER_ANY;
}

// Orders of |x - centre| and a number that is not negative: those of x and both ends of that neighbourhood of the
// centre.
static unsigned distance_orders_on(const box_t *box, size_t v, const fmpq_t centre, const fmpq_t number, size_t open)
{
    fmpq_t end;
    fmpq_init(end);
    fmpq_add(end, centre, number);
    unsigned upper = orders_on(box, v, end, open);
    fmpq_sub(end, centre, number);
    unsigned lower = orders_on(box, v, end, open);
    fmpq_clear(end);
    unsigned orders = (upper | lower) & ORDER_EQUAL;
    orders |= (upper & ORDER_LESS) && (lower & ORDER_GREATER) ? ORDER_LESS : 0;
    return orders | ((upper & ORDER_GREATER) || (lower & ORDER_LESS) ? ORDER_GREATER : 0);
}

// Orders of a term and a number: x, x - s, |x| or |x - s| for a variable x and a rational s, else ORDER_ANY.
static unsigned term_orders_on(const dag_t *dag, const box_t *box, expr_t term, const fmpq_t number, size_t open)
{
    bool distance = expr_op(dag, term) == EXPR_ABS && fmpq_sgn(number) >= 0;
    expr_t a = distance ? expr_child(dag, term, 0) : term;
    unsigned orders = ORDER_ANY;
    fmpq_t shift;
    fmpq_init(shift);
    if (expr_op(dag, a) == EXPR_SUB && fold_rational(shift, dag, expr_child(dag, a, 1)))
        a = expr_child(dag, a, 0);
    else
        fmpq_zero(shift);
    for (size_t v = 0; v < box->count; v++)
        if (box->variables[v] == a && distance) {
            orders = distance_orders_on(box, v, shift, number, open);
        } else if (box->variables[v] == a) {
            fmpq_add(shift, shift, number);
            orders = orders_on(box, v, shift, open);
        }
    fmpq_clear(shift);
    return orders;
}

static bool decide(assumption_t *a, const dag_t *dag, const box_t *box, expr_t left, expr_t right, size_t open)
{
    fmpq_t value;
    fmpq_init(value);
    bool mirrored = right != EXPR_NONE && fold_rational(value, dag, left);
    expr_t term = mirrored ? right : left, number = mirrored ? left : right;
    bool known = mirrored || number == EXPR_NONE || fold_rational(value, dag, number);
    *a = (assumption_t){term, number, known ? term_orders_on(dag, box, term, value, open) : ORDER_ANY};
    fmpq_clear(value);
    return a->orders != ORDER_ANY;
}

static bool chooses(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL || op == EXPR_ABS ||
           op == EXPR_RELU || op == EXPR_MIN || op == EXPR_MAX;
}

size_t decided_by_box(assumption_t *assumptions, size_t capacity, const plan_t *plan, const box_t *box, size_t open)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->step_count && count < capacity; i++) {
        const step_t *step = plan->steps + i;
        if (!chooses(step->op))
            continue;
        expr_t right = step->count > 1 ? expr_child(plan->dag, step->node, 1) : EXPR_NONE;
        count += decide(assumptions + count, plan->dag, box, expr_child(plan->dag, step->node, 0), right, open);
    }
    return count;
}
