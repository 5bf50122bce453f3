// SPDX-License-Identifier: LGPL-3.0-or-later
// Tokens as the grammar's functions see them, and what is said when another one was expected.
#include "spec/parser.h"

#include "spec/spec.h"
#include "spec/words.h"

#define QUOTED_BYTES 40u // of an unexpected token in a message

parser_t parser_make(source_t *source, arena_t *arena)
{
    parser_t parser = {.source = source, .arena = arena, .lexer = lexer_make(source)};
    parser.current = lexer_next(&parser.lexer);
    parser.next = lexer_next(&parser.lexer);
    return parser;
}

void parser_advance(parser_t *parser)
{
    parser->previous_end = parser->current.span.offset + parser->current.span.length;
    parser->current = parser->next;
    parser->next = lexer_next(&parser->lexer);
}

bool parser_at_word(const parser_t *parser, const char *word)
{
    return token_is_word(parser->source, parser->current, word);
}

bool parser_at_statement(const parser_t *parser)
{
    token_t token = parser->current;
    return token.kind == TOKEN_END || (token.kind == TOKEN_WORD && token.first_on_line &&
                                       statement_find(source_name(parser->source, token.span)) != STATEMENT_COUNT);
}

bool parser_take(parser_t *parser, token_kind_t kind)
{
    if (parser->current.kind != kind)
        return false;
    parser_advance(parser);
    return true;
}

bool parser_take_word(parser_t *parser, const char *word)
{
    return parser_at_word(parser, word) && parser_take(parser, TOKEN_WORD);
}

bool parser_enter(parser_t *parser)
{
    if (parser->depth >= SPEC_MAX_DEPTH) {
        source_limit(parser->source, parser->current.span,
                     "expressions are nested more than %u deep here; name a part with let", SPEC_MAX_DEPTH);
        return false;
    }
    parser->depth++;
    return true;
}

void parser_leave(parser_t *parser)
{
    parser->depth--;
}

// ---- what was expected ----

// The text of a token cut to a few bytes, at the beginning of a character.
static name_t quoted(const source_t *source, token_t token)
{
    name_t name = source_name(source, token.span);
    if (name.length > QUOTED_BYTES)
        for (name.length = QUOTED_BYTES; ((unsigned char)name.text[name.length] & 0xc0) == 0x80;)
            name.length--;
    return name;
}

// A misspelt word at the beginning of a line is taken for the rest of the statement before it.
static suggestion_t suggest_statement(const parser_t *parser)
{
    suggestion_t suggestion = suggestion_make(source_name(parser->source, parser->current.span));
    if (parser->current.kind == TOKEN_WORD && parser->current.first_on_line)
        suggestion_offer_statements(&suggestion);
    return suggestion;
}

bool parser_expected(parser_t *parser, const char *what)
{
    source_t *source = parser->source;
    token_t token = parser->current;
    if (token.kind == TOKEN_BAD) {
        lexer_report(source, token);
    } else if (parser_at_statement(parser)) {
        source_error(source, (span_t){parser->previous_end, 0}, "expected %s, found the end of the statement", what);
    } else {
        suggestion_t suggestion = suggest_statement(parser);
        name_t found = quoted(source, token);
        source_error(source, token.span, "expected %s, found '%.*s'%s%.*s%s", what, NAME_ARGUMENTS(found),
                     SUGGESTION_ARGUMENTS(suggestion));
    }
    return false;
}

bool parser_expect(parser_t *parser, token_kind_t kind, const char *what)
{
    return parser_take(parser, kind) || parser_expected(parser, what);
}

bool parser_close(parser_t *parser, token_kind_t kind, span_t opened)
{
    if (parser_take(parser, kind))
        return true;
    size_t line, column;
    text_position(&line, &column, parser->source->text, parser->source->length, opened.offset);
    strbuf_t what;
    strbuf_init(&what);
    strbuf_printf(&what, "'%s' to close the '%c' at %zu:%zu", token_sign(kind), parser->source->text[opened.offset],
                  line, column);
    parser_expected(parser, what.text);
    strbuf_clear(&what);
    return false;
}

bool parser_expect_name(parser_t *parser, span_t *name, const char *what)
{
    token_t token = parser->current;
    if (token.kind != TOKEN_WORD || parser_at_statement(parser))
        return parser_expected(parser, what);
    name_t text = source_name(parser->source, token.span);
    if (word_is_grammar(text) || word_is_constant(text) || builtin_find(text)) {
        source_error(parser->source, token.span,
                     "'%.*s' is a word of the language and can't be the name of something else", NAME_ARGUMENTS(text));
        return false;
    }
    *name = token.span;
    parser_advance(parser);
    return true;
}
