// SPDX-License-Identifier: LGPL-3.0-or-later
// Periodic orbits by Newton's method in floating point. Internal to dynamics/.
#ifndef CERTIFY_DYNAMICS_CYCLE_GUESS_H
#define CERTIFY_DYNAMICS_CYCLE_GUESS_H

#include "dynamics/propose_internal.h"

// Moves the state to a zero of G^period(x) - x by Newton's method; false when it does not get there, or to a smaller
// period.
bool cycle_guess_refine(double *state, simulator_t *s, size_t period);
// The state of a cycle whose position is nearest to the point, among those found from the point, around it, and from
// the orbit that begins there. Its parameters must be set.
bool cycle_guess_find(double *state, simulator_t *s, const double *point, size_t period);
// The largest difference of a coordinate of the position.
double cycle_guess_distance(const simulator_t *s, const double *state, const double *point);

#endif
