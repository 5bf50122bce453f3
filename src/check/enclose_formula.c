// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation over a box: comparisons, connectives, regularity.
#include "check/enclose_internal.h"
#include "check/exact.h"
#include "check/tie.h"

kleene_t enclose_compare(expr_op_t op, const range_t *a, const range_t *b)
{
    if (range_less(a, b))
        return kleene_of_sign(op, -1);
    if (range_less(b, a))
        return kleene_of_sign(op, 1);
    if (range_is_point(a) && range_is_point(b))
        return kleene_of_sign(op, 0); // equal, as neither is less
    if (op == EXPR_LESS)
        return range_less_equal(b, a) ? KLEENE_FALSE : KLEENE_UNKNOWN;
    return op == EXPR_LESS_EQUAL && range_less_equal(a, b) ? KLEENE_TRUE : KLEENE_UNKNOWN;
}

static void run_comparison(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = enclose_operand(e, step, 0), *b = enclose_operand(e, step, 1);
    const range_t *left = enclose_item(&a->jet, 0), *right = enclose_item(&b->jet, 0);
    v->has_truth = jet_has_value(&a->jet) && jet_has_value(&b->jet);
    v->truth = !v->has_truth ? KLEENE_UNKNOWN
               : a == b      ? kleene_of_sign(step->op, 0)
                             : enclose_compare(step->op, left, right);
    if (step->is_constant && v->truth == KLEENE_UNKNOWN)
        v->truth = v->has_truth && is_tie(e->plan->dag, step->node, left, right)
                       ? kleene_of_sign(step->op, 0)
                       : exact_decide(e->plan->dag, step->node, e->reals);
    v->has_truth = v->has_truth || v->truth != KLEENE_UNKNOWN;
    bool apart = v->has_truth && (a == b || range_less(left, right) || range_less(right, left));
    bool continuous = a->level >= LEVEL_CONTINUOUS && b->level >= LEVEL_CONTINUOUS;
    v->lasting = step->is_constant || (apart && continuous) ? v->truth : KLEENE_UNKNOWN;
    if (!e->assumptions || step->is_constant)
        return;
    kleene_t assumed = order_compare(step->op, enclose_orders_left(e, step));
    if (v->has_truth && assumed != KLEENE_UNKNOWN)
        v->truth = assumed;
    v->lasting = v->truth; // the case is continued beyond the box
}

static void run_connective(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = enclose_operand(e, step, 0), *b = enclose_operand(e, step, step->count - 1);
    v->has_truth = a->has_truth && b->has_truth;
    if (step->op == EXPR_NOT) {
        v->truth = kleene_not(a->truth);
        v->lasting = kleene_not(a->lasting);
    } else if (step->op == EXPR_AND) {
        v->truth = kleene_and(a->truth, b->truth);
        v->lasting = kleene_and(a->lasting, b->lasting);
    } else {
        v->truth = kleene_or(a->truth, b->truth);
        v->lasting = kleene_or(a->lasting, b->lasting);
    }
    v->has_truth = v->has_truth || v->truth != KLEENE_UNKNOWN;
}

static void run_regularity(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *u = enclose_operand(e, step, 0);
    int needed = step->op == EXPR_DEFINED      ? LEVEL_NONE
                 : step->op == EXPR_CONTINUOUS ? LEVEL_CONTINUOUS_ON_DOMAIN
                 : step->op == EXPR_C2         ? LEVEL_C2
                                               : LEVEL_C1;
    bool known = needed == LEVEL_NONE || !e->assumptions;
    v->truth = known && jet_has_value(&u->jet) && u->level >= needed ? KLEENE_TRUE : KLEENE_UNKNOWN;
    v->lasting = KLEENE_UNKNOWN;
    v->has_truth = true;
}

void enclose_run_formula(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    switch (step->op) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        v->truth = v->lasting = step->op == EXPR_TRUE ? KLEENE_TRUE : KLEENE_FALSE;
        v->has_truth = true;
        break;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_NOT:
        run_connective(e, step, v);
        break;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        run_comparison(e, step, v);
        break;
    default:
        run_regularity(e, step, v);
    }
}
