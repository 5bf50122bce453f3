// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/real.h"

#include "base/memory.h"
#include "real/field.h"

void real_ctx_init(real_ctx_t ctx)
{
    *ctx = (real_ctx_struct){.max_degree = REAL_MAX_DEGREE, .max_bits = REAL_MAX_BITS};
}

void real_ctx_clear(real_ctx_t ctx)
{
    for (size_t i = 0; i < ctx->join_count; i++)
        real_join_clear(ctx->joins[i]);
    for (size_t i = 0; i < ctx->field_count; i++)
        real_field_clear(ctx->fields[i]);
    mem_free(ctx->joins);
    mem_free(ctx->fields);
}

void real_init(real_t a)
{
    a->field = NULL;
    fmpq_poly_init(a->value);
}

void real_clear(real_t a)
{
    fmpq_poly_clear(a->value);
}

void real_set(real_t result, const real_t a)
{
    result->field = a->field;
    fmpq_poly_set(result->value, a->value);
}

void real_swap(real_t a, real_t b)
{
    real_struct swapped = *a;
    *a = *b;
    *b = swapped;
}

void real_zero(real_t result)
{
    real_set_si(result, 0);
}

void real_one(real_t result)
{
    real_set_si(result, 1);
}

void real_set_si(real_t result, slong a)
{
    result->field = NULL;
    fmpq_poly_set_si(result->value, a);
}

void real_set_fmpz(real_t result, const fmpz_t a)
{
    result->field = NULL;
    fmpq_poly_set_fmpz(result->value, a);
}

void real_set_fmpq(real_t result, const fmpq_t a)
{
    result->field = NULL;
    fmpq_poly_set_fmpq(result->value, a);
}

bool real_is_rational(const real_t a)
{
    return !a->field;
}

bool real_is_zero(const real_t a)
{
    return fmpq_poly_is_zero(a->value) != 0;
}

bool real_is_one(const real_t a)
{
    return fmpq_poly_is_one(a->value) != 0;
}

void real_get_fmpq(fmpq_t result, const real_t a)
{
    fmpq_poly_get_coeff_fmpq(result, a->value, 0);
}

slong real_field_degree(const real_t a)
{
    return a->field ? a->field->degree : 1;
}

static bool within_bits(const fmpq_poly_t value, slong limit)
{
    slong bits = _fmpz_vec_max_bits(value->coeffs, value->length);
    return bits <= limit && -bits <= limit && fmpz_bits(value->den) <= (flint_bitcnt_t)limit;
}

status_t real_settle(real_t result, fmpq_poly_t value, real_field_t *field, real_ctx_t ctx)
{
    if (!within_bits(value, ctx->max_bits))
        return STATUS_LIMIT;
    fmpq_poly_swap(result->value, value);
    result->field = result->value->length <= 1 ? NULL : field;
    return STATUS_OK;
}

// An operation on two elements of one field (NULL for Q); the result is reduced.
typedef status_t (*field_operation_t)(fmpq_poly_t result, const fmpq_poly_t a, const fmpq_poly_t b,
                                      const real_field_t *field);

static status_t apply(real_t result, const real_t a, const real_t b, field_operation_t operation, real_ctx_t ctx)
{
    fmpq_poly_t value;
    real_field_t *field = a->field ? a->field : b->field;
    fmpq_poly_init(value);
    status_t status = operation(value, a->value, b->value, field);
    if (status == STATUS_OK)
        status = real_settle(result, value, field, ctx);
    fmpq_poly_clear(value);
    return status;
}

static status_t apply_in_join(real_t result, const real_t a, const real_t b, field_operation_t operation,
                              real_ctx_t ctx)
{
    if (a->field == b->field || !a->field || !b->field)
        return apply(result, a, b, operation, ctx);
    real_field_t *joint;
    status_t status = real_field_join(&joint, a->field, b->field, ctx);
    if (status != STATUS_OK)
        return status;
    real_t lifted_a, lifted_b;
    real_init(lifted_a);
    real_init(lifted_b);
    status = real_lift(lifted_a, a, joint, ctx);
    if (status == STATUS_OK)
        status = real_lift(lifted_b, b, joint, ctx);
    if (status == STATUS_OK)
        status = apply(result, lifted_a, lifted_b, operation, ctx);
    real_clear(lifted_a);
    real_clear(lifted_b);
    return status;
}

static status_t add_values(fmpq_poly_t result, const fmpq_poly_t a, const fmpq_poly_t b, const real_field_t *field)
{
    (void)field;
    fmpq_poly_add(result, a, b);
    return STATUS_OK;
}

static status_t sub_values(fmpq_poly_t result, const fmpq_poly_t a, const fmpq_poly_t b, const real_field_t *field)
{
    (void)field;
    fmpq_poly_sub(result, a, b);
    return STATUS_OK;
}

static status_t mul_values(fmpq_poly_t result, const fmpq_poly_t a, const fmpq_poly_t b, const real_field_t *field)
{
    fmpq_poly_mul(result, a, b);
    if (field)
        real_field_reduce(result, field);
    return STATUS_OK;
}

// 1/a is s where s a + t modulus = 1: the modulus is irreducible, so the gcd with a nonzero element is 1.
static void invert_value(fmpq_poly_t result, const fmpq_poly_t a, const real_field_t *field)
{
    if (a->length == 1) {
        fmpq_poly_inv(result, a);
        return;
    }
    fmpq_poly_t gcd, cofactor;
    fmpq_poly_init(gcd);
    fmpq_poly_init(cofactor);
    fmpq_poly_xgcd(gcd, result, cofactor, a, field->modulus_over_q);
    fmpq_poly_clear(gcd);
    fmpq_poly_clear(cofactor);
}

static status_t div_values(fmpq_poly_t result, const fmpq_poly_t a, const fmpq_poly_t b, const real_field_t *field)
{
    if (fmpq_poly_is_zero(b))
        return STATUS_DOMAIN;
    fmpq_poly_t inverse;
    fmpq_poly_init(inverse);
    invert_value(inverse, b, field);
    status_t status = mul_values(result, a, inverse, field);
    fmpq_poly_clear(inverse);
    return status;
}

status_t real_add(real_t result, const real_t a, const real_t b, real_ctx_t ctx)
{
    return apply_in_join(result, a, b, add_values, ctx);
}

status_t real_sub(real_t result, const real_t a, const real_t b, real_ctx_t ctx)
{
    return apply_in_join(result, a, b, sub_values, ctx);
}

status_t real_mul(real_t result, const real_t a, const real_t b, real_ctx_t ctx)
{
    return apply_in_join(result, a, b, mul_values, ctx);
}

status_t real_div(real_t result, const real_t a, const real_t b, real_ctx_t ctx)
{
    return apply_in_join(result, a, b, div_values, ctx);
}

status_t real_inv(real_t result, const real_t a, real_ctx_t ctx)
{
    real_t one;
    real_init(one);
    real_one(one);
    status_t status = real_div(result, one, a, ctx);
    real_clear(one);
    return status;
}

void real_neg(real_t result, const real_t a)
{
    result->field = a->field;
    fmpq_poly_neg(result->value, a->value);
}

void real_abs(real_t result, const real_t a)
{
    if (real_sgn(a) < 0)
        real_neg(result, a);
    else
        real_set(result, a);
}

// Binary powering; every product is checked against the limits, so an exponent out of reach ends early.
static status_t power(real_t result, const real_t a, ulong exponent, real_ctx_t ctx)
{
    real_t square, product;
    status_t status = STATUS_OK;
    real_init(square);
    real_init(product);
    real_set(square, a);
    real_one(product);
    for (ulong rest = exponent; rest && status == STATUS_OK; rest >>= 1) {
        if (rest & 1)
            status = real_mul(product, product, square, ctx);
        if (status == STATUS_OK && rest > 1)
            status = real_mul(square, square, square, ctx);
    }
    if (status == STATUS_OK)
        real_swap(result, product);
    real_clear(square);
    real_clear(product);
    return status;
}

status_t real_pow_si(real_t result, const real_t a, slong exponent, real_ctx_t ctx)
{
    if (exponent >= 0)
        return power(result, a, (ulong)exponent, ctx);
    real_t inverse;
    real_init(inverse);
    status_t status = real_inv(inverse, a, ctx);
    if (status == STATUS_OK)
        status = power(result, inverse, -(ulong)exponent, ctx);
    real_clear(inverse);
    return status;
}
