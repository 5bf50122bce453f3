// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/decimal.h"

void decimal_power(fmpq_t result, slong exponent)
{
    fmpq_one(result);
    fmpz_set_ui(fmpq_numref(result), 10);
    fmpz_pow_ui(fmpq_numref(result), fmpq_numref(result), (ulong)(exponent < 0 ? -exponent : exponent));
    if (exponent < 0)
        fmpq_inv(result, result);
}

slong decimal_exponent(const fmpq_t value)
{
    // sizeinbase is exact or one too large, so this is at most 2 above and 1 below the exponent.
    slong exponent =
        (slong)fmpz_sizeinbase(fmpq_numref(value), 10) - (slong)fmpz_sizeinbase(fmpq_denref(value), 10) + 2;
    fmpq_t magnitude, power;
    fmpq_init(magnitude);
    fmpq_init(power);
    fmpq_abs(magnitude, value);
    decimal_power(power, exponent);
    while (fmpq_cmp(power, magnitude) > 0)
        decimal_power(power, --exponent);
    fmpq_clear(magnitude);
    fmpq_clear(power);
    return exponent;
}

void decimal_unit(fmpq_t unit, const fmpq_t value, slong digits)
{
    decimal_power(unit, decimal_exponent(value) - digits + 1);
}

void decimal_floor(fmpq_t result, const fmpq_t value, const fmpq_t unit)
{
    fmpq_t quotient;
    fmpq_init(quotient);
    fmpq_div(quotient, value, unit);
    fmpz_fdiv_q(fmpq_numref(quotient), fmpq_numref(quotient), fmpq_denref(quotient));
    fmpz_one(fmpq_denref(quotient));
    fmpq_mul(result, quotient, unit);
    fmpq_clear(quotient);
}

void decimal_between(fmpq_t result, const fmpq_t lo, const fmpq_t hi)
{
    if (fmpq_sgn(lo) <= 0 && fmpq_sgn(hi) >= 0) {
        fmpq_zero(result);
        return;
    }
    fmpq_t unit, candidate;
    fmpq_init(unit);
    fmpq_init(candidate);
    slong exponent = decimal_exponent(fmpq_sgn(lo) > 0 ? hi : lo);
    do { // ends at the latest when the unit is below hi - lo
        decimal_power(unit, exponent--);
        decimal_floor(candidate, hi, unit);
    } while (fmpq_cmp(candidate, lo) < 0);
    fmpq_set(result, candidate);
    fmpq_clear(unit);
    fmpq_clear(candidate);
}

// For 0 <= lo < hi.
static void middle_of_positive(fmpq_t result, const fmpq_t lo, const fmpq_t hi)
{
    slong upper = decimal_exponent(hi), lower = fmpq_is_zero(lo) ? upper - 5 : decimal_exponent(lo);
    if (upper - lower >= 2) {
        decimal_power(result, lower + (upper - lower + 1) / 2);
        return;
    }
    fmpq_t third, from, to;
    fmpq_init(third);
    fmpq_init(from);
    fmpq_init(to);
    fmpq_sub(third, hi, lo);
    fmpq_set_si(from, 1, 3);
    fmpq_mul(third, third, from);
    fmpq_add(from, lo, third);
    fmpq_sub(to, hi, third);
    decimal_between(result, from, to);
    fmpq_clear(third);
    fmpq_clear(from);
    fmpq_clear(to);
}

void decimal_middle(fmpq_t result, const fmpq_t lo, const fmpq_t hi)
{
    if (fmpq_sgn(lo) >= 0) {
        middle_of_positive(result, lo, hi);
    } else if (fmpq_sgn(hi) > 0) {
        fmpq_zero(result);
    } else {
        fmpq_t from, to;
        fmpq_init(from);
        fmpq_init(to);
        fmpq_neg(from, hi);
        fmpq_neg(to, lo);
        middle_of_positive(result, from, to);
        fmpq_neg(result, result);
        fmpq_clear(from);
        fmpq_clear(to);
    }
}
