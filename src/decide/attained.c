// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/attained.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/formula.h"
#include "decide/estimate.h"
#include "decide/recheck.h"

#define SHARE_OF_BOXES 100 // of those allowed for an obligation

// ---- a point with a property ----

static bool is_confirmed(const decider_t *decider, const obligation_t *obligation, const proof_t *proof)
{
    if (decider->prover.limits.no_recheck)
        return true;
    recheck_t recheck;
    char *message;
    recheck_init(&recheck, decider->spec->dag, 1);
    bool confirmed = recheck_evidence(&message, &recheck, obligation, 0, proof->evidence.text, proof->verdict);
    recheck_clear(&recheck);
    mem_free(message);
    return confirmed;
}

// Whether some point of the obligation's region has the property.
static bool exists(decider_t *decider, const obligation_t *region_of, expr_t property)
{
    obligation_t point = *region_of;
    point.kind = OBLIGATION_EXISTS;
    point.role = "attained";
    point.conclusion = formula_normalise(decider->spec->dag, property);
    point.shape = SHAPE_NONE;
    point.shape_function = point.shape_constant = point.bound = EXPR_NONE;
    point.map_count = 0;
    point.map = point.centre = NULL;
    slong max_boxes = decider->prover.limits.max_boxes;
    proof_t proof;
    proof_init(&proof);
    decider->prover.limits.max_boxes = max_boxes / SHARE_OF_BOXES;
    prove_obligation(&proof, &decider->prover, &point);
    decider->prover.limits.max_boxes = max_boxes;
    bool found = proof.verdict == VERDICT_PROVED && is_confirmed(decider, &point, &proof);
    proof_clear(&proof);
    return found;
}

// The closure of the region, where that is an interval of the only variable with more than one point. What is
// continuous at a point of the closure and equal to 0 there comes as near to 0 as one likes in the region.
static bool closed_interval(obligation_t *closure, quantified_t *variable, decider_t *decider,
                            const obligation_t *region_of)
{
    dag_t *dag = decider->spec->dag;
    if (region_of->variable_count != 1)
        return false;
    *variable = region_of->variables[0];
    *closure = *region_of;
    closure->variables = variable;
    closure->region = bounds_extract(dag, region_of->region, 1, variable);
    variable->domain.lo_open = variable->domain.hi_open = true;
    if (expr_op(dag, closure->region) != EXPR_TRUE || !exists(decider, closure, closure->region))
        return false;
    variable->domain.lo_open = variable->domain.lo == EXPR_NONE;
    variable->domain.hi_open = variable->domain.hi == EXPR_NONE;
    return true;
}

// ---- constants ----

// opsc and growth: where numerator = constant * denominator with denominator > 0, in the region or as a limit of points
// of the region at which the gradient is continuous, no better constant will do.
static bool ratio_attained(decider_t *decider, const obligation_t *region_of, expr_t constant, expr_t numerator,
                           expr_t denominator)
{
    dag_t *dag = decider->spec->dag;
    obligation_t closure;
    quantified_t variable;
    expr_t equal = expr_binary(dag, EXPR_EQUAL, numerator, expr_binary(dag, EXPR_MUL, constant, denominator));
    expr_t property = expr_and(dag, equal, expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), denominator));
    if (exists(decider, region_of, property))
        return true;
    property = expr_and(dag, property, expr_unary(dag, EXPR_C1, decider->spec->landscape));
    return closed_interval(&closure, &variable, decider, region_of) && exists(decider, &closure, property);
}

// smooth in one variable: |f''(z)| = L where f is C2 is a limit of difference quotients of f' in the region.
static bool curvature_attained(decider_t *decider, const obligation_t *region_of, expr_t constant, expr_t numerator)
{
    dag_t *dag = decider->spec->dag;
    obligation_t closure;
    quantified_t variable;
    expr_t property = expr_and(dag, expr_unary(dag, EXPR_C2, decider->spec->landscape),
                               expr_binary(dag, EXPR_EQUAL, numerator, constant));
    return closed_interval(&closure, &variable, decider, region_of) && exists(decider, &closure, property);
}

bool attained_constant(decider_t *decider, expr_t constant)
{
    instance_t instance = {decider->claim, 0, constant, NULL};
    obligation_list_t list;
    const char *reason;
    expr_t numerator, denominator;
    bool attained = false;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK &&
        claim_unknown_ratio(&numerator, &denominator, decider->spec, &instance)) {
        const obligation_t *region_of = region_obligation(&list);
        bool smooth = decider->spec->claims[decider->claim].predicate == PREDICATE_SMOOTH;
        if (region_of && smooth)
            attained = curvature_attained(decider, region_of, constant, numerator);
        else if (region_of)
            attained = ratio_attained(decider, region_of, constant, numerator, denominator);
    }
    obligation_list_clear(&list);
    return attained;
}

// ---- inequalities ----

// An atom 0 <= e of the obligation's conclusion that is an equality somewhere in the region.
static bool inequality_attained(decider_t *decider, const obligation_t *obligation)
{
    dag_t *dag = decider->spec->dag;
    expr_t *atoms = NULL;
    size_t count = 0, capacity = 0;
    bool attained = false;
    formula_conjuncts(&atoms, &count, &capacity, dag, obligation->conclusion);
    for (size_t i = 0; i < count && !attained; i++)
        if (expr_op(dag, atoms[i]) == EXPR_LESS_EQUAL)
            attained = exists(decider, obligation,
                              expr_binary(dag, EXPR_EQUAL, expr_child(dag, atoms[i], 0), expr_child(dag, atoms[i], 1)));
    mem_free(atoms);
    return attained;
}

static bool instance_attained(decider_t *decider, const instance_result_t *result)
{
    instance_t instance = {decider->claim, result->row, EXPR_NONE, NULL};
    obligation_list_t list;
    const char *reason;
    bool attained = false;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK)
        for (size_t i = 0; i < list.count && i < result->obligation_count && !attained; i++) {
            const obligation_result_t *obligation = result->obligations + i;
            attained = obligation->required && obligation->has_room && obligation->room_lo <= 0 &&
                       list.items[i].kind == OBLIGATION_FORALL && inequality_attained(decider, list.items + i);
        }
    obligation_list_clear(&list);
    return attained;
}

bool attained_room(decider_t *decider, const claim_result_t *result)
{
    bool attained = false;
    for (size_t i = 0; i < result->instance_count && !attained; i++)
        attained = instance_attained(decider, result->instances + i);
    return attained;
}
