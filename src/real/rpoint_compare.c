// SPDX-License-Identifier: LGPL-3.0-or-later
// Comparisons of points and signs of polynomials at them.
#include "real/rpoint_internal.h"

static status_t sign_at_real(int *sign, const rpoly_t p, const real_t x, real_ctx_t ctx)
{
    arb_t point, value;
    arb_init(point);
    arb_init(value);
    *sign = 0;
    for (slong prec = 64; prec <= 256 && *sign == 0; prec *= 2) {
        real_get_arb(point, x, prec);
        rpoly_evaluate_arb(value, p, point, prec);
        *sign = arb_is_positive(value) ? 1 : arb_is_negative(value) ? -1 : 0;
    }
    arb_clear(point);
    arb_clear(value);
    if (*sign != 0)
        return STATUS_OK;
    real_t exact;
    real_init(exact);
    status_t status = rpoly_evaluate(exact, p, x, ctx);
    if (status == STATUS_OK)
        *sign = real_sgn(exact);
    real_clear(exact);
    return status;
}

// Whether p vanishes at the root: then gcd(p, poly) does too, and as a divisor of the squarefree poly with no other
// root in the interval it changes sign there; else it has no root there at all.
static status_t vanishes_at_root(bool *vanishes, const rpoly_t p, const rpoint_root_t *root, real_ctx_t ctx)
{
    int sign_at_lo = 0, sign_at_hi = 0;
    rpoly_t gcd;
    rpoly_init(gcd);
    status_t status = rpoly_gcd(gcd, p, root->poly, ctx);
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign_at_lo, gcd, root->lo, ctx);
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign_at_hi, gcd, root->hi, ctx);
    *vanishes = sign_at_lo * sign_at_hi < 0;
    rpoly_clear(gcd);
    return status;
}

// The sign of p at the root if enclosures of widths from 2^-first to 2^-last show it, else 0.
static status_t sign_by_balls(int *sign, const rpoly_t p, const rpoint_t point, slong first, slong last,
                              real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    arb_t x, value;
    arb_init(x);
    arb_init(value);
    *sign = 0;
    for (slong prec = first; prec <= last && *sign == 0 && status == STATUS_OK; prec *= 2) {
        status = rpoint_get_arb(x, point, prec, ctx);
        if (status == STATUS_OK) {
            rpoly_evaluate_arb(value, p, x, prec + 20);
            *sign = arb_is_positive(value) ? 1 : arb_is_negative(value) ? -1 : 0;
        }
    }
    arb_clear(x);
    arb_clear(value);
    return status;
}

static status_t sign_at_root(int *sign, const rpoly_t p, const rpoint_t point, real_ctx_t ctx)
{
    bool vanishes = false;
    status_t status = STATUS_OK;
    if (p->field == point->root->poly->field)
        status = rpoly_equal(&vanishes, p, point->root->poly, ctx);
    *sign = 0;
    if (status != STATUS_OK || vanishes)
        return status;
    if (rpoint_is_real(point))
        return rpoly_sgn_fmpq(sign, p, point->root->lo, ctx);
    status = sign_by_balls(sign, p, point, 32, 256, ctx);
    if (status != STATUS_OK || *sign != 0)
        return status;
    if (rpoint_is_real(point))
        return rpoly_sgn_fmpq(sign, p, point->root->lo, ctx);
    status = vanishes_at_root(&vanishes, p, point->root, ctx);
    if (status == STATUS_OK && !vanishes)
        status = sign_by_balls(sign, p, point, 512, WORD_MAX / 4, ctx);
    return status;
}

status_t rpoly_sign_at(int *sign, const rpoly_t p, const rpoint_t point, real_ctx_t ctx)
{
    if (rpoly_is_constant(p)) {
        *sign = rpoly_lead_sgn(p);
        return STATUS_OK;
    }
    if (!point->root)
        return sign_at_real(sign, p, point->value, ctx);
    return sign_at_root(sign, p, point, ctx);
}

status_t rpoint_cmp_fmpq(int *order, const rpoint_t a, const fmpq_t b, real_ctx_t ctx)
{
    if (a->root)
        return rpoint_root_cmp_fmpq(order, a->root, b, ctx);
    *order = real_cmp_fmpq(a->value, b);
    return STATUS_OK;
}

// The order of a and b if enclosures of widths from 2^-first to 2^-last are disjoint, else 0.
static status_t separate(int *order, const rpoint_t a, const rpoint_t b, slong first, slong last, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    fmpq_t a_lo, a_hi, b_lo, b_hi;
    fmpq_init(a_lo);
    fmpq_init(a_hi);
    fmpq_init(b_lo);
    fmpq_init(b_hi);
    *order = 0;
    for (slong bits = first; bits <= last && *order == 0 && status == STATUS_OK; bits = 2 * bits + 4) {
        status = rpoint_refine(a_lo, a_hi, a, bits, ctx);
        if (status == STATUS_OK)
            status = rpoint_refine(b_lo, b_hi, b, bits, ctx);
        // Closed intervals of irrational points that touch are also separate, but the next width shows that.
        if (status == STATUS_OK)
            *order = fmpq_cmp(a_hi, b_lo) < 0 ? -1 : fmpq_cmp(a_lo, b_hi) > 0 ? 1 : 0;
    }
    fmpq_clear(a_lo);
    fmpq_clear(a_hi);
    fmpq_clear(b_lo);
    fmpq_clear(b_hi);
    return status;
}

// Whether the point lies in the interval of the root and is a zero of its polynomial.
static status_t is_root(bool *equal, const rpoint_t point, const rpoint_root_t *root, real_ctx_t ctx)
{
    int above_lo = 0, below_hi = 0, sign = 1;
    status_t status = rpoint_cmp_fmpq(&above_lo, point, root->lo, ctx);
    if (status == STATUS_OK)
        status = rpoint_cmp_fmpq(&below_hi, point, root->hi, ctx);
    *equal = false;
    if (status != STATUS_OK || above_lo <= 0 || below_hi >= 0)
        return status;
    status = rpoly_sign_at(&sign, root->poly, point, ctx);
    *equal = sign == 0;
    return status;
}

// The value of a point that is known to be rational.
static bool known_rational(fmpq_t value, const rpoint_t point)
{
    if (point->root) {
        fmpq_set(value, point->root->lo);
        return rpoint_root_is_rational(point->root);
    }
    real_get_fmpq(value, point->value);
    return real_is_rational(point->value);
}

// Compares where one of the points is known to be rational.
static bool compare_rational(status_t *status, int *order, const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    fmpq_t value;
    fmpq_init(value);
    bool decided = true;
    if (known_rational(value, b)) {
        *status = rpoint_cmp_fmpq(order, a, value, ctx);
    } else if (known_rational(value, a)) {
        *status = rpoint_cmp_fmpq(order, b, value, ctx);
        *order = -*order;
    } else {
        decided = false;
    }
    fmpq_clear(value);
    return decided;
}

status_t rpoint_cmp(int *order, const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    bool equal = false;
    status_t status = STATUS_OK;
    *order = 0;
    if (a->root && a->root == b->root)
        return STATUS_OK;
    if (!a->root && !b->root) {
        *order = real_cmp(a->value, b->value);
        return STATUS_OK;
    }
    if (compare_rational(&status, order, a, b, ctx))
        return status;
    status = separate(order, a, b, 0, 64, ctx);
    if (status != STATUS_OK || *order != 0)
        return status;
    // Refinement may have met the point itself.
    if (compare_rational(&status, order, a, b, ctx))
        return status;
    status = b->root ? is_root(&equal, a, b->root, ctx) : is_root(&equal, b, a->root, ctx);
    if (status == STATUS_OK && !equal)
        status = separate(order, a, b, 128, WORD_MAX / 4, ctx);
    return status;
}
