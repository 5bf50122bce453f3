// SPDX-License-Identifier: LGPL-3.0-or-later
// Real n-th roots.
#include "real/field.h"

typedef struct {
    const real_struct *radicand; // positive
    ulong n;
} radical_t;

static status_t enclose_radical(arb_t ball, const void *data, slong prec)
{
    const radical_t *radical = data;
    real_get_arb(ball, radical->radicand, prec + 10);
    arb_root_ui(ball, ball, radical->n, prec + 10);
    return STATUS_OK;
}

// Replaces a > 0 by its p-th root if that is rational.
static bool extract_root(fmpq_t a, ulong p)
{
    // Only 1 has a p-th root when p exceeds the number of bits.
    if (p > fmpz_bits(fmpq_numref(a)) && p > fmpz_bits(fmpq_denref(a)))
        return fmpq_is_one(a) != 0;
    fmpq_t root;
    fmpq_init(root);
    bool exact = fmpz_root(fmpq_numref(root), fmpq_numref(a), (slong)p) != 0 &&
                 fmpz_root(fmpq_denref(root), fmpq_denref(a), (slong)p) != 0;
    if (exact)
        fmpq_swap(a, root);
    fmpq_clear(root);
    return exact;
}

// Writes a^(1/n) as b^(1/m) with the least m dividing n. Then x^m - b is irreducible for b > 0: b is not a p-th power
// for any prime p that divides m (S. Lang, Algebra, theorem VI.9.1).
static void extract_roots(fmpq_t a, ulong *n)
{
    n_factor_t factors;
    n_factor_init(&factors);
    n_factor(&factors, *n, 1);
    for (int i = 0; i < factors.num; i++)
        while (*n % factors.p[i] == 0 && extract_root(a, factors.p[i]))
            *n /= factors.p[i];
}

static status_t root_of_rational(real_t result, const real_t a, ulong n, real_ctx_t ctx)
{
    status_t status = STATUS_LIMIT;
    fmpq_t rational;
    real_t radicand;
    fmpq_init(rational);
    real_init(radicand);
    real_get_fmpq(rational, a);
    extract_roots(rational, &n);
    real_set_fmpq(radicand, rational);
    if (n == 1) {
        real_swap(result, radicand);
        status = STATUS_OK;
    } else if (n <= (ulong)ctx->max_degree) {
        radical_t radical = {radicand, n};
        enclosure_t x = {enclose_radical, &radical};
        fmpz_poly_t poly;
        fmpz_poly_init(poly);
        fmpz_poly_set_coeff_fmpz(poly, 0, fmpq_numref(rational));
        fmpz_poly_neg(poly, poly);
        fmpz_poly_set_coeff_fmpz(poly, (slong)n, fmpq_denref(rational));
        status = real_adjoin(result, poly, &x, ctx);
        fmpz_poly_clear(poly);
    }
    fmpq_clear(rational);
    real_clear(radicand);
    return status;
}

// With m the minimal polynomial of a, the root is a zero of m(x^n), which is squarefree since m is and m(0) != 0.
static status_t root_of_irrational(real_t result, const real_t a, ulong n, real_ctx_t ctx)
{
    radical_t radical = {a, n};
    enclosure_t x = {enclose_radical, &radical};
    fmpz_poly_t poly;
    fmpz_poly_factor_t factors;
    slong index = 0;
    status_t status = STATUS_LIMIT;
    fmpz_poly_init(poly);
    fmpz_poly_factor_init(factors);
    real_minpoly(poly, a);
    // The work is that of the degree of m(x^n), though the root's own degree may be smaller.
    if (n <= (ulong)(2 * ctx->max_degree / fmpz_poly_degree(poly))) {
        fmpz_poly_inflate(poly, poly, n);
        fmpz_poly_factor(factors, poly);
        status = select_factor(&index, factors, &x);
    }
    if (status == STATUS_OK)
        status = real_adjoin(result, factors->p + index, &x, ctx);
    fmpz_poly_clear(poly);
    fmpz_poly_factor_clear(factors);
    return status;
}

static status_t root_of_positive(real_t result, const real_t a, ulong n, real_ctx_t ctx)
{
    return a->field ? root_of_irrational(result, a, n, ctx) : root_of_rational(result, a, n, ctx);
}

status_t real_root_ui(real_t result, const real_t a, ulong n, real_ctx_t ctx)
{
    int sign = real_sgn(a);
    if (n == 0 || (n % 2 == 0 && sign < 0))
        return STATUS_DOMAIN;
    if (n == 1 || sign == 0) {
        real_set(result, a);
        return STATUS_OK;
    }
    if (sign > 0)
        return root_of_positive(result, a, n, ctx);
    real_t opposite;
    real_init(opposite);
    real_neg(opposite, a);
    status_t status = root_of_positive(opposite, opposite, n, ctx);
    if (status == STATUS_OK)
        real_neg(result, opposite);
    real_clear(opposite);
    return status;
}
