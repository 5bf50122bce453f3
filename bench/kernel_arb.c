// SPDX-License-Identifier: LGPL-3.0-or-later
// With Arb at 53 bits.
#include "kernel_loops.h"

#include "base/flint.h"

#include <stdbool.h>

#define PREC 53

static void get(arb_t x, ends_t a, size_t i)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arf_set_d(lo, a.lo[i]);
    arf_set_d(hi, a.hi[i]);
    arb_set_interval_arf(x, lo, hi, PREC);
    arf_clear(lo);
    arf_clear(hi);
}

static void put(ends_t result, size_t i, const arb_t x)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arb_get_interval_arf(lo, hi, x, PREC);
    result.lo[i] = arf_get_d(lo, ARF_RND_DOWN);
    result.hi[i] = arf_get_d(hi, ARF_RND_UP);
    arf_clear(lo);
    arf_clear(hi);
}

void arb_h(ends_t result, const ends_t *inputs, size_t count)
{
    arb_t x, y, sum, product, t;
    arb_init(x);
    arb_init(y);
    arb_init(sum);
    arb_init(product);
    arb_init(t);
    for (size_t i = 0; i < count; i++) {
        get(x, inputs[0], i);
        get(y, inputs[1], i);
        arb_sqr(sum, x, PREC);
        arb_sqr(t, y, PREC);
        arb_add(sum, sum, t, PREC);
        arb_sub_ui(product, x, 1, PREC);
        arb_sub_ui(t, y, 1, PREC);
        arb_mul(product, product, t, PREC);
        arb_sub_ui(t, x, 2, PREC);
        arb_neg(t, t);
        arb_mul(product, product, t, PREC);
        arb_sub_ui(t, y, 2, PREC);
        arb_neg(t, t);
        arb_mul(product, product, t, PREC);
        arb_submul_ui(sum, product, 200, PREC);
        put(result, i, sum);
    }
    arb_clear(x);
    arb_clear(y);
    arb_clear(sum);
    arb_clear(product);
    arb_clear(t);
}

enum { A, B, C, D, T, S, R, U, SUM, FIT_NUMBERS };

// v[SUM] += (c s)^2 x^2 - 2 r c t s x^2, with t = tanh(a x), s = 1 - t^2, r = c t + d tanh(b x) - y; x = half / 2.
static void add_datum(arb_ptr v, slong half, const arb_t y)
{
    arb_mul_si(v + T, v + A, half, PREC);
    arb_mul_2exp_si(v + T, v + T, -1);
    arb_tanh(v + T, v + T, PREC);
    arb_mul_si(v + R, v + B, half, PREC);
    arb_mul_2exp_si(v + R, v + R, -1);
    arb_tanh(v + R, v + R, PREC);
    arb_mul(v + R, v + R, v + D, PREC);
    arb_addmul(v + R, v + C, v + T, PREC);
    arb_sub(v + R, v + R, y, PREC);
    arb_sqr(v + S, v + T, PREC);
    arb_sub_ui(v + S, v + S, 1, PREC);
    arb_neg(v + S, v + S);
    arb_mul(v + U, v + C, v + S, PREC);
    arb_mul(v + R, v + R, v + U, PREC);
    arb_mul(v + R, v + R, v + T, PREC);
    arb_mul_2exp_si(v + R, v + R, 1);
    arb_sqr(v + U, v + U, PREC);
    arb_sub(v + U, v + U, v + R, PREC);
    arb_mul_si(v + U, v + U, half * half, PREC);
    arb_mul_2exp_si(v + U, v + U, -2);
    arb_add(v + SUM, v + SUM, v + U, PREC);
}

void arb_fit(ends_t result, const ends_t *inputs, size_t count)
{
    static const slong halves[DATA] = {-2, 1, 4}, numerators[DATA] = {-1, 1, 1}, denominators[DATA] = {2, 3, 1};
    arb_ptr v = _arb_vec_init(FIT_NUMBERS), ys = _arb_vec_init(DATA);
    for (size_t k = 0; k < DATA; k++) {
        arb_set_si(ys + k, numerators[k]);
        arb_div_si(ys + k, ys + k, denominators[k], PREC);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = A; k <= D; k++)
            get(v + k, inputs[k], i);
        arb_zero(v + SUM);
        for (size_t k = 0; k < DATA; k++)
            add_datum(v, halves[k], ys + k);
        arb_mul_2exp_si(v + SUM, v + SUM, 1);
        arb_div_ui(v + SUM, v + SUM, 3, PREC);
        put(result, i, v + SUM);
    }
    _arb_vec_clear(v, FIT_NUMBERS);
    _arb_vec_clear(ys, DATA);
}

// x becomes its image: by Horner's rule about 5/2 on [2, 3], x/5 elsewhere, the union of both where x may be on both
// sides.
static void step(arb_t x, arb_ptr v, const arb_t domain, const arb_t two, const arb_t three,
                 const arb_t rate)
{
    static const slong coefficients[4] = {-8000, 2400, 2040, 0};
    arb_ptr slope = v, t = v + 1;
    bool outside = arb_lt(x, two) || arb_gt(x, three), inside = arb_ge(x, two) && arb_le(x, three);
    if (outside) {
        arb_div_ui(x, x, 5, PREC);
        return;
    }
    if (inside)
        arb_set(t, x);
    else
        arb_intersection(t, x, domain, PREC);
    arb_mul_2exp_si(t, t, 1);
    arb_sub_ui(t, t, 5, PREC);
    arb_mul_2exp_si(t, t, -1);
    arb_set_si(slope, -8000);
    for (size_t k = 0; k < 4; k++) {
        arb_mul(slope, slope, t, PREC);
        arb_add_si(slope, slope, coefficients[k], PREC);
    }
    arb_div_ui(t, x, 5, PREC);
    arb_submul(x, rate, slope, PREC);
    if (!inside)
        arb_union(x, x, t, PREC);
}

void arb_map(ends_t result, const ends_t *inputs, size_t count)
{
    enum { X, DOMAIN, TWO, THREE, RATE, WORK, NUMBERS = WORK + 2 };
    arb_ptr v = _arb_vec_init(NUMBERS);
    arb_set_ui(v + TWO, 2);
    arb_set_ui(v + THREE, 3);
    arb_union(v + DOMAIN, v + TWO, v + THREE, PREC);
    arb_set_ui(v + RATE, 1);
    arb_div_ui(v + RATE, v + RATE, 50, PREC);
    for (size_t i = 0; i < count; i++) {
        get(v + X, inputs[0], i);
        for (size_t k = 0; k < MAP_STEPS; k++)
            step(v + X, v + WORK, v + DOMAIN, v + TWO, v + THREE, v + RATE);
        put(result, i, v + X);
    }
    _arb_vec_clear(v, NUMBERS);
}
