// SPDX-License-Identifier: LGPL-3.0-or-later
// Loops over arrays of intervals, a vector at a time; the rest of an array that does not fill a vector goes through a
// vector too, filled up with the interval [1, 1].
#ifndef CERTIFY_INTERVAL_KERNEL_LOOPS_H
#define CERTIFY_INTERVAL_KERNEL_LOOPS_H

#include "interval/arithmetic.h"
#include "interval/vector.h"

// LANES intervals [-n, h].
typedef struct {
    vec_t n, h;
} intervals_t;

INLINE vec_t load_vector(const double *from, size_t left, double filler)
{
    if (left >= LANES)
        return vec_load(from);
    vec_t v = vec_of(filler);
    for (size_t l = 0; l < left; l++)
        v[l] = from[l];
    return v;
}

INLINE void store_vector(double *to, size_t left, vec_t v)
{
    if (left >= LANES)
        vec_store(to, v);
    else
        for (size_t l = 0; l < left; l++)
            to[l] = v[l];
}

// The intervals from i on, of which `left` are there.
INLINE intervals_t load(interval_array_t a, size_t i, size_t left)
{
    return (intervals_t){load_vector(a.neg_lo + i, left, -1), load_vector(a.hi + i, left, 1)};
}

INLINE void store(interval_array_t result, size_t i, size_t left, intervals_t v)
{
    store_vector(result.neg_lo + i, left, v.n);
    store_vector(result.hi + i, left, v.h);
}

// Writes a byte for each lane that is there; returns whether all are set.
INLINE bool store_flags(uint8_t *flags, size_t i, size_t left, mask_t mask)
{
    unsigned bits = vec_bits(mask), lanes = left < LANES ? (1u << left) - 1 : ALL_LANES;
    for (size_t l = 0; l < LANES && l < left; l++)
        flags[i + l] = bits >> l & 1;
    return (bits & lanes) == lanes;
}

// Not inlined and with fenced memory, so that no arithmetic moves out of the region where the rounding mode is set.
#define KERNEL static __attribute__((noinline))
#define FENCE() __asm__ volatile("" ::: "memory")

// Runs the statements for i = 0, LANES, 2 LANES, ..., with `left` elements from i on.
#define FOR_LANES(...)                                                                                                 \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        FENCE();                                                                                                       \
        for (; i + LANES <= count; i += LANES) {                                                                       \
            const size_t left = LANES;                                                                                 \
            __VA_ARGS__;                                                                                               \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            const size_t left = count - i;                                                                             \
            __VA_ARGS__;                                                                                               \
        }                                                                                                              \
        FENCE();                                                                                                       \
    }

#define UNARY_KERNEL(NAME)                                                                                             \
    KERNEL void NAME##_kernel(interval_array_t result, interval_array_t a, size_t count)                               \
    {                                                                                                                  \
        FOR_LANES(store(result, i, left, NAME##_lanes(load(a, i, left))))                                              \
    }

#define BINARY_KERNEL(NAME)                                                                                            \
    KERNEL void NAME##_kernel(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)           \
    {                                                                                                                  \
        FOR_LANES(store(result, i, left, NAME##_lanes(load(a, i, left), load(b, i, left))))                            \
    }

// A function that is computed for the lanes that are within reach of the kernel.
#define FUNCTION_KERNEL(NAME)                                                                                          \
    KERNEL bool NAME##_kernel(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)              \
    {                                                                                                                  \
        bool all = true;                                                                                               \
        FOR_LANES(mask_t ok; intervals_t r = NAME##_lanes(&ok, load(a, i, left)); store(result, i, left, r);           \
                  all &= store_flags(within, i, left, ok))                                                             \
        return all;                                                                                                    \
    }

#endif
