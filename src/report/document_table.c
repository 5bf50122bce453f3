// SPDX-License-Identifier: LGPL-3.0-or-later
// Tables: functions that a spec defines by their values at many numbers.
#include "report/document.h"

#include "base/memory.h"
#include "real/number.h"

#include <stdlib.h>

#define LEAST_VALUES 8 // of a function in a table; fewer are set as cases
#define MOST_FUNCTIONS 6

document_table_t document_table_make(arena_t *arena, size_t line_count, size_t column_count)
{
    document_table_t table = {.line_count = line_count, .column_count = column_count, .corner = {.arena = arena}};
    table.lines = arena_alloc(arena, line_count, sizeof *table.lines);
    table.columns = arena_alloc(arena, column_count, sizeof *table.columns);
    table.cells = arena_alloc(arena, line_count * column_count, sizeof *table.cells);
    return table;
}

// ---- functions by their values ----

static name_t text_of(const document_t *document, span_t span)
{
    return source_name(&document->source, span);
}

static bool is_number(const ast_t *ast)
{
    return ast && (ast->kind == AST_NUMBER || (ast->kind == AST_NEGATE && ast->children[0]->kind == AST_NUMBER));
}

// g == 1/5 for the argument g.
static bool is_at_number(const document_t *document, const ast_t *guard, name_t argument)
{
    return guard && guard->kind == AST_COMPARE && guard->count == 2 && guard->operators[0] == TOKEN_EQUAL_EQUAL &&
           guard->children[0]->kind == AST_NAME &&
           name_compare(text_of(document, guard->children[0]->span), argument) == 0 &&
           guard->children[1]->kind == AST_NUMBER;
}

bool document_is_in_value_table(document_t *document, const statement_t *statement)
{
    const ast_t *body = statement->body;
    if (statement->kind != STATEMENT_LET || statement->parameter_count != 1 || statement->parameters[0].size || !body ||
        body->kind != AST_CASES || body->count < 2 * LEAST_VALUES)
        return false;
    name_t argument = text_of(document, statement->parameters[0].name);
    for (size_t i = 0; i < body->count; i += 2)
        if (!is_at_number(document, body->children[i], argument) || !is_number(body->children[i + 1]))
            return false;
    return true;
}

// A number at which functions have values.
typedef struct {
    fmpq_t value;
    const ast_t *ast;
} place_t;

static int compare(const void *left, const void *right)
{
    const place_t *a = left, *b = right;
    return fmpq_cmp(a->value, b->value);
}

static void place_init(place_t *place, const document_t *document, const ast_t *guard)
{
    name_t text = text_of(document, guard->children[1]->span);
    place->ast = guard->children[1];
    fmpq_init(place->value);
    (void)!number_parse_decimal(place->value, text.text, text.length); // of a spec that was read without errors
}

// All places of the functions, ascending, each once. A new array.
static place_t *find_places(size_t *found, const document_t *document, size_t count,
                            const statement_t *const *functions)
{
    size_t all = 0, kept = 0;
    for (size_t k = 0; k < count; k++)
        all += functions[k]->body->count / 2;
    place_t *places = mem_alloc(all, sizeof *places);
    for (size_t k = 0, next = 0; k < count; k++)
        for (size_t i = 0; i < functions[k]->body->count; i += 2)
            place_init(places + next++, document, functions[k]->body->children[i]);
    qsort(places, all, sizeof *places, compare);
    for (size_t i = 0; i < all; i++)
        if (kept == 0 || fmpq_cmp(places[i].value, places[kept - 1].value) != 0) {
            place_t place = places[i];
            places[i] = places[kept];
            places[kept++] = place;
        }
    for (size_t i = kept; i < all; i++)
        fmpq_clear(places[i].value);
    *found = kept;
    return places;
}

static void set_math(prose_t *prose, document_t *document, const ast_t *ast)
{
    prose->arena = &document->arena;
    prose_math(prose, math_from_ast(prose->arena, &document->source, ast));
}

static void fill_column(document_table_t *table, size_t column, document_t *document, const statement_t *function,
                        const place_t *places)
{
    for (size_t i = 0; i < function->body->count; i += 2) {
        place_t wanted;
        place_init(&wanted, document, function->body->children[i]);
        const place_t *place = bsearch(&wanted, places, table->line_count, sizeof *places, compare);
        prose_t *cell = table->cells + (size_t)(place - places) * table->column_count + column;
        if (cell->count == 0) // the first of equal cases counts
            set_math(cell, document, function->body->children[i + 1]);
        fmpq_clear(wanted.value);
    }
}

// The functions in one table with `first`; 0 where it is not the first of them.
static size_t find_functions(const statement_t **functions, document_t *document, const statement_t *first)
{
    size_t before = 0, count = 0;
    if (!document_is_in_value_table(document, first))
        return 0;
    name_t argument = text_of(document, first->parameters[0].name);
    for (size_t i = 0; i < document->statements.count && count < MOST_FUNCTIONS; i++) {
        const statement_t *statement = document->statements.items + i;
        if (!document_is_in_value_table(document, statement) ||
            name_compare(text_of(document, statement->parameters[0].name), argument) != 0)
            continue;
        before += statement < first;
        if (statement >= first)
            functions[count++] = statement;
    }
    return before % MOST_FUNCTIONS == 0 ? count : 0;
}

bool document_value_table(document_table_t *table, document_t *document, const statement_t *first)
{
    const statement_t *functions[MOST_FUNCTIONS];
    size_t count = find_functions(functions, document, first), place_count;
    if (count == 0)
        return false;
    place_t *places = find_places(&place_count, document, count, functions);
    name_t argument = text_of(document, first->parameters[0].name);
    *table = document_table_make(&document->arena, place_count, count);
    prose_math(&table->corner, math_text(&document->arena, MATH_NAME, argument.text, argument.length));
    for (size_t y = 0; y < place_count; y++)
        set_math(table->lines + y, document, places[y].ast);
    for (size_t x = 0; x < count; x++) {
        table->columns[x].arena = &document->arena;
        prose_math(table->columns + x, math_from_head(&document->arena, &document->source, functions[x]));
        fill_column(table, x, document, functions[x], places);
    }
    for (size_t i = 0; i < place_count; i++)
        fmpq_clear(places[i].value);
    mem_free(places);
    return true;
}
