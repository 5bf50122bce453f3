// SPDX-License-Identifier: LGPL-3.0-or-later
// Simplest rationals of open intervals. Internal to real/.
#ifndef CERTIFY_REAL_SIMPLEST_H
#define CERTIFY_REAL_SIMPLEST_H

#include "base/flint.h"

// The rational in (lo, hi), lo < hi, of least denominator and then least |numerator|.
void fmpq_simplest_inside(fmpq_t result, const fmpq_t lo, const fmpq_t hi);

// The integer of least absolute value below, and above, x.
void fmpq_integer_below(fmpz_t result, const fmpq_t x);
void fmpq_integer_above(fmpz_t result, const fmpq_t x);

#endif
