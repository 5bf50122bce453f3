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

// Orbits tend to a declared point inside the target. Values: the number of the point, those of a ball in which orbits tend to
// it (dynamics_add_trap), and the radius of a ball in the target.
static status_t lower_limit(lowering_t *lowering)
{
    reach_t reach;
    dag_t *dag = lowering->dag;
    if (lowering->system.kind != SYSTEM_GD || !dynamics_has_values(lowering, TRAP_VALUES + 2) ||
        !read_arguments(&reach, lowering) || reach.steps)
        return STATUS_UNSUPPORTED;
    const spec_point_t *point = reach_point(lowering, 0);
    if (!point || point->implicit)
        return STATUS_UNSUPPORTED;
    expr_t ball, radius = dynamics_value(lowering, TRAP_VALUES + 1);
    status_t status = dynamics_add_trap(&ball, lowering, point->coordinates, 1);
    if (status != STATUS_OK)
        return status;
    lowering_add_forall(lowering, "near", lowering->region, ball);
    lowering_add_forall(lowering, "limit", expr_leaf(dag, EXPR_TRUE),
                        expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), radius));
    lowering_add_forall(lowering, "limit", dynamics_ball(lowering, point->coordinates, radius, false), reach.target);
    return STATUS_OK;
}

// With `within` a few steps: equivalent to the claim.
static status_t lower_directly(lowering_t *lowering)
{
    reach_t reach;
    if (!read_arguments(&reach, lowering) || reach.steps == 0 || reach.mode != ORBIT_SURELY)
        return STATUS_UNSUPPORTED;
    return reach_lower_steps(lowering, &reach, reach.steps);
}

static status_t lower_steps(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_few(lowering, &reach) : STATUS_UNSUPPORTED;
}

static const tactic_definition_t tactics[] = {{"partition", false, lower_partition},
                                              {"steps", false, lower_steps},
                                              {"limit", false, lower_limit},
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
    .lower = lower_directly,
    .tactics = tactics};
