// SPDX-License-Identifier: LGPL-3.0-or-later
// The first steps of an orbit as a picture.
#ifndef CERTIFY_REPORT_SCENE_ORBIT_H
#define CERTIFY_REPORT_SCENE_ORBIT_H

#include "report/scene.h"

#define ORBIT_SHOWN 40 // steps

typedef struct {
    size_t count;   // states: the start, and those after each step
    double *states; // state k at k times the dimension; in the arena of the scene
    double *values; // of the landscape; NaN where it has none
} scene_orbit_t;

// The orbit that an `orbit` claim about gradient descent, with momentum or without, is about: its first steps, as far
// as they are known to nine digits. False when the claim is about something else, or there is no step.
bool scene_orbit_make(scene_orbit_t *orbit, const scene_t *scene, size_t claim);

#endif
