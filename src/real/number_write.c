// SPDX-License-Identifier: LGPL-3.0-or-later
// The exact form of numbers.
#include "real/number.h"

#include "base/memory.h"
#include "real/root_count.h"

static void write_fmpz(strbuf_t *buffer, const fmpz_t value)
{
    char *digits = mem_alloc(fmpz_sizeinbase(value, 10) + 2, 1);
    fmpz_get_str(digits, 10, value);
    strbuf_append(buffer, digits);
    mem_free(digits);
}

void number_write_fmpq(strbuf_t *buffer, const fmpq_t value)
{
    write_fmpz(buffer, fmpq_numref(value));
    if (!fmpz_is_one(fmpq_denref(value))) {
        strbuf_append_char(buffer, '/');
        write_fmpz(buffer, fmpq_denref(value));
    }
}

// The interval (j/2^k, (j+1)/2^k) around an irrational point.
static status_t grid_interval(fmpq_t lo, fmpq_t hi, const rpoint_t point, slong k, real_ctx_t ctx)
{
    int order = 0;
    fmpq_t inner;
    fmpz_t j;
    fmpq_init(inner);
    fmpz_init(j);
    // The enclosure is narrower than the grid, so at most one grid point lies inside; j is that of its upper end.
    status_t status = rpoint_refine(inner, hi, point, k + 1, ctx);
    if (status == STATUS_OK) {
        fmpq_mul_2exp(hi, hi, (flint_bitcnt_t)k);
        fmpz_fdiv_q(j, fmpq_numref(hi), fmpq_denref(hi));
        fmpq_set_fmpz(lo, j);
        fmpq_div_2exp(lo, lo, (flint_bitcnt_t)k);
        status = rpoint_cmp_fmpq(&order, point, lo, ctx);
    }
    if (status == STATUS_OK) {
        if (order < 0)
            fmpz_sub_ui(j, j, 1);
        fmpq_set_fmpz(lo, j);
        fmpq_div_2exp(lo, lo, (flint_bitcnt_t)k);
        fmpz_add_ui(j, j, 1);
        fmpq_set_fmpz(hi, j);
        fmpq_div_2exp(hi, hi, (flint_bitcnt_t)k);
    }
    fmpq_clear(inner);
    fmpz_clear(j);
    return status;
}

// The grid interval of the least k >= 0 that isolates the point among the roots of its minimal polynomial.
static status_t isolating_interval(fmpq_t lo, fmpq_t hi, const fmpz_poly_t minpoly, const rpoint_t point,
                                   real_ctx_t ctx)
{
    bool isolated = false;
    status_t status = STATUS_OK;
    for (slong k = 0; !isolated && status == STATUS_OK; k++) {
        status = grid_interval(lo, hi, point, k, ctx);
        if (status == STATUS_OK)
            status = fmpz_poly_has_one_root(&isolated, minpoly, lo, hi, ctx);
    }
    return status;
}

static void append_algebraic(strbuf_t *buffer, const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi)
{
    strbuf_append(buffer, "alg(");
    for (slong i = 0; i < fmpz_poly_length(poly); i++) {
        if (i > 0)
            strbuf_append_char(buffer, ',');
        write_fmpz(buffer, poly->coeffs + i);
    }
    strbuf_append_char(buffer, ';');
    number_write_fmpq(buffer, lo);
    strbuf_append_char(buffer, ',');
    number_write_fmpq(buffer, hi);
    strbuf_append_char(buffer, ')');
}

static status_t write_by_minpoly(strbuf_t *buffer, const fmpz_poly_t minpoly, const rpoint_t point, real_ctx_t ctx)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    status_t status = STATUS_OK;
    if (fmpz_poly_degree(minpoly) == 1) {
        fmpq_set_fmpz_frac(lo, minpoly->coeffs, minpoly->coeffs + 1);
        fmpq_neg(lo, lo);
        number_write_fmpq(buffer, lo);
    } else {
        status = isolating_interval(lo, hi, minpoly, point, ctx);
        if (status == STATUS_OK)
            append_algebraic(buffer, minpoly, lo, hi);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return status;
}

status_t number_write_rpoint(strbuf_t *buffer, const rpoint_t point, real_ctx_t ctx)
{
    fmpz_poly_t minpoly;
    fmpz_poly_init(minpoly);
    status_t status = rpoint_minpoly(minpoly, point, ctx);
    if (status == STATUS_OK)
        status = write_by_minpoly(buffer, minpoly, point, ctx);
    fmpz_poly_clear(minpoly);
    return status;
}

status_t number_write_real(strbuf_t *buffer, const real_t value, real_ctx_t ctx)
{
    rpoint_t point;
    rpoint_init(point);
    rpoint_set_real(point, value);
    status_t status = number_write_rpoint(buffer, point, ctx);
    rpoint_clear(point);
    return status;
}
