// SPDX-License-Identifier: LGPL-3.0-or-later
// Shrinking the interval of a root: interval Newton steps where the derivative has a sign, else bisection
// (R. Moore, R. Kearfott, M. Cloud, Introduction to Interval Analysis, chapter 8). Whatever Newton's step proposes,
// exact signs at the new ends decide.
#include "real/rpoint_internal.h"

bool rpoint_root_is_rational(const rpoint_root_t *root)
{
    return fmpq_equal(root->lo, root->hi) != 0;
}

static void collapse(rpoint_root_t *root, const fmpq_t value)
{
    fmpq_t copy;
    fmpq_init(copy);
    fmpq_set(copy, value);
    fmpq_set(root->lo, copy);
    fmpq_set(root->hi, copy);
    fmpq_clear(copy);
}

status_t rpoint_root_cmp_fmpq(int *order, rpoint_root_t *root, const fmpq_t x, real_ctx_t ctx)
{
    if (rpoint_root_is_rational(root)) {
        int side = fmpq_cmp(root->lo, x);
        *order = (side > 0) - (side < 0);
        return STATUS_OK;
    }
    if (fmpq_cmp(x, root->lo) <= 0 || fmpq_cmp(x, root->hi) >= 0) {
        *order = fmpq_cmp(x, root->lo) <= 0 ? 1 : -1;
        return STATUS_OK;
    }
    int sign;
    status_t status = rpoly_sgn_fmpq(&sign, root->poly, x, ctx);
    if (status != STATUS_OK)
        return status;
    // poly keeps the sign of lo up to the root and changes it there.
    *order = sign == 0 ? 0 : sign == root->sign_at_lo ? 1 : -1;
    if (sign == 0)
        collapse(root, x);
    return STATUS_OK;
}

// Cuts the interval at x, keeping the part with the root.
static status_t cut(rpoint_root_t *root, const fmpq_t x, real_ctx_t ctx)
{
    int order;
    if (rpoint_root_is_rational(root) || fmpq_cmp(x, root->lo) <= 0 || fmpq_cmp(x, root->hi) >= 0)
        return STATUS_OK;
    status_t status = rpoint_root_cmp_fmpq(&order, root, x, ctx);
    if (status == STATUS_OK && order > 0)
        fmpq_set(root->lo, x);
    if (status == STATUS_OK && order < 0)
        fmpq_set(root->hi, x);
    return status;
}

static status_t bisect(rpoint_root_t *root, real_ctx_t ctx)
{
    fmpq_t middle;
    fmpq_init(middle);
    fmpq_add(middle, root->lo, root->hi);
    fmpq_div_2exp(middle, middle, 1);
    status_t status = cut(root, middle, ctx);
    fmpq_clear(middle);
    return status;
}

// log2 |x| up to 1, for x != 0.
static slong log2_estimate(const fmpq_t x)
{
    return (slong)fmpz_bits(fmpq_numref(x)) - (slong)fmpz_bits(fmpq_denref(x));
}

// About log2 of the width.
static slong width_exponent(const rpoint_root_t *root)
{
    fmpq_t width;
    fmpq_init(width);
    fmpq_sub(width, root->hi, root->lo);
    slong exponent = fmpq_is_zero(width) ? -WORD_MAX / 4 : log2_estimate(width);
    fmpq_clear(width);
    return exponent;
}

static bool width_is_below(const rpoint_root_t *root, slong bits)
{
    fmpq_t width, wanted;
    fmpq_init(width);
    fmpq_init(wanted);
    fmpq_sub(width, root->hi, root->lo);
    fmpq_one(wanted);
    fmpq_div_2exp(wanted, wanted, (flint_bitcnt_t)(bits > 0 ? bits : 0));
    bool below = fmpq_cmp(width, wanted) < 0;
    fmpq_clear(width);
    fmpq_clear(wanted);
    return below;
}

// The ball N = m - p(m)/p'(X), X the interval and m its middle, contains the root if p' has no zero in X.
static bool newton_image(arb_t image, const rpoint_root_t *root, slong prec)
{
    arb_t interval, middle, slope, value;
    arb_init(interval);
    arb_init(middle);
    arb_init(slope);
    arb_init(value);
    arb_set_fmpq(interval, root->lo, prec);
    arb_set_fmpq(middle, root->hi, prec);
    arb_union(interval, interval, middle, prec);
    arb_get_mid_arb(middle, interval);
    rpoly_evaluate_arb(slope, root->derivative, interval, prec);
    bool usable = !arb_contains_zero(slope);
    if (usable) {
        rpoly_evaluate_arb(value, root->poly, middle, prec);
        arb_div(value, value, slope, prec);
        arb_sub(image, middle, value, prec);
    }
    arb_clear(interval);
    arb_clear(middle);
    arb_clear(slope);
    arb_clear(value);
    return usable && arb_is_finite(image);
}

// Cuts at the ends of Newton's image, doubled in width so that the signs there are easily found.
static status_t cut_at_image(rpoint_root_t *root, const arb_t image, slong max_prec, real_ctx_t ctx)
{
    arb_t doubled;
    arf_t bound;
    fmpq_t end;
    arb_init(doubled);
    arf_init(bound);
    fmpq_init(end);
    arb_set(doubled, image);
    mag_mul_2exp_si(arb_radref(doubled), arb_radref(doubled), 1);
    // Rounding to the accuracy of the image keeps the ends short.
    slong accuracy = arb_rel_accuracy_bits(doubled);
    slong prec = accuracy < 0 ? 8 : accuracy < max_prec ? accuracy + 8 : max_prec + 8;
    arb_get_lbound_arf(bound, doubled, prec);
    arf_get_fmpq(end, bound);
    status_t status = cut(root, end, ctx);
    if (status == STATUS_OK) {
        arb_get_ubound_arf(bound, doubled, prec);
        arf_get_fmpq(end, bound);
        status = cut(root, end, ctx);
    }
    arb_clear(doubled);
    arf_clear(bound);
    fmpq_clear(end);
    return status;
}

// One Newton step that may reach a width of 2^-bits; the working precision follows the width, which may square.
static status_t newton_step(rpoint_root_t *root, slong bits, real_ctx_t ctx)
{
    slong exponent = width_exponent(root);
    slong reach = exponent < -32 ? -2 * exponent : 64;
    slong magnitude = log2_estimate(root->hi);
    slong prec = (reach < bits ? reach : bits) + 64 + (magnitude > 0 && magnitude < 4096 ? magnitude : 0);
    arb_t image;
    arb_init(image);
    status_t status = newton_image(image, root, prec) ? cut_at_image(root, image, prec, ctx) : STATUS_OK;
    arb_clear(image);
    return status;
}

status_t rpoint_root_refine(rpoint_root_t *root, slong bits, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    while (status == STATUS_OK && !width_is_below(root, bits)) {
        slong before = width_exponent(root);
        status = newton_step(root, bits, ctx);
        // A step that gained little is followed by a bisection, so that the loop ends in any case.
        if (status == STATUS_OK && width_exponent(root) > before - 4)
            status = bisect(root, ctx);
    }
    return status;
}
