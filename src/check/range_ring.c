// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/range_ring.h"

#include "base/memory.h"

#include <string.h>

#define KNOWN_VALUES 512 // places, each for those arguments that lead to it

struct known_value {
    expr_op_t op; // of a number in places that are free
    range_t argument, value;
};

void range_context_init(range_context_t *context, slong precision)
{
    *context = (range_context_t){.precision = precision};
}

void range_context_clear(range_context_t *context)
{
    mem_free(context->values);
    context->values = NULL;
}

static void element_init(void *element, void *context)
{
    range_init(element, ((const range_context_t *)context)->precision);
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

static known_value_t *place_of(range_context_t *context, expr_op_t op, const range_t *a)
{
    uint64_t lo, hi;
    if (!context->values)
        context->values = mem_alloc(KNOWN_VALUES, sizeof *context->values);
    memcpy(&lo, &a->lo, sizeof lo);
    memcpy(&hi, &a->hi, sizeof hi);
    uint64_t mixed = (lo ^ (hi >> 7 | hi << 57) ^ (uint64_t)op << 32) * UINT64_C(0x9e3779b97f4a7c15);
    return context->values + mixed / (UINT64_MAX / KNOWN_VALUES + 1);
}

static status_t element_function(void *result, expr_op_t op, const void *a, void *context)
{
    const range_t *argument = a;
    if (argument->big)
        return range_function(result, op, argument);
    known_value_t *known = place_of(context, op, argument);
    if (known->op == op && known->argument.lo == argument->lo && known->argument.hi == argument->hi) {
        range_set(result, &known->value);
        return STATUS_OK;
    }
    range_t value;
    range_init(&value, RANGE_DOUBLE);
    status_t status = range_function(&value, op, argument);
    if (status == STATUS_OK)
        *known = (known_value_t){op, *argument, value};
    range_set(result, &value);
    return status;
}

ring_t range_ring(range_context_t *context)
{
    return (ring_t){sizeof(range_t), context,         element_init,  element_clear, element_zero,
                    element_set,     element_is_zero, element_neg,   element_add,   element_sub,
                    element_mul,     element_div,     element_scale, element_power, element_function};
}
