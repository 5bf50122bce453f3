// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_definite.h"

#include "base/memory.h"
#include "interval/arithmetic.h"
#include "interval/rounding.h"

#include <math.h>

static interval_array_t array_of(dinterval_t *a)
{
    return (interval_array_t){&a->neg_lo, &a->hi};
}

dinterval_t interval_scalar_add(dinterval_t a, dinterval_t b)
{
    dinterval_t result;
    interval_round_upward();
    interval_add(array_of(&result), array_of(&a), array_of(&b), 1);
    interval_round_nearest();
    return result;
}

dinterval_t interval_scalar_sub(dinterval_t a, dinterval_t b)
{
    return interval_scalar_add(a, (dinterval_t){b.hi, b.neg_lo});
}

dinterval_t interval_scalar_mul(dinterval_t a, dinterval_t b)
{
    dinterval_t result;
    interval_round_upward();
    interval_mul(array_of(&result), array_of(&a), array_of(&b), 1);
    interval_round_nearest();
    return result;
}

// The whole line when b contains 0.
static dinterval_t divide(dinterval_t a, dinterval_t b)
{
    dinterval_t result;
    uint8_t defined;
    interval_round_upward();
    interval_div(array_of(&result), &defined, array_of(&a), array_of(&b), 1);
    interval_round_nearest();
    return defined ? result : dinterval_whole();
}

dinterval_t interval_scalar_power(dinterval_t a, int n)
{
    dinterval_t result;
    uint8_t defined;
    interval_round_upward();
    interval_power(array_of(&result), &defined, array_of(&a), n, 1);
    interval_round_nearest();
    return defined ? result : dinterval_whole();
}

static bool is_zero(dinterval_t a)
{
    return a.neg_lo == 0 && a.hi == 0;
}

// The size that rounding is relative to; lower ends of unbounded entries come from terms of about their own size.
static double magnitude(dinterval_t a)
{
    return isfinite(a.hi) ? fmax(fabs(a.hi), fabs(a.neg_lo)) : fabs(a.neg_lo);
}

// The room for rounding: none where the matrix is exact.
static double absolute_room(const dinterval_t *matrix, size_t n, double room)
{
    double scale = 0;
    bool exact = true;
    for (size_t i = 0; i < n; i++) {
        scale = fmax(scale, magnitude(matrix[i * n + i]));
        for (size_t j = 0; j <= i; j++)
            exact = exact && matrix[i * n + j].neg_lo == -matrix[i * n + j].hi;
    }
    return exact ? 0 : room * scale;
}

static bool column_is_zero(const dinterval_t *matrix, size_t n, size_t k)
{
    for (size_t i = k + 1; i < n; i++)
        if (!is_zero(matrix[i * n + k]))
            return false;
    return true;
}

// a_ij -= a_ik a_jk / a_kk.
static void eliminate(dinterval_t *matrix, size_t n, size_t k)
{
    dinterval_t pivot = matrix[k * n + k];
    for (size_t i = k + 1; i < n; i++)
        for (size_t j = k + 1; j <= i; j++) {
            dinterval_t left = matrix[i * n + k], right = matrix[j * n + k];
            if (is_zero(left) || is_zero(right))
                continue;
            dinterval_t product = i == j ? interval_scalar_power(left, 2) : interval_scalar_mul(left, right);
            matrix[i * n + j] = interval_scalar_sub(matrix[i * n + j], divide(product, pivot));
        }
}

definite_t interval_definite(dinterval_t *matrix, size_t n, double room, bool semidefinite)
{
    double least = absolute_room(matrix, n, room);
    for (size_t k = 0; k < n; k++) // seen at once in many cases
        if (matrix[k * n + k].neg_lo > 64 * least)
            return DEFINITE_UNKNOWN;
    for (size_t k = 0; k < n; k++) {
        dinterval_t pivot = matrix[k * n + k];
        if (semidefinite && pivot.neg_lo == 0 && column_is_zero(matrix, n, k))
            continue; // the pivot is 0 or positive, and does not meet the rest of the matrix
        if (!(dinterval_lo(pivot) > least) || !isfinite(least))
            return dinterval_lo(pivot) > -64 * least && isfinite(least) ? DEFINITE_NOISE : DEFINITE_UNKNOWN;
        eliminate(matrix, n, k);
    }
    return DEFINITE_YES;
}

// result = bound I + sign M.
static void shifted(dinterval_t *result, const dinterval_t *matrix, size_t n, dinterval_t bound, int sign)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            dinterval_t a = matrix[i * n + j];
            a = sign < 0 ? (dinterval_t){a.hi, a.neg_lo} : a;
            result[i * n + j] = i == j ? interval_scalar_add(a, bound) : a;
        }
}

definite_t interval_norm_bounded(const dinterval_t *matrix, size_t n, dinterval_t bound, double room)
{
    dinterval_t *work = mem_alloc(n * n, sizeof *work);
    shifted(work, matrix, n, bound, -1);
    definite_t below = interval_definite(work, n, room, true);
    shifted(work, matrix, n, bound, 1);
    definite_t above = interval_definite(work, n, room, true);
    mem_free(work);
    return below < above ? below : above;
}
