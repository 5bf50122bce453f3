// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_polynomial.h"

#include "base/memory.h"

#include <string.h>

void polynomial_init(polynomial_t *p, size_t variables)
{
    *p = (polynomial_t){.variables = variables};
}

void polynomial_clear(polynomial_t *p)
{
    for (size_t i = 0; i < p->count; i++)
        real_clear(p->coefficients + i);
    mem_free(p->exponents);
    mem_free(p->coefficients);
    *p = (polynomial_t){.variables = p->variables};
}

static uint16_t *row(const polynomial_t *p, size_t i)
{
    return p->exponents + i * p->variables;
}

// A new last term with coefficient 0 and the given exponents.
static real_struct *append(polynomial_t *p, const uint16_t *exponents)
{
    p->coefficients = mem_grow(p->coefficients, &p->capacity, p->count + 1, sizeof *p->coefficients);
    p->exponents =
        mem_grow(p->exponents, &p->exponent_capacity, (p->count + 1) * p->variables + 1, sizeof *p->exponents);
    if (p->variables)
        memcpy(row(p, p->count), exponents, p->variables * sizeof *exponents);
    real_init(p->coefficients + p->count);
    return p->coefficients + p->count++;
}

static void drop_last(polynomial_t *p)
{
    real_clear(p->coefficients + --p->count);
}

void polynomial_set_constant(polynomial_t *p, const real_t value)
{
    polynomial_clear(p);
    if (real_is_zero(value))
        return;
    uint16_t *none = mem_alloc(p->variables, sizeof *none);
    real_set(append(p, none), value);
    mem_free(none);
}

void polynomial_set_variable(polynomial_t *p, size_t variable)
{
    polynomial_clear(p);
    uint16_t *exponents = mem_alloc(p->variables, sizeof *exponents);
    exponents[variable] = 1;
    real_one(append(p, exponents));
    mem_free(exponents);
}

bool polynomial_is_constant(const polynomial_t *p)
{
    for (size_t k = 0; p->count == 1 && k < p->variables; k++)
        if (p->exponents[k])
            return false;
    return p->count <= 1;
}

void polynomial_get_constant(real_t value, const polynomial_t *p)
{
    if (p->count)
        real_set(value, p->coefficients);
    else
        real_zero(value);
}

static int compare_rows(const uint16_t *a, const uint16_t *b, size_t variables)
{
    for (size_t k = 0; k < variables; k++)
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    return 0;
}

void polynomial_copy(polynomial_t *result, const polynomial_t *p)
{
    polynomial_clear(result);
    for (size_t i = 0; i < p->count; i++)
        real_set(append(result, row(p, i)), p->coefficients + i);
}

status_t polynomial_add(polynomial_t *result, const polynomial_t *p, const polynomial_t *q, bool subtract,
                        real_ctx_t ctx)
{
    size_t i = 0, j = 0;
    status_t status = STATUS_OK;
    polynomial_clear(result);
    while (status == STATUS_OK && (i < p->count || j < q->count)) {
        int order = i == p->count ? 1 : j == q->count ? -1 : compare_rows(row(p, i), row(q, j), p->variables);
        real_struct *sum = append(result, order <= 0 ? row(p, i) : row(q, j));
        if (order <= 0)
            real_set(sum, p->coefficients + i++);
        if (order >= 0) {
            const real_struct *other = q->coefficients + j++;
            status = subtract ? real_sub(sum, sum, other, ctx) : real_add(sum, sum, other, ctx);
        }
        if (real_is_zero(sum))
            drop_last(result);
    }
    return status == STATUS_OK && result->count > POLYNOMIAL_MAX_TERMS ? STATUS_LIMIT : status;
}

// One term times a polynomial: the order of terms is kept.
static status_t multiply_term(polynomial_t *result, const polynomial_t *p, const uint16_t *exponents,
                              const real_struct *coefficient, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    polynomial_clear(result);
    uint16_t *sum = mem_alloc(p->variables, sizeof *sum);
    for (size_t i = 0; status == STATUS_OK && i < p->count; i++) {
        for (size_t k = 0; k < p->variables; k++) {
            sum[k] = (uint16_t)(row(p, i)[k] + exponents[k]);
            if (sum[k] > POLYNOMIAL_MAX_EXPONENT)
                status = STATUS_LIMIT;
        }
        if (status == STATUS_OK)
            status = real_mul(append(result, sum), p->coefficients + i, coefficient, ctx);
    }
    mem_free(sum);
    return status;
}

status_t polynomial_mul(polynomial_t *result, const polynomial_t *p, const polynomial_t *q, real_ctx_t ctx)
{
    const polynomial_t *shorter = p->count < q->count ? p : q, *longer = shorter == p ? q : p;
    polynomial_t part, sum;
    polynomial_init(&part, p->variables);
    polynomial_init(&sum, p->variables);
    polynomial_clear(result);
    status_t status = shorter->count * longer->count > 16 * (size_t)POLYNOMIAL_MAX_TERMS ? STATUS_LIMIT : STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < shorter->count; i++) {
        status = multiply_term(&part, longer, row(shorter, i), shorter->coefficients + i, ctx);
        if (status == STATUS_OK)
            status = polynomial_add(&sum, result, &part, false, ctx);
        polynomial_t swap = sum;
        sum = *result;
        *result = swap;
    }
    polynomial_clear(&part);
    polynomial_clear(&sum);
    return status;
}

status_t polynomial_power(polynomial_t *result, const polynomial_t *p, slong exponent, real_ctx_t ctx)
{
    polynomial_t next;
    real_t one;
    real_init(one);
    real_one(one);
    polynomial_init(&next, p->variables);
    polynomial_set_constant(result, one);
    real_clear(one);
    status_t status = exponent < 0 || exponent > POLYNOMIAL_MAX_EXPONENT ? STATUS_LIMIT : STATUS_OK;
    for (slong k = 0; status == STATUS_OK && k < exponent; k++) {
        status = polynomial_mul(&next, result, p, ctx);
        polynomial_t swap = next;
        next = *result;
        *result = swap;
    }
    polynomial_clear(&next);
    return status;
}

status_t polynomial_put_in(polynomial_t *result, const polynomial_t *p, size_t variable, const real_t value,
                           real_ctx_t ctx)
{
    polynomial_t term, sum;
    real_t power;
    polynomial_init(&term, p->variables);
    polynomial_init(&sum, p->variables);
    real_init(power);
    polynomial_clear(result);
    status_t status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < p->count; i++) {
        polynomial_clear(&term);
        status = real_pow_si(power, value, row(p, i)[variable], ctx);
        if (status == STATUS_OK && real_is_zero(power))
            continue;
        real_struct *coefficient = append(&term, row(p, i));
        row(&term, 0)[variable] = 0;
        if (status == STATUS_OK)
            status = real_mul(coefficient, p->coefficients + i, power, ctx);
        if (status == STATUS_OK)
            status = polynomial_add(&sum, result, &term, false, ctx);
        polynomial_t swap = sum;
        sum = *result;
        *result = swap;
    }
    polynomial_clear(&term);
    polynomial_clear(&sum);
    real_clear(power);
    return status;
}
