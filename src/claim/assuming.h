// SPDX-License-Identifier: LGPL-3.0-or-later
// Cases that a region decides.
#ifndef CERTIFY_CLAIM_ASSUMING_H
#define CERTIFY_CLAIM_ASSUMING_H

#include "expr/expr.h"

// The term or formula without the cases that the region decides: at every point at which the region is true and all of it has a value, it is
// the same. A guard is decided when it is a member of the region's conjunction, or negated in it; when it bounds a polynomial
// by a number and members of the region that bound the same polynomial (level.h) tell; and when its own members are decided. Norms are compared as
// their squares are (squares.h). What looks beyond the point
// (`partial`, `at`, the regularity formulas) is left alone; `derivative` is that of the case that the point belongs to.
expr_t expr_assuming(dag_t *dag, expr_t a, expr_t region);

// The formula, normalised (formula.h), without the members of its conjunction that the region has, too, as far as that is seen, or has with a strict
// comparison: where the region is true and all of the formula has a value, the same.
expr_t formula_without_known(dag_t *dag, expr_t formula, expr_t region);

#endif
