// SPDX-License-Identifier: LGPL-3.0-or-later
// Best first: the box with the lowest bound is split until that bound meets the value found at some point. On a box the
// bound is the better one of the natural extension and the centred form; a variable in which the expression is monotone
// is fixed at one end, at the exact end of its interval where the box reaches it, so that what is left at a corner is a
// constant, which balls enclose to any precision.
#include "decide/bound.h"

#include "base/memory.h"
#include "decide/bound_queue.h"
#include "decide/natural.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape.h"

#include <math.h>
#include <string.h>

#define MAX_EVALUATIONS 40000
#define RELATIVE_GAP 4e-16
#define DOUBLE_DIGITS 17 // to more digits only corners can be enclosed
#define CENTRED_PRECISION 64

typedef struct {
    dag_t *dag;
    size_t count; // of variables
    const quantified_t *variables;
    slong digits, prec;
    tape_t *tape; // the expression, then its partial derivatives
    expr_t expression, *names;
    natural_t *natural; // made when a box is met on which the expression is not defined everywhere
    dinterval_t *box;
    tape_result_t *over, *at_centre; // values on a box, at its centre
    slot_t *lower, *upper;           // the ends of the intervals as slots
    bound_queue_t queue;
    size_t evaluations;
    double reached; // the expression has a value <= this somewhere in the box
    arf_t settled;  // a bound for all that needs no further work
} search_t;

// ---- boxes ----

static double lower_end(dinterval_t range)
{
    return -range.neg_lo;
}

static bool is_point(const slot_t *slot)
{
    return slot->fixed != SIDE_NONE || lower_end(slot->range) == slot->range.hi;
}

static bool is_corner(const search_t *search, const slot_t *slots)
{
    for (size_t i = 0; i < search->count; i++)
        if (!is_point(slots + i))
            return false;
    return true;
}

static double centre_of(dinterval_t range)
{
    double lo = lower_end(range), hi = range.hi;
    if (isinf(lo) && isinf(hi))
        return 0;
    if (isinf(lo))
        return hi > 0 ? -1 : 2 * hi - 1;
    if (isinf(hi))
        return lo < 0 ? 1 : 2 * lo + 1;
    return lo / 2 + hi / 2;
}

static void evaluate(tape_result_t *values, search_t *search, const slot_t *slots, bool at_centre)
{
    for (size_t i = 0; i < search->count; i++)
        search->box[i] =
            at_centre && slots[i].fixed == SIDE_NONE ? dinterval_point(centre_of(slots[i].range)) : slots[i].range;
    tape_evaluate(values, search->tape, 1, search->box);
    search->evaluations++;
}

// ---- the bound on a box ----

// e(c) + sum_i d_i e(B) (B_i - c_i), by the mean value theorem: e is continuous on B and d_i e(B) encloses the
// derivatives of all pieces.
static double centred_bound(const search_t *search, const slot_t *slots)
{
    arb_t sum, slope, offset, centre;
    arf_t lower;
    arb_init(sum);
    arb_init(slope);
    arb_init(offset);
    arb_init(centre);
    arf_init(lower);
    arb_set_dinterval(sum, search->at_centre[0].value);
    for (size_t i = 0; i < search->count; i++) {
        if (slots[i].fixed != SIDE_NONE)
            continue;
        arb_set_dinterval(slope, search->over[1 + i].value);
        arb_set_dinterval(offset, slots[i].range);
        arb_set_d(centre, centre_of(slots[i].range));
        arb_sub(offset, offset, centre, CENTRED_PRECISION);
        arb_addmul(sum, slope, offset, CENTRED_PRECISION);
    }
    arb_get_lbound_arf(lower, sum, CENTRED_PRECISION);
    double bound = arb_is_finite(sum) ? arf_get_d(lower, ARF_RND_FLOOR) : -INFINITY;
    arb_clear(sum);
    arb_clear(slope);
    arb_clear(offset);
    arb_clear(centre);
    arf_clear(lower);
    return bound;
}

static bool derivatives_are_known(const search_t *search, const slot_t *slots)
{
    for (size_t i = 0; i < search->count; i++)
        if (!is_point(slots + i) && search->over[1 + i].regularity < REGULARITY_DEFINED)
            return false;
    return search->over[0].regularity >= REGULARITY_CONTINUOUS;
}

// For a box with points at which the expression has no value, such as the pole at an open end.
static double natural_bound(search_t *search, const slot_t *slots)
{
    if (!search->natural)
        search->natural = natural_new(search->dag, search->expression, search->count, search->names);
    for (size_t i = 0; i < search->count; i++)
        search->box[i] = slots[i].range;
    return lower_end(natural_range(search->natural, search->box));
}

// The bound on the box stretched to an open end of an interval. Near a point at which the expression has no value for
// 0/0 that is better than the one on the box itself: see decide/removable.h.
static double stretched_bound(search_t *search, const slot_t *slots)
{
    double bound = -INFINITY;
    slot_t *stretched = mem_alloc(search->count, sizeof *stretched);
    memcpy(stretched, slots, search->count * sizeof *stretched);
    for (size_t i = 0; i < search->count; i++) {
        const interval_t *domain = &search->variables[i].domain;
        if (slots[i].fixed != SIDE_NONE)
            continue;
        if (domain->lo_open && domain->lo != EXPR_NONE) {
            stretched[i].range.neg_lo = search->lower[i].range.neg_lo;
            bound = fmax(bound, natural_bound(search, stretched));
            stretched[i] = slots[i];
        }
        if (domain->hi_open && domain->hi != EXPR_NONE) {
            stretched[i].range.hi = search->upper[i].range.hi;
            bound = fmax(bound, natural_bound(search, stretched));
            stretched[i] = slots[i];
        }
    }
    mem_free(stretched);
    return bound;
}

// Uses the values on the box, and leaves those at its centre.
static double bound_on(search_t *search, const slot_t *slots)
{
    bool defined = search->over[0].regularity >= REGULARITY_DEFINED;
    double bound = defined ? lower_end(search->over[0].value) : natural_bound(search, slots);
    if (search->natural)
        bound = fmax(bound, stretched_bound(search, slots));
    evaluate(search->at_centre, search, slots, true);
    if (search->at_centre[0].regularity >= REGULARITY_DEFINED)
        search->reached = fmin(search->reached, search->at_centre[0].value.hi);
    if (derivatives_are_known(search, slots))
        bound = fmax(bound, centred_bound(search, slots));
    return bound;
}

// ---- fixing variables ----

static void fix(const search_t *search, slot_t *slots, size_t i, side_t side)
{
    dinterval_t range = slots[i].range;
    const slot_t *end = side == SIDE_LO ? search->lower + i : search->upper + i;
    double at = side == SIDE_LO ? lower_end(range) : range.hi;
    double whole = side == SIDE_LO ? lower_end(end->range) : end->range.hi;
    slots[i] = at == whole ? *end : (slot_t){dinterval_point(at), SIDE_NONE};
}

// The least value is taken at the lower end of a variable in which the expression does not fall, and so on. Returns
// whether a variable was fixed.
static bool fix_monotone(const search_t *search, slot_t *slots)
{
    bool fixed = false;
    for (size_t i = 0; i < search->count && search->over[0].regularity >= REGULARITY_CONTINUOUS; i++) {
        const tape_result_t *slope = search->over + 1 + i;
        if (is_point(slots + i) || slope->regularity < REGULARITY_DEFINED)
            continue;
        side_t side = lower_end(slope->value) >= 0 ? SIDE_LO : slope->value.hi <= 0 ? SIDE_HI : SIDE_NONE;
        bool bounded = side == SIDE_LO ? isfinite(lower_end(slots[i].range)) : isfinite(slots[i].range.hi);
        if (side == SIDE_NONE || !bounded)
            continue;
        fix(search, slots, i, side);
        fixed = true;
    }
    return fixed;
}

static void settle(search_t *search, const arf_t bound)
{
    if (arf_cmp(bound, search->settled) < 0)
        arf_set(search->settled, bound);
}

static void exact_end(arb_t result, const search_t *search, size_t i, side_t side)
{
    fmpq_t lo, hi;
    arb_t other;
    fmpq_init(lo);
    fmpq_init(hi);
    arb_init(other);
    const interval_t *domain = &search->variables[i].domain;
    expr_t end = side == SIDE_LO ? domain->lo : domain->hi;
    if (constant_enclose(lo, hi, search->dag, end, search->prec)) {
        arb_set_fmpq(result, lo, search->prec);
        arb_set_fmpq(other, hi, search->prec);
        arb_union(result, result, other, search->prec);
    } else {
        arb_indeterminate(result);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    arb_clear(other);
}

// All variables are fixed: the value in balls, or in doubles where it is too large for balls.
static void settle_corner(search_t *search, const slot_t *slots)
{
    arb_ptr point = _arb_vec_init((slong)search->count), values = _arb_vec_init((slong)search->count + 1);
    regularity_t *regularity = mem_alloc(search->count + 1, sizeof *regularity);
    arf_t bound;
    arf_init(bound);
    for (size_t i = 0; i < search->count; i++) {
        if (slots[i].fixed == SIDE_NONE)
            arb_set_d(point + i, slots[i].range.hi);
        else
            exact_end(point + i, search, i, slots[i].fixed);
    }
    tape_evaluate_arb(values, regularity, NULL, search->tape, point, search->prec);
    if (regularity[0] >= REGULARITY_DEFINED && arb_is_finite(values)) {
        arb_get_ubound_arf(bound, values, search->prec);
        search->reached = fmin(search->reached, arf_get_d(bound, ARF_RND_CEIL));
        arb_get_lbound_arf(bound, values, search->prec);
    } else {
        const tape_result_t *over = search->over;
        arf_set_d(bound, over->regularity >= REGULARITY_DEFINED ? lower_end(over->value) : -INFINITY);
    }
    settle(search, bound);
    arf_clear(bound);
    mem_free(regularity);
    _arb_vec_clear(point, (slong)search->count);
    _arb_vec_clear(values, (slong)search->count + 1);
}

// ---- the search ----

// Takes the slots over.
static void add_box(search_t *search, slot_t *slots)
{
    do
        evaluate(search->over, search, slots, false);
    while (fix_monotone(search, slots));
    if (is_corner(search, slots)) {
        settle_corner(search, slots);
        mem_free(slots);
    } else {
        bound_queue_push(&search->queue, (bound_cell_t){bound_on(search, slots), slots});
    }
}

// Where the expression varies most, as far as the last evaluation of the box tells; an unbounded variable first.
static size_t choose_variable(search_t *search, const slot_t *slots)
{
    size_t chosen = 0;
    double most = -1;
    evaluate(search->over, search, slots, false);
    for (size_t i = 0; i < search->count; i++) {
        if (is_point(slots + i))
            continue;
        const tape_result_t *slope = search->over + 1 + i;
        double width = slots[i].range.hi - lower_end(slots[i].range);
        double steepness = fmax(slope->value.neg_lo, slope->value.hi);
        bool known = slope->regularity >= REGULARITY_DEFINED && isfinite(steepness);
        double smear = isinf(width) ? INFINITY : known ? width * steepness : width * 1e100;
        if (smear > most) {
            most = smear;
            chosen = i;
        }
    }
    return chosen;
}

static slot_t *copy_slots(const search_t *search, const slot_t *slots)
{
    slot_t *copy = mem_alloc(search->count, sizeof *copy);
    memcpy(copy, slots, search->count * sizeof *copy);
    return copy;
}

static void split(search_t *search, bound_cell_t cell)
{
    size_t i = choose_variable(search, cell.slots);
    dinterval_t range = cell.slots[i].range;
    double centre = centre_of(range);
    if (!(centre > lower_end(range) && centre < range.hi)) {
        arf_t bound;
        arf_init(bound);
        arf_set_d(bound, cell.bound);
        settle(search, bound);
        arf_clear(bound);
        mem_free(cell.slots);
        return;
    }
    slot_t *above = copy_slots(search, cell.slots);
    cell.slots[i].range.hi = centre;
    above[i].range.neg_lo = -centre;
    add_box(search, cell.slots);
    add_box(search, above);
}

static bool is_close_enough(const search_t *search, double bound)
{
    double gap = search->reached - bound;
    return arf_cmp_d(search->settled, bound) <= 0 || (search->digits <= DOUBLE_DIGITS && isfinite(gap) &&
                                                      gap <= RELATIVE_GAP * fmax(fabs(bound), fabs(search->reached)));
}

static void run(search_t *search)
{
    while (search->queue.count > 0 && search->evaluations < MAX_EVALUATIONS &&
           !is_close_enough(search, search->queue.cells[0].bound))
        split(search, bound_queue_pop(&search->queue));
    if (search->queue.count > 0) {
        arf_t bound;
        arf_init(bound);
        arf_set_d(bound, search->queue.cells[0].bound);
        settle(search, bound);
        arf_clear(bound);
    }
}

// ---- set-up ----

// An end of an interval as a slot: the tightest enclosure by doubles, or an infinity.
static slot_t end_slot(search_t *search, expr_t end, side_t side)
{
    double infinity = side == SIDE_LO ? -INFINITY : INFINITY;
    dinterval_t range = {-infinity, infinity};
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    if (end != EXPR_NONE && constant_enclose(lo, hi, search->dag, end, search->prec))
        range = dinterval_hull(dinterval_from_fmpq(lo), dinterval_from_fmpq(hi));
    fmpq_clear(lo);
    fmpq_clear(hi);
    return (slot_t){range, side};
}

static slot_t *whole_box(search_t *search)
{
    slot_t *slots = mem_alloc(search->count, sizeof *slots);
    for (size_t i = 0; i < search->count; i++) {
        search->lower[i] = end_slot(search, search->variables[i].domain.lo, SIDE_LO);
        search->upper[i] = end_slot(search, search->variables[i].domain.hi, SIDE_HI);
        slots[i] = (slot_t){{search->lower[i].range.neg_lo, search->upper[i].range.hi}, SIDE_NONE};
    }
    return slots;
}

static tape_t *compile(search_t *search, expr_t a)
{
    expr_t *roots = mem_alloc(search->count + 1, sizeof *roots);
    search->expression = a;
    search->names = mem_alloc(search->count, sizeof *search->names);
    for (size_t i = 0; i < search->count; i++)
        search->names[i] = search->variables[i].variable;
    roots[0] = a;
    expr_gradient(roots + 1, search->dag, a, search->count, search->names);
    for (size_t i = 1; i <= search->count; i++)
        roots[i] = expr_simplify(search->dag, roots[i]);
    tape_t *tape = tape_compile(search->dag, search->count + 1, roots, search->count, search->names);
    mem_free(roots);
    return tape;
}

void bound_below(arf_t result, dag_t *dag, expr_t a, size_t count, const quantified_t *variables, slong digits)
{
    search_t search = {.dag = dag, .count = count, .variables = variables, .digits = digits, .reached = INFINITY};
    search.prec = 4 * digits + 64;
    search.tape = compile(&search, a);
    search.box = mem_alloc(count, sizeof *search.box);
    search.over = mem_alloc(count + 1, sizeof *search.over);
    search.at_centre = mem_alloc(count + 1, sizeof *search.at_centre);
    search.lower = mem_alloc(count, sizeof *search.lower);
    search.upper = mem_alloc(count, sizeof *search.upper);
    arf_init(search.settled);
    arf_pos_inf(search.settled);
    add_box(&search, whole_box(&search));
    run(&search);
    arf_set(result, search.settled);
    arf_clear(search.settled);
    bound_queue_clear(&search.queue);
    tape_free(search.tape);
    natural_free(search.natural);
    mem_free(search.names);
    mem_free(search.box);
    mem_free(search.over);
    mem_free(search.at_centre);
    mem_free(search.lower);
    mem_free(search.upper);
}
