// SPDX-License-Identifier: LGPL-3.0-or-later
// Claims:
//
//     claim      = "claim" ID [STRING] ":" predicate {clause}
//     predicate  = NAME [arguments] {phrase} [("lands" | "agrees") arguments]
//     clause     = "on" formula | "for" binding {"," binding} | "with" NAME [arguments] | "expect" VERDICT
//     binding    = NAME "in" (interval | "{" formula {"," formula} "}")
//     arguments  = "(" [argument {"," argument}] ")"
//     argument   = [NAME "="] (formula | "{" formula {"," formula} "}")
//
// A relation `NAME >= c` in an argument is read as a formula; name resolution tells whether it names the argument.
#include "spec/parser.h"
#include "spec/spec.h"
#include "spec/words.h"

// ---- arguments ----

static void add_argument(parser_t *parser, argument_list_t *list, argument_ast_t argument)
{
    list->items = arena_grow(parser->arena, list->items, list->count, &list->capacity, sizeof argument);
    list->items[list->count++] = argument;
}

static bool parse_value(parser_t *parser, argument_list_t *list, argument_ast_t argument, size_t start)
{
    argument.value = parse_formula(parser);
    argument.span = (span_t){start, parser->previous_end - start};
    if (argument.value)
        add_argument(parser, list, argument);
    return argument.value != NULL;
}

// Each member of a list is an argument of the name.
static bool parse_value_list(parser_t *parser, argument_list_t *list, argument_ast_t argument)
{
    span_t opened = parser->current.span;
    parser_advance(parser);
    argument.is_member = true;
    do {
        if (list->count >= SPEC_MAX_LIST) {
            source_limit(parser->source, parser->current.span, "a list has at most %u members", SPEC_MAX_LIST);
            return false;
        }
        if (!parse_value(parser, list, argument, parser->current.span.offset))
            return false;
    } while (parser_take(parser, TOKEN_COMMA));
    return parser_close(parser, TOKEN_RIGHT_BRACE, opened);
}

static bool parse_argument(parser_t *parser, argument_list_t *list)
{
    size_t start = parser->current.span.offset;
    argument_ast_t argument = {{0, 0}, {0, 0}, NULL, false};
    if (parser->current.kind == TOKEN_WORD && parser->next.kind == TOKEN_EQUAL) {
        argument.name = parser->current.span;
        parser_advance(parser);
        parser_advance(parser);
        if (parser->current.kind == TOKEN_LEFT_BRACE)
            return parse_value_list(parser, list, argument);
    }
    return parse_value(parser, list, argument, start);
}

// A list in parentheses; none at all is as good as an empty one.
static bool parse_arguments(parser_t *parser, argument_list_t *list)
{
    span_t opened = parser->current.span;
    if (!parser_take(parser, TOKEN_LEFT_PAREN) || parser_take(parser, TOKEN_RIGHT_PAREN))
        return true;
    do {
        if (!parse_argument(parser, list))
            return false;
    } while (parser_take(parser, TOKEN_COMMA));
    return parser_close(parser, TOKEN_RIGHT_PAREN, opened);
}

// The one formula of `holds` or `exists`.
static bool parse_formula_argument(parser_t *parser, argument_list_t *list)
{
    span_t opened = parser->current.span;
    if (!parser_expect(parser, TOKEN_LEFT_PAREN, "'(' and a condition"))
        return false;
    ast_t *formula = parse_formula(parser);
    if (!formula || !parser_close(parser, TOKEN_RIGHT_PAREN, opened))
        return false;
    add_argument(parser, list, (argument_ast_t){{0, 0}, formula->span, formula, false});
    return true;
}

// ---- predicates ----

static bool parse_predicate_name(parser_t *parser, claim_ast_t *claim)
{
    token_t token = parser->current;
    if (token.kind != TOKEN_WORD || parser_at_statement(parser))
        return parser_expected(parser, "a predicate, such as holds(...) or smooth(L = 2)");
    name_t name = source_name(parser->source, token.span);
    claim->predicate = predicate_find(name.text, name.length);
    if (claim->predicate == PREDICATE_COUNT) {
        suggestion_t suggestion = suggestion_make(name);
        suggestion_offer_predicates(&suggestion);
        source_error(parser->source, token.span, "there is no predicate '%.*s'%s%.*s%s", NAME_ARGUMENTS(name),
                     SUGGESTION_ARGUMENTS(suggestion));
        return false;
    }
    parser_advance(parser);
    return true;
}

static bool parse_predicate_arguments(parser_t *parser, claim_ast_t *claim)
{
    const char *text = predicate_text(claim->predicate);
    switch (predicate_style(claim->predicate)) {
    case ARGUMENTS_FORMULA:
        return parse_formula_argument(parser, &claim->arguments);
    case ARGUMENTS_NONE:
        if (!parser_take(parser, TOKEN_LEFT_PAREN) || parser_take(parser, TOKEN_RIGHT_PAREN))
            return true;
        source_error(parser->source, parser->current.span,
                     "'%s' takes no arguments; a condition on the points stands after on", text);
        return false;
    default:
        return parse_arguments(parser, &claim->arguments);
    }
}

static bool parse_suffix(parser_t *parser, claim_ast_t *claim)
{
    if (!parser_at_word(parser, "lands") && !parser_at_word(parser, "agrees"))
        return true;
    claim->suffix = parser->current.span;
    if (claim->predicate != PREDICATE_ORBIT) {
        name_t name = source_name(parser->source, claim->suffix);
        source_error(parser->source, claim->suffix, "only orbit(...) can be followed by '%.*s'", NAME_ARGUMENTS(name));
        return false;
    }
    parser_advance(parser);
    if (parser->current.kind != TOKEN_LEFT_PAREN)
        return parser_expected(parser, "'(' as in lands(x < 1) or agrees(float64)");
    return parse_arguments(parser, &claim->suffix_arguments);
}

// `almost surely` after the predicate is an argument like any other.
static void parse_trailing_phrases(parser_t *parser, claim_ast_t *claim)
{
    for (ast_t *phrase = parse_phrase(parser); phrase; phrase = parse_phrase(parser))
        add_argument(parser, &claim->arguments, (argument_ast_t){{0, 0}, phrase->span, phrase, false});
}

static bool parse_predicate(parser_t *parser, claim_ast_t *claim)
{
    size_t start = parser->current.span.offset;
    if (!parse_predicate_name(parser, claim) || !parse_predicate_arguments(parser, claim))
        return false;
    if (predicate_style(claim->predicate) == ARGUMENTS_LIST)
        parse_trailing_phrases(parser, claim);
    bool parsed = parse_suffix(parser, claim);
    claim->predicate_span = (span_t){start, parser->previous_end - start};
    return parsed;
}

// ---- clauses ----

static bool parse_on(parser_t *parser, claim_ast_t *claim)
{
    size_t start = parser->current.span.offset;
    claim->region = parse_formula(parser);
    claim->region_span = (span_t){start, parser->previous_end - start};
    return claim->region != NULL;
}

static bool parse_members(parser_t *parser, binding_ast_t *binding)
{
    span_t opened = parser->current.span;
    parser_advance(parser);
    do {
        if (binding->count == SPEC_MAX_LIST) {
            source_limit(parser->source, parser->current.span, "a list has at most %u members", SPEC_MAX_LIST);
            return false;
        }
        ast_t *member = parse_formula(parser);
        if (!member)
            return false;
        binding->members =
            arena_grow(parser->arena, binding->members, binding->count, &binding->capacity, sizeof member);
        binding->members[binding->count++] = member;
    } while (parser_take(parser, TOKEN_COMMA));
    return parser_close(parser, TOKEN_RIGHT_BRACE, opened);
}

static bool parse_binding(parser_t *parser, binding_ast_t *binding)
{
    *binding = (binding_ast_t){.is_list = false};
    if (!parser_expect_name(parser, &binding->name, "a name, as in for rate in [0, 1]"))
        return false;
    if (!parser_take_word(parser, "in"))
        return parser_expected(parser, "'in' and the interval or list of its values");
    binding->is_list = parser->current.kind == TOKEN_LEFT_BRACE;
    return binding->is_list ? parse_members(parser, binding) : parse_interval(parser, &binding->interval);
}

static bool parse_for(parser_t *parser, claim_ast_t *claim)
{
    claim->has_bindings = true;
    do {
        binding_ast_t binding;
        if (claim->binding_count == SPEC_MAX_DIMENSION) {
            source_limit(parser->source, parser->current.span, "a claim's for has at most %u names",
                         SPEC_MAX_DIMENSION);
            return false;
        }
        if (!parse_binding(parser, &binding))
            return false;
        claim->bindings =
            arena_grow(parser->arena, claim->bindings, claim->binding_count, &claim->binding_capacity, sizeof binding);
        claim->bindings[claim->binding_count++] = binding;
    } while (parser_take(parser, TOKEN_COMMA));
    return true;
}

static bool parse_with(parser_t *parser, claim_ast_t *claim)
{
    token_t token = parser->current;
    name_t name = source_name(parser->source, token.span);
    claim->has_dynamics = true;
    if (token.kind != TOKEN_WORD || parser_at_statement(parser))
        return parser_expected(parser, "the dynamics: gd, sgd, heavy_ball or flow");
    if (!word_is_dynamics(name)) {
        suggestion_t suggestion = suggestion_make(name);
        suggestion_offer_dynamics(&suggestion);
        source_error(parser->source, token.span,
                     "there are no dynamics '%.*s', only gd, sgd, heavy_ball and flow%s%.*s%s", NAME_ARGUMENTS(name),
                     SUGGESTION_ARGUMENTS(suggestion));
        return false;
    }
    claim->dynamics = token.span;
    parser_advance(parser);
    return parse_arguments(parser, &claim->dynamics_arguments);
}

static bool parse_expect(parser_t *parser, claim_ast_t *claim)
{
    static const verdict_t verdicts[] = {VERDICT_PROVED, VERDICT_REFUTED, VERDICT_UNDECIDED};
    claim->has_expected = true;
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (parser_take_word(parser, verdict_name(verdicts[i]))) {
            claim->expected = verdicts[i];
            return true;
        }
    return parser_expected(parser, "proved, refuted or undecided");
}

typedef struct {
    const char *word;
    bool (*parse)(parser_t *, claim_ast_t *);
} clause_t;

static bool is_present(const claim_ast_t *claim, const clause_t *clause)
{
    return (clause->parse == parse_on && claim->region) || (clause->parse == parse_for && claim->has_bindings) ||
           (clause->parse == parse_with && claim->has_dynamics) ||
           (clause->parse == parse_expect && claim->has_expected);
}

static bool parse_clause(parser_t *parser, claim_ast_t *claim)
{
    static const clause_t clauses[] = {
        {"on", parse_on}, {"for", parse_for}, {"with", parse_with}, {"expect", parse_expect}};
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        span_t word = parser->current.span;
        if (!parser_take_word(parser, clauses[i].word))
            continue;
        if (!is_present(claim, clauses + i))
            return clauses[i].parse(parser, claim);
        source_error(parser->source, word, "a claim has at most one '%s'; remove this one", clauses[i].word);
        return false;
    }
    if (!parser_at_word(parser, "in"))
        return parser_expected(parser, "on, for, with, expect or the end of the claim");
    source_error(parser->source, parser->current.span,
                 "'in' stands only in for and point; as a condition write "
                 "a <= x <= b");
    return false;
}

bool parse_claim(parser_t *parser, claim_ast_t *claim)
{
    claim->expected = VERDICT_PROVED;
    if (parser->current.kind == TOKEN_STRING) {
        claim->title = parser->current.span;
        parser_advance(parser);
    }
    if (!parser_expect(parser, TOKEN_COLON, claim->title.length ? "':' and a predicate" : "a title in quotes or ':'") ||
        !parse_predicate(parser, claim))
        return false;
    while (!parser_at_statement(parser))
        if (!parse_clause(parser, claim))
            return false;
    size_t start = claim->predicate_span.offset;
    claim->text_span = (span_t){start, parser->previous_end - start};
    return true;
}
