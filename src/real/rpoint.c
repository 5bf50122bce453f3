// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/rpoint.h"

#include "base/memory.h"
#include "real/rpoint_internal.h"

static void release(rpoint_root_t *root)
{
    if (!root || --root->references > 0)
        return;
    rpoly_clear(root->poly);
    rpoly_clear(root->derivative);
    fmpq_clear(root->lo);
    fmpq_clear(root->hi);
    mem_free(root);
}

void rpoint_init(rpoint_t point)
{
    point->root = NULL;
    real_init(point->value);
}

void rpoint_clear(rpoint_t point)
{
    release(point->root);
    real_clear(point->value);
}

void rpoint_set(rpoint_t result, const rpoint_t point)
{
    if (point->root)
        point->root->references++;
    release(result->root);
    result->root = point->root;
    real_set(result->value, point->value);
}

void rpoint_swap(rpoint_t a, rpoint_t b)
{
    rpoint_struct swapped = *a;
    *a = *b;
    *b = swapped;
}

void rpoint_set_real(rpoint_t result, const real_t value)
{
    real_set(result->value, value);
    release(result->root);
    result->root = NULL;
}

void rpoint_set_fmpq(rpoint_t result, const fmpq_t value)
{
    real_set_fmpq(result->value, value);
    release(result->root);
    result->root = NULL;
}

static rpoint_root_t *new_root(const rpoly_t p, const fmpq_t lo, const fmpq_t hi)
{
    rpoint_root_t *root = mem_alloc(1, sizeof *root);
    root->references = 1;
    rpoly_init(root->poly);
    rpoly_set(root->poly, p);
    rpoly_init(root->derivative);
    fmpq_init(root->lo);
    fmpq_init(root->hi);
    fmpq_set(root->lo, lo);
    fmpq_set(root->hi, hi);
    return root;
}

status_t rpoint_set_root(rpoint_t result, const rpoly_t p, const fmpq_t lo, const fmpq_t hi, real_ctx_t ctx)
{
    int sign_at_lo = 0, sign_at_hi = 0;
    status_t status = fmpq_cmp(lo, hi) < 0 ? STATUS_OK : STATUS_DOMAIN;
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign_at_lo, p, lo, ctx);
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign_at_hi, p, hi, ctx);
    if (status == STATUS_OK && sign_at_lo * sign_at_hi >= 0)
        status = STATUS_DOMAIN;
    if (status != STATUS_OK)
        return status;
    rpoint_root_t *root = new_root(p, lo, hi);
    root->sign_at_lo = sign_at_lo;
    status = rpoly_derivative(root->derivative, p, ctx);
    if (status != STATUS_OK) {
        release(root);
        return status;
    }
    release(result->root);
    result->root = root;
    real_zero(result->value);
    return STATUS_OK;
}

bool rpoint_is_real(const rpoint_t point)
{
    return !point->root || rpoint_root_is_rational(point->root);
}

void rpoint_get_real(real_t result, const rpoint_t point)
{
    if (point->root)
        real_set_fmpq(result, point->root->lo);
    else
        real_set(result, point->value);
}

const rpoly_struct *rpoint_poly(const rpoint_t point)
{
    return point->root ? point->root->poly : NULL;
}

void rpoint_get_interval(fmpq_t lo, fmpq_t hi, const rpoint_t point)
{
    if (point->root) {
        fmpq_set(lo, point->root->lo);
        fmpq_set(hi, point->root->hi);
    } else {
        real_get_bounds(lo, hi, point->value, 64);
    }
}

static void refine_real(fmpq_t lo, fmpq_t hi, const real_t value, slong bits)
{
    fmpq_t width, wanted;
    fmpq_init(width);
    fmpq_init(wanted);
    fmpq_one(wanted);
    fmpq_div_2exp(wanted, wanted, (flint_bitcnt_t)(bits > 0 ? bits : 0));
    slong prec = bits > 64 ? bits : 64;
    do {
        real_get_bounds(lo, hi, value, prec);
        fmpq_sub(width, hi, lo);
        prec *= 2;
    } while (fmpq_cmp(width, wanted) >= 0);
    fmpq_clear(width);
    fmpq_clear(wanted);
}

status_t rpoint_refine(fmpq_t lo, fmpq_t hi, const rpoint_t point, slong bits, real_ctx_t ctx)
{
    if (!point->root) {
        refine_real(lo, hi, point->value, bits);
        return STATUS_OK;
    }
    status_t status = rpoint_root_refine(point->root, bits, ctx);
    rpoint_get_interval(lo, hi, point);
    return status;
}

// Afterwards 0 is not inside the interval: a root that is 0 has become rational.
static status_t separate_from_zero(rpoint_root_t *root, real_ctx_t ctx)
{
    if (fmpq_sgn(root->lo) >= 0 || fmpq_sgn(root->hi) <= 0)
        return STATUS_OK;
    fmpq_t zero;
    int order;
    fmpq_init(zero);
    status_t status = rpoint_root_cmp_fmpq(&order, root, zero, ctx);
    if (status == STATUS_OK && order < 0)
        fmpq_zero(root->hi);
    if (status == STATUS_OK && order > 0) {
        // lo < 0 < root, and no root lies between lo and 0, so the sign at 0 is that at lo.
        fmpq_zero(root->lo);
    }
    fmpq_clear(zero);
    return status;
}

static void set_interval(arb_t result, const rpoint_root_t *root, slong prec)
{
    arb_t hi;
    arb_init(hi);
    arb_set_fmpq(result, root->lo, prec);
    arb_set_fmpq(hi, root->hi, prec);
    arb_union(result, result, hi, prec);
    arb_clear(hi);
}

status_t rpoint_get_arb(arb_t result, const rpoint_t point, slong prec, real_ctx_t ctx)
{
    if (!point->root) {
        real_get_arb(result, point->value, prec);
        return STATUS_OK;
    }
    status_t status = separate_from_zero(point->root, ctx);
    for (slong bits = prec; status == STATUS_OK; bits *= 2) {
        status = rpoint_root_refine(point->root, bits, ctx);
        // Towards a root near 0 the width needed is absolute, the accuracy wanted relative.
        set_interval(result, point->root, prec + 20);
        if (status != STATUS_OK || arb_rel_accuracy_bits(result) >= prec)
            break;
    }
    return status;
}

status_t rpoint_enclose(arb_t ball, const void *data, slong prec)
{
    const rpoint_enclosure_t *enclosure = data;
    return rpoint_get_arb(ball, enclosure->point, prec, enclosure->ctx);
}
