// SPDX-License-Identifier: LGPL-3.0-or-later
// exists(formula): the formula is true at some point of the region, for some values of the `for` intervals.
#include "claim/formula.h"
#include "claim/lowering.h"

static status_t lower_exists(lowering_t *lowering)
{
    expr_t formula = lowering_instantiate(lowering, lowering->claim->arguments[0].formula);
    lowering_add_domain(lowering, formula);
    obligation_t *exists = lowering_add(lowering, OBLIGATION_EXISTS, "exists");
    exists->region = lowering->region;
    exists->conclusion = formula_normalise(lowering->dag, formula);
    lowering_settle(lowering, exists);
    return STATUS_OK;
}

const predicate_definition_t predicate_exists = {.predicate = PREDICATE_EXISTS, .lower = lower_exists};
