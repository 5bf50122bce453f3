// SPDX-License-Identifier: LGPL-3.0-or-later
// volume(measure = ?), measure >= c, measure <= c: the Lebesgue measure of the region.
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/measure.h"
#include "claim/null_set.h"

#include <string.h>

// Values: for `?` the bounds. No step is made.
static status_t lower_subdivision(lowering_t *lowering)
{
    size_t n = lowering->dimension;
    if (!measure_is_supported(lowering) || !dynamics_has_values(lowering, measure_value_count(lowering)))
        return STATUS_UNSUPPORTED;
    target_t all = {expr_leaf(lowering->dag, EXPR_TRUE), EXPR_NONE, EXPR_NONE};
    measure_set_bounds(&all, lowering, 0);
    obligation_t *volume = lowering_add(lowering, OBLIGATION_MEASURE, "volume");
    volume->map_count = n;
    volume->map = mem_alloc(n, sizeof *volume->map);
    memcpy(volume->map, lowering->state, n * sizeof *volume->map);
    volume->region = measure_region(lowering);
    volume->has_steps = true;
    volume->target_count = 1;
    volume->targets = mem_alloc(1, sizeof *volume->targets);
    volume->targets[0] = all;
    lowering_quantify(lowering, volume, true);
    return STATUS_OK;
}

// measure <= c. No values: a polynomial that is 0 on the region is not 0 everywhere.
static status_t lower_null(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    const argument_t *measure = lowering_argument(lowering, "measure");
    expr_t zero = expr_integer(dag, 0), whole = expr_leaf(dag, EXPR_TRUE);
    expr_t polynomial = null_set_polynomial(dag, lowering->region, lowering->dimension, lowering->state);
    bool is_bound = measure->kind == VALUE_NUMBER && measure->relation == RELATION_AT_MOST;
    if (!is_bound || polynomial == EXPR_NONE || lowering->has_parameters || !dynamics_has_values(lowering, 0))
        return STATUS_UNSUPPORTED;
    lowering_add_forall(lowering, "bound", whole,
                        expr_binary(dag, EXPR_LESS_EQUAL, zero, lowering_instantiate(lowering, measure->number)));
    obligation_t *exists = lowering_add(lowering, OBLIGATION_EXISTS, "not-zero");
    exists->region = whole;
    exists->conclusion = formula_normalise(dag, expr_binary(dag, EXPR_NOT_EQUAL, zero, polynomial));
    lowering_settle(lowering, exists);
    return STATUS_OK;
}

static status_t lower_contrary(lowering_t *lowering)
{
    return measure_lower_contrary(lowering, lower_subdivision);
}

static const tactic_definition_t tactics[] = {
    {"null", false, lower_null}, {"subdivision", false, lower_subdivision}, {"contrary", true, lower_contrary}, {NULL, false, NULL}};

const predicate_definition_t predicate_volume = {.predicate = PREDICATE_VOLUME,
                                                 .parameters = {{"measure", ACCEPT_NUMBER, true, true, true}},
                                                 .encloses = true,
                                                 .tactics = tactics};
