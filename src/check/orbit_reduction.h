// SPDX-License-Identifier: LGPL-3.0-or-later
// A map with the values of `cases` in their place, where known guards have known truths: fewer terms to evaluate at
// each step of an orbit. A derivative of `cases` is that of the case that the point belongs to, so it is the derivative
// of the value.
#ifndef CERTIFY_CHECK_ORBIT_REDUCTION_H
#define CERTIFY_CHECK_ORBIT_REDUCTION_H

#include "check/evidence.h"

typedef struct reduction reduction_t;

// The reduction for the box (of doubles); NULL when the guards that matter do not have one truth all over it, or the
// map is not of the kind that is reduced (it has AT nodes, points or parameters).
reduction_t *reduction_new(evidence_t *ev, const range_t *box);
void reduction_free(reduction_t *reduction);
// Whether the guards have these truths all over the box.
bool reduction_applies(reduction_t *reduction, evidence_t *ev, const range_t *box);

// The map's components, to first order in the state variables, and to order 0, on such a box.
const evaluator_t *reduction_slopes(reduction_t *reduction, const range_t *box, slong precision);
const evaluator_t *reduction_values(reduction_t *reduction, const range_t *box, slong precision);

#endif
