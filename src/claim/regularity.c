// SPDX-License-Identifier: LGPL-3.0-or-later
// continuous, differentiable, C1, C2: as in analysis, at every point of the region, breakpoints included; C1 and C2 in a
// neighbourhood of every point.
#include "claim/lowering.h"

static status_t lower(lowering_t *lowering, const char *role, expr_op_t regularity)
{
    lowering_add_domain(lowering, lowering->landscape);
    lowering_add_regularity(lowering, role, regularity);
    return STATUS_OK;
}

static status_t lower_continuous(lowering_t *lowering)
{
    return lower(lowering, "continuous", EXPR_CONTINUOUS);
}

static status_t lower_differentiable(lowering_t *lowering)
{
    return lower(lowering, "differentiable", EXPR_DIFFERENTIABLE);
}

static status_t lower_c1(lowering_t *lowering)
{
    return lower(lowering, "C1", EXPR_C1);
}

static status_t lower_c2(lowering_t *lowering)
{
    return lower(lowering, "C2", EXPR_C2);
}

const predicate_definition_t predicate_continuous = {.predicate = PREDICATE_CONTINUOUS, .lower = lower_continuous};
const predicate_definition_t predicate_differentiable = {.predicate = PREDICATE_DIFFERENTIABLE,
                                                         .lower = lower_differentiable};
const predicate_definition_t predicate_c1 = {.predicate = PREDICATE_C1, .lower = lower_c1};
const predicate_definition_t predicate_c2 = {.predicate = PREDICATE_C2, .lower = lower_c2};
