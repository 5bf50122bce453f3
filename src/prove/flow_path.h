// SPDX-License-Identifier: LGPL-3.0-or-later
// All solutions of dx/dt = F(x) that begin in a box, enclosed step by step by Taylor's formula until they are in a target:
// R. J. Lohner's method, with step and order control. Each step's box, time and order go into the evidence. (N. S. Nedialkov,
// K. R. Jackson, G. F. Corliss, Validated solutions of initial value problems for ordinary differential equations, 1999.)
// Internal to prove/flow*.
#ifndef CERTIFY_PROVE_FLOW_PATH_H
#define CERTIFY_PROVE_FLOW_PATH_H

#include "prove/flow_walker.h"

typedef enum {
    PATH_ARRIVES,    // all solutions are in the target as the obligation says
    PATH_ENDS_APART, // at the obligation's time none of them is
    PATH_MISSES,     // up to then they were not seen to be
    PATH_UNCLEAR     // the enclosure does not tell, or cannot be continued
} path_outcome_t;

// The box has a side for each coordinate. Appends `path K` and its steps to the text for the first two outcomes; for the others sets *reason (unless NULL). The last
// enclosure is put into `end` (unless NULL).
path_outcome_t flow_follow(strbuf_t *text, char **reason, arb_ptr end, flow_walker_t *walker, arb_srcptr box);

#define FLOW_MOST_STEPS 200000 // of all paths of an obligation

#endif
