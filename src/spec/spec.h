// SPDX-License-Identifier: LGPL-3.0-or-later
// A spec file, read and resolved: landscape, points, regions and claims over one expression DAG.
#ifndef CERTIFY_SPEC_SPEC_H
#define CERTIFY_SPEC_SPEC_H

#include "base/diagnostic.h"
#include "base/verdict.h"
#include "expr/expr.h"
#include "spec/predicate.h"

#include <stdbool.h>
#include <stddef.h>

#define SPEC_MAX_BYTES 1000000u
#define SPEC_MAX_DEPTH 200u // nesting of expressions
#define SPEC_MAX_CLAIMS 10000u
#define SPEC_MAX_DIMENSION 64u // variables of a function, names of a `for`
#define SPEC_MAX_LIST 1000u    // members of a `{a, b, c}` list

// A point of the landscape's space.
typedef struct {
    char *name;
    span_t span;
    bool implicit;           // "the one critical point in a box": coordinates are VARIABLE_POINT variables
    expr_t *coordinates;     // dimension of them; constant expressions unless implicit
    expr_t *box_lo, *box_hi; // the box of an implicit point (constants), else NULL
} spec_point_t;

typedef struct {
    char *name;
    span_t span;
    expr_t formula; // over the state variables (and implicit points)
} spec_region_t;

typedef enum {
    VALUE_UNKNOWN, // `?`
    VALUE_NUMBER,  // one real expression
    VALUE_VECTOR,  // dimension real expressions: a point (also the number given for a point in one variable)
    VALUE_FORMULA, // a region or condition
    VALUE_KEYWORD, // a word that names nothing: strict, stated, float64, ...; `almost surely` is one, wherever it stood
    VALUE_BOX,     // [a, b] x [c, d]
    VALUE_NOISE    // uniform(s): keyword "uniform"; number is s, EXPR_NONE for uniform(?)
} value_kind_t;

typedef enum { RELATION_IS, RELATION_AT_LEAST, RELATION_AT_MOST } relation_t; // `name = v`, `name >= v`, `name <= v`

// What the kind does not use is EXPR_NONE or NULL. Numbers and vectors do not depend on the state variables; they may
// depend on parameters and implicit points.
typedef struct {
    char *name; // NULL for a positional argument
    bool is_member; // of a list `name = {a, b}`: one of several arguments of the name
    relation_t relation;
    span_t span;
    value_kind_t kind;
    expr_t number;             // VALUE_NUMBER
    expr_t formula;            // VALUE_FORMULA
    char *keyword;             // VALUE_KEYWORD
    size_t count;              // VALUE_VECTOR, VALUE_BOX: number of coordinates
    expr_t *coordinates;       // VALUE_VECTOR
    expr_t *box_lo, *box_hi;   // VALUE_BOX
    const spec_point_t *point; // VALUE_VECTOR given by the name of a declared point, else NULL
} argument_t;

typedef struct {
    expr_t lo, hi; // constants; EXPR_NONE when that side is unbounded
    bool lo_open, hi_open;
} interval_t;

// One `NAME in INTERVAL` or `NAME in {a, b, c}` of a `for` clause.
typedef struct {
    char *name;
    span_t span;
    expr_t variable; // VARIABLE_PARAMETER
    bool is_list;
    interval_t interval; // unless is_list
    size_t count;        // members of the list
    expr_t *members;
} binding_t;

// `with NAME(arguments)`, possibly absent (name NULL).
typedef struct {
    char *name; // gd, sgd, heavy_ball, flow
    span_t span;
    size_t argument_count;
    argument_t *arguments;
} dynamics_t;

// What a part of a theorem's claim is to it: the first word of the part's title.
#define PART_ROLES(X)                                                                                                  \
    X(NONE, "")                                                                                                        \
    X(HYPOTHESIS, "hypothesis")                                                                                        \
    X(QUANTITY, "quantity")             /* a number that later parts use */                                            \
    X(CONCLUSION, "conclusion")         /* what the theorem promises */                                                \
    X(COUNTEREXAMPLE, "counterexample") /* when proved, a conclusion is false */                                       \
    X(EXCLUSION, "exclusion")           /* when proved, no constants asked for satisfy the hypotheses */                \
    X(DIRECTLY, "directly")             /* a conclusion that the hypotheses imply, looked at without them */           \
    X(REMARK, "remark")

typedef enum {
#define PART_ENUM(name, word) PART_##name,
    PART_ROLES(PART_ENUM)
#undef PART_ENUM
    PART_ROLE_COUNT
} part_role_t;

// "hypothesis", "quantity", ...
const char *part_role_name(part_role_t role);

// `?` in the formula of `holds` or at an end of an interval of its `for`.
typedef enum { ASKED_NOTHING, ASKED_LARGEST, ASKED_SMALLEST } asked_t;

typedef struct {
    char *id;
    char *title; // "" when absent
    span_t span; // of the id
    predicate_t predicate;
    span_t predicate_span; // of the predicate with its arguments and suffix
    size_t argument_count;
    argument_t *arguments; // of ARGUMENTS_FORMULA predicates: one VALUE_FORMULA
    // `orbit(...) lands(S)`, `orbit(...) agrees(float64)`: name NULL when absent
    char *suffix_name;
    size_t suffix_count;
    argument_t *suffix_arguments;
    expr_t region;     // TRUE without `on`
    span_t region_span;
    char *region_text; // the source text of the region as written, "" without `on`
    size_t binding_count;
    binding_t *bindings;
    dynamics_t dynamics;
    verdict_t expected; // VERDICT_PROVED unless the claim says otherwise
    asked_t asked;      // then spec->asked stands in the formula or interval for the constant
    char *asked_name;   // what is asked for: "bound", or the name in `for`
    part_role_t role;   // PART_NONE for a claim that the spec writes down itself
    size_t part_count;  // of a theorem: the claims just before it are its parts
    size_t need_count;  // of a part: the answers that it depends on,
    size_t *needs;      // in spec->answers
} claim_t;

// The answer to the `?` of a part, as later parts of the theorem use it. Its variable stands in them for the value until that is known.
typedef enum { ANSWER_PROVED, ANSWER_LO, ANSWER_HI } answer_end_t; // the constant that is proved; the ends of the enclosure

typedef struct {
    expr_t variable;
    size_t claim; // the part that is asked
    answer_end_t end;
    bool known;
    bool is_rough; // one number of an enclosure that has others
} answer_t;

typedef struct {
    char *path;
    char *text; // the bytes of the file, NUL-terminated
    size_t length;
    dag_t *dag;
    char *cite; // all cite lines, joined with newlines; "" when absent
    char *landscape_name;
    size_t dimension;
    expr_t *state;    // the coordinates' variables
    // For claims about dynamics, one for each coordinate: the position one step before (VARIABLE_PREVIOUS), the noise of a step
    // (VARIABLE_NOISE), a point of a cycle and then the position before it (VARIABLE_POINT).
    expr_t *previous, *noise, *periodic;
    expr_t unknown; // VARIABLE_PARAMETER: the rate or noise level in the place of `?`, below the constant of the instance
    expr_t asked;   // VARIABLE_PARAMETER: the `?` of a formula or interval; EXPR_NONE when no claim has one
    expr_t landscape; // the function's value; over the state variables only
    size_t point_count;
    spec_point_t **points; // each on its own, so that argument_t.point stays valid
    size_t region_count;
    spec_region_t *regions;
    size_t claim_count;
    claim_t *claims;
    size_t answer_count, answer_capacity;
    answer_t *answers;
    diagnostics_t diagnostics;
} spec_t;

// Reads and resolves `length` bytes of spec text; copies what it keeps. STATUS_MALFORMED when there are errors, which
// are then in spec->diagnostics (warnings may be there in any case); STATUS_LIMIT errors are reported there too. The
// spec must be cleared in every case. Deterministic: equal text gives an equal DAG, node by node.
status_t spec_read(spec_t *spec, const char *path, const char *text, size_t length) CERTIFY_MUST_USE;
void spec_clear(spec_t *spec);
void claim_clear(claim_t *claim);

// For `certify eval`: an expression over variables that it introduces itself, in order of appearance, as
// VARIABLE_STATE variables of the given dag.
status_t spec_read_expression(expr_t *result, size_t *variable_count, expr_t **variables, dag_t *dag,
                              diagnostics_t *diagnostics, const char *text, size_t length) CERTIFY_MUST_USE;
// For `certify eval --over 'x=[1,2]'` and `--at 'x=1/3'`: NAME=INTERVAL or NAME=CONSTANT (then lo == hi).
status_t spec_read_assignment(char **name, interval_t *interval, dag_t *dag, diagnostics_t *diagnostics,
                              const char *text, size_t length) CERTIFY_MUST_USE;

#endif
