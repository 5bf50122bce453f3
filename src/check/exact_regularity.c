// SPDX-License-Identifier: LGPL-3.0-or-later
// How regular a piecewise polynomial is at a point of the line, by the polynomials beside it; derivatives in the sense
// of analysis.
#include "check/exact_internal.h"

// Whether derivatives 0 .. order of p and q agree at the point.
static kleene_t agree(const rpoly_struct *p, const rpoly_struct *q, int order, const exact_t *e)
{
    rpoly_t difference;
    rpoly_init(difference);
    kleene_t truth = rpoly_sub(difference, p, q, e->reals) == STATUS_OK ? KLEENE_TRUE : KLEENE_UNKNOWN;
    for (int k = 0; truth == KLEENE_TRUE && k <= order; k++) {
        int sign;
        if (rpoly_sign_at(&sign, difference, e->place->point, e->reals) != STATUS_OK ||
            rpoly_derivative(difference, difference, e->reals) != STATUS_OK)
            truth = KLEENE_UNKNOWN;
        else if (sign != 0)
            truth = KLEENE_FALSE;
    }
    rpoly_clear(difference);
    return truth;
}

// Continuous, relative to the domain: the value is the limit from each side where there are values.
static kleene_t continuous_at_point(const exact_t *e, size_t term)
{
    kleene_t truth = KLEENE_TRUE;
    for (int side = 0; side < 2; side++) {
        const jet_t *beside = &e->sides[side]->values[term].jet;
        if (jet_has_value(beside))
            truth = kleene_and(truth, agree(exact_item(beside, 0), exact_item(&e->values[term].jet, 0), 0, e));
        else if (!exact_is_undefined(beside))
            truth = kleene_and(truth, KLEENE_UNKNOWN);
    }
    return truth;
}

// k times differentiable: values on both sides, continuous, one-sided derivatives up to the k-th agree. For polynomials
// on both sides that is also C^k in a neighbourhood.
static kleene_t differentiable_at_point(const exact_t *e, size_t term, int k)
{
    const jet_t *below = &e->sides[0]->values[term].jet, *above = &e->sides[1]->values[term].jet;
    if (exact_is_undefined(below) || exact_is_undefined(above))
        return KLEENE_FALSE;
    if (!jet_has_value(below) || !jet_has_value(above))
        return KLEENE_UNKNOWN;
    return kleene_and(continuous_at_point(e, term), agree(exact_item(below, 0), exact_item(above, 0), k, e));
}

static kleene_t regular_at_point(const exact_t *e, expr_op_t op, size_t term)
{
    if (op == EXPR_DEFINED)
        return KLEENE_TRUE;
    if (!e->sides[0])
        return KLEENE_UNKNOWN;
    return op == EXPR_CONTINUOUS ? continuous_at_point(e, term)
                                 : differentiable_at_point(e, term, op == EXPR_C2 ? 2 : 1);
}

// Beside points and in cells the term is one polynomial.
void exact_run_regularity(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *u = &exact_operand(e, step, 0)->jet;
    v->undefined = false;
    if (!jet_has_value(u))
        v->truth = exact_is_undefined(u) ? KLEENE_FALSE : KLEENE_UNKNOWN;
    else if (e->place->kind == PLACE_POINT)
        v->truth = regular_at_point(e, step->op, e->plan->operands[step->first]);
    else
        v->truth = KLEENE_TRUE;
    if (v->truth == KLEENE_TRUE && step->op != EXPR_DEFINED && !e->line_is_space)
        v->truth = KLEENE_UNKNOWN;
}

// The derivative at a point of the line that is the space: of the polynomials beside it, when they agree. Of higher
// derivatives nothing is said.
static void partial_at_point(exact_t *e, const step_t *step, exact_value_t *v, size_t term)
{
    expr_t variable = expr_child(e->plan->dag, step->node, 1);
    bool along_line = e->sides[0] && expr_variable_kind(e->plan->dag, variable) == VARIABLE_STATE;
    kleene_t differentiable = along_line ? differentiable_at_point(e, term, 1) : KLEENE_UNKNOWN;
    if (differentiable != KLEENE_TRUE) {
        jet_fail(&v->jet, differentiable == KLEENE_FALSE ? STATUS_DOMAIN : STATUS_UNSUPPORTED, &e->jets);
        return;
    }
    jet_derivative(&v->jet, &e->sides[0]->values[term].jet, step->variable, &e->jets);
    for (size_t i = 1; i < jet_count(&v->jet, &e->jets); i++)
        v->jet.known[i] = false;
    v->jet.derivative_failure = STATUS_UNSUPPORTED;
}

// The derivative in the sense of analysis. Where no case was decided by equality, the same cases apply nearby, and it
// is the derivative of the case; likewise on the open cells of a line that is the whole space. Where the rules of
// differentiation give none there may be one all the same.
void exact_run_partial(exact_t *e, const step_t *step, exact_value_t *v)
{
    size_t term = e->plan->operands[step->first];
    const exact_value_t *u = e->values + term;
    bool formal = exact_follows_guide(e, step) ? evaluator_step(e->guide, term)->level >= LEVEL_C1
                                               : !u->tie || (e->line_is_space && e->place->kind != PLACE_POINT);
    if (formal || !jet_has_value(&u->jet))
        jet_derivative(&v->jet, &u->jet, step->variable, &e->jets);
    else
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    if (jet_has_value(&v->jet) || !jet_has_value(&u->jet))
        return;
    if (!e->guide && e->line_is_space && e->place->kind == PLACE_POINT)
        partial_at_point(e, step, v, term);
    else
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
}
