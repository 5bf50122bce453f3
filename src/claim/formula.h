// SPDX-License-Identifier: LGPL-3.0-or-later
// Normal form of formulas: negations pushed to the atoms, comparisons against zero, absolute values, minima and maxima
// at the top of a comparison split. Exact equivalences only (wherever all operands are defined).
#ifndef CERTIFY_CLAIM_FORMULA_H
#define CERTIFY_CLAIM_FORMULA_H

#include "expr/expr.h"

// Equivalent formula (where all its terms are defined) of AND, OR over atoms `less(0, e)`, `less-equal(0, e)`,
// `equal(0, e)`, `not-equal(0, e)`, TRUE, FALSE, regularity formulas and their NOT. With e of the form b - a for a
// comparison of a with b, b itself when a is the rational 0. |a| <= b becomes a <= b and -a <= b, and so on for abs,
// min, max on either side.
expr_t formula_normalise(dag_t *dag, expr_t formula);

// The normalised negation.
expr_t formula_negate(dag_t *dag, expr_t formula);

// The members of a normalised conjunction, appended to *members (count, capacity as in mem_grow).
void formula_conjuncts(expr_t **members, size_t *count, size_t *capacity, const dag_t *dag, expr_t formula);

// Per node of `a` and below, whether a term is evidently never negative, as the sums of squares below norms are: a new array
// of a + 1 flags (mem_free).
bool *formula_nonnegative(const dag_t *dag, expr_t a);

// "Every real term in the formula (or expression) is defined": TRUE, or a conjunction of DEFINED formulas.
expr_t formula_defined(dag_t *dag, expr_t formula);

#endif
