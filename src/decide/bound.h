// SPDX-License-Identifier: LGPL-3.0-or-later
// A lower bound of an expression over a box, by branch and bound.
#ifndef CERTIFY_DECIDE_BOUND_H
#define CERTIFY_DECIDE_BOUND_H

#include "claim/obligation.h"

// result <= e(z) for all z of the box at which e is defined, near to the infimum: to `digits` digits where e is least
// at a corner, to about 15 elsewhere, unless that takes more than a fixed number of boxes. -inf when there is no bound.
// e must be free of operators (expr_eliminate_operators), and the variables include all its free ones.
void bound_below(arf_t result, dag_t *dag, expr_t a, size_t count, const quantified_t *variables, slong digits);

#endif
