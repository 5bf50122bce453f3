// SPDX-License-Identifier: LGPL-3.0-or-later
// The steps of an orbit in boxes, each a centre and radii. The centre moves by the map, the radii by the magnitudes of
// the map's derivatives over the box (mean value theorem) where the map is continuous on it.
//
// On boxes on which every comparison is decided the map is one formula. Then a straight-line program (program.h) gives
// the derivatives between doubles, and the value at the centre at the precision of the walk. On others the terms are
// evaluated one by one.
#ifndef CERTIFY_CHECK_ORBIT_WALK_H
#define CERTIFY_CHECK_ORBIT_WALK_H

#include "check/evidence.h"

typedef struct {
    evidence_t *ev; // its map and its jacobian have been put
    size_t count;
    slong precision;
    range_t *centre, *radius; // of the present box (radius.h)
    range_t *next_radius;
    range_t *rough;  // the box between doubles
    double *reach;   // the radii
    range_t *box;    // the box
    range_t *values; // of the map, where terms are evaluated
    programs_t programs;
} orbit_walk_t;

void orbit_walk_init(orbit_walk_t *walk, evidence_t *ev, slong precision);
void orbit_walk_clear(orbit_walk_t *walk);

// Begins with the box, of ranges of any precision. False where it is not bounded by numbers of the walk's precision.
bool orbit_walk_start(orbit_walk_t *walk, const range_t *box) CERTIFY_MUST_USE;
// False when the map is not shown to have values all over the box. Doubles are the quick way, after which more bits may
// be tried: between them also when no program applies, or when numbers are too near 0.
bool orbit_walk_step(orbit_walk_t *walk) CERTIFY_MUST_USE;
// The present box, in ranges of the precision. Borrowed, until the next step.
const range_t *orbit_walk_box(orbit_walk_t *walk);

#endif
