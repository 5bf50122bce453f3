// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/simplest.h"

#include <stdbool.h>

void fmpq_integer_below(fmpz_t result, const fmpq_t x)
{
    fmpz_zero(result);
    if (fmpq_sgn(x) <= 0) {
        fmpz_cdiv_q(result, fmpq_numref(x), fmpq_denref(x));
        fmpz_sub_ui(result, result, 1);
    }
}

void fmpq_integer_above(fmpz_t result, const fmpq_t x)
{
    fmpz_zero(result);
    if (fmpq_sgn(x) >= 0) {
        fmpz_fdiv_q(result, fmpq_numref(x), fmpq_denref(x));
        fmpz_add_ui(result, result, 1);
    }
}

// An open interval, unbounded above when `unbounded`.
typedef struct {
    fmpq_t lo;
    fmpq_t hi;
    bool unbounded;
} open_interval_t;

// An integer of least absolute value inside, if there is one.
static bool integer_inside(fmpz_t result, const open_interval_t *interval)
{
    fmpq_integer_above(result, interval->lo);
    if (!interval->unbounded && fmpq_sgn(interval->hi) <= 0) {
        fmpq_integer_below(result, interval->hi);
        return fmpq_cmp_fmpz(interval->lo, result) < 0;
    }
    return interval->unbounded || fmpq_cmp_fmpz(interval->hi, result) > 0;
}

// x in (lo, hi) with floor = floor(lo) becomes 1/(x - floor); no integer lies inside, so hi <= floor + 1.
static void invert_fraction(open_interval_t *interval, const fmpz_t floor)
{
    fmpq_sub_fmpz(interval->lo, interval->lo, floor);
    fmpq_sub_fmpz(interval->hi, interval->hi, floor);
    bool unbounded = fmpq_is_zero(interval->lo) != 0;
    fmpq_inv(interval->hi, interval->hi);
    if (!unbounded)
        fmpq_inv(interval->lo, interval->lo);
    fmpq_swap(interval->lo, interval->hi);
    interval->unbounded = unbounded;
}

// result = quotients[0] + 1/(quotients[1] + 1/(... + 1/last)).
static void evaluate_continued_fraction(fmpq_t result, const fmpz *quotients, slong count, const fmpz_t last)
{
    fmpq_set_fmpz(result, last);
    for (slong i = count - 1; i >= 0; i--) {
        fmpq_inv(result, result);
        fmpq_add_fmpz(result, result, quotients + i);
    }
}

// The simplest rational of an interval without integers has the interval's common integer part, and its fractional
// part is the inverse of the simplest rational of the inverted interval (Stern-Brocot tree).
void fmpq_simplest_inside(fmpq_t result, const fmpq_t lo, const fmpq_t hi)
{
    open_interval_t interval = {.unbounded = false};
    // Each step at least halves a denominator's size in two steps, as in Euclid's algorithm.
    slong capacity = 2 * (slong)(fmpz_bits(fmpq_denref(lo)) + fmpz_bits(fmpq_denref(hi))) + 8, count = 0;
    fmpz *quotients = _fmpz_vec_init(capacity);
    fmpz_t integer;
    fmpz_init(integer);
    fmpq_init(interval.lo);
    fmpq_init(interval.hi);
    fmpq_set(interval.lo, lo);
    fmpq_set(interval.hi, hi);
    while (!integer_inside(integer, &interval)) {
        fmpz_fdiv_q(quotients + count, fmpq_numref(interval.lo), fmpq_denref(interval.lo));
        invert_fraction(&interval, quotients + count);
        count++;
    }
    evaluate_continued_fraction(result, quotients, count, integer);
    _fmpz_vec_clear(quotients, capacity);
    fmpz_clear(integer);
    fmpq_clear(interval.lo);
    fmpq_clear(interval.hi);
}
