// SPDX-License-Identifier: LGPL-3.0-or-later
// Names: what the statements define, what is visible where.
#include "spec/resolver.h"

#include <stdlib.h>

// ---- sorted look-up ----

static int compare_entries(const void *left, const void *right)
{
    const name_entry_t *a = left, *b = right;
    int order = name_compare(a->name, b->name);
    if (order != 0)
        return order;
    return a->index < b->index ? -1 : a->index > b->index;
}

void name_entries_sort(name_entry_t *entries, size_t count)
{
    if (count > 1)
        qsort(entries, count, sizeof *entries, compare_entries);
}

static size_t find_entry(const resolver_t *resolver, name_t name)
{
    size_t low = 0, high = resolver->symbol_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name_compare(resolver->by_name[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

symbol_t *symbol_find(const resolver_t *resolver, name_t name)
{
    size_t place = find_entry(resolver, name);
    if (place < resolver->symbol_count && name_compare(resolver->by_name[place].name, name) == 0)
        return resolver->symbols + resolver->by_name[place].index;
    return name_is(name, "f") ? resolver->landscape : NULL;
}

// ---- collecting ----

static void add_symbol(resolver_t *resolver, span_t span, symbol_kind_t kind, statement_t *statement)
{
    resolver->symbols = arena_grow(resolver->arena, resolver->symbols, resolver->symbol_count,
                                   &resolver->symbol_capacity, sizeof *resolver->symbols);
    symbol_t *symbol = resolver->symbols + resolver->symbol_count++;
    *symbol = (symbol_t){.name = source_name(resolver->source, span), .span = span, .kind = kind};
    symbol->is_landscape = kind == SYMBOL_FUNCTION && statement->kind == STATEMENT_LANDSCAPE;
    symbol->statement = statement;
}

static symbol_kind_t symbol_kind(const statement_t *statement)
{
    if (statement->kind == STATEMENT_POINT)
        return SYMBOL_POINT;
    if (statement->kind == STATEMENT_REGION)
        return SYMBOL_REGION;
    return statement->kind == STATEMENT_LET && !statement->is_function ? SYMBOL_CONSTANT : SYMBOL_FUNCTION;
}

// An error in a statement's name (in a variable of the landscape).
static void break_symbol(symbol_t *symbol)
{
    symbol->progress = SYMBOL_BROKEN;
    symbol->statement->is_broken = true;
    if (symbol->kind == SYMBOL_STATE)
        symbol->statement->has_parameters = false;
}

static void check_letter_f(resolver_t *resolver, symbol_t *symbol)
{
    if (!name_is(symbol->name, "f") || symbol->is_landscape)
        return;
    source_error(resolver->source, symbol->span,
                 "'f' stands for the landscape and can't be the name of something else");
    break_symbol(symbol);
}

static void check_duplicates(resolver_t *resolver)
{
    const symbol_t *first = NULL;
    for (size_t i = 0; i < resolver->symbol_count; i++) {
        symbol_t *symbol = resolver->symbols + resolver->by_name[i].index;
        if (!first || name_compare(first->name, symbol->name) != 0) {
            first = symbol;
            continue;
        }
        source_error(resolver->source, symbol->span, "'%.*s' is already defined at line %zu; choose another name",
                     NAME_ARGUMENTS(symbol->name), source_line(resolver->source, first->span));
        break_symbol(symbol);
    }
}

// Whether this is the first landscape; reports a second one.
static bool check_landscape_count(resolver_t *resolver, statement_t *statement, const statement_t *first)
{
    if (!first)
        return true;
    source_error(resolver->source, statement->word, "a spec has one landscape, and there is one at line %zu already",
                 source_line(resolver->source, first->word));
    statement->is_broken = true;
    statement->has_parameters = false;
    return false;
}

static void collect_statements(resolver_t *resolver, statement_list_t *statements)
{
    const statement_t *landscape = NULL;
    for (size_t i = 0; i < statements->count; i++) {
        statement_t *statement = statements->items + i;
        bool is_landscape = statement->kind == STATEMENT_LANDSCAPE;
        if (is_landscape && !check_landscape_count(resolver, statement, landscape))
            continue;
        if (is_landscape)
            landscape = statement;
        if (statement->name.length == 0 || statement->kind == STATEMENT_CITE || statement->kind == STATEMENT_CLAIM)
            continue;
        add_symbol(resolver, statement->name, symbol_kind(statement), statement);
        for (size_t k = 0; is_landscape && k < statement->parameter_count; k++)
            add_symbol(resolver, statement->parameters[k].name, SYMBOL_STATE, statement);
    }
}

void symbols_collect(resolver_t *resolver, statement_list_t *statements)
{
    collect_statements(resolver, statements);
    resolver->by_name = arena_alloc(resolver->arena, resolver->symbol_count, sizeof *resolver->by_name);
    for (size_t i = 0; i < resolver->symbol_count; i++)
        resolver->by_name[i] = (name_entry_t){resolver->symbols[i].name, i};
    name_entries_sort(resolver->by_name, resolver->symbol_count);
    for (size_t i = 0; i < resolver->symbol_count; i++) {
        symbol_t *symbol = resolver->symbols + i;
        if (symbol->statement->is_broken)
            symbol->progress = SYMBOL_BROKEN;
        if (symbol->is_landscape)
            resolver->landscape = symbol;
        check_letter_f(resolver, symbol);
    }
    check_duplicates(resolver);
}

// ---- locals ----

static const local_t *find_among(const local_t *locals, size_t count, name_t name)
{
    for (size_t i = count; i-- > 0;)
        if (name_compare(locals[i].name, name) == 0)
            return locals + i;
    return NULL;
}

const local_t *local_find(const resolver_t *resolver, name_t name)
{
    const local_t *local = find_among(resolver->locals, resolver->local_count, name);
    return local ? local : find_among(resolver->introduced, resolver->introduced_count, name);
}

static bool hides_something(const resolver_t *resolver, name_t name, bool is_argument)
{
    if (local_find(resolver, name) || (resolver->spec && name_is(name, "f")))
        return true;
    const symbol_t *symbol = symbol_find(resolver, name);
    return symbol && symbol->progress != SYMBOL_AHEAD && !(is_argument && symbol->kind == SYMBOL_STATE);
}

bool local_push(resolver_t *resolver, name_t name, span_t span, term_t value, bool is_argument)
{
    if (hides_something(resolver, name, is_argument)) {
        source_error(resolver->source, span, "'%.*s' has a meaning here already; choose another name",
                     NAME_ARGUMENTS(name));
        return false;
    }
    resolver->locals = arena_grow(resolver->arena, resolver->locals, resolver->local_count, &resolver->local_capacity,
                                  sizeof *resolver->locals);
    resolver->locals[resolver->local_count++] = (local_t){.name = name, .value = value};
    return true;
}

void local_pop(resolver_t *resolver, size_t count)
{
    resolver->local_count -= count;
}

// ---- visibility ----

bool name_is_visible(const resolver_t *resolver, name_t name)
{
    return local_find(resolver, name) || symbol_find(resolver, name) || word_is_constant(name) || builtin_find(name);
}

bool symbol_check(resolver_t *resolver, const symbol_t *symbol, span_t span)
{
    name_t name = source_name(resolver->source, span);
    if (symbol->progress == SYMBOL_AHEAD)
        source_error(resolver->source, span, "'%.*s' is used before its definition at line %zu; move that up",
                     NAME_ARGUMENTS(name), source_line(resolver->source, symbol->span));
    if (symbol->progress == SYMBOL_BEGUN)
        source_error(resolver->source, span, "'%.*s' is used in its own definition", NAME_ARGUMENTS(name));
    return symbol->progress == SYMBOL_DEFINED;
}

void report_unknown_name(resolver_t *resolver, span_t span, bool with_keywords)
{
    name_t name = source_name(resolver->source, span);
    suggestion_t suggestion = suggestion_make(name);
    for (size_t i = resolver->local_count; i-- > 0;)
        suggestion_offer(&suggestion, resolver->locals[i].name);
    for (size_t i = 0; i < resolver->symbol_count; i++)
        suggestion_offer(&suggestion, resolver->symbols[i].name);
    suggestion_offer_builtins(&suggestion);
    if (with_keywords)
        suggestion_offer_keywords(&suggestion);
    source_error(resolver->source, span, "nothing is named '%.*s' here%s%.*s%s", NAME_ARGUMENTS(name),
                 SUGGESTION_ARGUMENTS(suggestion));
}
