// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/elementary.h"

#include "interval/directed.h"

#include <float.h>

// x^n for x >= 0 (or x = inf), n != 0, correctly rounded in the direction. 0^n is +inf for n < 0: a limit, since the
// callers leave out zero itself.
static double power_bound(double x, slong n, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(t, DBL_MANT_DIG);
    mpfr_set_d(t, fabs(x), MPFR_RNDN);
    mpfr_pow_si(t, t, n, direction);
    return mpfr_get_d(t, direction);
}

// x^n over 0 <= lower <= x <= upper.
static dinterval_t magnitude_power(double lower, double upper, slong n)
{
    if (n < 0)
        return dinterval_make(power_bound(upper, n, MPFR_RNDD), power_bound(lower, n, MPFR_RNDU));
    return dinterval_make(power_bound(lower, n, MPFR_RNDD), power_bound(upper, n, MPFR_RNDU));
}

status_t interval_integer_power(dinterval_t *result, dinterval_t a, slong n)
{
    *result = n == 0 ? dinterval_point(1) : dinterval_whole();
    if (n == 0)
        return STATUS_OK;
    if (n < 0 && a.neg_lo >= 0 && a.hi >= 0)
        return STATUS_DOMAIN;
    double least = fmax(0.0, fmax(-a.neg_lo, -a.hi)), most = fmax(a.neg_lo, a.hi);
    dinterval_t p = magnitude_power(least, most, n);
    if (n % 2 == 0 || a.neg_lo <= 0)
        *result = p;
    else if (a.hi <= 0)
        *result = (dinterval_t){p.hi, p.neg_lo};
    else
        *result = (dinterval_t){power_bound(a.neg_lo, n, MPFR_RNDU), power_bound(a.hi, n, MPFR_RNDU)};
    return STATUS_OK;
}

// x^(p/q) = (x^(1/q))^p for x >= 0. Where the result is a dyadic number so is the root, so that the root is exact at
// this precision and the power is correctly rounded; otherwise |p| < 2^63 costs at most 63 of the 117 extra bits.
#define ROOT_PRECISION (DBL_MANT_DIG + 53 + 64)

static double rational_power_bound(double x, slong p, slong q, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(root, ROOT_PRECISION);
    MPFR_DECL_INIT(y, DBL_MANT_DIG);
    mpfr_set_d(root, fabs(x), MPFR_RNDN);
    mpfr_rootn_ui(root, root, (unsigned long)q, p > 0 ? direction : directed_opposite(direction));
    mpfr_pow_si(y, root, p, direction);
    return mpfr_get_d(y, direction);
}

status_t interval_rational_power(dinterval_t *result, dinterval_t a, slong p, slong q)
{
    *result = dinterval_whole();
    if (a.neg_lo > 0 || (p < 0 && a.neg_lo >= 0))
        return STATUS_DOMAIN;
    double lower = p > 0 ? -a.neg_lo : a.hi, upper = p > 0 ? a.hi : -a.neg_lo;
    *result =
        dinterval_make(rational_power_bound(lower, p, q, MPFR_RNDD), rational_power_bound(upper, p, q, MPFR_RNDU));
    return STATUS_OK;
}
