// SPDX-License-Identifier: LGPL-3.0-or-later
// The words, numbers and signs of a spec.
#ifndef CERTIFY_SPEC_LEXER_H
#define CERTIFY_SPEC_LEXER_H

#include "spec/source.h"

#define LEXER_MAX_DIGITS 10000u   // of a number
#define LEXER_MAX_EXPONENT 10000u // its magnitude
#define LEXER_MAX_NAME 100u       // letters of a name or id

// X(name, text): signs, longer ones before their beginnings.
#define LEXER_SIGNS(X)                                                                                                 \
    X(RANGE, "..")                                                                                                     \
    X(LESS_EQUAL, "<=")                                                                                                \
    X(GREATER_EQUAL, ">=")                                                                                             \
    X(NOT_EQUAL, "!=")                                                                                                 \
    X(EQUAL_EQUAL, "==")                                                                                               \
    X(LESS, "<")                                                                                                       \
    X(GREATER, ">")                                                                                                    \
    X(EQUAL, "=")                                                                                                      \
    X(PLUS, "+")                                                                                                       \
    X(MINUS, "-")                                                                                                      \
    X(STAR, "*")                                                                                                       \
    X(SLASH, "/")                                                                                                      \
    X(CARET, "^")                                                                                                      \
    X(PRIME, "'")                                                                                                      \
    X(COMMA, ",")                                                                                                      \
    X(COLON, ":")                                                                                                      \
    X(SEMICOLON, ";")                                                                                                  \
    X(QUESTION, "?")                                                                                                   \
    X(LEFT_PAREN, "(")                                                                                                 \
    X(RIGHT_PAREN, ")")                                                                                                \
    X(LEFT_BRACKET, "[")                                                                                               \
    X(RIGHT_BRACKET, "]")                                                                                              \
    X(LEFT_BRACE, "{")                                                                                                 \
    X(RIGHT_BRACE, "}")

typedef enum {
    TOKEN_END,    // of the text
    TOKEN_BAD,    // nothing of the language: lexer_report says why
    TOKEN_WORD,   // letters, digits and _, not beginning with a digit
    TOKEN_ID,     // the word after a top-level `claim`, with - and . too
    TOKEN_NUMBER, // digits[.digits][e[+-]digits]
    TOKEN_STRING, // with its quotes
#define TOKEN_ENUM(name, text) TOKEN_##name,
    LEXER_SIGNS(TOKEN_ENUM)
#undef TOKEN_ENUM
    TOKEN_KIND_COUNT
} token_kind_t;

typedef enum {
    TOKEN_FINE,
    TOKEN_UNEXPECTED_CHARACTER,
    TOKEN_UNTERMINATED_STRING,
    TOKEN_NO_DIGIT_BEFORE_POINT,
    TOKEN_NO_DIGIT_AFTER_POINT,
    TOKEN_SECOND_POINT,
    TOKEN_NAME_AFTER_NUMBER,
    TOKEN_NAME_TOO_LONG,
    TOKEN_TOO_MANY_DIGITS,
    TOKEN_EXPONENT_TOO_LARGE
} token_problem_t;

typedef struct {
    token_kind_t kind;
    token_problem_t problem; // of a TOKEN_BAD
    bool first_on_line;
    span_t span;
} token_t;

typedef struct {
    const source_t *source;
    size_t offset;
    bool at_start;    // nothing was read yet
    bool after_claim; // the next word is a claim's id
} lexer_t;

lexer_t lexer_make(const source_t *source);
token_t lexer_next(lexer_t *lexer);

// Reports what is wrong with a TOKEN_BAD.
void lexer_report(source_t *source, token_t token);

// The text of a sign, "<=".
const char *token_sign(token_kind_t kind);

bool token_is_word(const source_t *source, token_t token, const char *word);

#endif
