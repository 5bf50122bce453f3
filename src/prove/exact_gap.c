// SPDX-License-Identifier: LGPL-3.0-or-later
// Pairs of points on the two sides of a gap, or close together in one cell.
#include "prove/exact_pair.h"

// ---- the sign of p(a) - q(b) at exact points ----

static status_t value_at(real_t result, const rpoly_t p, const rpoint_struct *point, real_ctx_t ctx)
{
    real_t place;
    real_init(place);
    status_t status = real_set_rpoint(place, point, ctx);
    if (status == STATUS_OK)
        status = rpoly_evaluate(result, p, place, ctx);
    real_clear(place);
    return status;
}

static status_t exact_difference_sign(int *sign, const rpoly_t p, const rpoint_struct *a, const rpoly_t q,
                                      const rpoint_struct *b, real_ctx_t ctx)
{
    real_t left, right;
    real_init(left);
    real_init(right);
    status_t status = value_at(left, p, a, ctx);
    if (status == STATUS_OK)
        status = value_at(right, q, b, ctx);
    if (status == STATUS_OK)
        *sign = real_cmp(left, right);
    real_clear(left);
    real_clear(right);
    return status;
}

static status_t ball_difference(arb_t result, const rpoly_t p, const rpoint_struct *a, const rpoly_t q,
                                const rpoint_struct *b, slong prec, real_ctx_t ctx)
{
    arb_t place, value;
    arb_init(place);
    arb_init(value);
    status_t status = rpoint_get_arb(place, a, prec, ctx);
    if (status == STATUS_OK) {
        rpoly_evaluate_arb(result, p, place, prec);
        status = rpoint_get_arb(place, b, prec, ctx);
    }
    if (status == STATUS_OK) {
        rpoly_evaluate_arb(value, q, place, prec);
        arb_sub(result, result, value, prec);
    }
    arb_clear(place);
    arb_clear(value);
    return status;
}

// By balls up to max_prec bits; *sign is 0 when they do not tell.
static status_t ball_difference_sign(int *sign, const rpoly_t p, const rpoint_struct *a, const rpoly_t q,
                                     const rpoint_struct *b, slong max_prec, real_ctx_t ctx)
{
    arb_t ball;
    arb_init(ball);
    status_t status = STATUS_OK;
    *sign = 0;
    for (slong prec = 64; status == STATUS_OK && *sign == 0 && prec <= max_prec; prec *= 2) {
        status = ball_difference(ball, p, a, q, b, prec, ctx);
        if (status == STATUS_OK)
            *sign = arb_is_positive(ball) ? 1 : arb_is_negative(ball) ? -1 : 0;
    }
    arb_clear(ball);
    return status;
}

#define QUICK_PREC 256

static status_t difference_sign(int *sign, const rpoly_t p, const rpoint_struct *a, const rpoly_t q,
                                const rpoint_struct *b, const problem_t *problem)
{
    real_ctx_struct *ctx = problem->prover->reals;
    status_t status = ball_difference_sign(sign, p, a, q, b, QUICK_PREC, ctx);
    if (status != STATUS_OK || *sign != 0)
        return status;
    status = exact_difference_sign(sign, p, a, q, b, ctx);
    if (status != STATUS_LIMIT)
        return status;
    status = ball_difference_sign(sign, p, a, q, b, problem->prover->limits.max_precision, ctx);
    return status == STATUS_OK && *sign == 0 ? STATUS_LIMIT : status;
}

// g - bound x (sign 1) or -g - bound x (sign -1): the condition says that no value of either exceeds an earlier one.
static status_t tilt(rpoly_t result, const rpoly_t g, const lipschitz_t *l, int sign)
{
    rpoly_t ramp;
    real_ctx_struct *ctx = l->problem->prover->reals;
    rpoly_init(ramp);
    rpoly_x(ramp);
    status_t status = rpoly_scalar_mul(ramp, ramp, l->bound, ctx);
    rpoly_set(result, g);
    if (sign < 0)
        rpoly_neg(result, result);
    if (status == STATUS_OK)
        status = rpoly_sub(result, result, ramp, ctx);
    rpoly_clear(ramp);
    return status;
}

// Whether |g2(y) - g1(x)| <= bound (y - x) for two points x <= y.
static status_t pair_holds(bool *holds, const lipschitz_t *l, const rpoly_t g1, const rpoint_struct *x,
                           const rpoly_t g2, const rpoint_struct *y)
{
    rpoly_t earlier, later;
    rpoly_init(earlier);
    rpoly_init(later);
    status_t status = STATUS_OK;
    *holds = true;
    for (int direction = 1; direction >= -1 && *holds && status == STATUS_OK; direction -= 2) {
        int sign = 0;
        status = tilt(earlier, g1, l, direction);
        if (status == STATUS_OK)
            status = tilt(later, g2, l, direction);
        if (status == STATUS_OK)
            status = difference_sign(&sign, later, y, earlier, x, l->problem);
        *holds = sign <= 0;
    }
    rpoly_clear(earlier);
    rpoly_clear(later);
    return status;
}

status_t equal_at(bool *equal, const rpoly_t g1, const rpoly_t g2, const rpoint_struct *point, real_ctx_t ctx)
{
    rpoly_t difference;
    int sign = 0;
    rpoly_init(difference);
    status_t status = rpoly_sub(difference, g2, g1, ctx);
    if (status == STATUS_OK)
        status = rpoly_sign_at(&sign, difference, point, ctx);
    *equal = sign == 0;
    rpoly_clear(difference);
    return status;
}

status_t gap_holds(bool *holds, const lipschitz_t *l, const stretch_t *left, const stretch_t *right)
{
    const rpoint_struct *s = stretch_end(l, left, 1), *t = stretch_end(l, right, -1);
    const rpoly_struct *g1 = left->piece->polynomial, *g2 = right->piece->polynomial;
    return s == t ? equal_at(holds, g1, g2, s, l->problem->prover->reals) : pair_holds(holds, l, g1, s, g2, t);
}

// ---- witnesses ----

status_t steep_pair(rpoint_t x, rpoint_t y, const lipschitz_t *l, const stretch_t *stretch)
{
    real_ctx_struct *ctx = l->problem->prover->reals;
    const rpoint_struct *end = stretch_end(l, stretch, 1);
    fmpq_t second;
    status_t status = cell_point(x, l->frame.partition, stretch->cell, ctx);
    if (status != STATUS_OK)
        return status;
    fmpq_init(second);
    status = end ? rpoint_between(second, x, end, ctx) : rpoint_above(second, x, ctx);
    rpoint_set_fmpq(y, second);
    fmpq_clear(second);
    return status;
}

// A rational in the open stretch within about 2^-bits of its end on the side; a point stretch is its point.
static status_t approach(rpoint_t point, const lipschitz_t *l, const stretch_t *stretch, int side, slong bits)
{
    real_ctx_struct *ctx = l->problem->prover->reals;
    const rpoint_struct *end = stretch_end(l, stretch, side), *other = stretch_end(l, stretch, -side);
    if (stretch->cell % 2 == 1) {
        rpoint_set(point, end);
        return STATUS_OK;
    }
    fmpq_t lo, hi, step;
    rpoint_t inner;
    int order = side;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(step);
    rpoint_init(inner);
    fmpq_one(step);
    fmpq_div_2exp(step, step, (flint_bitcnt_t)bits);
    status_t status = rpoint_refine(lo, hi, end, bits, ctx);
    if (side > 0)
        fmpq_sub(lo, lo, step);
    else
        fmpq_add(lo, hi, step);
    rpoint_set_fmpq(inner, lo);
    if (status == STATUS_OK && other)
        status = rpoint_cmp(&order, inner, other, ctx);
    if (order != side)
        rpoint_set(inner, other);
    if (status == STATUS_OK)
        status = side > 0 ? rpoint_between(lo, inner, end, ctx) : rpoint_between(lo, end, inner, ctx);
    rpoint_set_fmpq(point, lo);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(step);
    rpoint_clear(inner);
    return status;
}

static bool is_irrational_point(const lipschitz_t *l, const stretch_t *stretch)
{
    if (stretch->cell % 2 == 0)
        return false;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    rpoint_get_interval(lo, hi, stretch_end(l, stretch, 1));
    bool irrational = !fmpq_equal(lo, hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return irrational;
}

// Prefers rational points: an irrational point of the region gives way to an open cell of the region that it ends,
// where g continues to the same value.
static status_t prefer_open(const stretch_t **stretch, const lipschitz_t *l, size_t index, int side)
{
    bool equal = false;
    *stretch = l->stretches + index;
    if (!is_irrational_point(l, *stretch) || (side > 0 && index == 0) || (side < 0 && index + 1 == l->count))
        return STATUS_OK;
    const stretch_t *next = l->stretches + (side > 0 ? index - 1 : index + 1);
    const rpoint_struct *point = stretch_end(l, *stretch, 1);
    if (stretch_end(l, next, side) != point)
        return STATUS_OK;
    status_t status =
        equal_at(&equal, (*stretch)->piece->polynomial, next->piece->polynomial, point, l->problem->prover->reals);
    if (equal)
        *stretch = next;
    return status;
}

#define APPROACH_MAX_BITS 100000

status_t gap_pair(rpoint_t x, rpoint_t y, const lipschitz_t *l, size_t index)
{
    const stretch_t *left, *right;
    status_t status = prefer_open(&left, l, index, 1);
    if (status == STATUS_OK)
        status = prefer_open(&right, l, index + 1, -1);
    bool holds = true;
    slong bits = 0;
    for (; status == STATUS_OK && holds && bits < APPROACH_MAX_BITS; bits = 2 * bits + 1) {
        status = approach(x, l, left, 1, bits);
        if (status == STATUS_OK)
            status = approach(y, l, right, -1, bits);
        if (status == STATUS_OK)
            status = pair_holds(&holds, l, left->piece->polynomial, x, right->piece->polynomial, y);
    }
    return status == STATUS_OK && holds ? STATUS_LIMIT : status;
}

// ---- the slope of a gap ----

status_t gap_slope(arb_t slope, const lipschitz_t *l, const stretch_t *left, const stretch_t *right, slong prec)
{
    real_ctx_struct *ctx = l->problem->prover->reals;
    const rpoint_struct *s = stretch_end(l, left, 1), *t = stretch_end(l, right, -1);
    bool equal = false;
    if (s == t) {
        status_t status = equal_at(&equal, left->piece->polynomial, right->piece->polynomial, s, ctx);
        if (equal)
            arb_zero(slope);
        else
            arb_pos_inf(slope);
        return status;
    }
    rpoly_t identity;
    arb_t length;
    rpoly_init(identity);
    arb_init(length);
    rpoly_x(identity);
    status_t status = ball_difference(slope, right->piece->polynomial, t, left->piece->polynomial, s, prec, ctx);
    if (status == STATUS_OK)
        status = ball_difference(length, identity, t, identity, s, prec, ctx);
    arb_abs(slope, slope);
    arb_div(slope, slope, length, prec);
    rpoly_clear(identity);
    arb_clear(length);
    return status;
}
