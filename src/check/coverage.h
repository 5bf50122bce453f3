// SPDX-License-Identifier: LGPL-3.0-or-later
// Whether some guard of a `cases` holds at every point of a box although none holds on all of it: `x <= 1` and
// `1 < x` leave no gap.
//
// The comparisons in the guards fall into scales: a term compared with constants c_1 < ... < c_m lies in one of 2m + 1
// places (below c_1, at c_1, between c_1 and c_2, ...); two terms compared with each other are less, equal or greater.
// At each point every scale is in one place, and the places decide all guards.
#ifndef CERTIFY_CHECK_COVERAGE_H
#define CERTIFY_CHECK_COVERAGE_H

#include "check/enclose.h"

// True when every combination of places that the box can meet satisfies some guard of the CASES step. All guards must
// have truth values on the box. False when it is not so or there are too many combinations.
bool coverage_is_complete(const evaluator_t *evaluator, const plan_t *plan, const step_t *cases);

#endif
