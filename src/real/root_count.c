// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/root_count.h"

#include "real/descartes.h"
#include "real/sturm.h"

// Sturm chains cost about degree^3 times the coefficients' bits.
#define STURM_MAX_WORK 4e9

// The polynomial moved to the unit interval has about degree^2 times the ends' bits.
#define MAPPED_MAX_BITS 5e8

// poly(lo + (hi - lo) x) up to a positive factor: the roots in (lo, hi) become those in (0, 1).
static void map_to_unit_interval(fmpz_poly_t result, const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi)
{
    fmpq_poly_t linear, mapped;
    fmpq_t width;
    fmpq_poly_init(linear);
    fmpq_poly_init(mapped);
    fmpq_init(width);
    fmpq_sub(width, hi, lo);
    fmpq_poly_set_coeff_fmpq(linear, 1, width);
    fmpq_poly_set_coeff_fmpq(linear, 0, lo);
    fmpq_poly_set_fmpz_poly(mapped, poly);
    fmpq_poly_compose(mapped, mapped, linear);
    fmpq_poly_get_numerator(result, mapped);
    fmpq_poly_clear(linear);
    fmpq_poly_clear(mapped);
    fmpq_clear(width);
}

static slong count_variations(const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi)
{
    fmpz_poly_t mapped;
    fmpz_poly_init(mapped);
    map_to_unit_interval(mapped, poly, lo, hi);
    slong variations = fmpz_poly_variations_in_unit_interval(mapped);
    fmpz_poly_clear(mapped);
    return variations;
}

static flint_bitcnt_t rational_bits(const fmpq_t x)
{
    return fmpz_bits(fmpq_numref(x)) + fmpz_bits(fmpq_denref(x));
}

static bool vanishes(const fmpz_poly_t poly, const fmpq_t x)
{
    fmpq_t value;
    fmpq_init(value);
    fmpz_poly_evaluate_fmpq(value, poly, x);
    bool zero = fmpq_is_zero(value) != 0;
    fmpq_clear(value);
    return zero;
}

static status_t has_one_root_by_sturm(bool *isolated, const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi,
                                      real_ctx_t ctx)
{
    double degree = (double)fmpz_poly_degree(poly);
    slong bits = fmpz_poly_max_bits(poly), count = 0;
    if (degree * degree * degree * (double)(bits < 0 ? -bits : bits) > STURM_MAX_WORK)
        return STATUS_LIMIT;
    rpoly_t p;
    rpoint_t a, b;
    rpoly_init(p);
    rpoint_init(a);
    rpoint_init(b);
    rpoly_set_fmpz_poly(p, poly);
    rpoint_set_fmpq(a, lo);
    rpoint_set_fmpq(b, hi);
    status_t status = sturm_count_open(&count, p, a, b, ctx);
    *isolated = count == 1;
    rpoly_clear(p);
    rpoint_clear(a);
    rpoint_clear(b);
    return status;
}

status_t fmpz_poly_has_one_root(bool *isolated, const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi,
                                real_ctx_t ctx)
{
    *isolated = false;
    double degree = (double)fmpz_poly_degree(poly);
    if (degree * degree * (double)(rational_bits(lo) + rational_bits(hi)) > MAPPED_MAX_BITS)
        return STATUS_LIMIT;
    if (vanishes(poly, lo) || vanishes(poly, hi))
        return STATUS_OK;
    slong variations = count_variations(poly, lo, hi);
    if (variations > 1 && variations % 2 == 1)
        return has_one_root_by_sturm(isolated, poly, lo, hi, ctx);
    // One change means one root; an even number of changes an even number of roots.
    *isolated = variations == 1;
    return STATUS_OK;
}
