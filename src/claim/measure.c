// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/measure.h"

size_t measure_value_count(const lowering_t *lowering)
{
    const argument_t *measure = lowering_argument(lowering, "measure");
    return measure->kind == VALUE_UNKNOWN ? 2 : 0;
}

void measure_set_bounds(target_t *target, const lowering_t *lowering, size_t first)
{
    if (measure_value_count(lowering)) {
        target->least = dynamics_value(lowering, first);
        target->most = dynamics_value(lowering, first + 1);
        return;
    }
    const argument_t *measure = lowering_argument(lowering, "measure");
    expr_t bound = lowering_instantiate(lowering, measure->number);
    target->least = measure->relation == RELATION_AT_LEAST ? bound : EXPR_NONE;
    target->most = measure->relation == RELATION_AT_MOST ? bound : EXPR_NONE;
}
