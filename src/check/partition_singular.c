// SPDX-License-Identifier: LGPL-3.0-or-later
// Maps with an invertible derivative almost everywhere. An analytic function on a connected set that is not 0 at some
// point is 0 only on a null set; that is used of the Jacobian determinant in the interior of a box.
#include "base/memory.h"
#include "check/decided.h"
#include "check/image.h"
#include "check/partition.h"

#define MAX_ASSUMPTIONS 256

// ---- the determinant ----

static void swap_rows(range_t *a, size_t n, size_t i, size_t k, range_t *item)
{
    for (size_t j = 0; i != k && j < n; j++) {
        range_set(item, a + i * n + j);
        range_set(a + i * n + j, a + k * n + j);
        range_set(a + k * n + j, item);
    }
}

// Gaussian elimination: every matrix in the entries (n rows of n) is invertible when no pivot contains 0. Overwrites.
static bool is_regular(range_t *a, size_t n)
{
    range_t factor, product;
    range_init(&factor, range_precision(a));
    range_init(&product, range_precision(a));
    rounding_t mode = rounding_upward();
    bool regular = true;
    for (size_t k = 0; regular && k < n; k++) {
        size_t pivot = k;
        while (pivot < n && range_contains_zero(a + pivot * n + k))
            pivot++;
        regular = pivot < n;
        if (regular)
            swap_rows(a, n, k, pivot, &factor);
        for (size_t i = k + 1; regular && i < n; i++) {
            regular = range_div(&factor, a + i * n + k, a + k * n + k) == STATUS_OK;
            for (size_t j = k + 1; regular && j < n; j++) {
                range_mul(&product, &factor, a + k * n + j);
                range_sub(a + i * n + j, a + i * n + j, &product);
            }
        }
    }
    rounding_restore(mode);
    range_clear(&factor);
    range_clear(&product);
    return regular;
}

// ---- the rule ----

#define PLACES 4

// A number inside the range, one of several.
static void point_inside(range_t *point, const range_t *side, size_t choice)
{
    static const slong sixteenths[PLACES] = {8, 7, 4, 12}, far[PLACES] = {0, 1, -2, 3}, beside[PLACES] = {1, 2, 4, 3};
    range_t other;
    range_init(&other, range_precision(point));
    rounding_t mode = rounding_upward();
    if (range_is_bounded(side)) { // lower + (upper - lower) k/16
        (void)range_end(point, side, false);
        (void)range_end(&other, side, true);
        range_sub(&other, &other, point);
        range_scale(&other, &other, sixteenths[choice], 16);
        range_add(point, point, &other);
    } else {
        range_set_si(&other, beside[choice]);
        if (range_end(point, side, false))
            range_add(point, point, &other);
        else if (range_end(point, side, true))
            range_sub(point, point, &other);
        else
            range_set_si(point, far[choice]);
    }
    rounding_restore(mode);
    (void)range_end(point, point, false);
    range_clear(&other);
}

static bool noise_is_absent(evidence_t *ev)
{
    return ev->obligation->noise_count == 0 ||
           evidence_refuse(ev, "singularity is examined of maps without noise only");
}

// Whether the determinant is not 0 at the place in the box, for all values of the parameters there.
static bool is_regular_at(evidence_t *ev, size_t count, const assumption_t *assumptions, const range_t *inside,
                          const range_t *place, slong precision)
{
    size_t n = image_check_inputs(ev), states = ev->obligation->state_count;
    range_t *slopes = range_array_new(n * states, precision), *matrix = range_array_new(states * states, precision);
    bool good = image_check_slopes(slopes, ev, count, assumptions, inside, place, LEVEL_SMOOTH, precision);
    for (size_t i = 0; i < states; i++)
        for (size_t j = 0; j < states; j++)
            range_set(matrix + i * states + j, slopes + i * n + j);
    good = good && is_regular(matrix, states);
    range_array_free(slopes, n * states);
    range_array_free(matrix, states * states);
    return good;
}

bool partition_check_is_nonsingular(evidence_t *ev, const box_t *box, slong precision)
{
    if (!noise_is_absent(ev) || !image_check_put(ev))
        return false;
    size_t n = image_check_inputs(ev), states = ev->obligation->state_count;
    assumption_t *assumptions = mem_alloc(MAX_ASSUMPTIONS, sizeof *assumptions);
    size_t count = decided_by_box(assumptions, MAX_ASSUMPTIONS, ev->image.plan, box, states);
    range_t *inside = range_array_new(n, precision), *place = range_array_new(n, precision);
    box_ranges(inside, box, ev->ground->dag, ev->ground->reals);
    bool good = false;
    for (size_t k = 0; k < PLACES && !good; k++) {
        for (size_t v = 0; v < n; v++)
            if (v < states)
                point_inside(place + v, inside + v, (k + v) % PLACES);
            else
                range_set(place + v, inside + v);
        good = is_regular_at(ev, count, assumptions, inside, place, precision);
    }
    range_array_free(inside, n);
    range_array_free(place, n);
    mem_free(assumptions);
    return good;
}
