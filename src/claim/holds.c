// SPDX-License-Identifier: LGPL-3.0-or-later
// holds(formula): the formula is true at all points of the region, for all values of the `for` intervals. holds(E <= ?)
// asks for the least upper bound of E, holds(E >= ?) for the greatest lower one; `?` at an end of an interval of `for`,
// for the largest interval.
#include "claim/assuming.h"
#include "claim/lowering.h"

// E / 1 for E <= ? and E >= ?.
static bool bounded_term(expr_t *numerator, expr_t *denominator, lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t formula = lowering->claim->arguments[0].formula, asked = lowering->spec->asked;
    if (lowering->claim->asked == ASKED_NOTHING || expr_op(dag, formula) != EXPR_LESS_EQUAL)
        return false;
    bool is_upper = expr_child(dag, formula, 1) == asked;
    if (!is_upper && expr_child(dag, formula, 0) != asked)
        return false;
    *numerator = lowering_instantiate(lowering, expr_child(dag, formula, is_upper ? 0 : 1));
    *denominator = expr_integer(dag, 1);
    return true;
}

// That some number bounds E, or that every one does: the latter if and only if nothing satisfies the hypotheses.
static status_t lower_without_bound(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t term, one;
    if (!bounded_term(&term, &one, lowering))
        return STATUS_UNSUPPORTED;
    lowering_add_domain(lowering, term);
    if (lowering->every)
        lowering_add_forall(lowering, "no-point", lowering->region,
                            expr_binary(dag, EXPR_LESS, one, expr_integer(dag, 0)));
    else
        lowering_add_bounded(lowering, "bounded",
                             lowering->claim->asked == ASKED_SMALLEST ? term : expr_unary(dag, EXPR_NEG, term), one);
    return STATUS_OK;
}

static status_t lower_holds(lowering_t *lowering)
{
    if (lowering->claim->asked != ASKED_NOTHING && lowering->unknown == EXPR_NONE)
        return lower_without_bound(lowering);
    expr_t formula = lowering_instantiate(lowering, lowering->claim->arguments[0].formula);
    lowering_add_domain(lowering, formula);
    lowering_add_forall(lowering, "holds", lowering->region, formula_without_known(lowering->dag, formula, lowering->region));
    return STATUS_OK;
}

const predicate_definition_t predicate_holds = {
    .predicate = PREDICATE_HOLDS, .lower = lower_holds, .ratio = bounded_term};
