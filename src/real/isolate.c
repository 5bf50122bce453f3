// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/isolate.h"

#include "real/descartes.h"
#include "real/rpoly_internal.h"

// Rational polynomials up to this degree are factored first, so that their roots come with small polynomials.
#define FACTOR_MAX_DEGREE 64

// A root in [lo, hi] that is the only one there: an end may be the root itself.
static status_t append_root(rpoint_list_t roots, const rpoly_t p, const fmpq_t lo, const fmpq_t hi, real_ctx_t ctx)
{
    int sign_at_lo = 0, sign_at_hi = 0;
    rpoint_t root;
    rpoint_init(root);
    status_t status = rpoly_sgn_fmpq(&sign_at_lo, p, lo, ctx);
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign_at_hi, p, hi, ctx);
    if (status == STATUS_OK && sign_at_lo == 0)
        rpoint_set_fmpq(root, lo);
    else if (status == STATUS_OK && sign_at_hi == 0)
        rpoint_set_fmpq(root, hi);
    else if (status == STATUS_OK)
        status = rpoint_set_root(root, p, lo, hi, ctx);
    if (status == STATUS_OK)
        rpoint_list_append(roots, root);
    rpoint_clear(root);
    return status;
}

static status_t append_enclosed_root(rpoint_list_t roots, const rpoly_t p, const arb_t enclosure, real_ctx_t ctx)
{
    fmpq_t lo, hi;
    arf_t bound;
    fmpq_init(lo);
    fmpq_init(hi);
    arf_init(bound);
    // The enclosure's ends themselves, without rounding outward: enclosures of other roots stay outside.
    arb_get_lbound_arf(bound, enclosure, ARF_PREC_EXACT);
    arf_get_fmpq(lo, bound);
    arb_get_ubound_arf(bound, enclosure, ARF_PREC_EXACT);
    arf_get_fmpq(hi, bound);
    status_t status = append_root(roots, p, lo, hi, ctx);
    fmpq_clear(lo);
    fmpq_clear(hi);
    arf_clear(bound);
    return status;
}

// Disjoint enclosures of all complex roots of a squarefree p at one precision; false when it is too low. All
// coefficients are balls and each enclosure holds exactly one root of every polynomial within them.
static bool find_complex_roots(acb_ptr roots, const rpoly_t p, slong prec)
{
    slong degree = rpoly_degree(p);
    arb_poly_t balls;
    acb_poly_t complex_balls;
    arb_poly_init(balls);
    acb_poly_init(complex_balls);
    rpoly_get_arb_poly(balls, p, prec);
    acb_poly_set_arb_poly(complex_balls, balls);
    bool found = !arb_contains_zero(arb_poly_get_coeff_ptr(balls, degree)) &&
                 acb_poly_find_roots(roots, complex_balls, NULL, 0, prec) == degree &&
                 acb_poly_validate_real_roots(roots, complex_balls, prec);
    arb_poly_clear(balls);
    acb_poly_clear(complex_balls);
    return found;
}

// A squarefree p has distinct roots, so a high enough precision isolates them.
static status_t isolate_numerically(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    slong degree = rpoly_degree(p), prec = 64;
    if (degree <= 0)
        return STATUS_OK;
    acb_ptr enclosures = _acb_vec_init(degree);
    while (!find_complex_roots(enclosures, p, prec))
        prec *= 2;
    status_t status = STATUS_OK;
    for (slong i = 0; i < degree && status == STATUS_OK; i++)
        if (arb_contains_zero(acb_imagref(enclosures + i)))
            status = append_enclosed_root(roots, p, acb_realref(enclosures + i), ctx);
    _acb_vec_clear(enclosures, degree);
    return status;
}

static status_t append_linear_root(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    real_t value, slope;
    rpoint_t root;
    real_init(value);
    real_init(slope);
    rpoint_init(root);
    rpoly_get_coeff(value, p, 0);
    rpoly_get_coeff(slope, p, 1);
    status_t status = real_div(value, value, slope, ctx);
    if (status == STATUS_OK) {
        real_neg(value, value);
        rpoint_set_real(root, value);
        rpoint_list_append(roots, root);
    }
    real_clear(value);
    real_clear(slope);
    rpoint_clear(root);
    return status;
}

// A rational root of p is u/v in lowest terms with v dividing the leading coefficient L of the primitive integer
// polynomial: L times it is an integer, and an interval of width below 1/(2 |L|) leaves one candidate, which is
// tried.
static status_t try_rational(const rpoint_t root, const rpoly_t p, real_ctx_t ctx)
{
    if (rpoint_is_real(root))
        return STATUS_OK;
    int order;
    fmpz_poly_t primitive;
    fmpq_t lo, hi;
    fmpz_poly_init(primitive);
    fmpq_init(lo);
    fmpq_init(hi);
    status_t status = rpoly_norm(primitive, p);
    const fmpz *lead = status == STATUS_OK ? fmpz_poly_lead(primitive) : NULL;
    if (status == STATUS_OK)
        status = rpoint_refine(lo, hi, root, (slong)fmpz_bits(lead) + 1, ctx);
    if (status == STATUS_OK) {
        // The integers between L lo and L hi number at most one.
        fmpq_mul_fmpz(hi, hi, lead);
        fmpz_fdiv_q(fmpq_numref(lo), fmpq_numref(hi), fmpq_denref(hi));
        fmpz_set(fmpq_denref(lo), lead);
        fmpq_canonicalise(lo);
        // Comparing finds out whether the root is the candidate, and remembers it.
        status = rpoint_cmp_fmpq(&order, root, lo, ctx);
    }
    fmpz_poly_clear(primitive);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return status;
}

static status_t append_intervals(rpoint_list_t roots, const rpoly_t p, const descartes_result_t *found, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    for (size_t i = 0; i < found->count && status == STATUS_OK; i++)
        status = append_root(roots, p, found->ends + 2 * i, found->ends + 2 * i + 1, ctx);
    return status;
}

// Divides p by the linear polynomial of a rational root.
static void divide_by_root(fmpz_poly_t p, const fmpq_t root)
{
    fmpz_poly_t linear;
    fmpz_poly_init(linear);
    fmpz_poly_set_coeff_fmpz(linear, 0, fmpq_numref(root));
    fmpz_poly_neg(linear, linear);
    fmpz_poly_set_coeff_fmpz(linear, 1, fmpq_denref(root));
    fmpz_poly_div(p, p, linear);
    fmpz_poly_clear(linear);
}

// p is primitive and squarefree. A rational root that bisection meets is divided out, and the search begins anew.
static status_t isolate_integer(rpoint_list_t roots, fmpz_poly_t p, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    bool again = true;
    while (again && status == STATUS_OK && fmpz_poly_degree(p) > 0) {
        descartes_result_t found;
        rpoly_t poly;
        rpoint_t root;
        descartes_result_init(&found);
        rpoly_init(poly);
        rpoint_init(root);
        descartes_isolate(&found, p);
        again = found.met_root;
        rpoly_set_fmpz_poly(poly, p);
        if (again) {
            rpoint_set_fmpq(root, found.root);
            rpoint_list_append(roots, root);
            divide_by_root(p, found.root);
        } else {
            status = append_intervals(roots, poly, &found, ctx);
        }
        descartes_result_clear(&found);
        rpoly_clear(poly);
        rpoint_clear(root);
    }
    return status;
}

static status_t recognise_rationals(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    for (size_t i = 0; i < roots->count && status == STATUS_OK; i++)
        status = try_rational(roots->points + i, p, ctx);
    return status;
}

// p is irreducible.
static status_t isolate_factor(rpoint_list_t roots, fmpz_poly_t p, real_ctx_t ctx)
{
    if (fmpz_poly_degree(p) > 1)
        return isolate_integer(roots, p, ctx);
    rpoly_t linear;
    rpoly_init(linear);
    rpoly_set_fmpz_poly(linear, p);
    status_t status = append_linear_root(roots, linear, ctx);
    rpoly_clear(linear);
    return status;
}

static status_t isolate_factors(rpoint_list_t roots, const fmpz_poly_t p, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    fmpz_poly_factor_t factors;
    fmpz_poly_factor_init(factors);
    fmpz_poly_factor(factors, p);
    for (slong i = 0; i < factors->num && status == STATUS_OK; i++)
        status = isolate_factor(roots, factors->p + i, ctx);
    fmpz_poly_factor_clear(factors);
    return status;
}

// p is squarefree and rational; roots is empty.
static status_t isolate_rational(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    fmpz_poly_t primitive;
    fmpz_poly_init(primitive);
    status_t status = rpoly_norm(primitive, p);
    if (status == STATUS_OK && rpoly_degree(p) <= FACTOR_MAX_DEGREE) {
        status = isolate_factors(roots, primitive, ctx);
    } else if (status == STATUS_OK) {
        status = isolate_integer(roots, primitive, ctx);
        if (status == STATUS_OK)
            status = recognise_rationals(roots, p, ctx);
    }
    fmpz_poly_clear(primitive);
    return status;
}

// The greatest rational divisor of p: p = sum p_j theta^j with rational p_j, and a rational polynomial divides p
// exactly when it divides every p_j.
static status_t rational_divisor(rpoly_t result, const rpoly_t p, real_ctx_t ctx)
{
    status_t status = STATUS_OK;
    fmpq_poly_t coordinate;
    fmpq_t entry;
    rpoly_t part;
    fmpq_poly_init(coordinate);
    fmpq_init(entry);
    rpoly_init(part);
    rpoly_zero(result);
    for (slong j = 0; j < p->field->degree && status == STATUS_OK; j++) {
        fmpq_poly_zero(coordinate);
        for (slong i = p->length - 1; i >= 0; i--) {
            fmpq_poly_get_coeff_fmpq(entry, p->coeffs[i].value, j);
            fmpq_poly_set_coeff_fmpq(coordinate, i, entry);
        }
        rpoly_set_fmpq_poly(part, coordinate);
        status = rpoly_gcd(result, result, part, ctx);
    }
    fmpq_poly_clear(coordinate);
    fmpq_clear(entry);
    rpoly_clear(part);
    return status;
}

// p is squarefree; its rational roots are those of its rational divisor.
static status_t isolate_over_field(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    rpoly_t divisor, rest;
    rpoly_init(divisor);
    rpoly_init(rest);
    status_t status = rational_divisor(divisor, p, ctx);
    if (status == STATUS_OK)
        status = rpoly_divexact(rest, p, divisor, ctx);
    if (status == STATUS_OK)
        status = isolate_rational(roots, divisor, ctx);
    if (status == STATUS_OK)
        status = rpoly_degree(rest) == 1 ? append_linear_root(roots, rest, ctx)
                                         : isolate_numerically(roots, rest, ctx);
    rpoly_clear(divisor);
    rpoly_clear(rest);
    return status;
}

status_t rpoly_isolate_roots(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx)
{
    if (rpoly_is_zero(p))
        return STATUS_DOMAIN;
    rpoly_t squarefree;
    rpoly_init(squarefree);
    status_t status = rpoly_squarefree_part(squarefree, p, ctx);
    if (status == STATUS_OK && rpoly_is_rational(squarefree))
        status = isolate_rational(roots, squarefree, ctx);
    else if (status == STATUS_OK)
        status = isolate_over_field(roots, squarefree, ctx);
    if (status == STATUS_OK)
        status = rpoint_list_sort(roots, ctx);
    rpoly_clear(squarefree);
    return status;
}
