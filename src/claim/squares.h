// SPDX-License-Identifier: LGPL-3.0-or-later
// Comparisons of norms as comparisons of squares: norm(x - p) <= r is dot(x - p, x - p) <= r^2 for r >= 0. Exact
// equivalences, with values at the same points. docs/claims.md, "Cases and regions".
#ifndef CERTIFY_CLAIM_SQUARES_H
#define CERTIFY_CLAIM_SQUARES_H

#include "claim/obligation.h"

// The formula with such comparisons in the place of those of sqrt(e), where e is evidently not negative, with a rational
// number that is not negative; with a term r in parameters of `for` alone, 0 <= r and e <= r^2, if e has values everywhere.
expr_t formula_square_norms(dag_t *dag, expr_t formula);

// The term or formula with the guards of its cases so changed. What is differentiated or looked at in a neighbourhood
// is the same function as before, so this is done there, too.
expr_t expr_square_guards(dag_t *dag, expr_t a);

// The same for all terms and formulas of an obligation.
void obligation_square_guards(obligation_t *obligation, dag_t *dag);

#endif
