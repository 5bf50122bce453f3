// SPDX-License-Identifier: LGPL-3.0-or-later
// The text of exact numbers.
//
// Exact form, as in certificates. A rational is `-?digits` or `-?digits/digits` in lowest terms with denominator > 1,
// without leading zeros, and zero is `0`. Any other number is `alg(c0,c1,...,cn;lo,hi)`: an irreducible integer
// polynomial of degree n >= 2 by ascending coefficients, coprime and cn > 0, and rationals lo < hi with exactly one
// real root between them. The written interval is (j/2^k, (j+1)/2^k) with the least k >= 0 that isolates the root, so
// one number has one text.
//
// Decimal form, for people: rounded in a stated direction, so that a printed bound is a bound.
#ifndef CERTIFY_REAL_NUMBER_H
#define CERTIFY_REAL_NUMBER_H

#include "base/strbuf.h"
#include "real/rpoint.h"

// Limits on texts that are read.
#define NUMBER_MAX_DIGITS 100000
#define NUMBER_MAX_EXPONENT 10000
#define NUMBER_MAX_DEGREE RPOLY_MAX_DEGREE

void number_write_fmpq(strbuf_t *buffer, const fmpq_t value);

// STATUS_LIMIT when the minimal polynomial is out of reach (rpoint_minpoly); nothing is appended then.
status_t number_write_rpoint(strbuf_t *buffer, const rpoint_t point, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t number_write_real(strbuf_t *buffer, const real_t value, real_ctx_t ctx) CERTIFY_MUST_USE;

// Reads the exact form, all `length` bytes of it and nothing else. Everything is verified but irreducibility and the
// minimality of the interval: the polynomial is squarefree and has exactly one root in (lo, hi). STATUS_MALFORMED for
// anything else, STATUS_LIMIT for a number of digits in all or a degree beyond the limits above.
status_t number_read(rpoint_t result, const char *text, size_t length, real_ctx_t ctx) CERTIFY_MUST_USE;

// Reads a rational in the exact form.
status_t number_read_fmpq(fmpq_t result, const char *text, size_t length) CERTIFY_MUST_USE;

// Reads an unsigned decimal literal `digits[.digits][e[+-]digits]`, exactly. STATUS_MALFORMED for any other text,
// STATUS_LIMIT beyond NUMBER_MAX_DIGITS digits or an exponent beyond NUMBER_MAX_EXPONENT.
status_t number_parse_decimal(fmpq_t result, const char *text, size_t length) CERTIFY_MUST_USE;

typedef enum { NUMBER_DOWN, NUMBER_UP } number_direction_t;

// Appends the decimal number with at most `digits` significant digits (1 <= digits <= 10000) next to the value in the
// direction: the largest one <= value, or the least >= value. Trailing zeros are dropped; numbers of magnitude below
// 1e-4 or from 1e15 on are written as 1.5e-11.
void number_decimal_fmpq(strbuf_t *buffer, const fmpq_t value, slong digits, number_direction_t direction);
void number_decimal_real(strbuf_t *buffer, const real_t value, slong digits, number_direction_t direction);
status_t number_decimal_rpoint(strbuf_t *buffer, const rpoint_t value, slong digits, number_direction_t direction,
                               real_ctx_t ctx) CERTIFY_MUST_USE;

// The same for a floating-point number, which may be infinite or NaN: `-inf` or `inf` where no number is known to be on
// that side. For exponents of two beyond 100000 the decimal may be another one on the safe side, a unit or two away;
// beyond 2^50 it is only a bound.
void number_decimal_arf(strbuf_t *buffer, const arf_t x, slong digits, number_direction_t direction);

// The same for the lower end (NUMBER_DOWN) or upper end (NUMBER_UP) of a ball.
void number_decimal_arb(strbuf_t *buffer, const arb_t value, slong digits, number_direction_t direction);

// x as a rational, or, where its exponent is beyond 100000 in magnitude, a rational on the safe side of it: <= x for
// NUMBER_DOWN, >= x for NUMBER_UP. False when there is none: infinite, NaN, or too large on that side.
bool number_safe_fmpq(fmpq_t result, const arf_t x, number_direction_t direction);

#endif
