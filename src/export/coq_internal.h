// SPDX-License-Identifier: LGPL-3.0-or-later
// What the files of the Coq writer share. A writer keeps the definitions and lemmas that statements need in one growing
// text; each is written once, before its first use.
#ifndef CERTIFY_EXPORT_COQ_INTERNAL_H
#define CERTIFY_EXPORT_COQ_INTERNAL_H

#include "export/goals.h"
#include "export/polynomial.h"
#include "export/sign.h"

#define COQ_MAX_TEXT 400000 // of one statement or proof
#define COQ_MAX_DEPTH 400   // of a term

// What every file begins with (coq/*.v): the procedure, lemmas, tactics.
extern const char coq_prelude[];
// What comes before the first derivative by the rules (coq/derive.v).
extern const char coq_derivatives[];
// What comes before the first lemma that needs libcoq-interval (coq/enclose.v).
extern const char coq_enclosures[];

// A function of one variable, piece by piece: polynomials on the open cells between its breakpoints.
typedef struct {
    expr_t node, derivative; // EXPR_NONE before it is asked for
    expr_t variable;
    terms_t frame;
    bool is_known; // else the pieces are no polynomials, or the breakpoints no rational numbers
    size_t break_count;
    fmpq *breaks;
    fmpq_mpoly_struct *pieces; // break_count + 1
    bool *continuous, *smooth; // at the breakpoints
    bool *zone_written[2];     // by the place of the zone's lower end: continuity, derivative
    bool derive_written, meeting_written;
} function_t;

typedef struct {
    goals_t *goals;
    dag_t *dag;
    strbuf_t definitions;
    size_t name_capacity;
    // Per node: its function, its condition of definedness, the lemma about it as a derivative are written.
    bool *named, *covered, *stated;
    bool *without_data; // of functions: not as data
    size_t function_count;
    function_t **functions;
    const char *reason; // why the present goal is left out; NULL as long as it is not
    bool encloses;      // the present goal's proof needs libcoq-interval
    bool with_interval; // so does an earlier one's
    bool with_derivatives; // coq_derivatives is written
} coq_t;

// The text that stands for a variable.
typedef struct binding binding_t;
struct binding {
    expr_t variable;
    const char *text;
    const binding_t *next;
};

// Notes the reason unless there is one; false.
bool coq_fail(coq_t *coq, const char *reason);

// How the formula that a case depends on is written: a word for each operator, and terms.
typedef struct {
    const char *names[EXPR_OPERATOR_COUNT];
    void (*term)(strbuf_t *out, coq_t *coq, expr_t a);
} guard_words_t;

// ---- terms (coq_term.c) ----

void coq_rational(strbuf_t *out, const fmpq_t value);
void coq_term(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings);
void coq_variable(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings);
void coq_guard(strbuf_t *out, coq_t *coq, expr_t a, const guard_words_t *words);
// The variables of the node, as parameters of a definition.
void coq_parameters(strbuf_t *out, coq_t *coq, expr_t a);
// Whether its condition was written before.
bool coq_mark_covered(coq_t *coq, expr_t cases);
// The name of the node as a function of its variables; written if need be.
void coq_name(strbuf_t *out, coq_t *coq, expr_t a);
// Whether that function is there as data, too: t_N.
bool coq_has_data(const coq_t *coq, expr_t a);
// The operator-free form, `partial` taken for `derivative`.
expr_t coq_plain(coq_t *coq, expr_t a);

// ---- formulas (coq_formula.c) ----

// That the formula is true (false), the terms in it being defined: docs/certificate-format.md, kinds of obligations.
void coq_formula(strbuf_t *out, coq_t *coq, expr_t formula, bool truth, const binding_t *bindings);

// Conditions that a term is defined, each a proposition, and the nodes that they come from.
typedef struct {
    size_t count;
    expr_t *nodes; // CASES: a case applies; PARTIAL: the derivative exists; AT: those at the values; restrictions
} domain_t;

// Fails for terms whose definedness depends on other things.
bool coq_domain(domain_t *domain, coq_t *coq, expr_t a);
void coq_condition(strbuf_t *out, coq_t *coq, expr_t node, const binding_t *bindings);
// The comparison that says for which operands the operator has a value: of quotients, powers with negative exponents,
// square roots and logarithms; false for other nodes.
bool coq_restriction(expr_t *formula, dag_t *dag, expr_t a);

// ---- polynomials and functions (coq_function.c) ----

void coq_polynomial(strbuf_t *out, const fmpq_mpoly_t a, const terms_t *frame, const char *const *names);
// NULL when it has other variables than that one, or no polynomial pieces. Owned by the writer.
function_t *coq_function(coq_t *coq, expr_t a, expr_t variable);
function_t *coq_derivative(coq_t *coq, function_t *function);
void coq_functions_clear(coq_t *coq);
// The number of the first breakpoint that is not below the value (above it, for `after`).
size_t function_break(const function_t *function, const fmpq_t value, bool after);
// The name of the lemma that says f is continuous (has its derivative) at all points of the cell, a part of one zone
// without kinks; false when there is none. The lemma's premises are the ends of the zone.
bool coq_zone(strbuf_t *name, coq_t *coq, function_t *function, const span_t *range, bool derivative);
// The piece in whose open cell the span is; false when there is none.
bool function_piece(size_t *piece, const function_t *function, const span_t *span);
// Lemmas that the function's pieces have its values at breakpoints where it is continuous: e_N_K_0, e_N_K_1.
void coq_write_meeting(coq_t *coq, function_t *function);
// Lemmas that its derivative's pieces are the derivatives of its pieces: d_N_K.
void coq_write_derives(coq_t *coq, function_t *function);
// Sees to it that lemmas say what function the formula for a derivative is the derivative of, and where.
bool coq_derivative_stated(coq_t *coq, expr_t derivative);
// That the lemma derive_N about the derivative is written (coq_derive.c).
bool coq_is_stated(const coq_t *coq, expr_t derivative);
void coq_mark_stated(coq_t *coq, expr_t derivative);

// ---- data (coq_data.c) ----

// A place of a proof: the cell in which the variables are; bindings for variables with values.
typedef struct {
    coq_t *coq;
    const terms_t *frame;
    const patch_t *cell;
    const binding_t *bindings;
} place_t;

void coq_data_rational(strbuf_t *out, const fmpq_t value);
void coq_data_term(strbuf_t *out, coq_t *coq, expr_t a);
void coq_data_polynomial(strbuf_t *out, const fmpq_mpoly_t a, const terms_t *frame);
void coq_data_body(strbuf_t *out, coq_t *coq, expr_t a); // of a function: cases written out
// Formulas as coq_formula and coq_condition write them: no derivatives that are to exist, nothing about smoothness.
void coq_data_formula(strbuf_t *out, coq_t *coq, expr_t formula, bool truth);
void coq_data_condition(strbuf_t *out, coq_t *coq, expr_t node);
void coq_data_comparison(strbuf_t *out, coq_t *coq, expr_t a, bool truth); // without conditions
// All conditions, and what then holds (NULL for nothing).
void coq_data_conditions(strbuf_t *out, coq_t *coq, const domain_t *domain, const char *then);
// The ranges of the generators, their names, the numbers that they are; the proof that these are in the ranges.
void coq_cell(strbuf_t *out, const place_t *place);
void coq_in_cell(strbuf_t *out, const place_t *place);

// ---- proofs (coq_proof.c) ----

// The tactics that prove that the formula is true (false) in the cell.
bool coq_prove_formula(strbuf_t *out, const place_t *place, expr_t formula, bool truth);
// A comparison without its conditions, derivatives being in the place of what is said to exist.
bool coq_decide_comparison(strbuf_t *out, const place_t *place, expr_t comparison, bool truth);
// The tactic that has Coq decide the goal on the cell: the formula that the data stands for.
void coq_decide(strbuf_t *out, const place_t *place, const char *data);
// Names of a frame's generators, with those of the variables as given; an array (free each and it).
char **coq_generator_names(const terms_t *frame, coq_t *coq, const binding_t *bindings);
void coq_generator_names_free(char **names, const terms_t *frame);

// The tactics that prove a comparison, its sides being defined, by enclosures on parts of the cell (coq_enclose.c).
bool coq_enclose(strbuf_t *out, const place_t *place, expr_t comparison, bool truth);

// The tactics that prove the conclusion of the goal, its variables and suppositions being introduced, by the evidence
// `identity`; false where it is another one, or is about terms that are no polynomials in Coq (coq_identity.c).
bool coq_identity(strbuf_t *out, coq_t *coq, const goal_t *goal, bool truth);

// ---- derivatives by the rules (coq_derive.c) ----

// The function of that variable that the term is, its other variables being where they are.
void coq_section(strbuf_t *out, coq_t *coq, expr_t body, expr_t variable, const binding_t *bindings);
// Sees to it that the lemma derive_N is there: the formula is the derivative where no comparison in the term is an
// equation. False where an operator has no rule.
bool coq_rule(coq_t *coq, expr_t derivative);
// The proof of `is_derive ...` at the place by that lemma; false where something it supposes is not shown on the cell.
bool coq_apply_rule(strbuf_t *out, const place_t *place, expr_t derivative);

// ---- whole lemmas ----

bool coq_goal(strbuf_t *out, coq_t *coq, const goal_t *goal);
bool coq_pair(strbuf_t *out, coq_t *coq, const goal_t *goal); // coq_pair.c

// Ends of intervals and rational points of the evidence, increasing (coq_goal.c).
typedef struct {
    size_t count;
    fmpq *values;
} cuts_t;

void cuts_add(cuts_t *cuts, const fmpq_t value);
void cuts_clear(cuts_t *cuts);
// The rational value of a constant.
bool coq_constant(fmpq_t value, coq_t *coq, expr_t a);
bool coq_span(span_t *range, coq_t *coq, const bounded_t *variable);
// Breakpoints of the operator-free term or formula in the variable.
bool coq_breaks(cuts_t *cuts, coq_t *coq, expr_t plain, expr_t variable);
// "lo < x -> x <= hi -> ", for x of that name.
void coq_bounds(strbuf_t *out, coq_t *coq, const bounded_t *variable, const char *join, const char *name);

#endif
