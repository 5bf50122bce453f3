// SPDX-License-Identifier: LGPL-3.0-or-later
// What the paths of a FLOW obligation have in common: the vector field and the formulas, compiled. Its coordinates are the state
// variables and then the parameters, which do not move. Internal to prove/flow*.
#ifndef CERTIFY_PROVE_FLOW_WALKER_H
#define CERTIFY_PROVE_FLOW_WALKER_H

#include "prove/flow_field.h"
#include "prove/prove.h"

enum { FLOW_REGION, FLOW_CONCLUSION, FLOW_TARGET, FLOW_FORMULA_COUNT };

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    size_t count, state_count; // of coordinates; of those that move
    flow_field_t *field;
    tape_t *formulas; // region, conclusion, target: of the coordinates and of what is known of implicit points
    size_t known_count;
    fmpq_t limit; // the obligation's time
    slong prec;
    size_t steps; // taken so far, by all paths
} flow_walker_t;

// False, with the reason, when the obligation is out of reach. To be cleared in any case.
bool flow_walker_init(flow_walker_t *walker, char **reason, prover_t *prover, const obligation_t *obligation);
void flow_walker_clear(flow_walker_t *walker);

// The truths of the formulas on the box.
void flow_truths(tape_truth_t *truths, flow_walker_t *walker, arb_srcptr box);
// That of the region.
tape_truth_t flow_in_region(flow_walker_t *walker, arb_srcptr box);

#endif
