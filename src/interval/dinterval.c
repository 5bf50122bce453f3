// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/dinterval.h"

#include "interval/ball.h"

#include <float.h>

static dinterval_t from_mpfr(mpfr_srcptr lower, mpfr_srcptr upper)
{
    return dinterval_make(mpfr_get_d(lower, MPFR_RNDD), mpfr_get_d(upper, MPFR_RNDU));
}

dinterval_t dinterval_from_fmpq(const fmpq_t value)
{
    MPFR_DECL_INIT(lower, DBL_MANT_DIG);
    MPFR_DECL_INIT(upper, DBL_MANT_DIG);
    mpq_t exact;
    mpq_init(exact);
    fmpq_get_mpq(exact, value);
    mpfr_set_q(lower, exact, MPFR_RNDD);
    mpfr_set_q(upper, exact, MPFR_RNDU);
    mpq_clear(exact);
    return from_mpfr(lower, upper);
}

dinterval_t dinterval_pi(void)
{
    MPFR_DECL_INIT(lower, DBL_MANT_DIG);
    MPFR_DECL_INIT(upper, DBL_MANT_DIG);
    mpfr_const_pi(lower, MPFR_RNDD);
    mpfr_const_pi(upper, MPFR_RNDU);
    return from_mpfr(lower, upper);
}

dinterval_t dinterval_e(void)
{
    MPFR_DECL_INIT(lower, DBL_MANT_DIG);
    MPFR_DECL_INIT(upper, DBL_MANT_DIG);
    mpfr_set_ui(lower, 1, MPFR_RNDD);
    mpfr_set_ui(upper, 1, MPFR_RNDU);
    mpfr_exp(lower, lower, MPFR_RNDD);
    mpfr_exp(upper, upper, MPFR_RNDU);
    return from_mpfr(lower, upper);
}

dinterval_t dinterval_from_arb(const arb_t value)
{
    if (!arb_is_finite(value))
        return dinterval_whole();
    MPFR_DECL_INIT(lower, DBL_MANT_DIG);
    MPFR_DECL_INIT(upper, DBL_MANT_DIG);
    arb_get_interval_mpfr(lower, upper, value);
    return from_mpfr(lower, upper);
}

void arb_set_dinterval(arb_t result, dinterval_t a)
{
    if (a.neg_lo == INFINITY || a.hi == INFINITY) {
        arb_zero_pm_inf(result);
        return;
    }
    arf_t lower, upper;
    arf_init(lower);
    arf_init(upper);
    arf_set_d(lower, -a.neg_lo);
    arf_set_d(upper, a.hi);
    ball_set_ends(result, lower, upper, 2 * DBL_MANT_DIG);
    arf_clear(lower);
    arf_clear(upper);
}
