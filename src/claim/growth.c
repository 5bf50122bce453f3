// SPDX-License-Identifier: LGPL-3.0-or-later
// growth(L = c, toward = p): norm(grad f(x)) <= c norm(x - p) on the region: what the proofs of Mohtashami, Jaggi, Stich
// 2023 (Lemma 1, Theorem 1) use of smoothness.
#include "base/memory.h"
#include "claim/lowering.h"

static bool norms(expr_t *numerator, expr_t *denominator, lowering_t *lowering)
{
    expr_t *centre;
    if (!lowering_point(&centre, lowering, "toward"))
        return false;
    expr_t *gradient = lowering_gradient(lowering), *offset = lowering_offset(lowering, centre);
    *numerator = lowering_norm(lowering->dag, lowering->dimension, gradient);
    *denominator = lowering_norm(lowering->dag, lowering->dimension, offset);
    mem_free(gradient);
    mem_free(offset);
    mem_free(centre);
    return true;
}

static status_t lower_growth(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    lowering_add_domain(lowering, lowering->landscape);
    lowering_add_regularity(lowering, "differentiable", EXPR_DIFFERENTIABLE);
    // Every constant will do if and only if both norms are 0 all over the region, as the constant -1 says.
    expr_t slope, distance, constant = lowering->every ? expr_integer(dag, -1) : lowering_number(lowering, "L");
    if (!norms(&slope, &distance, lowering))
        return STATUS_UNSUPPORTED;
    if (constant == EXPR_NONE) {
        lowering_add_bounded(lowering, "bounded-growth", slope, distance);
        return STATUS_OK;
    }
    expr_t *centre;
    (void)lowering_point(&centre, lowering, "toward");
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, centre);
    obligation_t *inequality = lowering_add(lowering, OBLIGATION_FORALL, "inequality");
    expr_t room = expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, constant, distance), slope);
    inequality->region = lowering->region;
    inequality->conclusion = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), room);
    inequality->shape = SHAPE_GROWTH;
    inequality->shape_function = lowering->landscape;
    inequality->shape_constant = constant;
    inequality->shape_lemma = lemma;
    inequality->centre = centre;
    lowering_quantify(lowering, inequality, true);
    return STATUS_OK;
}

const predicate_definition_t predicate_growth = {
    .predicate = PREDICATE_GROWTH,
    .parameters = {{"L", ACCEPT_NUMBER, true, true, false}, {"toward", ACCEPT_POINT, true, false, false}},
    .direction = UNKNOWN_SMALLEST,
    .lower = lower_growth,
    .ratio = norms};
