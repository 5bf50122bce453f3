// SPDX-License-Identifier: LGPL-3.0-or-later
// The words that the language has taken: functions, constants, words of grammar, keywords of arguments.
#ifndef CERTIFY_SPEC_WORDS_H
#define CERTIFY_SPEC_WORDS_H

#include "expr/expr.h"
#include "spec/source.h"

typedef enum {
    BUILTIN_UNARY,    // one number: the operator
    BUILTIN_FOLD,     // two or more numbers, from the left: op(op(a, b), c)
    BUILTIN_NORM,     // of a vector or number
    BUILTIN_DOT,      // of two vectors
    BUILTIN_PARTIAL,  // d(f, x, ...)
    BUILTIN_GRADIENT, // grad(f)
    BUILTIN_HESSIAN,  // hess(f)
    BUILTIN_SUM       // sum(i = 1..n, e)
} builtin_form_t;

// X(name, form, least number of arguments, most (0: any number), operator)
#define SPEC_BUILTINS(X)                                                                                               \
    X("sqrt", UNARY, 1, 1, SQRT)                                                                                       \
    X("abs", UNARY, 1, 1, ABS)                                                                                         \
    X("min", FOLD, 2, 0, MIN)                                                                                          \
    X("max", FOLD, 2, 0, MAX)                                                                                          \
    X("exp", UNARY, 1, 1, EXP)                                                                                         \
    X("log", UNARY, 1, 1, LOG)                                                                                         \
    X("sin", UNARY, 1, 1, SIN)                                                                                         \
    X("cos", UNARY, 1, 1, COS)                                                                                         \
    X("tan", UNARY, 1, 1, TAN)                                                                                         \
    X("atan", UNARY, 1, 1, ATAN)                                                                                       \
    X("sinh", UNARY, 1, 1, SINH)                                                                                       \
    X("cosh", UNARY, 1, 1, COSH)                                                                                       \
    X("tanh", UNARY, 1, 1, TANH)                                                                                       \
    X("relu", UNARY, 1, 1, RELU)                                                                                       \
    X("sigmoid", UNARY, 1, 1, SIGMOID)                                                                                 \
    X("softplus", UNARY, 1, 1, SOFTPLUS)                                                                               \
    X("norm", NORM, 1, 1, SQRT)                                                                                        \
    X("dot", DOT, 2, 2, ADD)                                                                                           \
    X("d", PARTIAL, 2, 0, DERIVATIVE)                                                                                  \
    X("grad", GRADIENT, 1, 1, DERIVATIVE)                                                                              \
    X("hess", HESSIAN, 1, 1, DERIVATIVE)                                                                               \
    X("sum", SUM, 2, 2, ADD)

typedef struct {
    const char *name;
    builtin_form_t form;
    size_t least, most;
    expr_op_t op;
} builtin_t;

extern const builtin_t spec_builtins[];
extern const size_t spec_builtin_count;

// NULL when the language has no function of that name.
const builtin_t *builtin_find(name_t name);

// Words that end an expression or begin a part of one: and, on, for, otherwise, let, ...
bool word_is_grammar(name_t name);
// pi, e, inf, whole.
bool word_is_constant(name_t name);
// A word of arguments that needs no definition: strict, stated, float64, ...
bool word_is_keyword(name_t name);
// A map of `with`: gd, sgd, heavy_ball, flow.
bool word_is_dynamics(name_t name);

// The nearest of several words to a misspelt one, if near enough to be meant.
typedef struct {
    name_t wanted;
    name_t best; // of length 0 when none is near
    size_t distance;
} suggestion_t;

suggestion_t suggestion_make(name_t wanted);
void suggestion_offer(suggestion_t *suggestion, name_t candidate);
void suggestion_offer_builtins(suggestion_t *suggestion);
void suggestion_offer_keywords(suggestion_t *suggestion);
void suggestion_offer_dynamics(suggestion_t *suggestion);
void suggestion_offer_predicates(suggestion_t *suggestion);
void suggestion_offer_statements(suggestion_t *suggestion);

// For messages: `%s%.*s%s` with SUGGESTION_ARGUMENTS(s) prints "; did you mean 'x'?" or nothing.
#define SUGGESTION_ARGUMENTS(s)                                                                                        \
    ((s).best.length ? "; did you mean '" : ""), NAME_ARGUMENTS((s).best), ((s).best.length ? "'?" : "")

#endif
