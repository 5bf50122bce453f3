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

bool coq_mark_stated(coq_t *coq, expr_t derivative)
{
    return mark(coq, &coq->stated, derivative);
}

static void write_parameters(strbuf_t *out, coq_t *coq, expr_t a)
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
        strbuf_printf(out, ".\nLemma s_%u_in : in_gen g_%u s_%u.\nProof. apply (certify_%s ", node, node, node,
                      radical->is_rational ? "square" : "root");
        coq_data_rational(out, square);
        strbuf_append(out, "); [cbv [lit Qnum Qden]; lra | reflexivity]. Qed.\n");
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

static void write_decision(strbuf_t *out, coq_t *coq, expr_t a)
{
    static const char *const names[EXPR_OPERATOR_COUNT] = {
        [EXPR_LESS] = "Rlt_dec",      [EXPR_LESS_EQUAL] = "Rle_dec", [EXPR_EQUAL] = "Req_EM_T",
        [EXPR_AND] = "certify_and",   [EXPR_OR] = "certify_or",      [EXPR_NOT] = "certify_not",
        [EXPR_TRUE] = "certify_true", [EXPR_FALSE] = "certify_false"};
    expr_op_t op = expr_op(coq->dag, a);
    if (op == EXPR_NOT_EQUAL) {
        strbuf_append(out, "(certify_not (Req_EM_T ");
    } else if (names[op]) {
        strbuf_printf(out, "(%s", names[op]);
    } else {
        coq_fail(coq, "a case that depends on definedness or smoothness");
        return;
    }
    for (size_t i = 0; i < expr_child_count(coq->dag, a); i++) {
        strbuf_append_char(out, ' ');
        if (expr_is_formula(coq->dag, expr_child(coq->dag, a, i)))
            write_decision(out, coq, expr_child(coq->dag, a, i));
        else
            coq_term(out, coq, expr_child(coq->dag, a, i), NULL);
    }
    strbuf_append(out, op == EXPR_NOT_EQUAL ? "))" : ")");
}

static void write_body(strbuf_t *out, coq_t *coq, expr_t a)
{
    if (expr_op(coq->dag, a) != EXPR_CASES) {
        coq_term(out, coq, a, NULL);
        return;
    }
    for (size_t k = 0; k + 1 < expr_child_count(coq->dag, a); k += 2) {
        strbuf_append(out, "\n  if ");
        write_decision(out, coq, expr_child(coq->dag, a, k));
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
    write_parameters(&text, coq, a);
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

static void write_variable(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
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

// Derive f x, of a function of one variable.
static void write_partial(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    expr_t *variables, body = expr_child(coq->dag, a, 0);
    size_t count = expr_free_variables(&variables, coq->dag, body);
    if (count == 1 && *variables == expr_child(coq->dag, a, 1)) {
        strbuf_append(out, "(Derive ");
        coq_name(out, coq, body);
        strbuf_append_char(out, ' ');
        write_variable(out, coq, *variables, bindings);
        strbuf_append_char(out, ')');
    } else {
        coq_fail(coq, "the gradient of a function of several variables");
    }
    mem_free(variables);
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
        write_variable(out, coq, a, bindings);
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

// ---- definedness ----

static void add_condition(domain_t *domain, expr_t node)
{
    for (size_t i = 0; i < domain->count; i++)
        if (domain->nodes[i] == node)
            return;
    domain->nodes = mem_resize(domain->nodes, domain->count + 1, sizeof *domain->nodes);
    domain->nodes[domain->count++] = node;
}

static bool ends_with_true(const dag_t *dag, expr_t cases)
{
    size_t count = expr_child_count(dag, cases);
    return count >= 2 && expr_op(dag, expr_child(dag, cases, count - 2)) == EXPR_TRUE;
}

// Whether the operator has values wherever its operands have.
static bool is_total(const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    slong p, q;
    if (op == EXPR_DIV) {
        expr_t divisor = expr_child(dag, a, 1);
        return expr_op(dag, divisor) == EXPR_RATIONAL && !fmpq_is_zero(expr_rational_value(dag, divisor));
    }
    if (op == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        return p >= 0 && q == 1;
    }
    if (op == EXPR_SQRT)
        return expr_is_constant(dag, a); // its radicand is looked at when it is defined in Coq
    return op != EXPR_LOG && op != EXPR_TAN;
}

// Whether nothing below the node needs a condition.
static bool is_simple(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), simple = true;
    for (expr_t b = 0; b <= a && simple; b++) {
        if (!marked[b])
            continue;
        expr_op_t op = expr_op(dag, b);
        simple = is_total(dag, b) && op != EXPR_PARTIAL && (op != EXPR_CASES || ends_with_true(dag, b));
    }
    mem_free(marked);
    return simple;
}

static bool children_are_simple(const dag_t *dag, expr_t a)
{
    bool simple = true;
    for (size_t i = 0; i < expr_child_count(dag, a) && simple; i++)
        simple = is_simple(dag, expr_child(dag, a, i));
    return simple;
}

static void mark_children(bool *marked, const dag_t *dag, expr_t a, size_t from, size_t step)
{
    for (size_t i = from; i < expr_child_count(dag, a); i += step)
        marked[expr_child(dag, a, i)] = true;
}

bool coq_domain(domain_t *domain, coq_t *coq, expr_t a)
{
    const dag_t *dag = coq->dag;
    *domain = (domain_t){0, NULL};
    bool *marked = mem_alloc((size_t)a + 1, sizeof *marked), good = true;
    marked[a] = true;
    for (expr_t b = a + 1; good && b-- > 0;) {
        expr_op_t op = expr_op(dag, b);
        if (!marked[b])
            continue;
        if (op == EXPR_CASES) {
            good = children_are_simple(dag, b);
            if (!ends_with_true(dag, b))
                add_condition(domain, b);
        } else if (op == EXPR_PARTIAL) {
            add_condition(domain, b);
        } else if (op == EXPR_AT) {
            if (!is_simple(dag, expr_child(dag, b, 0)))
                add_condition(domain, b);
            mark_children(marked, dag, b, 2, 2);
        } else {
            good = is_total(dag, b);
            mark_children(marked, dag, b, 0, 1);
        }
    }
    mem_free(marked);
    return good || coq_fail(coq, "a term that is not defined everywhere");
}

static void define_cover(coq_t *coq, expr_t a)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "\nDefinition ok_%u", (unsigned)a);
    write_parameters(&text, coq, a);
    strbuf_append(&text, " : Prop := ");
    for (size_t k = 0; k + 1 < expr_child_count(coq->dag, a); k += 2) {
        strbuf_append(&text, k ? " \\/ " : "");
        coq_formula(&text, coq, expr_child(coq->dag, a, k), true, NULL);
    }
    strbuf_append(&text, ".\n");
    if (coq->reason)
        coq->covered[a] = false;
    else
        strbuf_append(&coq->definitions, text.text);
    strbuf_clear(&text);
}

// The conditions of the body of an AT node, at the values.
static void write_condition_at(strbuf_t *out, coq_t *coq, expr_t at, const binding_t *bindings)
{
    expr_t body = expr_child(coq->dag, at, 0);
    size_t count = expr_child_count(coq->dag, at) / 2;
    binding_t *inner = mem_alloc(count, sizeof *inner);
    strbuf_t *values = mem_alloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        strbuf_init(values + i);
        coq_term(values + i, coq, expr_child(coq->dag, at, 2 * i + 2), bindings);
        inner[i] = (binding_t){expr_child(coq->dag, at, 2 * i + 1), values[i].text, i ? inner + i - 1 : bindings};
    }
    domain_t domain;
    if (coq_domain(&domain, coq, body))
        for (size_t i = 0; i < domain.count; i++) {
            strbuf_append(out, i ? " /\\ " : "");
            coq_condition(out, coq, domain.nodes[i], inner + count - 1);
        }
    mem_free(domain.nodes);
    for (size_t i = 0; i < count; i++)
        strbuf_clear(values + i);
    mem_free(values);
    mem_free(inner);
}

void coq_condition(strbuf_t *out, coq_t *coq, expr_t node, const binding_t *bindings)
{
    expr_t *variables;
    if (expr_op(coq->dag, node) == EXPR_AT) {
        write_condition_at(out, coq, node, bindings);
        return;
    }
    if (expr_op(coq->dag, node) == EXPR_PARTIAL) {
        strbuf_append(out, "ex_derive ");
        coq_name(out, coq, expr_child(coq->dag, node, 0));
        strbuf_append_char(out, ' ');
        write_variable(out, coq, expr_child(coq->dag, node, 1), bindings);
        return;
    }
    if (!coq->reason && !mark(coq, &coq->covered, node))
        define_cover(coq, node);
    strbuf_printf(out, "ok_%u", (unsigned)node);
    size_t count = expr_free_variables(&variables, coq->dag, node);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_char(out, ' ');
        write_variable(out, coq, variables[i], bindings);
    }
    mem_free(variables);
}

// ---- formulas ----

static void write_comparison(strbuf_t *out, coq_t *coq, expr_t a, bool truth, const binding_t *bindings)
{
    static const char *const signs[][2] = {{">=", "<"}, {">", "<="}, {"<>", "="}, {"=", "<>"}};
    domain_t domain;
    strbuf_append_char(out, '(');
    if (coq_domain(&domain, coq, a))
        for (size_t i = 0; i < domain.count; i++) {
            coq_condition(out, coq, domain.nodes[i], bindings);
            strbuf_append(out, " /\\ ");
        }
    mem_free(domain.nodes);
    coq_term(out, coq, expr_child(coq->dag, a, 0), bindings);
    strbuf_printf(out, " %s ", signs[expr_op(coq->dag, a) - EXPR_LESS][truth]);
    coq_term(out, coq, expr_child(coq->dag, a, 1), bindings);
    strbuf_append_char(out, ')');
}

static void write_regularity(strbuf_t *out, coq_t *coq, expr_t a, const binding_t *bindings)
{
    expr_t *variables, body = expr_child(coq->dag, a, 0);
    size_t count = expr_free_variables(&variables, coq->dag, body);
    strbuf_t name;
    strbuf_init(&name);
    if (count == 1) {
        coq_name(&name, coq, body);
        const char *f = name.text;
        expr_op_t op = expr_op(coq->dag, a);
        strbuf_printf(out,
                      op == EXPR_CONTINUOUS       ? "(continuous %s "
                      : op == EXPR_DIFFERENTIABLE ? "(ex_derive %s "
                                                  : "(certify_%s %s ",
                      op == EXPR_C1   ? "C1"
                      : op == EXPR_C2 ? "C2"
                                      : f,
                      f);
        write_variable(out, coq, *variables, bindings);
        strbuf_append_char(out, ')');
    } else {
        coq_fail(coq, "smoothness of a function of several variables");
    }
    strbuf_clear(&name);
    mem_free(variables);
}

static void write_defined(strbuf_t *out, coq_t *coq, expr_t a, bool truth, const binding_t *bindings)
{
    domain_t domain;
    if (coq_domain(&domain, coq, expr_child(coq->dag, a, 0))) {
        strbuf_append(out, truth ? "(" : "(~ (");
        for (size_t i = 0; i < domain.count; i++) {
            strbuf_append(out, i ? " /\\ " : "");
            coq_condition(out, coq, domain.nodes[i], bindings);
        }
        strbuf_append(out, domain.count ? "" : "True");
        strbuf_append(out, truth ? ")" : "))");
    }
    mem_free(domain.nodes);
}

void coq_formula(strbuf_t *out, coq_t *coq, expr_t formula, bool truth, const binding_t *bindings)
{
    const dag_t *dag = coq->dag;
    expr_op_t op = expr_op(dag, formula);
    if (coq->reason || out->length > COQ_MAX_TEXT) {
        coq_fail(coq, "a formula that is too long written out");
    } else if (op == EXPR_TRUE || op == EXPR_FALSE) {
        strbuf_append(out, (op == EXPR_TRUE) == truth ? "True" : "False");
    } else if (op == EXPR_NOT) {
        coq_formula(out, coq, expr_child(dag, formula, 0), !truth, bindings);
    } else if (op == EXPR_AND || op == EXPR_OR) {
        strbuf_append_char(out, '(');
        coq_formula(out, coq, expr_child(dag, formula, 0), truth, bindings);
        strbuf_append(out, (op == EXPR_AND) == truth ? " /\\ " : " \\/ ");
        coq_formula(out, coq, expr_child(dag, formula, 1), truth, bindings);
        strbuf_append_char(out, ')');
    } else if (op == EXPR_DEFINED) {
        write_defined(out, coq, formula, truth, bindings);
    } else if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL) {
        write_comparison(out, coq, formula, truth, bindings);
    } else if (op == EXPR_AT || !truth) {
        coq_fail(coq, "that a function is not smooth, or smooth at a point");
    } else {
        write_regularity(out, coq, formula, bindings);
    }
}
