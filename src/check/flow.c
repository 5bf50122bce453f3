// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `flow`: solutions of dx/dt = F(x), followed in steps that the evidence gives.
#include "base/memory.h"
#include "check/flow_series.h"
#include "check/flow_set.h"
#include "check/tree.h"

#define GUARD_BITS 32
#define MAX_STEPS 1000000u

typedef struct {
    evidence_t *ev;
    bool proving;
    size_t count, state_count; // of coordinates: the state variables, then the parameters, which do not move
    slong precision;
    end_t limit; // the obligation's time
    fmpq_t time; // of the present path
    fmpq_t duration;
    flow_set_t set;
    range_t *around;                              // the box of the step; the parameters' ranges
    range_t *y, *slopes;                          // the centre's image, the derivative by the start
    question_t start;                             // its coordinates, of the parameters
    flow_series_t *series[FLOW_MAX_ORDER + 1];    // those of orders that were used
} flow_t;

static bool is_true(const evidence_t *ev, expr_t formula)
{
    return formula == EXPR_NONE || expr_op(ev->ground->dag, formula) == EXPR_TRUE;
}

// ---- what is to hold on the way, and at the end ----

static bool meanwhile_holds(flow_t *flow, const range_t *box)
{
    evidence_t *ev = flow->ev;
    if (!flow->proving || is_true(ev, ev->obligation->conclusion))
        return true;
    const evaluator_t *values = evidence_at(ev, &ev->statement, box, flow->precision);
    return evaluator_root(values, STATEMENT_CONCLUSION)->truth == KLEENE_TRUE ||
           evidence_refuse(ev, "the conclusion is not shown on the way");
}

static bool end_is_in_target(flow_t *flow)
{
    evidence_t *ev = flow->ev;
    const evaluator_t *values = evidence_at(ev, &ev->target, flow->set.box, flow->precision);
    return evaluator_root(values, 0)->truth == (flow->proving ? KLEENE_TRUE : KLEENE_FALSE) ||
           evidence_refuse(ev, "the end of the path is not shown to be in the target, or outside it");
}

static bool time_is_right(flow_t *flow)
{
    evidence_t *ev = flow->ev;
    if (ev->obligation->at_time)
        return end_compare(&flow->limit, flow->time) == 0 ||
               evidence_refuse(ev, "the steps do not add up to the time");
    int order = end_compare(&flow->limit, flow->time);
    return order == 0 || order == 1 || evidence_refuse(ev, "the path takes too long");
}

// ---- one step ----

static flow_series_t *series_of_order(flow_t *flow, size_t order)
{
    if (flow->series[order])
        return flow->series[order];
    flow_series_t *series = mem_alloc(1, sizeof *series);
    if (flow_series_init(series, flow->ev, (int)order, flow->precision))
        return flow->series[order] = series;
    flow_series_clear(series);
    mem_free(series);
    return NULL;
}

// Reads `step H N LO HI ...`.
static bool read_step(flow_t *flow, size_t *order)
{
    reader_t *reader = flow->ev->reader;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool good = reader_line(reader, "step", 3 + 2 * flow->state_count) && reader_rational(flow->duration, reader, 1) &&
                reader_unsigned(order, reader, 2, FLOW_MAX_ORDER);
    for (size_t i = 0; i < flow->state_count && good; i++) {
        good = reader_rational(lo, reader, 3 + 2 * i) && reader_rational(hi, reader, 4 + 2 * i);
        if (good && fmpq_cmp(lo, hi) >= 0)
            good = reader_fail(reader, FAULT_MALFORMED, "a box without interior");
        if (good)
            range_set_rationals(flow->around + i, lo, hi);
    }
    if (good && (fmpq_sgn(flow->duration) <= 0 || *order < 2))
        good = reader_fail(reader, FAULT_MALFORMED, "a step takes a positive time and an order of at least 2");
    fmpq_clear(lo);
    fmpq_clear(hi);
    return good;
}

// A solution that begins in the set stays in the interior of the box up to the time h, if x + s F(b) is there for all x in
// the set, b in the box and s in [0, h]: it could leave it only after having moved as that allows.
static bool stays_inside(flow_t *flow, const flow_series_t *around, const range_t *h)
{
    range_t until, reach;
    bool inside = true;
    range_init(&until, flow->precision);
    range_init(&reach, flow->precision);
    range_set_si(&until, 0);
    range_hull(&until, &until, h);
    for (size_t i = 0; i < flow->state_count && inside; i++) {
        range_mul(&reach, &until, flow_x(around, 1, i));
        range_add(&reach, &reach, flow->set.box + i);
        inside = range_inside(&reach, flow->around + i);
    }
    range_clear(&until);
    range_clear(&reach);
    return inside || evidence_refuse(flow->ev, "the solutions are not shown to stay in the box of the step");
}

// The sum of c[k] h^k, k < order, and c h^order. `last` may be in the place of the result.
static void sum_up(range_t *result, const range_t *coefficients, size_t stride, const range_t *last, int order,
                   const range_t *h, slong precision)
{
    range_t sum;
    range_init(&sum, precision);
    range_set(&sum, last);
    for (int k = order - 1; k >= 0; k--) {
        range_mul(&sum, &sum, h);
        range_add(&sum, &sum, coefficients + (size_t)k * stride);
    }
    range_set(result, &sum);
    range_clear(&sum);
}

// e^(hL) - 1 <= hL + (hL)^2 for hL <= 1, L the largest absolute row sum of the derivative over the box: as
// [-that, that]. So far V may be from 1 in each entry during the step.
static bool drift(range_t *result, flow_t *flow, const flow_series_t *around, const range_t *h)
{
    size_t n = flow->count;
    range_t row, entry, one;
    range_init(&row, flow->precision);
    range_init(&entry, flow->precision);
    range_init(&one, flow->precision);
    range_set_si(result, 0);
    for (size_t i = 0; i < n; i++) {
        range_set_si(&row, 0);
        for (size_t j = 0; j < n; j++) {
            range_abs(&entry, flow_v(around, 1, i, j));
            range_add(&row, &row, &entry);
        }
        range_max(result, result, &row);
    }
    range_mul(result, result, h);
    range_set_si(&one, 1);
    bool small = range_less_equal(result, &one);
    range_mul(&row, result, result);
    range_add(result, result, &row);
    range_neg(&row, result);
    range_hull(result, result, &row);
    range_clear(&row);
    range_clear(&entry);
    range_clear(&one);
    return small || evidence_refuse(flow->ev, "the step is too long for the derivatives");
}

// The derivative of the solution by its start: Taylor's sum over the set, with the remainder W(x(s)) V(s) of some time s
// in each entry, W the coefficient over the box and V(s) near 1.
static bool set_slopes(flow_t *flow, flow_series_t *series, range_t *remainder, const range_t *h)
{
    size_t n = flow->count;
    if (!flow_series_run(series, flow->set.box, true))
        return evidence_refuse(flow->ev, "the map is not known to be smooth on the set");
    for (size_t i = 0; i < n * n; i++)
        sum_up(flow->slopes + i, series->v + i, n * n, remainder + i, series->order, h, flow->precision);
    return true;
}

static bool set_image(flow_t *flow, flow_series_t *series, const range_t *remainder, const range_t *h)
{
    if (!flow_series_run(series, flow->set.centre, false))
        return evidence_refuse(flow->ev, "the map is not known to be smooth at the centre");
    for (size_t i = 0; i < flow->count; i++)
        sum_up(flow->y + i, series->x + i, flow->count, remainder + i, series->order, h, flow->precision);
    return true;
}

// The remainders of x and of V, from the series over the box.
static bool take_remainders(flow_t *flow, range_t *of_x, range_t *of_v, const flow_series_t *around, const range_t *h)
{
    size_t n = flow->count;
    range_t off, sum, product;
    range_init(&off, flow->precision);
    range_init(&sum, flow->precision);
    range_init(&product, flow->precision);
    bool good = drift(&off, flow, around, h);
    for (size_t i = 0; i < n; i++) {
        range_set(of_x + i, flow_x(around, around->order, i));
        range_set_si(&sum, 0);
        for (size_t j = 0; j < n; j++) {
            range_mul(&product, flow_v(around, around->order, i, j), &off);
            range_add(&sum, &sum, &product);
        }
        for (size_t j = 0; j < n; j++)
            range_add(of_v + i * n + j, flow_v(around, around->order, i, j), &sum);
    }
    range_clear(&off);
    range_clear(&sum);
    range_clear(&product);
    return good;
}

static bool advance(flow_t *flow, flow_series_t *series, const range_t *h)
{
    size_t n = flow->count;
    if (!flow_series_run(series, flow->around, true))
        return evidence_refuse(flow->ev, "the map is not known to be smooth on the box of the step");
    range_t *of_x = range_array_new(n, flow->precision), *of_v = range_array_new(n * n, flow->precision);
    bool good = stays_inside(flow, series, h) && meanwhile_holds(flow, flow->around) &&
                take_remainders(flow, of_x, of_v, series, h) && set_slopes(flow, series, of_v, h) &&
                set_image(flow, series, of_x, h);
    if (good)
        flow_set_move(&flow->set, flow->y, flow->slopes);
    for (size_t i = flow->state_count; i < n && good; i++)
        range_set(flow->set.box + i, flow->around + i);
    range_array_free(of_x, n);
    range_array_free(of_v, n * n);
    return good;
}

static bool check_step(flow_t *flow)
{
    size_t order;
    if (!read_step(flow, &order))
        return false;
    flow_series_t *series = series_of_order(flow, order);
    if (!series)
        return false;
    range_t h;
    range_init(&h, flow->precision);
    range_set_rationals(&h, flow->duration, flow->duration);
    bool good = advance(flow, series, &h);
    range_clear(&h);
    fmpq_add(flow->time, flow->time, flow->duration);
    return good;
}

// ---- paths ----

// Reads `path K` (the present line) and its steps: all solutions from the box, which has the parameters' ranges as sides.
static bool check_path(flow_t *flow, const range_t *start)
{
    size_t steps;
    if (!reader_has_words(flow->ev->reader, 2) || !reader_unsigned(&steps, flow->ev->reader, 1, MAX_STEPS))
        return false;
    for (size_t i = 0; i < flow->count; i++)
        if (!range_is_bounded(start + i))
            return evidence_refuse(flow->ev, "a path begins in a bounded box");
    for (size_t i = flow->state_count; i < flow->count; i++)
        range_set(flow->around + i, start + i);
    flow_set_box(&flow->set, start);
    fmpq_zero(flow->time);
    if (!meanwhile_holds(flow, flow->set.box))
        return false;
    for (size_t k = 0; k < steps; k++)
        if (!check_step(flow))
            return false;
    return time_is_right(flow) && end_is_in_target(flow);
}

// The start's coordinates, with the parameters' ranges that the box has.
static bool take_start(flow_t *flow, range_t *box)
{
    evidence_t *ev = flow->ev;
    size_t n = flow->state_count;
    const evaluator_t *values =
        question_enclose(&flow->start, ev->ground, flow->count - n, ev->variables + n, box + n, flow->precision);
    for (size_t i = 0; i < n; i++) {
        const enclosure_t *root = evaluator_root(values, i);
        if (!jet_has_value(&root->jet))
            return evidence_refuse(ev, "the start is not shown to be defined");
        range_set(box + i, enclosure_coefficient(root, 0));
    }
    return true;
}

// The path, for the parameters of the box.
static bool path_from_start_holds(evidence_t *ev, const scope_t *scope, void *data)
{
    flow_t *flow = data;
    range_t *box = range_array_new(flow->count, flow->precision);
    box_ranges(box, scope->box, ev->ground->dag, ev->ground->reals);
    bool holds = take_start(flow, box) && check_path(flow, box);
    range_array_free(box, flow->count);
    return holds;
}

static bool check_one_start(flow_t *flow)
{
    range_t *box = range_array_new(flow->count, flow->precision);
    bool holds = take_start(flow, box) && reader_line(flow->ev->reader, "path", 2) && check_path(flow, box);
    range_array_free(box, flow->count);
    return holds;
}

// One path; with parameters a tree, in which state variables have no ends.
static bool check_from_start(flow_t *flow)
{
    static const tree_leaf_t leaves[] = {{"path", path_from_start_holds}, {NULL, NULL}};
    evidence_t *ev = flow->ev;
    int *orders = mem_alloc(flow->state_count, sizeof *orders);
    bool known =
        question_put(&flow->start, ev->ground, flow->state_count, ev->obligation->start, orders, 0, NULL) ||
        evidence_refuse(ev, "the start is too large");
    mem_free(orders);
    if (!known || flow->count == flow->state_count)
        return known && check_one_start(flow);
    return tree_check(ev, &ev->root, true, leaves, false, flow);
}

static bool outside_holds(evidence_t *ev, const scope_t *scope, void *data)
{
    (void)data;
    return check_leaf_outside(ev, scope);
}

static bool path_holds(evidence_t *ev, const scope_t *scope, void *data)
{
    flow_t *flow = data;
    range_t *box = range_array_new(flow->count, flow->precision);
    box_ranges(box, scope->box, ev->ground->dag, ev->ground->reals);
    bool holds = check_path(flow, box);
    range_array_free(box, flow->count);
    return holds;
}

static bool check_from_region(flow_t *flow)
{
    static const tree_leaf_t leaves[] = {{"outside", outside_holds}, {"path", path_holds}, {NULL, NULL}};
    evidence_t *ev = flow->ev;
    return tree_check(ev, &ev->root, is_true(ev, ev->obligation->region), leaves, false, flow);
}

// ---- the obligation ----

static void flow_init(flow_t *flow, evidence_t *ev, bool proving, slong precision)
{
    size_t n = ev->variable_count;
    *flow = (flow_t){
        .ev = ev, .proving = proving, .count = n, .state_count = ev->obligation->map_count, .precision = precision};
    end_init(&flow->limit);
    fmpq_init(flow->time);
    fmpq_init(flow->duration);
    flow_set_init(&flow->set, n, flow->state_count, precision);
    flow->around = range_array_new(n, precision);
    flow->y = range_array_new(n, precision);
    flow->slopes = range_array_new(n * n, precision);
}

static void flow_clear(flow_t *flow)
{
    end_clear(&flow->limit);
    fmpq_clear(flow->time);
    fmpq_clear(flow->duration);
    flow_set_clear(&flow->set);
    range_array_free(flow->around, flow->count);
    range_array_free(flow->y, flow->count);
    range_array_free(flow->slopes, flow->count * flow->count);
    question_clear(&flow->start);
    for (size_t k = 0; k <= FLOW_MAX_ORDER; k++)
        if (flow->series[k]) {
            flow_series_clear(flow->series[k]);
            mem_free(flow->series[k]);
        }
}

static bool put_formulas(flow_t *flow)
{
    evidence_t *ev = flow->ev;
    int order = 0;
    return evidence_put_statement(ev) &&
           (question_put(&ev->target, ev->ground, 1, &ev->obligation->targets[0].formula, &order, 0, NULL) ||
            evidence_refuse(ev, "the target is too large"));
}

bool check_flow(evidence_t *ev, bool proving)
{
    const obligation_t *obligation = ev->obligation;
    slong precision;
    if (!reader_precision(&precision, ev->reader, 3, false))
        return false;
    if (obligation->state_count != obligation->map_count || obligation->target_count != 1)
        return evidence_refuse(ev, "a flow has a component for each state variable, and one target");
    bool has_parameters = ev->variable_count > obligation->map_count;
    if (!proving && (!obligation->start || !obligation->at_time || has_parameters))
        return evidence_refuse(ev, "only the end of one solution at a given time is refuted");
    precision += GUARD_BITS;
    flow_t flow;
    flow_init(&flow, ev, proving, precision == RANGE_DOUBLE ? precision + 1 : precision);
    bool shown = end_set_term(&flow.limit, ev->ground->dag, obligation->time, ev->ground->reals) ||
                 evidence_refuse(ev, "the time is not known");
    shown = shown && put_formulas(&flow) && (obligation->start ? check_from_start(&flow) : check_from_region(&flow));
    flow_clear(&flow);
    return shown;
}
