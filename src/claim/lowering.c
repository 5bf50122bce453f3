// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/lowering.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/formula.h"
#include "spec/fold.h"

#include <string.h>

// ---- expressions ----

expr_t *lowering_gradient(const lowering_t *lowering)
{
    expr_t *gradient = mem_alloc(lowering->dimension, sizeof *gradient);
    for (size_t i = 0; i < lowering->dimension; i++)
        gradient[i] = expr_binary(lowering->dag, EXPR_PARTIAL, lowering->landscape, lowering->state[i]);
    return gradient;
}

expr_t *lowering_chosen_gradient(const lowering_t *lowering)
{
    if (!lowering_has_keyword(lowering, "piecewise"))
        return lowering_gradient(lowering);
    expr_t *gradient = mem_alloc(lowering->dimension, sizeof *gradient);
    for (size_t i = 0; i < lowering->dimension; i++)
        gradient[i] = expr_derivative(lowering->dag, lowering->landscape, lowering->state[i]);
    return gradient;
}

expr_t *lowering_offset(const lowering_t *lowering, const expr_t *centre)
{
    expr_t *offset = mem_alloc(lowering->dimension, sizeof *offset);
    for (size_t i = 0; i < lowering->dimension; i++)
        offset[i] = expr_binary(lowering->dag, EXPR_SUB, lowering->state[i], centre[i]);
    return offset;
}

expr_t lowering_dot(dag_t *dag, size_t count, const expr_t *a, const expr_t *b)
{
    expr_t sum = EXPR_NONE;
    for (size_t i = 0; i < count; i++) {
        expr_t product = a[i] == b[i] ? expr_power(dag, a[i], 2, 1) : expr_binary(dag, EXPR_MUL, a[i], b[i]);
        sum = i == 0 ? product : expr_binary(dag, EXPR_ADD, sum, product);
    }
    return sum;
}

expr_t lowering_norm(dag_t *dag, size_t count, const expr_t *a)
{
    if (count == 1)
        return expr_unary(dag, EXPR_ABS, a[0]);
    return expr_unary(dag, EXPR_SQRT, lowering_dot(dag, count, a, a));
}

static bool has_cases(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), found = false;
    for (expr_t b = 0; b <= a && !found; b++) {
        expr_op_t op = expr_op(dag, b);
        found = marked[b] &&
                (op == EXPR_ABS || op == EXPR_RELU || op == EXPR_MIN || op == EXPR_MAX || op == EXPR_CASES);
    }
    mem_free(marked);
    return found;
}

expr_op_t lowering_derivative_op(const lowering_t *lowering)
{
    return has_cases(lowering->dag, lowering->landscape) ? EXPR_PARTIAL : EXPR_DERIVATIVE;
}

// ---- obligations ----

obligation_t *lowering_add(lowering_t *lowering, obligation_kind_t kind, const char *role)
{
    obligation_list_t *list = lowering->list;
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    obligation_t *obligation = list->items + list->count++;
    memset(obligation, 0, sizeof *obligation);
    obligation->kind = kind;
    obligation->role = role;
    obligation->required = true;
    obligation->region = obligation->conclusion = obligation->bound = obligation->time = EXPR_NONE;
    obligation->shape_function = obligation->shape_constant = EXPR_NONE;
    return obligation;
}

// Whether the claim's parameter is still quantified over, and not fixed by a list or a tactic.
static bool is_free(const lowering_t *lowering, expr_t variable)
{
    for (size_t i = 0; i < lowering->list_count; i++)
        if (lowering->list_variables[i] == variable)
            return false;
    return true;
}

// Marks the variables that occur free in what the obligation says.
static bool *occurrences(const dag_t *dag, const obligation_t *obligation)
{
    size_t count = 0;
    const expr_t single[] = {obligation->region, obligation->conclusion, obligation->bound, obligation->shape_constant,
                             obligation->time};
    const size_t singles = sizeof single / sizeof *single;
    expr_t *roots = mem_alloc(
        singles + 2 * obligation->map_count + obligation->state_count + 3 * obligation->target_count, sizeof *roots);
    for (size_t i = 0; i < singles; i++)
        if (single[i] != EXPR_NONE)
            roots[count++] = single[i];
    for (size_t i = 0; i < obligation->map_count; i++)
        roots[count++] = obligation->map[i];
    for (size_t i = 0; obligation->centre && i < obligation->state_count; i++)
        roots[count++] = obligation->centre[i];
    for (size_t i = 0; obligation->start && i < obligation->map_count; i++)
        roots[count++] = obligation->start[i];
    for (size_t i = 0; i < obligation->target_count; i++) {
        const target_t *target = obligation->targets + i;
        roots[count++] = target->formula;
        if (target->least != EXPR_NONE)
            roots[count++] = target->least;
        if (target->most != EXPR_NONE)
            roots[count++] = target->most;
    }
    bool *marked = mem_alloc(dag_size(dag), sizeof *marked);
    for (size_t i = 0; i < count; i++) {
        expr_t *variables;
        size_t variable_count = expr_free_variables(&variables, dag, roots[i]);
        for (size_t k = 0; k < variable_count; k++)
            marked[variables[k]] = true;
        mem_free(variables);
    }
    mem_free(roots);
    return marked;
}

static void append(quantified_t **items, size_t *count, expr_t variable, const interval_t *domain)
{
    *items = mem_resize(*items, *count + 1, sizeof **items);
    (*items)[(*count)++] = (quantified_t){variable, *domain};
}

static void quantify_points(lowering_t *lowering, obligation_t *obligation, const bool *marked)
{
    for (size_t i = 0; i < lowering->spec->point_count; i++) {
        const spec_point_t *point = lowering->spec->points[i];
        for (size_t k = 0; point->implicit && k < lowering->dimension; k++) {
            interval_t box = {point->box_lo[k], point->box_hi[k], false, false};
            if (marked[point->coordinates[k]])
                append(&obligation->points, &obligation->point_count, point->coordinates[k], &box);
        }
    }
}

// An empty interval makes a claim vacuous even if its variable does not occur.
static bool may_be_empty(const dag_t *dag, const interval_t *interval)
{
    if (interval->lo == EXPR_NONE || interval->hi == EXPR_NONE)
        return false;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool known = fold_rational(lo, dag, interval->lo) && fold_rational(hi, dag, interval->hi);
    int order = fmpq_cmp(lo, hi);
    bool is_open = interval->lo_open || interval->hi_open;
    fmpq_clear(lo);
    fmpq_clear(hi);
    return !known || order > 0 || (order == 0 && is_open);
}

interval_t lowering_unknown_range(const lowering_t *lowering)
{
    if (lowering->definition->direction == UNKNOWN_SMALLEST)
        return (interval_t){lowering->unknown, EXPR_NONE, true, true};
    return (interval_t){expr_integer(lowering->dag, 0), lowering->unknown, true, true};
}

// The noise of a step, and the `?` of the dynamics, are quantified like parameters where they occur.
static void quantify_dynamics(lowering_t *lowering, obligation_t *obligation, const bool *marked)
{
    const spec_t *spec = lowering->spec;
    if (!lowering->definition->is_dynamic)
        return;
    if (marked[spec->unknown]) {
        interval_t range = lowering_unknown_range(lowering);
        append(&obligation->variables, &obligation->variable_count, spec->unknown, &range);
    }
    interval_t unit = {expr_integer(lowering->dag, -1), expr_integer(lowering->dag, 1), false, false};
    for (size_t i = 0; i < spec->dimension; i++)
        if (marked[spec->noise[i]] && obligation->noise_count == 0)
            append(&obligation->variables, &obligation->variable_count, spec->noise[i], &unit);
}

// The interval with the constant that is tried in the place of `?`.
static interval_t instantiate_interval(const lowering_t *lowering, const interval_t *interval)
{
    interval_t result = *interval;
    if (result.lo != EXPR_NONE)
        result.lo = lowering_instantiate(lowering, result.lo);
    if (result.hi != EXPR_NONE)
        result.hi = lowering_instantiate(lowering, result.hi);
    return result;
}

void lowering_quantify(lowering_t *lowering, obligation_t *obligation, bool all_state)
{
    static const interval_t whole = {EXPR_NONE, EXPR_NONE, true, true};
    if (obligation->centre)
        obligation->state_count = lowering->dimension; // for occurrences() to see the centre
    bool *marked = occurrences(lowering->dag, obligation);
    obligation->variable_count = 0;
    for (size_t i = 0; i < lowering->dimension; i++)
        if (all_state || marked[lowering->state[i]])
            append(&obligation->variables, &obligation->variable_count, lowering->state[i], &whole);
    for (size_t i = 0; i < lowering->dimension; i++)
        if (marked[lowering->spec->previous[i]])
            append(&obligation->variables, &obligation->variable_count, lowering->spec->previous[i], &whole);
    obligation->state_count = obligation->variable_count;
    for (size_t i = 0; i < lowering->claim->binding_count; i++) {
        const binding_t *binding = lowering->claim->bindings + i;
        if (binding->is_list || !is_free(lowering, binding->variable))
            continue;
        interval_t interval = instantiate_interval(lowering, &binding->interval);
        if (marked[binding->variable] || may_be_empty(lowering->dag, &interval))
            append(&obligation->variables, &obligation->variable_count, binding->variable, &interval);
    }
    quantify_dynamics(lowering, obligation, marked);
    quantify_points(lowering, obligation, marked);
    mem_free(marked);
    bool of_region = obligation->region != EXPR_NONE;
    if (of_region && (obligation->kind == OBLIGATION_FORALL || obligation->kind == OBLIGATION_EXISTS ||
                      obligation->kind == OBLIGATION_PAIR || obligation->kind == OBLIGATION_MEASURE ||
                      obligation->kind == OBLIGATION_FLOW))
        obligation->region =
            bounds_extract(lowering->dag, obligation->region, obligation->variable_count, obligation->variables);
}

void lowering_settle(lowering_t *lowering, obligation_t *obligation)
{
    lowering_quantify(lowering, obligation, false);
    if (obligation->variable_count || expr_op(lowering->dag, obligation->region) != EXPR_TRUE)
        return;
    obligation->kind = OBLIGATION_CONSTANT;
    obligation->region = EXPR_NONE;
}

void lowering_add_forall(lowering_t *lowering, const char *role, expr_t region, expr_t conclusion)
{
    expr_t *members = NULL;
    size_t count = 0, capacity = 0;
    formula_conjuncts(&members, &count, &capacity, lowering->dag, formula_normalise(lowering->dag, conclusion));
    for (size_t i = 0; i < count; i++) {
        obligation_t *obligation = lowering_add(lowering, OBLIGATION_FORALL, role);
        obligation->region = region;
        obligation->conclusion = members[i];
        lowering_settle(lowering, obligation);
    }
    mem_free(members);
}

void lowering_add_domain(lowering_t *lowering, expr_t term)
{
    expr_t defined = formula_defined(lowering->dag, term);
    if (expr_op(lowering->dag, defined) != EXPR_TRUE)
        lowering_add_forall(lowering, "domain", lowering->region, defined);
}

void lowering_add_regularity(lowering_t *lowering, const char *role, expr_op_t regularity)
{
    lowering_add_forall(lowering, role, lowering->region, expr_unary(lowering->dag, regularity, lowering->landscape));
}

void lowering_add_bounded(lowering_t *lowering, const char *role, expr_t numerator, expr_t denominator)
{
    obligation_t *bounded = lowering_add(lowering, OBLIGATION_BOUNDED, role);
    bounded->region = lowering->region;
    bounded->map_count = 2;
    bounded->map = mem_alloc(2, sizeof *bounded->map);
    bounded->map[0] = numerator;
    bounded->map[1] = denominator;
    lowering_quantify(lowering, bounded, true);
}

void lowering_add_nonempty(lowering_t *lowering)
{
    obligation_t *obligation = lowering_add(lowering, OBLIGATION_EXISTS, "nonempty");
    obligation->required = false;
    obligation->region = lowering->region;
    obligation->conclusion = expr_leaf(lowering->dag, EXPR_TRUE);
    lowering_quantify(lowering, obligation, false);
    bool has_parameters = false;
    for (size_t i = 0; i < lowering->claim->binding_count; i++)
        has_parameters = has_parameters || !lowering->claim->bindings[i].is_list;
    if (expr_op(lowering->dag, lowering->region) == EXPR_TRUE && !has_parameters) {
        obligation_clear(obligation);
        lowering->list->count--;
    }
}

size_t lowering_add_critical(lowering_t *lowering, expr_t function, const expr_t *centre)
{
    for (size_t i = 0; i < lowering->spec->point_count; i++)
        if (lowering->root_index[i] != SIZE_MAX && function == lowering->landscape &&
            memcmp(lowering->spec->points[i]->coordinates, centre, lowering->dimension * sizeof *centre) == 0)
            return lowering->root_index[i];
    dag_t *dag = lowering->dag;
    expr_t zero = expr_integer(dag, 0), conclusion = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < lowering->dimension; i++) {
        // The rule that uses it asks for a C2 function at the centre: there the derivative of the case is the derivative.
        expr_t derivative = expr_derivative(dag, function, lowering->state[i]);
        expr_t component = expr_substitute(dag, derivative, lowering->dimension, lowering->state, centre);
        conclusion = expr_and(dag, conclusion, expr_binary(dag, EXPR_EQUAL, zero, component));
    }
    size_t index = lowering->list->count;
    obligation_t *lemma = lowering_add(lowering, OBLIGATION_FORALL, "critical"); // for all parameters in the centre
    lemma->required = false;
    lemma->region = expr_leaf(dag, EXPR_TRUE);
    lemma->conclusion = conclusion;
    lowering_settle(lowering, lemma);
    return index;
}

void lowering_add_shaped(lowering_t *lowering, shape_kind_t shape, expr_t constant, expr_t conclusion)
{
    expr_t *centre;
    (void)lowering_point(&centre, lowering, "toward");
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, centre);
    obligation_t *inequality = lowering_add(lowering, OBLIGATION_FORALL, "inequality");
    inequality->region = lowering->region;
    inequality->conclusion = conclusion;
    inequality->shape = shape;
    inequality->shape_function = lowering->landscape;
    inequality->shape_constant = constant;
    inequality->shape_lemma = lemma;
    inequality->centre = centre;
    lowering_quantify(lowering, inequality, true);
}
