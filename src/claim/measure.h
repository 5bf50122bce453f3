// SPDX-License-Identifier: LGPL-3.0-or-later
// The argument `measure` of predicates about volumes: measure >= c, measure <= c, measure = ?. Internal to claim/.
#ifndef CERTIFY_CLAIM_MEASURE_H
#define CERTIFY_CLAIM_MEASURE_H

#include "claim/dynamics.h"

// How many values of the tactic bound each volume: 2, of which the first is the lower bound, for `?`, else none.
size_t measure_value_count(const lowering_t *lowering);
// The bounds of the claim, or for `?` the tactic's values from `first` on.
void measure_set_bounds(target_t *target, const lowering_t *lowering, size_t first);

#endif
