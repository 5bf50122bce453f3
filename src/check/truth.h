// SPDX-License-Identifier: LGPL-3.0-or-later
// Kleene's three-valued logic: UNKNOWN is "not shown to be either", which is also what a comparison of something
// undefined is.
#ifndef CERTIFY_CHECK_TRUTH_H
#define CERTIFY_CHECK_TRUTH_H

#include "expr/expr.h"

typedef enum { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } truth_t;

static inline truth_t truth_not(truth_t a)
{
    return a == TRUTH_TRUE ? TRUTH_FALSE : a == TRUTH_FALSE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static inline truth_t truth_and(truth_t a, truth_t b)
{
    return a < b ? a : b;
}

static inline truth_t truth_or(truth_t a, truth_t b)
{
    return a > b ? a : b;
}

// The comparison `a op b` for a - b of this sign.
static inline truth_t truth_of_sign(expr_op_t op, int sign)
{
    bool holds = op == EXPR_LESS         ? sign < 0
                 : op == EXPR_LESS_EQUAL ? sign <= 0
                 : op == EXPR_EQUAL      ? sign == 0
                                         : sign != 0;
    return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

#endif
