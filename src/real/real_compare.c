// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures, signs and comparisons of exact numbers.
#include "real/field.h"

// A ball containing a, of the accuracy that prec bits of working precision give.
static void evaluate(arb_t result, const real_t a, slong prec)
{
    const fmpq_poly_struct *value = a->value;
    if (!a->field) {
        if (value->length)
            arb_fmpz_div_fmpz(result, value->coeffs, value->den, prec);
        else
            arb_zero(result);
        return;
    }
    arb_t numerator;
    arb_init(numerator);
    _arb_fmpz_poly_evaluate_arb(numerator, value->coeffs, value->length, real_field_theta(a->field, prec), prec);
    arb_div_fmpz(result, numerator, value->den, prec);
    arb_clear(numerator);
}

void real_get_arb(arb_t result, const real_t a, slong prec)
{
    evaluate(result, a, prec + 10);
    // An irrational element is not zero, so its relative accuracy grows without bound.
    for (slong working = 2 * prec + 64; a->field && arb_rel_accuracy_bits(result) < prec; working *= 2)
        evaluate(result, a, working);
    arb_set_round(result, result, prec + 10);
}

status_t real_enclose(arb_t ball, const void *data, slong prec)
{
    const real_struct *a = data;
    real_get_arb(ball, a, prec);
    return STATUS_OK;
}

int real_sgn(const real_t a)
{
    if (!a->field)
        return a->value->length ? fmpz_sgn(a->value->coeffs) : 0;
    arb_t ball;
    arb_init(ball);
    slong prec = 64;
    do {
        evaluate(ball, a, prec);
        prec *= 2;
    } while (arb_contains_zero(ball));
    int sign = arb_is_positive(ball) ? 1 : -1;
    arb_clear(ball);
    return sign;
}

// The sign of a - b where both lie in one field.
static int compare_in_field(const real_t a, const real_t b)
{
    real_t difference;
    real_init(difference);
    fmpq_poly_sub(difference->value, a->value, b->value);
    if (difference->value->length > 1)
        difference->field = a->field ? a->field : b->field;
    int sign = real_sgn(difference);
    real_clear(difference);
    return sign;
}

// The sign of a - b if balls of a precision up to `limit` separate them, else 0.
static int compare_by_balls(const real_t a, const real_t b, slong limit)
{
    arb_t ball_a, ball_b;
    arb_init(ball_a);
    arb_init(ball_b);
    int sign = 0;
    for (slong prec = 64; prec <= limit && sign == 0; prec *= 2) {
        evaluate(ball_a, a, prec);
        evaluate(ball_b, b, prec);
        sign = arb_gt(ball_a, ball_b) ? 1 : arb_lt(ball_a, ball_b) ? -1 : 0;
    }
    arb_clear(ball_a);
    arb_clear(ball_b);
    return sign;
}

// Whether both are the same root of one irreducible polynomial.
static bool same_root(const real_t a, const real_t b, const fmpz_poly_t minpoly)
{
    slong index_a = 0, index_b = 0, count = 0;
    qqbar_ptr roots = select_real_roots(&count, minpoly);
    enclosure_t x = {real_enclose, a}, y = {real_enclose, b};
    bool selected = select_root(&index_a, roots, count, &x) == STATUS_OK &&
                    select_root(&index_b, roots, count, &y) == STATUS_OK;
    _qqbar_vec_clear(roots, count);
    return selected && index_a == index_b;
}

// Equal numbers have equal minimal polynomials and are the same root of it.
static bool equal_across_fields(const real_t a, const real_t b)
{
    fmpz_poly_t minpoly_a, minpoly_b;
    fmpz_poly_init(minpoly_a);
    fmpz_poly_init(minpoly_b);
    real_minpoly(minpoly_a, a);
    real_minpoly(minpoly_b, b);
    bool equal = fmpz_poly_equal(minpoly_a, minpoly_b) && same_root(a, b, minpoly_a);
    fmpz_poly_clear(minpoly_a);
    fmpz_poly_clear(minpoly_b);
    return equal;
}

int real_cmp(const real_t a, const real_t b)
{
    if (a->field == b->field || !a->field || !b->field)
        return compare_in_field(a, b);
    int sign = compare_by_balls(a, b, 256);
    if (sign == 0 && !equal_across_fields(a, b))
        sign = compare_by_balls(a, b, WORD_MAX / 4);
    return sign;
}

int real_cmp_fmpq(const real_t a, const fmpq_t b)
{
    real_t rational;
    real_init(rational);
    real_set_fmpq(rational, b);
    int sign = real_cmp(a, rational);
    real_clear(rational);
    return sign;
}

bool real_equal(const real_t a, const real_t b)
{
    if (a->field == b->field || !a->field || !b->field)
        return a->field == b->field && fmpq_poly_equal(a->value, b->value);
    return real_cmp(a, b) == 0;
}

void real_floor(fmpz_t result, const real_t a)
{
    if (!a->field) {
        fmpz_zero(result);
        if (a->value->length)
            fmpz_fdiv_q(result, a->value->coeffs, a->value->den);
        return;
    }
    // Not an integer, so some precision tells on which side of the nearest integers it lies.
    arb_t ball;
    arb_init(ball);
    slong prec = 64;
    do {
        evaluate(ball, a, prec);
        arb_floor(ball, ball, 2 * prec);
        prec *= 2;
    } while (!arb_get_unique_fmpz(result, ball));
    arb_clear(ball);
}

void real_get_bounds(fmpq_t lower, fmpq_t upper, const real_t a, slong prec)
{
    if (!a->field) {
        real_get_fmpq(lower, a);
        fmpq_set(upper, lower);
        return;
    }
    arb_t ball;
    arf_t bound;
    arb_init(ball);
    arf_init(bound);
    real_get_arb(ball, a, prec);
    arb_get_lbound_arf(bound, ball, prec + 20);
    arf_get_fmpq(lower, bound);
    arb_get_ubound_arf(bound, ball, prec + 20);
    arf_get_fmpq(upper, bound);
    arf_clear(bound);
    arb_clear(ball);
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

static uint64_t mix_fmpz(uint64_t hash, const fmpz_t number)
{
    return mix(mix(hash, fmpz_fdiv_ui(number, UWORD(4294967291))), (uint64_t)(fmpz_sgn(number) + 1));
}

uint64_t real_hash(const real_t a)
{
    // A rational is never equal to an irrational; for the latter the floor of 2^64 a depends on the value alone.
    if (!a->field)
        return a->value->length ? mix_fmpz(mix_fmpz(1, a->value->coeffs), a->value->den) : 0;
    real_t scaled;
    fmpz_t scale;
    real_init(scaled);
    fmpz_init(scale);
    fmpz_one_2exp(scale, 64);
    scaled->field = a->field;
    fmpq_poly_scalar_mul_fmpz(scaled->value, a->value, scale);
    real_floor(scale, scaled);
    uint64_t hash = mix_fmpz(2, scale);
    fmpz_clear(scale);
    real_clear(scaled);
    return hash;
}
