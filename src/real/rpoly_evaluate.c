// SPDX-License-Identifier: LGPL-3.0-or-later
// Values and signs at rational, exact and ball arguments.
#include "real/rpoly_internal.h"

status_t rpoly_evaluate(real_t result, const rpoly_t p, const real_t x, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    real_t value, coefficient;
    real_init(value);
    real_init(coefficient);
    for (slong i = rpoly_degree(p); i >= 0 && status == STATUS_OK; i--) {
        rpoly_get_coeff(coefficient, p, i);
        status = real_mul(value, value, x, ctx);
        if (status == STATUS_OK)
            status = real_add(value, value, coefficient, ctx);
    }
    if (status == STATUS_OK)
        real_swap(result, value);
    real_clear(value);
    real_clear(coefficient);
    return status;
}

status_t rpoly_evaluate_fmpq(real_t result, const rpoly_t p, const fmpq_t x, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    if (p->field) {
        real_t point;
        real_init(point);
        real_set_fmpq(point, x);
        status = rpoly_evaluate(result, p, point, ctx);
        real_clear(point);
    } else {
        fmpq_t value;
        fmpq_init(value);
        fmpq_poly_evaluate_fmpq(value, p->rational, x);
        real_set_fmpq(result, value);
        fmpq_clear(value);
    }
    return status;
}

static void evaluate_rational(arb_t result, const fmpq_poly_t p, const arb_t x, slong prec)
{
    arb_t value;
    arb_init(value);
    _arb_fmpz_poly_evaluate_arb_horner(value, p->coeffs, p->length, x, prec);
    arb_div_fmpz(result, value, p->den, prec);
    arb_clear(value);
}

void rpoly_evaluate_arb(arb_t result, const rpoly_t p, const arb_t x, slong prec)
{
    if (!p->field) {
        evaluate_rational(result, p->rational, x, prec);
        return;
    }
    arb_t value, coefficient;
    arb_init(value);
    arb_init(coefficient);
    for (slong i = p->length - 1; i >= 0; i--) {
        arb_mul(value, value, x, prec);
        real_get_arb(coefficient, p->coeffs + i, prec);
        arb_add(value, value, coefficient, prec);
    }
    arb_swap(result, value);
    arb_clear(value);
    arb_clear(coefficient);
}

void rpoly_get_arb_poly(arb_poly_t result, const rpoly_t p, slong prec)
{
    if (!p->field) {
        arb_poly_set_fmpq_poly(result, p->rational, prec);
        return;
    }
    arb_t coefficient;
    arb_init(coefficient);
    arb_poly_zero(result);
    for (slong i = p->length - 1; i >= 0; i--) {
        real_get_arb(coefficient, p->coeffs + i, prec);
        arb_poly_set_coeff_arb(result, i, coefficient);
    }
    arb_clear(coefficient);
}

// The sign of p(x) if balls of a precision up to 512 show it, else 0.
static int sign_by_balls(const rpoly_t p, const fmpq_t x)
{
    arb_t point, value;
    arb_init(point);
    arb_init(value);
    int sign = 0;
    for (slong prec = 64; prec <= 512 && sign == 0; prec *= 2) {
        arb_set_fmpq(point, x, prec);
        rpoly_evaluate_arb(value, p, point, prec);
        sign = arb_is_positive(value) ? 1 : arb_is_negative(value) ? -1 : 0;
    }
    arb_clear(point);
    arb_clear(value);
    return sign;
}

status_t rpoly_sgn_fmpq(int *sign, const rpoly_t p, const fmpq_t x, real_ctx_t ctx)
{
    *sign = sign_by_balls(p, x);
    if (*sign != 0)
        return STATUS_OK;
    real_t value;
    real_init(value);
    status_t status = rpoly_evaluate_fmpq(value, p, x, ctx);
    if (status == STATUS_OK)
        *sign = real_sgn(value);
    real_clear(value);
    return status;
}
