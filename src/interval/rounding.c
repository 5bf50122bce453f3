// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/rounding.h"

#include "interval/arithmetic.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#ifdef __SSE2_MATH__
#include <xmmintrin.h>
#endif

#if FLT_RADIX != 2 || DBL_MANT_DIG != 53 || DBL_MAX_EXP != 1024
#error "double must be IEEE 754 binary64"
#endif

// The fences keep the compiler from moving loads and stores, and with them arithmetic, across the change of mode. A
// mode that is not set shows in interval_self_test. Where double is computed by SSE, its control word is all that counts.
static void set_mode(int mode)
{
    __asm__ volatile("" ::: "memory");
#ifdef __SSE2_MATH__
    unsigned direction = mode == FE_UPWARD ? _MM_ROUND_UP : _MM_ROUND_NEAREST;
    _mm_setcsr((_mm_getcsr() & ~(unsigned)_MM_ROUND_MASK) | direction);
#else
    (void)fesetround(mode);
#endif
    __asm__ volatile("" ::: "memory");
}

void interval_round_upward(void)
{
    set_mode(FE_UPWARD);
}

void interval_round_nearest(void)
{
    set_mode(FE_TONEAREST);
}

typedef struct {
    double an, ah, bn, bh; // operands
    double n, h;           // what the operation must give, bit for bit
} expectation_t;

typedef void (*binary_kernel_t)(interval_array_t, interval_array_t, interval_array_t, size_t);

static bool binary_ok(binary_kernel_t kernel, volatile const expectation_t *e)
{
    double an = e->an, ah = e->ah, bn = e->bn, bh = e->bh, n = 0, h = 0;
    interval_round_upward();
    kernel((interval_array_t){&n, &h}, (interval_array_t){&an, &ah}, (interval_array_t){&bn, &bh}, 1);
    interval_round_nearest();
    return n == e->n && h == e->h;
}

static bool div_ok(volatile const expectation_t *e)
{
    double an = e->an, ah = e->ah, bn = e->bn, bh = e->bh, n = 0, h = 0;
    uint8_t defined = 0;
    interval_round_upward();
    interval_div((interval_array_t){&n, &h}, &defined, (interval_array_t){&an, &ah}, (interval_array_t){&bn, &bh}, 1);
    interval_round_nearest();
    return defined && n == e->n && h == e->h;
}

static bool sqrt_ok(volatile const expectation_t *e)
{
    double an = e->an, ah = e->ah, n = 0, h = 0;
    uint8_t defined = 0;
    interval_round_upward();
    interval_sqrt((interval_array_t){&n, &h}, &defined, (interval_array_t){&an, &ah}, 1);
    interval_round_nearest();
    return defined && n == e->n && h == e->h;
}

static bool power_ok(volatile const expectation_t *e, int exponent)
{
    double an = e->an, ah = e->ah, n = 0, h = 0;
    uint8_t defined = 0;
    interval_round_upward();
    interval_power((interval_array_t){&n, &h}, &defined, (interval_array_t){&an, &ah}, exponent, 1);
    interval_round_nearest();
    return defined && n == e->n && h == e->h;
}

static bool is_interval(const double *n, const double *h, double expected_n, double expected_h)
{
    return *n == expected_n && *h == expected_h;
}

// 3 (1 + [-2^-60, 2^-60]) with each way to compute it: the sum is [1 - e/2, 1 + e], and three times that is
// [3 - 2 e, 3 + 4 e], as numbers near 3 are 2 e apart.
static bool loaded_ok(void)
{
    static const double e = DBL_EPSILON;
    volatile double one_v = 1, tiny_v = 0x1p-60;
    double an = -one_v, ah = one_v, bn = tiny_v, bh = tiny_v, zero_n = 0, zero_h = 0, n[5] = {0}, h[5] = {0};
    const interval_array_t a = {&an, &ah}, zero = {&zero_n, &zero_h};
    const dinterval_t tiny = {bn, bh}, three = dinterval_point(3 * one_v), none = dinterval_point(0);
    const interval_form_t as_it_is = {LOAD_PLAIN, none, 1}, shift = {LOAD_SHIFTED, tiny, 1};
    const interval_form_t scale = {LOAD_SCALED, tiny, 3 * one_v};
    const interval_load_t one = {.array = a, .form = &as_it_is}, nothing = {.array = zero, .form = &as_it_is};
    const interval_load_t shifted = {.array = a, .form = &shift}, scaled = {.array = a, .form = &scale};
    interval_round_upward();
    interval_shift((interval_array_t){n, h}, a, tiny, 1);
    interval_scale((interval_array_t){n + 1, h + 1}, (interval_array_t){n, h}, three, 1);
    interval_add_loaded((interval_array_t){n + 2, h + 2}, &scaled, &nothing, 1);
    interval_mul_loaded((interval_array_t){n + 3, h + 3}, &scaled, &one, 1);
    interval_power_loaded((interval_array_t){n + 4, h + 4}, &shifted, 2, 1);
    interval_round_nearest();
    return is_interval(n, h, -(1 - e / 2), 1 + e) && is_interval(n + 1, h + 1, -(3 - 2 * e), 3 + 4 * e) &&
           is_interval(n + 2, h + 2, -(3 - 2 * e), 3 + 4 * e) && is_interval(n + 3, h + 3, -(3 - 2 * e), 3 + 4 * e) &&
           is_interval(n + 4, h + 4, -(1 - e), 1 + 3 * e);
}

static bool nearest_ok(void)
{
    volatile double one = 1, tiny = DBL_EPSILON / 4;
    return fegetround() == FE_TONEAREST && one + tiny == one && one - tiny == one && -one - tiny == -one;
}

// With e = 2^-52: 1 + 2^-60 lies in [1, 1 + e], (1 + e)^2 = 1 + 2e + e^2 in [1 + 2e, 1 + 3e], and so on. The products
// of subnormal numbers tell whether the processor flushes them to zero.
status_t interval_self_test(void)
{
    static const double e = DBL_EPSILON, s = DBL_TRUE_MIN, q = DBL_MIN;
    const expectation_t sum = {-1, 1, -0x1p-60, 0x1p-60, -1, 1 + e};
    const expectation_t difference = {-1, 1, -0x1p-60, 0x1p-60, -(1 - e / 2), 1};
    const expectation_t square = {-(1 + e), 1 + e, -(1 + e), 1 + e, -(1 + 2 * e), 1 + 3 * e};
    const expectation_t mixed = {1 + e, -(1 + e), -(1 + e), 1 + e, 1 + 3 * e, -(1 + 2 * e)};
    const expectation_t flushed = {-q, q, -0.5, 0.5, -q / 2, q / 2};
    const expectation_t vanishing = {-s, s, -s, s, 0, s};
    const expectation_t third = {-1, 1, -3, 3, -0x1.5555555555555p-2, 0x1.5555555555556p-2};
    const expectation_t minus_third = {1, -1, -3, 3, 0x1.5555555555556p-2, -0x1.5555555555555p-2};
    const expectation_t root = {-2, 2, 0, 0, -0x1.6a09e667f3bccp+0, 0x1.6a09e667f3bcdp+0};
    const expectation_t exact_root = {-4, 9, 0, 0, -2, 3};
    const expectation_t cube = {-(1 + e), 1 + e, 0, 0, -(1 + 3 * e), 1 + 5 * e};
    const expectation_t inverse = {3, -3, 0, 0, 0x1.5555555555556p-2, -0x1.5555555555555p-2};
    bool ok = nearest_ok() && binary_ok(interval_add, &sum) && binary_ok(interval_sub, &difference) &&
              binary_ok(interval_mul, &square) && binary_ok(interval_mul, &mixed) &&
              binary_ok(interval_mul, &flushed) && binary_ok(interval_mul, &vanishing) && div_ok(&third) &&
              div_ok(&minus_third) && sqrt_ok(&root) && sqrt_ok(&exact_root) && power_ok(&cube, 3) &&
              power_ok(&inverse, -1) && loaded_ok() && nearest_ok();
    return ok ? STATUS_OK : STATUS_UNSUPPORTED;
}
