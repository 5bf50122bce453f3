// SPDX-License-Identifier: LGPL-3.0-or-later
// opsc(mu = c, toward = p): <grad f(x), x - p> >= c norm(x - p)^2 on the region; with `piecewise` for the
// gradient of the case that x belongs to, which need not be that of f at x (Mohtashami, Jaggi, Stich 2023, Definition 2).
#include "base/memory.h"
#include "claim/assuming.h"
#include "claim/lowering.h"

// <grad f(x), x - p> and norm(x - p)^2.
static bool products(expr_t *numerator, expr_t *denominator, lowering_t *lowering)
{
    expr_t *centre;
    if (!lowering_point(&centre, lowering, "toward"))
        return false;
    expr_t *gradient = lowering_chosen_gradient(lowering), *offset = lowering_offset(lowering, centre);
    *numerator = lowering_dot(lowering->dag, lowering->dimension, gradient, offset);
    *denominator = lowering_dot(lowering->dag, lowering->dimension, offset, offset);
    mem_free(gradient);
    mem_free(offset);
    mem_free(centre);
    return true;
}

static status_t lower_opsc(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    bool is_piecewise = lowering_has_keyword(lowering, "piecewise");
    lowering_add_domain(lowering, lowering->landscape);
    if (!is_piecewise)
        lowering_add_regularity(lowering, "differentiable", EXPR_DIFFERENTIABLE);
    expr_t product, square, constant = lowering_number(lowering, "mu");
    if (!products(&product, &square, lowering))
        return STATUS_UNSUPPORTED;
    if (lowering->every) { // if and only if the region has no point but p, where both sides are 0
        lowering_add_forall(lowering, "no-other-point", lowering->region,
                            expr_binary(dag, EXPR_EQUAL, expr_integer(dag, 0), square));
        return STATUS_OK;
    }
    if (constant == EXPR_NONE) {
        lowering_add_bounded(lowering, "bounded-convexity", expr_unary(dag, EXPR_NEG, product), square);
        return STATUS_OK;
    }
    expr_t room = expr_binary(dag, EXPR_SUB, product, expr_binary(dag, EXPR_MUL, constant, square));
    expr_t conclusion = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), room);
    if (is_piecewise) { // as far as the region tells the case; the shape's rule speaks of the true gradient
        lowering_add_forall(lowering, "inequality", lowering->region, expr_assuming(dag, conclusion, lowering->region));
        return STATUS_OK;
    }
    lowering_add_shaped(lowering, SHAPE_OPSC, constant, conclusion);
    return STATUS_OK;
}

const predicate_definition_t predicate_opsc = {
    .predicate = PREDICATE_OPSC,
    .parameters = {{"mu", ACCEPT_NUMBER, true, true, false}, {"toward", ACCEPT_POINT, true, false, false}},
    .keywords = {"piecewise"},
    .direction = UNKNOWN_LARGEST,
    .lower = lower_opsc,
    .ratio = products};
