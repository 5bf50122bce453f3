// SPDX-License-Identifier: LGPL-3.0-or-later
// What a spec says, before names are looked up: the syntax tree, all of it in one arena, every part with its place.
#ifndef CERTIFY_SPEC_AST_H
#define CERTIFY_SPEC_AST_H

#include "base/verdict.h"
#include "spec/arena.h"
#include "spec/lexer.h"
#include "spec/predicate.h"

// ---- expressions, formulas and the values of arguments ----

typedef enum {
    AST_NUMBER,
    AST_NAME,
    AST_UNKNOWN, // ?
    AST_PHRASE,  // two words that are one keyword: almost surely
    AST_TUPLE,   // (a, b, ...)
    AST_CALL,    // children: what is called, the arguments
    AST_PRIME,   // f', f'': child f, `order` of them
    AST_INDEX,   // children: what is indexed, the indices
    AST_NEGATE,
    AST_POWER,   // children: base, exponent
    AST_CHAIN,   // a + b - c, a * b / c: operators between the children, taken from the left
    AST_COMPARE, // a < b <= c: likewise
    AST_NOT,
    AST_AND, // of all children
    AST_OR,
    AST_CASES, // children: guard, value, guard, value, ...; the guard of `otherwise` is NULL
    AST_SUM,   // sum(NAME = lo..hi, e): children lo, hi, e
    AST_BOX    // [a, b] x [c, d]
} ast_kind_t;

typedef struct ast ast_t;

typedef struct {
    span_t span;
    ast_t *lo, *hi;
    bool lo_open, hi_open;
} interval_ast_t;

struct ast {
    ast_kind_t kind;
    unsigned order; // AST_PRIME
    span_t span;
    size_t count, capacity; // of children; intervals for AST_BOX
    ast_t **children;
    size_t operator_capacity;
    token_kind_t *operators; // count - 1 of them, of AST_CHAIN and AST_COMPARE
    span_t name;             // AST_SUM
    interval_ast_t *intervals;
};

// A node without children.
ast_t *ast_new(arena_t *arena, ast_kind_t kind, span_t span);
// Adds a child at the end, widening the span to its end.
void ast_add(arena_t *arena, ast_t *ast, ast_t *child);
// Adds an operator and the child on its right.
void ast_add_operand(arena_t *arena, ast_t *ast, token_kind_t operator_sign, ast_t *child);

// ---- statements ----

// NAME or NAME[1..n] among the arguments of a function or landscape.
typedef struct {
    span_t name;
    ast_t *size; // n, NULL for a single number
} parameter_ast_t;

typedef struct {
    span_t name; // of length 0 for a positional argument
    span_t span; // of the whole
    ast_t *value;
    bool is_member; // of a list, NAME = {a, b}
} argument_ast_t;

typedef struct {
    argument_ast_t *items;
    size_t count, capacity;
} argument_list_t;

typedef struct {
    span_t name;
    bool is_list;
    interval_ast_t interval;
    ast_t **members;
    size_t count, capacity;
} binding_ast_t;

typedef struct {
    span_t title; // with its quotes; of length 0 when absent
    predicate_t predicate;
    span_t predicate_span; // of the whole predicate with its arguments
    span_t text_span;      // of this and of all clauses
    argument_list_t arguments;
    span_t suffix; // the word lands or agrees; of length 0 when absent
    argument_list_t suffix_arguments;
    ast_t *region; // NULL without `on`
    span_t region_span;
    bool has_bindings, has_dynamics, has_expected;
    binding_ast_t *bindings;
    size_t binding_count, binding_capacity;
    span_t dynamics;
    argument_list_t dynamics_arguments;
    verdict_t expected;
} claim_ast_t;

// X(name, word): the words that begin a statement.
#define SPEC_STATEMENTS(X)                                                                                             \
    X(CITE, "cite")                                                                                                    \
    X(LET, "let")                                                                                                      \
    X(LANDSCAPE, "landscape")                                                                                          \
    X(POINT, "point")                                                                                                  \
    X(REGION, "region")                                                                                                \
    X(CLAIM, "claim")

typedef enum {
#define STATEMENT_ENUM(name, word) STATEMENT_##name,
    SPEC_STATEMENTS(STATEMENT_ENUM)
#undef STATEMENT_ENUM
    STATEMENT_COUNT
} statement_kind_t;

// The word that begins a statement, "let".
const char *statement_word(statement_kind_t kind);
// STATEMENT_COUNT when no statement begins with that word.
statement_kind_t statement_find(name_t word);

typedef struct {
    statement_kind_t kind;
    span_t word;         // that it begins with
    span_t name;         // what it defines (of length 0 when that was not reached); the string of a cite
    bool is_broken;      // an error in it was reported
    bool is_function;    // a let with arguments
    bool has_parameters; // the argument list was read to its end
    parameter_ast_t *parameters;
    size_t parameter_count, parameter_capacity;
    ast_t *body; // NULL for an implicit point, whose box is in `box`
    ast_t *box;
    claim_ast_t *claim;
} statement_t;

#endif
