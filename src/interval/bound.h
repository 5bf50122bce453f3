// SPDX-License-Identifier: LGPL-3.0-or-later
// One interval that contains those of a whole block, carried through operations with a few roundings: not the tightest,
// but enough to know signs and that no end is infinite. What includes this is compiled with -frounding-math, and calls it
// between interval_round_upward and interval_round_nearest.
#ifndef CERTIFY_INTERVAL_BOUND_H
#define CERTIFY_INTERVAL_BOUND_H

#include "interval/arithmetic.h"

static inline interval_sign_t bound_sign(dinterval_t a)
{
    return a.neg_lo <= 0 ? SIGN_NONNEGATIVE : a.hi <= 0 ? SIGN_NONPOSITIVE : SIGN_UNKNOWN;
}

static inline bool bound_is_finite(dinterval_t a)
{
    return a.neg_lo < INFINITY && a.hi < INFINITY;
}

static inline dinterval_t bound_negated(dinterval_t a)
{
    return (dinterval_t){a.hi, a.neg_lo};
}

// The larger end is the larger magnitude.
static inline double bound_magnitude(dinterval_t a)
{
    return a.neg_lo > a.hi ? a.neg_lo : a.hi;
}

// [-m, m], without the side that the sign excludes.
static inline dinterval_t bound_of_magnitude(double m, interval_sign_t sign)
{
    if (!(m < INFINITY))
        return dinterval_whole();
    return (dinterval_t){sign == SIGN_NONNEGATIVE ? 0 : m, sign == SIGN_NONPOSITIVE ? 0 : m};
}

// The operations contain the results of the kernels for all intervals within the operands.
static inline dinterval_t bound_sum(dinterval_t a, dinterval_t b)
{
    return (dinterval_t){a.neg_lo + b.neg_lo, a.hi + b.hi};
}

static inline dinterval_t bound_product(dinterval_t a, dinterval_t b)
{
    interval_sign_t a_sign = bound_sign(a), b_sign = bound_sign(b);
    interval_sign_t sign = a_sign == SIGN_UNKNOWN || b_sign == SIGN_UNKNOWN ? SIGN_UNKNOWN
                           : a_sign == b_sign                               ? SIGN_NONNEGATIVE
                                                                            : SIGN_NONPOSITIVE;
    return bound_of_magnitude(bound_magnitude(a) * bound_magnitude(b), sign);
}

// For n >= 1. The products are those of the kernels, in the same order, so that none of theirs is rounded to more.
static inline dinterval_t bound_power(dinterval_t a, int n)
{
    interval_sign_t sign = n % 2 == 0 ? SIGN_NONNEGATIVE : bound_sign(a);
    double m = bound_magnitude(a);
    for (; n % 2 == 0; n /= 2)
        m *= m;
    double p = m;
    for (int k = 1; k < n; k++)
        p *= m;
    return bound_of_magnitude(p, sign);
}

#endif
