// SPDX-License-Identifier: LGPL-3.0-or-later
// minimum(p): f(p) <= f(x) for all x of the region and of the domain in some neighbourhood of p; minimum(p, strict): with < for x other
// than p; minimum(p, global): f(p) <= f(x) for all x of the domain (with strict: p is the only global minimiser).
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/lowering.h"

// 0 <= f(x) - f(p), or (strict) x = p or 0 < f(x) - f(p).
static expr_t comparison(lowering_t *lowering, const expr_t *centre, bool strict)
{
    dag_t *dag = lowering->dag;
    expr_t value = expr_substitute(dag, lowering->landscape, lowering->dimension, lowering->state, centre);
    expr_t excess = expr_binary(dag, EXPR_SUB, lowering->landscape, value), zero = expr_integer(dag, 0);
    if (!strict)
        return expr_binary(dag, EXPR_LESS_EQUAL, zero, excess);
    expr_t at_centre = expr_leaf(dag, EXPR_TRUE);
    expr_t *offset = lowering_offset(lowering, centre);
    for (size_t i = 0; i < lowering->dimension; i++)
        at_centre = expr_and(dag, at_centre, expr_binary(dag, EXPR_EQUAL, zero, offset[i]));
    mem_free(offset);
    return expr_or(dag, at_centre, expr_binary(dag, EXPR_LESS, zero, excess));
}

// A statement about the centre alone.
static void add_constant(lowering_t *lowering, const char *role, expr_t formula, const expr_t *centre)
{
    dag_t *dag = lowering->dag;
    expr_t conclusion = expr_substitute(dag, formula, lowering->dimension, lowering->state, centre);
    if (expr_op(dag, conclusion) == EXPR_TRUE)
        return;
    obligation_t *obligation = lowering_add(lowering, OBLIGATION_FORALL, role); // for all parameters in the centre
    obligation->region = expr_leaf(dag, EXPR_TRUE);
    obligation->conclusion = conclusion;
    lowering_settle(lowering, obligation);
}

static void set_shape(lowering_t *lowering, obligation_t *obligation, expr_t *centre, size_t lemma)
{
    obligation->shape = SHAPE_MINIMUM;
    obligation->shape_function = lowering->landscape;
    obligation->shape_lemma = lemma;
    obligation->centre = centre;
    lowering_quantify(lowering, obligation, true);
}

static void lower_global(lowering_t *lowering, expr_t *centre, bool strict)
{
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, centre);
    obligation_t *forall = lowering_add(lowering, OBLIGATION_FORALL, "global-minimum");
    forall->region = formula_defined(lowering->dag, lowering->landscape);
    forall->conclusion = comparison(lowering, centre, strict);
    set_shape(lowering, forall, centre, lemma);
}

static bool depends_on_parameters(const lowering_t *lowering, const expr_t *centre)
{
    for (size_t i = 0; i < lowering->claim->binding_count; i++)
        for (size_t k = 0; k < lowering->dimension; k++)
            if (expr_depends_on(lowering->dag, centre[k], lowering->claim->bindings[i].variable))
                return true;
    return false;
}

// For a centre that parameters move: D f vanishes there, which a local minimum in the whole space implies and which one
// value of the parameters refutes.
static void add_stationary(lowering_t *lowering, const expr_t *centre)
{
    dag_t *dag = lowering->dag;
    expr_op_t op = lowering_derivative_op(lowering);
    for (size_t i = 0; i < lowering->dimension; i++) {
        expr_t partial = expr_binary(dag, op, lowering->landscape, lowering->state[i]);
        expr_t value = expr_substitute(dag, partial, lowering->dimension, lowering->state, centre);
        lowering_add_forall(lowering, "stationary", expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, EXPR_EQUAL, expr_integer(dag, 0), value));
    }
}

static void lower_local(lowering_t *lowering, expr_t *centre, bool strict)
{
    dag_t *dag = lowering->dag;
    expr_t conclusion = comparison(lowering, centre, strict);
    if (expr_op(dag, lowering->region) != EXPR_TRUE)
        add_constant(lowering, "in-region", formula_normalise(dag, lowering->region), centre);
    expr_t premise = expr_and(dag, formula_defined(dag, lowering->landscape), lowering->region);
    if (expr_op(dag, premise) != EXPR_TRUE)
        conclusion = expr_or(dag, formula_negate(dag, premise), conclusion);
    else if (depends_on_parameters(lowering, centre))
        add_stationary(lowering, centre);
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, centre);
    obligation_t *local = lowering_add(lowering, OBLIGATION_LOCAL, strict ? "strict-minimum" : "local-minimum");
    local->conclusion = conclusion;
    set_shape(lowering, local, centre, lemma);
}

static status_t lower_minimum(lowering_t *lowering)
{
    expr_t *centre;
    if (!lowering_point(&centre, lowering, "at"))
        return STATUS_UNSUPPORTED;
    bool strict = lowering_has_keyword(lowering, "strict");
    expr_t defined = formula_defined(lowering->dag, lowering->landscape);
    if (expr_op(lowering->dag, defined) != EXPR_TRUE)
        add_constant(lowering, "domain", defined, centre);
    if (lowering_has_keyword(lowering, "global"))
        lower_global(lowering, centre, strict);
    else
        lower_local(lowering, centre, strict);
    return STATUS_OK;
}

const predicate_definition_t predicate_minimum = {.predicate = PREDICATE_MINIMUM,
                                                  .parameters = {{"at", ACCEPT_POINT, true, false, false}},
                                                  .keywords = {"strict", "global"},
                                                  .lower = lower_minimum};
