// SPDX-License-Identifier: LGPL-3.0-or-later
// Random numbers and intervals for tests, with a bias to where things go wrong: zeros of either sign, ones, subnormal
// and huge numbers, neighbours of all these, infinite ends.
#ifndef CERTIFY_TESTS_SAMPLES_H
#define CERTIFY_TESTS_SAMPLES_H

#include "interval/dinterval.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A generator with one word of state (splitmix64: Steele, Lea and Flood 2014).
typedef struct {
    uint64_t state;
} samples_t;

static inline uint64_t sample_bits(samples_t *samples)
{
    uint64_t z = samples->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

// Uniform in 0 ... count - 1.
static inline size_t sample_index(samples_t *samples, size_t count)
{
    return (size_t)(sample_bits(samples) % count);
}

// Uniform in lo ... hi.
static inline int sample_int(samples_t *samples, int lo, int hi)
{
    return lo + (int)sample_index(samples, (size_t)(hi - lo + 1));
}

// Starts from CERTIFY_TEST_SEED, or a fixed number, and prints it as a TAP comment.
static inline samples_t samples_seeded(const char *test)
{
    const char *text = getenv("CERTIFY_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : 20240917;
    printf("# %s: CERTIFY_TEST_SEED=%llu\n", test, (unsigned long long)seed);
    return (samples_t){seed * UINT64_C(0x2545f4914f6cdd1d) + 1};
}

// Any finite double, all bit patterns alike.
static inline double sample_any_double(samples_t *samples)
{
    double x;
    do {
        uint64_t bits = sample_bits(samples);
        memcpy(&x, &bits, sizeof x);
    } while (!isfinite(x));
    return x;
}

static inline double sample_special(samples_t *samples)
{
    static const double specials[] = {0.0,      1.0,       2.0,     0.5,       3.0,     DBL_TRUE_MIN, DBL_MIN,
                                      DBL_MAX,  0x1p-1030, 0x1p511, 0x1p-537,  0x1p512, 0x1p1023,     DBL_EPSILON,
                                      0x1p52,   0x1p53,    0.1,     1e300,     1e-300,  709.78,       -745.13,
                                      M_PI / 2, M_PI,      1e22,    0x1p-1074, 36.7,    0x1.8p-1073,  0x1p20};
    double x = specials[sample_index(samples, sizeof specials / sizeof *specials)];
    if (sample_index(samples, 4) == 0)
        x = nextafter(x, sample_index(samples, 2) ? INFINITY : -INFINITY);
    x = isfinite(x) ? x : DBL_MAX;
    return sample_index(samples, 2) ? x : -x;
}

// Of moderate size, with few or many bits.
static inline double sample_moderate(samples_t *samples)
{
    if (sample_index(samples, 3) == 0)
        return sample_int(samples, -40, 40) / 8.0;
    double fraction = (double)(sample_bits(samples) >> 11) * 0x1p-53;
    return (fraction - 0.5) * ldexp(1.0, sample_int(samples, -20, 12));
}

static inline double sample_double(samples_t *samples)
{
    switch (sample_index(samples, 4)) {
    case 0:
        return sample_any_double(samples);
    case 1:
        return sample_special(samples);
    default:
        return sample_moderate(samples);
    }
}

static inline dinterval_t sample_interval(samples_t *samples)
{
    double a = sample_double(samples), b = sample_double(samples);
    size_t kind = sample_index(samples, 8);
    if (kind == 0)
        b = a;
    if (kind == 1)
        b = nextafter(a, DBL_MAX);
    dinterval_t x = dinterval_make(fmin(a, b), fmax(a, b));
    if (kind == 2 || kind == 4)
        x.hi = INFINITY;
    if (kind == 3 || kind == 4)
        x.neg_lo = INFINITY;
    return x;
}

// A point of the interval; finite, an end, a special number or anything between.
static inline double sample_member(samples_t *samples, dinterval_t x)
{
    double lo = fmax(-x.neg_lo, -DBL_MAX), hi = fmin(x.hi, DBL_MAX), p = sample_double(samples);
    switch (sample_index(samples, 4)) {
    case 0:
        return lo;
    case 1:
        return hi;
    case 2:
        p = lo / 2 + hi / 2;
        break;
    default:
        break;
    }
    return fmin(fmax(p, lo), hi);
}

// A double interval around a point: equal to it, ending in it, or of any width.
static inline dinterval_t sample_interval_around(samples_t *samples, double p)
{
    double reach[2];
    for (int side = 0; side < 2; side++)
        switch (sample_index(samples, 7)) {
        case 0:
        case 1:
            reach[side] = 0;
            break;
        case 2:
            reach[side] = INFINITY;
            break;
        case 3:
            reach[side] = fabs(sample_double(samples));
            break;
        default:
            reach[side] = ldexp(1.0, sample_int(samples, -50, 3));
        }
    dinterval_t x = dinterval_make(fmin(p, p - reach[0]), fmax(p, p + reach[1]));
    return dinterval_is_valid(x) ? x : dinterval_point(p);
}

#endif
