// SPDX-License-Identifier: LGPL-3.0-or-later
// What the order of a term and a rational number leaves of a box.
#ifndef CERTIFY_CHECK_NARROW_H
#define CERTIFY_CHECK_NARROW_H

#include "check/enclose.h"

// Cuts off points of the box of the variables at which the terms do not have the assumed order (or are undefined), as
// far as that follows for a term made of one variable by sums, differences and products with rational numbers, and by
// abs, that is compared with a rational number. False when no point is left.
bool narrow_by_order(range_t *box, const dag_t *dag, size_t count, const expr_t *variables, const assumption_t *order);

#endif
