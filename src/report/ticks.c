// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/ticks.h"

#include <math.h>

double tick_step(double width, double count)
{
    double step = pow(10, floor(log10(width / count)));
    double ratio = width / count / step;
    return ratio > 5 ? 10 * step : ratio > 2 ? 5 * step : ratio > 1 ? 2 * step : step;
}
