// SPDX-License-Identifier: LGPL-3.0-or-later
// With Boost.Interval, the rounding mode set once for each loop. Its tanh is that of the C library, which nobody has
// proved to round as the interval needs: it is here for its speed.
#include "kernel_loops.h"

#include <boost/numeric/interval.hpp>
#include <cmath>

namespace bn = boost::numeric;
namespace bil = bn::interval_lib;

// std::tanh in the rounding mode that is set.
struct rounding_t : bil::rounded_arith_opp<double> {
    double tanh_down(double x)
    {
        return -std::tanh(-x);
    }
    double tanh_up(double x)
    {
        return std::tanh(x);
    }
};
using policies_t = bil::policies<bil::save_state_nothing<rounding_t>, bil::checking_base<double>>;
using interval_t = bn::interval<double, policies_t>;

static interval_t get(ends_t a, size_t i)
{
    return interval_t(a.lo[i], a.hi[i]);
}

static void put(ends_t result, size_t i, const interval_t &value)
{
    result.lo[i] = value.lower();
    result.hi[i] = value.upper();
}

void boost_h(ends_t result, const ends_t *inputs, size_t count)
{
    bil::save_state<rounding_t> saved;
    for (size_t i = 0; i < count; i++) {
        interval_t x = get(inputs[0], i), y = get(inputs[1], i);
        put(result, i, bn::square(x) + bn::square(y) - 200.0 * (x - 1.0) * (y - 1.0) * (2.0 - x) * (2.0 - y));
    }
}

void boost_fit(ends_t result, const ends_t *inputs, size_t count)
{
    static const double xs[DATA] = {-1, 0.5, 2};
    bil::save_state<rounding_t> saved;
    const interval_t third = interval_t(1.0) / 3.0;
    const interval_t ys[DATA] = {interval_t(-0.5), third, interval_t(1.0)};
    for (size_t i = 0; i < count; i++) {
        interval_t a = get(inputs[0], i), b = get(inputs[1], i), c = get(inputs[2], i), d = get(inputs[3], i), sum(0.0);
        for (int k = 0; k < DATA; k++) {
            interval_t t = bn::tanh(a * xs[k]), s = 1.0 - bn::square(t);
            interval_t r = c * t + d * bn::tanh(b * xs[k]) - ys[k];
            sum += bn::square(c * s) * (xs[k] * xs[k]) - r * c * t * s * (2 * xs[k] * xs[k]);
        }
        put(result, i, sum * (2.0 * third));
    }
}

// f' by Horner's rule about 5/2 on [2, 3], x/5 elsewhere, the hull of both where x may be on both sides.
static interval_t step(const interval_t &x, const interval_t &rate)
{
    bool inside = x.upper() >= 2 && x.lower() <= 3, outside = x.lower() < 2 || x.upper() > 3;
    if (!inside)
        return x / 5.0;
    interval_t t = (outside ? bn::intersect(x, interval_t(2, 3)) : x) - 2.5, next = x - rate * ((((-8000.0 * t - 8000.0) * t + 2400.0) * t + 2040.0) * t);
    return outside ? bn::hull(next, x / 5.0) : next;
}

void boost_map(ends_t result, const ends_t *inputs, size_t count)
{
    bil::save_state<rounding_t> saved;
    const interval_t rate = interval_t(1.0) / 50.0;
    for (size_t i = 0; i < count; i++) {
        interval_t x = get(inputs[0], i);
        for (int k = 0; k < MAP_STEPS; k++)
            x = step(x, rate);
        put(result, i, x);
    }
}
