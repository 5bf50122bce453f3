// SPDX-License-Identifier: LGPL-3.0-or-later
// What the exact ends of a box decide where their enclosures leave it open: x <= 29/10 up to x = 29/10.
#ifndef CERTIFY_CHECK_DECIDED_H
#define CERTIFY_CHECK_DECIDED_H

#include "check/box.h"

// The orders of a variable and a rational number that comparisons, min, max, abs, relu in the plan ask for, as far as
// they are the same on all of the box, without its faces in the first `open` variables. Returns how many are written,
// at most the capacity.
size_t decided_by_box(assumption_t *assumptions, size_t capacity, const plan_t *plan, const box_t *box, size_t open);

#endif
