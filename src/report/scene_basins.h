// SPDX-License-Identifier: LGPL-3.0-or-later
// Where the starts end, rate by rate: the volumes that `basin` claims enclose, as a picture.
#ifndef CERTIFY_REPORT_SCENE_BASINS_H
#define CERTIFY_REPORT_SCENE_BASINS_H

#include "report/scene.h"

#define BASINS_MOST_PLACES 8

typedef struct {
    double rate;
    const char *label;                 // the rate, or the row of the claim where it has no number
    double shares[BASINS_MOST_PLACES]; // of the starts: what surely ends in each place
    double unresolved;                 // what is left over; 1 of a row that is not decided
} basin_bar_t;

typedef struct {
    size_t place_count, bar_count;
    const char *places[BASINS_MOST_PLACES]; // as the spec writes them
    const char *region;                     // the starts, "" for the whole space
    basin_bar_t *bars;                      // by rate
} scene_basins_t;

#define BASINS_ALL SIZE_MAX
#define BASINS_LEAST_BARS 2 // of a picture

// The name of the colour of a place, as of box_style.
const char *basins_style(size_t place);

// Of one claim, or of all claims that ask for the volumes of basins of the same region. False where there are no rows,
// or more places than can be told apart.
bool scene_basins_make(scene_basins_t *basins, const scene_t *scene, size_t claim);

#endif
