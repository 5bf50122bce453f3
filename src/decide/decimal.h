// SPDX-License-Identifier: LGPL-3.0-or-later
// Short decimal numbers, as candidates for constants.
#ifndef CERTIFY_DECIDE_DECIMAL_H
#define CERTIFY_DECIDE_DECIMAL_H

#include "base/flint.h"

// 10^exponent.
void decimal_power(fmpq_t result, slong exponent);

// The largest e with 10^e <= |value|; value must not be 0.
slong decimal_exponent(const fmpq_t value);

// One unit in the last of `digits` significant digits of the value; value must not be 0.
void decimal_unit(fmpq_t unit, const fmpq_t value, slong digits);

// The largest multiple of the unit that is <= value.
void decimal_floor(fmpq_t result, const fmpq_t value, const fmpq_t unit);

// A number m * 10^k in [lo, hi], lo < hi, with the largest possible k; 0 when that is in the interval.
void decimal_between(fmpq_t result, const fmpq_t lo, const fmpq_t hi);

// A short number well inside (lo, hi), lo < hi; where the ends are of different order, in the middle of the orders.
void decimal_middle(fmpq_t result, const fmpq_t lo, const fmpq_t hi);

#endif
