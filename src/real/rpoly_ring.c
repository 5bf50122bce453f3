// SPDX-License-Identifier: LGPL-3.0-or-later
// Sums, products, powers, composition and derivatives.
#include "real/rpoly_internal.h"

static status_t settle_rational(rpoly_t result, fmpq_poly_t value, const real_ctx_t ctx)
{
    status_t status = rpoly_check_rational(value, ctx);
    if (status == STATUS_OK)
        rpoly_set_fmpq_poly(result, value);
    return status;
}

status_t rpoly_add_multiple(rpoly_t p, const real_t factor, slong shift, const rpoly_t q, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    real_t product;
    real_init(product);
    for (slong i = 0; i < q->length && status == STATUS_OK; i++) {
        status = real_mul(product, q->coeffs + i, factor, ctx);
        if (status == STATUS_OK)
            status = real_add(p->coeffs + i + shift, p->coeffs + i + shift, product, ctx);
    }
    real_clear(product);
    return status;
}

static void set_factor(real_t factor, slong value)
{
    real_init(factor);
    real_set_si(factor, value);
}

// p + sign * q over a number field.
static status_t add_arrays(rpoly_t result, const rpoly_t p, slong sign, const rpoly_t q, real_ctx_t ctx)
{
    rpoly_t wide_p, wide_q, sum;
    real_t one, factor;
    rpoly_init(wide_p);
    rpoly_init(wide_q);
    rpoly_init(sum);
    set_factor(one, 1);
    set_factor(factor, sign);
    status_t status = rpoly_widen_pair(wide_p, wide_q, p, q, ctx);
    if (status == STATUS_OK) {
        rpoly_set_array(sum, wide_p->field, wide_p->length > wide_q->length ? wide_p->length : wide_q->length);
        status = rpoly_add_multiple(sum, one, 0, wide_p, ctx);
    }
    if (status == STATUS_OK)
        status = rpoly_add_multiple(sum, factor, 0, wide_q, ctx);
    if (status == STATUS_OK) {
        rpoly_settle(sum);
        rpoly_swap(result, sum);
    }
    rpoly_clear(wide_p);
    rpoly_clear(wide_q);
    rpoly_clear(sum);
    real_clear(one);
    real_clear(factor);
    return status;
}

static status_t add_signed(rpoly_t result, const rpoly_t p, slong sign, const rpoly_t q, real_ctx_t ctx)
{
    if (p->field || q->field)
        return add_arrays(result, p, sign, q, ctx);
    fmpq_poly_t sum;
    fmpq_poly_init(sum);
    if (sign > 0)
        fmpq_poly_add(sum, p->rational, q->rational);
    else
        fmpq_poly_sub(sum, p->rational, q->rational);
    status_t status = settle_rational(result, sum, ctx);
    fmpq_poly_clear(sum);
    return status;
}

status_t rpoly_add(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    return add_signed(result, p, 1, q, ctx);
}

status_t rpoly_sub(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    return add_signed(result, p, -1, q, ctx);
}

void rpoly_neg(rpoly_t result, const rpoly_t p)
{
    rpoly_set(result, p);
    fmpq_poly_neg(result->rational, result->rational);
    for (slong i = 0; i < result->length; i++)
        real_neg(result->coeffs + i, result->coeffs + i);
}

static status_t mul_arrays(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    rpoly_t wide_p, wide_q, product;
    rpoly_init(wide_p);
    rpoly_init(wide_q);
    rpoly_init(product);
    status_t status = rpoly_widen_pair(wide_p, wide_q, p, q, ctx);
    if (status == STATUS_OK)
        rpoly_set_array(product, wide_p->field, wide_p->length + wide_q->length - 1);
    for (slong i = 0; i < wide_p->length && status == STATUS_OK; i++)
        status = rpoly_add_multiple(product, wide_p->coeffs + i, i, wide_q, ctx);
    if (status == STATUS_OK) {
        rpoly_settle(product);
        rpoly_swap(result, product);
    }
    rpoly_clear(wide_p);
    rpoly_clear(wide_q);
    rpoly_clear(product);
    return status;
}

status_t rpoly_mul(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    if (rpoly_is_zero(p) || rpoly_is_zero(q)) {
        rpoly_zero(result);
        return STATUS_OK;
    }
    if (rpoly_degree(p) + rpoly_degree(q) > RPOLY_MAX_DEGREE)
        return STATUS_LIMIT;
    if (p->field || q->field)
        return mul_arrays(result, p, q, ctx);
    fmpq_poly_t product;
    fmpq_poly_init(product);
    fmpq_poly_mul(product, p->rational, q->rational);
    status_t status = settle_rational(result, product, ctx);
    fmpq_poly_clear(product);
    return status;
}

status_t rpoly_scalar_mul(rpoly_t result, const rpoly_t p, const real_t factor, real_ctx_t ctx)
{
    rpoly_t constant;
    rpoly_init(constant);
    rpoly_set_real(constant, factor);
    status_t status = rpoly_mul(result, p, constant, ctx);
    rpoly_clear(constant);
    return status;
}

// Binary powering; the degree is checked before each product.
status_t rpoly_pow_ui(rpoly_t result, const rpoly_t p, ulong exponent, real_ctx_t ctx)
{
    rpoly_t square, product;
    status_t status = STATUS_OK;
    rpoly_init(square);
    rpoly_init(product);
    rpoly_set(square, p);
    rpoly_one(product);
    for (ulong rest = exponent; rest && status == STATUS_OK; rest >>= 1) {
        if (rest & 1)
            status = rpoly_mul(product, product, square, ctx);
        if (status == STATUS_OK && rest > 1)
            status = rpoly_mul(square, square, square, ctx);
    }
    if (status == STATUS_OK)
        rpoly_swap(result, product);
    rpoly_clear(square);
    rpoly_clear(product);
    return status;
}

static status_t differentiate_array(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    rpoly_t derivative;
    real_t exponent;
    rpoly_init(derivative);
    real_init(exponent);
    rpoly_set_array(derivative, p->field, p->length - 1);
    for (slong i = 1; i < p->length && status == STATUS_OK; i++) {
        real_set_si(exponent, i);
        status = real_mul(derivative->coeffs + i - 1, p->coeffs + i, exponent, ctx);
    }
    if (status == STATUS_OK) {
        rpoly_settle(derivative);
        rpoly_swap(result, derivative);
    }
    rpoly_clear(derivative);
    real_clear(exponent);
    return status;
}

status_t rpoly_derivative(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    if (p->field)
        return differentiate_array(result, p, ctx);
    fmpq_poly_t derivative;
    fmpq_poly_init(derivative);
    fmpq_poly_derivative(derivative, p->rational);
    status_t status = settle_rational(result, derivative, ctx);
    fmpq_poly_clear(derivative);
    return status;
}

status_t rpoly_compose(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    rpoly_t value, constant;
    real_t coefficient;
    slong degree = rpoly_degree(p);
    if (degree > 0 && rpoly_degree(q) > RPOLY_MAX_DEGREE / degree)
        return STATUS_LIMIT;
    status_t status = STATUS_OK;
    rpoly_init(value);
    rpoly_init(constant);
    real_init(coefficient);
    for (slong i = degree; i >= 0 && status == STATUS_OK; i--) {
        rpoly_get_coeff(coefficient, p, i);
        rpoly_set_real(constant, coefficient);
        status = rpoly_mul(value, value, q, ctx);
        if (status == STATUS_OK)
            status = rpoly_add(value, value, constant, ctx);
    }
    if (status == STATUS_OK)
        rpoly_swap(result, value);
    rpoly_clear(value);
    rpoly_clear(constant);
    real_clear(coefficient);
    return status;
}
