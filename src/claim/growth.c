// SPDX-License-Identifier: LGPL-3.0-or-later
// growth(L = c, toward = p): norm(grad f(x)) <= c norm(x - p) on the region: what the proofs of Mohtashami, Jaggi, Stich
// 2023 (Lemma 1, Theorem 1) use of smoothness. With `piecewise`: for the gradient of the case that x belongs to.
#include "base/memory.h"
#include "claim/assuming.h"
#include "claim/lowering.h"

static bool norms(expr_t *numerator, expr_t *denominator, lowering_t *lowering)
{
    expr_t *centre;
    if (!lowering_point(&centre, lowering, "toward"))
        return false;
    expr_t *gradient = lowering_chosen_gradient(lowering), *offset = lowering_offset(lowering, centre);
    *numerator = lowering_norm(lowering->dag, lowering->dimension, gradient);
    *denominator = lowering_norm(lowering->dag, lowering->dimension, offset);
    mem_free(gradient);
    mem_free(offset);
    mem_free(centre);
    return true;
}

// The same for polynomials of several variables: c >= 0 or x = p, and norm(grad f(x))^2 <= c^2 norm(x - p)^2.
static expr_t squares(lowering_t *lowering, expr_t constant, expr_t conclusion)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t *centre;
    if (n == 1 || !lowering_point(&centre, lowering, "toward"))
        return conclusion;
    expr_t *gradient = lowering_chosen_gradient(lowering), *offset = lowering_offset(lowering, centre);
    expr_t zero = expr_integer(dag, 0), distance = lowering_dot(dag, n, offset, offset);
    expr_t bound = expr_binary(dag, EXPR_MUL, expr_power(dag, constant, 2, 1), distance);
    expr_t room = expr_binary(dag, EXPR_SUB, bound, lowering_dot(dag, n, gradient, gradient));
    expr_t sign = expr_or(dag, expr_binary(dag, EXPR_LESS_EQUAL, zero, constant), expr_binary(dag, EXPR_EQUAL, zero, distance));
    mem_free(gradient);
    mem_free(offset);
    mem_free(centre);
    return expr_and(dag, sign, expr_binary(dag, EXPR_LESS_EQUAL, zero, room));
}

// For the gradient of the case: as far as the region tells the case.
static void add_piecewise(lowering_t *lowering, expr_t conclusion)
{
    expr_t known = expr_assuming(lowering->dag, conclusion, lowering->region);
    lowering_add_forall(lowering, "inequality", lowering->region, known);
}

static status_t lower_growth(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    bool is_piecewise = lowering_has_keyword(lowering, "piecewise");
    lowering_add_domain(lowering, lowering->landscape);
    if (!is_piecewise)
        lowering_add_regularity(lowering, "differentiable", EXPR_DIFFERENTIABLE);
    // Every constant will do if and only if both norms are 0 all over the region, as the constant -1 says.
    expr_t slope, distance, constant = lowering->every ? expr_integer(dag, -1) : lowering_number(lowering, "L");
    if (!norms(&slope, &distance, lowering))
        return STATUS_UNSUPPORTED;
    if (constant == EXPR_NONE) {
        lowering_add_bounded(lowering, "bounded-growth", slope, distance);
        return STATUS_OK;
    }
    expr_t room = expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, constant, distance), slope);
    expr_t conclusion = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), room);
    if (is_piecewise) { // the shape's rule speaks of the true gradient
        add_piecewise(lowering, squares(lowering, constant, conclusion));
        return STATUS_OK;
    }
    lowering_add_shaped(lowering, SHAPE_GROWTH, constant, conclusion);
    return STATUS_OK;
}

const predicate_definition_t predicate_growth = {
    .predicate = PREDICATE_GROWTH,
    .parameters = {{"L", ACCEPT_NUMBER, true, true, false}, {"toward", ACCEPT_POINT, true, false, false}},
    .keywords = {"piecewise"},
    .direction = UNKNOWN_SMALLEST,
    .lower = lower_growth,
    .ratio = norms};
