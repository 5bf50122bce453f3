// SPDX-License-Identifier: LGPL-3.0-or-later
// Vectors of doubles, for the kernels that are compiled once for every set of instructions (kernels_plain.c,
// kernels_avx2.c). Lane by lane, the operations give the same bits in each: there is no fused multiplication and
// addition, and the maximum is that of `x > y ? x : y`, also for NaN and for zeros of different sign.
#ifndef CERTIFY_INTERVAL_VECTOR_H
#define CERTIFY_INTERVAL_VECTOR_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __AVX2__
#include <immintrin.h>
#define LANES 4
#else
#define LANES 2
#endif

typedef double vec_t __attribute__((vector_size(8 * LANES)));
typedef int64_t mask_t __attribute__((vector_size(8 * LANES))); // of a comparison: all bits of a lane, or none

typedef uint64_t bits_t __attribute__((vector_size(8 * LANES)));

#define INLINE static inline __attribute__((always_inline, unused))

INLINE vec_t vec_of(double x)
{
    vec_t v;
    for (int l = 0; l < LANES; l++)
        v[l] = x;
    return v;
}

INLINE vec_t vec_load(const double *from)
{
    vec_t v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void vec_store(double *to, vec_t v)
{
    memcpy(to, &v, sizeof v);
}

// Exact, whatever the rounding mode, and not rearranged: the sign is a bit.
INLINE vec_t vec_neg(vec_t v)
{
    return (vec_t)((mask_t)v ^ (mask_t)vec_of(-0.0));
}

INLINE vec_t vec_abs(vec_t v)
{
    return (vec_t)((mask_t)v & ~(mask_t)vec_of(-0.0));
}

// x where the mask is set, else y.
INLINE vec_t vec_choose(mask_t mask, vec_t x, vec_t y)
{
#ifdef __AVX2__
    return _mm256_blendv_pd(y, x, (vec_t)mask);
#else
    return (vec_t)((mask & (mask_t)x) | (~mask & (mask_t)y));
#endif
}

// x where the sign bit of `sign` is set, else y.
INLINE vec_t vec_by_sign(vec_t sign, vec_t x, vec_t y)
{
#ifdef __AVX2__
    return _mm256_blendv_pd(y, x, sign);
#else
    return vec_choose((mask_t)sign < 0, x, y);
#endif
}

// x where the mask is set, else +0.
INLINE vec_t vec_keep(mask_t mask, vec_t x)
{
    return (vec_t)(mask & (mask_t)x);
}

// x > y ? x : y; so y where one of them is NaN.
INLINE vec_t vec_larger(vec_t x, vec_t y)
{
#ifdef __AVX2__
    return _mm256_max_pd(x, y);
#else
    vec_t v;
    for (int l = 0; l < LANES; l++)
        v[l] = x[l] > y[l] ? x[l] : y[l];
    return v;
#endif
}

// x < y ? x : y.
INLINE vec_t vec_smaller(vec_t x, vec_t y)
{
#ifdef __AVX2__
    return _mm256_min_pd(x, y);
#else
    vec_t v;
    for (int l = 0; l < LANES; l++)
        v[l] = x[l] < y[l] ? x[l] : y[l];
    return v;
#endif
}

INLINE vec_t vec_sqrt(vec_t x)
{
#ifdef __AVX2__
    return _mm256_sqrt_pd(x);
#else
    vec_t v;
    for (int l = 0; l < LANES; l++)
        v[l] = sqrt(x[l]);
    return v;
#endif
}

// Bit l tells of lane l.
INLINE unsigned vec_bits(mask_t mask)
{
#ifdef __AVX2__
    return (unsigned)_mm256_movemask_pd((vec_t)mask);
#else
    unsigned bits = 0;
    for (int l = 0; l < LANES; l++)
        bits |= (unsigned)(mask[l] & 1) << l;
    return bits;
#endif
}

// The mask of the first `count` lanes.
INLINE mask_t vec_first(size_t count)
{
    mask_t mask;
    for (size_t l = 0; l < LANES; l++)
        mask[l] = l < count ? -1 : 0;
    return mask;
}

#define ALL_LANES ((1u << LANES) - 1)

#endif
