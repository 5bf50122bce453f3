// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/arithmetic.h"

#include "interval/kernels.h"

void interval_add(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->add(result, a, b, count);
}

void interval_sub(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->sub(result, a, b, count);
}

void interval_mul(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->mul(result, a, b, count);
}

void interval_sqr(interval_array_t result, interval_array_t a, size_t count)
{
    interval_kernels()->sqr(result, a, count);
}

void interval_neg(interval_array_t result, interval_array_t a, size_t count)
{
    interval_kernels()->neg(result, a, count);
}

void interval_abs(interval_array_t result, interval_array_t a, size_t count)
{
    interval_kernels()->abs(result, a, count);
}

void interval_min(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->min(result, a, b, count);
}

void interval_max(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->max(result, a, b, count);
}

void interval_relu(interval_array_t result, interval_array_t a, size_t count)
{
    interval_kernels()->relu(result, a, count);
}

void interval_hull(interval_array_t result, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->hull(result, a, b, count);
}

void interval_shift(interval_array_t result, interval_array_t a, dinterval_t c, size_t count)
{
    interval_kernels()->shift(result, a, c, count);
}

void interval_scale(interval_array_t result, interval_array_t a, dinterval_t c, size_t count)
{
    interval_kernels()->scale(result, a, c, count);
}

void interval_add_loaded(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count)
{
    interval_kernels()->add_loaded(result, a, b, count);
}

void interval_mul_loaded(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count)
{
    interval_kernels()->mul_loaded(result, a, b, count);
}

void interval_power_loaded(interval_array_t result, const interval_load_t *a, int n, size_t count)
{
    interval_kernels()->power_loaded(result, a, n, count);
}

bool interval_div(interval_array_t result, uint8_t *defined, interval_array_t a, interval_array_t b, size_t count)
{
    return interval_kernels()->div(result, defined, a, b, count);
}

bool interval_sqrt(interval_array_t result, uint8_t *defined, interval_array_t a, size_t count)
{
    return interval_kernels()->sqrt(result, defined, a, count);
}

bool interval_power(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count)
{
    return interval_kernels()->power(result, defined, a, n, count);
}

bool interval_array_atan(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->atan(result, within, a, count);
}

bool interval_array_cos(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->cos(result, within, a, count);
}

bool interval_array_cosh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->cosh(result, within, a, count);
}

bool interval_array_exp(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->exp(result, within, a, count);
}

bool interval_array_log(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->log(result, within, a, count);
}

bool interval_array_sigmoid(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->sigmoid(result, within, a, count);
}

bool interval_array_sin(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->sin(result, within, a, count);
}

bool interval_array_sinh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->sinh(result, within, a, count);
}

bool interval_array_softplus(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->softplus(result, within, a, count);
}

bool interval_array_tan(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->tan(result, within, a, count);
}

bool interval_array_tanh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count)
{
    return interval_kernels()->tanh(result, within, a, count);
}

interval_orders_t interval_order(interval_array_t a, interval_array_t b, size_t count)
{
    return interval_kernels()->order(a, b, count);
}

void interval_order_each(uint8_t *orders, interval_array_t a, interval_array_t b, size_t count)
{
    interval_kernels()->order_each(orders, a, b, count);
}

interval_extents_t interval_extents(interval_array_t a, size_t count)
{
    return interval_kernels()->extents(a, count);
}

dinterval_t interval_most(interval_array_t a, size_t count)
{
    return interval_kernels()->most(a, count);
}
