// SPDX-License-Identifier: LGPL-3.0-or-later
// escapes(from = S), with but = p, within = n, almost surely: every start in S (and in the region) other than p is outside S at
// some time. With a `?` for the noise level: the least level above which that is so.
#include "base/memory.h"
#include "claim/reach.h"

typedef status_t lower_t(lowering_t *lowering, const reach_t *reach);

static status_t lower_with(lowering_t *lowering, lower_t *lower)
{
    dag_t *dag = lowering->dag;
    expr_t set = lowering_formula(lowering, "from");
    reach_t reach = {.region = expr_and(dag, lowering->region, set), .target = expr_unary(dag, EXPR_NOT, set)};
    if (lowering_has_keyword(lowering, "almost surely"))
        reach.mode = ORBIT_ALMOST_SURELY;
    if (lowering_has_keyword(lowering, "almost everywhere"))
        reach.mode = ORBIT_ALMOST_EVERYWHERE;
    if (!lowering_count(&reach.steps, lowering, "within"))
        return STATUS_UNSUPPORTED;
    if (!lowering_point(&reach.but, lowering, "but"))
        reach.but = NULL;
    status_t status = lower(lowering, &reach);
    mem_free(reach.but);
    return status;
}

static status_t lower_partition(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_partition);
}

static status_t lower_avoid(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_avoid);
}

static status_t lower_fixed(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_fixed);
}

static const tactic_definition_t tactics[] = {{"partition", false, lower_partition},
                                              {"avoid", true, lower_avoid},
                                              {"fixed", true, lower_fixed},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_escapes = {
    .predicate = PREDICATE_ESCAPES,
    .parameters = {{"from", ACCEPT_REGION, true, false},
                   {"but", ACCEPT_POINT, false, false},
                   {"within", ACCEPT_NUMBER, false, false}},
    .keywords = {"almost surely", "almost everywhere"},
    .direction = UNKNOWN_SMALLEST,
    .is_dynamic = true,
    .tactics = tactics};
