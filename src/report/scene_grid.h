// SPDX-License-Identifier: LGPL-3.0-or-later
// Lines between the nodes of a grid that have a sign and those that have the other (marching squares: W. E. Lorensen,
// H. E. Cline, Marching cubes, SIGGRAPH 1987, in the plane). Internal to scene_plane.c.
#ifndef CERTIFY_REPORT_SCENE_GRID_H
#define CERTIFY_REPORT_SCENE_GRID_H

#include "report/scene_plane.h"

typedef struct {
    arena_t *arena;
    double lo[2], hi[2];
    size_t cells;             // along each side
    const signed char *signs; // per node, row by row from below: 1, -1, or 0 where none is known
    // Whether the sign is 1 at the point; exact enough to look at.
    bool (*above)(void *data, const plane_point_t *point);
    // Whether a line may pass through the cell from lo to hi.
    bool (*admits)(void *data, const plane_point_t *lo, const plane_point_t *hi);
    void *data;
} grid_t;

size_t grid_node_count(const grid_t *grid);
plane_point_t grid_node(const grid_t *grid, size_t column, size_t row);

// Adds the lines, as long as they can be.
void grid_lines(plane_lines_t *lines, const grid_t *grid, size_t level);

#endif
