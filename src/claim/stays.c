// SPDX-License-Identifier: LGPL-3.0-or-later
// stays(in = S): the map sends S into S, for every noise value. With momentum: x and the position before in S give the next
// position in S. For the flow: no solution that begins in S leaves it.
#include "base/memory.h"
#include "claim/assuming.h"
#include "claim/bounds.h"
#include "claim/dynamics.h"
#include "claim/formula.h"
#include "claim/reach.h"

static expr_t set_now(const lowering_t *lowering)
{
    return lowering_formula(lowering, "in");
}

// S holds at the position before, too.
static expr_t with_previous(const lowering_t *lowering, expr_t set)
{
    const system_t *system = &lowering->system;
    if (system->kind != SYSTEM_HEAVY_BALL)
        return set;
    expr_t before = expr_substitute(lowering->dag, set, system->dimension, system->state, lowering->spec->previous);
    return expr_and(lowering->dag, set, before);
}

static status_t lower_stays(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    if (lowering->system.kind == SYSTEM_FLOW) {
        *lowering->reason = "no inward direction on the boundary was found";
        return STATUS_UNSUPPORTED;
    }
    if (expr_op(dag, lowering->region) != EXPR_TRUE) {
        *lowering->reason = "stays is about all of its set: put the condition after `on` into the set";
        return STATUS_UNSUPPORTED;
    }
    expr_t set = set_now(lowering);
    expr_t region = expr_and(dag, expr_and(dag, lowering->region, formula_defined(dag, set)), with_previous(lowering, set));
    dynamics_add_domain(lowering, region, set);
    lowering_add_forall(lowering, "invariant", region,
                        expr_assuming(dag, system_after(&lowering->system, dag, set), region));
    return STATUS_OK;
}

// The set with the boundary of its open conditions.
static expr_t closure(dag_t *dag, size_t count, const expr_t *atoms)
{
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < count; i++)
        all = expr_and(dag, all,
                       expr_binary(dag, EXPR_LESS_EQUAL, expr_child(dag, atoms[i], 0), expr_child(dag, atoms[i], 1)));
    return all;
}

// de/dt along the flow.
static expr_t rate_of_change(const lowering_t *lowering, expr_t e)
{
    const system_t *system = &lowering->system;
    expr_t *slope = mem_alloc(system->dimension, sizeof *slope);
    for (size_t i = 0; i < system->dimension; i++)
        slope[i] = expr_binary(lowering->dag, EXPR_PARTIAL, e, system->state[i]);
    expr_t sum = lowering_dot(lowering->dag, system->dimension, slope, system->map);
    mem_free(slope);
    return sum;
}

// The border e = 0 of a condition 0 <= e, where that is one place of one state variable.
typedef struct {
    size_t variable; // SIZE_MAX where it is not
    expr_t place;
    bool is_lower; // e increases with the variable
} border_t;

static border_t border_of(const lowering_t *lowering, expr_t e)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    border_t border = {SIZE_MAX, EXPR_NONE, false};
    quantified_t *x = mem_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++)
        x[i] = (quantified_t){lowering->state[i], {EXPR_NONE, EXPR_NONE, false, false}};
    (void)bounds_extract(dag, expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), e), n, x);
    for (size_t i = 0; i < n; i++) {
        const interval_t *domain = &x[i].domain;
        if (domain->lo != EXPR_NONE || domain->hi != EXPR_NONE)
            border = (border_t){i, domain->lo != EXPR_NONE ? domain->lo : domain->hi, domain->lo != EXPR_NONE};
    }
    mem_free(x);
    return border;
}

// A component of the right side on the border.
static expr_t component_on(const lowering_t *lowering, const border_t *border, size_t i)
{
    expr_t component = lowering->system.map[i];
    if (border->variable == SIZE_MAX)
        return component;
    return expr_substitute(lowering->dag, component, 1, lowering->state + border->variable, &border->place);
}

// The right side is 0, and C1 around: a solution that is here at some time is here at all times.
static expr_t at_rest(const lowering_t *lowering, const border_t *border)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE), zero = expr_integer(dag, 0);
    for (size_t i = 0; i < lowering->dimension; i++) {
        all = expr_and(dag, all, expr_binary(dag, EXPR_EQUAL, zero, component_on(lowering, border, i)));
        all = expr_and(dag, all, expr_unary(dag, EXPR_C1, lowering->system.map[i]));
    }
    return all;
}

// 0 < de/dt, or (`may_rest`) nothing moves. The place of the border is put into terms then, so that a right side that is 0 there is
// seen to be 0 for all parameters.
static expr_t inward_at(const lowering_t *lowering, expr_t e, bool may_rest)
{
    dag_t *dag = lowering->dag;
    expr_t zero = expr_integer(dag, 0);
    if (!may_rest)
        return expr_binary(dag, EXPR_LESS, zero, rate_of_change(lowering, e));
    border_t border = border_of(lowering, e);
    expr_t rise = rate_of_change(lowering, e);
    if (border.variable != SIZE_MAX) {
        rise = component_on(lowering, &border, border.variable);
        rise = border.is_lower ? rise : expr_unary(dag, EXPR_NEG, rise);
    }
    return expr_or(dag, at_rest(lowering, &border), expr_binary(dag, EXPR_LESS, zero, rise));
}

// Where the boundary is reached, e = 0 for a condition 0 <= e or 0 < e, e increases along the flow, or (`may_rest`) nothing moves; e and
// grad f being continuous there, no solution crosses (Nagumo 1942; Blanchini, Set invariance in control, Automatica 1999).
bool reach_add_boundary(lowering_t *lowering, expr_t set, bool may_rest)
{
    dag_t *dag = lowering->dag;
    expr_t *atoms = NULL, zero = expr_integer(dag, 0);
    size_t count = 0, capacity = 0;
    formula_conjuncts(&atoms, &count, &capacity, dag, formula_normalise(dag, set));
    bool good = lowering->system.kind == SYSTEM_FLOW;
    for (size_t i = 0; i < count; i++)
        good = good && (expr_op(dag, atoms[i]) == EXPR_LESS || expr_op(dag, atoms[i]) == EXPR_LESS_EQUAL);
    for (size_t i = 0; good && i < count; i++) {
        expr_t e = expr_child(dag, atoms[i], 1);
        expr_t boundary = expr_and(dag, closure(dag, count, atoms), expr_binary(dag, EXPR_EQUAL, zero, e));
        lowering_add_forall(lowering, "domain", expr_leaf(dag, EXPR_TRUE), formula_defined(dag, e));
        lowering_add_forall(lowering, "continuous-boundary", expr_leaf(dag, EXPR_TRUE), expr_unary(dag, EXPR_CONTINUOUS, e));
        lowering_add_forall(lowering, "smooth-boundary", boundary, expr_unary(dag, EXPR_C1, e));
        lowering_add_forall(lowering, "inward", boundary, inward_at(lowering, e, may_rest));
    }
    if (good) {
        expr_t closed = closure(dag, count, atoms);
        lowering_add_forall(lowering, "continuous-gradient", closed, expr_unary(dag, EXPR_C1, lowering->system.loss));
        dynamics_add_continuous_map(lowering, closed);
    }
    mem_free(atoms);
    return good;
}

static status_t lower_boundary(lowering_t *lowering, bool may_rest)
{
    bool whole = expr_op(lowering->dag, lowering->region) == EXPR_TRUE;
    if (whole && dynamics_has_values(lowering, 0) && reach_add_boundary(lowering, set_now(lowering), may_rest))
        return STATUS_OK;
    *lowering->reason = "for the flow, stays is decided for sets given by strict and non-strict inequalities, without `on`";
    return STATUS_UNSUPPORTED;
}

static status_t lower_inward(lowering_t *lowering)
{
    return lower_boundary(lowering, false);
}

static status_t lower_resting(lowering_t *lowering)
{
    return lower_boundary(lowering, true);
}

// A start in S that one step takes out of it, for the flow a solution that is out of it at some time. Values: the parameters, the start,
// the noise (for the flow a time).
static status_t lower_leaves(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (lowering->system.kind == SYSTEM_HEAVY_BALL || expr_op(dag, lowering->region) != EXPR_TRUE)
        return STATUS_UNSUPPORTED;
    if (lowering->system.kind == SYSTEM_FLOW) {
        reach_t reach = {.region = set_now(lowering), .target = expr_unary(dag, EXPR_NOT, set_now(lowering)), .time = EXPR_NONE};
        return reach_lower_hit(lowering, &reach);
    }
    if (!dynamics_has_values(lowering, parameters + n + lowering->system.noise_count))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    reach_fix_noise(lowering, parameters + n);
    expr_t set = set_now(lowering), region = expr_and(dag, lowering->region, set), whole = expr_leaf(dag, EXPR_TRUE);
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = dynamics_value(lowering, parameters + i);
    expr_t out = expr_unary(dag, EXPR_NOT, system_after(&lowering->system, dag, set));
    lowering_add_forall(lowering, "start", whole, expr_substitute(dag, region, n, lowering->state, start));
    lowering_add_forall(lowering, "leaves", whole, expr_substitute(dag, out, n, lowering->state, start));
    mem_free(start);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {
    {"inward", false, lower_inward}, {"resting", false, lower_resting}, {"leaves", true, lower_leaves}, {NULL, false, NULL}};

const predicate_definition_t predicate_stays = {.predicate = PREDICATE_STAYS,
                                                .parameters = {{"in", ACCEPT_REGION, true, false, false}},
                                                .direction = UNKNOWN_LARGEST,
                                                .is_dynamic = true,
                                                .lower = lower_stays,
                                                .tactics = tactics};
