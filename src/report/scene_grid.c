// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_grid.h"

#include "base/memory.h"

#define BISECTIONS 9
#define NO_EDGE SIZE_MAX
#define SMOOTH 6e-4 // of the picture's sides: points that lie so near to the line without them are left out
#define LONGEST 0.045 // of the picture's sides: parts of a line without points

// Edges are numbered: those to the right of the nodes, then those above them. Each edge that the line crosses is joined
// to one or two others, through the cells beside it.
typedef struct {
    const grid_t *grid;
    size_t (*joined)[2];
    bool *done;
} tracer_t;

size_t grid_node_count(const grid_t *grid)
{
    return (grid->cells + 1) * (grid->cells + 1);
}

plane_point_t grid_node(const grid_t *grid, size_t column, size_t row)
{
    double x = (double)column / (double)grid->cells, y = (double)row / (double)grid->cells;
    return (plane_point_t){
        {grid->lo[0] + x * (grid->hi[0] - grid->lo[0]), grid->lo[1] + y * (grid->hi[1] - grid->lo[1])}};
}

static size_t edge_right(const grid_t *grid, size_t column, size_t row)
{
    return row * (grid->cells + 1) + column;
}

static size_t edge_above(const grid_t *grid, size_t column, size_t row)
{
    return grid_node_count(grid) + edge_right(grid, column, row);
}

static signed char sign_at(const grid_t *grid, size_t column, size_t row)
{
    return grid->signs[row * (grid->cells + 1) + column];
}

static void join(tracer_t *tracer, size_t a, size_t b)
{
    tracer->joined[a][tracer->joined[a][0] != NO_EDGE] = b;
    tracer->joined[b][tracer->joined[b][0] != NO_EDGE] = a;
}

static void join_cell(tracer_t *tracer, size_t column, size_t row)
{
    const grid_t *grid = tracer->grid;
    // Corners and the edges behind them, in the order of a walk around the cell.
    const signed char corners[4] = {sign_at(grid, column, row), sign_at(grid, column + 1, row),
                                    sign_at(grid, column + 1, row + 1), sign_at(grid, column, row + 1)};
    const size_t edges[4] = {edge_right(grid, column, row), edge_above(grid, column + 1, row),
                             edge_right(grid, column, row + 1), edge_above(grid, column, row)};
    size_t crossed[4], count = 0;
    for (size_t k = 0; k < 4; k++) {
        if (corners[k] == 0)
            return;
        if (corners[k] != corners[(k + 1) % 4])
            crossed[count++] = edges[k];
    }
    plane_point_t lo = grid_node(grid, column, row), hi = grid_node(grid, column + 1, row + 1);
    if (count == 0 || !grid->admits(grid->data, &lo, &hi))
        return;
    if (count == 2) {
        join(tracer, crossed[0], crossed[1]);
        return;
    }
    // All four are crossed: the middle tells which corners belong together.
    plane_point_t middle = {{(lo.x[0] + hi.x[0]) / 2, (lo.x[1] + hi.x[1]) / 2}};
    bool first = grid->above(grid->data, &middle) == (corners[0] > 0);
    join(tracer, edges[0], edges[first ? 1 : 3]);
    join(tracer, edges[2], edges[first ? 3 : 1]);
}

static plane_point_t crossing(const grid_t *grid, size_t edge)
{
    size_t nodes = grid_node_count(grid), side = grid->cells + 1;
    bool up = edge >= nodes;
    size_t node = up ? edge - nodes : edge, column = node % side, row = node / side;
    plane_point_t a = grid_node(grid, column, row), b = grid_node(grid, column + !up, row + up);
    bool start = sign_at(grid, column, row) > 0;
    for (size_t i = 0; i < BISECTIONS; i++) {
        plane_point_t middle = {{(a.x[0] + b.x[0]) / 2, (a.x[1] + b.x[1]) / 2}};
        *(grid->above(grid->data, &middle) == start ? &a : &b) = middle;
    }
    return (plane_point_t){{(a.x[0] + b.x[0]) / 2, (a.x[1] + b.x[1]) / 2}};
}

// In parts of the picture, from a.
static void offset(double *u, const grid_t *grid, const plane_point_t *a, const plane_point_t *b)
{
    for (size_t i = 0; i < 2; i++)
        u[i] = (b->x[i] - a->x[i]) / (grid->hi[i] - grid->lo[i]);
}

// Whether the points between the two lie near to the line that joins these.
static bool is_straight(const grid_t *grid, const plane_point_t *from, const plane_point_t *to)
{
    double u[2], v[2];
    offset(u, grid, from, to);
    double length = u[0] * u[0] + u[1] * u[1];
    bool straight = length < LONGEST * LONGEST;
    for (const plane_point_t *point = from + 1; point < to && straight; point++) {
        offset(v, grid, from, point);
        double area = u[0] * v[1] - u[1] * v[0];
        straight = area * area <= SMOOTH * SMOOTH * length && u[0] * v[0] + u[1] * v[1] >= 0;
    }
    return straight;
}

static void leave_out_points(plane_line_t *line, const grid_t *grid)
{
    size_t kept = 0;
    for (size_t i = 0; i < line->count;) {
        size_t next = i + 1;
        while (next + 1 < line->count && is_straight(grid, line->points + i, line->points + next + 1))
            next++;
        line->points[kept++] = line->points[i];
        i = next;
    }
    line->count = kept;
}

static void add_point(plane_line_t *line, size_t *capacity, const grid_t *grid, const plane_point_t *point)
{
    line->points = arena_grow(grid->arena, line->points, line->count, capacity, sizeof *line->points);
    line->points[line->count++] = *point;
}

// From the edge on, which is an end of the line, or any part of a closed one.
static void trace(plane_lines_t *lines, tracer_t *tracer, size_t first, size_t level)
{
    plane_line_t line = {.level = level};
    size_t capacity = 0, edge = first, before = NO_EDGE;
    while (edge != NO_EDGE && !tracer->done[edge]) {
        tracer->done[edge] = true;
        plane_point_t point = crossing(tracer->grid, edge);
        add_point(&line, &capacity, tracer->grid, &point);
        size_t next = tracer->joined[edge][tracer->joined[edge][0] == before];
        before = edge;
        edge = next;
    }
    if (edge == first && line.count > 2)
        add_point(&line, &capacity, tracer->grid, line.points);
    if (line.count < 2)
        return;
    leave_out_points(&line, tracer->grid);
    lines->items = arena_grow(tracer->grid->arena, lines->items, lines->count, &lines->capacity, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

void grid_lines(plane_lines_t *lines, const grid_t *grid, size_t level)
{
    size_t edges = 2 * grid_node_count(grid);
    tracer_t tracer = {grid, mem_alloc(edges, sizeof *tracer.joined), mem_alloc(edges, sizeof *tracer.done)};
    for (size_t edge = 0; edge < edges; edge++)
        tracer.joined[edge][0] = tracer.joined[edge][1] = NO_EDGE;
    for (size_t row = 0; row < grid->cells; row++)
        for (size_t column = 0; column < grid->cells; column++)
            join_cell(&tracer, column, row);
    for (size_t edge = 0; edge < edges; edge++) // ends first
        if (tracer.joined[edge][0] != NO_EDGE && tracer.joined[edge][1] == NO_EDGE && !tracer.done[edge])
            trace(lines, &tracer, edge, level);
    for (size_t edge = 0; edge < edges; edge++)
        if (tracer.joined[edge][0] != NO_EDGE && !tracer.done[edge])
            trace(lines, &tracer, edge, level);
    mem_free(tracer.joined);
    mem_free(tracer.done);
}
