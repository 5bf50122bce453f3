// SPDX-License-Identifier: LGPL-3.0-or-later
// From syntax tree to the DAG: what names stand for, what has which shape. A function that fails has reported the error
// (or an error in what it uses was reported before) and returns a TERM_ERROR, EXPR_NONE, NULL or false.
#ifndef CERTIFY_SPEC_RESOLVER_H
#define CERTIFY_SPEC_RESOLVER_H

#include "spec/fold.h"
#include "spec/parser.h"
#include "spec/spec.h"
#include "spec/words.h"

// ---- values ----

// The Hessian of `body` in `variables`, at the place where they have the values `place` (NULL: themselves).
typedef struct {
    expr_t body;
    const expr_t *variables;
    const expr_t *place;
} hessian_t;

typedef enum { TERM_ERROR, TERM_NUMBER, TERM_VECTOR, TERM_MATRIX, TERM_FORMULA } term_kind_t;

// The value of an expression or formula. A vector of one coordinate and a 1 by 1 matrix also serve as numbers.
typedef struct {
    term_kind_t kind;
    expr_t single;            // TERM_NUMBER, TERM_FORMULA
    size_t count;             // coordinates of a TERM_VECTOR, rows of a TERM_MATRIX
    const expr_t *items;      // TERM_VECTOR
    const hessian_t *hessian; // TERM_MATRIX
} term_t;

// ---- names ----

typedef struct {
    name_t name;
    size_t size;  // coordinates; 0 for a plain number
    size_t first; // of its variables among the function's
} parameter_t;

// A function: the landscape or a `let` with arguments.
typedef struct {
    name_t name;
    const parameter_t *parameters;
    size_t parameter_count;
    const expr_t *variables; // of all parameters
    size_t count;
    term_t body;
} callable_t;

typedef enum { SYMBOL_CONSTANT, SYMBOL_FUNCTION, SYMBOL_STATE, SYMBOL_POINT, SYMBOL_REGION } symbol_kind_t;
typedef enum { SYMBOL_AHEAD, SYMBOL_BEGUN, SYMBOL_DEFINED, SYMBOL_BROKEN } symbol_progress_t;

typedef struct {
    name_t name;
    span_t span; // of its definition
    symbol_kind_t kind;
    symbol_progress_t progress;
    bool is_landscape;
    statement_t *statement;     // that defines it
    term_t value;               // unless SYMBOL_FUNCTION
    const callable_t *callable; // SYMBOL_FUNCTION
    const spec_point_t *point;  // SYMBOL_POINT
} symbol_t;

// A name with the place in some list of what it names, for sorted look-up.
typedef struct {
    name_t name;
    size_t index;
} name_entry_t;

// A name of a function's argument, of `for`, of a sum's index.
typedef struct {
    name_t name;
    term_t value;
    const spec_point_t *point; // the argument of a theorem that is a declared point
    bool is_unknown;           // an argument of a theorem that is `?`, and not answered yet
} local_t;

// What an expression turned out to depend on.
typedef enum { USE_STATE, USE_POINT, USE_PARAMETER, USE_COUNT } use_t;
#define USE_ANY (1u << USE_STATE | 1u << USE_POINT | 1u << USE_PARAMETER)

typedef struct {
    source_t *source;
    arena_t *arena;
    dag_t *dag;
    spec_t *spec;      // NULL where an expression stands alone
    symbol_t *symbols; // in the order of the text
    size_t symbol_count, symbol_capacity;
    name_entry_t *by_name; // the symbols, by name and then by place
    symbol_t *landscape;   // NULL where there is none
    local_t *locals;       // the innermost last
    size_t local_count, local_capacity;
    span_t uses[USE_COUNT]; // the first place of each use since resolver_forget_uses; of length 0 when there is none
    size_t variable_count;  // made so far
    size_t work;            // done so far
    bool is_stopped;        // a limit was reached: all that is built from now on is meaningless
    bool in_template;       // of a theorem's parts: numbers that are answers of earlier parts count as constants
    bool introduces;        // unknown names are new variables:
    local_t *introduced;
    size_t introduced_count, introduced_capacity;
} resolver_t;

// Counts work (nodes visited or built); false, reported once, when there was too much of it or of nodes, and when no
// more errors are reported anyway.
bool resolver_charge(resolver_t *resolver, size_t amount, span_t span);

// ---- symbols.c ----

// Enters what the statements define; reports names defined twice and marks the later statements as broken.
void symbols_collect(resolver_t *resolver, statement_list_t *statements);
// By name, then by index.
void name_entries_sort(name_entry_t *entries, size_t count);
// The innermost local of that name (an introduced variable counts as outermost), or NULL.
const local_t *local_find(const resolver_t *resolver, name_t name);
// The symbol of that name (f: the landscape), or NULL. It need not be defined yet.
symbol_t *symbol_find(const resolver_t *resolver, name_t name);
// Whether the name stands for something here.
bool name_is_visible(const resolver_t *resolver, name_t name);
// Enters a local; false, reported, if it would hide something. Arguments of functions (`is_argument`) may have the
// names of the landscape's variables.
bool local_push(resolver_t *resolver, name_t name, span_t span, term_t value, bool is_argument);
void local_pop(resolver_t *resolver, size_t count);
// Reports that nothing has this name.
void report_unknown_name(resolver_t *resolver, span_t span, bool with_keywords);
// Whether the symbol is defined; reports it if not (but not an error in its definition, which was reported).
bool symbol_check(resolver_t *resolver, const symbol_t *symbol, span_t span);

// ---- term.c ----

term_t term_error(void);
term_t term_number(expr_t number); // EXPR_NONE gives TERM_ERROR
term_t term_formula(expr_t formula);
term_t term_vector(size_t count, const expr_t *items); // borrows items
// The value as a number; reports any other at `span`.
expr_t term_as_number(resolver_t *resolver, term_t term, span_t span);
expr_t term_as_formula(resolver_t *resolver, term_t term, span_t span);
// The value as `count` coordinates, NULL when it has another shape (not reported).
const expr_t *term_coordinates(resolver_t *resolver, const term_t *term, size_t *count);
// Row i, column j (from 0) of a TERM_MATRIX.
expr_t term_entry(resolver_t *resolver, term_t matrix, size_t i, size_t j, span_t span);
term_t term_negate(resolver_t *resolver, term_t a, span_t span);
term_t term_combine(resolver_t *resolver, token_kind_t sign, term_t a, term_t b, span_t span);
expr_t term_norm(resolver_t *resolver, term_t a, span_t span);
expr_t term_dot(resolver_t *resolver, term_t a, term_t b, span_t span);
// "a vector of 2 coordinates", for messages
const char *term_description(resolver_t *resolver, term_t term);

// ---- resolve_expression.c ----

term_t resolve_term(resolver_t *resolver, const ast_t *ast);
expr_t resolve_number(resolver_t *resolver, const ast_t *ast);
expr_t resolve_formula(resolver_t *resolver, const ast_t *ast);
// An integer constant of magnitude at most a million; `what` begins the message.
bool resolve_integer(resolver_t *resolver, slong *value, const ast_t *ast, const char *what);
// A number that depends on no variable of any kind.
expr_t resolve_constant(resolver_t *resolver, const ast_t *ast, const char *what);

// Whether this is `?`, or stands for it.
bool resolver_is_unknown(const resolver_t *resolver, const ast_t *ast);
// What stands in a formula or interval for `?`.
expr_t resolver_asked(resolver_t *resolver);

// A new variable of the DAG.
expr_t resolver_new_variable(resolver_t *resolver, const char *name, variable_kind_t kind);

void resolver_forget_uses(resolver_t *resolver);
void resolver_use(resolver_t *resolver, use_t use, span_t span);
// Reports a use among those in `forbidden` (of bits 1 << USE_...); `what` begins the message.
bool resolver_check_uses(resolver_t *resolver, unsigned forbidden, const char *what);

// ---- resolve_call.c ----

// f(a, b), f'(a), grad(f), grad(f)(p), sqrt(a), ...
term_t resolve_call(resolver_t *resolver, const ast_t *call);
// a with the callable's variables replaced by `place`.
expr_t callable_at(resolver_t *resolver, expr_t a, const callable_t *callable, const expr_t *place, span_t span);

// ---- resolve_parameters.c ----

// The arguments of a function, with a new variable of that kind for each coordinate (`x`, or `x[1]`, `x[2]`, ...); NULL
// after an error. The body is not set.
callable_t *resolve_parameters(resolver_t *resolver, const statement_t *statement, variable_kind_t kind);
// The value of a parameter's name.
term_t parameter_value(const callable_t *callable, const parameter_t *parameter);

// ---- resolve_interval.c ----

// An interval between constants; an end may be infinite.
bool resolve_interval(resolver_t *resolver, interval_t *interval, const interval_ast_t *ast);
// A bounded closed box between constants, `dimension` intervals; lo and hi are new arrays (mem_free). With
// `has_interior` the ends must differ.
bool resolve_box(resolver_t *resolver, expr_t **lo, expr_t **hi, const ast_t *box, bool has_interior);

// ---- resolve_statement.c, resolve_claim.c ----

void resolve_statements(resolver_t *resolver, statement_list_t *statements);
void resolve_claim(resolver_t *resolver, claim_t *claim, const claim_ast_t *ast);

#endif
