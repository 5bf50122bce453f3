// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/measure.h"

#include "claim/region_box.h"

size_t measure_value_count(const lowering_t *lowering)
{
    const argument_t *measure = lowering_argument(lowering, "measure");
    return measure->kind == VALUE_UNKNOWN ? 2 : 0;
}

bool measure_is_supported(const lowering_t *lowering)
{
    if (!lowering->has_parameters || measure_value_count(lowering) == 0)
        return true;
    *lowering->reason = "`?` is answered for one rate; for a range of rates give a bound";
    return false;
}

expr_t measure_region(const lowering_t *lowering)
{
    return region_with_box(lowering->dag, lowering->region, lowering->dimension, lowering->state);
}

// The tactic's value before those that `lower` of measure_lower_contrary looks at.
static void set_contrary(target_t *target, lowering_t *lowering, expr_t bound, bool at_most)
{
    dag_t *dag = lowering->dag;
    expr_t beyond = expr_rational(dag, lowering->tactic->values + lowering->tactic_offset - 1);
    lowering_add_forall(lowering, "beyond", expr_leaf(dag, EXPR_TRUE),
                        expr_binary(dag, EXPR_LESS, at_most ? bound : beyond, at_most ? beyond : bound));
    target->least = at_most ? beyond : EXPR_NONE;
    target->most = at_most ? EXPR_NONE : beyond;
}

void measure_set_bounds(target_t *target, lowering_t *lowering, size_t first)
{
    if (measure_value_count(lowering)) {
        target->least = dynamics_value(lowering, first);
        target->most = dynamics_value(lowering, first + 1);
        return;
    }
    const argument_t *measure = lowering_argument(lowering, "measure");
    expr_t bound = lowering_instantiate(lowering, measure->number);
    if (lowering->tactic->against) {
        set_contrary(target, lowering, bound, measure->relation == RELATION_AT_MOST);
        return;
    }
    target->least = measure->relation == RELATION_AT_LEAST ? bound : EXPR_NONE;
    target->most = measure->relation == RELATION_AT_MOST ? bound : EXPR_NONE;
}

status_t measure_lower_contrary(lowering_t *lowering, status_t (*lower)(lowering_t *))
{
    size_t before = dynamics_parameter_count(lowering) + 1;
    if (measure_value_count(lowering) || lowering->tactic->count < before) {
        *lowering->reason = "the tactic is against a bound, at values of the parameters";
        return STATUS_UNSUPPORTED;
    }
    dynamics_fix_parameters(lowering);
    lowering->tactic_offset = before;
    status_t status = lower(lowering);
    lowering->tactic_offset = 0;
    return status;
}
