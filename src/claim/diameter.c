// SPDX-License-Identifier: LGPL-3.0-or-later
// diameter(most = c): norm(x - y) <= c for all points x and y of the region.
#include "base/memory.h"
#include "claim/formula.h"
#include "claim/lowering.h"

static status_t lower_diameter(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    const expr_t *other = lowering->spec->previous; // the coordinates of y
    if (lowering->unknown == EXPR_NONE && lowering_argument(lowering, "most")->kind == VALUE_UNKNOWN) {
        *lowering->reason = "that every number will do in the place of `?`, or none, is not decided";
        return STATUS_UNSUPPORTED;
    }
    expr_t *offset = lowering_offset(lowering, other), most = lowering_number(lowering, "most");
    expr_t there = expr_substitute(dag, lowering->region, lowering->dimension, lowering->state, other);
    expr_t zero = expr_integer(dag, 0);
    lowering_add_forall(lowering, "size", expr_and(dag, lowering->region, there), expr_binary(dag, EXPR_LESS_EQUAL, zero, most));
    // On the line x - y <= c for all pairs is the same; elsewhere the squares are compared.
    bool line = lowering->dimension == 1;
    expr_t size = line ? offset[0] : lowering_dot(dag, lowering->dimension, offset, offset);
    expr_t bound = line ? most : expr_power(dag, most, 2, 1);
    lowering_add_forall(lowering, "diameter", expr_and(dag, lowering->region, there),
                        expr_binary(dag, EXPR_LESS_EQUAL, size, bound));
    mem_free(offset);
    return STATUS_OK;
}

const predicate_definition_t predicate_diameter = {.predicate = PREDICATE_DIAMETER,
                                                   .parameters = {{"most", ACCEPT_NUMBER, true, true, false}},
                                                   .direction = UNKNOWN_SMALLEST,
                                                   .lower = lower_diameter};
