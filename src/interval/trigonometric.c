// SPDX-License-Identifier: LGPL-3.0-or-later
// sin, cos and tan on intervals, by the piece of the real line, between two extrema or poles, that each end lies in.
#include "interval/elementary.h"

#include "interval/directed.h"

// The pieces are numbered by floor(x/pi - shift), with shift 1/2 for sin and tan and 0 for cos. A number is wanted
// only up to differences and parity, so that pieces count modulo 2^62.
#define PIECE_BITS 62

// By doubles: |x| < 2^20 makes the error of x * (1/pi) - shift less than 2^-20 many times over, so away from integers
// by that much the floor is certain.
static bool piece_by_doubles(slong *piece, double x, double shift)
{
    if (fabs(x) >= 0x1p20)
        return false;
    double t = x * 0.31830988618379067 - shift, whole = floor(t);
    *piece = (slong)whole;
    return t - whole > 0x1p-20 && whole + 1 - t > 0x1p-20;
}

// x/pi - 1/2 is never an integer, and x/pi only for x = 0, so some precision tells the floor: one with the 1024 bits
// before the binary point of the largest double and some behind it, since no double is very near a multiple of pi/2.
static void piece_by_balls(slong *piece, double x, double shift)
{
    arb_t t, pi;
    fmpz_t number;
    arb_init(t);
    arb_init(pi);
    fmpz_init(number);
    bool found = x == 0 && shift == 0;
    for (slong prec = 128; !found; prec *= 2) {
        arb_set_d(t, x);
        arb_const_pi(pi, prec);
        arb_div(t, t, pi, prec);
        arb_set_d(pi, shift);
        arb_sub(t, t, pi, prec);
        arb_floor(t, t, prec);
        found = arb_get_unique_fmpz(number, t);
    }
    fmpz_fdiv_r_2exp(number, number, PIECE_BITS);
    *piece = fmpz_get_si(number);
    fmpz_clear(number);
    arb_clear(pi);
    arb_clear(t);
}

static slong piece_of(double x, double shift)
{
    slong piece = 0;
    if (!piece_by_doubles(&piece, x, shift))
        piece_by_balls(&piece, x, shift);
    return piece;
}

// How many pieces after that of the lower end the upper one is; at least 2 stands for any larger number. An interval
// no longer than 7 > 2 pi passes at most three extrema, so the numbers modulo 2^62 tell.
static slong pieces_passed(slong *last, dinterval_t a, double shift)
{
    *last = 0;
    if (!(a.hi + a.neg_lo <= 7))
        return 2;
    slong first = piece_of(-a.neg_lo, shift), modulus = WORD(1) << PIECE_BITS;
    *last = piece_of(a.hi, shift);
    return (*last - first) & (modulus - 1);
}

// On a piece with even number the function decreases from 1 to -1, on an odd one it increases from -1 to 1.
static void oscillating(dinterval_t *result, directed_t f, dinterval_t a, double shift)
{
    slong last, passed = pieces_passed(&last, a, shift);
    bool even = last % 2 == 0;
    double lo = -a.neg_lo, hi = a.hi;
    if (passed >= 2)
        *result = dinterval_make(-1, 1);
    else if (passed == 0 && even)
        *result = dinterval_make(directed_bound(f, hi, MPFR_RNDD), directed_bound(f, lo, MPFR_RNDU));
    else if (passed == 0)
        *result = dinterval_make(directed_bound(f, lo, MPFR_RNDD), directed_bound(f, hi, MPFR_RNDU));
    else if (even)
        *result = dinterval_make(fmin(directed_bound(f, lo, MPFR_RNDD), directed_bound(f, hi, MPFR_RNDD)), 1);
    else
        *result = dinterval_make(-1, fmax(directed_bound(f, lo, MPFR_RNDU), directed_bound(f, hi, MPFR_RNDU)));
}

status_t interval_sin(dinterval_t *result, dinterval_t a)
{
    oscillating(result, mpfr_sin, a, 0.5);
    return STATUS_OK;
}

status_t interval_cos(dinterval_t *result, dinterval_t a)
{
    oscillating(result, mpfr_cos, a, 0.0);
    return STATUS_OK;
}

status_t interval_tan(dinterval_t *result, dinterval_t a)
{
    slong last;
    *result = dinterval_whole();
    if (pieces_passed(&last, a, 0.5) != 0)
        return STATUS_DOMAIN;
    *result = dinterval_make(directed_bound(mpfr_tan, -a.neg_lo, MPFR_RNDD), directed_bound(mpfr_tan, a.hi, MPFR_RNDU));
    return STATUS_OK;
}
