// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/estimate.h"

#include "expr/constant_value.h"

#define ESTIMATE_PRECISION 128 // bits

const obligation_t *region_obligation(const obligation_list_t *list)
{
    for (size_t i = list->count; i-- > 0;)
        if (list->items[i].required && list->items[i].state_count > 0 &&
            (list->items[i].kind == OBLIGATION_FORALL || list->items[i].kind == OBLIGATION_PAIR))
            return list->items + i;
    return NULL;
}

static bool estimate_ratio(fmpq_t estimate, decider_t *decider, const instance_t *instance,
                           const obligation_t *region_of)
{
    expr_t numerator, denominator;
    if (!claim_unknown_ratio(&numerator, &denominator, decider->spec, instance))
        return false;
    arb_t value;
    arb_init(value);
    bool maximise = claim_unknown_direction(decider->spec, decider->claim) == UNKNOWN_SMALLEST;
    bool found =
        estimate_extremum(value, &decider->prover, region_of, numerator, denominator, maximise) && arb_is_finite(value);
    if (found)
        arf_get_fmpq(estimate, arb_midref(value));
    arb_clear(value);
    return found;
}

// A bound of a term without variables is that term.
static bool estimate_constant(fmpq_t estimate, decider_t *decider, const instance_t *instance)
{
    expr_t numerator, denominator;
    if (!claim_unknown_ratio(&numerator, &denominator, decider->spec, instance))
        return false;
    dag_t *dag = decider->spec->dag;
    expr_t ratio = expr_binary(dag, EXPR_DIV, numerator, denominator);
    fmpq_t hi;
    fmpq_init(hi);
    bool found = expr_is_constant(dag, ratio) && constant_enclose(estimate, hi, dag, ratio, ESTIMATE_PRECISION);
    fmpq_clear(hi);
    return found;
}

bool estimate_best_constant(fmpq_t estimate, decider_t *decider, size_t row)
{
    instance_t instance = {decider->claim, row, expr_integer(decider->spec->dag, 1), NULL, false};
    obligation_list_t list;
    const char *reason;
    bool found = false;
    fmpq_zero(estimate);
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK) {
        const obligation_t *region_of = region_obligation(&list);
        found = region_of ? estimate_ratio(estimate, decider, &instance, region_of)
                          : estimate_constant(estimate, decider, &instance);
    }
    obligation_list_clear(&list);
    return found;
}
