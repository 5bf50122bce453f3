// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels behind interval/arithmetic.h: one source (kernel_*.h), compiled for each set of
// instructions, with results that are the same bits in all of them. docs/kernel.md.
#ifndef CERTIFY_INTERVAL_KERNELS_H
#define CERTIFY_INTERVAL_KERNELS_H

#include "interval/arithmetic.h"

#include <stdbool.h>

typedef void (*interval_unary_t)(interval_array_t result, interval_array_t a, size_t count);
typedef void (*interval_binary_t)(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
typedef void (*interval_with_constant_t)(interval_array_t result, interval_array_t a, dinterval_t c, size_t count);

typedef void (*interval_loaded_t)(interval_array_t result, const interval_load_t *a, const interval_load_t *b,
                                  size_t count);
typedef bool (*interval_function_kernel_t)(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);

typedef struct {
    const char *name;
    bool (*supported)(void); // by this processor
    interval_binary_t add, sub, mul, min, max, hull;
    interval_unary_t sqr, neg, abs, relu;
    interval_with_constant_t shift, scale;
    interval_loaded_t add_loaded, mul_loaded;
    void (*power_loaded)(interval_array_t result, const interval_load_t *a, int n, size_t count);
    bool (*div)(interval_array_t result, uint8_t *defined, interval_array_t a, interval_array_t b, size_t count);
    bool (*sqrt)(interval_array_t result, uint8_t *defined, interval_array_t a, size_t count);
    bool (*power)(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count);
    interval_function_kernel_t atan, cos, cosh, exp, log, sigmoid, sin, sinh, softplus, tan, tanh;
    interval_orders_t (*order)(interval_array_t a, interval_array_t b, size_t count);
    void (*order_each)(uint8_t *orders, interval_array_t a, interval_array_t b, size_t count);
    interval_extents_t (*extents)(interval_array_t a, size_t count);
    dinterval_t (*most)(interval_array_t a, size_t count);
} interval_kernels_t;

// Those that were chosen; else those that the environment names in CERTIFY_KERNELS; else, also where the name is none or
// cannot run here, the fastest ones that the processor supports.
const interval_kernels_t *interval_kernels(void);

// Chooses kernels by name, "plain" or "avx2", for the whole process; false when there are none of that name or the
// processor cannot run them. NULL goes back to the fastest.
bool interval_kernels_choose(const char *name);

// The kernels of this build, fastest first, NULL at the end.
extern const interval_kernels_t *const interval_kernels_all[];

#endif
