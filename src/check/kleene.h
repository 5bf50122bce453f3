// SPDX-License-Identifier: LGPL-3.0-or-later
// Kleene's three-valued logic: UNKNOWN is "not shown to be either", which is also what a comparison of something
// undefined is.
#ifndef CERTIFY_CHECK_KLEENE_H
#define CERTIFY_CHECK_KLEENE_H

#include "expr/expr.h"

typedef enum { KLEENE_FALSE, KLEENE_UNKNOWN, KLEENE_TRUE } kleene_t;

static inline kleene_t kleene_not(kleene_t a)
{
    return a == KLEENE_TRUE ? KLEENE_FALSE : a == KLEENE_FALSE ? KLEENE_TRUE : KLEENE_UNKNOWN;
}

static inline kleene_t kleene_and(kleene_t a, kleene_t b)
{
    return a < b ? a : b;
}

static inline kleene_t kleene_or(kleene_t a, kleene_t b)
{
    return a > b ? a : b;
}

// The comparison `a op b` for a - b of this sign.
static inline kleene_t kleene_of_sign(expr_op_t op, int sign)
{
    bool holds = op == EXPR_LESS         ? sign < 0
                 : op == EXPR_LESS_EQUAL ? sign <= 0
                 : op == EXPR_EQUAL      ? sign == 0
                                         : sign != 0;
    return holds ? KLEENE_TRUE : KLEENE_FALSE;
}

#endif
