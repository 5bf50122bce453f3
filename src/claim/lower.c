// SPDX-License-Identifier: LGPL-3.0-or-later
// From an instance of a claim to its obligations: binds lists and `?`, proves the implicit points that occur, and hands
// over to the predicate.
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/lowering.h"
#include "claim/squares.h"
#include "expr/print.h"
#include "spec/fold.h"

#include <string.h>

void obligation_list_clear(obligation_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        obligation_clear(list->items + i);
    mem_free(list->items);
    list->items = NULL;
    list->count = list->capacity = 0;
}

// ---- rows ----

size_t claim_row_count(const spec_t *spec, size_t claim)
{
    size_t rows = 1;
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->binding_count; i++)
        if (c->bindings[i].is_list)
            rows = c->bindings[i].count && rows > SIZE_MAX / c->bindings[i].count ? SIZE_MAX : rows * c->bindings[i].count;
    return rows;
}

// The member of list `binding` in a row; the last list varies fastest.
static size_t row_member(const claim_t *claim, size_t binding, size_t row)
{
    for (size_t i = claim->binding_count; i-- > binding + 1;)
        if (claim->bindings[i].is_list)
            row /= claim->bindings[i].count;
    return row % claim->bindings[binding].count;
}

void claim_row_text(strbuf_t *out, const spec_t *spec, size_t claim, size_t row)
{
    const claim_t *c = spec->claims + claim;
    bool first = true;
    for (size_t i = 0; i < c->binding_count; i++) {
        if (!c->bindings[i].is_list)
            continue;
        strbuf_printf(out, "%s%s = ", first ? "" : ", ", c->bindings[i].name);
        expr_print(out, spec->dag, c->bindings[i].members[row_member(c, i, row)], 60);
        first = false;
    }
}

expr_t claim_row_term(const spec_t *spec, size_t claim, size_t row, expr_t a)
{
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->binding_count; i++)
        if (c->bindings[i].is_list)
            a = expr_substitute(spec->dag, a, 1, &c->bindings[i].variable,
                                c->bindings[i].members + row_member(c, i, row));
    return a;
}

static void bind_lists(lowering_t *lowering, size_t row)
{
    const claim_t *claim = lowering->claim;
    lowering->list_variables = mem_alloc(claim->binding_count + 2, sizeof(expr_t)); // `?` of the dynamics, or of the claim
    lowering->list_members = mem_alloc(claim->binding_count + 2, sizeof(expr_t));
    if (claim->asked != ASKED_NOTHING && lowering->unknown != EXPR_NONE) {
        lowering->list_variables[lowering->list_count] = lowering->spec->asked;
        lowering->list_members[lowering->list_count++] = lowering->unknown;
    }
    for (size_t i = 0; i < claim->binding_count; i++) {
        if (claim->bindings[i].is_list) {
            lowering->list_variables[lowering->list_count] = claim->bindings[i].variable;
            lowering->list_members[lowering->list_count++] =
                claim->bindings[i].members[row_member(claim, i, row)];
        }
        lowering->has_parameters = lowering->has_parameters || !claim->bindings[i].is_list;
    }
}

expr_t lowering_instantiate(const lowering_t *lowering, expr_t a)
{
    if (lowering->list_count == 0)
        return a;
    return expr_substitute(lowering->dag, a, lowering->list_count, lowering->list_variables, lowering->list_members);
}

// ---- arguments ----

const argument_t *lowering_argument(const lowering_t *lowering, const char *name)
{
    size_t position = 0;
    const parameter_t *parameters = lowering->definition->parameters;
    for (size_t i = 0; i < lowering->claim->argument_count; i++) {
        const argument_t *argument = lowering->claim->arguments + i;
        if (argument->name ? strcmp(argument->name, name) == 0
                           : argument->kind != VALUE_KEYWORD && position < PREDICATE_MAX_PARAMETERS &&
                                 parameters[position].name && strcmp(parameters[position].name, name) == 0)
            return argument;
        position += !argument->name && argument->kind != VALUE_KEYWORD;
    }
    return NULL;
}

expr_t lowering_number(const lowering_t *lowering, const char *name)
{
    const argument_t *argument = lowering_argument(lowering, name);
    if (!argument)
        return EXPR_NONE;
    return argument->kind == VALUE_UNKNOWN ? lowering->unknown : lowering_instantiate(lowering, argument->number);
}

bool lowering_point(expr_t **coordinates, const lowering_t *lowering, const char *name)
{
    const argument_t *argument = lowering_argument(lowering, name);
    if (!argument)
        return false;
    *coordinates = mem_alloc(lowering->dimension, sizeof **coordinates);
    for (size_t i = 0; i < lowering->dimension; i++)
        (*coordinates)[i] = lowering_instantiate(
            lowering, argument->kind == VALUE_NUMBER ? argument->number : argument->coordinates[i]);
    return true;
}

expr_t lowering_formula(const lowering_t *lowering, const char *name)
{
    const argument_t *argument = lowering_argument(lowering, name);
    return argument ? lowering_instantiate(lowering, argument->formula) : EXPR_NONE;
}

bool lowering_count(size_t *count, const lowering_t *lowering, const char *name)
{
    enum { LARGEST = 1000000000 };
    const argument_t *argument = lowering_argument(lowering, name);
    slong value = 0;
    *count = 0;
    if (!argument)
        return true;
    expr_t number = lowering_instantiate(lowering, argument->number);
    bool good = fold_integer(&value, lowering->dag, number, LARGEST) && value >= 1;
    if (!good)
        *lowering->reason = "a number of steps or a period must be an integer from 1 to 1000000000";
    *count = (size_t)value;
    return good;
}

bool lowering_has_keyword(const lowering_t *lowering, const char *keyword)
{
    for (size_t i = 0; i < lowering->claim->argument_count; i++) {
        const argument_t *argument = lowering->claim->arguments + i;
        if (!argument->name && argument->kind == VALUE_KEYWORD && strcmp(argument->keyword, keyword) == 0)
            return true;
    }
    return false;
}

// ---- implicit points ----

static bool point_occurs(const spec_point_t *point, size_t dimension, const bool *marked)
{
    for (size_t i = 0; i < dimension; i++)
        if (marked[point->coordinates[i]])
            return true;
    return false;
}

// Everything the claim says, as roots to search for implicit points.
static size_t claim_roots(expr_t **roots, const lowering_t *lowering)
{
    const claim_t *claim = lowering->claim;
    size_t count = 0, capacity = 0;
    *roots = mem_grow(NULL, &capacity, 1, sizeof **roots);
    (*roots)[count++] = lowering->region;
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        *roots = mem_grow(*roots, &capacity, count + argument->count + 1, sizeof **roots);
        if (argument->kind == VALUE_NUMBER)
            (*roots)[count++] = argument->number;
        if (argument->kind == VALUE_FORMULA)
            (*roots)[count++] = argument->formula;
        for (size_t k = 0; argument->kind == VALUE_VECTOR && k < argument->count; k++)
            (*roots)[count++] = argument->coordinates[k];
    }
    return count;
}

static quantified_t *point_box(const spec_point_t *point, const expr_t *variables, size_t dimension)
{
    quantified_t *box = mem_alloc(dimension, sizeof *box);
    for (size_t i = 0; i < dimension; i++)
        box[i] = (quantified_t){variables[i], {point->box_lo[i], point->box_hi[i], false, false}};
    return box;
}

// The one zero of grad f in the point's box.
static void add_root(lowering_t *lowering, size_t index)
{
    const spec_point_t *point = lowering->spec->points[index];
    lowering->root_index[index] = lowering->list->count;
    obligation_t *root = lowering_add(lowering, OBLIGATION_ROOT, "critical-point");
    root->variable_count = root->state_count = root->point_count = root->map_count = lowering->dimension;
    root->variables = point_box(point, lowering->state, lowering->dimension);
    root->points = point_box(point, point->coordinates, lowering->dimension);
    root->map = lowering_gradient(lowering);
}

static void add_roots(lowering_t *lowering)
{
    expr_t *roots;
    size_t count = claim_roots(&roots, lowering);
    bool *marked = expr_reachable(lowering->dag, count, roots);
    for (size_t i = 0; i < lowering->spec->point_count; i++) {
        const spec_point_t *point = lowering->spec->points[i];
        lowering->root_index[i] = SIZE_MAX;
        if (point->implicit && point_occurs(point, lowering->dimension, marked))
            add_root(lowering, i);
    }
    mem_free(marked);
    mem_free(roots);
}

// ---- entry points ----

static void begin_system(lowering_t *lowering)
{
    spec_t *spec = lowering->spec;
    system_init(&lowering->system, spec, &lowering->claim->dynamics, spec->unknown);
    system_substitute(&lowering->system, spec->dag, lowering->list_count, lowering->list_variables,
                      lowering->list_members);
    lowering->has_parameters = lowering->has_parameters || dynamics_is_unknown(&lowering->claim->dynamics);
}

void lowering_begin(lowering_t *lowering, obligation_list_t *list, const char **reason, spec_t *spec,
                           const instance_t *instance)
{
    const claim_t *claim = spec->claims + instance->claim;
    *lowering = (lowering_t){.spec = spec,
                             .dag = spec->dag,
                             .claim = claim,
                             .definition = predicate_definition(claim->predicate),
                             .list = list,
                             .reason = reason,
                             .unknown = instance->unknown,
                             .dimension = spec->dimension,
                             .state = spec->state,
                             .landscape = spec->landscape};
    lowering->tactic = instance->tactic;
    lowering->every = instance->every;
    bind_lists(lowering, instance->row);
    if (lowering->definition && lowering->definition->is_dynamic)
        begin_system(lowering);
    expr_t region = lowering_instantiate(lowering, claim->region);
    lowering->region = expr_and(lowering->dag, formula_defined(lowering->dag, region), region);
    lowering->root_index = mem_alloc(spec->point_count, sizeof *lowering->root_index);
}

void lowering_end(lowering_t *lowering)
{
    mem_free(lowering->list_variables);
    mem_free(lowering->list_members);
    mem_free(lowering->root_index);
    system_clear(&lowering->system);
}

static const tactic_definition_t *find_tactic(const predicate_definition_t *definition, const tactic_t *tactic)
{
    for (const tactic_definition_t *p = definition->tactics; p && p->name; p++)
        if (strcmp(p->name, tactic->name) == 0 && p->against == tactic->against)
            return p;
    return NULL;
}

bool claim_has_tactics(const spec_t *spec, size_t claim)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[claim].predicate);
    return definition && definition->tactics;
}

bool claim_tactics_tell_more(const spec_t *spec, size_t claim)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[claim].predicate);
    return definition && definition->tells_more;
}

bool claim_knows_tactic(const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[claim].predicate);
    return definition && tactic->count <= TACTIC_MAX_VALUES && find_tactic(definition, tactic);
}

// Hands over to the predicate, or to its tactic.
static status_t lower_predicate(lowering_t *lowering)
{
    const predicate_definition_t *definition = lowering->definition;
    if (lowering->tactic) {
        const tactic_definition_t *tactic = find_tactic(definition, lowering->tactic);
        return tactic ? tactic->lower(lowering) : STATUS_UNSUPPORTED;
    }
    return definition->lower ? definition->lower(lowering) : STATUS_UNSUPPORTED;
}

static bool asks_for_end(const spec_t *spec, const claim_t *claim)
{
    for (size_t i = 0; claim->asked != ASKED_NOTHING && i < claim->binding_count; i++) {
        const binding_t *binding = claim->bindings + i;
        if (!binding->is_list && (binding->interval.lo == spec->asked || binding->interval.hi == spec->asked))
            return true;
    }
    return false;
}

// "For some constant" and "for every constant" are obligations only where the constant is an argument of the predicate or
// a bound.
static bool lacks_constant(const spec_t *spec, const instance_t *instance)
{
    const claim_t *claim = spec->claims + instance->claim;
    return instance->unknown == EXPR_NONE && claim_unknown_name(spec, instance->claim) &&
           (dynamics_is_unknown(&claim->dynamics) || asks_for_end(spec, claim));
}

// Whether all answers that a part depends on are known.
static bool claim_is_complete(const spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->need_count; i++)
        if (!spec->answers[c->needs[i]].known)
            return false;
    return true;
}

status_t claim_lower(obligation_list_t *list, const char **reason, spec_t *spec, const instance_t *instance)
{
    *list = (obligation_list_t){0, 0, NULL};
    *reason = NULL;
    const claim_t *claim = spec->claims + instance->claim;
    if (!predicate_definition(claim->predicate)) {
        *reason = "this predicate is not supported in this version";
        return STATUS_UNSUPPORTED;
    }
    if (lacks_constant(spec, instance)) {
        *reason = "that every number will do in the place of `?`, or none, is not decided";
        return STATUS_UNSUPPORTED;
    }
    if (!claim_is_complete(spec, instance->claim)) {
        *reason = "a constant that it depends on is not known: see the part of its name";
        return STATUS_UNSUPPORTED;
    }
    lowering_t lowering;
    lowering_begin(&lowering, list, reason, spec, instance);
    add_roots(&lowering);
    lowering_add_nonempty(&lowering);
    status_t status = lower_predicate(&lowering);
    lowering_end(&lowering);
    for (size_t i = 0; i < list->count; i++)
        obligation_square_guards(list->items + i, spec->dag);
    if (status == STATUS_OK && dag_over_limit(spec->dag)) {
        *reason = "the expressions of this claim exceed the limit of 4000000 nodes";
        status = STATUS_LIMIT;
    }
    return status;
}

static const argument_t *unknown_argument(const claim_t *claim)
{
    const predicate_definition_t *definition = predicate_definition(claim->predicate);
    if (definition && definition->encloses)
        return NULL;
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].kind == VALUE_UNKNOWN)
            return claim->arguments + i;
    for (size_t i = 0; i < claim->dynamics.argument_count; i++)
        if (argument_is_unknown(claim->dynamics.arguments + i))
            return claim->dynamics.arguments + i;
    return NULL;
}

const char *claim_unknown_name(const spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    if (c->asked != ASKED_NOTHING)
        return c->asked_name;
    const argument_t *argument = unknown_argument(c);
    const predicate_definition_t *definition = predicate_definition(c->predicate);
    if (!argument)
        return NULL;
    if (argument->name)
        return argument->name;
    return definition ? definition->parameters[argument - c->arguments].name : "?";
}

unknown_direction_t claim_unknown_direction(const spec_t *spec, size_t claim)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[claim].predicate);
    if (spec->claims[claim].asked != ASKED_NOTHING)
        return spec->claims[claim].asked == ASKED_LARGEST ? UNKNOWN_LARGEST : UNKNOWN_SMALLEST;
    return unknown_argument(spec->claims + claim) && definition ? definition->direction : UNKNOWN_NONE;
}

bool claim_unknown_ratio(expr_t *numerator, expr_t *denominator, spec_t *spec, const instance_t *instance)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[instance->claim].predicate);
    if (!definition || !definition->ratio)
        return false;
    obligation_list_t none = {0, 0, NULL};
    const char *reason = NULL;
    lowering_t lowering;
    lowering_begin(&lowering, &none, &reason, spec, instance);
    bool has_ratio = definition->ratio(numerator, denominator, &lowering);
    lowering_end(&lowering);
    return has_ratio;
}
