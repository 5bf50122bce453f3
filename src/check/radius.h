// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes as a centre and radii. A radius r >= 0 is the upper end of a range [0, r]: a double for centres of doubles,
// else an MPFR number of 64 bits, which is all that a bound of a distance needs, whatever the precision of the centre
// is. All is rounded upward. Functions enter and leave in round-to-nearest, with doubles alone in any mode.
#ifndef CERTIFY_CHECK_RADIUS_H
#define CERTIFY_CHECK_RADIUS_H

#include "check/range.h"

// As 0, for a centre of this precision.
void radius_init(range_t *radius, slong precision);
void radius_set_zero(range_t *radius);

// Puts the centre, a range of the precision, on a number of `a`, and adds what `a` reaches to either side of it. `a` is
// bounded.
void radius_add_reach(range_t *radius, range_t *centre, const range_t *a);

// radius += |slope| other, the slope a bounded range of doubles, or of any precision.
void radius_add_product(range_t *radius, const range_t *slope, const range_t *other);

// The numbers that are no farther from the centre than the radius, in a range of the centre's precision.
void radius_get_box(range_t *box, const range_t *centre, const range_t *radius);
// The radius as a double, which may be infinite; and a range of doubles with as much added on both sides.
double radius_get_double(const range_t *radius);
void radius_widen(range_t *a, double radius);

#endif
