// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/assumption.h"

unsigned order_mirror(unsigned orders)
{
    unsigned less = orders & ORDER_GREATER ? ORDER_LESS : 0, greater = orders & ORDER_LESS ? ORDER_GREATER : 0;
    return less | (orders & ORDER_EQUAL) | greater;
}

unsigned assumptions_leave(size_t count, const assumption_t *assumptions, expr_t left, expr_t right)
{
    unsigned orders = ORDER_ANY;
    for (size_t i = 0; i < count; i++) {
        const assumption_t *a = assumptions + i;
        if (a->left == left && a->right == right)
            orders &= a->orders;
        else if (a->left == right && a->right == left)
            orders &= order_mirror(a->orders);
    }
    return orders;
}

unsigned order_of_comparison(expr_op_t op)
{
    return (kleene_of_sign(op, -1) == KLEENE_TRUE ? ORDER_LESS : 0) |
           (kleene_of_sign(op, 0) == KLEENE_TRUE ? ORDER_EQUAL : 0) |
           (kleene_of_sign(op, 1) == KLEENE_TRUE ? ORDER_GREATER : 0);
}

kleene_t order_compare(expr_op_t op, unsigned orders)
{
    unsigned holds = order_of_comparison(op);
    return !(orders & ~holds) ? KLEENE_TRUE : !(orders & holds) ? KLEENE_FALSE : KLEENE_UNKNOWN;
}
