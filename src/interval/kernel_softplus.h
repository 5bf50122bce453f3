// SPDX-License-Identifier: LGPL-3.0-or-later
// softplus, log(1 + exp(x)), on vectors of intervals, rounding upward; docs/kernel.md has the proof.
#ifndef CERTIFY_INTERVAL_KERNEL_SOFTPLUS_H
#define CERTIFY_INTERVAL_KERNEL_SOFTPLUS_H

#include "interval/kernel_exponential.h"
#include "interval/kernel_logarithm.h"

// log(1 + t) for 2^-1022 <= t <= 1 (and a little more), from `sum`, a bound of 1 + t on the side that is wanted: with
// f = t, or where that is too far from zero, log 2 + log(1 + f) with 1 + f = sum / 2.
INLINE expanded_log_t expand_log_of_sum(vec_t t, vec_t sum)
{
    const mask_t small = t < vec_of(0x1.a827p-2);
    return log_of_parts(vec_choose(small, t, sum * vec_of(0.5) - vec_of(1)), vec_keep(~small, vec_of(1)));
}

// softplus(x) = max(x, 0) + log(1 + exp(-|x|)).
INLINE intervals_t softplus_lanes(mask_t *within, intervals_t a)
{
    vec_t zero = vec_of(0), one = vec_of(1), lower = vec_neg(a.n);
    *within = exponential_within(a);
    vec_t t = exponential_up(expand_exponential(vec_neg(vec_abs(a.h))));
    expanded_log_t above = expand_log_of_sum(t, t + one);
    t = vec_neg(exponential_negated_down(expand_exponential(vec_neg(vec_abs(lower)))));
    expanded_log_t below = expand_log_of_sum(t, vec_neg(vec_neg(t) - one));
    return (intervals_t){log_sum_negated_down(below) + vec_smaller(a.n, zero), log_sum_up(above) + vec_larger(a.h, zero)};
}

FUNCTION_KERNEL(softplus)

#endif
