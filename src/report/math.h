// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas as they are set on a page: a tree of fractions, powers, roots and signs that the writers of TeX (math_tex.c)
// and of MathML (math_mathml.c) share, and running text with formulas in it. All of it lives in an arena.
#ifndef CERTIFY_REPORT_MATH_H
#define CERTIFY_REPORT_MATH_H

#include "base/strbuf.h"
#include "spec/ast.h"

#include <stdbool.h>
#include <stddef.h>

// X(name, TeX, MathML)
#define MATH_SIGNS(X)                                                                                                  \
    X(PLUS, "+", "+")                                                                                                  \
    X(MINUS, "-", "\xe2\x88\x92")                                                                                      \
    X(TIMES, "\\cdot ", "\xc2\xb7")                                                                                    \
    X(JOINED, "", "\xe2\x81\xa2")                                                                                      \
    X(SPACED, "\\,", "\xe2\x80\x89")                                                                                   \
    X(CROSS, "\\times ", "\xc3\x97")                                                                                   \
    X(SLASH, "/", "/")                                                                                                 \
    X(LESS, "<", "&lt;")                                                                                               \
    X(LESS_EQUAL, "\\le ", "\xe2\x89\xa4")                                                                             \
    X(GREATER, ">", "&gt;")                                                                                            \
    X(GREATER_EQUAL, "\\ge ", "\xe2\x89\xa5")                                                                          \
    X(EQUAL, "=", "=")                                                                                                 \
    X(NOT_EQUAL, "\\ne ", "\xe2\x89\xa0")                                                                              \
    X(ABOUT, "\\approx ", "\xe2\x89\x88")                                                                              \
    X(MEMBER, "\\in ", "\xe2\x88\x88")                                                                                 \
    X(COMMA, ",", ",")                                                                                                 \
    X(COLON, "\\colon ", ":")                                                                                          \
    X(SUCH_THAT, "\\mid ", "|")                                                                                        \
    X(NABLA, "\\nabla ", "\xe2\x88\x87")                                                                               \
    X(PARTIAL, "\\partial ", "\xe2\x88\x82")                                                                           \
    X(INFINITY, "\\infty ", "\xe2\x88\x9e")                                                                            \
    X(UNKNOWN, "?", "?")                                                                                               \
    X(REALS, "\\mathbb{R}", "\xe2\x84\x9d")

typedef enum {
#define MATH_SIGN_ENUM(name, tex, mathml) MATH_##name,
    MATH_SIGNS(MATH_SIGN_ENUM)
#undef MATH_SIGN_ENUM
        MATH_SIGN_COUNT
} math_sign_t;

// X(name, TeX: opening, closing; MathML: opening, closing)
#define MATH_FENCES(X)                                                                                                 \
    X(PARENTHESES, "(", ")", "(", ")")                                                                                 \
    X(CLOSED, "[", "]", "[", "]")                                                                                      \
    X(OPEN_CLOSED, "(", "]", "(", "]")                                                                                 \
    X(CLOSED_OPEN, "[", ")", "[", ")")                                                                                 \
    X(BRACES, "\\{", "\\}", "{", "}")                                                                                  \
    X(BARS, "|", "|", "|", "|")                                                                                        \
    X(NORM, "\\|", "\\|", "\xe2\x80\x96", "\xe2\x80\x96")                                                              \
    X(ANGLES, "\\langle ", "\\rangle ", "\xe2\x9f\xa8", "\xe2\x9f\xa9")

typedef enum {
#define MATH_FENCE_ENUM(name, open, close, mathml_open, mathml_close) FENCE_##name,
    MATH_FENCES(MATH_FENCE_ENUM)
#undef MATH_FENCE_ENUM
        FENCE_COUNT
} math_fence_t;

typedef enum {
    MATH_ROW,      // the children side by side
    MATH_SIGN,     // sign
    MATH_NUMBER,   // text: digits, with a point
    MATH_NAME,     // text: a name of the spec, alpha, f1, xdag
    MATH_WORD,     // text: upright within a formula, sin
    MATH_PREFIX,   // text: upright, with a space behind it
    MATH_PHRASE,   // text: upright, with a space at each end
    MATH_FRACTION, // children: numerator, denominator
    MATH_POWER,    // children: base, exponent
    MATH_INDEXED,  // children: base, index
    MATH_PRIMED,   // child, number of primes
    MATH_ROOT,     // child
    MATH_FENCED,   // child, fence
    MATH_CASES,    // children: value, condition, value, condition, ...
    MATH_SUM,      // children: name, lower end, upper end, term
    MATH_OPENING,  // of a fence around several lines
    MATH_CLOSING
} math_kind_t;

typedef struct math math_t;

struct math {
    math_kind_t kind;
    math_sign_t sign;
    math_fence_t fence;
    unsigned primes;
    const char *text;
    size_t count, capacity;
    math_t **children;
};

math_t *math_new(arena_t *arena, math_kind_t kind);
math_t *math_sign(arena_t *arena, math_sign_t sign);
// The text is copied.
math_t *math_text(arena_t *arena, math_kind_t kind, const char *text, size_t length);
math_t *math_number(arena_t *arena, const char *text);
math_t *math_name(arena_t *arena, const char *text);
// Of a kind with one child, with two.
math_t *math_unary(arena_t *arena, math_kind_t kind, math_t *child);
math_t *math_binary(arena_t *arena, math_kind_t kind, math_t *left, math_t *right);
math_t *math_fenced(arena_t *arena, math_fence_t fence, math_t *child);
// left sign right.
math_t *math_relation(arena_t *arena, math_t *left, math_sign_t sign, math_t *right);
void math_add(arena_t *arena, math_t *parent, math_t *child);

// The number of a certificate (docs/certificate-format.md, section 1): an integer, a fraction; of an algebraic number
// NULL.
math_t *math_exact(arena_t *arena, const char *text);
// A decimal as real/number.h writes it, 1.5e-11 among them, also with dots at its end.
math_t *math_decimal(arena_t *arena, const char *text, size_t length);

// How many letters the formula takes up on a line, roughly.
size_t math_width(const math_t *math);
// Whether it is higher than a line: fractions, roots, cases.
bool math_is_tall(const math_t *math);
// Whether something in it would be tiny in running text: fractions and roots within fractions.
bool math_is_deep(const math_t *math);

// The formula as lines of at most `width` letters, where that can be done. They end before signs of sums and relations
// and behind commas, within parentheses only where need be; cases, fractions and sums with an index are not broken. A
// line that goes on begins with an empty row, so that its sign is one between two terms.
typedef struct {
    size_t count, capacity;
    math_t **items;
} math_lines_t;

// Whether a line may end before a member of a row, behind it.
bool math_breaks_before(const math_t *math);
bool math_breaks_behind(const math_t *math);

math_lines_t math_lines(arena_t *arena, const math_t *math, size_t width);

// ---- names ----

// A name of the spec taken apart: alpha, f1, z_W, xdag are a letter (or word) with something below or above it.
typedef struct {
    const char *tex, *mathml; // of a Greek letter, else NULL
    size_t base;              // letters of the name that are the base; more than one is a word
    size_t below_from, below; // digits or letters below: their place in the name, and how many
    char mark;                // 'd' for a dagger above, 's' for a star, else 0
    char mark_below;          // the same below, in the place of letters: mu_dag
} math_name_parts_t;

math_name_parts_t math_name_parts(const char *name);
// Whether the text is a single name.
bool math_is_name(const char *text);
// Of x[2] how many letters stand before the bracket; 0 where the text is no such coordinate.
size_t math_coordinate_base(const char *text);
// A name of the spec in plain letters: alpha is a Greek letter, xdag has a dagger, z1 and z[1] an index. Other texts
// are left as they are, but for signs such as <=.
void math_append_plain_name(strbuf_t *out, const char *name);

// ---- from the syntax tree ----

// Formulas are shown as the spec writes them, names unexpanded.
math_t *math_from_ast(arena_t *arena, const source_t *source, const ast_t *ast);
// The same with slashes in the place of fractions.
math_t *math_from_ast_flat(arena_t *arena, const source_t *source, const ast_t *ast);
// NAME in [a, b].
math_t *math_from_interval(arena_t *arena, const source_t *source, const interval_ast_t *interval);
// f, f(x), of a definition's head.
math_t *math_from_head(arena_t *arena, const source_t *source, const statement_t *statement);
// What a definition with a body says: the body, and "for x in R^n" where an argument is a vector.
math_t *math_from_body(arena_t *arena, const source_t *source, const statement_t *statement);

// ---- text with formulas ----

typedef struct {
    const char *text; // NULL for a formula
    const math_t *math;
    bool aside; // said in passing
} prose_item_t;

typedef struct {
    arena_t *arena;
    size_t count, capacity;
    prose_item_t *items;
} prose_t;

void prose_text(prose_t *prose, const char *format, ...) CERTIFY_PRINTF(2, 3);
// Behind a space, in passing.
void prose_aside(prose_t *prose, const char *format, ...) CERTIFY_PRINTF(2, 3);
void prose_math(prose_t *prose, const math_t *math);

// Each on a line of its own; in the arena of the first.
typedef struct {
    size_t count, capacity;
    prose_t *items;
} phrases_t;

void phrases_add(phrases_t *phrases, const prose_t *phrase);

// ---- writers ----

void math_write_tex(strbuf_t *out, const math_t *math);
// An element <math>; `display` sets it on lines of its own.
void math_write_mathml(strbuf_t *out, const math_t *math, bool display);
// In running text: long formulas are several elements, so that lines can end between them. The signs before the formula
// and behind it, those that are not 0, are part of it, as a line could end between them otherwise.
void math_write_mathml_inline(strbuf_t *out, char before, const math_t *math, char behind);

#endif
