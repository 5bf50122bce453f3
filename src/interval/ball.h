// SPDX-License-Identifier: LGPL-3.0-or-later
// Balls from their ends. arb_set_interval_arf and arb_union always add a little to the radius; these do so only where
// the radius has more bits than a mag_t, and never move an end that is zero to the other side of zero.
#ifndef CERTIFY_INTERVAL_BALL_H
#define CERTIFY_INTERVAL_BALL_H

#include "base/flint.h"

// A ball that contains [lower, upper], its midpoint rounded to prec >= 2 bits. The whole line if an end is not finite.
void ball_set_ends(arb_t ball, const arf_t lower, const arf_t upper, slong prec);

// A ball that contains a and b; min(x, y), max(x, y) for all x in a, y in b.
void ball_set_hull(arb_t ball, const arb_t a, const arb_t b, slong prec);
void ball_set_min(arb_t ball, const arb_t a, const arb_t b, slong prec);
void ball_set_max(arb_t ball, const arb_t a, const arb_t b, slong prec);

#endif
