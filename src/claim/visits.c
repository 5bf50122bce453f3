// SPDX-License-Identifier: LGPL-3.0-or-later
// visits(of = X, within = n, measure = ?), measure >= c, measure <= c: the volume of the starts in the region whose orbit is in X at some
// time from 0 to n; with `safe = S`, a set off X that the map sends into itself, at any time, n being the steps that are followed.
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/measure.h"

// The orbit that stops in X is there after n steps just when the orbit visits X by then.
static void stop_in(expr_t *map, const lowering_t *lowering, expr_t set)
{
    dag_t *dag = lowering->dag;
    const expr_t guards[] = {set, expr_leaf(dag, EXPR_TRUE)};
    for (size_t i = 0; i < lowering->dimension; i++) {
        const expr_t values[] = {lowering->state[i], map[i]};
        map[i] = expr_cases(dag, 2, guards, values);
    }
}

static void add_safety(lowering_t *lowering, expr_t set, expr_t safe)
{
    dag_t *dag = lowering->dag;
    dynamics_add_domain(lowering, safe, safe);
    dynamics_add_step(lowering, "invariant", safe, safe);
    lowering_add_forall(lowering, "disjoint", safe, expr_unary(dag, EXPR_NOT, set));
}

static bool is_supported(const lowering_t *lowering)
{
    if (lowering->system.kind == SYSTEM_GD)
        return measure_is_supported(lowering);
    *lowering->reason = "visits are counted for gd, not with momentum or noise, nor for the flow";
    return false;
}

// Without a tactic: says why there is none.
static status_t lower_visits(lowering_t *lowering)
{
    (void)is_supported(lowering);
    return STATUS_UNSUPPORTED;
}

// Values: for `?` the bounds.
static status_t lower_subdivision(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t steps;
    if (!is_supported(lowering) || !lowering_count(&steps, lowering, "within") || !dynamics_has_values(lowering, measure_value_count(lowering)))
        return STATUS_UNSUPPORTED;
    expr_t set = lowering_formula(lowering, "of"), safe = lowering_formula(lowering, "safe");
    set = expr_and(dag, formula_defined(dag, set), set);
    if (safe != EXPR_NONE)
        add_safety(lowering, set, safe);
    target_t visitors = {set, EXPR_NONE, EXPR_NONE};
    measure_set_bounds(&visitors, lowering, 0);
    obligation_t *measure = dynamics_add(lowering, OBLIGATION_MEASURE, "measure");
    stop_in(measure->map, lowering, set);
    measure->region = measure_region(lowering);
    measure->mode = safe == EXPR_NONE ? ORBIT_EXACTLY : ORBIT_SURELY;
    measure->has_steps = true;
    measure->steps = steps;
    measure->target_count = 2;
    measure->targets = mem_alloc(2, sizeof *measure->targets);
    measure->targets[0] = visitors;
    measure->targets[1] = (target_t){safe != EXPR_NONE ? safe : expr_unary(dag, EXPR_NOT, set), EXPR_NONE, EXPR_NONE};
    lowering_quantify(lowering, measure, true);
    return STATUS_OK;
}

static status_t lower_contrary(lowering_t *lowering)
{
    return measure_lower_contrary(lowering, lower_subdivision);
}

static const tactic_definition_t tactics[] = {
    {"subdivision", false, lower_subdivision}, {"contrary", true, lower_contrary}, {NULL, false, NULL}};

const predicate_definition_t predicate_visits = {.predicate = PREDICATE_VISITS,
                                                 .parameters = {{"of", ACCEPT_REGION, true, false, false},
                                                                {"within", ACCEPT_NUMBER, true, false, false},
                                                                {"safe", ACCEPT_REGION, false, false, false},
                                                                {"measure", ACCEPT_NUMBER, true, true, true}},
                                                 .is_dynamic = true,
                                                 .encloses = true,
                                                 .lower = lower_visits,
                                                 .tactics = tactics};
