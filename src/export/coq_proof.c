// SPDX-License-Identifier: LGPL-3.0-or-later
// Proofs in a cell: by the procedure of coq/decide.v where a formula is about piecewise polynomials alone; derivatives
// and smoothness by the lemmas of coq_function.c.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "expr/derivative.h"

#include <string.h>

// ---- names of generators ----

char **coq_generator_names(const terms_t *frame, coq_t *coq, const binding_t *bindings)
{
    char **names = mem_alloc(frame->count + 1, sizeof *names);
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++) {
        strbuf_t name;
        strbuf_init(&name);
        expr_t node = g < frame->variable_count ? frame->variables[g] : frame->radicals[g - frame->variable_count].node;
        coq_term(&name, coq, node, bindings);
        names[g] = strbuf_detach(&name);
        strbuf_clear(&name);
    }
    return names;
}

void coq_generator_names_free(char **names, const terms_t *frame)
{
    for (size_t g = 0; g < frame->variable_count + frame->radical_count; g++)
        mem_free(names[g]);
    mem_free(names);
}

// ---- decisions ----

void coq_decide(strbuf_t *out, const place_t *place, const char *data)
{
    strbuf_append(out, "certify_by ");
    coq_cell(out, place);
    strbuf_printf(out, " %s.\n", data);
    coq_in_cell(out, place);
}

bool coq_decide_comparison(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    coq_t *coq = place->coq;
    if (patch_truth(place->cell, coq_plain(coq, a)) != (truth ? TRUTH_TRUE : TRUTH_FALSE))
        return false;
    strbuf_t data;
    strbuf_init(&data);
    coq_data_comparison(&data, coq, a, truth);
    coq_decide(out, place, data.text);
    strbuf_clear(&data);
    return !coq->reason;
}

// ---- derivatives ----

// By the rules of differentiation.
static bool write_by_rules(strbuf_t *out, const place_t *place, expr_t partial, bool rewrite)
{
    dag_t *dag = place->coq->dag;
    expr_t derivative = expr_derivative(dag, expr_child(dag, partial, 0), expr_child(dag, partial, 1));
    if (rewrite) {
        strbuf_printf(out, "assert (D%u : ", (unsigned)derivative);
        coq_term(out, place->coq, partial, place->bindings);
        strbuf_append(out, " = ");
        coq_term(out, place->coq, derivative, place->bindings);
        strbuf_append(out, ").\n{ apply is_derive_unique.\n");
    } else {
        strbuf_append(out, "{ eexists.\n");
    }
    bool good = coq_apply_rule(out, place, derivative);
    strbuf_append(out, "}\n");
    if (rewrite)
        strbuf_printf(out, "rewrite D%u.\n", (unsigned)derivative);
    return good || coq_fail(place->coq, "a derivative without a lemma on a cell");
}

// The lemma that Derive f x is the formula there.
static bool write_derivative(strbuf_t *out, const place_t *place, expr_t partial, bool rewrite)
{
    coq_t *coq = place->coq;
    expr_t variable = expr_child(coq->dag, partial, 1);
    function_t *function = coq_function(coq, expr_child(coq->dag, partial, 0), variable);
    size_t at = terms_place(place->frame, variable);
    strbuf_t name;
    strbuf_init(&name);
    bool good =
        function && at < place->frame->variable_count && coq_zone(&name, coq, function, place->cell->ranges + at, true);
    if (good && rewrite) {
        strbuf_printf(out, "rewrite (is_derive_unique f_%u ", (unsigned)function->node);
        coq_term(out, coq, variable, place->bindings);
        strbuf_printf(out, " (f_%u ", (unsigned)function->derivative);
        coq_term(out, coq, variable, place->bindings);
        strbuf_printf(out, ")) by (apply %s; certify_end).\n", name.text);
    } else if (good) {
        strbuf_append(out, "{ eexists; ");
        strbuf_printf(out, "apply %s; certify_end. }\n", name.text);
    }
    strbuf_clear(&name);
    return good || write_by_rules(out, place, partial, rewrite);
}

static bool rewrite_derivatives(strbuf_t *out, const place_t *place, expr_t a)
{
    const dag_t *dag = place->coq->dag;
    bool *marked = expr_reachable(dag, 1, &a), good = true;
    for (expr_t b = 0; good && b <= a; b++)
        if (marked[b] && expr_op(dag, b) == EXPR_PARTIAL)
            good = write_derivative(out, place, b, true);
    mem_free(marked);
    return good;
}

// Each formula by cases that the term has as a derivative is shown to be one: where it is not, the goal is left out.
static bool require_derivatives(const place_t *place, expr_t a)
{
    coq_t *coq = place->coq;
    const dag_t *dag = coq->dag;
    bool *marked = expr_reachable(dag, 1, &a), good = true;
    for (expr_t b = 0; good && b <= a; b++) {
        if (!marked[b] || expr_op(dag, b) != EXPR_DERIVATIVE)
            continue;
        good = coq_derivative_stated(coq, b);
    }
    mem_free(marked);
    return good;
}

// ---- formulas ----

// Whether arithmetic alone decides it: no derivative is to exist, nothing to be smooth.
static bool is_arithmetic(const dag_t *dag, expr_t a)
{
    bool *marked = expr_reachable(dag, 1, &a), good = true;
    for (expr_t b = 0; good && b <= a; b++) {
        expr_op_t op = expr_op(dag, b);
        bool regularity = op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
        good = !marked[b] || (op != EXPR_PARTIAL && !regularity);
    }
    mem_free(marked);
    return good;
}

// Whether a case applies on the cell, or the term has a value there.
static bool condition_holds(const place_t *place, expr_t node)
{
    coq_t *coq = place->coq;
    expr_t formula;
    if (coq_restriction(&formula, coq->dag, node))
        return patch_truth(place->cell, coq_plain(coq, formula)) == TRUTH_TRUE;
    expr_t defined = expr_unary(coq->dag, EXPR_DEFINED, node);
    bool good = patch_truth(place->cell, coq_plain(coq, defined)) == TRUTH_TRUE;
    for (size_t k = 0; !good && expr_op(coq->dag, node) == EXPR_CASES && k < expr_child_count(coq->dag, node); k += 2)
        good = patch_truth(place->cell, coq_plain(coq, expr_child(coq->dag, node, k))) == TRUTH_TRUE;
    return good;
}

// Whether the procedure will decide it: definedness by its conditions, the rest by signs.
static bool is_decided(const place_t *place, expr_t a, bool truth)
{
    coq_t *coq = place->coq;
    if (expr_op(coq->dag, a) != EXPR_DEFINED || !truth)
        return require_derivatives(place, a) &&
               patch_truth(place->cell, coq_plain(coq, a)) == (truth ? TRUTH_TRUE : TRUTH_FALSE);
    domain_t domain;
    bool good = coq_domain(&domain, coq, expr_child(coq->dag, a, 0));
    for (size_t i = 0; good && i < domain.count; i++)
        good = condition_holds(place, domain.nodes[i]);
    mem_free(domain.nodes);
    return good;
}

static bool decide_formula(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    coq_t *coq = place->coq;
    if (!is_decided(place, a, truth))
        return false;
    strbuf_t data;
    strbuf_init(&data);
    coq_data_formula(&data, coq, a, truth);
    coq_decide(out, place, data.text);
    strbuf_clear(&data);
    return !coq->reason;
}

static bool prove_condition(strbuf_t *out, const place_t *place, expr_t node)
{
    coq_t *coq = place->coq;
    expr_t formula;
    bool decided = condition_holds(place, node), restriction = coq_restriction(&formula, coq->dag, node);
    if (expr_op(coq->dag, node) == EXPR_PARTIAL)
        return write_derivative(out, place, node, false);
    strbuf_append(out, "{ ");
    bool good = !restriction || (require_derivatives(place, formula) && rewrite_derivatives(out, place, formula));
    if (good && decided) {
        strbuf_t data;
        strbuf_init(&data);
        coq_data_condition(&data, coq, node);
        coq_decide(out, place, data.text);
        strbuf_clear(&data);
    } else if (good) {
        good = restriction ? coq_enclose(out, place, formula, true)
                           : coq_fail(coq, "a term that may be undefined on a cell");
    }
    strbuf_append(out, "}\n");
    return good && !coq->reason;
}

// `more`: something follows the conditions.
static bool prove_conditions(strbuf_t *out, const place_t *place, expr_t a, bool more)
{
    domain_t domain;
    bool good = coq_domain(&domain, place->coq, a);
    for (size_t i = 0; good && i < domain.count; i++) {
        if (more || i + 1 < domain.count)
            strbuf_append(out, "split.\n");
        good = prove_condition(out, place, domain.nodes[i]);
    }
    if (good && !more && domain.count == 0)
        strbuf_append(out, "exact I.\n");
    mem_free(domain.nodes);
    return good;
}

// By its parts: derivatives that are to exist, terms that are no polynomials.
static bool prove_comparison(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    return prove_conditions(out, place, a, true) && require_derivatives(place, a) &&
           rewrite_derivatives(out, place, a) &&
           (coq_decide_comparison(out, place, a, truth) || coq_enclose(out, place, a, truth));
}

static bool prove_regularity(strbuf_t *out, const place_t *place, expr_t a)
{
    coq_t *coq = place->coq;
    expr_t body = expr_child(coq->dag, a, 0);
    if (place->frame->variable_count != 1)
        return coq_fail(coq, "smoothness of a function of several variables");
    const span_t *range = place->cell->ranges;
    function_t *function = coq_function(coq, body, place->frame->variables[0]);
    expr_op_t op = expr_op(coq->dag, a);
    strbuf_t name, slope;
    strbuf_init(&name);
    strbuf_init(&slope);
    bool good = function && coq_zone(&name, coq, function, range, op != EXPR_CONTINUOUS);
    if (op == EXPR_CONTINUOUS)
        strbuf_printf(out, "apply %s; certify_end.\n", name.text);
    else if (op == EXPR_DIFFERENTIABLE)
        strbuf_printf(out, "eexists; apply %s; certify_end.\n", name.text);
    else
        good = good && op == EXPR_C1 && coq_zone(&slope, coq, coq_derivative(coq, function), range, false);
    if (good && op == EXPR_C1)
        strbuf_printf(out, "apply (certify_C1_zone _ _ _ _ _ _ %s %s); certify_end.\n", name.text, slope.text);
    strbuf_clear(&name);
    strbuf_clear(&slope);
    return good || coq_fail(coq, "smoothness without a lemma: no piecewise polynomial with rational breakpoints");
}

static void take_back(strbuf_t *out, size_t length)
{
    out->length = length;
    out->text[length] = 0;
}

static bool prove_either(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    for (size_t side = 0; side < 2; side++) {
        size_t before = out->length;
        const char *reason = place->coq->reason;
        strbuf_append(out, side ? "right.\n" : "left.\n");
        if (coq_prove_formula(out, place, expr_child(place->coq->dag, a, side), truth))
            return true;
        take_back(out, before);
        place->coq->reason = reason;
    }
    return false;
}

bool coq_prove_formula(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    const dag_t *dag = place->coq->dag;
    expr_op_t op = expr_op(dag, a);
    if (place->coq->reason || out->length > COQ_MAX_TEXT)
        return coq_fail(place->coq, "a proof that is too long");
    if (is_arithmetic(dag, a) && decide_formula(out, place, a, truth))
        return true;
    if (op == EXPR_NOT)
        return coq_prove_formula(out, place, expr_child(dag, a, 0), !truth);
    if (op == EXPR_AND || op == EXPR_OR) {
        if ((op == EXPR_OR) == truth)
            return prove_either(out, place, a, truth);
        strbuf_append(out, "split.\n{ ");
        bool good = coq_prove_formula(out, place, expr_child(dag, a, 0), truth);
        strbuf_append(out, "}\n{ ");
        good = good && coq_prove_formula(out, place, expr_child(dag, a, 1), truth);
        strbuf_append(out, "}\n");
        return good;
    }
    if (op == EXPR_DEFINED)
        return truth && prove_conditions(out, place, expr_child(dag, a, 0), false);
    if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL)
        return prove_comparison(out, place, a, truth);
    bool regularity = op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1;
    return truth && regularity && prove_regularity(out, place, a);
}
