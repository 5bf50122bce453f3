// SPDX-License-Identifier: LGPL-3.0-or-later
// Sums, products and quotients of intervals with double ends, for range_arithmetic.c and program.c.
//
// Upper ends are rounded upward by the hardware mode, which must be upward; lower ends are minus an upper end: x + y
// rounded down is -((-x) + (-y)) rounded up. `opaque` keeps compilers from undoing the double negation, which would be
// right in round-to-nearest only. A product 0 * inf is 0: infinite ends are not attained. Results may alias operands.
#ifndef CERTIFY_CHECK_RANGE_DOUBLE_H
#define CERTIFY_CHECK_RANGE_DOUBLE_H

#include "check/range.h"

#include <math.h>

static inline double opaque(double x)
{
#if defined(__x86_64__)
    __asm__("" : "+x"(x));
    return x;
#else
    volatile double hidden = x;
    return hidden;
#endif
}

static inline double add_up(double x, double y)
{
    return opaque(opaque(x) + opaque(y));
}

static inline double mul_up(double x, double y)
{
    return x == 0 || y == 0 ? 0 : opaque(opaque(x) * opaque(y));
}

// inf / inf is any number between the other quotients of ends, 0 and inf, so 0 stands for it.
static inline double div_up(double x, double y)
{
    return x == 0 || (isinf(x) && isinf(y)) ? 0 : opaque(opaque(x) / opaque(y));
}

static inline double max2(double x, double y)
{
    return x > y ? x : y;
}

static inline void double_neg(range_t *result, const range_t *a)
{
    double lo = -a->hi;
    result->hi = -a->lo;
    result->lo = lo;
}

static inline void double_add(range_t *result, const range_t *a, const range_t *b)
{
    double lo = -add_up(-a->lo, -b->lo);
    result->hi = add_up(a->hi, b->hi);
    result->lo = lo;
}

static inline void double_sub(range_t *result, const range_t *a, const range_t *b)
{
    double lo = -add_up(-a->lo, b->hi);
    result->hi = add_up(a->hi, -b->lo);
    result->lo = lo;
}

// a >= 0: a b is least at the lower end of b, with the larger of the factors that makes it less, and so on.
static inline void double_mul_nonnegative(range_t *result, const range_t *a, const range_t *b)
{
    double lo = -mul_up(b->lo >= 0 ? -a->lo : -a->hi, b->lo);
    result->hi = mul_up(b->hi >= 0 ? a->hi : a->lo, b->hi);
    result->lo = lo;
}

// a <= 0.
static inline void double_mul_nonpositive(range_t *result, const range_t *a, const range_t *b)
{
    double lo = -mul_up(b->hi >= 0 ? -a->lo : -a->hi, b->hi);
    result->hi = mul_up(b->lo >= 0 ? a->hi : a->lo, b->lo);
    result->lo = lo;
}

// Where both have numbers on either side of 0, a b is least at a pair of ends of opposite signs.
static inline void double_mul(range_t *result, const range_t *a, const range_t *b)
{
    if (a->lo >= 0) {
        double_mul_nonnegative(result, a, b);
    } else if (b->lo >= 0) {
        double_mul_nonnegative(result, b, a);
    } else if (a->hi <= 0) {
        double_mul_nonpositive(result, a, b);
    } else if (b->hi <= 0) {
        double_mul_nonpositive(result, b, a);
    } else {
        double lo = -max2(mul_up(-a->lo, b->hi), mul_up(-a->hi, b->lo));
        result->hi = max2(mul_up(a->lo, b->lo), mul_up(a->hi, b->hi));
        result->lo = lo;
    }
}

// b does not contain 0. For b > 0 a / b is least at the lower end of a, over the end of b that makes it less, and so
// on.
static inline void double_div(range_t *result, const range_t *a, const range_t *b)
{
    if (b->lo > 0) {
        double lo = -div_up(-a->lo, a->lo >= 0 ? b->hi : b->lo);
        result->hi = div_up(a->hi, a->hi >= 0 ? b->lo : b->hi);
        result->lo = lo;
    } else {
        double lo = -div_up(-a->hi, a->hi >= 0 ? b->hi : b->lo);
        result->hi = div_up(a->lo, a->lo >= 0 ? b->lo : b->hi);
        result->lo = lo;
    }
}

#endif
