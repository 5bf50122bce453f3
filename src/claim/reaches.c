// SPDX-License-Identifier: LGPL-3.0-or-later
// reaches(S), reaches(S, within = n), reaches(S) almost surely: every start in the region is in S at some time t >= 0.
#include "claim/reach.h"

static bool read_arguments(reach_t *reach, lowering_t *lowering)
{
    *reach = (reach_t){.region = lowering->region, .target = lowering_formula(lowering, "in")};
    if (lowering_has_keyword(lowering, "almost surely"))
        reach->mode = ORBIT_ALMOST_SURELY;
    if (lowering_has_keyword(lowering, "almost everywhere"))
        reach->mode = ORBIT_ALMOST_EVERYWHERE;
    return lowering_count(&reach->steps, lowering, "within");
}

static status_t lower_partition(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_partition(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_avoid(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_avoid(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_fixed(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_fixed(lowering, &reach) : STATUS_UNSUPPORTED;
}

static status_t lower_cycle(lowering_t *lowering)
{
    reach_t reach;
    return read_arguments(&reach, lowering) ? reach_lower_cycle(lowering, &reach) : STATUS_UNSUPPORTED;
}

static const tactic_definition_t tactics[] = {{"partition", false, lower_partition},
                                              {"avoid", true, lower_avoid},
                                              {"fixed", true, lower_fixed},
                                              {"cycle", true, lower_cycle},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_reaches = {
    .predicate = PREDICATE_REACHES,
    .parameters = {{"in", ACCEPT_REGION, true, false}, {"within", ACCEPT_NUMBER, false, false}},
    .keywords = {"almost surely", "almost everywhere"},
    .direction = UNKNOWN_LARGEST,
    .is_dynamic = true,
    .tactics = tactics};
