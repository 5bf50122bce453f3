// SPDX-License-Identifier: LGPL-3.0-or-later
// From text to syntax tree, by recursive descent. Every function that returns a tree or bool returns NULL or false
// after an error, which is reported once; the caller gives up the statement and goes on at the next one.
#ifndef CERTIFY_SPEC_PARSER_H
#define CERTIFY_SPEC_PARSER_H

#include "spec/ast.h"

typedef struct {
    source_t *source;
    arena_t *arena;
    lexer_t lexer;
    token_t current, next;
    size_t previous_end; // of the last token taken
    unsigned depth;
    bool newline_ends; // an expression ends at the end of its line: the value of a case, outside brackets
} parser_t;

parser_t parser_make(source_t *source, arena_t *arena);

// ---- tokens ----

void parser_advance(parser_t *parser);
bool parser_at_word(const parser_t *parser, const char *word);
// At a word that begins a statement, first on its line, or at the end of the text.
bool parser_at_statement(const parser_t *parser);
// Takes the token if it is of that kind (that word).
bool parser_take(parser_t *parser, token_kind_t kind);
bool parser_take_word(parser_t *parser, const char *word);
// Reports that `what` was expected where the current token is; always false.
bool parser_expected(parser_t *parser, const char *what);
// Takes a token of that kind or reports that `what` was expected.
bool parser_expect(parser_t *parser, token_kind_t kind, const char *what);
// Takes the bracket that closes the one at `opened`, or reports its absence.
bool parser_close(parser_t *parser, token_kind_t kind, span_t opened);
// Takes a word that is free to be a name; `what` is to be named.
bool parser_expect_name(parser_t *parser, span_t *name, const char *what);
// One level deeper; false, reported, at SPEC_MAX_DEPTH. Every true needs a parser_leave.
bool parser_enter(parser_t *parser);
void parser_leave(parser_t *parser);

// ---- parts ----

// An expression or formula: or, and, not, comparisons, sums, products, ...
ast_t *parse_formula(parser_t *parser);
// The same without logic and comparisons.
ast_t *parse_sum_of_terms(parser_t *parser);
// almost surely, almost everywhere; NULL, with nothing taken or reported, where none stands.
ast_t *parse_phrase(parser_t *parser);
bool parse_interval(parser_t *parser, interval_ast_t *interval);
// [a, b] x [c, d] ...
ast_t *parse_box(parser_t *parser);
// What follows the id of a claim.
bool parse_claim(parser_t *parser, claim_ast_t *claim);

typedef struct {
    statement_t *items;
    size_t count, capacity;
} statement_list_t;

// All statements, broken ones among them.
statement_list_t parse_spec(parser_t *parser);

#endif
