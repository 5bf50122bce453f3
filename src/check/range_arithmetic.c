// SPDX-License-Identifier: LGPL-3.0-or-later
// Sums, products, quotients and powers of intervals.
#include "check/range_double.h"

#define LONG_PRECISION 192 // from here on one pass over a number is cheaper than a product

// ---- the same on MPFR numbers ----

static void big_mul(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t round)
{
    if (mpfr_zero_p(x) || mpfr_zero_p(y))
        mpfr_set_zero(result, 1);
    else
        mpfr_mul(result, x, y, round);
}

static void big_sub(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t round)
{
    mpfr_sub(result, x, y, round);
}

static void big_div(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t round)
{
    if (mpfr_zero_p(x) || (mpfr_inf_p(x) && mpfr_inf_p(y)))
        mpfr_set_zero(result, 1);
    else
        mpfr_div(result, x, y, round);
}

typedef void (*big_operation_t)(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y, mpfr_rnd_t round);

// From operation(x, y) rounded downward to operation(z, w) rounded upward. The operands may be ends of the result.
static void big_put(range_t *result, big_operation_t operation, mpfr_srcptr x, mpfr_srcptr y, mpfr_srcptr z,
                    mpfr_srcptr w)
{
    scratch_t lo;
    scratch_init(&lo, range_precision(result));
    operation(lo.number, x, y, MPFR_RNDD);
    operation(result->big + 1, z, w, MPFR_RNDU);
    mpfr_set(result->big, lo.number, MPFR_RNDD);
    scratch_clear(&lo);
}

// As in double_mul_nonnegative and double_mul_nonpositive.
static void big_mul_nonnegative(range_t *result, const range_t *a, const range_t *b)
{
    big_put(result, big_mul, a->big + (mpfr_sgn(b->big) < 0), b->big, a->big + (mpfr_sgn(b->big + 1) >= 0), b->big + 1);
}

static void big_mul_nonpositive(range_t *result, const range_t *a, const range_t *b)
{
    big_put(result, big_mul, a->big + (mpfr_sgn(b->big + 1) < 0), b->big + 1, a->big + (mpfr_sgn(b->big) >= 0), b->big);
}

// Both have numbers on either side of 0.
static void big_mul_mixed(range_t *result, const range_t *a, const range_t *b)
{
    scratch_t lo, hi, other;
    slong precision = range_precision(result);
    scratch_init(&lo, precision);
    scratch_init(&hi, precision);
    scratch_init(&other, precision);
    big_mul(lo.number, a->big, b->big + 1, MPFR_RNDD);
    big_mul(other.number, a->big + 1, b->big, MPFR_RNDD);
    mpfr_min(lo.number, lo.number, other.number, MPFR_RNDD);
    big_mul(hi.number, a->big, b->big, MPFR_RNDU);
    big_mul(other.number, a->big + 1, b->big + 1, MPFR_RNDU);
    mpfr_max(hi.number, hi.number, other.number, MPFR_RNDU);
    range_put_ends(result, lo.number, hi.number);
    scratch_clear(&lo);
    scratch_clear(&hi);
    scratch_clear(&other);
}

// ---- ring operations ----

void range_neg(range_t *result, const range_t *a)
{
    if (!result->big) {
        double_neg(result, a);
        return;
    }
    if (result != a)
        range_set(result, a);
    mpfr_swap(result->big, result->big + 1);
    mpfr_neg(result->big, result->big, MPFR_RNDD);
    mpfr_neg(result->big + 1, result->big + 1, MPFR_RNDU);
}

void range_add(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double_add(result, a, b);
        return;
    }
    mpfr_add(result->big, a->big, b->big, MPFR_RNDD);
    mpfr_add(result->big + 1, a->big + 1, b->big + 1, MPFR_RNDU);
}

void range_sub(range_t *result, const range_t *a, const range_t *b)
{
    if (!result->big) {
        double_sub(result, a, b);
        return;
    }
    if (result != a && result != b) {
        mpfr_sub(result->big, a->big, b->big + 1, MPFR_RNDD);
        mpfr_sub(result->big + 1, a->big + 1, b->big, MPFR_RNDU);
    } else {
        big_put(result, big_sub, a->big, b->big + 1, a->big + 1, b->big);
    }
}

static void big_scale(range_t *result, const range_t *a, slong p, slong q)
{
    ulong size = p < 0 ? -(ulong)p : (ulong)p;
    if (p < 0)
        range_neg(result, a);
    else
        range_set(result, a);
    for (int end = 0; end < 2; end++) {
        mpfr_rnd_t round = end ? MPFR_RNDU : MPFR_RNDD;
        if (size == 0)
            mpfr_set_zero(result->big + end, 1);
        else if (size != 1)
            mpfr_mul_ui(result->big + end, result->big + end, size, round);
        if (q != 1)
            mpfr_div_ui(result->big + end, result->big + end, (ulong)q, round);
    }
}

// The number that the range is, where that is an integer of one word, not 0; else 0.
static slong small_integer(const range_t *a)
{
    bool is_small = mpfr_equal_p(a->big, a->big + 1) && mpfr_fits_sint_p(a->big, MPFR_RNDN) && mpfr_integer_p(a->big);
    return is_small ? mpfr_get_si(a->big, MPFR_RNDN) : 0;
}

static void big_product(range_t *result, const range_t *a, const range_t *b)
{
    bool is_long = range_precision(result) > LONG_PRECISION;
    if (is_long && small_integer(b))
        big_scale(result, a, small_integer(b), 1);
    else if (is_long && small_integer(a))
        big_scale(result, b, small_integer(a), 1);
    else if (mpfr_sgn(a->big) >= 0)
        big_mul_nonnegative(result, a, b);
    else if (mpfr_sgn(b->big) >= 0)
        big_mul_nonnegative(result, b, a);
    else if (mpfr_sgn(a->big + 1) <= 0)
        big_mul_nonpositive(result, a, b);
    else if (mpfr_sgn(b->big + 1) <= 0)
        big_mul_nonpositive(result, b, a);
    else
        big_mul_mixed(result, a, b);
}

// As in double_div.
static void big_quotient(range_t *result, const range_t *a, const range_t *b)
{
    slong divisor = small_integer(b);
    if (divisor)
        big_scale(result, a, divisor < 0 ? -1 : 1, divisor < 0 ? -divisor : divisor);
    else if (mpfr_sgn(b->big) > 0)
        big_put(result, big_div, a->big, b->big + (mpfr_sgn(a->big) >= 0), a->big + 1,
                b->big + (mpfr_sgn(a->big + 1) < 0));
    else
        big_put(result, big_div, a->big + 1, b->big + (mpfr_sgn(a->big + 1) >= 0), a->big,
                b->big + (mpfr_sgn(a->big) < 0));
}

void range_mul(range_t *result, const range_t *a, const range_t *b)
{
    if (result->big)
        big_product(result, a, b);
    else
        double_mul(result, a, b);
}

status_t range_div(range_t *result, const range_t *a, const range_t *b)
{
    if (range_contains_zero(b))
        return STATUS_DOMAIN;
    if (!result->big) {
        double_div(result, a, b);
        return STATUS_OK;
    }
    big_quotient(result, a, b);
    return STATUS_OK;
}

void range_scale(range_t *result, const range_t *a, slong p, slong q)
{
    if (p == 1 && q == 1) {
        range_set(result, a);
        return;
    }
    if (result->big) {
        big_scale(result, a, p, q);
        return;
    }
    range_t factor;
    range_init(&factor, RANGE_DOUBLE);
    range_set_si(&factor, p);
    range_mul(result, a, &factor);
    if (q != 1) {
        range_set_si(&factor, q);
        if (range_div(result, result, &factor) != STATUS_OK)
            range_set_entire(result);
    }
    range_clear(&factor);
}

void range_abs(range_t *result, const range_t *a)
{
    if (range_is_nonnegative(a)) {
        range_set(result, a);
        return;
    }
    bool straddles = !range_is_nonpositive(a);
    range_neg(result, a);
    if (!straddles)
        return;
    if (result->big) { // from 0 to the larger one of -lo, hi, which are now the upper end and minus the lower one
        mpfr_neg(result->big, result->big, MPFR_RNDD);
        mpfr_max(result->big + 1, result->big, result->big + 1, MPFR_RNDU);
        mpfr_set_zero(result->big, 1);
    } else {
        result->hi = max2(-result->lo, result->hi);
        result->lo = 0;
    }
}

// ---- powers ----

// x^n for x >= 0, rounded upward; from below if `down`.
static double power_of_end(double x, slong n, bool down)
{
    double result = 1, factor = x;
    for (; n > 0; n >>= 1) {
        if (n & 1)
            result = down ? -mul_up(-result, factor) : mul_up(result, factor);
        if (n > 1)
            factor = down ? -mul_up(-factor, factor) : mul_up(factor, factor);
    }
    return result;
}

// a^n, n >= 1, by its ends: for odd n or a >= 0, where it increases.
static void increasing_power(range_t *result, const range_t *a, slong n)
{
    if (!result->big) {
        double lo = a->lo < 0 ? -power_of_end(-a->lo, n, false) : power_of_end(a->lo, n, true);
        result->hi = a->hi < 0 ? -power_of_end(-a->hi, n, true) : power_of_end(a->hi, n, false);
        result->lo = lo;
        return;
    }
    mpfr_pow_ui(result->big, a->big, (ulong)n, MPFR_RNDD);
    mpfr_pow_ui(result->big + 1, a->big + 1, (ulong)n, MPFR_RNDU);
}

// The q-th root of a >= 0.
static void root(range_t *result, const range_t *a, slong q)
{
    mpfr_t lo, hi;
    rounding_t mode = rounding_nearest();
    mpfr_init2(lo, range_precision(a));
    mpfr_init2(hi, range_precision(a));
    range_get_ends(lo, hi, a);
    mpfr_rootn_ui(lo, lo, (ulong)q, MPFR_RNDD);
    mpfr_rootn_ui(hi, hi, (ulong)q, MPFR_RNDU);
    range_put_ends(result, lo, hi);
    mpfr_clear(lo);
    mpfr_clear(hi);
    rounding_restore(mode);
}

status_t range_power(range_t *result, const range_t *a, slong p, slong q)
{
    if (p == 0) {
        range_set_si(result, 1);
        return STATUS_OK;
    }
    if ((q > 1 && !range_is_nonnegative(a)) || (p < 0 && range_contains_zero(a)) || p == WORD_MIN)
        return STATUS_DOMAIN;
    if (q > 1)
        root(result, a, q);
    else
        range_set(result, a);
    if (p % 2 == 0) // even powers of x are those of |x|
        range_abs(result, result);
    increasing_power(result, result, p < 0 ? -p : p);
    if (p > 0)
        return STATUS_OK;
    range_t one;
    range_init(&one, range_precision(result));
    range_set_si(&one, 1);
    status_t status = range_div(result, &one, result);
    range_clear(&one);
    return status;
}
