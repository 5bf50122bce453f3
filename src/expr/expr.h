// SPDX-License-Identifier: LGPL-3.0-or-later
// The expression DAG: hash-consed, append-only, children before parents. It only builds and reads; nothing here
// simplifies, differentiates or evaluates, so that prover and checker can share it without sharing mathematics.
//
// Real-valued nodes and formulas (truth-valued nodes) live in one table. A constant is a node without variables.
// Derivatives stay operators (EXPR_DERIVATIVE): the prover differentiates symbolically, the checker by jets.
#ifndef CERTIFY_EXPR_EXPR_H
#define CERTIFY_EXPR_EXPR_H

#include "base/flint.h"
#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t expr_t; // a node of a dag; equal nodes of one dag are the same number
#define EXPR_NONE UINT32_MAX

// X(name, text, arity): arity 0 is a leaf, -1 is variadic. The text is the operator's name in certificates.
#define EXPR_OPERATORS(X)                                                                                              \
    X(RATIONAL, "rational", 0)     /* an exact rational number */                                                      \
    X(PI, "pi", 0)                                                                                                     \
    X(E, "e", 0)                                                                                                       \
    X(VARIABLE, "variable", 0)                                                                                         \
    X(ADD, "add", 2)                                                                                                   \
    X(SUB, "sub", 2)                                                                                                   \
    X(MUL, "mul", 2)                                                                                                   \
    X(DIV, "div", 2)                                                                                                   \
    X(NEG, "neg", 1)                                                                                                   \
    X(POWER, "power", 1)           /* child^(p/q), p/q in lowest terms, q >= 1; q > 1 needs child >= 0; x^0 = 1 */     \
    X(SQRT, "sqrt", 1)                                                                                                 \
    X(ABS, "abs", 1)               /* derivative 0 at 0 */                                                             \
    X(MIN, "min", 2)               /* derivative of the first argument on a tie */                                     \
    X(MAX, "max", 2)               /* derivative of the first argument on a tie */                                     \
    X(RELU, "relu", 1)             /* max(child, 0); derivative 0 at 0 */                                              \
    X(EXP, "exp", 1)                                                                                                   \
    X(LOG, "log", 1)                                                                                                   \
    X(SIN, "sin", 1)                                                                                                   \
    X(COS, "cos", 1)                                                                                                   \
    X(TAN, "tan", 1)                                                                                                   \
    X(ATAN, "atan", 1)                                                                                                 \
    X(SINH, "sinh", 1)                                                                                                 \
    X(COSH, "cosh", 1)                                                                                                 \
    X(TANH, "tanh", 1)                                                                                                 \
    X(SIGMOID, "sigmoid", 1)       /* 1/(1 + exp(-child)) */                                                           \
    X(SOFTPLUS, "softplus", 1)     /* log(1 + exp(child)) */                                                           \
    X(CASES, "cases", -1)          /* guard, value, guard, value, ...: the value of the first guard that holds */      \
    X(DERIVATIVE, "derivative", 2) /* d child0 / d child1, child1 a variable; of the case the point belongs to */      \
    X(PARTIAL, "partial", 2)       /* d child0 / d child1 where child0 is differentiable, undefined elsewhere */       \
    X(AT, "at", -1)                /* child0 with variable child1 := child2, child3 := child4, ..., simultaneously */  \
    X(TRUE, "true", 0)                                                                                                 \
    X(FALSE, "false", 0)                                                                                               \
    X(LESS, "less", 2)                                                                                                 \
    X(LESS_EQUAL, "less-equal", 2)                                                                                     \
    X(EQUAL, "equal", 2)                                                                                               \
    X(NOT_EQUAL, "not-equal", 2)                                                                                       \
    X(AND, "and", 2)                                                                                                   \
    X(OR, "or", 2)                                                                                                     \
    X(NOT, "not", 1)                                                                                                   \
    X(DEFINED, "defined", 1)               /* child has a value (a case applies, no pole, no root of a negative) */    \
    X(CONTINUOUS, "continuous", 1)         /* child, as a function of the state variables, is continuous there */      \
    X(DIFFERENTIABLE, "differentiable", 1) /* ... is differentiable there, in the sense of Frechet */                  \
    X(C1, "C1", 1)                         /* ... is continuously differentiable in a neighbourhood */                 \
    X(C2, "C2", 1)                         /* ... is twice continuously differentiable in a neighbourhood */

typedef enum {
#define EXPR_ENUM(name, text, arity) EXPR_##name,
    EXPR_OPERATORS(EXPR_ENUM)
#undef EXPR_ENUM
    EXPR_OPERATOR_COUNT
} expr_op_t;

typedef enum {
    VARIABLE_STATE,     // a coordinate of the landscape
    VARIABLE_PARAMETER, // bound by `for NAME in INTERVAL`
    VARIABLE_POINT,     // a coordinate of a point known only as the one critical point in a box
    VARIABLE_FORMAL,    // a formal argument of a function; never free in an obligation
    VARIABLE_SECOND,    // the second point y of a pair condition on (x, y)
    VARIABLE_PREVIOUS,  // a coordinate of the state one step before, for momentum
    VARIABLE_NOISE      // uniform on [-1, 1], new at each step
} variable_kind_t;

typedef struct dag dag_t;

dag_t *dag_new(void);
void dag_free(dag_t *dag);
size_t dag_size(const dag_t *dag);

// Set once the node limit was exceeded; nodes built after that are EXPR_NONE-free but meaningless, so builders check it
// before using what they built.
bool dag_over_limit(const dag_t *dag);
#define DAG_NODE_LIMIT 4000000u

// Name of an operator in certificates, "add".
const char *expr_op_text(expr_op_t op);
// Arity, -1 for variadic.
int expr_op_arity(expr_op_t op);
// True for TRUE ... C2: nodes with a truth value.
bool expr_op_is_formula(expr_op_t op);

// ---- building (never simplifies; equal calls give equal nodes) ----

expr_t expr_rational(dag_t *dag, const fmpq_t value);
expr_t expr_integer(dag_t *dag, slong value);
expr_t expr_leaf(dag_t *dag, expr_op_t op); // PI, E, TRUE, FALSE
// A new variable, distinct from all others even if the name is in use. Copies the name.
expr_t expr_new_variable(dag_t *dag, const char *name, variable_kind_t kind);
expr_t expr_unary(dag_t *dag, expr_op_t op, expr_t a);
expr_t expr_binary(dag_t *dag, expr_op_t op, expr_t a, expr_t b);
// a^(p/q), q >= 1 (reduced here; p/q = 1/2 becomes SQRT).
expr_t expr_power(dag_t *dag, expr_t a, slong p, slong q);
// count guard/value pairs, in order.
expr_t expr_cases(dag_t *dag, size_t count, const expr_t *guards, const expr_t *values);
expr_t expr_derivative(dag_t *dag, expr_t a, expr_t variable);
// The function a, built with variables[i], at the place where variables[i] has the value values[i].
// Plain substitution, except that a derivative is taken before its variable is replaced (AT nodes).
expr_t expr_substitute(dag_t *dag, expr_t a, size_t count, const expr_t *variables, const expr_t *values);
// A node of any operator with these children: for copying nodes from one dag to another form (exponent and rational
// nodes excepted).
expr_t expr_node(dag_t *dag, expr_op_t op, size_t count, const expr_t *children);
// Conjunction and disjunction without trivial members: and(true, a) is a.
expr_t expr_and(dag_t *dag, expr_t a, expr_t b);
expr_t expr_or(dag_t *dag, expr_t a, expr_t b);

// ---- reading ----

expr_op_t expr_op(const dag_t *dag, expr_t a);
size_t expr_child_count(const dag_t *dag, expr_t a);
expr_t expr_child(const dag_t *dag, expr_t a, size_t k);
const fmpq *expr_rational_value(const dag_t *dag, expr_t a); // of a RATIONAL node, borrowed
void expr_exponent(slong *p, slong *q, const dag_t *dag, expr_t a); // of a POWER node
const char *expr_variable_name(const dag_t *dag, expr_t a);         // of a VARIABLE node, borrowed
variable_kind_t expr_variable_kind(const dag_t *dag, expr_t a);
bool expr_is_formula(const dag_t *dag, expr_t a);
// Whether the variable occurs free in a (AT binds the variables that it replaces).
bool expr_depends_on(const dag_t *dag, expr_t a, expr_t variable);
// Whether a has no free variable of any kind.
bool expr_is_constant(const dag_t *dag, expr_t a);
// The free variables of a in increasing node order, appended to a new array (*variables, free with mem_free); returns
// how many.
size_t expr_free_variables(expr_t **variables, const dag_t *dag, expr_t a);

// Marks what is reachable from the roots: a new array of dag_size(dag) flags (mem_free). Since children have smaller
// numbers, one upward loop over the marked nodes visits children first.
bool *expr_reachable(const dag_t *dag, size_t count, const expr_t *roots);

#endif
