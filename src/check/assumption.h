// SPDX-License-Identifier: LGPL-3.0-or-later
// Orders of two terms that evaluation may take for granted where values do not tell.
#ifndef CERTIFY_CHECK_ASSUMPTION_H
#define CERTIFY_CHECK_ASSUMPTION_H

#include "check/kleene.h"

// Sets of orders: the left term is less than, equal to, greater than the right one.
#define ORDER_LESS 1u
#define ORDER_EQUAL 2u
#define ORDER_GREATER 4u
#define ORDER_ANY 7u

// `right` is EXPR_NONE for the number 0 in the place of a second term.
typedef struct {
    expr_t left, right;
    unsigned orders;
} assumption_t;

// The orders of two terms that some assumptions leave.
unsigned assumptions_leave(size_t count, const assumption_t *assumptions, expr_t left, expr_t right);

// The same set seen from the right term.
unsigned order_mirror(unsigned orders);

// The comparison, when the order of its sides is one of the set.
kleene_t order_compare(expr_op_t op, unsigned orders);
// The set of orders for which the comparison is true.
unsigned order_of_comparison(expr_op_t op);

#endif
