// SPDX-License-Identifier: LGPL-3.0-or-later
// A guess at the best constant of a claim with `?`. It proves nothing.
#ifndef CERTIFY_DECIDE_ESTIMATE_H
#define CERTIFY_DECIDE_ESTIMATE_H

#include "decide/instance.h"

// The obligation that quantifies over the region of the claim: the last one over state variables. NULL when there is
// none.
const obligation_t *region_obligation(const obligation_list_t *list);

// False, with 0, when there is none.
bool estimate_best_constant(fmpq_t estimate, decider_t *decider, size_t row);

#endif
