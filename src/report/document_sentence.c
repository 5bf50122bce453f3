// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document_sentence.h"

#include <string.h>

name_t sentence_name_of(const sentence_t *s, span_t span)
{
    return source_name(s->source, span);
}

const ast_t *sentence_find(const sentence_t *s, const argument_list_t *list, const char *name, size_t position)
{
    size_t positional = 0;
    for (size_t i = 0; i < list->count; i++) {
        const argument_ast_t *argument = list->items + i;
        if (argument->name.length ? name_is(sentence_name_of(s, argument->name), name) : positional == position)
            return argument->value;
        positional += !argument->name.length;
    }
    return NULL;
}

const ast_t *sentence_argument(const sentence_t *s, const char *name, size_t position)
{
    return sentence_find(s, &s->claim->arguments, name, position);
}

// Whether the word or phrase stands among the arguments.
bool sentence_has_word(const sentence_t *s, const char *word)
{
    for (size_t i = 0; i < s->claim->arguments.count; i++)
        if (name_is(sentence_name_of(s, s->claim->arguments.items[i].span), word))
            return true;
    return false;
}

void sentence_text(sentence_t *s, const char *words)
{
    prose_text(&s->prose, "%s", words);
}

math_t *sentence_math_of(sentence_t *s, const ast_t *ast)
{
    return math_from_ast(s->arena, s->source, ast);
}

void sentence_show(sentence_t *s, const ast_t *ast)
{
    if (ast)
        prose_math(&s->prose, sentence_math_of(s, ast));
}

math_t *sentence_span_name(sentence_t *s, span_t span)
{
    name_t name = sentence_name_of(s, span);
    return math_text(s->arena, MATH_NAME, name.text, name.length);
}

math_t *sentence_landscape(sentence_t *s)
{
    return sentence_span_name(s, document_landscape(s->document)->name);
}

size_t sentence_parameter_count(const sentence_t *s)
{
    const statement_t *f = document_landscape(s->document);
    return f->parameter_count == 1 && f->parameters->size ? 2 : f->parameter_count;
}

// The state: x, (x, y).
math_t *sentence_state(sentence_t *s)
{
    const statement_t *f = document_landscape(s->document);
    math_t *list = math_new(s->arena, MATH_ROW);
    for (size_t i = 0; i < f->parameter_count; i++) {
        if (i > 0)
            math_add(s->arena, list, math_sign(s->arena, MATH_COMMA));
        math_add(s->arena, list, sentence_span_name(s, f->parameters[i].name));
    }
    return f->parameter_count > 1 ? math_fenced(s->arena, FENCE_PARENTHESES, list) : list;
}

// grad(f): a function of the state, like f itself.
static bool is_gradient(const sentence_t *s, const ast_t *ast)
{
    name_t name = ast->kind == AST_CALL ? sentence_name_of(s, ast->children[0]->span) : (name_t){NULL, 0};
    return ast->kind == AST_CALL && (name_is(name, "grad") || name_is(name, "hess"));
}

bool sentence_names_state(const sentence_t *s, const ast_t *ast)
{
    const statement_t *f = document_landscape(s->document);
    bool named = ast && is_gradient(s, ast);
    size_t first = ast && ast->kind == AST_CALL && is_gradient(s, ast->children[0]); // grad(f)(p): at p
    for (size_t i = 0; ast && ast->kind == AST_NAME && i < f->parameter_count; i++)
        named = named || name_compare(sentence_name_of(s, ast->span), sentence_name_of(s, f->parameters[i].name)) == 0;
    for (size_t i = first; ast && i < ast->count; i++)
        named = named || sentence_names_state(s, ast->children[i]);
    return named;
}

math_t *sentence_space(sentence_t *s)
{
    size_t dimension = document_spec(s->document)->dimension;
    math_t *reals = math_sign(s->arena, MATH_REALS),
           *power = math_number(s->arena, arena_text(s->arena, "%zu", dimension));
    return dimension == 1 ? reals : math_binary(s->arena, MATH_POWER, reals, power);
}

static const statement_t *find_definition(const sentence_t *s, const ast_t *ast)
{
    name_t name = sentence_name_of(s, ast->span);
    for (size_t i = 0; i < s->document->statements.count; i++) {
        const statement_t *statement = s->document->statements.items + i;
        if (statement->kind != STATEMENT_CLAIM && statement->kind != STATEMENT_CITE &&
            name_compare(sentence_name_of(s, statement->name), name) == 0)
            return statement;
    }
    return NULL;
}

math_t *sentence_set_of(sentence_t *s, const ast_t *condition)
{
    return math_fenced(s->arena, FENCE_BRACES,
                       math_relation(s->arena, sentence_state(s), MATH_COLON, sentence_math_of(s, condition)));
}

bool sentence_is_whole(const sentence_t *s, const ast_t *region)
{
    return !region || (region->kind == AST_NAME && name_is(sentence_name_of(s, region->span), "whole"));
}

// A region: its name, or the set of a condition.
void sentence_show_set(sentence_t *s, const ast_t *region)
{
    if (region && region->kind != AST_NAME)
        prose_math(&s->prose, sentence_set_of(s, region));
    else
        sentence_show(s, region);
}

// "x^dagger = 4.1": a point by its name, with its value where that is a single number.
void sentence_show_point(sentence_t *s, const ast_t *point)
{
    const statement_t *definition = point && point->kind == AST_NAME ? find_definition(s, point) : NULL;
    if (!definition || definition->kind != STATEMENT_POINT || !definition->body) {
        sentence_show(s, point);
        return;
    }
    prose_math(&s->prose,
               math_relation(s->arena, sentence_math_of(s, point), MATH_EQUAL, sentence_math_of(s, definition->body)));
}

bool sentence_is_condition(const ast_t *ast)
{
    return ast->kind == AST_COMPARE || ast->kind == AST_AND || ast->kind == AST_OR || ast->kind == AST_NOT;
}

bool sentence_is_point(const sentence_t *s, const ast_t *place)
{
    const statement_t *definition = place && place->kind == AST_NAME ? find_definition(s, place) : NULL;
    bool region = definition && definition->kind == STATEMENT_REGION;
    return place && !region && !sentence_is_condition(place);
}

// A point or a region.
void sentence_show_place(sentence_t *s, const ast_t *place)
{
    if (sentence_is_point(s, place))
        sentence_show_point(s, place);
    else if (place && sentence_is_condition(place))
        sentence_show_set(s, place);
    else
        sentence_show(s, place);
}

// " on R"; nothing for the whole space.
void sentence_on_region(sentence_t *s, const char *word)
{
    if (sentence_is_whole(s, s->claim->region))
        return;
    sentence_text(s, word);
    sentence_show_set(s, s->claim->region);
}

bool sentence_is_unknown(const ast_t *ast)
{
    return ast && ast->kind == AST_UNKNOWN;
}

// The constant, or its name where it is asked for.
math_t *sentence_constant(sentence_t *s, const ast_t *value, const char *name)
{
    return !value || sentence_is_unknown(value) ? math_name(s->arena, name) : sentence_math_of(s, value);
}

void sentence_begin_search(sentence_t *s, const ast_t *value, const char *name, const char *words)
{
    if (!sentence_is_unknown(value))
        return;
    prose_math(&s->prose, math_name(s->arena, name));
    sentence_text(s, words);
}
