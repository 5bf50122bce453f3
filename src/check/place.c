// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/place.h"

#include "real/sturm.h"

void place_init(place_t *place, place_kind_t kind, const rpoint_struct *point)
{
    place->kind = kind;
    place->point = point;
    place->lo = place->hi = NULL;
    fmpq_init(place->sample);
}

status_t place_init_cell(place_t *place, const rpoint_struct *lo, const rpoint_struct *hi, real_ctx_t ctx)
{
    place_init(place, PLACE_CELL, NULL);
    place->lo = lo;
    place->hi = hi;
    fmpq_t sample;
    fmpq_init(sample);
    status_t status = lo && hi ? rpoint_between(sample, lo, hi, ctx)
                      : lo     ? rpoint_above(sample, lo, ctx)
                      : hi     ? rpoint_below(sample, hi, ctx)
                               : STATUS_OK;
    fmpq_swap(place->sample, sample);
    fmpq_clear(sample);
    return status;
}

void place_clear(place_t *place)
{
    fmpq_clear(place->sample);
}

// No zero in the open cell: by the intermediate value theorem p keeps the sign that it has at the sample.
static status_t sign_in_cell(int *sign, const rpoly_t p, const place_t *place, real_ctx_t ctx)
{
    slong zeros;
    status_t status = sturm_count_open(&zeros, p, place->lo, place->hi, ctx);
    if (status == STATUS_OK && zeros != 0)
        return STATUS_UNSUPPORTED;
    return status == STATUS_OK ? rpoly_sgn_fmpq(sign, p, place->sample, ctx) : status;
}

// Just above a point p has the sign of its first derivative there that is not 0; just below, odd ones count negatively.
static status_t sign_beside(int *sign, const rpoly_t p, const place_t *place, real_ctx_t ctx)
{
    rpoly_t derivative;
    rpoly_init(derivative);
    rpoly_set(derivative, p);
    int flip = 1;
    *sign = 0;
    status_t status = rpoly_sign_at(sign, derivative, place->point, ctx);
    while (status == STATUS_OK && *sign == 0) {
        flip = place->kind == PLACE_BELOW ? -flip : flip;
        status = rpoly_derivative(derivative, derivative, ctx);
        if (status == STATUS_OK)
            status = rpoly_sign_at(sign, derivative, place->point, ctx);
    }
    *sign *= flip;
    rpoly_clear(derivative);
    return status;
}

status_t place_sign(int *sign, const rpoly_t p, const place_t *place, real_ctx_t ctx)
{
    if (rpoly_is_constant(p)) {
        *sign = rpoly_lead_sgn(p);
        return STATUS_OK;
    }
    if (place->kind == PLACE_POINT)
        return rpoly_sign_at(sign, p, place->point, ctx);
    if (place->kind == PLACE_CELL)
        return sign_in_cell(sign, p, place, ctx);
    return sign_beside(sign, p, place, ctx);
}
