// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/ticks.h"

#include <math.h>

static double step_of(double width, double count)
{
    double step = pow(10, floor(log10(width / count)));
    double ratio = width / count / step;
    return ratio > 5 ? 10 * step : ratio > 2 ? 5 * step : ratio > 1 ? 2 * step : step;
}

size_t tick_places(double *places, double lo, double hi, double count)
{
    double step = step_of(hi - lo, count);
    if (floor(hi / step) <= ceil(lo / step)) // one tick tells no scale
        step = step_of(hi - lo, 2 * count);
    double first = ceil(lo / step);
    size_t found = 0;
    for (size_t i = 0; i < TICKS_MOST; i++) {
        double k = first + (double)i, place = k == 0 ? 0 : k * step;
        if (!(place <= hi))
            break;
        if (found == 0 || place > places[found - 1]) // so near to each other, doubles may have nothing between
            places[found++] = place;
    }
    return found;
}
