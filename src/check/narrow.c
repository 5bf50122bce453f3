// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/narrow.h"

#include "spec/fold.h"

#define MAX_DEPTH 64

typedef struct {
    const dag_t *dag;
    size_t count;
    const expr_t *variables;
    range_t *box;
} narrow_t;

// All points at which the term is not in the range go; `depth` bounds the recursion. False when no point is left.
static bool narrow(const narrow_t *n, expr_t a, const range_t *range, int depth);

// The value of a rational constant, rounded outward.
static bool rational_range(range_t *result, const dag_t *dag, expr_t a)
{
    fmpq_t value;
    fmpq_init(value);
    bool known = fold_rational(value, dag, a);
    if (known)
        range_set_rationals(result, value, value);
    fmpq_clear(value);
    return known;
}

// The other operand of a sum, difference or product with a rational number.
static bool narrow_operand(const narrow_t *n, expr_t a, const range_t *range, int depth)
{
    expr_t left = expr_child(n->dag, a, 0), right = expr_child(n->dag, a, 1);
    range_t inner;
    range_init(&inner, range_precision(range));
    bool is_left = rational_range(&inner, n->dag, left), known = is_left || rational_range(&inner, n->dag, right);
    if (!known) {
        range_clear(&inner);
        return true;
    }
    rounding_t mode = rounding_upward();
    if (expr_op(n->dag, a) == EXPR_MUL) {
        known = range_div(&inner, range, &inner) == STATUS_OK;
    } else if (expr_op(n->dag, a) == EXPR_ADD) {
        range_sub(&inner, range, &inner);
    } else if (is_left) {
        range_sub(&inner, &inner, range);
    } else {
        range_add(&inner, range, &inner);
    }
    rounding_restore(mode);
    bool left_over = !known || narrow(n, is_left ? right : left, &inner, depth - 1);
    range_clear(&inner);
    return left_over;
}

static bool narrow_variable(const narrow_t *n, expr_t a, const range_t *range)
{
    for (size_t v = 0; v < n->count; v++)
        if (n->variables[v] == a)
            return range_meet(n->box + v, range);
    return true;
}

// u in -values or in values, the numbers of the range that are not negative; on one side only where a variable u has no
// numbers on the other.
static bool narrow_abs(const narrow_t *n, expr_t u, const range_t *range, int depth)
{
    range_t values, opposite, both;
    range_init(&values, range_precision(range));
    range_init(&opposite, range_precision(range));
    range_init(&both, range_precision(range));
    range_set_si(&values, 0);
    range_set_ends(&values, &values, NULL);
    bool left_over = range_meet(&values, range);
    range_neg(&opposite, &values);
    range_hull(&both, &values, &opposite);
    left_over = left_over && narrow(n, u, &both, depth);
    for (size_t v = 0; left_over && range_is_positive(&values) && v < n->count; v++) {
        if (n->variables[v] != u)
            continue;
        if (range_less(&opposite, n->box + v))
            left_over = range_meet(n->box + v, &values);
        else if (range_less(n->box + v, &values))
            left_over = range_meet(n->box + v, &opposite);
    }
    range_clear(&values);
    range_clear(&opposite);
    range_clear(&both);
    return left_over;
}

static bool narrow_negative(const narrow_t *n, expr_t u, const range_t *range, int depth)
{
    range_t opposite;
    range_init(&opposite, range_precision(range));
    range_neg(&opposite, range);
    bool left_over = narrow(n, u, &opposite, depth);
    range_clear(&opposite);
    return left_over;
}

static bool narrow(const narrow_t *n, expr_t a, const range_t *range, int depth)
{
    if (depth == 0)
        return true;
    switch (expr_op(n->dag, a)) {
    case EXPR_VARIABLE:
        return narrow_variable(n, a, range);
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
        return narrow_operand(n, a, range, depth);
    case EXPR_NEG:
        return narrow_negative(n, expr_child(n->dag, a, 0), range, depth - 1);
    case EXPR_ABS:
        return narrow_abs(n, expr_child(n->dag, a, 0), range, depth - 1);
    default:
        return true;
    }
}

bool narrow_by_order(range_t *box, const dag_t *dag, size_t count, const expr_t *variables, const assumption_t *order)
{
    if (count == 0)
        return true;
    narrow_t n = {dag, count, variables, box};
    range_t bounds;
    range_init(&bounds, range_precision(box));
    bool left_is_number = order->right != EXPR_NONE && rational_range(&bounds, dag, order->left);
    bool known = left_is_number || order->right == EXPR_NONE || rational_range(&bounds, dag, order->right);
    // The orders of the number to the term are mirrored.
    bool less = order->orders & (left_is_number ? ORDER_GREATER : ORDER_LESS);
    bool greater = order->orders & (left_is_number ? ORDER_LESS : ORDER_GREATER);
    range_set_ends(&bounds, less ? NULL : &bounds, greater ? NULL : &bounds);
    bool left_over = !known || narrow(&n, left_is_number ? order->right : order->left, &bounds, MAX_DEPTH);
    range_clear(&bounds);
    return left_over;
}
