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

// ---- texts ----

// The value of a level, at a place on one of its lines.
typedef struct {
    double level;
    double x[2];
} plane_label_t;

// Where the name of a point or a region is to stand.
typedef struct {
    const char *name; // borrowed
    double x[2];      // the place of the plane that it is at
    double right, up; // pixels: so far from there is its middle, or one of its ends,
    int side;         // where the text begins there (1) or ends there (-1)
} plane_name_t;

// What texts have room in: all in pixels.
typedef struct {
    double width, height;
    double name_font, level_font;
    const char *const *axes; // their two names where they stand within the picture; NULL where they do not
} plane_room_t;

typedef struct {
    size_t point_count, region_count, level_count, unnamed_count;
    plane_name_t *points, *regions;
    plane_label_t levels[PLANE_MOST_LEVELS]; // at most one for each level
    const char **unnamed;                    // names for which there is no room; borrowed
} plane_texts_t;

// None lies on another one or on a point.
void plane_texts_init(plane_texts_t *texts, const plane_t *plane, const plane_room_t *room);
void plane_texts_clear(plane_texts_t *texts);

#endif
