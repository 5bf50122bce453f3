// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms and formulas as data for the procedure of coq/decide.v, which evaluates them on a cell: what it decides is the
// very statement, as Coq computes it from the data. Names are the numbers of nodes, from 1.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "expr/derivative.h"

#include <string.h>

#define FIRST_TEMPORARY 5000000ul // above all nodes (DAG_NODE_LIMIT)

static const char *const term_names[EXPR_OPERATOR_COUNT] = {
    [EXPR_ADD] = "tAdd", [EXPR_SUB] = "tSub", [EXPR_MUL] = "tMul", [EXPR_DIV] = "tDiv",
    [EXPR_NEG] = "tNeg", [EXPR_ABS] = "tAbs", [EXPR_MIN] = "tMin", [EXPR_MAX] = "tMax"};

static void number(strbuf_t *out, const fmpq_t value)
{
    strbuf_append(out, "(tQ ");
    coq_data_rational(out, value);
    strbuf_append_char(out, ')');
}

void coq_data_rational(strbuf_t *out, const fmpq_t value)
{
    char *numerator = fmpz_get_str(NULL, 10, fmpq_numref(value)),
         *denominator = fmpz_get_str(NULL, 10, fmpq_denref(value));
    strbuf_printf(out, "(%s # %s)", numerator, denominator);
    flint_free(numerator);
    flint_free(denominator);
}

static void name(strbuf_t *out, expr_t a)
{
    strbuf_printf(out, "%lu", (unsigned long)a + 1);
}

// ---- values in the place of variables ----

// `kind` is t or f: of the body that follows.
static void write_values(strbuf_t *out, coq_t *coq, expr_t at, char kind)
{
    size_t count = expr_child_count(coq->dag, at) / 2;
    for (size_t i = 0; i < count; i++) {
        strbuf_printf(out, "(%cLet ", kind);
        if (count == 1)
            name(out, expr_child(coq->dag, at, 1));
        else
            strbuf_printf(out, "%lu", FIRST_TEMPORARY + i);
        strbuf_append_char(out, ' ');
        coq_data_term(out, coq, expr_child(coq->dag, at, 2 * i + 2));
        strbuf_append_char(out, ' ');
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        strbuf_printf(out, "(%cLet ", kind);
        name(out, expr_child(coq->dag, at, 2 * i + 1));
        strbuf_printf(out, " (tV %lu) ", FIRST_TEMPORARY + i);
    }
}

static void end_values(strbuf_t *out, const coq_t *coq, expr_t at)
{
    size_t count = expr_child_count(coq->dag, at) / 2;
    for (size_t i = 0; i < (count > 1 ? 2 * count : count); i++)
        strbuf_append_char(out, ')');
}

// ---- terms ----

static void write_function(strbuf_t *out, coq_t *coq, expr_t a)
{
    strbuf_t function;
    strbuf_init(&function);
    coq_name(&function, coq, a);
    strbuf_clear(&function);
    if (!coq->reason && !coq_has_data(coq, a))
        coq_fail(coq, "a term that is no piecewise polynomial");
    strbuf_printf(out, "t_%u", (unsigned)a);
}

static void write_power(strbuf_t *out, coq_t *coq, expr_t a)
{
    slong p, q;
    expr_exponent(&p, &q, coq->dag, a);
    if (q != 1)
        coq_fail(coq, "a root of other index than 2");
    strbuf_append(out, p < 0 ? "(tInv (tPow " : "(tPow ");
    coq_data_term(out, coq, expr_child(coq->dag, a, 0));
    strbuf_printf(out, p < 0 ? " %ld))" : " %ld)", p < 0 ? -p : p);
}

static void write_operator(strbuf_t *out, coq_t *coq, expr_t a)
{
    expr_op_t op = expr_op(coq->dag, a);
    if (op == EXPR_RELU) {
        strbuf_append(out, "(tMax ");
        coq_data_term(out, coq, expr_child(coq->dag, a, 0));
        strbuf_append(out, " (tQ 0))");
    } else if (term_names[op]) {
        strbuf_printf(out, "(%s", term_names[op]);
        for (size_t i = 0; i < expr_child_count(coq->dag, a); i++) {
            strbuf_append_char(out, ' ');
            coq_data_term(out, coq, expr_child(coq->dag, a, i));
        }
        strbuf_append_char(out, ')');
    } else {
        coq_fail(coq, "a term that is no piecewise polynomial");
    }
}

// As deep as the term itself (coq_term).
void coq_data_term(strbuf_t *out, coq_t *coq, expr_t a)
{
    expr_op_t op = expr_op(coq->dag, a);
    if (coq->reason || out->length > COQ_MAX_TEXT) {
        coq_fail(coq, "a formula that is too long written out");
    } else if (op == EXPR_RATIONAL) {
        number(out, expr_rational_value(coq->dag, a));
    } else if (op == EXPR_VARIABLE || (op == EXPR_SQRT && expr_is_constant(coq->dag, a))) {
        strbuf_append(out, "(tV ");
        name(out, a);
        strbuf_append_char(out, ')');
    } else if (op == EXPR_CASES || op == EXPR_DERIVATIVE) {
        write_function(out, coq, a);
    } else if (op == EXPR_PARTIAL) {
        write_function(out, coq, expr_derivative(coq->dag, expr_child(coq->dag, a, 0), expr_child(coq->dag, a, 1)));
    } else if (op == EXPR_AT) {
        write_values(out, coq, a, 't');
        write_function(out, coq, expr_child(coq->dag, a, 0));
        end_values(out, coq, a);
    } else if (op == EXPR_POWER) {
        write_power(out, coq, a);
    } else {
        write_operator(out, coq, a);
    }
}

void coq_data_polynomial(strbuf_t *out, const fmpq_mpoly_t a, const terms_t *frame)
{
    ulong *exponents = mem_alloc(frame->count, sizeof *exponents);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    slong length = fmpq_mpoly_length(a, frame->ring);
    for (slong t = 1; t < length; t++)
        strbuf_append(out, "(tAdd ");
    for (slong t = 0; t < length; t++) {
        fmpq_mpoly_get_term_coeff_fmpq(coefficient, a, t, frame->ring);
        fmpq_mpoly_get_term_exp_ui(exponents, a, t, frame->ring);
        strbuf_append(out, t ? " " : "");
        for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
            strbuf_append(out, exponents[g] ? "(tMul " : "");
        number(out, coefficient);
        for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++) {
            if (!exponents[g])
                continue;
            strbuf_append(out, exponents[g] > 1 ? " (tPow (tV " : " (tV ");
            name(out,
                 g < frame->variable_count ? frame->variables[g] : frame->radicals[g - frame->variable_count].node);
            if (exponents[g] > 1)
                strbuf_printf(out, ") %lu", exponents[g]);
            strbuf_append(out, "))");
        }
        strbuf_append(out, t ? ")" : "");
    }
    strbuf_append(out, length ? "" : "(tQ 0)");
    fmpq_clear(coefficient);
    mem_free(exponents);
}

// ---- functions by cases ----

// The decision that a case depends on.
static const guard_words_t words = {{[EXPR_LESS] = "fLt", [EXPR_LESS_EQUAL] = "fLe", [EXPR_EQUAL] = "fEq",
                                     [EXPR_AND] = "fAnd", [EXPR_OR] = "fOr", [EXPR_NOT] = "fNot",
                                     [EXPR_TRUE] = "fTrue", [EXPR_FALSE] = "fFalse"},
                                    coq_data_term};

void coq_data_body(strbuf_t *out, coq_t *coq, expr_t a)
{
    if (expr_op(coq->dag, a) != EXPR_CASES) {
        coq_data_term(out, coq, a);
        return;
    }
    size_t count = expr_child_count(coq->dag, a) / 2;
    for (size_t k = 0; k < count; k++) {
        strbuf_append(out, "\n  (tIf ");
        coq_guard(out, coq, expr_child(coq->dag, a, 2 * k), &words);
        strbuf_append_char(out, ' ');
        coq_data_term(out, coq, expr_child(coq->dag, a, 2 * k + 1));
    }
    strbuf_append(out, " (tQ 0)");
    for (size_t k = 0; k < count; k++)
        strbuf_append_char(out, ')');
}

// ---- formulas: as coq_formula writes them ----

void coq_data_condition(strbuf_t *out, coq_t *coq, expr_t node)
{
    const dag_t *dag = coq->dag;
    expr_t formula;
    if (coq_restriction(&formula, coq->dag, node)) {
        coq_data_comparison(out, coq, formula, true);
        return;
    }
    if (expr_op(dag, node) == EXPR_AT) {
        domain_t domain;
        write_values(out, coq, node, 'f');
        if (coq_domain(&domain, coq, expr_child(dag, node, 0)))
            coq_data_conditions(out, coq, &domain, NULL);
        mem_free(domain.nodes);
        end_values(out, coq, node);
        return;
    }
    size_t count = expr_child_count(dag, node) / 2;
    for (size_t k = 0; k < count; k++) {
        strbuf_append(out, k + 1 < count ? "(fOr " : "");
        coq_data_formula(out, coq, expr_child(dag, node, 2 * k), true);
        strbuf_append_char(out, ' ');
    }
    for (size_t k = 1; k < count; k++)
        strbuf_append_char(out, ')');
}

void coq_data_conditions(strbuf_t *out, coq_t *coq, const domain_t *domain, const char *then)
{
    size_t count = domain->count + (then != NULL);
    for (size_t i = 0; i < domain->count; i++) {
        strbuf_append(out, i + 1 < count ? "(fAnd " : "");
        coq_data_condition(out, coq, domain->nodes[i]);
        strbuf_append_char(out, ' ');
    }
    strbuf_append(out, then ? then : count ? "" : "fTrue");
    for (size_t i = 1; i < count; i++)
        strbuf_append_char(out, ')');
}

void coq_data_comparison(strbuf_t *out, coq_t *coq, expr_t a, bool truth)
{
    static const char *const signs[][2] = {
        {"(fGe ", "(fLt "}, {"(fGt ", "(fLe "}, {"(fNot (fEq ", "(fEq "}, {"(fEq ", "(fNot (fEq "}};
    const char *sign = signs[expr_op(coq->dag, a) - EXPR_LESS][truth];
    strbuf_append(out, sign);
    coq_data_term(out, coq, expr_child(coq->dag, a, 0));
    strbuf_append_char(out, ' ');
    coq_data_term(out, coq, expr_child(coq->dag, a, 1));
    strbuf_append(out, sign[2] == 'N' ? "))" : ")");
}

static void write_comparison(strbuf_t *out, coq_t *coq, expr_t a, bool truth)
{
    domain_t domain;
    strbuf_t comparison;
    strbuf_init(&comparison);
    coq_data_comparison(&comparison, coq, a, truth);
    if (coq_domain(&domain, coq, a))
        coq_data_conditions(out, coq, &domain, comparison.text);
    mem_free(domain.nodes);
    strbuf_clear(&comparison);
}

static void write_defined(strbuf_t *out, coq_t *coq, expr_t a, bool truth)
{
    domain_t domain;
    strbuf_append(out, truth ? "" : "(fNot ");
    if (coq_domain(&domain, coq, expr_child(coq->dag, a, 0)))
        coq_data_conditions(out, coq, &domain, NULL);
    mem_free(domain.nodes);
    strbuf_append(out, truth ? "" : ")");
}

void coq_data_formula(strbuf_t *out, coq_t *coq, expr_t formula, bool truth)
{
    const dag_t *dag = coq->dag;
    expr_op_t op = expr_op(dag, formula);
    if (coq->reason || out->length > COQ_MAX_TEXT) {
        coq_fail(coq, "a formula that is too long written out");
    } else if (op == EXPR_TRUE || op == EXPR_FALSE) {
        strbuf_append(out, (op == EXPR_TRUE) == truth ? "fTrue" : "fFalse");
    } else if (op == EXPR_NOT) {
        coq_data_formula(out, coq, expr_child(dag, formula, 0), !truth);
    } else if (op == EXPR_AND || op == EXPR_OR) {
        strbuf_append(out, (op == EXPR_AND) == truth ? "(fAnd " : "(fOr ");
        coq_data_formula(out, coq, expr_child(dag, formula, 0), truth);
        strbuf_append_char(out, ' ');
        coq_data_formula(out, coq, expr_child(dag, formula, 1), truth);
        strbuf_append_char(out, ')');
    } else if (op == EXPR_DEFINED) {
        write_defined(out, coq, formula, truth);
    } else if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL) {
        write_comparison(out, coq, formula, truth);
    } else {
        coq_fail(coq, "a statement about smoothness among others");
    }
}

// ---- cells ----

static void write_end(strbuf_t *out, bool finite, bool open, const fmpq_t value)
{
    if (!finite) {
        strbuf_append(out, " Inf");
        return;
    }
    strbuf_append(out, open ? " (Op " : " (Cl ");
    coq_data_rational(out, value);
    strbuf_append_char(out, ')');
}

static void write_range(strbuf_t *out, const span_t *range)
{
    if (span_is_point(range)) {
        strbuf_append(out, "val ");
        coq_data_rational(out, range->lo);
    } else {
        strbuf_append(out, "ran");
        write_end(out, range->lo_finite, range->lo_open, range->lo);
        write_end(out, range->hi_finite, range->hi_open, range->hi);
    }
}

void coq_cell(strbuf_t *out, const place_t *place)
{
    const terms_t *frame = place->frame;
    size_t count = frame->variable_count + frame->radical_count;
    if (count == 0) {
        strbuf_append(out, "(@nil gen) (@nil positive) (@nil R)");
        return;
    }
    char **names = coq_generator_names(frame, place->coq, place->bindings);
    strbuf_append_char(out, '[');
    for (size_t g = 0; g < count; g++) {
        strbuf_append(out, g ? "; " : "");
        if (g < frame->variable_count)
            write_range(out, place->cell->ranges + g);
        else
            strbuf_printf(out, "g_%u", (unsigned)frame->radicals[g - frame->variable_count].node);
    }
    strbuf_append(out, "] [");
    for (size_t g = 0; g < count; g++) {
        strbuf_append(out, g ? "; " : "");
        name(out, g < frame->variable_count ? frame->variables[g] : frame->radicals[g - frame->variable_count].node);
    }
    strbuf_append(out, "]%positive [");
    for (size_t g = 0; g < count; g++)
        strbuf_printf(out, "%s%s", g ? "; " : "", names[g]);
    strbuf_append_char(out, ']');
    coq_generator_names_free(names, frame);
}

void coq_in_cell(strbuf_t *out, const place_t *place)
{
    const terms_t *frame = place->frame;
    strbuf_append(out, "refine ");
    for (size_t i = 0; i < frame->variable_count; i++)
        strbuf_append(out, "(conj _ ");
    for (size_t r = 0; r < frame->radical_count; r++)
        strbuf_printf(out, "(conj s_%u_in ", (unsigned)frame->radicals[r].node);
    strbuf_append_char(out, 'I');
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
        strbuf_append_char(out, ')');
    strbuf_append(out, frame->variable_count ? "; certify_gen.\n" : ".\n");
}
