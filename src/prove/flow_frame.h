// SPDX-License-Identifier: LGPL-3.0-or-later
// A set of states on its way along a flow: centre + axes * spread, with nearly orthogonal axes that turn with it.
// (R. J. Lohner, Enclosing the solutions of ordinary initial and boundary value problems, 1987.) Coordinates that do not move come
// last; each has an axis of its own, (b, e) with e its unit vector, b following what solutions owe to it, so that its spread stays as
// it is. Internal to prove/flow*.
#ifndef CERTIFY_PROVE_FLOW_FRAME_H
#define CERTIFY_PROVE_FLOW_FRAME_H

#include "base/flint.h"

#include <stddef.h>

typedef struct {
    size_t count, moving;
    arb_ptr centre, spread, box; // balls of radius 0; balls about 0; balls that contain the set
    arb_ptr axes;                // rows, exact
} flow_frame_t;

void flow_frame_init(flow_frame_t *frame, size_t count, size_t moving);
void flow_frame_clear(flow_frame_t *frame);

// The set becomes the box.
void flow_frame_set(flow_frame_t *frame, arb_srcptr box);

// The set becomes that of y + V (x - centre) for all x of it, y and V (rows) in the balls.
void flow_frame_move(flow_frame_t *frame, arb_srcptr y, arb_srcptr v, slong prec);

#endif
