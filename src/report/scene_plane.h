// SPDX-License-Identifier: LGPL-3.0-or-later
// A landscape of two variables as a picture: level lines, points and regions. Values are enclosed in Arb, at the nodes
// of a grid and on its cells; a level line passes through a cell only where the landscape is known to be continuous on
// it, or not to jump by more than half of the distance to the next level.
#ifndef CERTIFY_REPORT_SCENE_PLANE_H
#define CERTIFY_REPORT_SCENE_PLANE_H

#include "report/scene_orbit.h"

#define PLANE_MOST_LEVELS 14
#define PLANE_CELLS 128 // of the grid for levels, along each side

typedef struct {
    double x[2];
} plane_point_t;

typedef struct {
    size_t level; // in the plane's levels; of a region's outline 0
    size_t count;
    plane_point_t *points;
} plane_line_t;

typedef struct {
    const char *name; // as in the spec; borrowed
    bool minimum;     // a claim that it is one is proved
    double x[2];
} plane_mark_t;

typedef struct {
    size_t count, capacity;
    plane_line_t *items;
} plane_lines_t;

typedef struct {
    const char *name;
    plane_lines_t outline;
} plane_region_t;

typedef struct {
    double lo[2], hi[2];
    size_t level_count, mark_count, region_count;
    double levels[PLANE_MOST_LEVELS]; // ascending
    bool is_broken;                   // some of their lines end where the landscape may jump
    plane_lines_t lines;              // in the arena of the scene, as all of this
    plane_mark_t *marks;
    plane_region_t *regions;
    double *values; // of the landscape at the nodes of the grid, row by row from the lowest; NaN for none
} plane_t;

// The part from lo to hi; where they are NULL, that which holds the points and regions of the spec and the orbits that
// its claims are about. False when the landscape has not two variables, or no two values there.
bool plane_make(plane_t *plane, const scene_t *scene, const double *lo, const double *hi);

// The value of a level, at a place on one of its lines.
typedef struct {
    double level;
    double x[2];
} plane_label_t;

// Into an array of PLANE_MOST_LEVELS: at most one for each level, where it has room in a picture of so many pixels;
// returns how many.
size_t plane_labels(plane_label_t *labels, const plane_t *plane, double width, double height);

// Where the name of a region is to stand.
typedef struct {
    const char *name; // borrowed
    double x[2];
} plane_name_t;

#define PLANE_NAME_ABOVE 13.0 // pixels: names of points stand so much higher than the points

// Into an array of region_count: at the upper or lower end of the outline, wherever there is more room; none for a
// region of which hardly anything is seen. Returns how many.
size_t plane_region_names(plane_name_t *names, const plane_t *plane, double width, double height);

#endif
