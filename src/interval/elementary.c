// SPDX-License-Identifier: LGPL-3.0-or-later
// The monotone functions, and cosh, which is monotone in |x|.
#include "interval/elementary.h"

#include "interval/directed.h"

#include <float.h>

static status_t increasing_by_ends(dinterval_t *result, directed_t f, dinterval_t a)
{
    *result = dinterval_make(directed_bound(f, -a.neg_lo, MPFR_RNDD), directed_bound(f, a.hi, MPFR_RNDU));
    return STATUS_OK;
}

// For a function of MPFR, which rounds correctly: at a point, one call gives both bounds.
static status_t increasing(dinterval_t *result, directed_t f, dinterval_t a)
{
    if (-a.neg_lo != a.hi)
        return increasing_by_ends(result, f, a);
    double lower, upper;
    directed_bounds(&lower, &upper, f, a.hi);
    *result = dinterval_make(lower, upper);
    return STATUS_OK;
}

status_t interval_exp(dinterval_t *result, dinterval_t a)
{
    return increasing(result, mpfr_exp, a);
}

status_t interval_log(dinterval_t *result, dinterval_t a)
{
    *result = dinterval_whole();
    return a.neg_lo < 0 ? increasing(result, mpfr_log, a) : STATUS_DOMAIN;
}

status_t interval_atan(dinterval_t *result, dinterval_t a)
{
    return increasing(result, mpfr_atan, a);
}

status_t interval_sinh(dinterval_t *result, dinterval_t a)
{
    return increasing(result, mpfr_sinh, a);
}

status_t interval_tanh(dinterval_t *result, dinterval_t a)
{
    return increasing(result, mpfr_tanh, a);
}

status_t interval_cosh(dinterval_t *result, dinterval_t a)
{
    double least = fmax(0.0, fmax(-a.neg_lo, -a.hi)), most = fmax(a.neg_lo, a.hi);
    return increasing(result, mpfr_cosh, dinterval_make(least, most));
}

// Enough for the roundings before the last one to matter by less than one unit in the last place of a double.
#define GUARDED_PRECISION (2 * DBL_MANT_DIG)

// 1/(1 + exp(-x)) decreases in the denominator, which is therefore rounded to the other side.
static int bound_sigmoid(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(t, GUARDED_PRECISION);
    mpfr_neg(t, x, MPFR_RNDN);
    mpfr_exp(t, t, directed_opposite(direction));
    mpfr_add_ui(t, t, 1, directed_opposite(direction));
    return mpfr_ui_div(y, 1, t, direction);
}

status_t interval_sigmoid(dinterval_t *result, dinterval_t a)
{
    return increasing_by_ends(result, bound_sigmoid, a);
}

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)), which neither overflows nor cancels.
static int bound_softplus(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(t, GUARDED_PRECISION);
    mpfr_abs(t, x, MPFR_RNDN);
    mpfr_neg(t, t, MPFR_RNDN);
    mpfr_exp(t, t, direction);
    mpfr_log1p(t, t, direction);
    return mpfr_sgn(x) > 0 ? mpfr_add(y, x, t, direction) : mpfr_set(y, t, direction);
}

status_t interval_softplus(dinterval_t *result, dinterval_t a)
{
    return increasing_by_ends(result, bound_softplus, a);
}
