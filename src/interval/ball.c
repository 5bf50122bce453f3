// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/ball.h"

// x >= 0 of at most MAG_BITS bits, exactly.
static void set_exactly(mag_t y, const arf_t x)
{
    fmpz_t mantissa, exponent;
    fmpz_init(mantissa);
    fmpz_init(exponent);
    arf_get_fmpz_2exp(mantissa, exponent, x);
    mag_set_fmpz_2exp_fmpz(y, mantissa, exponent);
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
}

// The radius is half the difference, rounded up to MAG_BITS bits. From zero on, the midpoint is the radius itself.
void ball_set_ends(arb_t ball, const arf_t lower, const arf_t upper, slong prec)
{
    if (!arf_is_finite(lower) || !arf_is_finite(upper)) {
        arb_zero_pm_inf(ball);
        return;
    }
    int side = arf_is_zero(lower) ? 1 : arf_is_zero(upper) ? -1 : 0;
    arf_t radius, midpoint;
    arf_init(radius);
    arf_init(midpoint);
    arf_sub(radius, upper, lower, MAG_BITS, ARF_RND_UP);
    arf_mul_2exp_si(radius, radius, -1);
    int inexact = 0;
    if (side == 0)
        inexact = arf_add(midpoint, lower, upper, prec, ARF_RND_NEAR);
    arf_mul_2exp_si(midpoint, midpoint, -1);
    set_exactly(arb_radref(ball), radius);
    if (side != 0)
        arf_mul_si(midpoint, radius, side, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_swap(arb_midref(ball), midpoint);
    if (inexact)
        arf_mag_add_ulp(arb_radref(ball), arb_radref(ball), arb_midref(ball), prec);
    arf_clear(radius);
    arf_clear(midpoint);
}

typedef void (*arf_choice_t)(arf_t result, const arf_t x, const arf_t y);

static void choose_ends(arb_t ball, arf_choice_t choose_lower, arf_choice_t choose_upper, const arb_t a, const arb_t b,
                        slong prec)
{
    arf_t lower, upper, other;
    arf_init(lower);
    arf_init(upper);
    arf_init(other);
    arb_get_lbound_arf(lower, a, prec);
    arb_get_lbound_arf(other, b, prec);
    choose_lower(lower, lower, other);
    arb_get_ubound_arf(upper, a, prec);
    arb_get_ubound_arf(other, b, prec);
    choose_upper(upper, upper, other);
    ball_set_ends(ball, lower, upper, prec);
    arf_clear(lower);
    arf_clear(upper);
    arf_clear(other);
}

void ball_set_hull(arb_t ball, const arb_t a, const arb_t b, slong prec)
{
    choose_ends(ball, arf_min, arf_max, a, b, prec);
}

void ball_set_min(arb_t ball, const arb_t a, const arb_t b, slong prec)
{
    choose_ends(ball, arf_min, arf_min, a, b, prec);
}

void ball_set_max(arb_t ball, const arb_t a, const arb_t b, slong prec)
{
    choose_ends(ball, arf_max, arf_max, a, b, prec);
}
