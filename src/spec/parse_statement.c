// SPDX-License-Identifier: LGPL-3.0-or-later
// Statements:
//
//     spec       = {statement}
//     statement  = "cite" STRING
//                | "let" NAME ["(" parameters ")"] "=" formula
//                | "landscape" NAME "(" parameters ")" "=" formula
//                | "point" NAME ("=" formula | "in" box)
//                | "region" NAME "=" formula
//                | claim
//     parameters = parameter {"," parameter}
//     parameter  = NAME ["[" "1" ".." terms "]"]
//
// Each begins with its word, first on a line. After an error the next one is looked for.
#include "spec/parser.h"
#include "spec/spec.h"
#include "spec/words.h"

// [1..n] after a parameter's name
static bool parse_range(parser_t *parser, parameter_ast_t *parameter)
{
    span_t opened = parser->current.span;
    if (!parser_take(parser, TOKEN_LEFT_BRACKET))
        return true;
    bool is_one =
        parser->current.kind == TOKEN_NUMBER && name_is(source_name(parser->source, parser->current.span), "1");
    if (!is_one)
        return parser_expected(parser, "'1..' and the number of coordinates, as in x[1..8]");
    parser_advance(parser);
    if (!parser_expect(parser, TOKEN_RANGE, "'..' and the number of coordinates, as in x[1..8]"))
        return false;
    parameter->size = parse_sum_of_terms(parser);
    return parameter->size && parser_close(parser, TOKEN_RIGHT_BRACKET, opened);
}

static bool parse_parameters(parser_t *parser, statement_t *statement)
{
    span_t opened = parser->current.span;
    if (!parser_expect(parser, TOKEN_LEFT_PAREN, "'(' and the variables, as in f(x, y)"))
        return false;
    do {
        parameter_ast_t parameter = {{0, 0}, NULL};
        if (!parser_expect_name(parser, &parameter.name, "the name of a variable") || !parse_range(parser, &parameter))
            return false;
        statement->parameters = arena_grow(parser->arena, statement->parameters, statement->parameter_count,
                                           &statement->parameter_capacity, sizeof parameter);
        statement->parameters[statement->parameter_count++] = parameter;
    } while (parser_take(parser, TOKEN_COMMA));
    statement->has_parameters = parser_close(parser, TOKEN_RIGHT_PAREN, opened);
    return statement->has_parameters;
}

static bool parse_body(parser_t *parser, statement_t *statement, const char *what)
{
    if (!parser_expect(parser, TOKEN_EQUAL, what))
        return false;
    statement->body = parse_formula(parser);
    return statement->body != NULL;
}

static bool parse_cite(parser_t *parser, statement_t *statement)
{
    statement->name = parser->current.span;
    return parser_expect(parser, TOKEN_STRING, "the source in quotes");
}

static bool parse_let(parser_t *parser, statement_t *statement)
{
    if (!parser_expect_name(parser, &statement->name, "the name of a constant or function"))
        return false;
    statement->is_function = parser->current.kind == TOKEN_LEFT_PAREN;
    if (statement->is_function && !parse_parameters(parser, statement))
        return false;
    return parse_body(parser, statement, statement->is_function ? "'=' and the function's value" : "'=' and its value");
}

static bool parse_landscape(parser_t *parser, statement_t *statement)
{
    return parser_expect_name(parser, &statement->name, "the name of the landscape") &&
           parse_parameters(parser, statement) && parse_body(parser, statement, "'=' and the function's value");
}

static bool parse_point(parser_t *parser, statement_t *statement)
{
    if (!parser_expect_name(parser, &statement->name, "the name of the point"))
        return false;
    if (!parser_take_word(parser, "in"))
        return parse_body(parser, statement, "'=' and the coordinates, or 'in' and a box,");
    statement->box = parse_box(parser);
    return statement->box != NULL;
}

static bool parse_region(parser_t *parser, statement_t *statement)
{
    return parser_expect_name(parser, &statement->name, "the name of the region") &&
           parse_body(parser, statement, "'=' and a condition");
}

static bool parse_claim_statement(parser_t *parser, statement_t *statement)
{
    statement->claim = arena_alloc(parser->arena, 1, sizeof *statement->claim);
    token_t id = parser->current;
    if (!parser_expect(parser, TOKEN_ID, "the claim's id, a word of letters, digits, '_', '-' and '.',"))
        return false;
    statement->name = id.span;
    return parse_claim(parser, statement->claim);
}

static bool parse_statement(parser_t *parser, statement_t *statement)
{
    static bool (*const parse[])(parser_t *, statement_t *) = {
        [STATEMENT_CITE] = parse_cite,   [STATEMENT_LET] = parse_let,       [STATEMENT_LANDSCAPE] = parse_landscape,
        [STATEMENT_POINT] = parse_point, [STATEMENT_REGION] = parse_region, [STATEMENT_CLAIM] = parse_claim_statement,
    };
    *statement = (statement_t){.word = parser->current.span};
    statement->kind = statement_find(source_name(parser->source, parser->current.span));
    parser_advance(parser);
    return parse[statement->kind](parser, statement) &&
           (parser_at_statement(parser) || parser_expected(parser, "an operator or the next statement on a new line"));
}

static void skip_statement(parser_t *parser)
{
    while (!parser_at_statement(parser))
        parser_advance(parser);
    parser->depth = 0;
    parser->newline_ends = false;
}

statement_list_t parse_spec(parser_t *parser)
{
    statement_list_t list = {NULL, 0, 0};
    if (!parser_at_statement(parser)) {
        parser_expected(parser, "a statement: cite, let, landscape, point, region or claim");
        skip_statement(parser);
    }
    while (parser->current.kind != TOKEN_END && !source_is_full(parser->source)) {
        list.items = arena_grow(parser->arena, list.items, list.count, &list.capacity, sizeof *list.items);
        statement_t *statement = list.items + list.count++;
        statement->is_broken = !parse_statement(parser, statement);
        skip_statement(parser);
    }
    return list;
}
