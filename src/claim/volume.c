// SPDX-License-Identifier: LGPL-3.0-or-later
// volume(measure = ?), measure >= c, measure <= c: the Lebesgue measure of the region.
#include "base/memory.h"
#include "claim/measure.h"

#include <string.h>

// Values: for `?` the bounds. No step is made.
static status_t lower_subdivision(lowering_t *lowering)
{
    size_t n = lowering->dimension;
    if (!dynamics_has_values(lowering, measure_value_count(lowering)))
        return STATUS_UNSUPPORTED;
    obligation_t *volume = lowering_add(lowering, OBLIGATION_MEASURE, "volume");
    volume->map_count = n;
    volume->map = mem_alloc(n, sizeof *volume->map);
    memcpy(volume->map, lowering->state, n * sizeof *volume->map);
    volume->region = lowering->region;
    volume->has_steps = true;
    volume->target_count = 1;
    volume->targets = mem_alloc(1, sizeof *volume->targets);
    volume->targets[0].formula = expr_leaf(lowering->dag, EXPR_TRUE);
    measure_set_bounds(volume->targets, lowering, 0);
    lowering_quantify(lowering, volume, true);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {{"subdivision", false, lower_subdivision}, {NULL, false, NULL}};

const predicate_definition_t predicate_volume = {.predicate = PREDICATE_VOLUME,
                                                 .parameters = {{"measure", ACCEPT_NUMBER, true, true, true}},
                                                 .encloses = true,
                                                 .tactics = tactics};
