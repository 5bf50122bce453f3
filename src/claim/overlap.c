// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/overlap.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "claim/lowering.h"

// ---- two cases ----

// The formula with every comparison made strict, in normal form: an open set inside the one where the formula holds,
// when what it compares is continuous.
static expr_t strict_form(dag_t *dag, expr_t formula)
{
    formula = formula_normalise(dag, formula);
    bool *marked = expr_reachable(dag, 1, &formula);
    expr_t *strict = mem_alloc((size_t)formula + 1, sizeof *strict);
    for (expr_t a = 0; a <= formula; a++) {
        expr_op_t op = expr_op(dag, a);
        strict[a] = a;
        if (!marked[a])
            continue;
        if (op == EXPR_LESS_EQUAL)
            strict[a] = expr_binary(dag, EXPR_LESS, expr_child(dag, a, 0), expr_child(dag, a, 1));
        else if (op == EXPR_EQUAL)
            strict[a] = expr_leaf(dag, EXPR_FALSE);
        else if (op == EXPR_AND || op == EXPR_OR)
            strict[a] = (op == EXPR_AND ? expr_and : expr_or)(dag, strict[expr_child(dag, a, 0)],
                                                              strict[expr_child(dag, a, 1)]);
    }
    expr_t result = strict[formula];
    mem_free(strict);
    mem_free(marked);
    return result;
}

static obligation_t *add_exists(lowering_t *lowering, const char *role, expr_t region, expr_t conclusion)
{
    obligation_t *exists = lowering_add(lowering, OBLIGATION_EXISTS, role);
    exists->required = false;
    exists->region = region;
    exists->conclusion = conclusion;
    lowering_quantify(lowering, exists, true);
    return exists;
}

// A guard with an edge of its own: not all of its comparisons are strict.
typedef struct {
    expr_t guard, value, strict;
} closed_case_t;

static void add_overlap(lowering_t *lowering, const closed_case_t *first, const closed_case_t *second)
{
    dag_t *dag = lowering->dag;
    if (first->value == second->value)
        return;
    expr_t differ = formula_normalise(dag, expr_binary(dag, EXPR_NOT_EQUAL, first->value, second->value));
    expr_t at_edges = expr_and(dag, formula_negate(dag, first->strict), formula_negate(dag, second->strict));
    expr_t both = expr_and(dag, first->guard, second->guard);
    obligation_t *overlap = add_exists(lowering, "overlap", both, expr_and(dag, at_edges, differ));
    overlap->region = both; // as written, for the message; the bounds are in the domains as well
    add_exists(lowering, "common-interior", expr_leaf(dag, EXPR_TRUE), expr_and(dag, first->strict, second->strict));
}

// Those of the first `most` cases, or of all, that have edges; a new array.
static closed_case_t *find_closed(size_t *found, dag_t *dag, expr_t cases, size_t most)
{
    closed_case_t *closed = mem_alloc(most, sizeof *closed);
    *found = 0;
    for (size_t i = 0; i < most; i++) {
        expr_t guard = expr_child(dag, cases, 2 * i), strict = strict_form(dag, guard);
        if (strict != formula_normalise(dag, guard))
            closed[(*found)++] = (closed_case_t){guard, expr_child(dag, cases, 2 * i + 1), strict};
    }
    return closed;
}

// *guards: how many more guards are looked at.
static void add_overlaps_of(lowering_t *lowering, expr_t cases, size_t *guards)
{
    size_t count = expr_child_count(lowering->dag, cases) / 2, closed_count;
    if (expr_op(lowering->dag, expr_child(lowering->dag, cases, 2 * count - 2)) == EXPR_TRUE)
        count--;
    size_t most = count < *guards ? count : *guards;
    closed_case_t *closed = find_closed(&closed_count, lowering->dag, cases, most);
    *guards -= most;
    for (size_t i = 0; i < closed_count; i++)
        for (size_t j = i + 1; j < closed_count && lowering->list->count < 2 * OVERLAP_MAX; j++)
            add_overlap(lowering, closed + i, closed + j);
    mem_free(closed);
}

static void add_overlaps_of_landscape(lowering_t *lowering, const bool *in_landscape, size_t *guards)
{
    for (expr_t a = 0; a <= lowering->landscape; a++)
        if (in_landscape[a] && expr_op(lowering->dag, a) == EXPR_CASES)
            add_overlaps_of(lowering, a, guards);
}

// ---- functions of one variable ----

// Per node below `count`: the formal argument that is its only variable; EXPR_NONE without variables, `count` for
// other nodes.
static expr_t *only_arguments(const dag_t *dag, expr_t count)
{
    expr_t *arguments = mem_alloc(count, sizeof *arguments);
    for (expr_t a = 0; a < count; a++) {
        arguments[a] = EXPR_NONE;
        if (expr_op(dag, a) == EXPR_VARIABLE)
            arguments[a] = expr_variable_kind(dag, a) == VARIABLE_FORMAL ? a : count;
        for (size_t i = 0; i < expr_child_count(dag, a); i++) {
            expr_t below = arguments[expr_child(dag, a, i)];
            if (below != EXPR_NONE && below != arguments[a])
                arguments[a] = arguments[a] == EXPR_NONE ? below : count;
        }
    }
    return arguments;
}

// The cases nodes met so far, with the first state variable in the place of the argument: a function that is called by
// another one is there twice.
typedef struct {
    const bool *in_landscape;
    size_t count;
    expr_t cases[OVERLAP_MAX];
} met_t;

static bool is_met(met_t *met, const lowering_t *lowering, expr_t cases, expr_t argument)
{
    expr_t same = EXPR_NONE;
    for (size_t i = lowering->dimension; i-- > 0;) {
        same = expr_substitute(lowering->dag, cases, 1, &argument, lowering->state + i);
        if (same <= lowering->landscape && met->in_landscape[same])
            return true;
    }
    for (size_t i = 0; i < met->count; i++)
        if (met->cases[i] == same)
            return true;
    met->cases[met->count++] = same;
    return false;
}

static void add_overlaps_of_functions(lowering_t *lowering, const bool *in_landscape, size_t *guards)
{
    expr_t count = (expr_t)dag_size(lowering->dag);
    expr_t *arguments = only_arguments(lowering->dag, count);
    met_t met = {.in_landscape = in_landscape, .count = 0};
    for (expr_t a = 0; a < count && met.count < OVERLAP_MAX; a++) {
        bool of_function = arguments[a] != EXPR_NONE && arguments[a] != count;
        if (expr_op(lowering->dag, a) != EXPR_CASES || !of_function || is_met(&met, lowering, a, arguments[a]))
            continue;
        lowering_t function = *lowering;
        function.dimension = 1;
        function.state = arguments + a;
        add_overlaps_of(&function, a, guards);
    }
    mem_free(arguments);
}

void overlap_obligations(obligation_list_t *list, spec_t *spec)
{
    static const claim_t no_claim = {.id = NULL};
    static const predicate_definition_t no_predicate = {.lower = NULL};
    *list = (obligation_list_t){0, 0, NULL};
    lowering_t lowering = {.spec = spec,
                           .dag = spec->dag,
                           .claim = &no_claim,
                           .definition = &no_predicate,
                           .list = list,
                           .dimension = spec->dimension,
                           .state = spec->state,
                           .landscape = spec->landscape};
    bool *in_landscape = expr_reachable(spec->dag, 1, &spec->landscape);
    size_t guards = OVERLAP_GUARDS;
    add_overlaps_of_landscape(&lowering, in_landscape, &guards);
    add_overlaps_of_functions(&lowering, in_landscape, &guards);
    mem_free(in_landscape);
}
