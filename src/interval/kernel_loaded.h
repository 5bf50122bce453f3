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
    const interval_form_t *form = a->form;
    return (modifier_t){{vec_of(form->shift.neg_lo), vec_of(form->shift.hi)}, vec_of(form->scale)};
}

INLINE intervals_t modified(intervals_t x, load_mode_t mode, const modifier_t *m)
{
    if (mode != LOAD_PLAIN)
        x = add_lanes(x, m->shift);
    return mode == LOAD_SCALED ? (intervals_t){x.n * m->scale, x.h * m->scale} : x;
}

typedef enum {
    LOADED_SUM,
    LOADED_PRODUCT,
    LOADED_FINITE_PRODUCT,
    LOADED_NONNEGATIVE_PRODUCT, // of a first factor that is not negative
    LOADED_NONNEGATIVE_FINITE_PRODUCT,
    LOADED_BOTH_NONNEGATIVE_PRODUCT // of finite factors
} loaded_operation_t;

INLINE intervals_t loaded_result(intervals_t x, intervals_t y, loaded_operation_t operation)
{
    switch (operation) {
    case LOADED_SUM:
        return add_lanes(x, y);
    case LOADED_PRODUCT:
    case LOADED_FINITE_PRODUCT:
        return mul_lanes(x, y, operation == LOADED_FINITE_PRODUCT);
    case LOADED_BOTH_NONNEGATIVE_PRODUCT:
        return mul_both_nonnegative_lanes(x, y);
    default:
        return mul_nonnegative_lanes(x, y, operation == LOADED_NONNEGATIVE_FINITE_PRODUCT);
    }
}

INLINE void loaded_loop(interval_array_t result, const interval_load_t *a, load_mode_t a_mode, const interval_load_t *b,
                        load_mode_t b_mode, loaded_operation_t operation, size_t count)
{
    const modifier_t on_a = modifier_of(a), on_b = modifier_of(b);
    const interval_array_t a_array = a->array, b_array = b->array;
    FOR_LANES(intervals_t x = modified(load(a_array, i, left), a_mode, &on_a);
              intervals_t y = modified(load(b_array, i, left), b_mode, &on_b);
              store(result, i, left, loaded_result(x, y, operation)))
}

#define LOADED_CASE(A, B, OPERATION)                                                                                   \
    case A * LOAD_MODES + B:                                                                                           \
        loaded_loop(result, a, A, b, B, OPERATION, count);                                                             \
        break;

#define LOADED_KERNEL(NAME, OPERATION)                                                                                 \
    KERNEL void NAME##_loaded_kernel(interval_array_t result, const interval_load_t *a, const interval_load_t *b,      \
                                     size_t count)                                                                     \
    {                                                                                                                  \
        switch ((int)a->form->mode * LOAD_MODES + (int)b->form->mode) {                                                \
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
LOADED_KERNEL(general_finite, LOADED_FINITE_PRODUCT)
LOADED_KERNEL(nonnegative, LOADED_NONNEGATIVE_PRODUCT)
LOADED_KERNEL(nonnegative_finite, LOADED_NONNEGATIVE_FINITE_PRODUCT)
LOADED_KERNEL(both_nonnegative, LOADED_BOTH_NONNEGATIVE_PRODUCT)

// Whether all of array + shift, of which these are the arrays of an end, is not negative: the scale is positive.
INLINE bool no_end_is_positive(const double *ends, load_mode_t mode, double end_of_shift, size_t count)
{
    if (mode == LOAD_PLAIN)
        return none_positive(ends, count);
    vec_t shift = vec_of(end_of_shift), most = load_vector(ends, count, -INFINITY) + shift;
    for (size_t i = LANES; i < count && vec_bits(most > vec_of(0)) == 0; i += LANES)
        most = load_vector(ends + i, count - i, -INFINITY) + shift;
    return vec_bits(most > vec_of(0)) == 0;
}

INLINE interval_sign_t find_sign(const interval_load_t *a, size_t count)
{
    const interval_form_t *form = a->form;
    if (no_end_is_positive(a->array.neg_lo, form->mode, form->shift.neg_lo, count))
        return SIGN_NONNEGATIVE;
    return no_end_is_positive(a->array.hi, form->mode, form->shift.hi, count) ? SIGN_NONPOSITIVE : SIGN_UNKNOWN;
}

// The negation of a load, whose form it keeps.
typedef struct {
    interval_form_t form;
    interval_load_t load;
} negated_load_t;

INLINE const interval_load_t *negated_load(negated_load_t *result, const interval_load_t *a)
{
    const interval_form_t *form = a->form;
    result->form = (interval_form_t){form->mode, {form->shift.hi, form->shift.neg_lo}, form->scale};
    result->load = (interval_load_t){negated_array(a->array), &result->form, SIGN_UNKNOWN, a->finite};
    return &result->load;
}

// a >= 0, both finite, b of this sign.
INLINE void multiply_finite(interval_array_t result, const interval_load_t *a, const interval_load_t *b,
                            interval_sign_t sign, size_t count)
{
    negated_load_t minus_b;
    if (sign == SIGN_NONNEGATIVE)
        both_nonnegative_loaded_kernel(result, a, b, count);
    else if (sign == SIGN_NONPOSITIVE)
        both_nonnegative_loaded_kernel(negated_array(result), a, negated_load(&minus_b, b), count);
    else
        nonnegative_finite_loaded_kernel(result, a, b, count);
}

// The sign of a is known, that of b perhaps.
INLINE void multiply_by_sign(interval_array_t result, const interval_load_t *a, interval_sign_t a_sign,
                             const interval_load_t *b, interval_sign_t b_sign, size_t count)
{
    negated_load_t minus_a;
    bool negative = a_sign == SIGN_NONPOSITIVE;
    if (negative)
        a = negated_load(&minus_a, a);
    if (negative)
        result = negated_array(result);
    if (a->finite && b->finite)
        multiply_finite(result, a, b, b_sign, count);
    else
        nonnegative_loaded_kernel(result, a, b, count);
}

// A sign that is not known is looked for when that of the other factor is not known either.
KERNEL void mul_loaded_kernel(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count)
{
    interval_sign_t a_sign = a->sign, b_sign = b->sign;
    if (a_sign == SIGN_UNKNOWN && b_sign == SIGN_UNKNOWN)
        a_sign = find_sign(a, count);
    if (a_sign == SIGN_UNKNOWN && b_sign == SIGN_UNKNOWN)
        b_sign = find_sign(b, count);
    if (a_sign != SIGN_UNKNOWN)
        multiply_by_sign(result, a, a_sign, b, b_sign, count);
    else if (b_sign != SIGN_UNKNOWN)
        multiply_by_sign(result, b, b_sign, a, SIGN_UNKNOWN, count);
    else if (a->finite && b->finite)
        general_finite_loaded_kernel(result, a, b, count);
    else
        general_loaded_kernel(result, a, b, count);
}

INLINE void power_loaded_loop(interval_array_t result, const interval_load_t *a, load_mode_t mode, int n,
                              bool nonnegative, size_t count)
{
    const modifier_t modifier = modifier_of(a);
    const interval_array_t array = a->array;
    FOR_LANES(store(result, i, left, positive_power(modified(load(array, i, left), mode, &modifier), n, nonnegative)))
}

INLINE void power_in_mode(interval_array_t result, const interval_load_t *a, load_mode_t mode, int n, size_t count)
{
    bool nonnegative = a->sign == SIGN_NONNEGATIVE;
    if (n == 2 && nonnegative)
        power_loaded_loop(result, a, mode, 2, true, count);
    else if (n == 2)
        power_loaded_loop(result, a, mode, 2, false, count);
    else if (n == 3)
        power_loaded_loop(result, a, mode, 3, false, count);
    else if (nonnegative)
        power_loaded_loop(result, a, mode, 4, true, count);
    else
        power_loaded_loop(result, a, mode, 4, false, count);
}

KERNEL void power_loaded_kernel(interval_array_t result, const interval_load_t *a, int n, size_t count)
{
    load_mode_t mode = a->form->mode;
    if (mode == LOAD_PLAIN)
        power_in_mode(result, a, LOAD_PLAIN, n, count);
    else if (mode == LOAD_SHIFTED)
        power_in_mode(result, a, LOAD_SHIFTED, n, count);
    else
        power_in_mode(result, a, LOAD_SCALED, n, count);
}

#endif
