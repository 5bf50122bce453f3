// SPDX-License-Identifier: LGPL-3.0-or-later
// Norms of polynomials over a number field.
#include "real/rpoly_internal.h"

// A common denominator of all coordinates of all coefficients.
static void common_denominator(fmpz_t result, const rpoly_t p)
{
    fmpz_one(result);
    for (slong i = 0; i < p->length; i++)
        fmpz_lcm(result, result, p->coeffs[i].value->den);
}

// value = denominator * p(x) as an integer polynomial in theta.
static void evaluate_scaled(fmpz_poly_t value, const rpoly_t p, const fmpz_t x, const fmpz_t denominator)
{
    fmpq_poly_t scaled;
    fmpz_poly_t coefficient;
    fmpq_poly_init(scaled);
    fmpz_poly_init(coefficient);
    fmpz_poly_zero(value);
    for (slong i = p->length - 1; i >= 0; i--) {
        fmpz_poly_scalar_mul_fmpz(value, value, x);
        fmpq_poly_scalar_mul_fmpz(scaled, p->coeffs[i].value, denominator);
        fmpq_poly_get_numerator(coefficient, scaled);
        fmpz_poly_add(value, value, coefficient);
    }
    fmpq_poly_clear(scaled);
    fmpz_poly_clear(coefficient);
}

// The norm has degree d n, d the field's degree and n that of p, and integer coefficients because theta is an
// algebraic integer and p is scaled to Z[theta][x]. So it is interpolated from its values N(p(k)) = Res(modulus,
// p(k)) at d n + 1 integers k (Cohen, chapter 3.6).
static void interpolate_norm(fmpz_poly_t result, const rpoly_t p, slong degree)
{
    fmpz *arguments = _fmpz_vec_init(degree + 1);
    fmpz *norms = _fmpz_vec_init(degree + 1);
    fmpz_t denominator;
    fmpz_poly_t value;
    fmpz_init(denominator);
    fmpz_poly_init(value);
    common_denominator(denominator, p);
    for (slong i = 0; i <= degree; i++) {
        fmpz_set_si(arguments + i, i % 2 ? -(i + 1) / 2 : i / 2);
        evaluate_scaled(value, p, arguments + i, denominator);
        fmpz_poly_resultant(norms + i, p->field->modulus, value);
    }
    fmpz_poly_interpolate_fmpz_vec(result, arguments, norms, degree + 1);
    _fmpz_vec_clear(arguments, degree + 1);
    _fmpz_vec_clear(norms, degree + 1);
    fmpz_clear(denominator);
    fmpz_poly_clear(value);
}

status_t rpoly_norm(fmpz_poly_t result, const rpoly_t p)
{
    slong degree = rpoly_degree(p);
    if (!p->field) {
        fmpq_poly_get_numerator(result, p->rational);
    } else {
        if (degree > RPOLY_MAX_DEGREE / p->field->degree)
            return STATUS_LIMIT;
        interpolate_norm(result, p, degree * p->field->degree);
    }
    fmpz_poly_primitive_part(result, result);
    return STATUS_OK;
}
