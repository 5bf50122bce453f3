// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds of single variables that a region implies.
#ifndef CERTIFY_CLAIM_REGION_BOX_H
#define CERTIFY_CLAIM_REGION_BOX_H

#include "expr/expr.h"

// The region and, for each member of its conjunction that is a ball or an ellipsoid with axes along the coordinates (the sum of
// a_i (x_i - p_i)^2 is at most c, a_i > 0, all numbers rational), the rational bounds lo_i <= x_i <= hi_i that follow from it: the same set.
expr_t region_with_box(dag_t *dag, expr_t region, size_t count, const expr_t *variables);

#endif
