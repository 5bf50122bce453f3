// SPDX-License-Identifier: LGPL-3.0-or-later
// holds(formula): the formula is true at all points of the region, for all values of the `for` intervals.
#include "claim/lowering.h"

static status_t lower_holds(lowering_t *lowering)
{
    expr_t formula = lowering_instantiate(lowering, lowering->claim->arguments[0].formula);
    lowering_add_domain(lowering, formula);
    lowering_add_forall(lowering, "holds", lowering->region, formula);
    return STATUS_OK;
}

const predicate_definition_t predicate_holds = {.predicate = PREDICATE_HOLDS, .lower = lower_holds};
