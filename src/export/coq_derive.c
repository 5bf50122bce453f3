// SPDX-License-Identifier: LGPL-3.0-or-later
// Derivatives by the rules of differentiation (coq/derive.v), of terms in one or several variables: lemmas derive_N that
// the formula for a derivative is one wherever no comparison in the term is an equation, and their use on cells.
#include "base/memory.h"
#include "export/coq_internal.h"

#define MAX_LENGTH 300 // of a formula for a derivative; what is longer, Coq compares for minutes

// What a lemma supposes: that operands of kinks and cases differ, that divisors are not 0, radicands are positive.
typedef struct {
    size_t count;
    expr_t *formulas; // NOT_EQUAL, LESS
} premises_t;

static void add_premise(premises_t *premises, expr_t formula)
{
    for (size_t i = 0; i < premises->count; i++)
        if (premises->formulas[i] == formula)
            return;
    premises->formulas = mem_resize(premises->formulas, premises->count + 1, sizeof *premises->formulas);
    premises->formulas[premises->count++] = formula;
}

static bool add_kink(premises_t *premises, dag_t *dag, expr_t l, expr_t r, expr_t variable)
{
    if (expr_depends_on(dag, l, variable) || expr_depends_on(dag, r, variable))
        add_premise(premises, expr_binary(dag, EXPR_NOT_EQUAL, l, r));
    return true;
}

// False for operators without a rule.
static bool add_premises_of(premises_t *premises, dag_t *dag, expr_t a, expr_t variable)
{
    expr_op_t op = expr_op(dag, a);
    bool some = expr_child_count(dag, a) > 0, kink = op >= EXPR_LESS && op <= EXPR_NOT_EQUAL;
    expr_t zero = expr_integer(dag, 0), first = some ? expr_child(dag, a, 0) : zero, second = zero;
    slong p = 1, q = 1;
    if (op == EXPR_POWER)
        expr_exponent(&p, &q, dag, a);
    if (op == EXPR_MIN || op == EXPR_MAX || op == EXPR_DIV || kink)
        second = expr_child(dag, a, 1);
    if (op == EXPR_MIN || op == EXPR_MAX || op == EXPR_ABS || op == EXPR_RELU || kink)
        return add_kink(premises, dag, first, second, variable);
    if (op == EXPR_POWER && p < 0)
        add_premise(premises, expr_binary(dag, EXPR_NOT_EQUAL, first, zero));
    else if (op == EXPR_DIV && expr_op(dag, second) != EXPR_RATIONAL)
        add_premise(premises, expr_binary(dag, EXPR_NOT_EQUAL, second, zero));
    else if ((op == EXPR_SQRT || op == EXPR_LOG) && expr_depends_on(dag, first, variable))
        add_premise(premises, expr_binary(dag, EXPR_LESS, zero, first));
    bool term = op <= EXPR_CASES && op != EXPR_TAN, formula = op >= EXPR_TRUE && op <= EXPR_NOT;
    return (term || formula) && p != 0 && q == 1;
}

// Operators in the formula for the derivative, written out.
static size_t length(const dag_t *dag, expr_t plain)
{
    size_t *lengths = mem_alloc((size_t)plain + 1, sizeof *lengths), result;
    bool *marked = expr_reachable(dag, 1, &plain);
    for (expr_t a = 0; a <= plain; a++) {
        lengths[a] = 1;
        for (size_t i = 0; marked[a] && i < expr_child_count(dag, a) && lengths[a] <= MAX_LENGTH; i++)
            lengths[a] += lengths[expr_child(dag, a, i)];
    }
    result = lengths[plain];
    mem_free(marked);
    mem_free(lengths);
    return result;
}

// Whether Derive stands in the term itself, of which no rule knows the derivative.
static bool has_partial(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), found = false;
    for (expr_t b = 0; b <= a; b++)
        found = found || (marked[b] && expr_op(dag, b) == EXPR_PARTIAL);
    mem_free(marked);
    return found;
}

static bool find_premises(premises_t *premises, coq_t *coq, expr_t derivative)
{
    dag_t *dag = coq->dag;
    expr_t body = expr_child(dag, derivative, 0), plain = coq_plain(coq, body);
    bool *marked = expr_reachable(dag, 1, &plain);
    bool good = !has_partial(dag, body) && length(dag, coq_plain(coq, derivative)) <= MAX_LENGTH;
    for (expr_t a = 0; good && a <= plain; a++)
        good = !marked[a] || add_premises_of(premises, dag, a, expr_child(dag, derivative, 1));
    mem_free(marked);
    return good;
}

// ---- statements ----

void coq_section(strbuf_t *out, coq_t *coq, expr_t body, expr_t variable, const binding_t *bindings)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, coq->dag, body);
    bool alone = count == 1 && *variables == variable;
    strbuf_t name;
    strbuf_init(&name);
    variable_append_identifier(&name, coq->dag, variable);
    binding_t bound = {variable, name.text, bindings};
    if (!alone)
        strbuf_printf(out, "(fun %s => ", name.text);
    coq_name(out, coq, body);
    for (size_t i = 0; !alone && i < count; i++) {
        strbuf_append_char(out, ' ');
        coq_variable(out, coq, variables[i], &bound);
    }
    strbuf_append(out, alone ? "" : ")");
    strbuf_clear(&name);
    mem_free(variables);
}

// is_derive (of the section) at the variable's value, with the formula.
static void write_conclusion(strbuf_t *out, coq_t *coq, expr_t derivative, const binding_t *bindings)
{
    expr_t variable = expr_child(coq->dag, derivative, 1);
    strbuf_append(out, "is_derive ");
    coq_section(out, coq, expr_child(coq->dag, derivative, 0), variable, bindings);
    strbuf_append_char(out, ' ');
    coq_variable(out, coq, variable, bindings);
    strbuf_append_char(out, ' ');
    coq_term(out, coq, derivative, bindings);
}

static bool state(coq_t *coq, expr_t derivative, const premises_t *premises)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "\nLemma derive_%u", (unsigned)derivative);
    coq_parameters(&text, coq, derivative);
    strbuf_append(&text, " :\n  ");
    for (size_t i = 0; i < premises->count; i++) {
        expr_t formula = premises->formulas[i];
        coq_term(&text, coq, expr_child(coq->dag, formula, 0), NULL);
        strbuf_append(&text, expr_op(coq->dag, formula) == EXPR_LESS ? " < " : " <> ");
        coq_term(&text, coq, expr_child(coq->dag, formula, 1), NULL);
        strbuf_append(&text, " -> ");
    }
    write_conclusion(&text, coq, derivative, NULL);
    strbuf_append(&text, ".\nProof. certify_derivative. Qed.\n");
    if (!coq->reason) {
        if (!coq->with_derivatives)
            strbuf_append(&coq->definitions, coq_derivatives);
        coq->with_derivatives = true;
        strbuf_append(&coq->definitions, text.text);
        coq_mark_stated(coq, derivative);
    }
    strbuf_clear(&text);
    return !coq->reason;
}

static bool require_rule(premises_t *premises, coq_t *coq, expr_t derivative)
{
    return find_premises(premises, coq, derivative) &&
           (coq_is_stated(coq, derivative) || state(coq, derivative, premises));
}

bool coq_rule(coq_t *coq, expr_t derivative)
{
    premises_t premises = {0, NULL};
    bool good = require_rule(&premises, coq, derivative);
    mem_free(premises.formulas);
    return good;
}

// ---- use on a cell ----

static bool prove_premise(strbuf_t *out, const place_t *place, expr_t formula)
{
    strbuf_append(out, "{ ");
    bool good = coq_decide_comparison(out, place, formula, true) || coq_enclose(out, place, formula, true);
    strbuf_append(out, "}\n");
    return good;
}

bool coq_apply_rule(strbuf_t *out, const place_t *place, expr_t derivative)
{
    coq_t *coq = place->coq;
    premises_t premises = {0, NULL};
    expr_t *variables;
    size_t count = expr_free_variables(&variables, coq->dag, derivative);
    bool good = require_rule(&premises, coq, derivative);
    strbuf_printf(out, "apply (derive_%u", (unsigned)derivative);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_char(out, ' ');
        coq_variable(out, coq, variables[i], place->bindings);
    }
    strbuf_append(out, ").\n");
    for (size_t i = 0; good && i < premises.count; i++)
        good = prove_premise(out, place, premises.formulas[i]);
    mem_free(premises.formulas);
    mem_free(variables);
    return good;
}

