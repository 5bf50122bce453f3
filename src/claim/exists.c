// SPDX-License-Identifier: LGPL-3.0-or-later
// exists(formula): the formula is true at some point of the region.
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
    if (exists->variable_count == exists->state_count)
        return STATUS_OK;
    *lowering->reason = "exists under a `for` interval (for all ... there is ...) is not supported; use a list";
    return STATUS_UNSUPPORTED;
}

const predicate_definition_t predicate_exists = {.predicate = PREDICATE_EXISTS, .lower = lower_exists};
