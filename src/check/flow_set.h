// SPDX-License-Identifier: LGPL-3.0-or-later
// Sets of states that a flow carries along: centre + axes * spread, the axes nearly orthogonal and turned with the flow,
// so that little is added in each step by wrapping the set into another one of the same form. (R. J. Lohner, Enclosing
// the solutions of ordinary initial and boundary value problems, 1987.) The last coordinates do not move: each of these has an
// axis that follows what the others owe to it, and its spread stays the same.
#ifndef CERTIFY_CHECK_FLOW_SET_H
#define CERTIFY_CHECK_FLOW_SET_H

#include "check/range.h"

typedef struct {
    size_t count, moving;
    slong precision;
    range_t *centre; // points
    range_t *axes;   // count rows of count points
    range_t *spread; // intervals that contain 0
    range_t *box;    // the set lies in it
} flow_set_t;

void flow_set_init(flow_set_t *set, size_t count, size_t moving, slong precision);
void flow_set_clear(flow_set_t *set);

// A bounded box.
void flow_set_box(flow_set_t *set, const range_t *box);

// The set of y + V (x - centre) for all x in the set, y in `y` and matrices V (rows of count) in `slopes`. Overwrites these.
void flow_set_move(flow_set_t *set, range_t *y, range_t *slopes);

#endif
