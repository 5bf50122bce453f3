// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "check/decided.h"
#include "check/image.h"
#include "check/partition_cell.h"

// ---- which cells an image may lie in ----

bool cell_is_lower(const cell_data_t *cell, const node_t *other)
{
    return other->kind >= CELL_TARGET && other->kind <= CELL_NULL && other->rank < cell->leaf->rank;
}

static bool accept_lower(const void *data, const node_t *other, size_t index)
{
    (void)index;
    return cell_is_lower(data, other);
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
    return cell_is_lower(cell, other) || (other->kind == CELL_DRIFT && other->rank == leaf->rank &&
                                     other->variable == leaf->variable && other->negative == leaf->negative);
}

static bool accept_repel(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    (void)index;
    return cell_is_lower(cell, other) ||
           (other->kind == CELL_REPEL && other->rank == cell->leaf->rank && other->variable == cell->leaf->variable);
}

// ---- images ----

range_t *cell_inputs(const cell_data_t *cell, const range_t *ranges)
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
    return partition_check_covers(cell->p, image->box, cell->leaf->precision, cell->accepts, cell, cell->within);
}

static bool image_is_covered(void *data, const range_t *ranges)
{
    const cell_data_t *cell = data;
    evidence_t *ev = cell->p->ev;
    size_t n = ev->variable_count;
    range_t *inputs = cell_inputs(cell, ranges);
    image_data_t image = {cell, range_array_new(n, cell->leaf->precision)};
    for (size_t v = 0; v < n; v++)
        range_set(image.box + v, ranges + v);
    size_t met = cell->p->met_count;
    bool good = image_check_parts(ev, inputs, cell->leaf->precision, part_is_covered, &image);
    if (!good) // the parts of these ranges are tried next
        partition_check_forget(cell->p, met);
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
    range_t *inputs = cell_inputs(cell, ranges), *change = range_array_new(states, cell->leaf->precision), fall;
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

// An end of an interval, EXPR_NONE for none. False when it cannot be enclosed.
static bool end_of(end_t *end, evidence_t *ev, expr_t term)
{
    end->infinite = term == EXPR_NONE;
    return end->infinite || end_set_term(end, ev->ground->dag, term, ev->ground->reals);
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
    bool known = end_of(ends, ev, domain->lo) && end_of(ends + 1, ev, domain->hi);
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
    bool inside = fmpq_cmp(lo, hi) < 0 && end_of(ends, ev, domain->lo) && end_of(ends + 1, ev, domain->hi);
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

bool cell_is_covered(const cell_data_t *cell, const box_t *box, const range_t *noise, cell_test_t accepts,
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

// On the cell without its faces in the first `open` variables.
static bool holds_inside(const cell_data_t *cell, const box_t *box, question_t *question, size_t root, kleene_t truth,
                         size_t open)
{
    assumption_t decided[MAX_DECIDED];
    formula_data_t data = {cell->p->ev, question, root, cell->leaf->precision, truth};
    size_t count = decided_by_box(decided, MAX_DECIDED, question->plan, box, open);
    question->assumption_count = count;
    question->assumptions = count ? decided : NULL;
    bool holds = evidence_holds_on(cell->p->ev, box, cell->leaf->precision, formula_holds, &data);
    question->assumption_count = 0;
    question->assumptions = NULL;
    return holds;
}

static bool holds_on_cell(const cell_data_t *cell, const box_t *box, question_t *question, size_t root, kleene_t truth)
{
    return holds_inside(cell, box, question, root, truth, 0);
}

// No orbit that counts begins in the cell.
static bool is_outside(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    size_t open = cell_faces_are_null(ev) ? ev->obligation->state_count : 0;
    return ev->goal.region != EXPR_NONE && evidence_put_statement(ev) &&
           holds_inside(cell, box, &ev->statement, STATEMENT_REGION, KLEENE_FALSE, open);
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
    good = good && cell_is_covered(cell, box, cell->noise, accept_busy, "images are not shown to keep out of idle cells") &&
           cell_is_covered(cell, box, part, accept_lower, "the chance is not shown to lead to lower ranks");
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
           cell_is_covered(cell, box, cell->noise, accept_drift,
                      "the image is not shown to lie in lower ranks and cells of the same drift");
}

// ---- repelling sets ----

// What one step from the set leads into. False, with a fault, when an end is not known.
static bool set_image(end_t *ends, box_t *within, const cell_data_t *cell)
{
    evidence_t *ev = cell->p->ev;
    size_t states = ev->obligation->state_count;
    const interval_t *sides = ev->obligation->repeller_images + cell->leaf->variable * states;
    bool known = true;
    for (size_t i = 0; known && i < states; i++) {
        known = end_of(ends + 2 * i, ev, sides[i].lo) && end_of(ends + 2 * i + 1, ev, sides[i].hi);
        within->lo[i] = ends + 2 * i;
        within->hi[i] = ends + 2 * i + 1;
    }
    return known || evidence_refuse(ev, "the image of a repelling set is not known");
}

// Earlier obligations of the instance say what an orbit does that stays in the set, and on which side of faces it keeps.
static bool repel_holds(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    size_t states = ev->obligation->state_count;
    cell_data_t data = *cell;
    box_t within;
    if (!evidence_put_repellers(ev))
        return false;
    if (!holds_on_cell(cell, box, &ev->repellers, cell->leaf->variable, KLEENE_TRUE))
        return partition_check_refuse(cell->p, cell->index, "the cell is not shown to lie in the repelling set");
    end_t *ends = mem_alloc(2 * states, sizeof *ends);
    for (size_t i = 0; i < 2 * states; i++)
        end_init(ends + i);
    box_init(&within, states, ev->variables);
    data.within = &within;
    bool good = set_image(ends, &within, cell) &&
                cell_is_covered(&data, box, cell->noise, accept_repel,
                                "the image is not shown to lie in lower ranks and cells of the same repelling set");
    box_clear(&within);
    for (size_t i = 0; i < 2 * states; i++)
        end_clear(ends + i);
    mem_free(ends);
    return good;
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
        return cell_is_covered(cell, box, cell->noise, accept_lower, "the image is not shown to lie in lower ranks");
    case CELL_CHANCE:
        return chance_holds(cell, box);
    case CELL_DRIFT:
        return drift_holds(cell, box);
    case CELL_EXPEL:
        return cell_expels(cell, box);
    case CELL_NULL:
        return cell_is_null(cell, box);
    case CELL_REPEL:
        return repel_holds(cell, box);
    case CELL_SAFE:
        return target_holds(cell, box, false) &&
               cell_is_covered(cell, box, cell->noise, accept_busy, "the image is not shown to lie in safe cells");
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

bool partition_check_suits_expulsion(partition_t *p, size_t index, const box_t *box)
{
    const node_t *leaf = p->nodes + index;
    if (leaf->kind == CELL_IDLE || leaf->kind == CELL_EXPEL || leaf->kind == CELL_NULL || leaf->rank < p->least_expulsion)
        return true;
    return with_noise(p, index, box, cell_suits_expulsion);
}
