// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms, formulas and the definitions that they need, in Coq.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "expr/derivative.h"

#include <string.h>

bool coq_fail(coq_t *coq, const char *reason)
{
    if (!coq->reason)
        coq->reason = reason;
    return false;
}

expr_t coq_plain(coq_t *coq, expr_t a)
{
    return expr_eliminate_operators(coq->dag, export_without_partial(coq->dag, a));
}

void coq_rational(strbuf_t *out, const fmpq_t value)
{
    char *numerator = fmpz_get_str(NULL, 10, fmpq_numref(value)),
         *denominator = fmpz_get_str(NULL, 10, fmpq_denref(value));
    bool negative = *numerator == '-', whole = fmpz_is_one(fmpq_denref(value));
    if (whole)
        strbuf_printf(out, negative ? "(%s)" : "%s", numerator);
    else
        strbuf_printf(out, negative ? "((%s) / %s)" : "(%s / %s)", numerator, denominator);
    flint_free(numerator);
    flint_free(denominator);
}

// ---- names ----

static bool *grow_flags(bool *flags, size_t old, size_t size)
{
    flags = mem_resize(flags, size, sizeof *flags);
    memset(flags + old, 0, (size - old) * sizeof *flags);
    return flags;
}

// Whether the node's flag was set before.
static bool mark(coq_t *coq, bool **flags, expr_t a)
{
    if (a >= coq->name_capacity) {
        size_t size = dag_size(coq->dag) + 1000;
        coq->named = grow_flags(coq->named, coq->name_capacity, size);
        coq->covered = grow_flags(coq->covered, coq->name_capacity, size);
        coq->stated = grow_flags(coq->stated, coq->name_capacity, size);
        coq->without_data = grow_flags(coq->without_data, coq->name_capacity, size);
        coq->name_capacity = size;
    }
    bool before = (*flags)[a];
    (*flags)[a] = true;
    return before;
}

void coq_mark_stated(coq_t *coq, expr_t derivative)
{
    (void)mark(coq, &coq->stated, derivative);
}

bool coq_is_stated(const coq_t *coq, expr_t derivative)
{
    return derivative < coq->name_capacity && coq->stated[derivative];
}

bool coq_mark_covered(coq_t *coq, expr_t cases)
{
    return mark(coq, &coq->covered, cases);
}

void coq_parameters(strbuf_t *out, coq_t *coq, expr_t a)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, coq->dag, a);
    for (size_t i = 0; i < count; i++) {
        strbuf_append(out, " (");
        variable_append_identifier(out, coq->dag, variables[i]);
        strbuf_append(out, " : R)");
    }
    mem_free(variables);
}

// The root as a number of which the square and bounds are known.
static void define_radical(coq_t *coq, expr_t a)
{
    unsigned node = (unsigned)a;
    strbuf_t text, *out = &text;
    terms_t frame;
    strbuf_init(out);
    if (terms_init(&frame, coq->dag, 0, NULL, 1, &a)) {
        const radical_t *radical = frame.radicals + frame.radical_count - 1;
        fmpq_t square;
        fmpq_init(square);
        fmpq_mpoly_get_fmpq(square, frame.squares + frame.radical_count - 1, frame.ring);
        strbuf_printf(out, "\nDefinition s_%u : R := sqrt ", node);
        coq_term(out, coq, expr_child(coq->dag, a, 0), NULL);
        strbuf_printf(out, ".\nDefinition g_%u : gen := %s", node, radical->is_rational ? "val" : "root");
        if (!radical->is_rational) {
            strbuf_append_char(out, ' ');
            coq_data_rational(out, square);
            strbuf_append_char(out, ' ');
            coq_data_rational(out, radical->lo);
        }
        strbuf_append_char(out, ' ');
        coq_data_rational(out, radical->hi);
        strbuf_printf(out, ".\nGlobal Hint Unfold s_%u : certify_roots.", node);
        strbuf_printf(out, "\nLemma s_%u_in : in_gen g_%u s_%u.\nProof. apply (certify_%s ", node, node, node,
                      radical->is_rational ? "square" : "root");
        coq_data_rational(out, square);
        strbuf_append(out, "); [certify_number | reflexivity]. Qed.\n");
        fmpq_clear(square);
    } else {
        coq_fail(coq, "a radical of no rational number");
    }
    if (coq->reason)
        coq->named[a] = false;
    else
        strbuf_append(&coq->definitions, text.text);
    strbuf_clear(out);
    terms_clear(&frame);
}

void coq_guard(strbuf_t *out, coq_t *coq, expr_t a, const guard_words_t *words)
{
    expr_op_t op = expr_op(coq->dag, a);
    bool differ = op == EXPR_NOT_EQUAL;
    const char *word = words->names[differ ? EXPR_EQUAL : op];
    if (!word) {
        coq_fail(coq, "a case that depends on definedness or smoothness");
        return;
    }
    if (differ)
        strbuf_printf(out, "(%s ", words->names[EXPR_NOT]);
    strbuf_printf(out, "(%s", word);
    for (size_t i = 0; i < expr_child_count(coq->dag, a); i++) {
        expr_t child = expr_child(coq->dag, a, i);
        strbuf_append_char(out, ' ');
        if (expr_is_formula(coq->dag, child))
            coq_guard(out, coq, child, words);
        else
            words->term(out, coq, child);
    }
    strbuf_append(out, differ ? "))" : ")");
}

static void write_open_term(strbuf_t *out, coq_t *coq, expr_t a)
{
    coq_term(out, coq, a, NULL);
}

static const guard_words_t decisions = {
    {[EXPR_LESS] = "Rlt_dec", [EXPR_LESS_EQUAL] = "Rle_dec", [EXPR_EQUAL] = "Req_EM_T", [EXPR_AND] = "certify_and",
     [EXPR_OR] = "certify_or", [EXPR_NOT] = "certify_not", [EXPR_TRUE] = "certify_true",
     [EXPR_FALSE] = "certify_false"},
    write_open_term};

static void write_body(strbuf_t *out, coq_t *coq, expr_t a)
{
    if (expr_op(coq->dag, a) != EXPR_CASES) {
        coq_term(out, coq, a, NULL);
        return;
    }
    for (size_t k = 0; k + 1 < expr_child_count(coq->dag, a); k += 2) {
        strbuf_append(out, "\n  if ");
        coq_guard(out, coq, expr_child(coq->dag, a, k), &decisions);
        strbuf_append(out, " then ");
        coq_term(out, coq, expr_child(coq->dag, a, k + 1), NULL);
        strbuf_append(out, " else");
    }
    strbuf_append(out, " 0");
}

// The term as data, where it has any (coq_data.c).
static void define_data(strbuf_t *out, coq_t *coq, expr_t a, expr_t body)
{
    strbuf_t data;
    strbuf_init(&data);
    coq_data_body(&data, coq, body);
    if (coq->reason) {
        coq->reason = NULL;
        (void)mark(coq, &coq->without_data, a);
    } else {
        strbuf_printf(out, "Definition t_%u : cterm := %s.\n", (unsigned)a, data.text);
    }
    strbuf_clear(&data);
}

static void define_function(coq_t *coq, expr_t a)
{
    bool derivative = expr_op(coq->dag, a) == EXPR_DERIVATIVE;
    expr_t body = derivative ? coq_plain(coq, a) : a;
    strbuf_t text;
    strbuf_init(&text);
    if (derivative) {
        strbuf_t original;
        strbuf_init(&original);
        coq_name(&original, coq, expr_child(coq->dag, a, 0));
        strbuf_printf(&text, "\n(* the derivative of %s, case by case *)", original.text);
        strbuf_clear(&original);
    }
    strbuf_printf(&text, "\nDefinition f_%u", (unsigned)a);
    coq_parameters(&text, coq, a);
    strbuf_append(&text, " : R := ");
    write_body(&text, coq, body);
    strbuf_printf(&text, ".\nGlobal Hint Unfold f_%u : certify.\n", (unsigned)a);
    if (coq->reason) {
        coq->named[a] = false;
    } else {
        define_data(&text, coq, a, body);
        strbuf_append(&coq->definitions, text.text);
    }
    strbuf_clear(&text);
}

void coq_name(strbuf_t *out, coq_t *coq, expr_t a)
{
    strbuf_printf(out, "f_%u", (unsigned)a);
    if (!coq->reason && !mark(coq, &coq->named, a))
        define_function(coq, a);
}

bool coq_has_data(const coq_t *coq, expr_t a)
{
    return a < coq->name_capacity && coq->named[a] && !coq->without_data[a];
}

// ---- terms ----

void coq_variable(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    for (; bindings; bindings = bindings->next)
        if (bindings->variable == a) {
            strbuf_append(out, bindings->text);
            return;
        }
    variable_append_identifier(out, coq->dag, a);
}

// The function named after the node, applied to its variables; `values` are those of an AT node, or NULL.
static void write_application(strbuf_t *out, coq_t *coq, expr_t a, expr_t at, const binding_t *bindings)
{
    strbuf_append_char(out, '(');
    coq_name(out, coq, a);
    expr_t *variables;
    size_t count = expr_free_variables(&variables, coq->dag, a);
    for (size_t i = 0; i < count; i++) {
        expr_t value = variables[i];
        for (size_t k = 1; at != EXPR_NONE && k < expr_child_count(coq->dag, at); k += 2)
            if (expr_child(coq->dag, at, k) == variables[i])
                value = expr_child(coq->dag, at, k + 1);
        strbuf_append_char(out, ' ');
        coq_term(out, coq, value, bindings);
    }
    mem_free(variables);
    strbuf_append_char(out, ')');
}

// Derive f x, the other variables being where they are.
static void write_partial(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    expr_t variable = expr_child(coq->dag, a, 1);
    strbuf_append(out, "(Derive ");
    coq_section(out, coq, expr_child(coq->dag, a, 0), variable, bindings);
    strbuf_append_char(out, ' ');
    coq_variable(out, coq, variable, bindings);
    strbuf_append_char(out, ')');
}

static void write_power(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    slong p, q;
    expr_exponent(&p, &q, coq->dag, a);
    if (q != 1)
        coq_fail(coq, "a root of other index than 2");
    strbuf_append(out, p < 0 ? "(/ " : "(");
    coq_term(out, coq, expr_child(coq->dag, a, 0), bindings);
    strbuf_printf(out, " ^ %ld)", p < 0 ? -p : p);
}

static const struct {
    const char *before, *between, *after;
} operators[EXPR_OPERATOR_COUNT] = {[EXPR_PI] = {"PI", "", ""},
                                    [EXPR_E] = {"(exp 1", "", ")"},
                                    [EXPR_ADD] = {"(", " + ", ")"},
                                    [EXPR_SUB] = {"(", " - ", ")"},
                                    [EXPR_MUL] = {"(", " * ", ")"},
                                    [EXPR_DIV] = {"(", " / ", ")"},
                                    [EXPR_NEG] = {"(- ", "", ")"},
                                    [EXPR_SQRT] = {"(sqrt ", "", ")"},
                                    [EXPR_ABS] = {"(Rabs ", "", ")"},
                                    [EXPR_MIN] = {"(Rmin ", " ", ")"},
                                    [EXPR_MAX] = {"(Rmax ", " ", ")"},
                                    [EXPR_RELU] = {"(Rmax ", "", " 0)"},
                                    [EXPR_EXP] = {"(exp ", "", ")"},
                                    [EXPR_LOG] = {"(ln ", "", ")"},
                                    [EXPR_SIN] = {"(sin ", "", ")"},
                                    [EXPR_COS] = {"(cos ", "", ")"},
                                    [EXPR_TAN] = {"(tan ", "", ")"},
                                    [EXPR_ATAN] = {"(atan ", "", ")"},
                                    [EXPR_SINH] = {"(sinh ", "", ")"},
                                    [EXPR_COSH] = {"(cosh ", "", ")"},
                                    [EXPR_TANH] = {"(tanh ", "", ")"},
                                    [EXPR_SIGMOID] = {"(/ (1 + exp (- ", "", ")))"},
                                    [EXPR_SOFTPLUS] = {"(ln (1 + exp ", "", "))"}};

static void write_operator(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    expr_op_t op = expr_op(coq->dag, a);
    strbuf_append(out, operators[op].before);
    for (size_t i = 0; i < expr_child_count(coq->dag, a); i++) {
        if (i > 0)
            strbuf_append(out, operators[op].between);
        coq_term(out, coq, expr_child(coq->dag, a, i), bindings);
    }
    strbuf_append(out, operators[op].after);
}

static bool is_radical(const coq_t *coq, expr_t a)
{
    return expr_op(coq->dag, a) == EXPR_SQRT && expr_is_constant(coq->dag, a);
}

// Terms are as deep as specs may be nested (spec/parser.h), and derivatives in proportion.
void coq_term(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    expr_op_t op = expr_op(coq->dag, a);
    if (coq->reason || out->length > COQ_MAX_TEXT) {
        coq_fail(coq, "a formula that is too long written out");
        return;
    }
    if (op == EXPR_RATIONAL) {
        coq_rational(out, expr_rational_value(coq->dag, a));
    } else if (op == EXPR_VARIABLE) {
        coq_variable(out, coq, a, bindings);
    } else if (op == EXPR_CASES || op == EXPR_DERIVATIVE) {
        write_application(out, coq, a, EXPR_NONE, bindings);
    } else if (op == EXPR_AT) {
        write_application(out, coq, expr_child(coq->dag, a, 0), a, bindings);
    } else if (op == EXPR_PARTIAL) {
        write_partial(out, coq, a, bindings);
    } else if (op == EXPR_POWER) {
        write_power(out, coq, a, bindings);
    } else if (is_radical(coq, a)) {
        if (!coq->reason && !mark(coq, &coq->named, a))
            define_radical(coq, a);
        strbuf_printf(out, "s_%u", (unsigned)a);
    } else if (operators[op].before) {
        write_operator(out, coq, a, bindings);
    } else {
        coq_fail(coq, "a term without a name in Coq");
    }
}
