// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/field.h"

#include "base/memory.h"

void real_field_clear(real_field_t *field)
{
    fmpz_poly_clear(field->modulus);
    fmpq_poly_clear(field->modulus_over_q);
    _qqbar_vec_clear(field->real_roots, field->real_root_count);
    arb_clear(field->theta);
    mem_free(field);
}

static const real_field_t *find_modulus(const real_ctx_t ctx, const fmpz_poly_t modulus)
{
    for (size_t i = 0; i < ctx->field_count; i++)
        if (fmpz_poly_equal(ctx->fields[i]->modulus, modulus))
            return ctx->fields[i];
    return NULL;
}

static real_field_t *find_root(const real_ctx_t ctx, const fmpz_poly_t modulus, slong root_index)
{
    for (size_t i = 0; i < ctx->field_count; i++)
        if (ctx->fields[i]->root_index == root_index && fmpz_poly_equal(ctx->fields[i]->modulus, modulus))
            return ctx->fields[i];
    return NULL;
}

// Takes over real_roots.
static real_field_t *add_field(real_ctx_t ctx, const fmpz_poly_t modulus, qqbar_ptr real_roots, slong count,
                               slong root_index)
{
    real_field_t *field = mem_alloc(1, sizeof *field);
    field->degree = fmpz_poly_degree(modulus);
    fmpz_poly_init(field->modulus);
    fmpz_poly_set(field->modulus, modulus);
    fmpq_poly_init(field->modulus_over_q);
    fmpq_poly_set_fmpz_poly(field->modulus_over_q, modulus);
    field->real_roots = real_roots;
    field->real_root_count = count;
    field->root_index = root_index;
    arb_init(field->theta);
    ctx->fields = mem_grow(ctx->fields, &ctx->field_capacity, ctx->field_count + 1, sizeof *ctx->fields);
    ctx->fields[ctx->field_count++] = field;
    return field;
}

status_t real_field_intern(real_field_t **result, const fmpz_poly_t modulus, const enclosure_t *x, real_ctx_t ctx)
{
    if (fmpz_poly_degree(modulus) > ctx->max_degree || fmpz_poly_max_bits(modulus) > ctx->max_bits ||
        -fmpz_poly_max_bits(modulus) > ctx->max_bits)
        return STATUS_LIMIT;
    qqbar_ptr real_roots;
    slong count;
    const real_field_t *sibling = find_modulus(ctx, modulus);
    if (sibling) {
        count = sibling->real_root_count;
        real_roots = _qqbar_vec_init(count);
        for (slong i = 0; i < count; i++)
            qqbar_set(real_roots + i, sibling->real_roots + i);
    } else {
        real_roots = select_real_roots(&count, modulus);
    }
    slong root_index = 0;
    status_t status = select_root(&root_index, real_roots, count, x);
    real_field_t *known = status == STATUS_OK ? find_root(ctx, modulus, root_index) : NULL;
    if (status == STATUS_OK && !known)
        *result = add_field(ctx, modulus, real_roots, count, root_index);
    else
        _qqbar_vec_clear(real_roots, count);
    if (known)
        *result = known;
    return status;
}

arb_srcptr real_field_theta(real_field_t *field, slong prec)
{
    if (field->theta_prec < prec) {
        qqbar_ptr root = field->real_roots + field->root_index;
        slong rounded_up = 128;
        while (rounded_up < prec)
            rounded_up *= 2;
        qqbar_cache_enclosure(root, rounded_up);
        qqbar_get_arb(field->theta, root, rounded_up);
        field->theta_prec = rounded_up;
    }
    return field->theta;
}

void real_field_reduce(fmpq_poly_t value, const real_field_t *field)
{
    slong length = value->length;
    if (length <= field->degree)
        return;
    // The modulus is monic, so the remainder of the integer numerator is an integer polynomial over the same
    // denominator.
    fmpz *remainder = _fmpz_vec_init(length);
    _fmpz_poly_rem(remainder, value->coeffs, length, field->modulus->coeffs, field->degree + 1);
    _fmpz_vec_swap(value->coeffs, remainder, field->degree);
    _fmpz_vec_clear(remainder, length);
    _fmpq_poly_set_length(value, field->degree);
    _fmpq_poly_normalise(value);
    fmpq_poly_canonicalise(value);
}

void real_field_compose(fmpq_poly_t result, const fmpq_poly_t value, const fmpq_poly_t image, const real_field_t *field)
{
    fmpq_poly_t sum, coefficient_term;
    fmpq_t coefficient;
    fmpq_poly_init(sum);
    fmpq_poly_init(coefficient_term);
    fmpq_init(coefficient);
    for (slong i = fmpq_poly_degree(value); i >= 0; i--) {
        fmpq_poly_mul(sum, sum, image);
        real_field_reduce(sum, field);
        fmpq_poly_get_coeff_fmpq(coefficient, value, i);
        fmpq_poly_set_fmpq(coefficient_term, coefficient);
        fmpq_poly_add(sum, sum, coefficient_term);
    }
    fmpq_poly_swap(result, sum);
    fmpq_poly_clear(sum);
    fmpq_poly_clear(coefficient_term);
    fmpq_clear(coefficient);
}
