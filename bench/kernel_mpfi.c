// SPDX-License-Identifier: LGPL-3.0-or-later
// With MPFI at 53 bits.
#include "kernel_loops.h"

#include <mpfi.h>
#include <stdbool.h>

#define PREC 53

static void init(mpfi_t *v, size_t count)
{
    for (size_t k = 0; k < count; k++)
        mpfi_init2(v[k], PREC);
}

static void clear(mpfi_t *v, size_t count)
{
    for (size_t k = 0; k < count; k++)
        mpfi_clear(v[k]);
}

static void get(mpfi_t x, ends_t a, size_t i)
{
    mpfi_interv_d(x, a.lo[i], a.hi[i]);
}

static void put(ends_t result, size_t i, mpfi_t x)
{
    result.lo[i] = mpfr_get_d(&x->left, MPFR_RNDD);
    result.hi[i] = mpfr_get_d(&x->right, MPFR_RNDU);
}

void mpfi_h(ends_t result, const ends_t *inputs, size_t count)
{
    enum { X, Y, SUM, PRODUCT, T, NUMBERS };
    mpfi_t v[NUMBERS];
    init(v, NUMBERS);
    for (size_t i = 0; i < count; i++) {
        get(v[X], inputs[0], i);
        get(v[Y], inputs[1], i);
        mpfi_sqr(v[SUM], v[X]);
        mpfi_sqr(v[T], v[Y]);
        mpfi_add(v[SUM], v[SUM], v[T]);
        mpfi_sub_ui(v[PRODUCT], v[X], 1);
        mpfi_sub_ui(v[T], v[Y], 1);
        mpfi_mul(v[PRODUCT], v[PRODUCT], v[T]);
        mpfi_ui_sub(v[T], 2, v[X]);
        mpfi_mul(v[PRODUCT], v[PRODUCT], v[T]);
        mpfi_ui_sub(v[T], 2, v[Y]);
        mpfi_mul(v[PRODUCT], v[PRODUCT], v[T]);
        mpfi_mul_ui(v[PRODUCT], v[PRODUCT], 200);
        mpfi_sub(v[SUM], v[SUM], v[PRODUCT]);
        put(result, i, v[SUM]);
    }
    clear(v, NUMBERS);
}

enum { A, B, C, D, T, S, R, U, SUM, FIT_NUMBERS };

// As in kernel_arb.c.
static void add_datum(mpfi_t *v, double x, mpfi_t y)
{
    mpfi_mul_d(v[T], v[A], x);
    mpfi_tanh(v[T], v[T]);
    mpfi_mul_d(v[R], v[B], x);
    mpfi_tanh(v[R], v[R]);
    mpfi_mul(v[R], v[R], v[D]);
    mpfi_mul(v[U], v[C], v[T]);
    mpfi_add(v[R], v[R], v[U]);
    mpfi_sub(v[R], v[R], y);
    mpfi_sqr(v[S], v[T]);
    mpfi_ui_sub(v[S], 1, v[S]);
    mpfi_mul(v[U], v[C], v[S]);
    mpfi_mul(v[R], v[R], v[U]);
    mpfi_mul(v[R], v[R], v[T]);
    mpfi_mul_2exp(v[R], v[R], 1);
    mpfi_sqr(v[U], v[U]);
    mpfi_sub(v[U], v[U], v[R]);
    mpfi_mul_d(v[U], v[U], x * x);
    mpfi_add(v[SUM], v[SUM], v[U]);
}

void mpfi_fit(ends_t result, const ends_t *inputs, size_t count)
{
    static const double xs[DATA] = {-1, 0.5, 2};
    static const long numerators[DATA] = {-1, 1, 1}, denominators[DATA] = {2, 3, 1};
    mpfi_t v[FIT_NUMBERS], ys[DATA];
    init(v, FIT_NUMBERS);
    init(ys, DATA);
    for (size_t k = 0; k < DATA; k++) {
        mpfi_set_si(ys[k], numerators[k]);
        mpfi_div_si(ys[k], ys[k], denominators[k]);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = A; k <= D; k++)
            get(v[k], inputs[k], i);
        mpfi_set_ui(v[SUM], 0);
        for (size_t k = 0; k < DATA; k++)
            add_datum(v, xs[k], ys[k]);
        mpfi_mul_2exp(v[SUM], v[SUM], 1);
        mpfi_div_ui(v[SUM], v[SUM], 3);
        put(result, i, v[SUM]);
    }
    clear(v, FIT_NUMBERS);
    clear(ys, DATA);
}

// As in kernel_arb.c.
static void step(mpfi_t x, mpfi_t *v, mpfi_t domain, mpfi_t rate)
{
    static const double coefficients[4] = {-8000, 2400, 2040, 0};
    bool inside = mpfr_cmp_ui(&x->right, 2) >= 0 && mpfr_cmp_ui(&x->left, 3) <= 0;
    bool outside = mpfr_cmp_ui(&x->left, 2) < 0 || mpfr_cmp_ui(&x->right, 3) > 0;
    if (!inside) {
        mpfi_div_ui(x, x, 5);
        return;
    }
    if (outside)
        mpfi_intersect(v[0], x, domain);
    else
        mpfi_set(v[0], x);
    mpfi_sub_d(v[0], v[0], 2.5);
    mpfi_set_d(v[1], -8000);
    for (size_t k = 0; k < 4; k++) {
        mpfi_mul(v[1], v[1], v[0]);
        mpfi_add_d(v[1], v[1], coefficients[k]);
    }
    mpfi_mul(v[1], v[1], rate);
    mpfi_div_ui(v[0], x, 5);
    mpfi_sub(x, x, v[1]);
    if (outside)
        mpfi_union(x, x, v[0]);
}

void mpfi_map(ends_t result, const ends_t *inputs, size_t count)
{
    enum { X, DOMAIN, RATE, WORK, NUMBERS = WORK + 2 };
    mpfi_t v[NUMBERS];
    init(v, NUMBERS);
    mpfi_interv_d(v[DOMAIN], 2, 3);
    mpfi_set_ui(v[RATE], 1);
    mpfi_div_ui(v[RATE], v[RATE], 50);
    for (size_t i = 0; i < count; i++) {
        get(v[X], inputs[0], i);
        for (size_t k = 0; k < MAP_STEPS; k++)
            step(v[X], v + WORK, v[DOMAIN], v[RATE]);
        put(result, i, v[X]);
    }
    clear(v, NUMBERS);
}
