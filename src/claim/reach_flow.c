// SPDX-License-Identifier: LGPL-3.0-or-later
// Solutions of the flow that are to be in a set at some time.
#include "base/memory.h"
#include "claim/reach.h"

// A time of the tactic that is not negative, and not after the time that the claim gives.
static expr_t take_time(lowering_t *lowering, size_t index, expr_t limit)
{
    dag_t *dag = lowering->dag;
    expr_t time = dynamics_value(lowering, index), whole = expr_leaf(dag, EXPR_TRUE);
    lowering_add_forall(lowering, "time", whole, expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), time));
    if (limit != EXPR_NONE)
        lowering_add_forall(lowering, "time", whole, expr_binary(dag, EXPR_LESS_EQUAL, time, limit));
    return time;
}

static bool is_of_flow(const lowering_t *lowering)
{
    return lowering->system.kind == SYSTEM_FLOW;
}

static bool is_about_single_starts(const reach_t *reach)
{
    return reach->mode != ORBIT_ALMOST_EVERYWHERE && !reach->but;
}

status_t reach_lower_flow(lowering_t *lowering, const reach_t *reach)
{
    if (!is_of_flow(lowering) || reach->but || !dynamics_has_values(lowering, 1))
        return STATUS_UNSUPPORTED;
    flow_question_t question = {.region = reach->region,
                                .meanwhile = expr_leaf(lowering->dag, EXPR_TRUE),
                                .target = reach->target,
                                .time = take_time(lowering, 0, reach->time)};
    dynamics_add_flow(lowering, "reach", &question);
    return STATUS_OK;
}

// The parameters and a start in the region; a new array.
static expr_t *fix_start(lowering_t *lowering, expr_t region)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension, parameters = dynamics_parameter_count(lowering);
    dynamics_fix_parameters(lowering);
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = dynamics_value(lowering, parameters + i);
    lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE),
                        expr_substitute(dag, lowering_instantiate(lowering, region), n, lowering->state, start));
    return start;
}

status_t reach_lower_away(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension, parameters = dynamics_parameter_count(lowering);
    expr_t ball;
    if (!is_of_flow(lowering) || !is_about_single_starts(reach) ||
        !dynamics_has_values(lowering, parameters + n + 1 + n + 1))
        return STATUS_UNSUPPORTED;
    expr_t *start = fix_start(lowering, reach->region);
    expr_t away = expr_unary(dag, EXPR_NOT, lowering_instantiate(lowering, reach->target));
    dynamics_add_cage(&ball, lowering, parameters + n + 1);
    lowering_add_forall(lowering, "apart", ball, away);
    flow_question_t question = {.region = EXPR_NONE,
                                .start = start,
                                .meanwhile = away,
                                .target = ball,
                                .time = take_time(lowering, parameters + n, EXPR_NONE)};
    dynamics_add_flow(lowering, "away", &question);
    mem_free(start);
    return STATUS_OK;
}

status_t reach_lower_late(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    if (!is_of_flow(lowering) || !is_about_single_starts(reach) || reach->time == EXPR_NONE ||
        !dynamics_has_values(lowering, dynamics_parameter_count(lowering) + lowering->dimension))
        return STATUS_UNSUPPORTED;
    expr_t *start = fix_start(lowering, reach->region);
    flow_question_t question = {.region = EXPR_NONE,
                                .start = start,
                                .meanwhile = expr_unary(dag, EXPR_NOT, lowering_instantiate(lowering, reach->target)),
                                .target = expr_leaf(dag, EXPR_TRUE),
                                .time = lowering_instantiate(lowering, reach->time),
                                .at_time = true};
    dynamics_add_flow(lowering, "late", &question);
    mem_free(start);
    return STATUS_OK;
}

status_t reach_lower_hit(lowering_t *lowering, const reach_t *reach)
{
    size_t n = lowering->dimension, parameters = dynamics_parameter_count(lowering);
    if (!is_of_flow(lowering) || !dynamics_has_values(lowering, parameters + n + 1))
        return STATUS_UNSUPPORTED;
    expr_t *start = fix_start(lowering, reach->region);
    flow_question_t question = {.region = EXPR_NONE,
                                .start = start,
                                .meanwhile = expr_leaf(lowering->dag, EXPR_TRUE),
                                .target = lowering_instantiate(lowering, reach->target),
                                .time = take_time(lowering, parameters + n, reach->time)};
    dynamics_add_flow(lowering, "hit", &question);
    mem_free(start);
    return STATUS_OK;
}

status_t reach_lower_caged(lowering_t *lowering, const reach_t *reach)
{
    expr_t ball, away = expr_unary(lowering->dag, EXPR_NOT, reach->target);
    if (!is_of_flow(lowering) || !dynamics_has_values(lowering, 1 + lowering->dimension + 1))
        return STATUS_UNSUPPORTED;
    dynamics_add_cage(&ball, lowering, 1);
    lowering_add_forall(lowering, "apart", ball, away);
    flow_question_t question = {.region = reach->region,
                                .meanwhile = away,
                                .target = ball,
                                .time = take_time(lowering, 0, EXPR_NONE)};
    dynamics_add_flow(lowering, "away", &question);
    return STATUS_OK;
}
