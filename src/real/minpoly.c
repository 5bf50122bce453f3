// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/field.h"

// The matrix of multiplication by a on the basis 1, theta, ..., theta^(d-1).
static void multiplication_matrix(fmpq_mat_t matrix, const real_t a)
{
    fmpq_poly_t column;
    fmpq_poly_init(column);
    fmpq_poly_set(column, a->value);
    for (slong i = 0; i < a->field->degree; i++) {
        for (slong row = 0; row < a->field->degree; row++)
            fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(matrix, row, i), column, row);
        fmpq_poly_shift_left(column, column, 1);
        real_field_reduce(column, a->field);
    }
    fmpq_poly_clear(column);
}

// The characteristic polynomial of an element is a power of its minimal polynomial (Cohen, chapter 4.3), which
// is therefore its squarefree part.
static void minpoly_of_irrational(fmpz_poly_t result, const real_t a)
{
    fmpq_mat_t matrix;
    fmpq_poly_t charpoly;
    fmpz_poly_t derivative;
    fmpq_mat_init(matrix, a->field->degree, a->field->degree);
    fmpq_poly_init(charpoly);
    fmpz_poly_init(derivative);
    multiplication_matrix(matrix, a);
    fmpq_mat_charpoly(charpoly, matrix);
    fmpq_poly_get_numerator(result, charpoly);
    fmpz_poly_derivative(derivative, result);
    fmpz_poly_gcd(derivative, result, derivative);
    fmpz_poly_div(result, result, derivative);
    fmpz_poly_primitive_part(result, result);
    fmpq_mat_clear(matrix);
    fmpq_poly_clear(charpoly);
    fmpz_poly_clear(derivative);
}

void real_minpoly(fmpz_poly_t result, const real_t a)
{
    if (a->field) {
        minpoly_of_irrational(result, a);
        return;
    }
    fmpq_t value, negated;
    fmpq_init(value);
    fmpq_init(negated);
    real_get_fmpq(value, a);
    fmpq_neg(negated, value);
    fmpz_poly_zero(result);
    fmpz_poly_set_coeff_fmpz(result, 1, fmpq_denref(negated));
    fmpz_poly_set_coeff_fmpz(result, 0, fmpq_numref(negated));
    fmpq_clear(value);
    fmpq_clear(negated);
}
