// SPDX-License-Identifier: LGPL-3.0-or-later
// Solutions of the flow in plain floating point, to guess from. Nothing here proves anything.
#ifndef CERTIFY_DYNAMICS_FLOW_TRIAL_H
#define CERTIFY_DYNAMICS_FLOW_TRIAL_H

#include "dynamics/propose_internal.h"

#define FLOW_LONG_TIME 1e9

// A condition on states; NULL for one that never holds.
typedef bool (*flow_stop_t)(void *data, const double *state);

// Follows the solution from the state, in place, until the condition holds, the time is `most`, or nothing moves any more.
// Returns the time. *stopped: the condition holds at the end.
double flow_trial(bool *stopped, simulator_t *simulator, double *state, double most, flow_stop_t stop, void *data);

// The box that bounds the claim's region.
typedef struct {
    size_t count;
    fmpq *ends;   // lo, hi of each coordinate
    bool bounded; // with rational ends
    bool is_box;  // and the region is that box, with all its boundary
} flow_region_t;

void flow_region_init(flow_region_t *region, const lowering_t *lowering);
void flow_region_clear(flow_region_t *region);

// Starts in the region: in its box, where there is one, else as simulator_starts. Returns how many.
size_t flow_starts(double *states, simulator_t *simulator, const flow_region_t *region, size_t most);
// Appends such a start, exactly in the region where a coordinate is an end of the box.
size_t flow_put_start(tactic_t *tactic, size_t next, const flow_region_t *region, const double *state);

// A ball about the centre that no solution seems to leave, with the largest radius of a falling sequence up to `radius` for which
// no tried point of it satisfies `forbidden`. False when there is none.
bool flow_cage(double *radius, simulator_t *simulator, const double *centre, flow_stop_t forbidden, void *data);

// A direction of length 1, from a fixed set.
void flow_direction(double *direction, size_t count, size_t index);

#endif
