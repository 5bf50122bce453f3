// SPDX-License-Identifier: LGPL-3.0-or-later
// Ends, order and the rounding mode. The arithmetic is in range_arithmetic.c.
#include "check/range.h"

#include "base/memory.h"

#include <fenv.h>
#include <math.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

// ---- storage ----

void range_init(range_t *a, slong precision)
{
    a->lo = a->hi = 0;
    a->big = NULL;
    if (precision == RANGE_DOUBLE)
        return;
    size_t size = mpfr_custom_get_size(precision);
    char *block = mem_alloc(1, 2 * (sizeof *a->big + size));
    a->big = (mpfr_ptr)(void *)block;
    for (int end = 0; end < 2; end++) {
        void *limbs = block + 2 * sizeof *a->big + (size_t)end * size;
        mpfr_custom_init(limbs, precision);
        mpfr_custom_init_set(a->big + end, MPFR_ZERO_KIND, 0, precision, limbs);
    }
}

void range_clear(range_t *a)
{
    mem_free(a->big);
    a->big = NULL;
}

void scratch_init(scratch_t *scratch, slong precision)
{
    scratch->is_short = mpfr_custom_get_size(precision) <= sizeof scratch->limbs;
    if (!scratch->is_short) {
        mpfr_init2(scratch->number, precision);
        return;
    }
    mpfr_custom_init(scratch->limbs, precision);
    mpfr_custom_init_set(scratch->number, MPFR_ZERO_KIND, 0, precision, scratch->limbs);
}

void scratch_clear(scratch_t *scratch)
{
    if (!scratch->is_short)
        mpfr_clear(scratch->number);
}

range_t *range_array_new(size_t count, slong precision)
{
    range_t *items = mem_alloc(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        range_init(items + i, precision);
    return items;
}

void range_array_free(range_t *items, size_t count)
{
    for (size_t i = 0; items && i < count; i++)
        range_clear(items + i);
    mem_free(items);
}

slong range_precision(const range_t *a)
{
    return a->big ? (slong)mpfr_get_prec(a->big) : RANGE_DOUBLE;
}

// ---- the rounding mode ----

// To set the mode takes far longer than to ask for it. Doubles are rounded as the SSE unit's register says where there is
// one; the x87 unit, which fesetround would set as well, computes nothing here.
#if defined(__x86_64__)
static int current_mode(void)
{
    unsigned bits = _MM_GET_ROUNDING_MODE();
    return bits == _MM_ROUND_NEAREST ? FE_TONEAREST : bits == _MM_ROUND_UP ? FE_UPWARD : -1;
}

static void set_mode(rounding_t mode)
{
    _MM_SET_ROUNDING_MODE(mode == FE_UPWARD ? _MM_ROUND_UP : _MM_ROUND_NEAREST);
}
#else
static int current_mode(void)
{
    return fegetround();
}

static void set_mode(rounding_t mode)
{
    (void)fesetround(mode);
}
#endif

static rounding_t change_mode(rounding_t mode)
{
    rounding_t before = current_mode();
    if (before != mode)
        set_mode(mode);
    return before;
}

rounding_t rounding_upward(void)
{
    return change_mode(FE_UPWARD);
}

rounding_t rounding_nearest(void)
{
    return change_mode(FE_TONEAREST);
}

void rounding_restore(rounding_t mode)
{
    (void)change_mode(mode);
}

// Sums, products and quotients that are not representable must end up on the two sides of the truth, one unit apart.
bool range_self_test(void)
{
    range_t one, small, tenth;
    range_init(&one, RANGE_DOUBLE);
    range_init(&small, RANGE_DOUBLE);
    range_init(&tenth, RANGE_DOUBLE);
    range_set_si(&one, 1);
    small.lo = small.hi = 0x1p-80;
    rounding_t mode = rounding_upward();
    range_add(&small, &one, &small);
    range_mul(&small, &small, &small);
    range_set_si(&tenth, 10);
    bool divides = range_div(&tenth, &one, &tenth) == STATUS_OK;
    range_sub(&one, &one, &tenth);
    rounding_restore(mode);
    bool sum = small.lo == 1 && small.hi > 1 && small.hi < 1 + 0x1p-50;
    bool quotient = divides && tenth.lo < tenth.hi && nextafter(tenth.lo, 1) == tenth.hi;
    return sum && quotient && one.lo < one.hi && current_mode() == mode;
}

// ---- values ----

void range_set(range_t *result, const range_t *a)
{
    if (result == a)
        return;
    if (!result->big) {
        result->lo = a->lo;
        result->hi = a->hi;
        return;
    }
    mpfr_set(result->big, a->big, MPFR_RNDD);
    mpfr_set(result->big + 1, a->big + 1, MPFR_RNDU);
}

void range_set_si(range_t *result, slong value)
{
    if (result->big) {
        mpfr_set_si(result->big, value, MPFR_RNDD);
        mpfr_set_si(result->big + 1, value, MPFR_RNDU);
        return;
    }
    if (value >= -(WORD(1) << 53) && value <= WORD(1) << 53) {
        result->lo = result->hi = (double)value;
        return;
    }
    fmpq_t exact;
    fmpq_init(exact);
    fmpq_set_si(exact, value, 1);
    range_set_rationals(result, exact, exact);
    fmpq_clear(exact);
}

void range_set_entire(range_t *result)
{
    if (!result->big) {
        result->lo = -INFINITY;
        result->hi = INFINITY;
        return;
    }
    mpfr_set_inf(result->big, -1);
    mpfr_set_inf(result->big + 1, 1);
}

void range_get_ends(mpfr_t lo, mpfr_t hi, const range_t *a)
{
    if (a->big) {
        mpfr_set(lo, a->big, MPFR_RNDD);
        mpfr_set(hi, a->big + 1, MPFR_RNDU);
    } else {
        mpfr_set_d(lo, a->lo, MPFR_RNDD);
        mpfr_set_d(hi, a->hi, MPFR_RNDU);
    }
}

void range_put_ends(range_t *result, const mpfr_t lo, const mpfr_t hi)
{
    if (result->big) {
        mpfr_set(result->big, lo, MPFR_RNDD);
        mpfr_set(result->big + 1, hi, MPFR_RNDU);
    } else {
        result->lo = mpfr_get_d(lo, MPFR_RNDD);
        result->hi = mpfr_get_d(hi, MPFR_RNDU);
    }
}

void range_set_rationals(range_t *result, const fmpq_t lower, const fmpq_t upper)
{
    mpfr_t lo, hi;
    mpq_t exact;
    slong precision = range_precision(result);
    rounding_t mode = rounding_nearest();
    mpfr_init2(lo, precision);
    mpfr_init2(hi, precision);
    mpq_init(exact);
    fmpq_get_mpq(exact, lower);
    mpfr_set_q(lo, exact, MPFR_RNDD);
    fmpq_get_mpq(exact, upper);
    mpfr_set_q(hi, exact, MPFR_RNDU);
    range_put_ends(result, lo, hi);
    mpq_clear(exact);
    mpfr_clear(lo);
    mpfr_clear(hi);
    rounding_restore(mode);
}

void range_set_rounded(range_t *result, const range_t *a)
{
    if (result->big)
        range_get_ends(result->big, result->big + 1, a);
    else if (a->big)
        range_put_ends(result, a->big, a->big + 1);
    else
        range_set(result, a);
}

void range_set_ends(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double lo = a ? a->lo : -INFINITY;
        result->hi = b ? b->hi : INFINITY;
        result->lo = lo;
        return;
    }
    if (b)
        mpfr_set(result->big + 1, b->big + 1, MPFR_RNDU);
    else
        mpfr_set_inf(result->big + 1, 1);
    if (a)
        mpfr_set(result->big, a->big, MPFR_RNDD);
    else
        mpfr_set_inf(result->big, -1);
}

bool range_end(range_t *result, const range_t *a, bool upper)
{
    if (!a->big) {
        double end = upper ? a->hi : a->lo;
        if (isinf(end))
            return false;
        result->lo = result->hi = end;
        return true;
    }
    mpfr_srcptr end = a->big + upper;
    if (mpfr_inf_p(end))
        return false;
    mpfr_set(result->big, end, MPFR_RNDD);
    mpfr_set(result->big + 1, end, MPFR_RNDU);
    return true;
}

bool range_meet(range_t *a, const range_t *b)
{
    if (range_less(a, b) || range_less(b, a))
        return false;
    range_t most, least;
    range_init(&most, range_precision(a));
    range_init(&least, range_precision(a));
    range_max(&most, a, b);
    range_min(&least, a, b);
    range_set_ends(a, &most, &least);
    range_clear(&most);
    range_clear(&least);
    return true;
}

void range_hull(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double lo = a->lo < b->lo ? a->lo : b->lo, hi = a->hi > b->hi ? a->hi : b->hi;
        result->lo = lo;
        result->hi = hi;
        return;
    }
    mpfr_min(result->big, a->big, b->big, MPFR_RNDD);
    mpfr_max(result->big + 1, a->big + 1, b->big + 1, MPFR_RNDU);
}

void range_min(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double lo = a->lo < b->lo ? a->lo : b->lo, hi = a->hi < b->hi ? a->hi : b->hi;
        result->lo = lo;
        result->hi = hi;
        return;
    }
    mpfr_min(result->big, a->big, b->big, MPFR_RNDD);
    mpfr_min(result->big + 1, a->big + 1, b->big + 1, MPFR_RNDU);
}

void range_max(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double lo = a->lo > b->lo ? a->lo : b->lo, hi = a->hi > b->hi ? a->hi : b->hi;
        result->lo = lo;
        result->hi = hi;
        return;
    }
    mpfr_max(result->big, a->big, b->big, MPFR_RNDD);
    mpfr_max(result->big + 1, a->big + 1, b->big + 1, MPFR_RNDU);
}

void range_middle(range_t *result, const range_t *a)
{
    if (!result->big) {
        double middle = a->lo / 2 + a->hi / 2;
        middle = middle < a->lo ? a->lo : middle > a->hi ? a->hi : middle;
        result->lo = result->hi = middle;
        return;
    }
    scratch_t middle;
    scratch_init(&middle, range_precision(a));
    mpfr_add(middle.number, a->big, a->big + 1, MPFR_RNDN);
    mpfr_div_2ui(middle.number, middle.number, 1, MPFR_RNDN);
    mpfr_max(middle.number, middle.number, a->big, MPFR_RNDN);
    mpfr_min(middle.number, middle.number, a->big + 1, MPFR_RNDN);
    range_put_ends(result, middle.number, middle.number);
    scratch_clear(&middle);
}

// ---- questions ----

// An end that is no number is below all others as a lower end, above all others as an upper end: nothing is known of it.

static int lower_sign(const range_t *a)
{
    if (a->big)
        return mpfr_nan_p(a->big) ? -1 : mpfr_sgn(a->big);
    return a->lo > 0 ? 1 : a->lo == 0 ? 0 : -1;
}

static int upper_sign(const range_t *a)
{
    if (a->big)
        return mpfr_nan_p(a->big + 1) ? 1 : mpfr_sgn(a->big + 1);
    return a->hi < 0 ? -1 : a->hi == 0 ? 0 : 1;
}

// The sign of (upper end of a) - (lower end of b).
static int gap_sign(const range_t *a, const range_t *b)
{
    if (a->big)
        return mpfr_unordered_p(a->big + 1, b->big) ? 1 : mpfr_cmp(a->big + 1, b->big);
    return a->hi < b->lo ? -1 : a->hi == b->lo ? 0 : 1;
}

bool range_is_zero(const range_t *a)
{
    return lower_sign(a) == 0 && upper_sign(a) == 0;
}

bool range_is_point(const range_t *a)
{
    return gap_sign(a, a) == 0;
}

bool range_is_bounded(const range_t *a)
{
    return a->big ? mpfr_number_p(a->big) && mpfr_number_p(a->big + 1) : isfinite(a->lo) && isfinite(a->hi);
}

double range_relative_width(const range_t *a)
{
    double lo = a->big ? mpfr_get_d(a->big, MPFR_RNDN) : a->lo, hi = a->big ? mpfr_get_d(a->big + 1, MPFR_RNDN) : a->hi;
    return (hi - lo) / (1 + fmin(fabs(lo), fabs(hi)));
}

bool range_contains_zero(const range_t *a)
{
    return lower_sign(a) <= 0 && upper_sign(a) >= 0;
}

bool range_is_positive(const range_t *a)
{
    return lower_sign(a) > 0;
}

bool range_is_nonnegative(const range_t *a)
{
    return lower_sign(a) >= 0;
}

bool range_is_negative(const range_t *a)
{
    return upper_sign(a) < 0;
}

bool range_is_nonpositive(const range_t *a)
{
    return upper_sign(a) <= 0;
}

bool range_less(const range_t *a, const range_t *b)
{
    return gap_sign(a, b) < 0;
}

bool range_less_equal(const range_t *a, const range_t *b)
{
    return gap_sign(a, b) <= 0;
}

bool range_inside(const range_t *a, const range_t *b)
{
    if (a->big)
        return mpfr_cmp(b->big, a->big) < 0 && mpfr_cmp(a->big + 1, b->big + 1) < 0;
    return b->lo < a->lo && a->hi < b->hi;
}

bool range_contains(const range_t *a, const range_t *b)
{
    if (a->big)
        return mpfr_lessequal_p(a->big, b->big) && mpfr_lessequal_p(b->big + 1, a->big + 1);
    return a->lo <= b->lo && b->hi <= a->hi;
}
