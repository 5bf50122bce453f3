// SPDX-License-Identifier: LGPL-3.0-or-later
// Quotients on boxes with a side on which numerator and denominator both vanish, such as sin(x)/x on [0, 1].
#ifndef CERTIFY_DECIDE_REMOVABLE_H
#define CERTIFY_DECIDE_REMOVABLE_H

#include "expr/expr.h"
#include "interval/dinterval.h"

#include <stdbool.h>

typedef struct removable removable_t;

// For an operator-free quotient and variables that include all its free ones.
removable_t *removable_new(dag_t *dag, expr_t quotient, size_t count, const expr_t *variables);
void removable_free(removable_t *removable);

// Encloses N/D at all points of the box at which it has a value. Let N, D and their derivatives by a variable V up to
// order k - 1 vanish where V is at one end of its interval, and be C1 on the box, and let the k-th derivative of D have
// no zero there. Along a line parallel to the axis of V, D and its derivatives below k have no other zero (Rolle), and
// N/D at a point is the quotient of the k-th derivatives at one between it and that end (Cauchy's mean value theorem, k
// times). False when no variable and no k up to 4 are of this kind.
bool removable_range(dinterval_t *range, const removable_t *removable, const dinterval_t *box);

#endif
