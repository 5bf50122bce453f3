// SPDX-License-Identifier: LGPL-3.0-or-later
// Statements in the order of the text: each defines its symbol, and the parts of the spec that it says.
#include "spec/resolver.h"

#include "base/memory.h"

static symbol_t *defined_symbol(resolver_t *resolver, const statement_t *statement)
{
    return symbol_find(resolver, source_name(resolver->source, statement->name));
}

static char *copy_name(const resolver_t *resolver, span_t span)
{
    return mem_copy_text(resolver->source->text + span.offset, span.length);
}

// ---- cite and let ----

static void resolve_cite(resolver_t *resolver, const statement_t *statement)
{
    strbuf_t all;
    strbuf_init(&all);
    strbuf_append(&all, resolver->spec->cite);
    if (all.length > 0)
        strbuf_append_char(&all, '\n');
    strbuf_append_bytes(&all, resolver->source->text + statement->name.offset + 1, statement->name.length - 2);
    mem_free(resolver->spec->cite);
    resolver->spec->cite = strbuf_detach(&all);
    strbuf_clear(&all);
}

// The value of a let: a number or vector.
static term_t resolve_value(resolver_t *resolver, const ast_t *ast)
{
    term_t value = resolve_term(resolver, ast);
    if (value.kind == TERM_FORMULA)
        source_error(resolver->source, ast->span, "a let is a number or vector; a condition is named by region");
    else if (value.kind == TERM_MATRIX)
        source_error(resolver->source, ast->span, "a let is a number or vector; write hess(f) where it is used");
    else
        return value;
    return term_error();
}

static size_t push_parameters(resolver_t *resolver, const callable_t *callable, const statement_t *statement)
{
    size_t count = 0;
    while (count < callable->parameter_count &&
           local_push(resolver, callable->parameters[count].name, statement->parameters[count].name,
                      parameter_value(callable, callable->parameters + count), true))
        count++;
    return count;
}

static bool resolve_function(resolver_t *resolver, symbol_t *symbol, const statement_t *statement)
{
    callable_t *callable = resolve_parameters(resolver, statement, VARIABLE_FORMAL);
    if (!callable)
        return false;
    size_t pushed = push_parameters(resolver, callable, statement);
    bool resolved = false;
    if (pushed == callable->parameter_count) {
        resolver_forget_uses(resolver);
        callable->body = resolve_value(resolver, statement->body);
        resolved = callable->body.kind != TERM_ERROR &&
                   resolver_check_uses(resolver, USE_ANY, "a function, apart from its own arguments,");
    }
    local_pop(resolver, pushed);
    symbol->callable = callable;
    return resolved;
}

static bool resolve_let(resolver_t *resolver, statement_t *statement)
{
    symbol_t *symbol = defined_symbol(resolver, statement);
    symbol->progress = SYMBOL_BEGUN;
    bool resolved;
    if (statement->is_function) {
        resolved = resolve_function(resolver, symbol, statement);
    } else {
        resolver_forget_uses(resolver);
        symbol->value = resolve_value(resolver, statement->body);
        resolved = symbol->value.kind != TERM_ERROR && resolver_check_uses(resolver, USE_ANY, "the value of a let");
    }
    symbol->progress = resolved ? SYMBOL_DEFINED : SYMBOL_BROKEN;
    return resolved;
}

// ---- landscape ----

static void set_state(resolver_t *resolver, const callable_t *callable)
{
    spec_t *spec = resolver->spec;
    spec->dimension = callable->count;
    spec->state = mem_alloc(callable->count, sizeof *spec->state);
    for (size_t i = 0; i < callable->count; i++)
        spec->state[i] = callable->variables[i];
    for (size_t k = 0; k < callable->parameter_count; k++) {
        symbol_t *symbol = symbol_find(resolver, callable->parameters[k].name);
        symbol->value = parameter_value(callable, callable->parameters + k);
        symbol->progress = SYMBOL_DEFINED;
    }
}

static bool resolve_landscape(resolver_t *resolver, statement_t *statement)
{
    symbol_t *symbol = resolver->landscape;
    symbol->progress = SYMBOL_BEGUN;
    callable_t *callable = resolve_parameters(resolver, statement, VARIABLE_STATE);
    if (callable) {
        set_state(resolver, callable);
        symbol->callable = callable;
        resolver->spec->landscape_name = copy_name(resolver, statement->name);
        resolver->spec->landscape = resolve_number(resolver, statement->body);
        callable->body = term_number(resolver->spec->landscape);
    }
    bool resolved = callable && callable->body.kind != TERM_ERROR;
    symbol->progress = resolved ? SYMBOL_DEFINED : SYMBOL_BROKEN;
    return resolved;
}

// The variables of a landscape whose value has an error are still good for finding errors elsewhere.
static void resolve_broken_landscape(resolver_t *resolver, const statement_t *statement)
{
    callable_t *callable = resolve_parameters(resolver, statement, VARIABLE_STATE);
    if (callable)
        set_state(resolver, callable);
}

// ---- points and regions ----

static bool resolve_coordinates(resolver_t *resolver, spec_point_t *point, const ast_t *ast)
{
    size_t count, dimension = resolver->spec->dimension;
    resolver_forget_uses(resolver);
    term_t value = resolve_term(resolver, ast);
    if (value.kind == TERM_ERROR || !resolver_check_uses(resolver, USE_ANY, "a coordinate of a point"))
        return false;
    const expr_t *items = term_coordinates(resolver, &value, &count);
    if (!items || count != dimension) {
        source_error(resolver->source, ast->span, "a point of this landscape has %zu coordinate%s, and this is %s",
                     dimension, dimension == 1 ? "" : "s", term_description(resolver, value));
        return false;
    }
    for (size_t i = 0; i < dimension; i++)
        point->coordinates[i] = items[i];
    return true;
}

static bool resolve_critical_point(resolver_t *resolver, spec_point_t *point, const ast_t *box)
{
    size_t dimension = resolver->spec->dimension;
    point->implicit = true;
    if (!resolve_box(resolver, &point->box_lo, &point->box_hi, box, true))
        return false;
    for (size_t i = 0; i < dimension; i++) {
        const char *name = dimension == 1 ? point->name : arena_text(resolver->arena, "%s[%zu]", point->name, i + 1);
        point->coordinates[i] = resolver_new_variable(resolver, name, VARIABLE_POINT);
    }
    return true;
}

static bool resolve_point(resolver_t *resolver, statement_t *statement)
{
    spec_t *spec = resolver->spec;
    symbol_t *symbol = defined_symbol(resolver, statement);
    spec_point_t *point = mem_alloc(1, sizeof *point);
    spec->points[spec->point_count++] = point;
    point->name = copy_name(resolver, statement->name);
    point->span = statement->name;
    point->coordinates = mem_alloc(spec->dimension, sizeof *point->coordinates);
    symbol->progress = SYMBOL_BEGUN;
    bool resolved = statement->box ? resolve_critical_point(resolver, point, statement->box)
                                   : resolve_coordinates(resolver, point, statement->body);
    symbol->point = point;
    symbol->value = term_vector(spec->dimension, point->coordinates);
    symbol->progress = resolved ? SYMBOL_DEFINED : SYMBOL_BROKEN;
    return resolved;
}

static bool resolve_region(resolver_t *resolver, statement_t *statement)
{
    spec_t *spec = resolver->spec;
    symbol_t *symbol = defined_symbol(resolver, statement);
    symbol->progress = SYMBOL_BEGUN;
    spec_region_t *region = spec->regions + spec->region_count++;
    region->name = copy_name(resolver, statement->name);
    region->span = statement->name;
    region->formula = resolve_formula(resolver, statement->body);
    symbol->value = term_formula(region->formula);
    symbol->progress = region->formula == EXPR_NONE ? SYMBOL_BROKEN : SYMBOL_DEFINED;
    return region->formula != EXPR_NONE;
}

static void resolve_claim_statement(resolver_t *resolver, const statement_t *statement)
{
    spec_t *spec = resolver->spec;
    claim_t *claim = spec->claims + spec->claim_count++;
    claim->id = copy_name(resolver, statement->name);
    claim->span = statement->name;
    resolve_claim(resolver, claim, statement->claim);
}

// ---- all statements ----

// Points, regions and claims are about a landscape: whether it is there, reported if it comes later.
static bool check_landscape(resolver_t *resolver, const statement_t *statement)
{
    const symbol_t *landscape = resolver->landscape;
    if (landscape && landscape->progress == SYMBOL_AHEAD)
        source_error(resolver->source, statement->word, "a %s stands after the landscape, which is at line %zu",
                     statement_word(statement->kind), source_line(resolver->source, landscape->span));
    return resolver->spec->dimension > 0;
}

static void resolve_defining(resolver_t *resolver, statement_t *statement)
{
    bool resolved = true;
    if (statement->kind == STATEMENT_LET)
        resolved = resolve_let(resolver, statement);
    else if (statement->kind == STATEMENT_LANDSCAPE)
        resolved = resolve_landscape(resolver, statement);
    else if (!check_landscape(resolver, statement))
        resolved = false;
    else if (statement->kind == STATEMENT_POINT)
        resolved = resolve_point(resolver, statement);
    else
        resolved = resolve_region(resolver, statement);
    if (!resolved)
        statement->is_broken = true;
}

static void resolve_statement(resolver_t *resolver, statement_t *statement)
{
    if (statement->is_broken) {
        if (statement->kind == STATEMENT_LANDSCAPE && statement->has_parameters)
            resolve_broken_landscape(resolver, statement);
        return;
    }
    if (statement->kind == STATEMENT_CITE)
        resolve_cite(resolver, statement);
    else if (statement->kind != STATEMENT_CLAIM)
        resolve_defining(resolver, statement);
    else if (check_landscape(resolver, statement))
        resolve_claim_statement(resolver, statement);
}

static void check_claim_ids(resolver_t *resolver, const statement_list_t *statements)
{
    name_entry_t *entries = arena_alloc(resolver->arena, statements->count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < statements->count; i++) {
        const statement_t *statement = statements->items + i;
        if (statement->kind != STATEMENT_CLAIM || statement->name.length == 0)
            continue;
        entries[count++] = (name_entry_t){source_name(resolver->source, statement->name), i};
        if (count == SPEC_MAX_CLAIMS + 1)
            source_limit(resolver->source, statement->name, "a spec has at most %u claims", SPEC_MAX_CLAIMS);
    }
    name_entries_sort(entries, count);
    for (size_t i = 1; i < count; i++)
        if (name_compare(entries[i - 1].name, entries[i].name) == 0) {
            const statement_t *first = statements->items + entries[i - 1].index;
            source_error(resolver->source, statements->items[entries[i].index].name,
                         "there is a claim '%.*s' at line %zu already; choose another id",
                         NAME_ARGUMENTS(entries[i].name), source_line(resolver->source, first->name));
        }
}

static size_t count_statements(const statement_list_t *statements, statement_kind_t kind)
{
    size_t count = 0;
    for (size_t i = 0; i < statements->count; i++)
        count += statements->items[i].kind == kind;
    return count;
}

void resolve_statements(resolver_t *resolver, statement_list_t *statements)
{
    spec_t *spec = resolver->spec;
    spec->points = mem_alloc(count_statements(statements, STATEMENT_POINT), sizeof *spec->points);
    spec->regions = mem_alloc(count_statements(statements, STATEMENT_REGION), sizeof *spec->regions);
    spec->claims = mem_alloc(count_statements(statements, STATEMENT_CLAIM), sizeof *spec->claims);
    symbols_collect(resolver, statements);
    check_claim_ids(resolver, statements);
    if (count_statements(statements, STATEMENT_LANDSCAPE) == 0)
        source_error(resolver->source, (span_t){0, 0},
                     "there is no landscape; a spec needs a line such as "
                     "landscape f(x) = x^2");
    for (size_t i = 0; i < statements->count && !resolver->is_stopped && !source_is_full(resolver->source); i++)
        resolve_statement(resolver, statements->items + i);
    resolver_charge(resolver, 0, (span_t){resolver->source->length, 0});
}
