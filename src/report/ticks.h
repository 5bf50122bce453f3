// SPDX-License-Identifier: LGPL-3.0-or-later
// Where the ticks of an axis stand.
#ifndef CERTIFY_REPORT_TICKS_H
#define CERTIFY_REPORT_TICKS_H

// 1, 2 or 5 times a power of ten, about `count` of them in the width, which is positive.
double tick_step(double width, double count);

#endif
