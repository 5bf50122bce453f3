// SPDX-License-Identifier: LGPL-3.0-or-later
// log on vectors of intervals, rounding upward. Every constant is explained in docs/kernel.md, which proves the bounds.
#ifndef CERTIFY_INTERVAL_KERNEL_LOGARITHM_H
#define CERTIFY_INTERVAL_KERNEL_LOGARITHM_H

#include "interval/kernel_loops.h"

#include <float.h>

// log(1 + f) = f - log_correction(f), nearly, for 1 + f between sqrt(1/2) and sqrt(2): with s = f / (2 + f) it is
// 2 artanh(s) = 2 s + s R = f - s (f - R), R a polynomial in s^2 (src/interval/logarithm.sollya).
INLINE vec_t log_correction(vec_t f)
{
    vec_t s = f / (vec_of(2) + f), z = s * s, z2 = z * z, z4 = z2 * z2;
    vec_t low = (vec_of(0x1.5555555555558p-1) + z * vec_of(0x1.99999999952b9p-2)) +
                z2 * (vec_of(0x1.2492492dfb9b8p-2) + z * vec_of(0x1.c71c62d649d8dp-3));
    vec_t high =
        (vec_of(0x1.7462b925f9f72p-3) + z * vec_of(0x1.39fdcbbcee0e7p-3)) + z2 * vec_of(0x1.2b5f5b2f7190cp-3);
    return s * (f - z * (low + z4 * high));
}

// log(x) = whole + f + t with |t - w| <= slack, for normal x > 0.
typedef struct {
    vec_t whole, f, w, slack;
} expanded_log_t;

// Of 2^k (1 + f).
INLINE expanded_log_t log_of_parts(vec_t f, vec_t k)
{
    static const double log2_high = 0x1.62e42fefa38p-1, log2_low = 0x1.ef35793c7673p-45;
    static const double slack_of_f = 0x1.4p-52, slack_of_k = 0x1p-94;
    vec_t slack = vec_abs(f) * vec_of(slack_of_f) + vec_abs(k) * vec_of(slack_of_k);
    return (expanded_log_t){k * vec_of(log2_high), f, k * vec_of(log2_low) - log_correction(f), slack};
}

// The bits of x, from those of sqrt(1/2) on, have k above the fraction; added to the fraction bits of 2^52, k becomes a
// number.
INLINE expanded_log_t expand_logarithm(vec_t x)
{
    const uint64_t root_half = UINT64_C(0x3fe6a09e667f3bcd), one = UINT64_C(0x3ff0000000000000);
    const uint64_t fraction = UINT64_C(0x000fffffffffffff), two_52 = UINT64_C(0x4330000000000000);
    bits_t bits = (bits_t)x + (one - root_half);
    vec_t f = (vec_t)((bits & fraction) + root_half) - vec_of(1);
    return log_of_parts(f, (vec_t)((bits >> 52) | two_52) - vec_of(0x1p52 + 1023));
}

INLINE vec_t log_sum_up(expanded_log_t e)
{
    return (e.f + (e.w + e.slack)) + e.whole;
}

INLINE vec_t log_sum_negated_down(expanded_log_t e)
{
    return ((e.slack - e.w) - e.f) - e.whole;
}

INLINE intervals_t log_lanes(mask_t *within, intervals_t a)
{
    vec_t lower = vec_neg(a.n);
    *within = (lower >= vec_of(DBL_MIN)) & (a.h <= vec_of(DBL_MAX));
    return (intervals_t){log_sum_negated_down(expand_logarithm(lower)), log_sum_up(expand_logarithm(a.h))};
}

FUNCTION_KERNEL(log)

#endif
