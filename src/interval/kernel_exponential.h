// SPDX-License-Identifier: LGPL-3.0-or-later
// exp, tanh and the logistic function on vectors of intervals, rounding upward. Every constant is explained in
// docs/kernel.md, which proves the bounds.
#ifndef CERTIFY_INTERVAL_KERNEL_EXPONENTIAL_H
#define CERTIFY_INTERVAL_KERNEL_EXPONENTIAL_H

#include "interval/kernel_loops.h"

// exp(x) = scale (1 + t) with |t - s| <= slack; scale is a power of 2.
typedef struct {
    vec_t s, slack, scale;
} expanded_t;

// (exp(r) - 1 - r) / r^2 up to 2^-52.9, for |r| <= 0.3466 (src/interval/exponential.sollya).
INLINE vec_t exponential_tail(vec_t r, vec_t r2)
{
    static const double c[] = {0x1.0000000000001p-1,  0x1.5555555555558p-3,  0x1.5555555553cd6p-5,
                               0x1.111111110f8d9p-7,  0x1.6c16c178acbaap-10, 0x1.a01a01afb874ap-13,
                               0x1.a019b8b2468dep-16, 0x1.71ddf7832088fp-19, 0x1.2891d915c979p-22,
                               0x1.af61c91546b84p-26};
    vec_t pairs[5];
    for (int k = 0; k < 5; k++)
        pairs[k] = vec_of(c[2 * k]) + r * vec_of(c[2 * k + 1]);
    vec_t r4 = r2 * r2, r8 = r4 * r4;
    return (pairs[0] + r2 * pairs[1]) + (r4 * (pairs[2] + r2 * pairs[3]) + r8 * pairs[4]);
}

// For |x| <= EXPONENTIAL_LIMIT. x = k log 2 + r with k the nearest integer, found by rounding up k - 1/2 when it is
// added to a number whose last bit counts ones; the first part of log 2 has so few bits that x - k log2_high is exact.
#define EXPONENTIAL_LIMIT 708.0
INLINE expanded_t expand_exponential(vec_t x)
{
    static const double log2_e = 0x1.71547652b82fep+0, log2_high = 0x1.62e42fefa38p-1, log2_low = 0x1.ef35793c7673p-45;
    static const double ones = 0x1.8p52, slack_of_r = 0x1p-50, slack_of_k = 0x1p-93;
    vec_t counted = (x * vec_of(log2_e) - vec_of(0.5)) + vec_of(ones), k = counted - vec_of(ones);
    vec_t r = (x - k * vec_of(log2_high)) - k * vec_of(log2_low);
    vec_t r2 = r * r, s = r + r2 * exponential_tail(r, r2);
    vec_t slack = vec_abs(r) * vec_of(slack_of_r) + vec_abs(k) * vec_of(slack_of_k);
    return (expanded_t){s, slack, (vec_t)(((bits_t)counted << 52) + (UINT64_C(1023) << 52))};
}

// So much more slack that it also covers underflow in the square of a tiny r.
#define TINY_SLACK 0x1p-90

INLINE vec_t exponential_up(expanded_t e)
{
    return e.scale * ((e.s + (e.slack + vec_of(TINY_SLACK))) + vec_of(1));
}

// Minus a lower bound.
INLINE vec_t exponential_negated_down(expanded_t e)
{
    return e.scale * (((e.slack + vec_of(TINY_SLACK)) - e.s) - vec_of(1));
}

INLINE mask_t exponential_within(intervals_t a)
{
    vec_t limit = vec_of(EXPONENTIAL_LIMIT);
    return (vec_abs(a.n) <= limit) & (vec_abs(a.h) <= limit);
}

INLINE intervals_t exp_lanes(mask_t *within, intervals_t a)
{
    *within = exponential_within(a);
    vec_t n = exponential_negated_down(expand_exponential(vec_neg(a.n)));
    vec_t h = exponential_up(expand_exponential(a.h));
    return (intervals_t){vec_choose(a.n == vec_of(0), vec_of(-1), n), vec_choose(a.h == vec_of(0), vec_of(1), h)};
}

// 1 / (1 + exp(-x)): below from an upper bound of exp(-x), above from a lower one.
INLINE intervals_t sigmoid_lanes(mask_t *within, intervals_t a)
{
    *within = exponential_within(a);
    vec_t above = exponential_up(expand_exponential(a.n));
    vec_t negated_below = exponential_negated_down(expand_exponential(vec_neg(a.h)));
    vec_t h = vec_of(1) / vec_neg(negated_below - vec_of(1));
    vec_t n = vec_of(-1) / (above + vec_of(1));
    h = vec_smaller(h, vec_of(1));
    return (intervals_t){vec_choose(a.n == vec_of(0), vec_of(-0.5), n), vec_choose(a.h == vec_of(0), vec_of(0.5), h)};
}

// An upper bound of tanh(x), by E = exp(2|x|) - 1 and tanh |x| = E / (E + 2), which increases with E. With N an upper
// bound of E, or for x < 0 of -E, the bound is N / (2 + |N|), the denominator rounded down, or for x < 0 up. Beyond 20 in
// magnitude the bound at 20 does, as it is 1 for x > 0; below 2^-30 a simpler one.
INLINE vec_t tanh_up(vec_t x)
{
    const mask_t sign = (mask_t)x & (mask_t)vec_of(-0.0);
    vec_t magnitude = vec_abs(x), reduced = vec_smaller(magnitude, vec_of(20));
    expanded_t e = expand_exponential(reduced + reduced);
    vec_t signed_s = (vec_t)((mask_t)e.s ^ sign), signed_scale = (vec_t)((mask_t)e.scale ^ sign);
    vec_t signed_one = (vec_t)((mask_t)vec_of(1) ^ sign), minus_signed_two = (vec_t)((mask_t)vec_of(-2) ^ sign);
    vec_t numerator = (signed_scale - signed_one) + e.scale * (signed_s + e.slack);
    vec_t bound = numerator / vec_abs(minus_signed_two - numerator);
    vec_t near = vec_by_sign(x, x * vec_of(1 - 0x1p-53), x);
    return vec_choose(magnitude < vec_of(0x1p-30), near, bound);
}

INLINE intervals_t tanh_lanes(mask_t *within, intervals_t a)
{
    *within = a.n == a.n;
    return (intervals_t){tanh_up(a.n), tanh_up(a.h)};
}

FUNCTION_KERNEL(exp)
FUNCTION_KERNEL(sigmoid)
FUNCTION_KERNEL(tanh)

#endif
