// SPDX-License-Identifier: LGPL-3.0-or-later
// The three tasks of bench/kernel.c written with other libraries, as plain loops: one box after the other. An array of
// intervals is an array of lower ends and one of upper ends.
#ifndef CERTIFY_BENCH_KERNEL_LOOPS_H
#define CERTIFY_BENCH_KERNEL_LOOPS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    double *lo, *hi;
} ends_t;

#define DATA 3
#define MAP_STEPS 50

// Task h: x^2 + y^2 - 200 (x - 1)(y - 1)(2 - x)(2 - y). Inputs x, y.
// Task fit: the second derivative in a of 1/3 sum_i (c tanh(a x_i) + d tanh(b x_i) - y_i)^2. Inputs a, b, c, d.
// Task map: MAP_STEPS steps of x - 0.02 f'(x), with f the quintic of landscapes/toy1d.spec on [2, 3] and 20 x^2
// elsewhere, where that is x/5; f' is evaluated on the part of x in [2, 3]. Input x.
typedef void (*loop_t)(ends_t result, const ends_t *inputs, size_t count);

void boost_h(ends_t result, const ends_t *inputs, size_t count);
void boost_fit(ends_t result, const ends_t *inputs, size_t count);
void boost_map(ends_t result, const ends_t *inputs, size_t count);

void arb_h(ends_t result, const ends_t *inputs, size_t count);
void arb_fit(ends_t result, const ends_t *inputs, size_t count);
void arb_map(ends_t result, const ends_t *inputs, size_t count);

void mpfi_h(ends_t result, const ends_t *inputs, size_t count);
void mpfi_fit(ends_t result, const ends_t *inputs, size_t count);
void mpfi_map(ends_t result, const ends_t *inputs, size_t count);

#ifdef __cplusplus
}
#endif

#endif
