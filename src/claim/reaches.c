// SPDX-License-Identifier: LGPL-3.0-or-later
// reaches(S), reaches(S, within = n), reaches(S) almost surely: every start in the region is in S at some time t >= 0.
#include "base/memory.h"
#include "claim/reach.h"

static bool read_arguments(reach_t *reach, lowering_t *lowering)
{
    *reach = (reach_t){.region = lowering->region, .target = lowering_formula(lowering, "in")};
    if (lowering_has_keyword(lowering, "almost surely"))
        reach->mode = ORBIT_ALMOST_SURELY;
    if (lowering_has_keyword(lowering, "almost everywhere"))
        reach->mode = ORBIT_ALMOST_EVERYWHERE;
    return reach_read_limit(reach, lowering);
}

static status_t lower_partition(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_partition(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_avoid(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_avoid(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_trapped(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_trapped(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_fixed(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_fixed(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_cycle(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_cycle(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_flow(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_flow(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_away(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_away(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_late(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_late(lowering, &reach) : STATUS_UNSUPPORTED;
}

// A few steps: the start, or one of the next states, is in S. Equivalent to the claim.
static status_t lower_steps(lowering_t *lowering)
{
    enum { FEW = 3 };
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    reach_t reach;
    if (!read_arguments(&reach, lowering))
        return STATUS_UNSUPPORTED;
    bool few = reach.steps > 0 && reach.steps <= (system->noise_count ? 1 : FEW);
    if (!few || reach.mode != ORBIT_SURELY || (system->kind != SYSTEM_GD && system->kind != SYSTEM_SGD))
        return STATUS_UNSUPPORTED;
    expr_t not_yet = reach.region, arrived = reach.target;
    for (size_t t = 1; t <= reach.steps; t++) {
        expr_t *later = system_iterate(system, dag, t);
        not_yet = expr_and(dag, not_yet, expr_unary(dag, EXPR_NOT, arrived));
        dynamics_add_state_domain(lowering, not_yet, later);
        arrived = expr_substitute(dag, reach.target, system->state_count, system->state, later);
        mem_free(later);
    }
    lowering_add_forall(lowering, "reach", not_yet, arrived);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {{"partition", false, lower_partition},
                                              {"flow", false, lower_flow},
                                              {"away", true, lower_away},
                                              {"late", true, lower_late},
                                              {"avoid", true, lower_avoid},
                                              {"trapped", true, lower_trapped},
                                              {"fixed", true, lower_fixed},
                                              {"cycle", true, lower_cycle},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_reaches = {
    .predicate = PREDICATE_REACHES,
    .parameters = {{"in", ACCEPT_REGION, true, false, false}, {"within", ACCEPT_NUMBER, false, false, false}},
    .keywords = {"almost surely", "almost everywhere"},
    .direction = UNKNOWN_LARGEST,
    .is_dynamic = true,
    .lower = lower_steps,
    .tactics = tactics};
