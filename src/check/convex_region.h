// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_CHECK_CONVEX_REGION_H
#define CERTIFY_CHECK_CONVEX_REGION_H

#include "check/question.h"
#include "claim/obligation.h"

// Whether the obligation's region is evidently a convex set of states: a conjunction of f <= g and f < g with f convex
// and g concave, and of f = g with both affine, by the rules for sums, multiples, maxima, norms and squares. (M. Grant,
// S. Boyd, Y. Ye, Disciplined Convex Programming, 2006.)
bool region_is_convex(const ground_t *ground, const obligation_t *obligation);

#endif
