// SPDX-License-Identifier: LGPL-3.0-or-later
// A closed interval with double ends, and its conversions. Nothing here depends on the rounding mode.
#ifndef CERTIFY_INTERVAL_DINTERVAL_H
#define CERTIFY_INTERVAL_DINTERVAL_H

#include "base/flint.h"

#include <math.h>
#include <stdbool.h>

// The interval [-neg_lo, hi]: storing the negated lower end lets everything round upward. It is never empty and holds
// real numbers only: neg_lo = +inf and hi = +inf say unbounded, neither end is ever -inf or NaN.
typedef struct {
    double neg_lo, hi;
} dinterval_t;

static inline dinterval_t dinterval_make(double lo, double hi)
{
    return (dinterval_t){-lo, hi};
}

static inline dinterval_t dinterval_point(double x)
{
    return (dinterval_t){-x, x};
}

static inline dinterval_t dinterval_whole(void)
{
    return (dinterval_t){INFINITY, INFINITY};
}

static inline double dinterval_lo(dinterval_t a)
{
    return -a.neg_lo;
}

// False for the pairs of ends that are no interval: NaN, lower above upper, lower = +inf, upper = -inf.
static inline bool dinterval_is_valid(dinterval_t a)
{
    return -a.neg_lo <= a.hi && a.neg_lo > -INFINITY && a.hi > -INFINITY;
}

static inline bool dinterval_contains(dinterval_t a, double x)
{
    return -a.neg_lo <= x && x <= a.hi;
}

static inline dinterval_t dinterval_hull(dinterval_t a, dinterval_t b)
{
    return (dinterval_t){a.neg_lo > b.neg_lo ? a.neg_lo : b.neg_lo, a.hi > b.hi ? a.hi : b.hi};
}

// The tightest enclosure. fmpq and the two constants; of a ball, of all its points (whole when it is not finite).
dinterval_t dinterval_from_fmpq(const fmpq_t value);
dinterval_t dinterval_pi(void);
dinterval_t dinterval_e(void);
dinterval_t dinterval_from_arb(const arb_t value);

// A ball that contains the interval: the same set when half the width has at most MAG_BITS bits, and never beyond an
// end that is zero. An unbounded interval gives the whole line.
void arb_set_dinterval(arb_t result, dinterval_t a);

#endif
