// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/range_ring.h"

#include "check/range.h"

static void element_init(void *element, void *context)
{
    range_init(element, *(slong *)context);
}

static void element_clear(void *element)
{
    range_clear(element);
}

static void element_zero(void *element)
{
    range_t *a = element;
    if (a->big)
        range_set_si(a, 0);
    a->lo = a->hi = 0;
}

static void element_set(void *result, const void *a)
{
    range_set(result, a);
}

static bool element_is_zero(const void *element)
{
    const range_t *a = element;
    return a->big ? range_is_zero(a) : a->lo == 0 && a->hi == 0;
}

static void element_neg(void *result, const void *a)
{
    range_neg(result, a);
}

static status_t element_add(void *result, const void *a, const void *b, void *context)
{
    (void)context;
    range_add(result, a, b);
    return STATUS_OK;
}

static status_t element_sub(void *result, const void *a, const void *b, void *context)
{
    (void)context;
    range_sub(result, a, b);
    return STATUS_OK;
}

static status_t element_mul(void *result, const void *a, const void *b, void *context)
{
    (void)context;
    range_mul(result, a, b);
    return STATUS_OK;
}

static status_t element_div(void *result, const void *a, const void *b, void *context)
{
    (void)context;
    return range_div(result, a, b);
}

static status_t element_scale(void *result, const void *a, slong p, slong q, void *context)
{
    (void)context;
    range_scale(result, a, p, q);
    return STATUS_OK;
}

static status_t element_power(void *result, const void *a, slong p, slong q, void *context)
{
    (void)context;
    return range_power(result, a, p, q);
}

static status_t element_function(void *result, expr_op_t op, const void *a, void *context)
{
    (void)context;
    return range_function(result, op, a);
}

ring_t range_ring(slong *precision)
{
    return (ring_t){sizeof(range_t), precision,       element_init,  element_clear, element_zero,
                    element_set,     element_is_zero, element_neg,   element_add,   element_sub,
                    element_mul,     element_div,     element_scale, element_power, element_function};
}
