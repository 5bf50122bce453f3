// SPDX-License-Identifier: LGPL-3.0-or-later
// avoids(S): no start in the region is in S at any time, for every noise value.
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/reach.h"

static reach_t question(const lowering_t *lowering)
{
    return (reach_t){.region = lowering->region, .target = lowering_formula(lowering, "in"), .time = EXPR_NONE};
}

static bool is_of_flow(const lowering_t *lowering)
{
    return lowering->system.kind == SYSTEM_FLOW;
}

static status_t lower_caged(lowering_t *lowering)
{
    reach_t reach = question(lowering);
    return reach_lower_caged(lowering, &reach);
}

// The region does not meet S, and no solution leaves it.
static status_t lower_kept(lowering_t *lowering, bool may_rest)
{
    expr_t away = expr_unary(lowering->dag, EXPR_NOT, lowering_formula(lowering, "in"));
    if (!is_of_flow(lowering) || !dynamics_has_values(lowering, 0))
        return STATUS_UNSUPPORTED;
    lowering_add_forall(lowering, "apart", lowering->region, away);
    return reach_add_boundary(lowering, lowering->region, may_rest) ? STATUS_OK : STATUS_UNSUPPORTED;
}

static status_t lower_inward(lowering_t *lowering)
{
    return lower_kept(lowering, false);
}

static status_t lower_resting(lowering_t *lowering)
{
    return lower_kept(lowering, true);
}

static status_t lower_invariant(lowering_t *lowering)
{
    if (is_of_flow(lowering) || !dynamics_has_values(lowering, 0))
        return STATUS_UNSUPPORTED;
    dynamics_add_avoid(lowering, "avoid", lowering->region, lowering_formula(lowering, "in"));
    return STATUS_OK;
}

// The region is mapped into itself and does not meet S.
static status_t lower_stays(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t region = lowering->region, set = lowering_formula(lowering, "in");
    if (is_of_flow(lowering) || lowering->system.kind == SYSTEM_HEAVY_BALL ||
        !dynamics_has_values(lowering, 0))
        return STATUS_UNSUPPORTED;
    lowering_add_forall(lowering, "apart", region, expr_unary(dag, EXPR_NOT, set));
    dynamics_add_domain(lowering, region, region);
    dynamics_add_step(lowering, "invariant", region, region);
    return STATUS_OK;
}

// A start, and the same noise at every step, that lead into S. Values: the parameters, the start, the noise, the steps (a time for
// the flow).
static status_t lower_hit(lowering_t *lowering)
{
    enum { MOST_STEPS = 1000000 };
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    size_t noise = lowering->system.noise_count, last = parameters + n + noise;
    if (is_of_flow(lowering)) {
        reach_t reach = question(lowering);
        return reach_lower_hit(lowering, &reach);
    }
    if (!dynamics_has_values(lowering, last + 1))
        return STATUS_UNSUPPORTED;
    const fmpq *steps = dynamics_number(lowering, last);
    if (!fmpz_is_one(fmpq_denref(steps)) || fmpz_sgn(fmpq_numref(steps)) < 0 ||
        fmpz_cmp_ui(fmpq_numref(steps), MOST_STEPS) > 0)
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    reach_fix_noise(lowering, parameters + n);
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = dynamics_value(lowering, parameters + i);
    lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE),
                        expr_substitute(dag, lowering->region, n, lowering->state, start));
    dynamics_add_orbit(lowering, "hit", start, fmpz_get_ui(fmpq_numref(steps)), lowering_formula(lowering, "in"));
    mem_free(start);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {
    {"stays", false, lower_stays},   {"invariant", false, lower_invariant}, {"inward", false, lower_inward},
    {"resting", false, lower_resting}, {"caged", false, lower_caged},         {"hit", true, lower_hit},
    {NULL, false, NULL}};

const predicate_definition_t predicate_avoids = {.predicate = PREDICATE_AVOIDS,
                                                 .parameters = {{"in", ACCEPT_REGION, true, false, false}},
                                                 .direction = UNKNOWN_LARGEST,
                                                 .is_dynamic = true,
                                                 .tactics = tactics};
