// SPDX-License-Identifier: LGPL-3.0-or-later
// Expressions and formulas, by falling precedence:
//
//     formula    = conjunction { "or" conjunction }
//     conjunction = negation { "and" negation }
//     negation   = "not" negation | comparison
//     comparison = terms { ("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") terms }
//     terms      = factors { ("+" | "-") factors }
//     factors    = signed { ("*" | "/") signed }
//     signed     = "-" signed | power
//     power      = postfix [ "^" signed ]
//     postfix    = primary { "'" | "(" [formula {"," formula}] ")" | "[" formula {"," formula} "]" }
//     primary    = NUMBER | NAME | "?" | "(" formula {"," formula} ")" | cases | sum | box | phrase
//     cases      = "cases" "{" { (formula | "otherwise") ":" formula (NEWLINE | ";") } "}"
//     sum        = "sum" "(" NAME "=" terms ".." terms "," formula ")"
//     box        = interval { "x" interval }
//     interval   = ("[" | "(") formula "," formula ("]" | ")")
//     phrase     = "almost" ("surely" | "everywhere")
//
// Boxes and phrases are values of arguments only; name resolution says so where one stands elsewhere.
#include "spec/parser.h"
#include "spec/words.h"

static ast_t *parse_negation(parser_t *parser);
static ast_t *parse_signed(parser_t *parser);

// Whether the current token can continue an expression at all: at the line end of a case it can't.
static bool continues(const parser_t *parser)
{
    return !(parser->newline_ends && parser->current.first_on_line);
}

// ---- numbers ----

// A parenthesis, call or index: inside brackets an expression may go over line ends.
static bool parse_list(parser_t *parser, ast_t *list, token_kind_t closer)
{
    span_t opened = parser->current.span;
    bool newline_ended = parser->newline_ends;
    parser->newline_ends = false;
    parser_advance(parser);
    bool more = list->kind != AST_CALL || parser->current.kind != closer;
    while (more) {
        ast_t *item = parse_formula(parser);
        if (!item)
            return false;
        ast_add(parser->arena, list, item);
        more = parser_take(parser, TOKEN_COMMA);
    }
    if (!parser_close(parser, closer, opened))
        return false;
    parser->newline_ends = newline_ended;
    list->span.length = parser->previous_end - list->span.offset;
    return true;
}

static ast_t *parse_parenthesis(parser_t *parser)
{
    ast_t *tuple = ast_new(parser->arena, AST_TUPLE, parser->current.span);
    if (!parse_list(parser, tuple, TOKEN_RIGHT_PAREN))
        return NULL;
    return tuple->count == 1 ? tuple->children[0] : tuple;
}

// A case after another one begins on a new line or after a semicolon; the operator signs that can't begin a guard
// show that a value was meant to go on.
static bool check_case_start(parser_t *parser, const ast_t *cases)
{
    token_kind_t kind = parser->current.kind;
    bool is_operator = (kind >= TOKEN_RANGE && kind <= TOKEN_CARET && kind != TOKEN_MINUS) ||
                       parser_at_word(parser, "and") || parser_at_word(parser, "or");
    if (cases->count > 0 && is_operator) {
        source_error(parser->source, parser->current.span,
                     "the value of a case ends with its line; put the operator at "
                     "the end of the line before, or the value in parentheses");
        return false;
    }
    return kind != TOKEN_RIGHT_BRACE || parser_expected(parser, "a case, as in x < 0 : -x");
}

static bool parse_case(parser_t *parser, ast_t *cases)
{
    ast_t *guard = NULL;
    if (!check_case_start(parser, cases))
        return false;
    if (!parser_take_word(parser, "otherwise") && !(guard = parse_formula(parser)))
        return false;
    if (!parser_expect(parser, TOKEN_COLON, "':' and the value of this case"))
        return false;
    parser->newline_ends = true;
    ast_t *value = parse_formula(parser);
    parser->newline_ends = false;
    if (!value)
        return false;
    ast_add(parser->arena, cases, guard);
    ast_add(parser->arena, cases, value);
    parser_take(parser, TOKEN_SEMICOLON);
    if (!guard && parser->current.kind != TOKEN_RIGHT_BRACE)
        return parser_expected(parser, "'}' after the case 'otherwise', which stands last");
    return true;
}

static ast_t *parse_cases(parser_t *parser)
{
    ast_t *cases = ast_new(parser->arena, AST_CASES, parser->current.span);
    bool newline_ended = parser->newline_ends;
    parser_advance(parser);
    span_t opened = parser->current.span;
    if (!parser_expect(parser, TOKEN_LEFT_BRACE, "'{' after cases"))
        return NULL;
    parser->newline_ends = false;
    do {
        if (!parse_case(parser, cases))
            return NULL;
    } while (parser->current.kind != TOKEN_RIGHT_BRACE && !parser_at_statement(parser));
    if (!parser_close(parser, TOKEN_RIGHT_BRACE, opened))
        return NULL;
    parser->newline_ends = newline_ended;
    cases->span.length = parser->previous_end - cases->span.offset;
    return cases;
}

static bool parse_sum_part(parser_t *parser, ast_t *sum, ast_t *(*parse)(parser_t *))
{
    ast_t *part = parse(parser);
    if (part)
        ast_add(parser->arena, sum, part);
    return part != NULL;
}

// sum(NAME = lo..hi, e)
static ast_t *parse_sum(parser_t *parser)
{
    ast_t *sum = ast_new(parser->arena, AST_SUM, parser->current.span);
    bool newline_ended = parser->newline_ends;
    parser_advance(parser);
    span_t opened = parser->current.span;
    parser->newline_ends = false;
    parser_advance(parser);
    if (!parser_expect_name(parser, &sum->name, "the index of the sum, as in sum(i = 1..8, x[i])") ||
        !parser_expect(parser, TOKEN_EQUAL, "'=' after the index of the sum, as in sum(i = 1..8, x[i])") ||
        !parse_sum_part(parser, sum, parse_sum_of_terms) ||
        !parser_expect(parser, TOKEN_RANGE, "'..' and the last value of the index") ||
        !parse_sum_part(parser, sum, parse_sum_of_terms) ||
        !parser_expect(parser, TOKEN_COMMA, "',' and the expression to be summed") ||
        !parse_sum_part(parser, sum, parse_formula) || !parser_close(parser, TOKEN_RIGHT_PAREN, opened))
        return NULL;
    parser->newline_ends = newline_ended;
    sum->span.length = parser->previous_end - sum->span.offset;
    return sum;
}

ast_t *parse_phrase(parser_t *parser)
{
    token_t first = parser->current, second = parser->next;
    bool is_phrase =
        token_is_word(parser->source, first, "almost") &&
        (token_is_word(parser->source, second, "surely") || token_is_word(parser->source, second, "everywhere"));
    if (!is_phrase)
        return NULL;
    ast_t *phrase = ast_new(parser->arena, AST_PHRASE, span_join(first.span, second.span));
    phrase->name = second.span;
    parser_advance(parser);
    parser_advance(parser);
    return phrase;
}

static ast_t *parse_word(parser_t *parser)
{
    ast_t *phrase = parse_phrase(parser);
    if (phrase)
        return phrase;
    name_t word = source_name(parser->source, parser->current.span);
    if (name_is(word, "cases"))
        return parse_cases(parser);
    if (name_is(word, "sum") && parser->next.kind == TOKEN_LEFT_PAREN)
        return parse_sum(parser);
    if (word_is_grammar(word)) {
        parser_expected(parser, "an expression");
        return NULL;
    }
    ast_t *name = ast_new(parser->arena, AST_NAME, parser->current.span);
    parser_advance(parser);
    return name;
}

static ast_t *parse_primary(parser_t *parser)
{
    token_t token = parser->current;
    if (token.kind == TOKEN_LEFT_PAREN)
        return parse_parenthesis(parser);
    if (token.kind == TOKEN_WORD)
        return parse_word(parser);
    if (token.kind == TOKEN_LEFT_BRACKET)
        return parse_box(parser);
    if (token.kind != TOKEN_NUMBER && token.kind != TOKEN_QUESTION) {
        parser_expected(parser, "an expression");
        return NULL;
    }
    parser_advance(parser);
    return ast_new(parser->arena, token.kind == TOKEN_NUMBER ? AST_NUMBER : AST_UNKNOWN, token.span);
}

static ast_t *parse_primes(parser_t *parser, ast_t *function)
{
    ast_t *prime = ast_new(parser->arena, AST_PRIME, function->span);
    ast_add(parser->arena, prime, function);
    while (continues(parser) && parser_take(parser, TOKEN_PRIME))
        prime->order++;
    prime->span.length = parser->previous_end - prime->span.offset;
    return prime;
}

static ast_t *parse_postfix(parser_t *parser)
{
    ast_t *ast = parse_primary(parser);
    unsigned levels = 0;
    while (ast && continues(parser)) {
        token_kind_t kind = parser->current.kind;
        if (kind != TOKEN_PRIME && kind != TOKEN_LEFT_PAREN && kind != TOKEN_LEFT_BRACKET)
            break;
        if (!parser_enter(parser))
            return NULL;
        levels++;
        if (kind == TOKEN_PRIME) {
            ast = parse_primes(parser, ast);
            continue;
        }
        ast_t *list = ast_new(parser->arena, kind == TOKEN_LEFT_PAREN ? AST_CALL : AST_INDEX, ast->span);
        ast_add(parser->arena, list, ast);
        bool closed = parse_list(parser, list, kind == TOKEN_LEFT_PAREN ? TOKEN_RIGHT_PAREN : TOKEN_RIGHT_BRACKET);
        ast = closed ? list : NULL;
    }
    parser->depth -= levels;
    return ast;
}

static ast_t *parse_power(parser_t *parser)
{
    ast_t *base = parse_postfix(parser);
    if (!base || !continues(parser) || !parser_take(parser, TOKEN_CARET))
        return base;
    if (!parser_enter(parser))
        return NULL;
    ast_t *exponent = parse_signed(parser);
    parser_leave(parser);
    if (!exponent)
        return NULL;
    ast_t *power = ast_new(parser->arena, AST_POWER, base->span);
    ast_add(parser->arena, power, base);
    ast_add(parser->arena, power, exponent);
    return power;
}

// A prefix operator at the current token, before what `parse` reads.
static ast_t *parse_prefix(parser_t *parser, ast_kind_t kind, ast_t *(*parse)(parser_t *))
{
    ast_t *ast = ast_new(parser->arena, kind, parser->current.span);
    parser_advance(parser);
    if (!parser_enter(parser))
        return NULL;
    ast_t *operand = parse(parser);
    parser_leave(parser);
    if (!operand)
        return NULL;
    ast_add(parser->arena, ast, operand);
    return ast;
}

static ast_t *parse_signed(parser_t *parser)
{
    if (parser->current.kind == TOKEN_MINUS)
        return parse_prefix(parser, AST_NEGATE, parse_signed);
    return parse_power(parser);
}

// One or more operands, as `parse` reads them, with a sign at which `at_sign` holds between each and the next.
static ast_t *parse_chain(parser_t *parser, ast_kind_t kind, bool (*at_sign)(const parser_t *),
                          ast_t *(*parse)(parser_t *))
{
    ast_t *operand = parse(parser);
    if (!operand || !at_sign(parser))
        return operand;
    ast_t *chain = ast_new(parser->arena, kind, operand->span);
    ast_add(parser->arena, chain, operand);
    while (at_sign(parser)) {
        token_kind_t sign = parser->current.kind;
        parser_advance(parser);
        operand = parse(parser);
        if (!operand)
            return NULL;
        ast_add_operand(parser->arena, chain, sign, operand);
    }
    return chain;
}

static bool at_factor_sign(const parser_t *parser)
{
    token_kind_t kind = parser->current.kind;
    return continues(parser) && (kind == TOKEN_STAR || kind == TOKEN_SLASH);
}

static ast_t *parse_factors(parser_t *parser)
{
    return parse_chain(parser, AST_CHAIN, at_factor_sign, parse_signed);
}

static bool at_term_sign(const parser_t *parser)
{
    token_kind_t kind = parser->current.kind;
    return continues(parser) && (kind == TOKEN_PLUS || kind == TOKEN_MINUS);
}

static ast_t *parse_terms(parser_t *parser)
{
    return parse_chain(parser, AST_CHAIN, at_term_sign, parse_factors);
}

ast_t *parse_sum_of_terms(parser_t *parser)
{
    if (!parser_enter(parser))
        return NULL;
    ast_t *terms = parse_terms(parser);
    parser_leave(parser);
    return terms;
}

// ---- formulas ----

static bool at_comparison(const parser_t *parser)
{
    switch (parser->current.kind) {
    case TOKEN_LESS:
    case TOKEN_LESS_EQUAL:
    case TOKEN_GREATER:
    case TOKEN_GREATER_EQUAL:
    case TOKEN_EQUAL:
    case TOKEN_EQUAL_EQUAL:
    case TOKEN_NOT_EQUAL:
        return continues(parser);
    default:
        return false;
    }
}

static ast_t *parse_comparison(parser_t *parser)
{
    return parse_chain(parser, AST_COMPARE, at_comparison, parse_terms);
}

static ast_t *parse_negation(parser_t *parser)
{
    if (parser_at_word(parser, "not"))
        return parse_prefix(parser, AST_NOT, parse_negation);
    return parse_comparison(parser);
}

// Operands, as `parse` reads them, joined by a word.
static ast_t *parse_joined(parser_t *parser, ast_kind_t kind, const char *word, ast_t *(*parse)(parser_t *))
{
    ast_t *operand = parse(parser);
    if (!operand || !continues(parser) || !parser_at_word(parser, word))
        return operand;
    ast_t *joined = ast_new(parser->arena, kind, operand->span);
    ast_add(parser->arena, joined, operand);
    while (continues(parser) && parser_take_word(parser, word)) {
        operand = parse(parser);
        if (!operand)
            return NULL;
        ast_add(parser->arena, joined, operand);
    }
    return joined;
}

static ast_t *parse_conjunction(parser_t *parser)
{
    return parse_joined(parser, AST_AND, "and", parse_negation);
}

ast_t *parse_formula(parser_t *parser)
{
    if (!parser_enter(parser))
        return NULL;
    ast_t *formula = parse_joined(parser, AST_OR, "or", parse_conjunction);
    parser_leave(parser);
    return formula;
}

// ---- intervals ----

bool parse_interval(parser_t *parser, interval_ast_t *interval)
{
    span_t opened = parser->current.span;
    interval->lo_open = parser->current.kind == TOKEN_LEFT_PAREN;
    if (!interval->lo_open && parser->current.kind != TOKEN_LEFT_BRACKET)
        return parser_expected(parser, "an interval, [a, b], with ( or ) at an open end");
    parser_advance(parser);
    interval->lo = parse_formula(parser);
    if (!interval->lo || !parser_expect(parser, TOKEN_COMMA, "',' between the ends of the interval"))
        return false;
    interval->hi = parse_formula(parser);
    if (!interval->hi)
        return false;
    interval->hi_open = parser_take(parser, TOKEN_RIGHT_PAREN);
    if (!interval->hi_open && !parser_close(parser, TOKEN_RIGHT_BRACKET, opened))
        return false;
    interval->span = (span_t){opened.offset, parser->previous_end - opened.offset};
    return true;
}

ast_t *parse_box(parser_t *parser)
{
    ast_t *box = ast_new(parser->arena, AST_BOX, parser->current.span);
    size_t capacity = 0;
    bool more;
    do {
        interval_ast_t interval;
        if (!parse_interval(parser, &interval))
            return NULL;
        box->intervals = arena_grow(parser->arena, box->intervals, box->count, &capacity, sizeof interval);
        box->intervals[box->count++] = interval;
        more = parser_at_word(parser, "x") &&
               (parser->next.kind == TOKEN_LEFT_BRACKET || parser->next.kind == TOKEN_LEFT_PAREN);
        if (more)
            parser_advance(parser);
    } while (more);
    box->span.length = parser->previous_end - box->span.offset;
    return box;
}
