// SPDX-License-Identifier: LGPL-3.0-or-later
// Decimal numbers rounded in a stated direction.
#include "real/number.h"

#include "base/memory.h"

#include <string.h>

// sign * digits * 10^exponent, digits >= 0.
typedef struct {
    int sign;
    fmpz_t digits;
    slong exponent;
} decimal_t;

// 10^exponent as a rational.
static void power_of_ten(fmpq_t result, slong exponent)
{
    fmpq_one(result);
    fmpz_ui_pow_ui(exponent < 0 ? fmpq_denref(result) : fmpq_numref(result), 10,
                   (ulong)(exponent < 0 ? -exponent : exponent));
}

// The e with 10^e <= x < 10^(e+1), x > 0: an estimate by binary lengths, corrected by exact comparisons.
static slong decimal_exponent(const fmpq_t x)
{
    slong bits = (slong)fmpz_bits(fmpq_numref(x)) - (slong)fmpz_bits(fmpq_denref(x));
    slong exponent = (slong)((double)bits * 0.30102999566398120);
    fmpq_t power;
    fmpq_init(power);
    power_of_ten(power, exponent);
    while (fmpq_cmp(power, x) > 0)
        power_of_ten(power, --exponent);
    power_of_ten(power, exponent + 1);
    while (fmpq_cmp(power, x) <= 0)
        power_of_ten(power, ++exponent + 1);
    fmpq_clear(power);
    return exponent;
}

// The decimal of `count` significant digits next to the value.
static void round_to_decimal(decimal_t *result, const fmpq_t value, slong count, number_direction_t direction)
{
    fmpq_t magnitude, scale;
    result->sign = fmpq_sgn(value);
    result->exponent = 0;
    fmpz_zero(result->digits);
    if (result->sign == 0)
        return;
    fmpq_init(magnitude);
    fmpq_init(scale);
    fmpq_abs(magnitude, value);
    result->exponent = decimal_exponent(magnitude) - count + 1;
    power_of_ten(scale, -result->exponent);
    fmpq_mul(magnitude, magnitude, scale);
    // Down enlarges the magnitude of a negative number, up that of a positive one.
    if ((result->sign < 0) == (direction == NUMBER_DOWN))
        fmpz_cdiv_q(result->digits, fmpq_numref(magnitude), fmpq_denref(magnitude));
    else
        fmpz_fdiv_q(result->digits, fmpq_numref(magnitude), fmpq_denref(magnitude));
    fmpq_clear(magnitude);
    fmpq_clear(scale);
}

static void set_decimal(fmpq_t result, const decimal_t *decimal)
{
    fmpq_t scale;
    fmpq_init(scale);
    power_of_ten(scale, decimal->exponent);
    fmpq_mul_fmpz(result, scale, decimal->digits);
    if (decimal->sign < 0)
        fmpq_neg(result, result);
    fmpq_clear(scale);
}

static void append_zeros(strbuf_t *buffer, slong count)
{
    for (slong i = 0; i < count; i++)
        strbuf_append_char(buffer, '0');
}

// d.ddde-x
static void append_scientific(strbuf_t *buffer, const char *digits, size_t count, slong exponent)
{
    strbuf_append_bytes(buffer, digits, 1);
    if (count > 1) {
        strbuf_append_char(buffer, '.');
        strbuf_append_bytes(buffer, digits + 1, count - 1);
    }
    strbuf_printf(buffer, "e%lld", (long long)exponent);
}

// The digits with a decimal point where the leading digit stands for 10^exponent.
static void append_positional(strbuf_t *buffer, const char *digits, size_t count, slong exponent)
{
    if (exponent < 0) {
        strbuf_append(buffer, "0.");
        append_zeros(buffer, -exponent - 1);
        strbuf_append_bytes(buffer, digits, count);
        return;
    }
    size_t whole = (size_t)exponent + 1;
    if (count <= whole) {
        strbuf_append_bytes(buffer, digits, count);
        append_zeros(buffer, (slong)(whole - count));
        return;
    }
    strbuf_append_bytes(buffer, digits, whole);
    strbuf_append_char(buffer, '.');
    strbuf_append_bytes(buffer, digits + whole, count - whole);
}

static void append_decimal(strbuf_t *buffer, const decimal_t *decimal)
{
    if (fmpz_is_zero(decimal->digits)) {
        strbuf_append_char(buffer, '0');
        return;
    }
    char *digits = mem_alloc(fmpz_sizeinbase(decimal->digits, 10) + 2, 1);
    fmpz_get_str(digits, 10, decimal->digits);
    size_t count = strlen(digits);
    slong exponent = decimal->exponent + (slong)count - 1;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (decimal->sign < 0)
        strbuf_append_char(buffer, '-');
    if (exponent < -4 || exponent >= 15)
        append_scientific(buffer, digits, count, exponent);
    else
        append_positional(buffer, digits, count, exponent);
    mem_free(digits);
}

void number_decimal_fmpq(strbuf_t *buffer, const fmpq_t value, slong digits, number_direction_t direction)
{
    decimal_t decimal;
    fmpz_init(decimal.digits);
    round_to_decimal(&decimal, value, digits, direction);
    append_decimal(buffer, &decimal);
    fmpz_clear(decimal.digits);
}

// Replaces lo and hi by their roundings; true when these agree and so are that of every number in between.
static bool roundings_agree(fmpq_t lo, fmpq_t hi, slong digits, number_direction_t direction)
{
    decimal_t decimal;
    fmpz_init(decimal.digits);
    round_to_decimal(&decimal, lo, digits, direction);
    set_decimal(lo, &decimal);
    round_to_decimal(&decimal, hi, digits, direction);
    set_decimal(hi, &decimal);
    fmpz_clear(decimal.digits);
    return fmpq_equal(lo, hi) != 0;
}

status_t number_decimal_rpoint(strbuf_t *buffer, const rpoint_t value, slong digits, number_direction_t direction,
                               real_ctx_t ctx)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool decided = false;
    int order = 1;
    // After this a root that is 0 is known to be; lo is 0 here.
    status_t status = rpoint_cmp_fmpq(&order, value, lo, ctx);
    // Only a point that is itself a decimal could stay undecided; comparing with the boundary finds that out.
    for (slong bits = 32; status == STATUS_OK && !decided; bits *= 2) {
        order = 1;
        status = rpoint_refine(lo, hi, value, bits, ctx);
        if (status != STATUS_OK)
            break;
        decided = roundings_agree(lo, hi, digits, direction);
        const fmpq *boundary = direction == NUMBER_DOWN ? hi : lo;
        if (!decided)
            status = rpoint_cmp_fmpq(&order, value, boundary, ctx);
        if (status == STATUS_OK && order == 0) {
            fmpq_set(lo, boundary);
            decided = true;
        }
    }
    if (status == STATUS_OK)
        number_decimal_fmpq(buffer, lo, digits, direction);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return status;
}

void number_decimal_real(strbuf_t *buffer, const real_t value, slong digits, number_direction_t direction)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    slong prec = 4 * digits + 32;
    do {
        real_get_bounds(lo, hi, value, prec);
        prec *= 2;
    } while (!roundings_agree(lo, hi, digits, direction));
    number_decimal_fmpq(buffer, lo, digits, direction);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

// ---- balls ----

// Binary exponents up to which the end of a ball becomes a rational, and up to which it is written at all; beyond, a
// bound on the safe side takes its place.
#define RATIONAL_MAX_EXPONENT 100000
#define BALL_MAX_EXPONENT ((slong)1 << 50)
#define POWER_GUARD_BITS 256 // 10^n for n < 2^50 loses fewer than 60

static bool is_above(const arf_t x, slong exponent)
{
    return !arf_is_finite(x) || arf_cmpabs_2exp_si(x, exponent) > 0;
}

static bool is_below(const arf_t x, slong exponent)
{
    return !arf_is_zero(x) && arf_cmpabs_2exp_si(x, -exponent) < 0;
}

bool number_safe_fmpq(fmpq_t result, const arf_t x, number_direction_t direction)
{
    bool large = is_above(x, RATIONAL_MAX_EXPONENT), small = is_below(x, RATIONAL_MAX_EXPONENT);
    bool outward = (arf_sgn(x) < 0) == (direction == NUMBER_DOWN);
    if (arf_is_nan(x) || (large && outward))
        return false;
    if (!large && !small) {
        arf_get_fmpq(result, x);
        return true;
    }
    fmpq_set_si(result, arf_sgn(x), 1);
    if (large)
        fmpq_mul_2exp(result, result, RATIONAL_MAX_EXPONENT);
    else if (outward)
        fmpq_div_2exp(result, result, RATIONAL_MAX_EXPONENT);
    else
        fmpq_zero(result);
    return true;
}

// The integer next to |x| * 10^exponent, from above or below.
static void scaled_integer(fmpz_t result, const arf_t x, slong exponent, bool up, slong prec)
{
    arb_t scaled, power;
    arf_t bound;
    arb_init(scaled);
    arb_init(power);
    arf_init(bound);
    arb_set_arf(scaled, x);
    arb_abs(scaled, scaled);
    arb_set_ui(power, 10);
    arb_pow_ui(power, power, (ulong)(exponent < 0 ? -exponent : exponent), prec);
    if (exponent < 0)
        arb_div(scaled, scaled, power, prec);
    else
        arb_mul(scaled, scaled, power, prec);
    if (up)
        arb_get_ubound_arf(bound, scaled, prec);
    else
        arb_get_lbound_arf(bound, scaled, prec);
    arf_get_fmpz(result, bound, up ? ARF_RND_CEIL : ARF_RND_FLOOR);
    arb_clear(scaled);
    arb_clear(power);
    arf_clear(bound);
}

// As round_to_decimal for a number of large exponent, without its digits in full: next to the value but for an error of
// the power of ten, which is on the safe side.
static void round_ball_to_decimal(decimal_t *result, const arf_t x, slong count, number_direction_t direction)
{
    fmpz_t most;
    slong prec = 4 * count + POWER_GUARD_BITS;
    bool up = (arf_sgn(x) < 0) == (direction == NUMBER_DOWN);
    fmpz_init(most);
    fmpz_ui_pow_ui(most, 10, (ulong)count);
    result->sign = arf_sgn(x);
    // At most one too small, or one too large.
    result->exponent = (slong)((double)arf_abs_bound_lt_2exp_si(x) * 0.30102999566398120) - count + 1;
    scaled_integer(result->digits, x, -result->exponent, up, prec);
    while (fmpz_cmp(result->digits, most) > 0)
        scaled_integer(result->digits, x, -++result->exponent, up, prec);
    fmpz_divexact_ui(most, most, 10);
    while (fmpz_cmp(result->digits, most) < 0)
        scaled_integer(result->digits, x, -(--result->exponent), up, prec);
    fmpz_clear(most);
}

// A finite number other than 0, of any exponent that is written.
static void append_far(strbuf_t *buffer, const arf_t x, slong digits, number_direction_t direction)
{
    decimal_t decimal;
    fmpz_init(decimal.digits);
    round_ball_to_decimal(&decimal, x, digits, direction);
    append_decimal(buffer, &decimal);
    fmpz_clear(decimal.digits);
}

void number_decimal_arf(strbuf_t *buffer, const arf_t x, slong digits, number_direction_t direction)
{
    fmpq_t safe;
    fmpq_init(safe);
    bool far = !arf_is_zero(x) && (is_above(x, RATIONAL_MAX_EXPONENT) || is_below(x, RATIONAL_MAX_EXPONENT));
    if (far && !is_above(x, BALL_MAX_EXPONENT) && !is_below(x, BALL_MAX_EXPONENT))
        append_far(buffer, x, digits, direction);
    else if (number_safe_fmpq(safe, x, direction))
        number_decimal_fmpq(buffer, safe, digits, direction);
    else
        strbuf_append(buffer, direction == NUMBER_DOWN ? "-inf" : "inf");
    fmpq_clear(safe);
}

void number_decimal_arb(strbuf_t *buffer, const arb_t value, slong digits, number_direction_t direction)
{
    arf_t bound;
    arf_init(bound);
    if (direction == NUMBER_DOWN)
        arb_get_lbound_arf(bound, value, 4 * digits + 64);
    else
        arb_get_ubound_arf(bound, value, 4 * digits + 64);
    number_decimal_arf(buffer, bound, digits, direction);
    arf_clear(bound);
}
