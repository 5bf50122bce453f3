// SPDX-License-Identifier: LGPL-3.0-or-later
// Cases that a region decides.
#ifndef CERTIFY_CLAIM_ASSUMING_H
#define CERTIFY_CLAIM_ASSUMING_H

#include "expr/expr.h"

// The term or formula without the cases that the region decides: at every point at which the region is true and all of it has a value, it is
// the same. A guard is decided when it is a member of the region's conjunction, or negated in it; when it compares a variable with a rational number
// and the members that bound that variable by rational numbers tell; and when its own members are decided. What looks beyond the point
// (`partial`, `at`, the regularity formulas) is left alone; `derivative` is that of the case that the point belongs to.
expr_t expr_assuming(dag_t *dag, expr_t a, expr_t region);

#endif
