// SPDX-License-Identifier: LGPL-3.0-or-later
// All rounding in this file is upward: RU(x) >= x, and -RU(-x) <= x is rounding downward. Negation is exact, but
// -a * b and -(a * b) round to different sides, so that this folder is compiled with -frounding-math. The functions
// are not inlined and fence memory, so that no arithmetic moves out of the region where the mode is set.
#include "interval/arithmetic.h"

#include <float.h>
#include <math.h>

#define KERNEL __attribute__((noinline))
#define FENCE() __asm__ volatile("" ::: "memory")

static inline double larger(double x, double y)
{
    return x > y ? x : y;
}

static inline double smaller(double x, double y)
{
    return x < y ? x : y;
}

KERNEL void interval_add(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    const double *an = a.neg_lo, *ah = a.hi, *bn = b.neg_lo, *bh = b.hi;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        rn[i] = an[i] + bn[i];
        rh[i] = ah[i] + bh[i];
    }
    FENCE();
}

KERNEL void interval_sub(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    const double *an = a.neg_lo, *ah = a.hi, *bn = b.neg_lo, *bh = b.hi;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        rn[i] = an[i] + bh[i];
        rh[i] = ah[i] + bn[i];
    }
    FENCE();
}

// RU(x * y), where 0 * inf, the only NaN that can arise, is 0: an infinite end stands for arbitrarily large reals, and
// zero times each of them is zero.
static inline double product(double x, double y)
{
    double p = x * y;
    return p == p ? p : 0;
}

// With lower ends -an and -bn: the largest of the four products of ends, and the largest of their negations.
KERNEL void interval_mul(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        double an = a.neg_lo[i], ah = a.hi[i], bn = b.neg_lo[i], bh = b.hi[i];
        rh[i] = larger(larger(product(an, bn), product(-an, bh)), larger(product(ah, -bn), product(ah, bh)));
        rn[i] = larger(larger(product(-an, bn), product(an, bh)), larger(product(ah, bn), product(-ah, bh)));
    }
    FENCE();
}

// The least absolute value in [-n, h].
static inline double mignitude(double n, double h)
{
    return larger(0.0, larger(-n, -h));
}

KERNEL void interval_sqr(interval_array_t result, interval_array_t a, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        double least = mignitude(a.neg_lo[i], a.hi[i]), most = larger(a.neg_lo[i], a.hi[i]);
        rn[i] = -least * least;
        rh[i] = most * most;
    }
    FENCE();
}

KERNEL void interval_neg(interval_array_t result, interval_array_t a, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    for (size_t i = 0; i < count; i++) {
        rn[i] = a.hi[i];
        rh[i] = a.neg_lo[i];
    }
}

KERNEL void interval_abs(interval_array_t result, interval_array_t a, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    for (size_t i = 0; i < count; i++) {
        rn[i] = smaller(0.0, smaller(a.neg_lo[i], a.hi[i]));
        rh[i] = larger(a.neg_lo[i], a.hi[i]);
    }
}

KERNEL void interval_min(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    for (size_t i = 0; i < count; i++) {
        rn[i] = larger(a.neg_lo[i], b.neg_lo[i]);
        rh[i] = smaller(a.hi[i], b.hi[i]);
    }
}

KERNEL void interval_max(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    for (size_t i = 0; i < count; i++) {
        rn[i] = smaller(a.neg_lo[i], b.neg_lo[i]);
        rh[i] = larger(a.hi[i], b.hi[i]);
    }
}

KERNEL void interval_relu(interval_array_t result, interval_array_t a, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    for (size_t i = 0; i < count; i++) {
        rn[i] = smaller(a.neg_lo[i], 0.0);
        rh[i] = larger(a.hi[i], 0.0);
    }
}

// a / b = (-a) / (-b), so let b = [lower, upper] with lower > 0. Then the quotient is largest with hi/lower when
// hi >= 0 and hi/upper otherwise; the same for the negated quotient with neg_lo. No NaN: lower is finite and positive,
// and an end that is divided by `upper` is negative, hence finite.
KERNEL void interval_div(interval_array_t result, uint8_t *defined, interval_array_t a, interval_array_t b,
                         size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    uint8_t *restrict ok = defined;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        double bn = b.neg_lo[i], bh = b.hi[i];
        int turn = bh < 0;
        double n = turn ? a.hi[i] : a.neg_lo[i], h = turn ? a.neg_lo[i] : a.hi[i];
        double lower = turn ? -bh : -bn, upper = turn ? bn : bh;
        double quotient_n = n / (n >= 0 ? lower : upper), quotient_h = h / (h >= 0 ? lower : upper);
        rn[i] = lower > 0 ? quotient_n : INFINITY;
        rh[i] = lower > 0 ? quotient_h : INFINITY;
        ok[i] = lower > 0;
    }
    FENCE();
}

// The hardware's root rounds upward too: s = RU(sqrt(x)), so s * s >= x exactly, and RU(s * s) = x if and only if
// s * s = x. Otherwise sqrt(x) lies strictly between s and its predecessor -RU(tiny - s), which is the lower bound.
static inline double root_down(double x)
{
    double s = sqrt(x);
    return s * s == x ? s : -(DBL_TRUE_MIN - s);
}

KERNEL void interval_sqrt(interval_array_t result, uint8_t *defined, interval_array_t a, size_t count)
{
    double *restrict rn = result.neg_lo, *restrict rh = result.hi;
    uint8_t *restrict ok = defined;
    FENCE();
    for (size_t i = 0; i < count; i++) {
        ok[i] = a.neg_lo[i] <= 0;
        rn[i] = ok[i] ? -root_down(-a.neg_lo[i]) : INFINITY;
        rh[i] = ok[i] ? sqrt(a.hi[i]) : INFINITY;
    }
    FENCE();
}

// x^n for x >= 0, n >= 1 from below and from above. Neither meets 0 * inf: x is the same in every factor, and a power
// of a finite x rounded down stays finite.
static inline double power_down(double x, int n)
{
    double p = x;
    for (int k = 1; k < n; k++)
        p = -(-p * x);
    return p;
}

static inline double power_up(double x, int n)
{
    double p = x;
    for (int k = 1; k < n; k++)
        p *= x;
    return p;
}

typedef struct {
    double lower, upper;
} bounds_t;

// |x|^n for least <= |x| <= most; n < 0 needs least > 0. A lower bound that underflows to 0 has the reciprocal inf.
static inline bounds_t magnitude_power(double least, double most, int n)
{
    if (n > 0)
        return (bounds_t){power_down(least, n), power_up(most, n)};
    return (bounds_t){-(-1.0 / power_up(most, -n)), 1.0 / power_down(least, -n)};
}

// Even n: |a|^n. Odd n: monotone on each side of zero, and for n > 0 throughout.
static inline bounds_t signed_power(double neg_lo, double hi, int n)
{
    double least = mignitude(neg_lo, hi), most = larger(neg_lo, hi);
    bounds_t p = magnitude_power(least, most, n);
    if (n % 2 == 0 || neg_lo <= 0)
        return p;
    if (hi <= 0)
        return (bounds_t){-p.upper, -p.lower};
    return (bounds_t){-power_up(neg_lo, n), power_up(hi, n)};
}

KERNEL void interval_power(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count)
{
    FENCE();
    for (size_t i = 0; i < count; i++) {
        double neg_lo = a.neg_lo[i], hi = a.hi[i];
        defined[i] = n > 0 || neg_lo < 0 || hi < 0;
        bounds_t p = {-INFINITY, INFINITY};
        if (defined[i])
            p = signed_power(neg_lo, hi, n);
        result.neg_lo[i] = -p.lower;
        result.hi[i] = p.upper;
    }
    FENCE();
}
