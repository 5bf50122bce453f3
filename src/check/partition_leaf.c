// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "check/decided.h"
#include "check/image.h"
#include "check/matrix.h"
#include "check/partition.h"

// What the tests on parts of a cell are about.
typedef struct {
    partition_t *p;
    size_t index;
    const node_t *leaf;
    const range_t *noise;
    cell_test_t accepts;
} cell_data_t;

// ---- which cells an image may lie in ----

static bool is_lower(const cell_data_t *cell, const node_t *other)
{
    return other->kind >= CELL_TARGET && other->kind <= CELL_REPEL && other->rank < cell->leaf->rank;
}

static bool accept_lower(const void *data, const node_t *other, size_t index)
{
    (void)index;
    return is_lower(data, other);
}

static bool accept_busy(const void *data, const node_t *other, size_t index)
{
    (void)data;
    (void)index;
    return other->kind != CELL_IDLE;
}

static bool accept_drift(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    const node_t *leaf = cell->leaf;
    (void)index;
    return is_lower(cell, other) || (other->kind == CELL_DRIFT && other->rank == leaf->rank &&
                                     other->variable == leaf->variable && other->negative == leaf->negative);
}

static bool accept_self(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    return is_lower(cell, other) || index == cell->index;
}

static bool accept_repel(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    (void)index;
    return is_lower(cell, other) ||
           (other->kind == CELL_REPEL && other->rank == cell->leaf->rank && other->variable == cell->leaf->variable);
}

// ---- images ----

// The inputs of the map: the ranges of the variables and those of the noise, in a new array.
static range_t *make_inputs(const cell_data_t *cell, const range_t *ranges)
{
    evidence_t *ev = cell->p->ev;
    size_t n = image_check_inputs(ev);
    range_t *inputs = range_array_new(n, cell->leaf->precision);
    for (size_t v = 0; v < n; v++)
        range_set(inputs + v, v < ev->variable_count ? ranges + v : cell->noise + (v - ev->variable_count));
    return inputs;
}

typedef struct {
    const cell_data_t *cell;
    range_t *box; // of the states and parameters; the latter are those of the part of the cell
} image_data_t;

static bool part_is_covered(void *data, const range_t *part)
{
    const image_data_t *image = data;
    const cell_data_t *cell = image->cell;
    for (size_t i = 0; i < cell->p->ev->obligation->state_count; i++)
        range_set(image->box + i, part + i);
    return partition_check_covers(cell->p, image->box, cell->leaf->precision, cell->accepts, cell);
}

static bool image_is_covered(void *data, const range_t *ranges)
{
    const cell_data_t *cell = data;
    evidence_t *ev = cell->p->ev;
    size_t n = ev->variable_count;
    range_t *inputs = make_inputs(cell, ranges);
    image_data_t image = {cell, range_array_new(n, cell->leaf->precision)};
    for (size_t v = 0; v < n; v++)
        range_set(image.box + v, ranges + v);
    bool good = image_check_parts(ev, inputs, cell->leaf->precision, part_is_covered, &image);
    range_array_free(inputs, image_check_inputs(ev));
    range_array_free(image.box, n);
    return good;
}

static bool falls(void *data, const range_t *ranges)
{
    const cell_data_t *cell = data;
    evidence_t *ev = cell->p->ev;
    size_t states = ev->obligation->state_count;
    const fmpq *least = cell->p->numbers + cell->leaf->first;
    range_t *inputs = make_inputs(cell, ranges), *change = range_array_new(states, cell->leaf->precision), fall;
    range_init(&fall, cell->leaf->precision);
    range_set_rationals(&fall, least, least);
    bool good = image_check_change(change, ev, inputs, cell->leaf->precision);
    range_t *along = change + cell->leaf->variable;
    if (!cell->leaf->negative)
        range_neg(along, along);
    good = good && range_less_equal(&fall, along);
    range_clear(&fall);
    range_array_free(change, states);
    range_array_free(inputs, image_check_inputs(ev));
    return good;
}

// ---- noise ----

static const end_t *noise_end(end_t *end, evidence_t *ev, expr_t term)
{
    end->infinite = term == EXPR_NONE;
    bool known = end->infinite || end_set_term(end, ev->ground->dag, term, ev->ground->reals);
    return known ? end : NULL;
}

// The whole interval of noise variable k. False, with a fault, when it is not known.
static bool whole_noise(range_t *noise, evidence_t *ev, size_t k)
{
    const interval_t *domain = &ev->obligation->noise[k].domain;
    range_t hi;
    end_t ends[2];
    end_init(ends);
    end_init(ends + 1);
    range_init(&hi, range_precision(noise));
    bool known = noise_end(ends, ev, domain->lo) && noise_end(ends + 1, ev, domain->hi);
    if (known && !ends[0].infinite)
        end_range(noise, ends, ev->ground->dag, ev->ground->reals);
    if (known && !ends[1].infinite)
        end_range(&hi, ends + 1, ev->ground->dag, ev->ground->reals);
    range_set_ends(noise, ends[0].infinite ? NULL : noise, ends[1].infinite ? NULL : &hi);
    range_clear(&hi);
    end_clear(ends);
    end_clear(ends + 1);
    return known || evidence_refuse(ev, "an interval of noise cannot be enclosed");
}

// An interval of positive length inside that of noise variable k.
static bool is_part_of_noise(evidence_t *ev, size_t k, const fmpq *lo, const fmpq *hi)
{
    const interval_t *domain = &ev->obligation->noise[k].domain;
    end_t ends[2];
    end_init(ends);
    end_init(ends + 1);
    bool inside = fmpq_cmp(lo, hi) < 0 && noise_end(ends, ev, domain->lo) && noise_end(ends + 1, ev, domain->hi);
    if (inside && !ends[0].infinite) {
        int order = end_compare(ends, lo);
        inside = order == -1 || order == 0;
    }
    if (inside && !ends[1].infinite) {
        int order = end_compare(ends + 1, hi);
        inside = order == 1 || order == 0;
    }
    end_clear(ends);
    end_clear(ends + 1);
    return inside;
}

// ---- the leaves ----

static bool covered_by(const cell_data_t *cell, const box_t *box, const range_t *noise, cell_test_t accepts,
                       const char *why)
{
    cell_data_t data = *cell;
    data.noise = noise;
    data.accepts = accepts;
    return evidence_holds_on(cell->p->ev, box, cell->leaf->precision, image_is_covered, &data) ||
           partition_check_refuse(cell->p, cell->index, why);
}

// A formula on a cell, which should have that truth value everywhere.
typedef struct {
    evidence_t *ev;
    question_t *question;
    size_t root; // of the question: the formula
    slong precision;
    kleene_t truth;
} formula_data_t;

static bool formula_holds(void *data, const range_t *ranges)
{
    const formula_data_t *f = data;
    return evaluator_root(evidence_at(f->ev, f->question, ranges, f->precision), f->root)->truth == f->truth;
}

#define MAX_DECIDED 64

static bool holds_on_cell(const cell_data_t *cell, const box_t *box, question_t *question, size_t root, kleene_t truth)
{
    assumption_t decided[MAX_DECIDED];
    formula_data_t data = {cell->p->ev, question, root, cell->leaf->precision, truth};
    size_t count = decided_by_box(decided, MAX_DECIDED, question->plan, box, 0);
    question->assumption_count = count;
    question->assumptions = count ? decided : NULL;
    bool holds = evidence_holds_on(cell->p->ev, box, cell->leaf->precision, formula_holds, &data);
    question->assumption_count = 0;
    question->assumptions = NULL;
    return holds;
}

static bool is_outside(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    return ev->goal.region != EXPR_NONE && evidence_put_statement(ev) &&
           holds_on_cell(cell, box, &ev->statement, STATEMENT_REGION, KLEENE_FALSE);
}

static bool target_holds(const cell_data_t *cell, const box_t *box, bool truth)
{
    evidence_t *ev = cell->p->ev;
    const int order = 0;
    if (ev->obligation->target_count != 1 ||
        !question_put(&ev->target, ev->ground, 1, &ev->obligation->targets[0].formula, &order, 0, NULL))
        return evidence_refuse(ev, "the target is too large a formula, or not one");
    return holds_on_cell(cell, box, &ev->target, 0, truth ? KLEENE_TRUE : KLEENE_FALSE) ||
           partition_check_refuse(cell->p, cell->index,
                                  truth ? "the target is not shown to be true" : "the target is not shown to be false");
}

static bool chance_holds(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    size_t count = ev->obligation->noise_count;
    const fmpq *ends = cell->p->numbers + cell->leaf->first;
    range_t *part = range_array_new(count, cell->leaf->precision);
    bool good = count > 0 || partition_check_refuse(cell->p, cell->index, "chance without noise");
    for (size_t k = 0; good && k < count; k++) {
        good =
            is_part_of_noise(ev, k, ends + 2 * k, ends + 2 * k + 1) ||
            partition_check_refuse(cell->p, cell->index, "not an interval of positive length inside that of the noise");
        range_set_rationals(part + k, ends + 2 * k, ends + 2 * k + 1);
    }
    good = good && covered_by(cell, box, cell->noise, accept_busy, "images are not shown to keep out of idle cells") &&
           covered_by(cell, box, part, accept_lower, "the chance is not shown to lead to lower ranks");
    range_array_free(part, count);
    return good;
}

static bool drift_holds(const cell_data_t *cell, const box_t *box)
{
    const node_t *leaf = cell->leaf;
    const end_t *end = leaf->negative ? box->hi[leaf->variable] : box->lo[leaf->variable];
    cell_data_t data = *cell;
    if (end->infinite)
        return partition_check_refuse(cell->p, cell->index, "the variable of the drift is not bounded on that side");
    if (fmpq_sgn(cell->p->numbers + leaf->first) <= 0)
        return partition_check_refuse(cell->p, cell->index, "the drift is not positive");
    return (evidence_holds_on(cell->p->ev, box, leaf->precision, falls, &data) ||
            partition_check_refuse(cell->p, cell->index, "the drift is not shown")) &&
           covered_by(cell, box, cell->noise, accept_drift,
                      "the image is not shown to lie in lower ranks and cells of the same drift");
}

// ---- expulsion ----

// sign * J - L is positive semidefinite (J the Jacobian in the states, L the number of the leaf) for all points of the
// box: then (G(x) - G(y)) (x - y) is at least L |x - y|^2 or at most -L |x - y|^2.
static bool is_definite(const cell_data_t *cell, const range_t *slopes, int sign)
{
    size_t states = cell->p->ev->obligation->state_count, n = image_check_inputs(cell->p->ev);
    slong precision = cell->leaf->precision;
    const fmpq *least = cell->p->numbers + cell->leaf->first;
    range_t *entries = range_array_new(states * states, precision), growth;
    range_init(&growth, precision);
    range_set_rationals(&growth, least, least);
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < states; i++)
        for (size_t j = 0; j <= i; j++) {
            range_t *entry = entries + i * states + j;
            range_add(entry, slopes + i * n + j, slopes + j * n + i);
            range_scale(entry, entry, sign, 2);
            if (i == j)
                range_sub(entry, entry, &growth);
        }
    rounding_restore(mode);
    bool positive = matrix_is_positive(entries, states, false);
    range_clear(&growth);
    range_array_free(entries, states * states);
    return positive;
}

// With momentum the starts, at rest, are a null set of the states, and faces may hold many of them.
static bool faces_are_null(const evidence_t *ev)
{
    bool null = ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE;
    for (size_t i = 0; i < ev->obligation->state_count; i++)
        null = null && expr_variable_kind(ev->ground->dag, ev->variables[i]) == VARIABLE_STATE;
    return null;
}

static bool expands(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    slong precision = cell->leaf->precision;
    size_t n = image_check_inputs(ev), states = ev->obligation->state_count, count = 0;
    if (!image_check_put(ev))
        return false;
    assumption_t decided[MAX_DECIDED];
    range_t *ranges = range_array_new(n, precision), *slopes = range_array_new(n * states, precision);
    box_ranges(ranges, box, ev->ground->dag, ev->ground->reals);
    if (faces_are_null(ev))
        count = decided_by_box(decided, MAX_DECIDED, ev->image.plan, box, states);
    bool good = image_check_slopes(slopes, ev, count, decided, ranges, ranges, LEVEL_C1, precision) &&
                (is_definite(cell, slopes, 1) || is_definite(cell, slopes, -1));
    range_array_free(slopes, n * states);
    range_array_free(ranges, n);
    return good;
}

static bool state_is_bounded(const cell_data_t *cell, const box_t *box)
{
    for (size_t v = 0; v < cell->p->ev->obligation->state_count; v++)
        if (box->lo[v]->infinite || box->hi[v]->infinite)
            return false;
    return true;
}

// The centre's coordinates as ranges. False, with a fault, when they are not known.
static bool centre_ranges(range_t *centre, evidence_t *ev)
{
    bool known = true;
    for (size_t i = 0; known && i < ev->obligation->state_count; i++) {
        end_t coordinate;
        end_init(&coordinate);
        known = evidence_centre(&coordinate, ev, i);
        if (known)
            end_range(centre + i, &coordinate, ev->ground->dag, ev->ground->reals);
        end_clear(&coordinate);
    }
    return known;
}

static bool centre_is_inside(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    bool inside = true;
    for (size_t i = 0; inside && i < ev->obligation->state_count; i++) {
        end_t coordinate;
        end_init(&coordinate);
        inside = evidence_centre(&coordinate, ev, i);
        if (inside) {
            int below = end_compare(box->lo[i], coordinate.lower), above = end_compare(box->hi[i], coordinate.upper);
            inside = below <= 0 && (above == 0 || above == 1);
        }
        end_clear(&coordinate);
    }
    return inside;
}

static bool same_constant(const rpoly_struct *a, const rpoly_struct *b)
{
    real_t left, right;
    real_init(left);
    real_init(right);
    rpoly_get_coeff(left, a, 0);
    rpoly_get_coeff(right, b, 0);
    bool same = rpoly_is_constant(a) && rpoly_is_constant(b) && real_cmp(left, right) == 0;
    real_clear(left);
    real_clear(right);
    return same;
}

// G(p) = p, by exact arithmetic, when nothing but the states occurs.
static bool centre_is_fixed_exactly(evidence_t *ev)
{
    size_t states = ev->obligation->state_count;
    assignment_t a;
    place_t anywhere;
    rpoint_t origin;
    bool fixed = evidence_put_map(ev);
    assignment_init(&a, states);
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    for (size_t i = 0; fixed && i < states; i++) {
        end_t coordinate;
        end_init(&coordinate);
        fixed = evidence_centre(&coordinate, ev, i) && coordinate.exact;
        if (fixed)
            assignment_add_real(&a, ev->variables[i], coordinate.value);
        end_clear(&coordinate);
    }
    if (fixed) {
        const exact_t *exact =
            question_decide(&ev->map, ev->ground, a.count, a.variables, a.values, &anywhere, EXPR_NONE);
        for (size_t i = 0; i < states; i++) {
            const exact_value_t *root = exact_root(exact, i);
            fixed = fixed && jet_has_value(&root->jet) && same_constant(exact_coefficient(root, 0), a.values + i);
        }
    }
    assignment_clear(&a);
    place_clear(&anywhere);
    rpoint_clear(origin);
    return fixed;
}

// The same for all parameters of the cell, where each component of G(p) - p is enclosed by [0, 0].
static bool centre_is_fixed(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    size_t n = image_check_inputs(ev), states = ev->obligation->state_count;
    range_t *inputs = range_array_new(n, cell->leaf->precision),
            *change = range_array_new(states, cell->leaf->precision);
    box_ranges(inputs, box, ev->ground->dag, ev->ground->reals);
    bool fixed = centre_ranges(inputs, ev) && image_check_change(change, ev, inputs, cell->leaf->precision);
    for (size_t i = 0; i < states; i++)
        fixed = fixed && range_is_zero(change + i) && range_is_point(inputs + i);
    range_array_free(change, states);
    range_array_free(inputs, n);
    fixed = fixed || (ev->variable_count == states && centre_is_fixed_exactly(ev));
    return fixed || partition_check_refuse(cell->p, cell->index, "the centre is not shown to be a fixed point");
}

static bool expel_holds(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    bool grows = fmpq_cmp(cell->p->numbers + cell->leaf->first, one) > 0;
    fmpq_clear(one);
    if (!grows || !state_is_bounded(cell, box))
        return partition_check_refuse(cell->p, cell->index, "expulsion needs a bounded cell and a growth above 1");
    if (!expands(cell, box))
        return partition_check_refuse(cell->p, cell->index, "distances are not shown to grow that much");
    if (!covered_by(cell, box, cell->noise, accept_self, "the image is not shown to lie in lower ranks and the cell"))
        return false;
    if (ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE)
        return true;
    return (centre_is_inside(cell, box) ||
            partition_check_refuse(cell->p, cell->index, "the centre is not in the cell")) &&
           centre_is_fixed(cell, box);
}

// ---- repelling sets ----

// Earlier obligations of the instance say what an orbit does that stays in the set.
static bool repel_holds(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    return evidence_put_repellers(ev) &&
           (holds_on_cell(cell, box, &ev->repellers, cell->leaf->variable, KLEENE_TRUE) ||
            partition_check_refuse(cell->p, cell->index, "the cell is not shown to lie in the repelling set")) &&
           covered_by(cell, box, cell->noise, accept_repel,
                      "the image is not shown to lie in lower ranks and cells of the same repelling set");
}

static bool misses_centre(void *data, const range_t *ranges)
{
    const cell_data_t *cell = data;
    evidence_t *ev = cell->p->ev;
    size_t states = ev->obligation->state_count;
    slong precision = cell->leaf->precision;
    range_t *inputs = make_inputs(cell, ranges), *image = range_array_new(2 * states, precision);
    bool apart = false, known = image_check(image, ev, inputs, precision) && centre_ranges(image + states, ev);
    for (size_t i = 0; known && i < states; i++)
        apart = apart || range_less(image + i, image + states + i) || range_less(image + states + i, image + i);
    range_array_free(image, 2 * states);
    range_array_free(inputs, image_check_inputs(ev));
    return apart;
}

// ---- one leaf ----

static bool rank_suits_steps(const cell_data_t *cell, const box_t *box)
{
    const obligation_t *obligation = cell->p->ev->obligation;
    const node_t *leaf = cell->leaf;
    if (obligation->kind != OBLIGATION_RANK || !obligation->has_steps || leaf->kind == CELL_IDLE)
        return true;
    if (leaf->rank > obligation->steps)
        return is_outside(cell, box) ||
               partition_check_refuse(cell->p, cell->index, "a rank above the number of steps");
    return leaf->kind == CELL_TARGET || leaf->kind == CELL_STEP ||
           partition_check_refuse(cell->p, cell->index, "only steps count towards a number of steps");
}

static bool claim_holds(const cell_data_t *cell, const box_t *box)
{
    switch (cell->leaf->kind) {
    case CELL_IDLE:
        return is_outside(cell, box) ||
               partition_check_refuse(cell->p, cell->index, "the region is not shown to be false");
    case CELL_TARGET:
        return target_holds(cell, box, true);
    case CELL_STEP:
        return covered_by(cell, box, cell->noise, accept_lower, "the image is not shown to lie in lower ranks");
    case CELL_CHANCE:
        return chance_holds(cell, box);
    case CELL_DRIFT:
        return drift_holds(cell, box);
    case CELL_EXPEL:
        return expel_holds(cell, box);
    case CELL_REPEL:
        return repel_holds(cell, box);
    case CELL_SAFE:
        return target_holds(cell, box, false) &&
               covered_by(cell, box, cell->noise, accept_busy, "the image is not shown to lie in safe cells");
    default:
        return partition_check_is_nonsingular(cell->p->ev, box, cell->leaf->precision) ||
               partition_check_refuse(cell->p, cell->index,
                                      "the derivative is not shown to be invertible almost everywhere");
    }
}

static bool with_noise(partition_t *p, size_t index, const box_t *box,
                       bool (*holds)(const cell_data_t *cell, const box_t *box))
{
    evidence_t *ev = p->ev;
    size_t count = ev->obligation->noise_count;
    cell_data_t cell = {.p = p, .index = index, .leaf = p->nodes + index};
    range_t *noise = range_array_new(count, cell.leaf->precision);
    bool good = true;
    for (size_t k = 0; good && k < count; k++)
        good = whole_noise(noise + k, ev, k);
    cell.noise = noise;
    good = good && holds(&cell, box);
    range_array_free(noise, count);
    return good;
}

static bool leaf_holds(const cell_data_t *cell, const box_t *box)
{
    return claim_holds(cell, box) && rank_suits_steps(cell, box);
}

bool partition_check_leaf_holds(partition_t *p, size_t index, const box_t *box)
{
    return with_noise(p, index, box, leaf_holds);
}

// Orbits that stay in an expelling cell for ever are those that come to one point. No other cell leads there exactly;
// or only null sets do.
static bool suits_expulsion(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    cell_data_t data = *cell;
    if (ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE)
        return partition_check_is_nonsingular(ev, box, cell->leaf->precision) ||
               partition_check_refuse(cell->p, cell->index, "null sets are not shown to have null preimages");
    return evidence_holds_on(ev, box, cell->leaf->precision, misses_centre, &data) ||
           partition_check_refuse(cell->p, cell->index, "the centre is not shown to be no image");
}

bool partition_check_suits_expulsion(partition_t *p, size_t index, const box_t *box)
{
    const node_t *leaf = p->nodes + index;
    if (leaf->kind == CELL_IDLE || leaf->kind == CELL_EXPEL || leaf->rank < p->least_expulsion)
        return true;
    return with_noise(p, index, box, suits_expulsion);
}
