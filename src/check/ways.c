// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/ways.h"

#include "check/narrow.h"

#define MAX_EVALUATIONS 2000 // of parts of one box

void ways_init(ways_t *ways, evidence_t *ev, question_t *question, size_t count, const expr_t *inputs, slong precision)
{
    ways->ev = ev;
    ways->question = question;
    ways->count = count;
    ways->inputs = inputs;
    ways->precision = precision;
    ways->along = SIZE_MAX;
    ways->evaluations = 0;
}

const evaluator_t *ways_evaluate(ways_t *ways, size_t assumed, const range_t *box)
{
    question_t *question = ways->question;
    question->assumption_count = assumed;
    question->assumptions = ways->assumptions;
    ways->evaluations++;
    return question_enclose(question, ways->ev->ground, ways->count, ways->inputs, box, ways->precision);
}

// ---- what is left open ----

// The two terms that an operator compares; the second is EXPR_NONE for 0.
static assumption_t compared(const dag_t *dag, const step_t *step)
{
    bool one = step->op == EXPR_ABS || step->op == EXPR_RELU;
    return (assumption_t){expr_child(dag, step->node, 0), one ? EXPR_NONE : expr_child(dag, step->node, 1), ORDER_ANY};
}

// Which case of abs, relu, min, max a derivative is of: the sets of orders that give one case each, without those that the
// values leave no room for.
static size_t kinks(unsigned *sets, expr_op_t op, unsigned possible)
{
    const unsigned cases[] = {op == EXPR_ABS ? ORDER_EQUAL : 0u,
                              op == EXPR_RELU || op == EXPR_MIN ? ORDER_LESS | ORDER_EQUAL : ORDER_LESS,
                              op == EXPR_MAX ? ORDER_EQUAL | ORDER_GREATER : ORDER_GREATER};
    size_t count = 0;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        if (cases[k] & possible)
            sets[count++] = cases[k];
    return count;
}

// The orders of the operands that their values allow; 0 where the operator has no kink, or it is decided.
static unsigned orders_at_kink(const evaluator_t *values, const plan_t *plan, const step_t *step)
{
    const enclosure_t *u = evaluator_step(values, plan->operands[step->first]);
    if (step->order < 2 || step->is_constant || !jet_has_value(&u->jet))
        return 0;
    const range_t *left = enclosure_coefficient(u, 0);
    unsigned orders = ORDER_ANY;
    if (step->op == EXPR_ABS || step->op == EXPR_RELU) {
        orders &= range_is_nonpositive(left) ? ~ORDER_GREATER : ORDER_ANY;
        orders &= range_is_nonnegative(left) ? ~ORDER_LESS : ORDER_ANY;
        return range_contains_zero(left) ? orders : 0;
    }
    const enclosure_t *v = evaluator_step(values, plan->operands[step->first + 1]);
    if (!jet_has_value(&v->jet) || u == v)
        return 0;
    const range_t *right = enclosure_coefficient(v, 0);
    orders &= range_less_equal(left, right) ? ~ORDER_GREATER : ORDER_ANY;
    orders &= range_less_equal(right, left) ? ~ORDER_LESS : ORDER_ANY;
    return range_less(left, right) || range_less(right, left) ? 0 : orders;
}

// The sets of orders to tell apart at a step, 0 when it is decided, or cannot be.
static size_t orders_apart(unsigned *sets, const evaluator_t *values, const plan_t *plan, const step_t *step, size_t index)
{
    const enclosure_t *value = evaluator_step(values, index);
    switch (step->op) {
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        if (step->is_constant || !value->has_truth || value->truth != KLEENE_UNKNOWN)
            return 0;
        sets[0] = order_of_comparison(step->op);
        sets[1] = ORDER_ANY & ~sets[0];
        return 2;
    case EXPR_ABS:
    case EXPR_RELU:
    case EXPR_MIN:
    case EXPR_MAX:
        return kinks(sets, step->op, orders_at_kink(values, plan, step));
    default:
        return 0;
    }
}

// The first step that is open and not settled by the assumptions. Writes what it compares and the sets of orders.
static size_t find_open(assumption_t *open, unsigned *sets, const ways_t *ways, const evaluator_t *values,
                        size_t assumed)
{
    const plan_t *plan = ways->question->plan;
    for (size_t i = 0; i < plan->step_count; i++) {
        if (ways->along != SIZE_MAX && plan->steps[i].depends[ways->along])
            continue;
        size_t count = orders_apart(sets, values, plan, plan->steps + i, i);
        if (count == 0)
            continue;
        *open = compared(plan->dag, plan->steps + i);
        unsigned left = assumptions_leave(assumed, ways->assumptions, open->left, open->right);
        bool settled = false;
        for (size_t k = 0; k < count; k++)
            settled = settled || !(left & ~sets[k]);
        if (!settled)
            return count;
    }
    return 0;
}

// ---- all ways ----

static bool follow(ways_t *ways, size_t assumed, const range_t *box, way_test_t test, void *data)
{
    assumption_t open;
    unsigned sets[3];
    size_t count = 0;
    if (assumed < WAYS_MAX_ASSUMPTIONS && ways->evaluations < MAX_EVALUATIONS)
        count = find_open(&open, sets, ways, ways_evaluate(ways, assumed, box), assumed);
    if (count == 0)
        return test(data, assumed, box);
    bool good = true;
    range_t *part = range_array_new(ways->count, ways->precision);
    for (size_t k = 0; good && k < count; k++) {
        for (size_t v = 0; v < ways->count; v++)
            range_set(part + v, box + v);
        open.orders = sets[k];
        ways->assumptions[assumed] = open;
        if (narrow_by_order(part, ways->ev->ground->dag, ways->count, ways->inputs, &open))
            good = follow(ways, assumed + 1, part, test, data);
    }
    range_array_free(part, ways->count);
    return good;
}

bool ways_follow(ways_t *ways, const range_t *box, way_test_t test, void *data)
{
    bool good = follow(ways, 0, box, test, data);
    ways->question->assumption_count = 0;
    ways->question->assumptions = NULL;
    return good;
}
