// SPDX-License-Identifier: LGPL-3.0-or-later
// nonsingular: the map of gradient descent takes no null set out of positive volume: almost everywhere in the region it is
// differentiable with an invertible derivative, I - rate Hess f. Then the starts in the region that the map sends into a null set are a
// null set. False at the exceptional rates, those for which an open part of the region is flattened. With a `?` for the rate: the
// largest c such that no rate in (0, c) is exceptional.
#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/term_matrix.h"

static bool is_decided(const lowering_t *lowering)
{
    if (lowering->system.kind == SYSTEM_GD && lowering->dimension <= TERM_MATRIX_MAX)
        return true;
    *lowering->reason = "nonsingular is decided for gd, in up to 8 variables";
    return false;
}

static status_t lower_nonsingular(lowering_t *lowering)
{
    if (!is_decided(lowering))
        return STATUS_UNSUPPORTED;
    dynamics_add_nonsingular(lowering, "nonsingular", lowering->region);
    return STATUS_OK;
}

// A box in the region, of positive volume, on which the determinant is 0. Values: the parameters, the box.
static status_t lower_singular(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (!is_decided(lowering) || n > 4 || !dynamics_has_values(lowering, parameters + 2 * n))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t box = dynamics_box(lowering, parameters), whole = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < n; i++)
        lowering_add_forall(lowering, "volume", whole,
                            expr_binary(dag, EXPR_LESS, dynamics_value(lowering, parameters + 2 * i),
                                        dynamics_value(lowering, parameters + 2 * i + 1)));
    if (expr_op(dag, lowering->region) != EXPR_TRUE)
        lowering_add_forall(lowering, "in-region", box, lowering->region);
    term_matrix_t jacobian = term_matrix_new(n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            jacobian.entries[i * n + j] = expr_binary(dag, EXPR_PARTIAL, lowering->system.map[i], lowering->state[j]);
    unsigned all = (1u << n) - 1;
    lowering_add_forall(lowering, "singular", box,
                        expr_binary(dag, EXPR_EQUAL, expr_integer(dag, 0), term_matrix_determinant(dag, &jacobian, all, all)));
    mem_free(jacobian.entries);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {{"singular", true, lower_singular}, {NULL, false, NULL}};

const predicate_definition_t predicate_nonsingular = {.predicate = PREDICATE_NONSINGULAR,
                                                      .direction = UNKNOWN_LARGEST,
                                                      .is_dynamic = true,
                                                      .lower = lower_nonsingular,
                                                      .tactics = tactics};
