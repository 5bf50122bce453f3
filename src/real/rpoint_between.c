// SPDX-License-Identifier: LGPL-3.0-or-later
// Simple rationals around points, and lists of points.
#include "base/memory.h"
#include "real/rpoint_internal.h"
#include "real/simplest.h"

// Whether a < x < b, exactly.
static status_t is_between(bool *between, const fmpq_t x, const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    int order_a = 0, order_b = 0;
    status_t status = rpoint_cmp_fmpq(&order_a, a, x, ctx);
    if (status == STATUS_OK)
        status = rpoint_cmp_fmpq(&order_b, b, x, ctx);
    *between = order_a < 0 && order_b > 0;
    return status;
}

// The simplest rational x of an interval around [a, b] is the simplest of (a, b) as soon as it lies in there: fewer
// candidates remain, and x is the best of all. As the outer interval shrinks to [a, b], all simpler ones drop out.
status_t rpoint_between(fmpq_t result, const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    int order = 0;
    bool between = false;
    status_t status = rpoint_cmp(&order, a, b, ctx);
    if (status == STATUS_OK && order >= 0)
        status = STATUS_DOMAIN;
    fmpq_t lo, hi, inner, simplest;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(inner);
    fmpq_init(simplest);
    for (slong bits = 1; status == STATUS_OK && !between; bits *= 2) {
        status = rpoint_refine(lo, inner, a, bits, ctx);
        if (status == STATUS_OK)
            status = rpoint_refine(inner, hi, b, bits, ctx);
        if (status == STATUS_OK) {
            fmpq_simplest_inside(simplest, lo, hi);
            status = is_between(&between, simplest, a, b, ctx);
        }
    }
    if (status == STATUS_OK)
        fmpq_swap(result, simplest);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(inner);
    fmpq_clear(simplest);
    return status;
}

// The integer of least absolute value strictly below (side = -1) or above (side = 1) a. With lo <= a <= hi and
// hi - lo < 1/2, the one for the end beyond a is right if it is beyond a itself, else the next one outward is.
static status_t integer_beside(fmpq_t result, const rpoint_t a, int side, real_ctx_t ctx)
{
    fmpq_t lo, hi, candidate;
    fmpz_t integer;
    int order = 0;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(candidate);
    fmpz_init(integer);
    status_t status = rpoint_refine(lo, hi, a, 1, ctx);
    if (status == STATUS_OK) {
        if (side < 0)
            fmpq_integer_below(integer, hi);
        else
            fmpq_integer_above(integer, lo);
        fmpq_set_fmpz(candidate, integer);
        status = rpoint_cmp_fmpq(&order, a, candidate, ctx);
    }
    if (status == STATUS_OK) {
        if (order != -side)
            fmpq_add_si(candidate, candidate, side);
        fmpq_swap(result, candidate);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(candidate);
    fmpz_clear(integer);
    return status;
}

status_t rpoint_below(fmpq_t result, const rpoint_t a, real_ctx_t ctx)
{
    return integer_beside(result, a, -1, ctx);
}

status_t rpoint_above(fmpq_t result, const rpoint_t a, real_ctx_t ctx)
{
    return integer_beside(result, a, 1, ctx);
}

void rpoint_list_init(rpoint_list_t list)
{
    *list = (rpoint_list_struct){0};
}

void rpoint_list_clear(rpoint_list_t list)
{
    for (size_t i = 0; i < list->count; i++)
        rpoint_clear(list->points + i);
    mem_free(list->points);
}

void rpoint_list_append(rpoint_list_t list, const rpoint_t point)
{
    rpoint_t copy;
    rpoint_init(copy);
    rpoint_set(copy, point);
    list->points = mem_grow(list->points, &list->capacity, list->count + 1, sizeof *list->points);
    list->points[list->count++] = *copy;
}

// The place of the point at index `count` among the `count` sorted ones before it, and whether it is there already.
static status_t find_place(size_t *place, bool *present, const rpoint_list_t list, size_t count,
                           const rpoint_t point, real_ctx_t ctx)
{
    size_t first = 0, last = count;
    *present = false;
    while (first < last && !*present) {
        size_t middle = first + (last - first) / 2;
        int order = 0;
        status_t status = rpoint_cmp(&order, list->points + middle, point, ctx);
        if (status != STATUS_OK)
            return status;
        *present = order == 0;
        if (order < 0)
            first = middle + 1;
        else
            last = middle;
    }
    *place = first;
    return STATUS_OK;
}

status_t rpoint_list_sort(rpoint_list_t list, real_ctx_t ctx)
{
    size_t sorted = 0;
    status_t status = STATUS_OK;
    for (size_t i = 0; i < list->count && status == STATUS_OK; i++) {
        size_t place = 0;
        bool present = false;
        status = find_place(&place, &present, list, sorted, list->points + i, ctx);
        if (status != STATUS_OK || present)
            continue;
        rpoint_swap(list->points + sorted, list->points + i);
        for (size_t j = sorted++; j > place; j--)
            rpoint_swap(list->points + j, list->points + j - 1);
    }
    while (status == STATUS_OK && list->count > sorted)
        rpoint_clear(list->points + --list->count);
    return status;
}
