// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms as polynomials in the variables: how far their Taylor expansion at 0 has to be carried to be the polynomial
// itself.
#ifndef CERTIFY_CHECK_EXPAND_H
#define CERTIFY_CHECK_EXPAND_H

#include "check/enclose.h"
#include "check/exact.h"
#include "check/plan.h"

#define NOT_POLYNOMIAL (-1)

// A bound of the degree of a root, or NOT_POLYNOMIAL: with the cases that the guide leaves open; without one all those
// that are polynomials count.
int expand_degree(const plan_t *plan, size_t root, const evaluator_t *guide);

// Adds to the sum the values of a root that was expanded (question_expand), where the plan's variables have these
// values. False where it is not known to be a polynomial.
bool expand_add_values(range_t *sum, const exact_t *exact, size_t root, const plan_t *plan,
                       const range_t *values) CERTIFY_MUST_USE;

#endif
