// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds of a function at a double, by MPFR with directed rounding.
#ifndef CERTIFY_INTERVAL_DIRECTED_H
#define CERTIFY_INTERVAL_DIRECTED_H

#include "base/flint.h"

// Sets y to a bound of f(x) in the direction, at the precision of y. A function that rounds correctly also returns
// MPFR's ternary value: 0 if exact.
typedef int (*directed_t)(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t direction);

// A double on the named side (MPFR_RNDD, MPFR_RNDU) of f(x); the nearest one there when f rounds correctly. MPFR has
// far more exponents than double, and going to double rounds in the same direction: overflow and underflow are safe.
double directed_bound(directed_t f, double x, mpfr_rnd_t direction);

// Both bounds, for less than twice the work, of an f that rounds correctly.
void directed_bounds(double *lower, double *upper, directed_t f, double x);

mpfr_rnd_t directed_opposite(mpfr_rnd_t direction);

#endif
