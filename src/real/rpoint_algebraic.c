// SPDX-License-Identifier: LGPL-3.0-or-later
// The minimal polynomial of a point, and the point as an element of a number field.
#include "real/field.h"
#include "real/rpoint_internal.h"

// Every root of poly is a root of its norm; the factor that vanishes at the point is its minimal polynomial.
static status_t minpoly_of_root(fmpz_poly_t result, const rpoint_t point, real_ctx_t ctx)
{
    rpoint_enclosure_t enclosure = {point, ctx};
    enclosure_t x = {rpoint_enclose, &enclosure};
    fmpz_poly_t norm;
    fmpz_poly_factor_t factors;
    slong index = 0;
    fmpz_poly_init(norm);
    fmpz_poly_factor_init(factors);
    status_t status = rpoly_norm(norm, point->root->poly);
    if (status == STATUS_OK) {
        fmpz_poly_factor(factors, norm);
        status = select_factor(&index, factors, &x);
    }
    if (status == STATUS_OK)
        fmpz_poly_set(result, factors->p + index);
    fmpz_poly_clear(norm);
    fmpz_poly_factor_clear(factors);
    return status;
}

status_t rpoint_minpoly(fmpz_poly_t result, const rpoint_t point, real_ctx_t ctx)
{
    if (!rpoint_is_real(point))
        return minpoly_of_root(result, point, ctx);
    real_t value;
    real_init(value);
    rpoint_get_real(value, point);
    real_minpoly(result, value);
    real_clear(value);
    return STATUS_OK;
}

status_t real_set_rpoint(real_t result, const rpoint_t point, real_ctx_t ctx)
{
    if (rpoint_is_real(point)) {
        rpoint_get_real(result, point);
        return STATUS_OK;
    }
    rpoint_enclosure_t enclosure = {point, ctx};
    enclosure_t x = {rpoint_enclose, &enclosure};
    fmpz_poly_t minpoly;
    fmpz_poly_init(minpoly);
    status_t status = minpoly_of_root(minpoly, point, ctx);
    if (status == STATUS_OK)
        status = real_adjoin(result, minpoly, &x, ctx);
    fmpz_poly_clear(minpoly);
    return status;
}
