// SPDX-License-Identifier: LGPL-3.0-or-later
// The argument `measure` of predicates about volumes: measure >= c, measure <= c, measure = ?. Internal to claim/.
#ifndef CERTIFY_CLAIM_MEASURE_H
#define CERTIFY_CLAIM_MEASURE_H

#include "claim/dynamics.h"

// How many values of the tactic bound each volume: 2, of which the first is the lower bound, for `?`, else none.
size_t measure_value_count(const lowering_t *lowering);
// False, with the reason noted, for `?` over a range of parameters: volumes are enclosed for one value of them.
bool measure_is_supported(const lowering_t *lowering);
// The region with the bounds of single variables that its balls imply: volumes are measured in boxes.
expr_t measure_region(const lowering_t *lowering);
// The bounds of the claim, or for `?` the tactic's values from `first` on. For a tactic against the claim: the number with which
// measure_lower_contrary is under way, with an obligation that it lies beyond the claim's bound.
void measure_set_bounds(target_t *target, lowering_t *lowering, size_t first);

// A tactic against a bound: for some values of the parameters the volume is not less than a number above the bound, or not more than
// one below it. Values: those of the parameters, that number, then what `lower`, the tactic for the claim, has.
status_t measure_lower_contrary(lowering_t *lowering, status_t (*lower)(lowering_t *)) CERTIFY_MUST_USE;

#endif
