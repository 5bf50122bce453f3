// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading numbers from hostile text.
#include "real/number.h"

#include "base/memory.h"
#include "real/root_count.h"

#include <string.h>

// The unread rest of a text.
typedef struct {
    const char *next;
    const char *end;
} cursor_t;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool accept(cursor_t *cursor, char byte)
{
    bool found = cursor->next < cursor->end && *cursor->next == byte;
    cursor->next += found;
    return found;
}

static size_t count_digits(const cursor_t *cursor)
{
    size_t count = 0;
    while (cursor->next + count < cursor->end && is_digit(cursor->next[count]))
        count++;
    return count;
}

// The value of `count` digits.
static void set_digits(fmpz_t result, const char *digits, size_t count)
{
    char *text = mem_copy_text(digits, count);
    fmpz_set_str(result, text, 10);
    mem_free(text);
}

// digits without leading zeros, except for 0 itself.
static status_t read_natural(fmpz_t result, cursor_t *cursor)
{
    size_t count = count_digits(cursor);
    if (count == 0 || (count > 1 && *cursor->next == '0'))
        return STATUS_MALFORMED;
    if (count > NUMBER_MAX_DIGITS)
        return STATUS_LIMIT;
    set_digits(result, cursor->next, count);
    cursor->next += count;
    return STATUS_OK;
}

static status_t read_integer(fmpz_t result, cursor_t *cursor)
{
    bool negative = accept(cursor, '-');
    status_t status = read_natural(result, cursor);
    if (status == STATUS_OK && negative && fmpz_is_zero(result))
        status = STATUS_MALFORMED;
    if (negative)
        fmpz_neg(result, result);
    return status;
}

// -?digits or -?digits/digits in lowest terms, denominator > 1.
static status_t read_rational(fmpq_t result, cursor_t *cursor)
{
    fmpq_one(result);
    status_t status = read_integer(fmpq_numref(result), cursor);
    if (status == STATUS_OK && accept(cursor, '/')) {
        status = read_natural(fmpq_denref(result), cursor);
        if (status == STATUS_OK && fmpz_cmp_ui(fmpq_denref(result), 1) <= 0)
            status = STATUS_MALFORMED;
        if (status == STATUS_OK && !fmpq_is_canonical(result))
            status = STATUS_MALFORMED;
    }
    // Whatever was read of a bad text is not left behind as a fraction FLINT could not work with.
    if (status != STATUS_OK)
        fmpq_zero(result);
    return status;
}

// c0,c1,...,cn; with the separating semicolon.
static status_t read_coefficients(fmpz_poly_t poly, cursor_t *cursor)
{
    fmpz_t coefficient;
    fmpz_init(coefficient);
    status_t status = STATUS_OK;
    slong degree = -1;
    do {
        status = ++degree > NUMBER_MAX_DEGREE ? STATUS_LIMIT : read_integer(coefficient, cursor);
        if (status == STATUS_OK)
            fmpz_poly_set_coeff_fmpz(poly, degree, coefficient);
    } while (status == STATUS_OK && accept(cursor, ','));
    // A leading zero coefficient shows as a lower degree.
    if (status == STATUS_OK && (!accept(cursor, ';') || fmpz_poly_degree(poly) != degree || degree < 2))
        status = STATUS_MALFORMED;
    fmpz_clear(coefficient);
    return status;
}

// lo,hi) and the end of the text.
static status_t read_interval(fmpq_t lo, fmpq_t hi, cursor_t *cursor)
{
    status_t status = read_rational(lo, cursor);
    if (status == STATUS_OK && !accept(cursor, ','))
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        status = read_rational(hi, cursor);
    if (status == STATUS_OK && (!accept(cursor, ')') || cursor->next != cursor->end || fmpq_cmp(lo, hi) >= 0))
        status = STATUS_MALFORMED;
    return status;
}

// Primitive, with a positive leading coefficient, squarefree.
static bool is_acceptable(const fmpz_poly_t poly)
{
    fmpz_t content;
    fmpz_init(content);
    fmpz_poly_content(content, poly);
    bool acceptable = fmpz_is_one(content) && fmpz_sgn(fmpz_poly_lead(poly)) > 0 && fmpz_poly_is_squarefree(poly);
    fmpz_clear(content);
    return acceptable;
}

static status_t verify_one_root(const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi, real_ctx_t ctx)
{
    bool isolated = false;
    if (!is_acceptable(poly))
        return STATUS_MALFORMED;
    status_t status = fmpz_poly_has_one_root(&isolated, poly, lo, hi, ctx);
    if (status == STATUS_OK && !isolated)
        status = STATUS_MALFORMED;
    return status;
}

// The text after `alg(`.
static status_t read_algebraic(rpoint_t result, cursor_t *cursor, real_ctx_t ctx)
{
    fmpz_poly_t poly;
    fmpq_t lo, hi;
    rpoly_t over_reals;
    fmpz_poly_init(poly);
    fmpq_init(lo);
    fmpq_init(hi);
    rpoly_init(over_reals);
    status_t status = read_coefficients(poly, cursor);
    if (status == STATUS_OK)
        status = read_interval(lo, hi, cursor);
    if (status == STATUS_OK)
        status = verify_one_root(poly, lo, hi, ctx);
    if (status == STATUS_OK) {
        rpoly_set_fmpz_poly(over_reals, poly);
        // A simple root alone in (lo, hi), none at the ends: the signs there differ.
        status = rpoint_set_root(result, over_reals, lo, hi, ctx);
    }
    fmpz_poly_clear(poly);
    fmpq_clear(lo);
    fmpq_clear(hi);
    rpoly_clear(over_reals);
    return status;
}

static status_t check_total_digits(const char *text, size_t length)
{
    size_t digits = 0;
    for (size_t i = 0; i < length && digits <= NUMBER_MAX_DIGITS; i++)
        digits += is_digit(text[i]);
    return digits > NUMBER_MAX_DIGITS ? STATUS_LIMIT : STATUS_OK;
}

status_t number_read_fmpq(fmpq_t result, const char *text, size_t length)
{
    cursor_t cursor = {text, text + length};
    fmpq_t value;
    fmpq_init(value);
    status_t status = check_total_digits(text, length);
    if (status == STATUS_OK)
        status = read_rational(value, &cursor);
    if (status == STATUS_OK && cursor.next != cursor.end)
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        fmpq_swap(result, value);
    fmpq_clear(value);
    return status;
}

status_t number_read(rpoint_t result, const char *text, size_t length, real_ctx_t ctx)
{
    status_t status = check_total_digits(text, length);
    if (status != STATUS_OK)
        return status;
    if (length >= 4 && memcmp(text, "alg(", 4) == 0) {
        cursor_t cursor = {text + 4, text + length};
        return read_algebraic(result, &cursor, ctx);
    }
    fmpq_t value;
    fmpq_init(value);
    status = number_read_fmpq(value, text, length);
    if (status == STATUS_OK)
        rpoint_set_fmpq(result, value);
    fmpq_clear(value);
    return status;
}

// The digits after an `e`, with their sign; STATUS_LIMIT beyond NUMBER_MAX_EXPONENT.
static status_t read_exponent(slong *exponent, cursor_t *cursor)
{
    bool negative = accept(cursor, '-');
    if (!negative)
        (void)accept(cursor, '+');
    if (count_digits(cursor) == 0)
        return STATUS_MALFORMED;
    slong value = 0;
    for (; cursor->next < cursor->end && is_digit(*cursor->next); cursor->next++)
        if (value <= NUMBER_MAX_EXPONENT)
            value = 10 * value + (*cursor->next - '0');
    *exponent = negative ? -value : value;
    return value > NUMBER_MAX_EXPONENT ? STATUS_LIMIT : STATUS_OK;
}

// digits[.digits], as an integer and the number of digits after the point.
static status_t read_mantissa(fmpz_t mantissa, slong *fraction_digits, cursor_t *cursor)
{
    const char *whole = cursor->next;
    size_t whole_count = count_digits(cursor), fraction_count = 0;
    cursor->next += whole_count;
    if (whole_count > 0 && accept(cursor, '.')) {
        fraction_count = count_digits(cursor);
        if (fraction_count == 0)
            return STATUS_MALFORMED;
    }
    if (whole_count == 0)
        return STATUS_MALFORMED;
    if (whole_count > NUMBER_MAX_DIGITS || fraction_count > NUMBER_MAX_DIGITS - whole_count)
        return STATUS_LIMIT;
    char *digits = mem_alloc(whole_count + fraction_count + 1, 1);
    memcpy(digits, whole, whole_count);
    memcpy(digits + whole_count, cursor->next, fraction_count);
    fmpz_set_str(mantissa, digits, 10);
    mem_free(digits);
    cursor->next += fraction_count;
    *fraction_digits = (slong)fraction_count;
    return STATUS_OK;
}

static void scale_by_power_of_ten(fmpq_t result, const fmpz_t mantissa, slong exponent)
{
    fmpz_t power;
    fmpz_init(power);
    fmpz_ui_pow_ui(power, 10, (ulong)(exponent < 0 ? -exponent : exponent));
    fmpq_set_fmpz(result, mantissa);
    if (exponent < 0)
        fmpq_div_fmpz(result, result, power);
    else
        fmpq_mul_fmpz(result, result, power);
    fmpz_clear(power);
}

status_t number_parse_decimal(fmpq_t result, const char *text, size_t length)
{
    cursor_t cursor = {text, text + length};
    slong fraction_digits = 0, exponent = 0;
    fmpz_t mantissa;
    fmpz_init(mantissa);
    status_t status = read_mantissa(mantissa, &fraction_digits, &cursor);
    if (status == STATUS_OK && accept(&cursor, 'e'))
        status = read_exponent(&exponent, &cursor);
    if (status == STATUS_OK && cursor.next != cursor.end)
        status = STATUS_MALFORMED;
    if (status == STATUS_OK)
        scale_by_power_of_ten(result, mantissa, exponent - fraction_digits);
    fmpz_clear(mantissa);
    return status;
}
