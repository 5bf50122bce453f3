// SPDX-License-Identifier: LGPL-3.0-or-later
// atan on vectors of intervals, rounding upward. Every constant is explained in docs/kernel.md, which proves the bounds.
#ifndef CERTIFY_INTERVAL_KERNEL_ARCTANGENT_H
#define CERTIFY_INTERVAL_KERNEL_ARCTANGENT_H

#include "interval/kernel_loops.h"

// atan(w) - w, nearly, for |w| <= 0.41437 (src/interval/arctangent.sollya); z = w^2.
INLINE vec_t arctangent_part(vec_t w, vec_t z)
{
    vec_t z2 = z * z, z4 = z2 * z2;
    vec_t low = (vec_of(-0x1.5555555555555p-2) + z * vec_of(0x1.9999999999445p-3)) +
                z2 * (vec_of(-0x1.249249243ee06p-3) + z * vec_of(0x1.c71c718992864p-4));
    vec_t middle = (vec_of(-0x1.745d0bbbb593cp-4) + z * vec_of(0x1.3b126e8a10f5ep-4)) +
                   z2 * (vec_of(-0x1.10fb06839628p-4) + z * vec_of(0x1.dfeef0f391b8dp-5));
    vec_t high = (vec_of(-0x1.a0c27446fb9d2p-5) + z * vec_of(0x1.41cdfbe4e4315p-5)) + z2 * vec_of(-0x1.3b21d360aac65p-6);
    return (w * z) * (low + z4 * (middle + z4 * high));
}

// An upper bound of atan(x). With m = |x|, atan(m) = base + atan(w) for w = m and base 0, w = (m - 1)/(m + 1) and base
// pi/4, or w = -1/m and base pi/2, in the three parts that 0x1.a8p-2 and 0x1.35p+1 make. base is in two parts.
INLINE vec_t atan_up(vec_t x)
{
    static const double first = 0x1.a8p-2, second = 0x1.35p+1, high = 0x1.921fb54442d18p+0, low = 0x1.1a62633145c07p-54;
    static const double slack_of_w = 0x1p-50, slack_of_base = 0x1p-105;
    const mask_t sign = (mask_t)x & (mask_t)vec_of(-0.0);
    vec_t m = vec_abs(x), one = vec_of(1);
    const mask_t small = m <= vec_of(first), large = m > vec_of(second);
    vec_t numerator = vec_choose(small, m, vec_choose(large, vec_of(-1), m - one));
    vec_t w = numerator / vec_choose(small, one, vec_choose(large, m, m + one));
    vec_t part = vec_choose(small, vec_of(0), vec_choose(large, one, vec_of(0.5)));
    vec_t rest = arctangent_part(w, w * w) + part * vec_of(low);
    vec_t slack = vec_abs(w) * vec_of(slack_of_w) + part * vec_of(slack_of_base);
    vec_t signed_base = (vec_t)((mask_t)(part * vec_of(high)) ^ sign), signed_w = (vec_t)((mask_t)w ^ sign);
    vec_t bound = signed_base + (signed_w + ((vec_t)((mask_t)rest ^ sign) + slack));
    return vec_choose(m == vec_of(0), vec_of(0), bound);
}

INLINE intervals_t atan_lanes(mask_t *within, intervals_t a)
{
    *within = a.n == a.n;
    return (intervals_t){atan_up(a.n), atan_up(a.h)};
}

FUNCTION_KERNEL(atan)

#endif
