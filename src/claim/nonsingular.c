// SPDX-License-Identifier: LGPL-3.0-or-later
// nonsingular: almost everywhere in the region, the map of gradient descent is differentiable with an invertible derivative, at each rate of
// the claim. So the preimages of null sets in the region are null sets.
#include "claim/dynamics.h"

static status_t lower_nonsingular(lowering_t *lowering)
{
    if (lowering->system.kind != SYSTEM_GD) {
        *lowering->reason = "nonsingular is decided for gd only";
        return STATUS_UNSUPPORTED;
    }
    dynamics_add_nonsingular(lowering, "nonsingular", lowering->region);
    return STATUS_OK;
}

const predicate_definition_t predicate_nonsingular = {
    .predicate = PREDICATE_NONSINGULAR, .is_dynamic = true, .lower = lower_nonsingular};
