// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/radius.h"

#include "check/range_double.h"

#define RADIUS_BITS 64 // one limb

void radius_init(range_t *radius, slong precision)
{
    range_init(radius, precision == RANGE_DOUBLE ? RANGE_DOUBLE : RADIUS_BITS);
}

void radius_set_zero(range_t *radius)
{
    range_set_si(radius, 0);
}

// ---- doubles ----

static void add_reach_of_doubles(range_t *radius, range_t *centre, const range_t *a)
{
    range_middle(centre, a);
    rounding_t mode = rounding_upward();
    radius->hi = add_up(radius->hi, max2(add_up(a->hi, -centre->lo), add_up(centre->lo, -a->lo)));
    rounding_restore(mode);
}

// lo - radius, hi + radius.
static void widen_doubles(range_t *box, double lo, double hi, double radius)
{
    rounding_t mode = rounding_upward();
    box->lo = -add_up(-lo, radius);
    box->hi = add_up(hi, radius);
    rounding_restore(mode);
}

static double magnitude(const range_t *slope)
{
    double lo = slope->big ? mpfr_get_d(slope->big, MPFR_RNDD) : slope->lo;
    double hi = slope->big ? mpfr_get_d(slope->big + 1, MPFR_RNDU) : slope->hi;
    return max2(-lo, hi);
}

// ---- both kinds ----

// A middle would take longer than the one bit of it is worth.
void radius_add_reach(range_t *radius, range_t *centre, const range_t *a)
{
    if (!radius->big) {
        add_reach_of_doubles(radius, centre, a);
        return;
    }
    scratch_t width;
    scratch_init(&width, RADIUS_BITS);
    mpfr_sub(width.number, a->big + 1, a->big, MPFR_RNDU);
    mpfr_add(radius->big + 1, radius->big + 1, width.number, MPFR_RNDU);
    scratch_clear(&width);
    mpfr_set(centre->big, a->big, MPFR_RNDD);
    mpfr_set(centre->big + 1, a->big, MPFR_RNDU);
}

void radius_add_product(range_t *radius, const range_t *slope, const range_t *other)
{
    double factor = magnitude(slope);
    if (factor == 0 || range_is_zero(other))
        return;
    if (!radius->big) {
        rounding_t mode = rounding_upward();
        radius->hi = add_up(radius->hi, mul_up(factor, other->hi));
        rounding_restore(mode);
        return;
    }
    scratch_t product;
    scratch_init(&product, RADIUS_BITS);
    mpfr_mul_d(product.number, other->big + 1, factor, MPFR_RNDU);
    mpfr_add(radius->big + 1, radius->big + 1, product.number, MPFR_RNDU);
    scratch_clear(&product);
}

void radius_get_box(range_t *box, const range_t *centre, const range_t *radius)
{
    if (!radius->big) {
        widen_doubles(box, centre->lo, centre->hi, radius->hi);
    } else if (!box->big) {
        widen_doubles(box, mpfr_get_d(centre->big, MPFR_RNDD), mpfr_get_d(centre->big + 1, MPFR_RNDU),
                      mpfr_get_d(radius->big + 1, MPFR_RNDU));
    } else {
        mpfr_sub(box->big, centre->big, radius->big + 1, MPFR_RNDD);
        mpfr_add(box->big + 1, centre->big + 1, radius->big + 1, MPFR_RNDU);
    }
}
