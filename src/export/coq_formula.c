// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas in Coq, and the conditions under which their terms have values: Coq's functions have some everywhere.
#include "base/memory.h"
#include "export/coq_internal.h"

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

bool coq_restriction(expr_t *formula, dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    slong p, q = 1;
    if (op == EXPR_POWER)
        expr_exponent(&p, &q, dag, a);
    if (q != 1 || (op != EXPR_DIV && op != EXPR_POWER && op != EXPR_SQRT && op != EXPR_LOG))
        return false;
    expr_t operand = expr_child(dag, a, op == EXPR_DIV), zero = expr_integer(dag, 0);
    *formula = op == EXPR_SQRT  ? expr_binary(dag, EXPR_LESS_EQUAL, zero, operand)
               : op == EXPR_LOG ? expr_binary(dag, EXPR_LESS, zero, operand)
                                : expr_binary(dag, EXPR_NOT_EQUAL, operand, zero);
    return true;
}

// Whether the operators below the node, and it, have values wherever their operands have.
static bool all_total(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), total = true;
    for (expr_t b = 0; b <= a && total; b++)
        total = !marked[b] || is_total(dag, b);
    mem_free(marked);
    return total;
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
            expr_t formula;
            bool total = is_total(dag, b);
            good = op == EXPR_DERIVATIVE ? all_total(dag, b) : total || coq_restriction(&formula, coq->dag, b);
            if (!total)
                add_condition(domain, b);
            mark_children(marked, dag, b, 0, 1);
        }
    }
    mem_free(marked);
    return good || coq_fail(coq, "a term that is not defined everywhere");
}

// A comparison, its sides being defined.
static void write_sides(strbuf_t *out, coq_t *coq, expr_t a, bool truth, const binding_t *bindings)
{
    static const char *const signs[][2] = {{">=", "<"}, {">", "<="}, {"<>", "="}, {"=", "<>"}};
    coq_term(out, coq, expr_child(coq->dag, a, 0), bindings);
    strbuf_printf(out, " %s ", signs[expr_op(coq->dag, a) - EXPR_LESS][truth]);
    coq_term(out, coq, expr_child(coq->dag, a, 1), bindings);
}

static void define_cover(coq_t *coq, expr_t a)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "\nDefinition ok_%u", (unsigned)a);
    coq_parameters(&text, coq, a);
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
    expr_t *variables, formula;
    if (expr_op(coq->dag, node) == EXPR_AT) {
        write_condition_at(out, coq, node, bindings);
        return;
    }
    if (coq_restriction(&formula, coq->dag, node)) {
        strbuf_append_char(out, '(');
        write_sides(out, coq, formula, true, bindings);
        strbuf_append_char(out, ')');
        return;
    }
    if (expr_op(coq->dag, node) == EXPR_PARTIAL) {
        expr_t variable = expr_child(coq->dag, node, 1);
        strbuf_append(out, "ex_derive ");
        coq_section(out, coq, expr_child(coq->dag, node, 0), variable, bindings);
        strbuf_append_char(out, ' ');
        coq_variable(out, coq, variable, bindings);
        return;
    }
    if (!coq->reason && !coq_mark_covered(coq, node))
        define_cover(coq, node);
    strbuf_printf(out, "ok_%u", (unsigned)node);
    size_t count = expr_free_variables(&variables, coq->dag, node);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_char(out, ' ');
        coq_variable(out, coq, variables[i], bindings);
    }
    mem_free(variables);
}

// ---- formulas ----

static void write_comparison(strbuf_t *out, coq_t *coq, expr_t a, bool truth, const binding_t *bindings)
{
    domain_t domain;
    strbuf_append_char(out, '(');
    if (coq_domain(&domain, coq, a))
        for (size_t i = 0; i < domain.count; i++) {
            coq_condition(out, coq, domain.nodes[i], bindings);
            strbuf_append(out, " /\\ ");
        }
    mem_free(domain.nodes);
    write_sides(out, coq, a, truth, bindings);
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
        coq_variable(out, coq, *variables, bindings);
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
