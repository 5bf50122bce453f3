// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation over a box: operators that go by cases. Where a case is not decided, coefficients enclose those of all.
#include "check/coverage.h"
#include "check/enclose_internal.h"

// Widens the coefficients to those of the other jet as well.
static void hull_jets(jet_t *result, const jet_t *a, const jets_t *jets)
{
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        range_hull(enclose_item(result, i), enclose_item(result, i), enclose_item(a, i));
        result->known[i] = result->known[i] && a->known[i];
    }
    result->failure = result->derivative_failure = STATUS_UNSUPPORTED;
}

static void hull_with_opposites(evaluator_t *e, jet_t *jet)
{
    range_t opposite;
    range_init(&opposite, e->precision);
    for (size_t i = 0; i < jet_count(jet, &e->jets); i++) {
        range_neg(&opposite, enclose_item(jet, i));
        range_hull(enclose_item(jet, i), enclose_item(jet, i), &opposite);
    }
    range_clear(&opposite);
}

static void hull_derivatives_with_zero(evaluator_t *e, jet_t *jet)
{
    for (size_t i = 1; i < jet_count(jet, &e->jets); i++)
        range_hull(enclose_item(jet, i), enclose_item(jet, i), &e->zero);
}

// abs and relu of something of assumed sign, whatever its values: one of u, -u and 0.
static bool run_assumed_sign(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    unsigned orders = enclose_orders_left(e, step);
    bool zero = orders == ORDER_EQUAL || (step->op == EXPR_RELU && !(orders & ORDER_GREATER));
    if (!zero && orders != ORDER_LESS && orders != ORDER_GREATER)
        return false;
    v->level = zero ? LEVEL_ZERO : u->level;
    if (zero)
        jet_set_constant(&v->jet, &e->zero, &e->jets);
    else if (orders == ORDER_GREATER)
        jet_set(&v->jet, &u->jet, &e->jets);
    else
        jet_neg(&v->jet, &u->jet, &e->jets);
    return true;
}

// |u|: u or -u where the sign is known, else coefficients of both that may apply and, at a zero of u, 0.
void enclose_run_abs(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    const range_t *value = enclose_item(&u->jet, 0);
    if (run_assumed_sign(e, step, v, u))
        return;
    bool has_zero = range_contains_zero(value);
    v->level = has_zero ? enclose_least_level(u->level, LEVEL_CONTINUOUS) : u->level;
    if (range_is_zero(value)) {
        jet_set_constant(&v->jet, &e->zero, &e->jets);
        return;
    }
    if (range_is_nonpositive(value)) {
        jet_neg(&v->jet, &u->jet, &e->jets);
    } else {
        jet_set(&v->jet, &u->jet, &e->jets);
        if (!range_is_nonnegative(value))
            hull_with_opposites(e, &v->jet);
    }
    range_abs(enclose_item(&v->jet, 0), value);
    if (has_zero)
        hull_derivatives_with_zero(e, &v->jet);
}

// max(u, 0), with derivatives 0 at a zero of u.
void enclose_run_relu(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    const range_t *value = enclose_item(&u->jet, 0);
    if (run_assumed_sign(e, step, v, u))
        return;
    v->level = u->level;
    if (range_is_positive(value)) {
        jet_set(&v->jet, &u->jet, &e->jets);
        return;
    }
    if (!range_is_negative(value))
        v->level = enclose_least_level(u->level, LEVEL_CONTINUOUS);
    else if (u->level >= LEVEL_CONTINUOUS)
        v->level = LEVEL_ZERO;
    if (range_is_nonpositive(value)) {
        jet_set_constant(&v->jet, &e->zero, &e->jets);
        return;
    }
    jet_set(&v->jet, &u->jet, &e->jets);
    range_max(enclose_item(&v->jet, 0), value, &e->zero);
    hull_derivatives_with_zero(e, &v->jet);
}

// The first operand on a tie.
void enclose_run_extremum(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *a,
                          const enclosure_t *b)
{
    bool maximum = step->op == EXPR_MAX;
    kleene_t assumed = order_compare(EXPR_LESS_EQUAL, maximum ? order_mirror(enclose_orders_left(e, step))
                                                              : enclose_orders_left(e, step));
    const range_t *first = enclose_item(&a->jet, 0), *second = enclose_item(&b->jet, 0);
    bool apart = range_less(first, second) || range_less(second, first);
    bool first_wins = a == b || (maximum ? range_less_equal(second, first) : range_less_equal(first, second));
    v->level = enclose_least_level(a->level, b->level);
    if (a != b && assumed != KLEENE_UNKNOWN) {
        jet_set(&v->jet, assumed == KLEENE_TRUE ? &a->jet : &b->jet, &e->jets);
        v->level = assumed == KLEENE_TRUE ? a->level : b->level;
        return;
    }
    if (!apart && a != b)
        v->level = enclose_least_level(v->level, LEVEL_CONTINUOUS);
    else if (v->level >= LEVEL_CONTINUOUS)
        v->level = first_wins ? a->level : b->level; // the order is the same nearby
    jet_set(&v->jet, first_wins ? &a->jet : &b->jet, &e->jets);
    if (first_wins || apart)
        return;
    hull_jets(&v->jet, &a->jet, &e->jets);
    (maximum ? range_max : range_min)(enclose_item(&v->jet, 0), first, second);
}

typedef struct {
    size_t branches; // that may apply somewhere
    bool lasting;    // so far the choice is the same in a neighbourhood of the box
    bool complete;   // some guard surely holds
    int level;       // of the last branch
} choice_t;

// The value of the first true guard: of all that may be it.
void enclose_run_cases(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    choice_t choice = {.lasting = true};
    for (size_t k = 0; k < step->count && !choice.complete; k += 2) {
        const enclosure_t *guard = enclose_operand(e, step, k), *branch = enclose_operand(e, step, k + 1);
        choice.lasting = choice.lasting && guard->lasting != KLEENE_UNKNOWN;
        if (!guard->has_truth) {
            jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
            return;
        }
        if (guard->truth == KLEENE_FALSE)
            continue;
        if (choice.branches++ == 0)
            jet_set(&v->jet, &branch->jet, &e->jets);
        else
            hull_jets(&v->jet, &branch->jet, &e->jets);
        choice.level = branch->level;
        choice.complete = guard->truth == KLEENE_TRUE;
    }
    if (choice.branches == 0 || (!choice.complete && !coverage_is_complete(e, e->plan, step)))
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    v->level = choice.branches == 1 && choice.lasting ? choice.level : LEVEL_NONE;
}
