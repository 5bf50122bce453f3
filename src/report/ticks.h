// SPDX-License-Identifier: LGPL-3.0-or-later
// Where the ticks of an axis stand.
#ifndef CERTIFY_REPORT_TICKS_H
#define CERTIFY_REPORT_TICKS_H

#include <stddef.h>

#define TICKS_MOST 40

// Multiples of 1, 2 or 5 times a power of ten between lo and hi, about `count` of them, ascending, into an array of
// TICKS_MOST; returns how many. Needs lo < hi.
size_t tick_places(double *places, double lo, double hi, double count);

#endif
