// SPDX-License-Identifier: LGPL-3.0-or-later
// sinh and cosh on vectors of intervals, rounding upward. docs/kernel.md proves the bounds.
#ifndef CERTIFY_INTERVAL_KERNEL_HYPERBOLIC_H
#define CERTIFY_INTERVAL_KERNEL_HYPERBOLIC_H

#include "interval/kernel_exponential.h"

// An upper bound of sinh(x), by T = exp|x| - 1 and sinh|x| = (T + T / (T + 1)) / 2, which increases with T. N is an upper
// bound of T, or for x < 0 of -T, as in tanh_up; the denominator is rounded down, or for x < 0 up. Below 2^-30 a simpler bound.
INLINE vec_t sinh_up(vec_t x)
{
    const mask_t sign = (mask_t)x & (mask_t)vec_of(-0.0);
    vec_t magnitude = vec_abs(x);
    expanded_t e = expand_exponential(magnitude);
    vec_t signed_s = (vec_t)((mask_t)e.s ^ sign), signed_scale = (vec_t)((mask_t)e.scale ^ sign);
    vec_t signed_one = (vec_t)((mask_t)vec_of(1) ^ sign);
    vec_t n = (signed_scale - signed_one) + e.scale * (signed_s + e.slack);
    vec_t bound = vec_of(0.5) * (n + n / vec_abs(vec_neg(signed_one) - n));
    vec_t near = vec_by_sign(x, x, x * vec_of(1 + 0x1p-52));
    return vec_choose(magnitude < vec_of(0x1p-30), near, bound);
}

INLINE intervals_t sinh_lanes(mask_t *within, intervals_t a)
{
    *within = exponential_within(a);
    return (intervals_t){sinh_up(a.n), sinh_up(a.h)};
}

// cosh(x) = (E + 1/E) / 2 with E = exp|x|, which increases with E >= 1: below at the least |x| from a lower bound of E,
// above at the largest from an upper one.
INLINE intervals_t cosh_lanes(mask_t *within, intervals_t a)
{
    *within = exponential_within(a);
    vec_t least = vec_larger(vec_larger(vec_neg(a.n), vec_neg(a.h)), vec_of(0)), most = vec_larger(a.n, a.h);
    vec_t negated = vec_smaller(exponential_negated_down(expand_exponential(least)), vec_of(-1));
    vec_t above = exponential_up(expand_exponential(most));
    vec_t n = vec_of(0.5) * (negated + vec_of(1) / negated), h = vec_of(0.5) * (above + vec_of(1) / above);
    return (intervals_t){vec_smaller(n, vec_of(-1)), vec_choose(most == vec_of(0), vec_of(1), h)};
}

FUNCTION_KERNEL(sinh)
FUNCTION_KERNEL(cosh)

#endif
