// SPDX-License-Identifier: LGPL-3.0-or-later
// Cells in which the map expands: what orbits can stay there for ever, and what that asks of the other cells.
#include "check/decided.h"
#include "check/image.h"
#include "check/matrix.h"
#include "check/partition_cell.h"

static bool accept_self(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    return cell_is_lower(cell, other) || index == cell->index;
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

bool cell_faces_are_null(const evidence_t *ev)
{
    bool null = ev->obligation->kind == OBLIGATION_RANK && ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE;
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
    if (cell_faces_are_null(ev))
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

bool cell_expels(const cell_data_t *cell, const box_t *box)
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
    if (!cell_is_covered(cell, box, cell->noise, accept_self,
                         "the image is not shown to lie in lower ranks and the cell"))
        return false;
    if (ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE)
        return true;
    return centre_is_inside(cell, box) || partition_check_refuse(cell->p, cell->index, "the centre is not in the cell");
}

// ---- null sets ----

static bool accept_null(const void *data, const node_t *other, size_t index)
{
    const cell_data_t *cell = data;
    if (cell_is_lower(cell, other))
        return true;
    if (other->kind != CELL_NULL || other->rank != cell->leaf->rank)
        return false;
    partition_check_meet(cell->p, index);
    return true;
}

// Whether the weights of the null cells that the image meets add up to less than L^n times the weight of the cell.
static bool weight_suffices(const cell_data_t *cell)
{
    const partition_t *p = cell->p;
    range_t sum, term;
    range_init(&sum, cell->leaf->precision);
    range_init(&term, cell->leaf->precision);
    range_set_si(&sum, 0);
    rounding_t mode = rounding_upward();
    for (size_t k = 0; k < p->met_count; k++) {
        const fmpq *weight = p->numbers + p->nodes[p->met[k]].first + 1;
        range_set_rationals(&term, weight, weight);
        range_add(&sum, &sum, &term);
    }
    const fmpq *growth = p->numbers + cell->leaf->first;
    fmpq_t most;
    fmpq_init(most);
    fmpq_pow_si(most, growth, (slong)p->ev->obligation->state_count);
    fmpq_mul(most, most, growth + 1);
    range_set_rationals(&term, most, most);
    bool suffices = range_less(&sum, &term);
    rounding_restore(mode);
    fmpq_clear(most);
    range_clear(&sum);
    range_clear(&term);
    return suffices;
}

bool cell_is_null(const cell_data_t *cell, const box_t *box)
{
    partition_t *p = cell->p;
    const fmpq *numbers = p->numbers + cell->leaf->first;
    if (!cell_faces_are_null(p->ev))
        return partition_check_refuse(p, cell->index, "null sets of states may hold all starts");
    if (fmpq_sgn(numbers) <= 0 || fmpq_sgn(numbers + 1) <= 0 || !state_is_bounded(cell, box))
        return partition_check_refuse(p, cell->index, "a null cell is bounded, with a positive growth and weight");
    if (!expands(cell, box))
        return partition_check_refuse(p, cell->index, "distances are not shown to grow that much");
    partition_check_forget(p, 0);
    return cell_is_covered(cell, box, cell->noise, accept_null,
                           "the image is not shown to lie in lower ranks and null cells") &&
           (weight_suffices(cell) ||
            partition_check_refuse(p, cell->index, "the weights of the null cells in the image are too large"));
}

// ---- the other cells ----

static bool misses_centre(void *data, const range_t *ranges)
{
    const cell_data_t *cell = data;
    evidence_t *ev = cell->p->ev;
    size_t states = ev->obligation->state_count;
    slong precision = cell->leaf->precision;
    range_t *inputs = cell_inputs(cell, ranges), *image = range_array_new(2 * states, precision);
    bool apart = false, known = image_check(image, ev, inputs, precision) && centre_ranges(image + states, ev);
    for (size_t i = 0; known && i < states; i++)
        apart = apart || range_less(image + i, image + states + i) || range_less(image + states + i, image + i);
    range_array_free(image, 2 * states);
    range_array_free(inputs, image_check_inputs(ev));
    return apart;
}

// Orbits that stay in an expelling cell for ever are those that come to one point. No other cell leads there exactly;
// or only null sets do.
bool cell_suits_expulsion(const cell_data_t *cell, const box_t *box)
{
    evidence_t *ev = cell->p->ev;
    cell_data_t data = *cell;
    if (ev->obligation->mode == ORBIT_ALMOST_EVERYWHERE)
        return partition_check_is_nonsingular(ev, box, cell->leaf->precision) ||
               partition_check_refuse(cell->p, cell->index, "null sets are not shown to have null preimages");
    return evidence_holds_on(ev, box, cell->leaf->precision, misses_centre, &data) ||
           partition_check_refuse(cell->p, cell->index, "the centre is not shown to be no image");
}
