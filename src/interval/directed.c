// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/directed.h"

#include <float.h>

double directed_bound(directed_t f, double x, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(t, DBL_MANT_DIG);
    MPFR_DECL_INIT(y, DBL_MANT_DIG);
    mpfr_set_d(t, x, MPFR_RNDN);
    f(y, t, direction);
    return mpfr_get_d(y, direction);
}

// The successor of an inexact lower bound is an upper bound, since f(x) lies strictly between them.
void directed_bounds(double *lower, double *upper, directed_t f, double x)
{
    MPFR_DECL_INIT(t, DBL_MANT_DIG);
    MPFR_DECL_INIT(y, DBL_MANT_DIG);
    mpfr_set_d(t, x, MPFR_RNDN);
    int ternary = f(y, t, MPFR_RNDD);
    *lower = mpfr_get_d(y, MPFR_RNDD);
    if (ternary != 0)
        mpfr_nextabove(y);
    *upper = mpfr_get_d(y, MPFR_RNDU);
}

mpfr_rnd_t directed_opposite(mpfr_rnd_t direction)
{
    return direction == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
}
