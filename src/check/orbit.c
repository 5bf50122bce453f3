// SPDX-License-Identifier: LGPL-3.0-or-later
// An orbit: its first steps exactly, the others in boxes, the conclusion at the end.
#include "base/memory.h"
#include "check/evidence.h"
#include "check/exact.h"
#include "check/orbit_reduction.h"

#define GUARD_BITS 32
#define MAX_REDUCTIONS 8 // kept at a time
#define MAX_TRIALS 256   // to make one, for one orbit

// A box: centre + spread, in ranges of one precision. The centres are points, the spreads contain 0.
typedef struct {
    evidence_t *ev;
    size_t count;
    slong precision;
    range_t *centre, *spread, *box, *next;
    range_t *rough; // the box between doubles
    range_t slope, term;
    size_t trials, made; // the reduction number k is in the place k modulo MAX_REDUCTIONS
    reduction_t *reductions[MAX_REDUCTIONS];
    reduction_t *present; // the one that applies to the box, NULL for none
} walk_t;

static void walk_init(walk_t *walk, evidence_t *ev, slong precision)
{
    size_t n = ev->variable_count;
    *walk = (walk_t){.ev = ev, .count = n, .precision = precision};
    walk->centre = range_array_new(n, precision);
    walk->spread = range_array_new(n, precision);
    walk->box = range_array_new(n, precision);
    walk->next = range_array_new(n, precision);
    walk->rough = range_array_new(n, RANGE_DOUBLE);
    range_init(&walk->slope, precision);
    range_init(&walk->term, precision);
}

static void walk_clear(walk_t *walk)
{
    range_array_free(walk->centre, walk->count);
    range_array_free(walk->spread, walk->count);
    range_array_free(walk->box, walk->count);
    range_array_free(walk->next, walk->count);
    range_array_free(walk->rough, walk->count);
    range_clear(&walk->slope);
    range_clear(&walk->term);
    for (size_t k = 0; k < MAX_REDUCTIONS; k++)
        reduction_free(walk->reductions[k]);
}

// ---- boxes ----

// The box that `next` is, around its middle.
static void take_next(walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++) {
        range_middle(walk->centre + i, walk->next + i);
        range_sub(walk->spread + i, walk->next + i, walk->centre + i);
    }
}

static void join(walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++) {
        range_add(walk->box + i, walk->centre + i, walk->spread + i);
        range_set_rounded(walk->rough + i, walk->box + i);
    }
}

// The values of the first `count` roots, in walk->next. False when one may be undefined.
static bool take_values(walk_t *walk, const evaluator_t *values)
{
    for (size_t i = 0; i < walk->count; i++) {
        const enclosure_t *root = evaluator_root(values, i);
        if (!jet_has_value(&root->jet) || !range_is_bounded(enclosure_coefficient(root, 0)))
            return false;
        range_set(walk->next + i, enclosure_coefficient(root, 0));
    }
    return true;
}

// ---- reductions of the map ----

static void find_reduction(walk_t *walk)
{
    if (walk->present && reduction_applies(walk->present, walk->ev, walk->rough))
        return;
    walk->present = NULL;
    for (size_t k = 0; k < MAX_REDUCTIONS && walk->reductions[k]; k++)
        if (reduction_applies(walk->reductions[k], walk->ev, walk->rough)) {
            walk->present = walk->reductions[k];
            return;
        }
    if (walk->trials++ >= MAX_TRIALS)
        return;
    walk->present = reduction_new(walk->ev, walk->rough);
    if (!walk->present)
        return;
    reduction_t **place = walk->reductions + walk->made++ % MAX_REDUCTIONS;
    reduction_free(*place);
    *place = walk->present;
}

static const evaluator_t *slopes_at(walk_t *walk, const range_t *box, slong precision)
{
    return walk->present ? reduction_slopes(walk->present, box, precision)
                         : evidence_at(walk->ev, &walk->ev->jacobian, box, precision);
}

static const evaluator_t *values_at(walk_t *walk, const range_t *box)
{
    return walk->present ? reduction_values(walk->present, box, walk->precision)
                         : evidence_at(walk->ev, &walk->ev->map, box, walk->precision);
}

// ---- one step ----

// Whether the map is continuous on the box with derivatives in bounded ranges.
static bool has_slopes(const walk_t *walk, const evaluator_t *slopes)
{
    for (size_t i = 0; i < walk->count; i++) {
        const enclosure_t *root = evaluator_root(slopes, i);
        if (!jet_has_value(&root->jet) || root->level < LEVEL_CONTINUOUS)
            return false;
        for (size_t j = 0; j < walk->count; j++)
            if (!root->jet.known[monomial_variable(j)] ||
                !range_is_bounded(enclosure_coefficient(root, monomial_variable(j))))
                return false;
    }
    return true;
}

// Between doubles where that is enough.
static const evaluator_t *enclose_slopes(walk_t *walk)
{
    const evaluator_t *slopes = slopes_at(walk, walk->rough, RANGE_DOUBLE);
    if (has_slopes(walk, slopes))
        return slopes;
    slopes = slopes_at(walk, walk->box, walk->precision);
    return has_slopes(walk, slopes) ? slopes : NULL;
}

// map(c + s) lies in map(c) + J s, J the derivatives over the box (mean value theorem). The value at c is in
// walk->next.
static void step_by_slopes(walk_t *walk, const evaluator_t *slopes)
{
    for (size_t i = 0; i < walk->count; i++)
        range_middle(walk->centre + i, walk->next + i);
    for (size_t i = 0; i < walk->count; i++) {
        const enclosure_t *root = evaluator_root(slopes, i);
        range_sub(walk->next + i, walk->next + i, walk->centre + i);
        for (size_t j = 0; j < walk->count; j++) {
            range_set_rounded(&walk->slope, enclosure_coefficient(root, monomial_variable(j)));
            range_mul(&walk->term, &walk->slope, walk->spread + j);
            range_add(walk->next + i, walk->next + i, &walk->term);
        }
    }
    for (size_t i = 0; i < walk->count; i++)
        range_set(walk->spread + i, walk->next + i);
}

static bool step(walk_t *walk)
{
    join(walk);
    find_reduction(walk);
    const evaluator_t *slopes = enclose_slopes(walk);
    if (!take_values(walk, values_at(walk, slopes ? walk->centre : walk->box)))
        return evidence_refuse(walk->ev, "a state of the orbit is not shown to be defined");
    if (slopes)
        step_by_slopes(walk, slopes);
    else
        take_next(walk);
    return true;
}

// ---- exact steps ----

typedef struct {
    evidence_t *ev;
    size_t count;
    real_struct *state;
} exact_walk_t;

static void exact_walk_init(exact_walk_t *walk, evidence_t *ev)
{
    *walk = (exact_walk_t){.ev = ev, .count = ev->variable_count};
    walk->state = mem_alloc(walk->count, sizeof *walk->state);
    for (size_t i = 0; i < walk->count; i++)
        real_init(walk->state + i);
}

static void exact_walk_clear(exact_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        real_clear(walk->state + i);
    mem_free(walk->state);
}

// The question at the present state.
static const exact_t *decide(const exact_walk_t *walk, question_t *question)
{
    evidence_t *ev = walk->ev;
    assignment_t a;
    place_t place;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, origin);
    assignment_init(&a, walk->count);
    for (size_t i = 0; i < walk->count; i++)
        assignment_add_real(&a, ev->variables[i], walk->state + i);
    const exact_t *exact = question_decide(question, ev->ground, a.count, a.variables, a.values, &place, EXPR_NONE);
    assignment_clear(&a);
    place_clear(&place);
    rpoint_clear(origin);
    return exact;
}

static bool exact_step(exact_walk_t *walk)
{
    const exact_t *exact = decide(walk, &walk->ev->map);
    for (size_t i = 0; i < walk->count; i++) {
        const exact_value_t *root = exact_root(exact, i);
        if (!jet_has_value(&root->jet) || !rpoly_is_constant(exact_coefficient(root, 0)))
            return evidence_refuse(walk->ev, "a state of the orbit is not known exactly");
        rpoly_get_coeff(walk->state + i, exact_coefficient(root, 0), 0);
    }
    return true;
}

static bool exact_steps(exact_walk_t *walk, size_t steps)
{
    const obligation_t *obligation = walk->ev->obligation;
    for (size_t i = 0; i < walk->count; i++)
        if (exact_constant(walk->state + i, walk->ev->ground->dag, obligation->start[i], walk->ev->ground->reals) !=
            STATUS_OK)
            return evidence_refuse(walk->ev, "the start is not known exactly");
    for (size_t t = 0; t < steps; t++)
        if (!exact_step(walk))
            return false;
    return true;
}

// ---- the orbit ----

static bool is_shown(evidence_t *ev, kleene_t truth, bool proving)
{
    return truth == (proving ? KLEENE_TRUE : KLEENE_FALSE) ||
           evidence_refuse(ev, "the end of the orbit does not show the conclusion");
}

static bool check_exactly(evidence_t *ev, bool proving)
{
    exact_walk_t walk;
    exact_walk_init(&walk, ev);
    bool shown = exact_steps(&walk, ev->obligation->steps);
    if (shown)
        shown = is_shown(ev, exact_root(decide(&walk, &ev->statement), STATEMENT_CONCLUSION)->truth, proving);
    exact_walk_clear(&walk);
    return shown;
}

// The state after some exact steps, to the precision of the walk.
static bool begin_exactly(walk_t *walk, size_t steps)
{
    exact_walk_t exact;
    fmpq_t lower, upper;
    exact_walk_init(&exact, walk->ev);
    fmpq_init(lower);
    fmpq_init(upper);
    bool known = exact_steps(&exact, steps);
    for (size_t i = 0; known && i < walk->count; i++) {
        real_get_bounds(lower, upper, exact.state + i, walk->precision);
        range_set_rationals(walk->next + i, lower, upper);
    }
    fmpq_clear(lower);
    fmpq_clear(upper);
    exact_walk_clear(&exact);
    return known;
}

static bool begin(walk_t *walk)
{
    evidence_t *ev = walk->ev;
    question_t start = {0};
    int *orders = mem_alloc(walk->count, sizeof *orders);
    bool known = question_put(&start, ev->ground, walk->count, ev->obligation->start, orders, 0, NULL) &&
                 take_values(walk, question_enclose(&start, ev->ground, 0, NULL, NULL, walk->precision));
    mem_free(orders);
    question_clear(&start);
    return known || evidence_refuse(ev, "the start is not shown to be defined");
}

static bool check_in_boxes(evidence_t *ev, bool proving, slong precision, size_t exact)
{
    walk_t walk;
    walk_init(&walk, ev, precision);
    bool shown = exact ? begin_exactly(&walk, exact) : begin(&walk);
    if (shown)
        take_next(&walk);
    for (size_t t = exact; shown && t < ev->obligation->steps; t++)
        shown = step(&walk);
    if (shown) {
        join(&walk);
        const evaluator_t *end = evidence_at(ev, &ev->statement, walk.box, precision);
        shown = is_shown(ev, evaluator_root(end, STATEMENT_CONCLUSION)->truth, proving);
    }
    walk_clear(&walk);
    return shown;
}

bool check_orbit(evidence_t *ev, bool proving)
{
    slong precision;
    size_t exact, steps = ev->obligation->steps;
    if (!reader_precision(&precision, ev->reader, 3, true) || !reader_unsigned(&exact, ev->reader, 4, steps))
        return false;
    if (steps > OBLIGATION_MAX_STEPS)
        return evidence_refuse(ev, "too many steps");
    if (ev->variable_count != ev->obligation->map_count)
        return evidence_refuse(ev, "an orbit has no parameters");
    if (!evidence_put_map(ev) || !evidence_put_jacobian(ev) || !evidence_put_statement(ev))
        return false;
    if (precision == 0)
        return check_exactly(ev, proving);
    precision += GUARD_BITS;
    return check_in_boxes(ev, proving, precision == RANGE_DOUBLE ? precision + 1 : precision, exact);
}
