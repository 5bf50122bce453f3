// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/radius.h"

#include "check/range_double.h"

#define RADIUS_BITS 64 // one limb
#define NARROW_BITS 8

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

void radius_widen(range_t *a, double radius)
{
    rounding_t mode = rounding_upward();
    a->lo = -add_up(-a->lo, radius);
    a->hi = add_up(a->hi, radius);
    rounding_restore(mode);
}

static double magnitude(const range_t *slope)
{
    double lo = slope->big ? mpfr_get_d(slope->big, MPFR_RNDD) : slope->lo;
    double hi = slope->big ? mpfr_get_d(slope->big + 1, MPFR_RNDU) : slope->hi;
    return max2(-lo, hi);
}

// ---- both kinds ----

// Whether the width is that of some rounding errors. Then a middle would take longer than the bit that it saves is
// worth.
static bool is_narrow(mpfr_srcptr width, const range_t *a)
{
    if (!mpfr_regular_p(width) || !mpfr_regular_p(a->big))
        return mpfr_zero_p(width);
    return mpfr_get_exp(width) < mpfr_get_exp(a->big) - mpfr_get_prec(a->big) + NARROW_BITS;
}

void radius_add_reach(range_t *radius, range_t *centre, const range_t *a)
{
    if (!radius->big) {
        add_reach_of_doubles(radius, centre, a);
        return;
    }
    scratch_t above, below;
    scratch_init(&above, RADIUS_BITS);
    scratch_init(&below, RADIUS_BITS);
    mpfr_sub(above.number, a->big + 1, a->big, MPFR_RNDU);
    if (is_narrow(above.number, a)) {
        (void)range_end(centre, a, false);
    } else {
        range_middle(centre, a);
        mpfr_sub(above.number, a->big + 1, centre->big, MPFR_RNDU);
        mpfr_sub(below.number, centre->big, a->big, MPFR_RNDU);
        mpfr_max(above.number, above.number, below.number, MPFR_RNDU);
    }
    mpfr_add(radius->big + 1, radius->big + 1, above.number, MPFR_RNDU);
    scratch_clear(&above);
    scratch_clear(&below);
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
        range_set(box, centre);
        radius_widen(box, radius->hi);
        return;
    }
    mpfr_sub(box->big, centre->big, radius->big + 1, MPFR_RNDD);
    mpfr_add(box->big + 1, centre->big + 1, radius->big + 1, MPFR_RNDU);
}

double radius_get_double(const range_t *radius)
{
    return radius->big ? mpfr_get_d(radius->big + 1, MPFR_RNDU) : radius->hi;
}
