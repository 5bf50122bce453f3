// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/attained.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/formula.h"
#include "decide/estimate.h"
#include "decide/recheck.h"
#include "spec/fold.h"

#include <string.h>

#define SHARE_OF_BOXES 100 // of those allowed for an obligation
#define MAX_PARTS 8        // of a region that are looked at

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

// Whether some point of the obligation's region has the property (EXISTS), or the property of constants holds
// (CONSTANT).
static bool is_shown(decider_t *decider, obligation_kind_t kind, const obligation_t *region_of, expr_t property)
{
    obligation_t point = *region_of;
    point.kind = kind;
    point.role = "attained";
    point.conclusion = formula_normalise(decider->spec->dag, property);
    point.shape = SHAPE_NONE;
    point.shape_function = point.shape_constant = point.bound = EXPR_NONE;
    point.map_count = 0;
    point.map = point.centre = NULL;
    if (kind == OBLIGATION_CONSTANT) {
        point.variable_count = point.state_count = 0;
        point.region = EXPR_NONE;
    }
    const prove_limits_t limits = decider->prover.limits;
    proof_t proof;
    proof_init(&proof);
    decider->prover.limits.max_boxes = limits.max_boxes / SHARE_OF_BOXES;
    decider->prover.limits.no_identities = true;
    prove_obligation(&proof, &decider->prover, &point);
    decider->prover.limits = limits;
    bool shown = proof.verdict == VERDICT_PROVED && is_confirmed(decider, &point, &proof);
    proof_clear(&proof);
    return shown;
}

static bool exists(decider_t *decider, const obligation_t *region_of, expr_t property)
{
    return is_shown(decider, OBLIGATION_EXISTS, region_of, property);
}

// ---- the closure of the region of one variable ----

// The closure of a part of the region that is an interval with more than one point. What is continuous at a point of it
// and equal to 0 there comes as near to 0 as one likes in the region.
typedef struct {
    obligation_t points; // of which the region is TRUE
    quantified_t variable;
} closure_t;

// The members of a normalised disjunction, at most `room` of them; returns how many.
static size_t disjuncts(expr_t *members, size_t room, const dag_t *dag, expr_t formula)
{
    if (room == 0)
        return 0;
    if (expr_op(dag, formula) != EXPR_OR) {
        members[0] = formula;
        return 1;
    }
    size_t count = 0;
    for (size_t k = 0; k < expr_child_count(dag, formula); k++)
        count += disjuncts(members + count, room - count, dag, expr_child(dag, formula, k));
    return count;
}

static bool close_part(closure_t *closure, decider_t *decider, const obligation_t *region_of, expr_t part)
{
    dag_t *dag = decider->spec->dag;
    interval_t *domain = &closure->variable.domain;
    closure->variable = region_of->variables[0];
    closure->points = *region_of;
    closure->points.variables = &closure->variable;
    closure->points.region = bounds_extract(dag, part, 1, &closure->variable);
    domain->lo_open = domain->hi_open = true;
    if (expr_op(dag, closure->points.region) != EXPR_TRUE ||
        !exists(decider, &closure->points, closure->points.region))
        return false;
    domain->lo_open = domain->lo == EXPR_NONE;
    domain->hi_open = domain->hi == EXPR_NONE;
    return true;
}

// New array (mem_free); none but for one variable.
static closure_t *closures(size_t *count, decider_t *decider, const obligation_t *region_of)
{
    dag_t *dag = decider->spec->dag;
    expr_t parts[MAX_PARTS];
    closure_t *items = mem_alloc(MAX_PARTS, sizeof *items);
    *count = 0;
    if (region_of->variable_count != 1)
        return items;
    size_t part_count = disjuncts(parts, MAX_PARTS, dag, formula_normalise(dag, region_of->region));
    for (size_t i = 0; i < part_count; i++)
        *count += close_part(items + *count, decider, region_of, parts[i]);
    for (size_t i = 0; i < *count; i++)
        items[i].points.variables = &items[i].variable;
    return items;
}

static bool exists_in_closure(decider_t *decider, const obligation_t *region_of, expr_t property)
{
    size_t count;
    bool found = false;
    closure_t *parts = closures(&count, decider, region_of);
    for (size_t i = 0; i < count && !found; i++)
        found = exists(decider, &parts[i].points, property);
    mem_free(parts);
    return found;
}

// ---- constants ----

// Where the limit of the ratio at a point of the closure is its value there: opsc and growth have the gradient in it, what
// `holds` bounds is any term, which may jump even where the landscape does not. EXPR_NONE where that is not seen: continuity
// is that in the state variables.
static expr_t is_limit(const decider_t *decider, const obligation_t *region_of, expr_t numerator, expr_t denominator)
{
    const spec_t *spec = decider->spec;
    dag_t *dag = spec->dag;
    predicate_t predicate = spec->claims[decider->claim].predicate;
    if (predicate == PREDICATE_OPSC || predicate == PREDICATE_GROWTH)
        return expr_unary(dag, EXPR_C1, spec->landscape);
    if (region_of->variable_count != 1 || region_of->variables[0].variable != spec->state[0])
        return EXPR_NONE;
    return expr_and(dag, expr_unary(dag, EXPR_CONTINUOUS, numerator), expr_unary(dag, EXPR_CONTINUOUS, denominator));
}

// Where numerator = constant * denominator with denominator > 0, in the region or as a limit of points of the region, no
// better constant will do.
static bool ratio_attained(decider_t *decider, const obligation_t *region_of, expr_t constant, expr_t numerator,
                           expr_t denominator)
{
    dag_t *dag = decider->spec->dag;
    expr_t equal = expr_binary(dag, EXPR_EQUAL, numerator, expr_binary(dag, EXPR_MUL, constant, denominator));
    expr_t property = expr_and(dag, equal, expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), denominator));
    if (exists(decider, region_of, property))
        return true;
    expr_t limit = is_limit(decider, region_of, numerator, denominator);
    return limit != EXPR_NONE && exists_in_closure(decider, region_of, expr_and(dag, property, limit));
}

// |f'(s) - f'(t)| = L |s - t| for numbers s, t at which f is C1: limits of pairs of points of the region, if s and t
// are in its closure.
static bool difference_attained(decider_t *decider, const obligation_t *region_of, expr_t constant, expr_t s, expr_t t)
{
    const spec_t *spec = decider->spec;
    dag_t *dag = spec->dag;
    if (s == EXPR_NONE || t == EXPR_NONE)
        return false;
    expr_t slope = expr_derivative(dag, spec->landscape, spec->state[0]);
    expr_t smooth = expr_unary(dag, EXPR_C1, spec->landscape), ends[2] = {s, t}, slopes[2], property = EXPR_NONE;
    for (size_t i = 0; i < 2; i++) {
        slopes[i] = expr_substitute(dag, slope, 1, spec->state, ends + i);
        expr_t at_end = expr_substitute(dag, smooth, 1, spec->state, ends + i);
        property = i == 0 ? at_end : expr_and(dag, property, at_end);
    }
    expr_t rise = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_SUB, slopes[0], slopes[1]));
    expr_t run = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_SUB, s, t));
    property = expr_and(dag, property, expr_binary(dag, EXPR_EQUAL, rise, expr_binary(dag, EXPR_MUL, constant, run)));
    property = expr_and(dag, property, expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), run));
    return is_shown(decider, OBLIGATION_CONSTANT, region_of, property);
}

// smooth in one variable: |f''(z)| = L where f is C2 is a limit of difference quotients of f' in the region; so are the
// quotients over a gap of the region.
static bool slope_attained(decider_t *decider, const obligation_t *region_of, expr_t constant, expr_t numerator)
{
    dag_t *dag = decider->spec->dag;
    expr_t property = expr_and(dag, expr_unary(dag, EXPR_C2, decider->spec->landscape),
                               expr_binary(dag, EXPR_EQUAL, numerator, constant));
    if (exists_in_closure(decider, region_of, property))
        return true;
    size_t count;
    closure_t *parts = closures(&count, decider, region_of);
    bool found = false;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count && !found; k++)
            found = k != i && difference_attained(decider, region_of, constant, parts[i].variable.domain.hi,
                                                  parts[k].variable.domain.lo);
    mem_free(parts);
    return found;
}

// The points that a normalised formula is true in a neighbourhood of, or fewer.
static expr_t interior(dag_t *dag, expr_t formula)
{
    expr_op_t op = expr_op(dag, formula);
    if (op == EXPR_AND || op == EXPR_OR) {
        expr_t a = interior(dag, expr_child(dag, formula, 0)), b = interior(dag, expr_child(dag, formula, 1));
        return op == EXPR_AND ? expr_and(dag, a, b) : expr_or(dag, a, b);
    }
    if (op == EXPR_LESS || op == EXPR_LESS_EQUAL) {
        expr_t e = expr_child(dag, formula, 1);
        return expr_and(dag, expr_unary(dag, EXPR_C1, e), expr_binary(dag, EXPR_LESS, expr_child(dag, formula, 0), e));
    }
    return op == EXPR_TRUE ? formula : expr_leaf(dag, EXPR_FALSE);
}

// smooth in two variables, for a constant L that bounds the difference quotients of the gradient in the region: where f
// is C2, in the interior of the region, the eigenvalues of its Hessian H lie between -L and L; if L I - H or L I + H is
// singular one of them is L or -L, which is a limit of difference quotients.
static bool curvature_attained(decider_t *decider, const obligation_t *region_of, expr_t constant)
{
    const spec_t *spec = decider->spec;
    dag_t *dag = spec->dag;
    obligation_t everywhere = *region_of;
    if (spec->dimension != 2)
        return false;
    expr_t second[3]; // by x twice, by x and y, by y twice
    for (size_t i = 0; i < 3; i++) {
        expr_t first = expr_derivative(dag, spec->landscape, spec->state[i / 2]);
        second[i] = expr_derivative(dag, first, spec->state[(i + 1) / 2]);
    }
    expr_t property = EXPR_NONE, mixed = expr_power(dag, second[1], 2, 1);
    for (int sign = 0; sign < 2; sign++) {
        expr_op_t op = sign ? EXPR_ADD : EXPR_SUB;
        expr_t product = expr_binary(dag, EXPR_MUL, expr_binary(dag, op, constant, second[0]),
                                     expr_binary(dag, op, constant, second[2]));
        expr_t singular = expr_binary(dag, EXPR_EQUAL, product, mixed);
        property = sign ? expr_or(dag, property, singular) : singular;
    }
    property = expr_and(dag, expr_unary(dag, EXPR_C2, spec->landscape), property);
    everywhere.region = interior(dag, formula_normalise(dag, region_of->region));
    everywhere.variables = mem_alloc(region_of->variable_count, sizeof *everywhere.variables);
    for (size_t i = 0; i < region_of->variable_count; i++) {
        everywhere.variables[i] = region_of->variables[i];
        everywhere.variables[i].domain.lo_open = everywhere.variables[i].domain.hi_open = true;
    }
    bool found = exists(decider, &everywhere, property);
    mem_free(everywhere.variables);
    return found;
}

// A norm is not negative: the bound 0 of one cannot be bettered unless there is nothing to bound.
static bool is_zero_bound(const decider_t *decider, expr_t constant)
{
    predicate_t predicate = decider->spec->claims[decider->claim].predicate;
    fmpq_t value;
    fmpq_init(value);
    bool is_zero = (predicate == PREDICATE_SMOOTH || predicate == PREDICATE_GROWTH || predicate == PREDICATE_DIAMETER) &&
                   fold_rational(value, decider->spec->dag, constant) && fmpq_is_zero(value);
    fmpq_clear(value);
    return is_zero;
}

bool attained_constant(decider_t *decider, expr_t constant)
{
    instance_t instance = {decider->claim, 0, constant, NULL, false};
    obligation_list_t list;
    const char *reason;
    expr_t numerator, denominator;
    bool attained = is_zero_bound(decider, constant);
    bool lowered = claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK;
    const obligation_t *region_of = lowered ? region_obligation(&list) : NULL;
    if (region_of && !attained) {
        bool smooth = decider->spec->claims[decider->claim].predicate == PREDICATE_SMOOTH;
        bool has_ratio = claim_unknown_ratio(&numerator, &denominator, decider->spec, &instance);
        if (smooth)
            attained = has_ratio ? slope_attained(decider, region_of, constant, numerator)
                                 : curvature_attained(decider, region_of, constant);
        else if (has_ratio)
            attained = ratio_attained(decider, region_of, constant, numerator, denominator);
    }
    obligation_list_clear(&list);
    return attained;
}

// ---- inequalities ----

// An equation of the obligation's conclusion, which has no room, or an atom 0 <= e that is an equality somewhere in the
// region.
static bool inequality_attained(decider_t *decider, const obligation_t *obligation)
{
    dag_t *dag = decider->spec->dag;
    obligation_kind_t kind = obligation->kind == OBLIGATION_CONSTANT ? OBLIGATION_CONSTANT : OBLIGATION_EXISTS;
    expr_t *atoms = NULL;
    size_t count = 0, capacity = 0;
    bool attained = false;
    formula_conjuncts(&atoms, &count, &capacity, dag, obligation->conclusion);
    for (size_t i = 0; i < count && !attained; i++) {
        expr_op_t op = expr_op(dag, atoms[i]);
        attained = op == EXPR_EQUAL;
        if (op == EXPR_LESS_EQUAL) {
            expr_t equation = expr_binary(dag, EXPR_EQUAL, expr_child(dag, atoms[i], 0), expr_child(dag, atoms[i], 1));
            attained = is_shown(decider, kind, obligation, equation);
        }
    }
    mem_free(atoms);
    return attained;
}

// Worth looking at: a relation between constants, an equation, or an inequality that may have no room.
static bool may_be_attained(const obligation_result_t *result, const obligation_t *obligation, const dag_t *dag)
{
    if (!result->required)
        return false;
    if (obligation->kind == OBLIGATION_FORALL && result->has_room)
        return result->room_lo <= 0;
    return strcmp(result->role, "holds") == 0 &&
           (obligation->kind == OBLIGATION_CONSTANT || expr_op(dag, obligation->conclusion) == EXPR_EQUAL);
}

static bool instance_attained(decider_t *decider, const instance_result_t *result)
{
    instance_t instance = {decider->claim, result->row, EXPR_NONE, NULL, false};
    obligation_list_t list;
    const char *reason;
    bool attained = false;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK)
        for (size_t i = 0; i < list.count && i < result->obligation_count && !attained; i++) {
            attained = may_be_attained(result->obligations + i, list.items + i, decider->spec->dag) &&
                       inequality_attained(decider, list.items + i);
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
