// SPDX-License-Identifier: LGPL-3.0-or-later
// Division with remainder, greatest common divisors and what follows from them.
#include "real/rpoly_internal.h"

// Classical division of arrays; `remainder` holds the dividend on entry.
static status_t divide_arrays(rpoly_t quotient, rpoly_t remainder, const rpoly_t divisor, real_ctx_t ctx)
{
    slong shift = remainder->length - divisor->length;
    rpoly_set_array(quotient, divisor->field, shift >= 0 ? shift + 1 : 0);
    real_t inverse, factor;
    real_init(inverse);
    real_init(factor);
    status_t status = real_inv(inverse, divisor->coeffs + divisor->length - 1, ctx);
    for (; shift >= 0 && status == STATUS_OK; shift--) {
        const real_struct *lead = remainder->coeffs + shift + divisor->length - 1;
        status = real_mul(quotient->coeffs + shift, lead, inverse, ctx);
        if (status == STATUS_OK) {
            real_neg(factor, quotient->coeffs + shift);
            status = rpoly_add_multiple(remainder, factor, shift, divisor, ctx);
        }
    }
    real_clear(inverse);
    real_clear(factor);
    return status;
}

static status_t divrem_arrays(rpoly_t quotient, rpoly_t remainder, const rpoly_t p, const rpoly_t divisor,
                              real_ctx_t ctx)
{
    rpoly_t result, rest, wide_divisor;
    rpoly_init(result);
    rpoly_init(rest);
    rpoly_init(wide_divisor);
    status_t status = rpoly_widen_pair(rest, wide_divisor, p, divisor, ctx);
    if (status == STATUS_OK)
        status = divide_arrays(result, rest, wide_divisor, ctx);
    if (status == STATUS_OK) {
        rpoly_settle(result);
        rpoly_settle(rest);
        rpoly_swap(quotient, result);
        rpoly_swap(remainder, rest);
    }
    rpoly_clear(result);
    rpoly_clear(rest);
    rpoly_clear(wide_divisor);
    return status;
}

static status_t divrem_rational(rpoly_t quotient, rpoly_t remainder, const rpoly_t p, const rpoly_t divisor,
                                const real_ctx_t ctx)
{
    fmpq_poly_t result, rest;
    fmpq_poly_init(result);
    fmpq_poly_init(rest);
    fmpq_poly_divrem(result, rest, p->rational, divisor->rational);
    status_t status = rpoly_check_rational(result, ctx);
    if (status == STATUS_OK)
        status = rpoly_check_rational(rest, ctx);
    if (status == STATUS_OK) {
        rpoly_set_fmpq_poly(quotient, result);
        rpoly_set_fmpq_poly(remainder, rest);
    }
    fmpq_poly_clear(result);
    fmpq_poly_clear(rest);
    return status;
}

status_t rpoly_divrem(rpoly_t quotient, rpoly_t remainder, const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx)
{
    if (rpoly_is_zero(divisor))
        return STATUS_DOMAIN;
    if (p->field || divisor->field)
        return divrem_arrays(quotient, remainder, p, divisor, ctx);
    return divrem_rational(quotient, remainder, p, divisor, ctx);
}

status_t rpoly_rem(rpoly_t remainder, const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx)
{
    rpoly_t quotient;
    rpoly_init(quotient);
    status_t status = rpoly_divrem(quotient, remainder, p, divisor, ctx);
    rpoly_clear(quotient);
    return status;
}

status_t rpoly_divexact(rpoly_t quotient, const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx)
{
    rpoly_t result, remainder;
    rpoly_init(result);
    rpoly_init(remainder);
    status_t status = rpoly_divrem(result, remainder, p, divisor, ctx);
    if (status == STATUS_OK && !rpoly_is_zero(remainder))
        status = STATUS_DOMAIN;
    if (status == STATUS_OK)
        rpoly_swap(quotient, result);
    rpoly_clear(result);
    rpoly_clear(remainder);
    return status;
}

// p divided by its leading coefficient, or by that one's absolute value.
static status_t scale_lead(rpoly_t result, const rpoly_t p, bool keep_sign, real_ctx_t ctx)
{
    if (rpoly_is_zero(p)) {
        rpoly_zero(result);
        return STATUS_OK;
    }
    real_t factor;
    real_init(factor);
    rpoly_get_coeff(factor, p, rpoly_degree(p));
    if (keep_sign)
        real_abs(factor, factor);
    status_t status = real_inv(factor, factor, ctx);
    if (status == STATUS_OK)
        status = rpoly_scalar_mul(result, p, factor, ctx);
    real_clear(factor);
    return status;
}

status_t rpoly_monic(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    return scale_lead(result, p, false, ctx);
}

status_t rpoly_normalise_positively(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    if (p->field)
        return scale_lead(result, p, true, ctx);
    rpoly_set(result, p);
    if (rpoly_is_zero(p))
        return STATUS_OK;
    fmpz_t content;
    fmpz_init(content);
    _fmpz_vec_content(content, result->rational->coeffs, result->rational->length);
    fmpz_one(result->rational->den);
    _fmpz_vec_scalar_divexact_fmpz(result->rational->coeffs, result->rational->coeffs, result->rational->length,
                                   content);
    fmpz_clear(content);
    return STATUS_OK;
}

// Euclid's algorithm with monic remainders: they are quotients of subresultants, whose size grows only linearly.
static status_t gcd_by_euclid(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    rpoly_t a, b;
    rpoly_init(a);
    rpoly_init(b);
    status_t status = rpoly_monic(a, p, ctx);
    if (status == STATUS_OK)
        status = rpoly_monic(b, q, ctx);
    while (status == STATUS_OK && !rpoly_is_zero(b)) {
        status = rpoly_rem(a, a, b, ctx);
        if (status == STATUS_OK)
            status = rpoly_monic(a, a, ctx);
        rpoly_swap(a, b);
    }
    if (status == STATUS_OK)
        rpoly_swap(result, a);
    rpoly_clear(a);
    rpoly_clear(b);
    return status;
}

status_t rpoly_gcd(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    if (p->field || q->field)
        return gcd_by_euclid(result, p, q, ctx);
    fmpq_poly_t gcd;
    fmpq_poly_init(gcd);
    fmpq_poly_gcd(gcd, p->rational, q->rational);
    status_t status = rpoly_check_rational(gcd, ctx);
    if (status == STATUS_OK)
        rpoly_set_fmpq_poly(result, gcd);
    fmpq_poly_clear(gcd);
    return status;
}

status_t rpoly_squarefree_part(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    if (rpoly_is_zero(p)) {
        rpoly_zero(result);
        return STATUS_OK;
    }
    rpoly_t divisor;
    rpoly_init(divisor);
    status_t status = rpoly_derivative(divisor, p, ctx);
    if (status == STATUS_OK)
        status = rpoly_gcd(divisor, p, divisor, ctx);
    if (status == STATUS_OK)
        status = rpoly_divexact(divisor, p, divisor, ctx);
    if (status == STATUS_OK)
        status = rpoly_monic(result, divisor, ctx);
    rpoly_clear(divisor);
    return status;
}
