// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `measure`: bounds for the volumes of the starts that are in each target after some steps. Where there are parameters, for
// each slice of their values; the volumes are those of the states.
#include "base/memory.h"
#include "check/image.h"
#include "check/tree.h"

typedef struct {
    question_t targets; // their formulas
    question_t bounds;  // their bounds: `least` of all, then `most`
    bool region_is_true;
    fmpq_t whole;  // the volume of the box of starts
    fmpq_t idle;   // of the cells outside the region
    fmpq *reached; // per target, of the cells that end there
} measure_t;

// ---- volumes ----

static void volume_of(fmpq_t volume, const evidence_t *ev, const box_t *box)
{
    fmpq_t width;
    fmpq_init(width);
    fmpq_one(volume);
    for (size_t i = 0; i < ev->obligation->state_count; i++) {
        fmpq_sub(width, box->hi[i]->upper, box->lo[i]->lower);
        fmpq_mul(volume, volume, width);
    }
    fmpq_clear(width);
}

static void add_volume(fmpq_t sum, const evidence_t *ev, const box_t *box)
{
    fmpq_t volume;
    fmpq_init(volume);
    volume_of(volume, ev, box);
    fmpq_add(sum, sum, volume);
    fmpq_clear(volume);
}

static bool ends_are_rational(const evidence_t *ev)
{
    const box_t *box = &ev->root;
    for (size_t i = 0; i < ev->obligation->state_count; i++)
        if (box->lo[i]->infinite || box->hi[i]->infinite || !fmpq_equal(box->lo[i]->lower, box->lo[i]->upper) ||
            !fmpq_equal(box->hi[i]->lower, box->hi[i]->upper))
            return false;
    return true;
}

// ---- cells ----

typedef struct {
    evidence_t *ev;
    measure_t *measure;
    size_t target, steps;
    slong precision;
} end_leaf_t;

static bool region_is_true(void *data, const range_t *ranges)
{
    const end_leaf_t *leaf = data;
    const evaluator_t *values = evidence_at(leaf->ev, &leaf->ev->statement, ranges, leaf->precision);
    return evaluator_root(values, STATEMENT_REGION)->truth == KLEENE_TRUE;
}

#define WIDE 0x1p-6 // relative width from which on an interval of the line is divided
#define HALVINGS 2  // of such an interval

// The image of a box of the variables, on the line as the hull of the images of its parts.
static bool image_of_parts(range_t *image, evidence_t *ev, const range_t *box, slong precision, int halvings)
{
    if (ev->obligation->state_count > 1 || halvings == 0 || !range_is_bounded(box))
        return image_check(image, ev, box, precision);
    range_t middle, upper, *half = range_array_new(ev->variable_count, precision);
    range_init(&middle, precision);
    range_init(&upper, precision);
    for (size_t i = 1; i < ev->variable_count; i++)
        range_set(half + i, box + i);
    range_middle(&middle, box);
    range_set_ends(half, box, &middle);
    bool defined = image_of_parts(image, ev, half, precision, halvings - 1);
    range_set_ends(half, &middle, box);
    defined = defined && image_of_parts(&upper, ev, half, precision, halvings - 1);
    if (defined)
        range_hull(image, image, &upper);
    range_clear(&middle);
    range_clear(&upper);
    range_array_free(half, ev->variable_count);
    return defined;
}

// The image of the cell, step by step, in `now`, where the parameters stay; false when the map is not shown to be defined there.
static bool iterate(range_t *now, const end_leaf_t *leaf)
{
    evidence_t *ev = leaf->ev;
    size_t n = ev->obligation->state_count;
    range_t *next = range_array_new(n, leaf->precision);
    bool defined = true;
    for (size_t step = 0; defined && step < leaf->steps; step++) {
        int halvings = range_relative_width(now) > WIDE ? HALVINGS : 0;
        defined = image_of_parts(next, ev, now, leaf->precision, halvings);
        for (size_t i = 0; i < n; i++)
            range_set(now + i, next + i);
    }
    range_array_free(next, n);
    return defined;
}

static bool ends_in_target(void *data, const range_t *ranges)
{
    const end_leaf_t *leaf = data;
    size_t n = leaf->ev->variable_count;
    range_t *now = range_array_new(n, leaf->precision);
    for (size_t i = 0; i < n; i++)
        range_set(now + i, ranges + i);
    bool ends = iterate(now, leaf);
    if (ends) {
        const evaluator_t *values = evidence_at(leaf->ev, &leaf->measure->targets, now, leaf->precision);
        ends = evaluator_root(values, leaf->target)->truth == KLEENE_TRUE;
    }
    range_array_free(now, n);
    return ends;
}

static bool read_end(end_leaf_t *leaf, evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    if (!reader_has_words(ev->reader, 4) || !reader_unsigned(&leaf->target, ev->reader, 1, obligation->target_count) ||
        !reader_unsigned(&leaf->steps, ev->reader, 2, obligation->steps) ||
        !reader_precision(&leaf->precision, ev->reader, 3, false))
        return false;
    if (obligation->mode == ORBIT_EXACTLY && leaf->steps != obligation->steps)
        return reader_fail(ev->reader, FAULT_REFUSED, "the state after exactly %zu steps counts", obligation->steps);
    return leaf->target-- > 0 || reader_fail(ev->reader, FAULT_MALFORMED, "targets are counted from 1");
}

static bool leaf_end(evidence_t *ev, const scope_t *scope, void *data)
{
    end_leaf_t leaf = {.ev = ev, .measure = data};
    if (!read_end(&leaf, ev))
        return false;
    if (!scope->region_is_true && !evidence_holds_on(ev, scope->box, leaf.precision, region_is_true, &leaf))
        return evidence_refuse(ev, "the region is not shown to be true on the cell");
    if (!evidence_holds_on(ev, scope->box, leaf.precision, ends_in_target, &leaf))
        return evidence_refuse(ev, "the image of the cell is not shown to lie in the target");
    add_volume(leaf.measure->reached + leaf.target, ev, scope->box);
    return true;
}

static bool leaf_idle(evidence_t *ev, const scope_t *scope, void *data)
{
    measure_t *measure = data;
    if (!check_leaf_outside(ev, scope))
        return false;
    add_volume(measure->idle, ev, scope->box);
    return true;
}

static bool leaf_open(evidence_t *ev, const scope_t *scope, void *data)
{
    (void)scope;
    (void)data;
    return reader_has_words(ev->reader, 1);
}

// ---- bounds ----

// The box of the parameters that the bounds have to hold on; its sides for the states do not matter.
typedef struct {
    evidence_t *ev;
    measure_t *measure;
    const box_t *box;
    slong precision;
} slice_t;

static bool constant_holds(const evidence_t *ev, expr_t bound, const fmpq_t volume, int sign)
{
    end_t end;
    end_init(&end);
    int order = end_set_term(&end, ev->ground->dag, bound, ev->ground->reals) ? end_compare(&end, volume) : 2;
    end_clear(&end);
    return order == 0 || order == -sign;
}

// For bound number `root` of the question.
static bool enclosed_holds(const slice_t *slice, size_t root, const fmpq_t volume, int sign)
{
    evidence_t *ev = slice->ev;
    range_t *ranges = range_array_new(ev->variable_count, slice->precision), exact;
    range_init(&exact, slice->precision);
    box_ranges(ranges, slice->box, ev->ground->dag, ev->ground->reals);
    range_set_rationals(&exact, volume, volume);
    const enclosure_t *bound =
        evaluator_root(evidence_at(ev, &slice->measure->bounds, ranges, slice->precision), root);
    const range_t *value = jet_has_value(&bound->jet) ? enclosure_coefficient(bound, 0) : NULL;
    bool holds = value && (sign > 0 ? range_less_equal(value, &exact) : range_less_equal(&exact, value));
    range_clear(&exact);
    range_array_free(ranges, ev->variable_count);
    return holds;
}

// Whether a bound (EXPR_NONE for none) is at most the volume, for sign 1, or at least the volume, for sign -1.
static bool bound_holds(const slice_t *slice, size_t target, const fmpq_t volume, int sign)
{
    const obligation_t *obligation = slice->ev->obligation;
    expr_t bound = sign > 0 ? obligation->targets[target].least : obligation->targets[target].most;
    if (bound == EXPR_NONE)
        return true;
    if (expr_is_constant(slice->ev->ground->dag, bound))
        return constant_holds(slice->ev, bound, volume, sign);
    return enclosed_holds(slice, sign > 0 ? target : obligation->target_count + target, volume, sign);
}

static bool bounds_hold(const slice_t *slice)
{
    const obligation_t *obligation = slice->ev->obligation;
    const measure_t *measure = slice->measure;
    fmpq_t rest, most;
    fmpq_init(rest);
    fmpq_init(most);
    fmpq_sub(rest, measure->whole, measure->idle);
    for (size_t k = 0; k < obligation->target_count; k++)
        fmpq_sub(rest, rest, measure->reached + k);
    bool least_holds = true, most_holds = true;
    for (size_t k = 0; k < obligation->target_count; k++) {
        fmpq_add(most, rest, measure->reached + k);
        least_holds = least_holds && bound_holds(slice, k, measure->reached + k, 1);
        most_holds = most_holds && bound_holds(slice, k, most, -1);
    }
    fmpq_clear(rest);
    fmpq_clear(most);
    if (!least_holds)
        return evidence_refuse(slice->ev, "the cells that end in a target are smaller than the lower bound");
    return most_holds || evidence_refuse(slice->ev, "the cells that may end in a target are larger than the upper bound");
}

// ---- slices ----

// The tree over the states for the parameters of the box, and what it says of the volumes.
static bool check_slice(const slice_t *slice)
{
    static const tree_leaf_t leaves[] = {{"end", leaf_end}, {"idle", leaf_idle}, {"open", leaf_open}, {NULL, NULL}};
    measure_t *measure = slice->measure;
    const obligation_t *obligation = slice->ev->obligation;
    fmpq_zero(measure->idle);
    for (size_t k = 0; k < obligation->target_count; k++)
        fmpq_zero(measure->reached + k);
    return tree_check_variables(slice->ev, slice->box, measure->region_is_true, leaves, 0, obligation->state_count,
                                measure) &&
           bounds_hold(slice);
}

static bool leaf_slice(evidence_t *ev, const scope_t *scope, void *data)
{
    slice_t slice = {.ev = ev, .measure = data, .box = scope->box};
    return reader_has_words(ev->reader, 2) && reader_precision(&slice.precision, ev->reader, 1, false) &&
           check_slice(&slice);
}

static bool check_slices(evidence_t *ev, measure_t *measure)
{
    static const tree_leaf_t leaves[] = {{"slice", leaf_slice}, {NULL, NULL}};
    const slice_t whole = {ev, measure, &ev->root, RANGE_DOUBLE};
    size_t states = ev->obligation->state_count;
    if (ev->variable_count == states)
        return check_slice(&whole);
    return tree_check_variables(ev, &ev->root, measure->region_is_true, leaves, states, ev->variable_count, measure);
}

// ---- the obligation ----

static bool put_questions(evidence_t *ev, measure_t *measure)
{
    const obligation_t *obligation = ev->obligation;
    size_t count = obligation->target_count;
    expr_t *formulas = mem_alloc(count, sizeof *formulas), *bounds = mem_alloc(2 * count, sizeof *bounds);
    int *orders = mem_alloc(2 * count, sizeof *orders);
    expr_t none = expr_leaf(ev->ground->dag, EXPR_TRUE);
    for (size_t k = 0; k < count; k++) {
        const target_t *target = obligation->targets + k;
        formulas[k] = target->formula;
        bounds[k] = target->least == EXPR_NONE ? none : target->least;
        bounds[count + k] = target->most == EXPR_NONE ? none : target->most;
    }
    bool fits = question_put(&measure->targets, ev->ground, count, formulas, orders, 0, NULL) &&
                question_put(&measure->bounds, ev->ground, 2 * count, bounds, orders, 0, NULL);
    mem_free(formulas);
    mem_free(bounds);
    mem_free(orders);
    return fits || evidence_refuse(ev, "the targets of this obligation are too large");
}

static bool check_cells_of(evidence_t *ev, measure_t *measure)
{
    measure->region_is_true = expr_op(ev->ground->dag, ev->goal.region) == EXPR_TRUE;
    return put_questions(ev, measure) && (measure->region_is_true || evidence_put_statement(ev)) &&
           check_slices(ev, measure);
}

bool check_subdivision(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    if (obligation->noise_count || obligation->map_count != obligation->state_count ||
        obligation->state_count > ev->variable_count)
        return evidence_refuse(ev, "the map has noise, or another dimension");
    if (!ends_are_rational(ev))
        return evidence_refuse(ev, "the starts do not lie in a bounded box with rational ends");
    measure_t measure = {0};
    fmpq_init(measure.whole);
    fmpq_init(measure.idle);
    measure.reached = _fmpq_vec_init((slong)obligation->target_count);
    volume_of(measure.whole, ev, &ev->root);
    bool shown = check_cells_of(ev, &measure);
    question_clear(&measure.targets);
    question_clear(&measure.bounds);
    fmpq_clear(measure.whole);
    fmpq_clear(measure.idle);
    _fmpq_vec_clear(measure.reached, (slong)obligation->target_count);
    return shown;
}
