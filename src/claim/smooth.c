// SPDX-License-Identifier: LGPL-3.0-or-later
// smooth(L = c): norm(grad f(x) - grad f(y)) <= c norm(x - y) for all pairs x, y of the region, connected or not
// (Mohtashami, Jaggi, Stich 2023, Definition 1, with the region in the place of the whole space).
#include "base/memory.h"
#include "claim/lowering.h"

// With parameters: for all their values, whatever region and constant these make.
static status_t lower_smooth(lowering_t *lowering)
{
    lowering_add_domain(lowering, lowering->landscape);
    lowering_add_regularity(lowering, "differentiable", EXPR_DIFFERENTIABLE);
    // Every constant will do if and only if the region has at most one point, as the bound -1 says.
    expr_t bound = lowering->every ? expr_integer(lowering->dag, -1) : lowering_number(lowering, "L");
    obligation_t *pair =
        lowering_add(lowering, bound == EXPR_NONE ? OBLIGATION_LIPSCHITZ : OBLIGATION_PAIR, "lipschitz-gradient");
    pair->region = lowering->region;
    pair->map_count = lowering->dimension;
    pair->map = lowering_gradient(lowering);
    pair->bound = bound;
    lowering_quantify(lowering, pair, true);
    return STATUS_OK;
}

// In one dimension the best L is at least the supremum of |f''|, and equal to it on a connected region.
static bool ratio_smooth(expr_t *numerator, expr_t *denominator, lowering_t *lowering)
{
    if (lowering->dimension != 1)
        return false;
    expr_t *gradient = lowering_gradient(lowering);
    expr_t second = expr_derivative(lowering->dag, gradient[0], lowering->state[0]);
    mem_free(gradient);
    *numerator = expr_unary(lowering->dag, EXPR_ABS, second);
    *denominator = expr_integer(lowering->dag, 1);
    return true;
}

const predicate_definition_t predicate_smooth = {.predicate = PREDICATE_SMOOTH,
                                                 .parameters = {{"L", ACCEPT_NUMBER, true, true, false}},
                                                 .direction = UNKNOWN_SMALLEST,
                                                 .lower = lower_smooth,
                                                 .ratio = ratio_smooth};
