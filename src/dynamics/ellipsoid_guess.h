// SPDX-License-Identifier: LGPL-3.0-or-later
// Ellipsoids about a fixed point of some steps of the map that seem to be contracted: claim/ellipsoid.h. Internal to
// dynamics/.
#ifndef CERTIFY_DYNAMICS_ELLIPSOID_GUESS_H
#define CERTIFY_DYNAMICS_ELLIPSOID_GUESS_H

#include "dynamics/propose_internal.h"

// The state after some steps, in place.
bool guess_iterate(simulator_t *s, double *state, size_t steps);
// The derivative of that by differences, by rows.
bool guess_jacobian(double *matrix, simulator_t *s, const double *state, size_t steps);
// Solves matrix * x = right for n unknowns; both are overwritten, the solution is in `right`.
bool guess_solve(double *matrix, double *right, size_t n);

typedef struct {
    size_t n;
    double *centre, *p; // p by rows, largest eigenvalue below 1 (1 for one variable)
    double rate, radius;
} ellipsoid_guess_t;

// The largest radius that samples allow; the simulator must be compiled and its noise 0. Sets its parameters. False
// when there seems to be no such ellipsoid: the centre does not attract, at all the parameters tried. To be cleared in
// any case.
bool ellipsoid_guess_init(ellipsoid_guess_t *guess, proposal_t *proposal, const double *centre, size_t steps);
void ellipsoid_guess_clear(ellipsoid_guess_t *guess);

// Writes the values of an ellipsoid of `share` times the radius and returns the place after them.
size_t ellipsoid_guess_put(tactic_t *tactic, size_t next, const ellipsoid_guess_t *guess, double share);

#endif
