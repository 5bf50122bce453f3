// SPDX-License-Identifier: LGPL-3.0-or-later
// Trajectories in plain floating point, to guess from. Nothing here proves anything.
#ifndef CERTIFY_DYNAMICS_SIMULATOR_H
#define CERTIFY_DYNAMICS_SIMULATOR_H

#include "claim/lowering.h"
#include "expr/tape.h"
#include "prove/prove.h"

typedef struct {
    lowering_t lowering;
    obligation_list_t none;
    const char *reason;
    size_t state_count, parameter_count, noise_count, input_count;
    expr_t *inputs;     // variables: state, parameters, noise
    interval_t *ranges; // of the parameters
    size_t root_count;  // the map's components, the gradient's, the region, the target
    tape_t *tape;
    double *values; // of the inputs
    tape_result_t *results;
} simulator_t;

// For the instance of a dynamic claim; `target` is a formula or EXPR_NONE, taken after simulator_open with
// simulator_compile.
void simulator_open(simulator_t *simulator, spec_t *spec, const instance_t *instance);
// Compiles the map with the target, or again with another one; what was set stays so. False when that cannot be done.
bool simulator_compile(simulator_t *simulator, expr_t target);
void simulator_close(simulator_t *simulator);

// The parameters' values for which things are tried: `which` counts from 0; false when there are no more. From 0 on:
// the upper end (just inside where it is open), the middle, the lower end; of several, then the other corners of their
// ranges.
bool simulator_choose(simulator_t *simulator, fmpq *parameters, size_t which);
// The ends of the range of the first parameter; false when it is not bounded or not known.
bool simulator_ends(fmpq_t lo, fmpq_t hi, const simulator_t *simulator);
void simulator_set_parameters(simulator_t *simulator, const fmpq *parameters);
void simulator_set_noise(simulator_t *simulator, double noise); // the same for all coordinates

// The state one step later, in place; false when it is undefined or not finite. Positions before are part of the state.
bool simulator_step(simulator_t *simulator, double *state);
// The gradient at the state.
bool simulator_gradient(double *gradient, simulator_t *simulator, const double *state);
// The gradients at some states, one after the other; NAN for all of one that is not finite, or undefined.
void simulator_gradients(double *gradients, simulator_t *simulator, size_t count, const double *states);
bool simulator_in_region(simulator_t *simulator, const double *state);
bool simulator_in_target(simulator_t *simulator, const double *state);

// Candidates for starts: states of the region found on a fixed grid of points in many orders of magnitude, around the
// point (NULL: the origin), or within the bounds of the region if there are none. Returns how many of at most `most`
// were found; states is an array of most * state_count.
size_t simulator_starts(double *states, simulator_t *simulator, const double *around, size_t most);
// States of the region just inside the corners of its bounds: at most `most`, none where it has no bounds.
size_t simulator_corners(double *states, simulator_t *simulator, size_t most);

#endif
