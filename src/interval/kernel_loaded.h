// SPDX-License-Identifier: LGPL-3.0-or-later
// Sums, products and powers of operands that are shifted and scaled on the way, which saves storing and loading them:
// one loop for every combination of ways to load.
#ifndef CERTIFY_INTERVAL_KERNEL_LOADED_H
#define CERTIFY_INTERVAL_KERNEL_LOADED_H

#include "interval/kernel_arithmetic.h"

typedef struct {
    intervals_t shift;
    vec_t scale;
} modifier_t;

INLINE modifier_t modifier_of(const interval_load_t *a)
{
    return (modifier_t){{vec_of(a->shift.neg_lo), vec_of(a->shift.hi)}, vec_of(a->scale)};
}

INLINE intervals_t modified(intervals_t x, load_mode_t mode, const modifier_t *m)
{
    if (mode != LOAD_PLAIN)
        x = add_lanes(x, m->shift);
    return mode == LOAD_SCALED ? (intervals_t){x.n * m->scale, x.h * m->scale} : x;
}

typedef enum { LOADED_SUM, LOADED_PRODUCT, LOADED_NONNEGATIVE_PRODUCT } loaded_operation_t;

INLINE void loaded_loop(interval_array_t result, const interval_load_t *a, load_mode_t a_mode, const interval_load_t *b,
                        load_mode_t b_mode, loaded_operation_t operation, size_t count)
{
    const modifier_t on_a = modifier_of(a), on_b = modifier_of(b);
    const interval_array_t a_array = a->array, b_array = b->array;
    FOR_LANES(intervals_t x = modified(load(a_array, i, left), a_mode, &on_a);
              intervals_t y = modified(load(b_array, i, left), b_mode, &on_b);
              store(result, i, left, operation == LOADED_SUM       ? add_lanes(x, y)
                                     : operation == LOADED_PRODUCT ? mul_lanes(x, y)
                                                                   : mul_nonnegative_lanes(x, y)))
}

#define LOADED_CASE(A, B, OPERATION)                                                                                   \
    case A * LOAD_MODES + B:                                                                                           \
        loaded_loop(result, a, A, b, B, OPERATION, count);                                                             \
        break;

#define LOADED_KERNEL(NAME, OPERATION)                                                                                 \
    KERNEL void NAME##_loaded_kernel(interval_array_t result, const interval_load_t *a, const interval_load_t *b,      \
                                     size_t count)                                                                     \
    {                                                                                                                  \
        switch ((int)a->mode * LOAD_MODES + (int)b->mode) {                                                            \
            LOADED_CASE(LOAD_PLAIN, LOAD_PLAIN, OPERATION)                                                             \
            LOADED_CASE(LOAD_PLAIN, LOAD_SHIFTED, OPERATION)                                                           \
            LOADED_CASE(LOAD_PLAIN, LOAD_SCALED, OPERATION)                                                            \
            LOADED_CASE(LOAD_SHIFTED, LOAD_PLAIN, OPERATION)                                                           \
            LOADED_CASE(LOAD_SHIFTED, LOAD_SHIFTED, OPERATION)                                                         \
            LOADED_CASE(LOAD_SHIFTED, LOAD_SCALED, OPERATION)                                                          \
            LOADED_CASE(LOAD_SCALED, LOAD_PLAIN, OPERATION)                                                            \
            LOADED_CASE(LOAD_SCALED, LOAD_SHIFTED, OPERATION)                                                          \
            LOADED_CASE(LOAD_SCALED, LOAD_SCALED, OPERATION)                                                           \
        }                                                                                                              \
    }

LOADED_KERNEL(add, LOADED_SUM)
LOADED_KERNEL(general, LOADED_PRODUCT)
LOADED_KERNEL(nonnegative, LOADED_NONNEGATIVE_PRODUCT)

// The sign of what is loaded is that of the sum, as the scale is positive.
INLINE bool loads_none_below_zero(const interval_load_t *a, size_t count)
{
    if (a->mode == LOAD_PLAIN)
        return none_positive(a->array.neg_lo, count);
    vec_t shift = vec_of(a->shift.neg_lo), most = load_vector(a->array.neg_lo, count, -INFINITY) + shift;
    for (size_t i = LANES; i < count && vec_bits(most > vec_of(0)) == 0; i += LANES)
        most = load_vector(a->array.neg_lo + i, count - i, -INFINITY) + shift;
    return vec_bits(most > vec_of(0)) == 0;
}

INLINE interval_load_t negated_load(const interval_load_t *a)
{
    interval_load_t result = *a;
    result.array = negated_array(a->array);
    result.shift = (dinterval_t){a->shift.hi, a->shift.neg_lo};
    return result;
}

KERNEL void mul_loaded_kernel(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count)
{
    const interval_load_t minus_a = negated_load(a), minus_b = negated_load(b);
    if (loads_none_below_zero(a, count))
        nonnegative_loaded_kernel(result, a, b, count);
    else if (loads_none_below_zero(b, count))
        nonnegative_loaded_kernel(result, b, a, count);
    else if (loads_none_below_zero(&minus_a, count))
        nonnegative_loaded_kernel(result, &minus_a, &minus_b, count);
    else if (loads_none_below_zero(&minus_b, count))
        nonnegative_loaded_kernel(result, &minus_b, &minus_a, count);
    else
        general_loaded_kernel(result, a, b, count);
}

INLINE void power_loaded_loop(interval_array_t result, const interval_load_t *a, load_mode_t mode, int n, size_t count)
{
    const modifier_t modifier = modifier_of(a);
    const interval_array_t array = a->array;
    FOR_LANES(store(result, i, left, positive_power(modified(load(array, i, left), mode, &modifier), n)))
}

INLINE void power_in_mode(interval_array_t result, const interval_load_t *a, load_mode_t mode, int n, size_t count)
{
    if (n == 2)
        power_loaded_loop(result, a, mode, 2, count);
    else if (n == 3)
        power_loaded_loop(result, a, mode, 3, count);
    else
        power_loaded_loop(result, a, mode, 4, count);
}

KERNEL void power_loaded_kernel(interval_array_t result, const interval_load_t *a, int n, size_t count)
{
    if (a->mode == LOAD_PLAIN)
        power_in_mode(result, a, LOAD_PLAIN, n, count);
    else if (a->mode == LOAD_SHIFTED)
        power_in_mode(result, a, LOAD_SHIFTED, n, count);
    else
        power_in_mode(result, a, LOAD_SCALED, n, count);
}

#endif
