// SPDX-License-Identifier: LGPL-3.0-or-later
// Expressions and assignments that stand alone, on the command line.
#include "base/memory.h"
#include "spec/resolver.h"

typedef struct {
    source_t source;
    arena_t arena;
    parser_t parser;
    resolver_t resolver;
} reading_t;

// False, reported, for a text that may not be read at all. Needs reading_end in any case.
static bool reading_begin(reading_t *reading, dag_t *dag, diagnostics_t *diagnostics, const char *text, size_t length)
{
    reading->source = source_make(diagnostics, text, length);
    arena_init(&reading->arena);
    reading->resolver = (resolver_t){.source = &reading->source, .arena = &reading->arena, .dag = dag};
    if (!source_check_text(&reading->source))
        return false;
    reading->parser = parser_make(&reading->source, &reading->arena);
    return true;
}

static status_t reading_end(reading_t *reading)
{
    arena_clear(&reading->arena);
    return source_finish(&reading->source);
}

static bool at_end(reading_t *reading)
{
    return reading->parser.current.kind == TOKEN_END || parser_expected(&reading->parser, "an operator or the end");
}

// ---- expressions ----

static expr_t read_number(reading_t *reading)
{
    ast_t *ast = parse_formula(&reading->parser);
    if (!ast || !at_end(reading))
        return EXPR_NONE;
    reading->resolver.introduces = true;
    expr_t number = resolve_number(&reading->resolver, ast);
    return resolver_charge(&reading->resolver, 0, ast->span) ? number : EXPR_NONE;
}

status_t spec_read_expression(expr_t *result, size_t *variable_count, expr_t **variables, dag_t *dag,
                              diagnostics_t *diagnostics, const char *text, size_t length)
{
    reading_t reading;
    *result = EXPR_NONE;
    *variable_count = 0;
    *variables = NULL;
    if (reading_begin(&reading, dag, diagnostics, text, length))
        *result = read_number(&reading);
    const resolver_t *resolver = &reading.resolver;
    if (*result != EXPR_NONE) {
        *variable_count = resolver->introduced_count;
        *variables = mem_alloc(*variable_count, sizeof **variables);
        for (size_t i = 0; i < *variable_count; i++)
            (*variables)[i] = resolver->introduced[i].value.single;
    }
    return reading_end(&reading);
}

// ---- assignments ----

// Whether an interval stands here: `[`, or a parenthesis with a comma of its own. (A constant may begin with one too.)
static bool at_interval(const parser_t *parser)
{
    if (parser->current.kind != TOKEN_LEFT_PAREN)
        return parser->current.kind == TOKEN_LEFT_BRACKET;
    lexer_t ahead = parser->lexer;
    unsigned depth = 1;
    for (token_t token = parser->next; token.kind != TOKEN_END && depth > 0; token = lexer_next(&ahead)) {
        if (token.kind == TOKEN_COMMA && depth == 1)
            return true;
        depth += token.kind == TOKEN_LEFT_PAREN || token.kind == TOKEN_LEFT_BRACKET;
        depth -= token.kind == TOKEN_RIGHT_PAREN || token.kind == TOKEN_RIGHT_BRACKET;
    }
    return false;
}

// `[3]` after the variable's name
static bool read_component(reading_t *reading, strbuf_t *name)
{
    parser_t *parser = &reading->parser;
    span_t opened = parser->current.span;
    slong index;
    if (!parser_take(parser, TOKEN_LEFT_BRACKET))
        return true;
    ast_t *ast = parse_sum_of_terms(parser);
    if (!ast || !parser_close(parser, TOKEN_RIGHT_BRACKET, opened) ||
        !resolve_integer(&reading->resolver, &index, ast, "an index"))
        return false;
    strbuf_printf(name, "[%ld]", (long)index);
    return true;
}

// The variable's name as spec_read_expression writes it, up to the sign after it.
static bool read_assigned_name(reading_t *reading, strbuf_t *name)
{
    span_t span;
    if (!parser_expect_name(&reading->parser, &span, "a variable, as in x=[0,1]"))
        return false;
    strbuf_append_bytes(name, reading->source.text + span.offset, span.length);
    return read_component(reading, name) &&
           parser_expect(&reading->parser, TOKEN_EQUAL, "'=' and an interval or number");
}

static bool read_values(reading_t *reading, interval_t *interval)
{
    interval_ast_t ends;
    if (at_interval(&reading->parser))
        return parse_interval(&reading->parser, &ends) && at_end(reading) &&
               resolve_interval(&reading->resolver, interval, &ends);
    ast_t *ast = parse_formula(&reading->parser);
    if (!ast || !at_end(reading))
        return false;
    expr_t value = resolve_constant(&reading->resolver, ast, "the value of a variable");
    *interval = (interval_t){value, value, false, false};
    return value != EXPR_NONE;
}

status_t spec_read_assignment(char **name, interval_t *interval, dag_t *dag, diagnostics_t *diagnostics,
                              const char *text, size_t length)
{
    reading_t reading;
    strbuf_t text_of_name;
    strbuf_init(&text_of_name);
    *name = NULL;
    *interval = (interval_t){EXPR_NONE, EXPR_NONE, false, false};
    if (reading_begin(&reading, dag, diagnostics, text, length) && read_assigned_name(&reading, &text_of_name) &&
        read_values(&reading, interval))
        *name = strbuf_detach(&text_of_name);
    strbuf_clear(&text_of_name);
    return reading_end(&reading);
}
