// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/overlap.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "claim/lowering.h"

static void add_overlap(lowering_t *lowering, expr_t cases, size_t first, size_t second)
{
    dag_t *dag = lowering->dag;
    expr_t guards[2] = {expr_child(dag, cases, 2 * first), expr_child(dag, cases, 2 * second)};
    expr_t values[2] = {expr_child(dag, cases, 2 * first + 1), expr_child(dag, cases, 2 * second + 1)};
    if (values[0] == values[1])
        return;
    obligation_t *overlap = lowering_add(lowering, OBLIGATION_EXISTS, "overlap");
    overlap->required = false;
    expr_t both = expr_and(dag, guards[0], guards[1]);
    overlap->region = both;
    overlap->conclusion = formula_normalise(dag, expr_binary(dag, EXPR_NOT_EQUAL, values[0], values[1]));
    lowering_quantify(lowering, overlap, true);
    overlap->region = both; // as written, for the message; the bounds are in the domains as well
}

static void add_overlaps_of(lowering_t *lowering, expr_t cases)
{
    size_t count = expr_child_count(lowering->dag, cases) / 2;
    if (expr_op(lowering->dag, expr_child(lowering->dag, cases, 2 * count - 2)) == EXPR_TRUE)
        count--;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && lowering->list->count < OVERLAP_MAX; j++)
            add_overlap(lowering, cases, i, j);
}

void overlap_obligations(obligation_list_t *list, spec_t *spec)
{
    static const claim_t no_claim = {.id = NULL};
    *list = (obligation_list_t){0, 0, NULL};
    lowering_t lowering = {.spec = spec,
                           .dag = spec->dag,
                           .claim = &no_claim,
                           .list = list,
                           .dimension = spec->dimension,
                           .state = spec->state,
                           .landscape = spec->landscape};
    bool *marked = expr_reachable(spec->dag, 1, &spec->landscape);
    for (expr_t a = 0; a <= spec->landscape; a++)
        if (marked[a] && expr_op(spec->dag, a) == EXPR_CASES)
            add_overlaps_of(&lowering, a);
    mem_free(marked);
}
