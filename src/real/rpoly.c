// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/rpoly.h"

#include "base/memory.h"
#include "real/rpoly_internal.h"

void rpoly_init(rpoly_t p)
{
    *p = (rpoly_struct){0};
    fmpq_poly_init(p->rational);
}

static void clear_array(rpoly_t p)
{
    for (slong i = 0; i < p->length; i++)
        real_clear(p->coeffs + i);
    mem_free(p->coeffs);
    p->coeffs = NULL;
    p->length = 0;
    p->field = NULL;
}

void rpoly_clear(rpoly_t p)
{
    clear_array(p);
    fmpq_poly_clear(p->rational);
}

void rpoly_set_array(rpoly_t p, real_field_t *field, slong length)
{
    clear_array(p);
    fmpq_poly_zero(p->rational);
    p->field = field;
    p->length = length;
    p->coeffs = mem_alloc((size_t)length, sizeof *p->coeffs);
    for (slong i = 0; i < length; i++)
        real_init(p->coeffs + i);
}

static bool array_is_rational(const rpoly_t p)
{
    for (slong i = 0; i < p->length; i++)
        if (!real_is_rational(p->coeffs + i))
            return false;
    return true;
}

void rpoly_settle(rpoly_t p)
{
    if (!p->field)
        return;
    while (p->length > 0 && real_is_zero(p->coeffs + p->length - 1))
        real_clear(p->coeffs + --p->length);
    if (!array_is_rational(p))
        return;
    fmpq_t coefficient;
    fmpq_init(coefficient);
    for (slong i = p->length - 1; i >= 0; i--) {
        real_get_fmpq(coefficient, p->coeffs + i);
        fmpq_poly_set_coeff_fmpq(p->rational, i, coefficient);
    }
    fmpq_clear(coefficient);
    clear_array(p);
}

status_t rpoly_widen(rpoly_t result, const rpoly_t p, real_field_t *field, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    slong length = rpoly_degree(p) + 1;
    rpoly_set_array(result, field, length);
    for (slong i = 0; i < length && status == STATUS_OK; i++) {
        rpoly_get_coeff(result->coeffs + i, p, i);
        status = real_lift(result->coeffs + i, result->coeffs + i, field, ctx);
    }
    return status;
}

status_t rpoly_widen_pair(rpoly_t wide_p, rpoly_t wide_q, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    real_field_t *joint;
    status_t status = real_field_join(&joint, p->field, q->field, ctx);
    if (status == STATUS_OK)
        status = rpoly_widen(wide_p, p, joint, ctx);
    if (status == STATUS_OK)
        status = rpoly_widen(wide_q, q, joint, ctx);
    return status;
}

status_t rpoly_check_rational(const fmpq_poly_t p, const real_ctx_t ctx)
{
    slong bits = _fmpz_vec_max_bits(p->coeffs, p->length);
    bool within = bits <= ctx->max_bits && -bits <= ctx->max_bits &&
                  fmpz_bits(p->den) <= (flint_bitcnt_t)ctx->max_bits;
    return within ? STATUS_OK : STATUS_LIMIT;
}

void rpoly_set(rpoly_t result, const rpoly_t p)
{
    if (result == p)
        return;
    if (!p->field) {
        rpoly_set_fmpq_poly(result, p->rational);
        return;
    }
    rpoly_set_array(result, p->field, p->length);
    for (slong i = 0; i < p->length; i++)
        real_set(result->coeffs + i, p->coeffs + i);
}

void rpoly_swap(rpoly_t p, rpoly_t q)
{
    rpoly_struct swapped = *p;
    *p = *q;
    *q = swapped;
}

void rpoly_zero(rpoly_t result)
{
    clear_array(result);
    fmpq_poly_zero(result->rational);
}

void rpoly_one(rpoly_t result)
{
    clear_array(result);
    fmpq_poly_one(result->rational);
}

void rpoly_x(rpoly_t result)
{
    rpoly_zero(result);
    fmpq_poly_set_coeff_si(result->rational, 1, 1);
}

void rpoly_set_real(rpoly_t result, const real_t a)
{
    if (real_is_rational(a)) {
        rpoly_set_fmpq_poly(result, a->value);
        return;
    }
    rpoly_set_array(result, a->field, 1);
    real_set(result->coeffs, a);
}

void rpoly_set_fmpq_poly(rpoly_t result, const fmpq_poly_t p)
{
    clear_array(result);
    fmpq_poly_set(result->rational, p);
}

void rpoly_set_fmpz_poly(rpoly_t result, const fmpz_poly_t p)
{
    clear_array(result);
    fmpq_poly_set_fmpz_poly(result->rational, p);
}

bool rpoly_is_zero(const rpoly_t p)
{
    return rpoly_degree(p) < 0;
}

bool rpoly_is_constant(const rpoly_t p)
{
    return rpoly_degree(p) <= 0;
}

bool rpoly_is_rational(const rpoly_t p)
{
    return !p->field;
}

void rpoly_get_fmpq_poly(fmpq_poly_t result, const rpoly_t p)
{
    fmpq_poly_set(result, p->rational);
}

slong rpoly_degree(const rpoly_t p)
{
    return p->field ? p->length - 1 : fmpq_poly_degree(p->rational);
}

// Coefficients are set in an array over a field that contains the old ones and the new one.
static status_t set_irrational_coeff(rpoly_t p, slong index, const real_t value, real_ctx_t ctx)
{
    real_field_t *joint;
    status_t status = real_field_join(&joint, p->field, value->field, ctx);
    if (status != STATUS_OK)
        return status;
    slong degree = rpoly_degree(p);
    rpoly_t wide;
    rpoly_init(wide);
    rpoly_set_array(wide, joint, (index > degree ? index : degree) + 1);
    for (slong i = 0; i <= degree && status == STATUS_OK; i++) {
        rpoly_get_coeff(wide->coeffs + i, p, i);
        status = real_lift(wide->coeffs + i, wide->coeffs + i, joint, ctx);
    }
    if (status == STATUS_OK)
        status = real_lift(wide->coeffs + index, value, joint, ctx);
    if (status == STATUS_OK) {
        rpoly_settle(wide);
        rpoly_swap(p, wide);
    }
    rpoly_clear(wide);
    return status;
}

status_t rpoly_set_coeff(rpoly_t p, slong index, const real_t value, real_ctx_t ctx)
{
    if (index < 0)
        return STATUS_DOMAIN;
    if (index > RPOLY_MAX_DEGREE)
        return STATUS_LIMIT;
    if (p->field || value->field)
        return set_irrational_coeff(p, index, value, ctx);
    fmpq_t rational;
    fmpq_init(rational);
    real_get_fmpq(rational, value);
    fmpq_poly_set_coeff_fmpq(p->rational, index, rational);
    fmpq_clear(rational);
    return STATUS_OK;
}

void rpoly_get_coeff(real_t result, const rpoly_t p, slong index)
{
    if (p->field) {
        if (index >= 0 && index < p->length)
            real_set(result, p->coeffs + index);
        else
            real_zero(result);
        return;
    }
    fmpq_t rational;
    fmpq_init(rational);
    if (index >= 0)
        fmpq_poly_get_coeff_fmpq(rational, p->rational, index);
    real_set_fmpq(result, rational);
    fmpq_clear(rational);
}

int rpoly_lead_sgn(const rpoly_t p)
{
    if (p->field)
        return real_sgn(p->coeffs + p->length - 1);
    return rpoly_is_zero(p) ? 0 : fmpz_sgn(p->rational->coeffs + p->rational->length - 1);
}

static bool equal_coefficients(const rpoly_t p, const rpoly_t q)
{
    slong degree = rpoly_degree(p);
    bool equal = degree == rpoly_degree(q);
    real_t a, b;
    real_init(a);
    real_init(b);
    for (slong i = 0; i <= degree && equal; i++) {
        rpoly_get_coeff(a, p, i);
        rpoly_get_coeff(b, q, i);
        equal = real_equal(a, b);
    }
    real_clear(a);
    real_clear(b);
    return equal;
}

status_t rpoly_equal(bool *equal, const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    (void)ctx;
    if (!p->field && !q->field)
        *equal = fmpq_poly_equal(p->rational, q->rational) != 0;
    else
        *equal = equal_coefficients(p, q);
    return STATUS_OK;
}
