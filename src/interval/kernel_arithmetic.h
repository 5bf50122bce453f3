// SPDX-License-Identifier: LGPL-3.0-or-later
// Arithmetic on vectors of intervals. All rounding is upward: RU(x) >= x, and -RU(-x) <= x is rounding downward.
// Negation is exact, but (-a) * b and -(a * b) round to different sides, so that this folder is compiled with
// -frounding-math. docs/kernel.md has the proofs.
#ifndef CERTIFY_INTERVAL_KERNEL_ARITHMETIC_H
#define CERTIFY_INTERVAL_KERNEL_ARITHMETIC_H

#include "interval/kernel_loops.h"

#include <float.h>

INLINE intervals_t add_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){a.n + b.n, a.h + b.h};
}

INLINE intervals_t sub_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){a.n + b.h, a.h + b.n};
}

// A product of ends, the NaN of 0 * inf being 0: where it arises, one interval has the end zero, so that zero is in the
// product of the intervals. Of finite ends there is none.
INLINE vec_t product(vec_t x, vec_t y, bool finite)
{
    vec_t p = x * y;
    return finite ? p : vec_keep(p == p, p);
}

// For each end y of b, the product with the end of a that makes it largest, and the one that makes its negation so.
INLINE intervals_t mul_lanes(intervals_t a, intervals_t b, bool finite)
{
    vec_t a_lower = vec_neg(a.n), a_upper_negated = vec_neg(a.h), b_lower = vec_neg(b.n);
    vec_t n = product(b.n, vec_by_sign(b.n, a_lower, a.h), finite);
    vec_t h = product(b.h, vec_by_sign(b.h, a_lower, a.h), finite);
    vec_t other_n = product(b.h, vec_by_sign(b.h, a_upper_negated, a.n), finite);
    vec_t other_h = product(b_lower, vec_by_sign(b.n, a.h, a_lower), finite);
    return (intervals_t){vec_larger(n, other_n), vec_larger(h, other_h)};
}

// The same for a >= 0.
INLINE intervals_t mul_nonnegative_lanes(intervals_t a, intervals_t b, bool finite)
{
    vec_t a_lower = vec_neg(a.n);
    return (intervals_t){product(b.n, vec_by_sign(b.n, a_lower, a.h), finite),
                         product(b.h, vec_by_sign(b.h, a_lower, a.h), finite)};
}

// The same for a >= 0, b >= 0, finite.
INLINE intervals_t mul_both_nonnegative_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){b.n * vec_neg(a.n), b.h * a.h};
}

// The least absolute value in [-n, h].
INLINE vec_t least_magnitude(intervals_t a)
{
    return vec_larger(vec_of(0), vec_larger(vec_neg(a.n), vec_neg(a.h)));
}

INLINE vec_t most_magnitude(intervals_t a)
{
    return vec_larger(a.n, a.h);
}

INLINE intervals_t sqr_lanes(intervals_t a)
{
    vec_t least = least_magnitude(a), most = most_magnitude(a);
    return (intervals_t){vec_neg(least) * least, most * most};
}

INLINE intervals_t neg_lanes(intervals_t a)
{
    return (intervals_t){a.h, a.n};
}

INLINE intervals_t abs_lanes(intervals_t a)
{
    return (intervals_t){vec_smaller(vec_of(0), vec_smaller(a.n, a.h)), vec_larger(a.n, a.h)};
}

INLINE intervals_t min_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){vec_larger(a.n, b.n), vec_smaller(a.h, b.h)};
}

INLINE intervals_t max_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){vec_smaller(a.n, b.n), vec_larger(a.h, b.h)};
}

INLINE intervals_t relu_lanes(intervals_t a)
{
    return (intervals_t){vec_smaller(a.n, vec_of(0)), vec_larger(a.h, vec_of(0))};
}

INLINE intervals_t hull_lanes(intervals_t a, intervals_t b)
{
    return (intervals_t){vec_larger(a.n, b.n), vec_larger(a.h, b.h)};
}

// c a for 0 < lower <= c <= upper, both finite: upper end c.upper a.h or c.lower a.h, whichever is larger.
INLINE intervals_t scale_lanes(intervals_t a, vec_t lower, vec_t upper)
{
    return (intervals_t){vec_by_sign(a.n, lower, upper) * a.n, vec_by_sign(a.h, lower, upper) * a.h};
}

INLINE intervals_t choose_intervals(mask_t mask, intervals_t a, intervals_t b)
{
    return (intervals_t){vec_choose(mask, a.n, b.n), vec_choose(mask, a.h, b.h)};
}

INLINE intervals_t whole_unless(mask_t defined, intervals_t a)
{
    return (intervals_t){vec_choose(defined, a.n, vec_of(INFINITY)), vec_choose(defined, a.h, vec_of(INFINITY))};
}

// a / b = (-a) / (-b), so let b = [lower, upper] with lower > 0. Then the quotient is largest with hi/lower when
// hi >= 0 and hi/upper otherwise; the same for the negated quotient with neg_lo. No NaN: lower is finite and positive,
// and an end that is divided by `upper` is negative, hence finite.
INLINE intervals_t div_lanes(mask_t *defined, intervals_t a, intervals_t b)
{
    mask_t turn = b.h < vec_of(0);
    intervals_t x = choose_intervals(turn, neg_lanes(a), a);
    vec_t lower = vec_neg(vec_choose(turn, b.h, b.n)), upper = vec_choose(turn, b.n, b.h);
    *defined = lower > vec_of(0);
    intervals_t quotient = {x.n / vec_choose(x.n >= vec_of(0), lower, upper),
                            x.h / vec_choose(x.h >= vec_of(0), lower, upper)};
    return whole_unless(*defined, quotient);
}

// The hardware's root rounds upward too: s = RU(sqrt(x)), so s * s >= x exactly, and RU(s * s) = x if and only if
// s * s = x. Otherwise sqrt(x) lies strictly between s and its predecessor -RU(tiny - s), which is the lower bound.
// Returns its negation.
INLINE vec_t negated_root_down(vec_t x)
{
    vec_t s = vec_sqrt(x);
    return vec_choose(s * s == x, vec_neg(s), vec_of(DBL_TRUE_MIN) - s);
}

INLINE intervals_t sqrt_lanes(mask_t *defined, intervals_t a)
{
    *defined = a.n <= vec_of(0);
    return whole_unless(*defined, (intervals_t){negated_root_down(vec_neg(a.n)), vec_sqrt(a.h)});
}

// x |x|^(n-1) rounded upward: for x >= 0 every product is rounded up, for x < 0 its magnitude down. It never meets
// 0 * inf: x is the same in every factor, and a power of a finite x rounded down stays finite.
INLINE vec_t signed_power(vec_t x, int n)
{
    vec_t magnitude = vec_abs(x), p = x;
    for (int k = 1; k < n; k++)
        p *= magnitude;
    return p;
}

// [least, most]^n, for least >= 0 and n >= 1: squares first.
INLINE intervals_t magnitude_power(vec_t least, vec_t most, int n)
{
    vec_t negated_least = vec_neg(least);
    for (; n % 2 == 0; n /= 2) {
        negated_least *= vec_neg(negated_least);
        most *= most;
    }
    return (intervals_t){signed_power(negated_least, n), signed_power(most, n)};
}

// Even n: |a|^n. Odd n: monotone.
INLINE intervals_t positive_power(intervals_t a, int n, bool nonnegative)
{
    if (n % 2 == 0 && nonnegative)
        return magnitude_power(vec_neg(a.n), a.h, n);
    if (n % 2 == 0)
        return magnitude_power(least_magnitude(a), most_magnitude(a), n);
    return (intervals_t){signed_power(a.n, n), signed_power(a.h, n)};
}

// 1 / |a|^n for a without zero; a lower bound that underflows to 0 has the reciprocal inf.
INLINE intervals_t negative_power(mask_t *defined, intervals_t a, int n)
{
    mask_t negative = a.h < vec_of(0);
    *defined = negative | (a.n < vec_of(0));
    intervals_t p = magnitude_power(least_magnitude(a), most_magnitude(a), n);
    p = (intervals_t){vec_of(-1) / p.h, vec_of(1) / vec_neg(p.n)};
    if (n % 2 != 0)
        p = choose_intervals(negative, neg_lanes(p), p);
    return whole_unless(*defined, p);
}

INLINE intervals_t power_lanes(mask_t *defined, intervals_t a, int n)
{
    *defined = a.n == a.n;
    return n > 0 ? positive_power(a, n, false) : negative_power(defined, a, -n);
}

// ---- over arrays ----

BINARY_KERNEL(add)
BINARY_KERNEL(sub)
BINARY_KERNEL(min)
BINARY_KERNEL(max)
BINARY_KERNEL(hull)
UNARY_KERNEL(sqr)
UNARY_KERNEL(neg)
UNARY_KERNEL(abs)
UNARY_KERNEL(relu)

// Whether all lower ends are >= 0 (ends: neg_lo), or all upper ends <= 0 (ends: hi).
INLINE bool none_positive(const double *ends, size_t count)
{
    vec_t most = load_vector(ends, count, -1), others = most;
    size_t i = LANES;
    if (vec_bits(most > vec_of(0)) != 0)
        return false;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        most = vec_larger(vec_load(ends + i), most);
        others = vec_larger(vec_load(ends + i + LANES), others);
    }
    for (; i < count; i += LANES)
        most = vec_larger(load_vector(ends + i, count - i, -1), most);
    return vec_bits(vec_larger(most, others) > vec_of(0)) == 0;
}

INLINE interval_array_t negated_array(interval_array_t a)
{
    return (interval_array_t){a.hi, a.neg_lo};
}

KERNEL void mul_general(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    FOR_LANES(store(result, i, left, mul_lanes(load(a, i, left), load(b, i, left), false)))
}

KERNEL void mul_nonnegative(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    FOR_LANES(store(result, i, left, mul_nonnegative_lanes(load(a, i, left), load(b, i, left), false)))
}

// A factor that has one sign throughout the block halves the work; a b = (-a)(-b).
KERNEL void mul_kernel(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    if (none_positive(a.neg_lo, count))
        mul_nonnegative(result, a, b, count);
    else if (none_positive(b.neg_lo, count))
        mul_nonnegative(result, b, a, count);
    else if (none_positive(a.hi, count))
        mul_nonnegative(result, negated_array(a), negated_array(b), count);
    else if (none_positive(b.hi, count))
        mul_nonnegative(result, negated_array(b), negated_array(a), count);
    else
        mul_general(result, a, b, count);
}

KERNEL void shift_kernel(interval_array_t result, interval_array_t a, dinterval_t c, size_t count)
{
    const intervals_t constant = {vec_of(c.neg_lo), vec_of(c.hi)};
    FOR_LANES(store(result, i, left, add_lanes(load(a, i, left), constant)))
}

KERNEL void scale_kernel(interval_array_t result, interval_array_t a, dinterval_t c, size_t count)
{
    bool negative = c.hi < 0;
    const vec_t lower = vec_of(negative ? -c.hi : -c.neg_lo), upper = vec_of(negative ? c.neg_lo : c.hi);
    if (negative)
        FOR_LANES(store(result, i, left, scale_lanes(neg_lanes(load(a, i, left)), lower, upper)))
    else if (-c.neg_lo == c.hi)
        FOR_LANES(intervals_t x = load(a, i, left); store(result, i, left, (intervals_t){x.n * upper, x.h * upper}))
    else
        FOR_LANES(store(result, i, left, scale_lanes(load(a, i, left), lower, upper)))
}

KERNEL bool div_kernel(interval_array_t result, uint8_t *defined, interval_array_t a, interval_array_t b, size_t count)
{
    bool all = true;
    FOR_LANES(mask_t ok; intervals_t r = div_lanes(&ok, load(a, i, left), load(b, i, left));
              store(result, i, left, r); all &= store_flags(defined, i, left, ok))
    return all;
}

KERNEL bool sqrt_kernel(interval_array_t result, uint8_t *defined, interval_array_t a, size_t count)
{
    bool all = true;
    FOR_LANES(mask_t ok; intervals_t r = sqrt_lanes(&ok, load(a, i, left)); store(result, i, left, r);
              all &= store_flags(defined, i, left, ok))
    return all;
}

INLINE bool power_loop(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count)
{
    bool all = true;
    FOR_LANES(mask_t ok; intervals_t r = power_lanes(&ok, load(a, i, left), n); store(result, i, left, r);
              all &= store_flags(defined, i, left, ok))
    return all;
}

// The usual exponents each have a loop of their own.
KERNEL bool power_kernel(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count)
{
    switch (n) {
    case 3:
        return power_loop(result, defined, a, 3, count);
    case 4:
        return power_loop(result, defined, a, 4, count);
    default:
        return power_loop(result, defined, a, n, count);
    }
}

typedef struct {
    mask_t all[4], any[4]; // one for each interval_order_t
} order_masks_t;

// The filling lanes beyond `left` say nothing.
INLINE void note_order(order_masks_t *masks, intervals_t a, intervals_t b, size_t left)
{
    vec_t a_lower = vec_neg(a.n), b_lower = vec_neg(b.n);
    const mask_t holds[4] = {a.h < b_lower, a.h <= b_lower, b.h < a_lower, b.h <= a_lower};
    const mask_t there = vec_first(left);
    for (int k = 0; k < 4; k++) {
        masks->all[k] &= left < LANES ? holds[k] | ~there : holds[k];
        masks->any[k] |= left < LANES ? holds[k] & there : holds[k];
    }
}

INLINE interval_orders_t orders_of_masks(const order_masks_t *masks)
{
    interval_orders_t orders = {0, 0};
    for (unsigned k = 0; k < 4; k++) {
        orders.all |= (unsigned)(vec_bits(masks->all[k]) == ALL_LANES) << k;
        orders.any |= (unsigned)(vec_bits(masks->any[k]) != 0) << k;
    }
    return orders;
}

INLINE order_masks_t start_masks(void)
{
    order_masks_t masks;
    for (int k = 0; k < 4; k++) {
        masks.all[k] = vec_first(LANES);
        masks.any[k] = vec_first(0);
    }
    return masks;
}

KERNEL interval_orders_t order_kernel(interval_array_t a, interval_array_t b, size_t count)
{
    order_masks_t masks = start_masks();
    FOR_LANES(note_order(&masks, load(a, i, left), load(b, i, left), left))
    return orders_of_masks(&masks);
}

// Bit l of `bits` into byte l.
INLINE uint32_t spread(unsigned bits)
{
    return (bits & 1) | (bits & 2) << 7 | (bits & 4) << 14 | (bits & 8) << 21;
}

INLINE void store_orders(uint8_t *orders, intervals_t a, intervals_t b, size_t left)
{
    vec_t a_lower = vec_neg(a.n), b_lower = vec_neg(b.n);
    uint32_t bytes = spread(vec_bits(a.h < b_lower)) | spread(vec_bits(a.h <= b_lower)) << 1 |
                     spread(vec_bits(b.h < a_lower)) << 2 | spread(vec_bits(b.h <= a_lower)) << 3;
    for (size_t l = 0; l < LANES && l < left; l++)
        orders[l] = (uint8_t)(bytes >> 8 * l);
}

KERNEL void order_each_kernel(uint8_t *orders, interval_array_t a, interval_array_t b, size_t count)
{
    FOR_LANES(store_orders(orders + i, load(a, i, left), load(b, i, left), left))
}

INLINE intervals_t load_ends(interval_array_t a, size_t i, size_t left)
{
    return (intervals_t){load_vector(a.neg_lo + i, left, a.neg_lo[i]), load_vector(a.hi + i, left, a.hi[i])};
}

// No NaN is among the ends.
INLINE intervals_t larger_ends(intervals_t a, intervals_t b)
{
    return (intervals_t){vec_larger(a.n, b.n), vec_larger(a.h, b.h)};
}

INLINE intervals_t smaller_ends(intervals_t a, intervals_t b)
{
    return (intervals_t){vec_smaller(a.n, b.n), vec_smaller(a.h, b.h)};
}

INLINE double most_lane(vec_t v)
{
    double most = v[0];
    for (size_t l = 1; l < LANES; l++)
        most = v[l] > most ? v[l] : most;
    return most;
}

INLINE dinterval_t most_lanes(intervals_t a)
{
    return (dinterval_t){most_lane(a.n), most_lane(a.h)};
}

INLINE dinterval_t least_lanes(intervals_t a)
{
    return (dinterval_t){-most_lane(vec_neg(a.n)), -most_lane(vec_neg(a.h))};
}

// Two vectors at a time, as each comparison waits for the one before.
KERNEL dinterval_t most_kernel(interval_array_t a, size_t count)
{
    intervals_t most = load_ends(a, 0, count), others = most;
    size_t i = LANES;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        most = larger_ends(load_ends(a, i, LANES), most);
        others = larger_ends(load_ends(a, i + LANES, LANES), others);
    }
    for (; i < count; i += LANES)
        most = larger_ends(load_ends(a, i, count - i), most);
    return most_lanes(larger_ends(most, others));
}

KERNEL interval_extents_t extents_kernel(interval_array_t a, size_t count)
{
    intervals_t most = load_ends(a, 0, count), least = most, others = most, least_others = most;
    size_t i = LANES;
    for (; i + 2 * LANES <= count; i += 2 * LANES) {
        intervals_t x = load_ends(a, i, LANES), y = load_ends(a, i + LANES, LANES);
        most = larger_ends(x, most);
        least = smaller_ends(x, least);
        others = larger_ends(y, others);
        least_others = smaller_ends(y, least_others);
    }
    for (; i < count; i += LANES) {
        intervals_t x = load_ends(a, i, count - i);
        most = larger_ends(x, most);
        least = smaller_ends(x, least);
    }
    return (interval_extents_t){least_lanes(smaller_ends(least, least_others)), most_lanes(larger_ends(most, others))};
}

#endif
