// SPDX-License-Identifier: LGPL-3.0-or-later
// The elementary functions on intervals: MPFR, correctly rounded downward at the end where the function is least and
// upward where it is greatest.
#include "check/range.h"

typedef int (*big_function_t)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

// 1 / (1 + e^-x) increases: e^-x is rounded against the direction of the result.
static int big_sigmoid(mpfr_ptr result, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_rnd_t against = round == MPFR_RNDD ? MPFR_RNDU : MPFR_RNDD;
    mpfr_neg(result, x, against);
    mpfr_exp(result, result, against);
    mpfr_add_ui(result, result, 1, against);
    return mpfr_ui_div(result, 1, result, round);
}

static int big_softplus(mpfr_ptr result, mpfr_srcptr x, mpfr_rnd_t round)
{
    mpfr_exp(result, x, round);
    return mpfr_log1p(result, result, round);
}

static void increasing(mpfr_t lo, mpfr_t hi, big_function_t function)
{
    function(lo, lo, MPFR_RNDD);
    function(hi, hi, MPFR_RNDU);
}

// ---- periodic functions ----

// A bound of 2 x / pi from below (above): the quotient of |x| is rounded the way that the sign asks for.
static void quarter_turns(mpfr_ptr result, mpfr_srcptr x, mpfr_rnd_t round)
{
    bool enlarge = (mpfr_sgn(x) >= 0) == (round == MPFR_RNDU);
    mpfr_const_pi(result, enlarge ? MPFR_RNDD : MPFR_RNDU);
    mpfr_div(result, x, result, round);
    mpfr_mul_2ui(result, result, 1, round);
}

// Whether [lo, hi] may contain a number (offset + period k) pi/2, k an integer. False is certain.
static bool may_meet(const mpfr_t lo, const mpfr_t hi, slong offset, slong period)
{
    if (!mpfr_number_p(lo) || !mpfr_number_p(hi))
        return true;
    mpfr_t below, above;
    mpfr_prec_t precision = mpfr_get_prec(lo) + 64;
    mpfr_init2(below, precision);
    mpfr_init2(above, precision);
    quarter_turns(below, lo, MPFR_RNDD);
    quarter_turns(above, hi, MPFR_RNDU);
    mpfr_sub_si(below, below, offset, MPFR_RNDD);
    mpfr_sub_si(above, above, offset, MPFR_RNDU);
    mpfr_div_si(below, below, period, MPFR_RNDD);
    mpfr_div_si(above, above, period, MPFR_RNDU);
    mpfr_ceil(below, below);
    mpfr_floor(above, above);
    bool meets = mpfr_lessequal_p(below, above);
    mpfr_clear(below);
    mpfr_clear(above);
    return meets;
}

// sin (crest = 1) and cos (crest = 0) are 1 at (crest + 4k) pi/2 and -1 at (crest + 2 + 4k) pi/2 and monotone between.
static void wave(mpfr_t lo, mpfr_t hi, big_function_t function, slong crest)
{
    bool has_crest = may_meet(lo, hi, crest, 4), has_trough = may_meet(lo, hi, crest + 2, 4);
    mpfr_t left, right;
    mpfr_init2(left, mpfr_get_prec(lo));
    mpfr_init2(right, mpfr_get_prec(lo));
    if (!has_trough) {
        function(left, lo, MPFR_RNDD);
        function(right, hi, MPFR_RNDD);
        mpfr_min(left, left, right, MPFR_RNDD);
    } else {
        mpfr_set_si(left, -1, MPFR_RNDD);
    }
    if (!has_crest) {
        function(lo, lo, MPFR_RNDU);
        function(right, hi, MPFR_RNDU);
        mpfr_max(hi, lo, right, MPFR_RNDU);
    } else {
        mpfr_set_si(hi, 1, MPFR_RNDU);
    }
    mpfr_swap(lo, left);
    mpfr_clear(left);
    mpfr_clear(right);
}

// Of the larger and the smaller of |lo|, |hi|, or of 0 in between.
static void hyperbolic_cosine(mpfr_t lo, mpfr_t hi)
{
    bool straddles = mpfr_sgn(lo) <= 0 && mpfr_sgn(hi) >= 0;
    mpfr_abs(lo, lo, MPFR_RNDN);
    mpfr_abs(hi, hi, MPFR_RNDN);
    if (mpfr_greater_p(lo, hi))
        mpfr_swap(lo, hi);
    if (straddles)
        mpfr_set_zero(lo, 1);
    increasing(lo, hi, mpfr_cosh);
}

// ---- all functions ----

static status_t apply(mpfr_t lo, mpfr_t hi, expr_op_t op)
{
    switch (op) {
    case EXPR_EXP:
        increasing(lo, hi, mpfr_exp);
        return STATUS_OK;
    case EXPR_LOG:
        if (mpfr_sgn(lo) <= 0)
            return STATUS_DOMAIN;
        increasing(lo, hi, mpfr_log);
        return STATUS_OK;
    case EXPR_SIN:
        wave(lo, hi, mpfr_sin, 1);
        return STATUS_OK;
    case EXPR_COS:
        wave(lo, hi, mpfr_cos, 0);
        return STATUS_OK;
    case EXPR_TAN:
        if (may_meet(lo, hi, 1, 2))
            return STATUS_DOMAIN;
        increasing(lo, hi, mpfr_tan);
        return STATUS_OK;
    case EXPR_ATAN:
        increasing(lo, hi, mpfr_atan);
        return STATUS_OK;
    case EXPR_SINH:
        increasing(lo, hi, mpfr_sinh);
        return STATUS_OK;
    case EXPR_COSH:
        hyperbolic_cosine(lo, hi);
        return STATUS_OK;
    case EXPR_TANH:
        increasing(lo, hi, mpfr_tanh);
        return STATUS_OK;
    case EXPR_SIGMOID:
        increasing(lo, hi, big_sigmoid);
        return STATUS_OK;
    case EXPR_SOFTPLUS:
        increasing(lo, hi, big_softplus);
        return STATUS_OK;
    default:
        return STATUS_UNSUPPORTED;
    }
}

status_t range_function(range_t *result, expr_op_t op, const range_t *a)
{
    mpfr_t lo, hi;
    rounding_t mode = rounding_nearest();
    mpfr_init2(lo, range_precision(a));
    mpfr_init2(hi, range_precision(a));
    range_get_ends(lo, hi, a);
    status_t status = apply(lo, hi, op);
    if (status == STATUS_OK)
        range_put_ends(result, lo, hi);
    mpfr_clear(lo);
    mpfr_clear(hi);
    rounding_restore(mode);
    return status;
}

void range_constant(range_t *result, expr_op_t op)
{
    mpfr_t lo, hi;
    rounding_t mode = rounding_nearest();
    mpfr_init2(lo, range_precision(result));
    mpfr_init2(hi, range_precision(result));
    if (op == EXPR_PI) {
        mpfr_const_pi(lo, MPFR_RNDD);
        mpfr_const_pi(hi, MPFR_RNDU);
    } else {
        mpfr_set_si(lo, 1, MPFR_RNDD);
        mpfr_set_si(hi, 1, MPFR_RNDU);
        increasing(lo, hi, mpfr_exp);
    }
    range_put_ends(result, lo, hi);
    mpfr_clear(lo);
    mpfr_clear(hi);
    rounding_restore(mode);
}
