// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_plane.h"

#include "base/memory.h"
#include "report/scene_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 0.12        // of the width, at either side
#define MOST_WIDER 1.0     // of the width, at either side: states of orbits that are farther away are not shown
#define LEAST_MARGIN 1e-6  // of the greatest coordinate
#define FARTHEST_POINT 1e9 // points that are farther away are not shown
#define FARTHEST 1024.0    // regions that reach farther do not choose the part that is shown
#define MOST_PARTS 600     // into which the plane is cut to find out where a region lies
#define CUTS 26
#define CELLS PLANE_CELLS
#define NODES ((CELLS + 1) * (CELLS + 1))
#define FINE 4     // cells of the grid for regions in one of these, along each side
#define SUBCELLS 8 // along each side of a cell on which the landscape may not be continuous
#define SHARES 12  // into which levels divide the picture
#define LEVEL_DIGITS 2

typedef struct {
    sampler_t *sampler;
    double level, room; // half of the distance to the next level
    bool broken;        // a cell was met through which no line may pass
} field_t;

// ---- where regions lie ----

typedef struct {
    double lo[2], hi[2];
} part_t;

// Cuts every part into four and keeps those that the region may meet. Returns how many there are.
static size_t cut_parts(part_t *next, sampler_t *region, size_t count, const part_t *parts)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 4; k++) {
            part_t quarter = parts[i];
            for (size_t j = 0; j < 2; j++)
                *(k >> j & 1 ? quarter.lo + j : quarter.hi + j) = (parts[i].lo[j] + parts[i].hi[j]) / 2;
            if (sampler_box(region, quarter.lo, quarter.hi).truth != TRUTH_FALSE)
                next[kept++] = quarter;
        }
    return kept;
}

static void widen(double *lo, double *hi, const double *from, const double *to)
{
    for (size_t j = 0; j < 2; j++) {
        lo[j] = fmin(lo[j], from[j]);
        hi[j] = fmax(hi[j], to[j]);
    }
}

// Widens the window by a box around the region, if it is bounded and not empty.
static void widen_by_region(double *lo, double *hi, sampler_t *region)
{
    part_t *parts = mem_alloc((size_t)4 * MOST_PARTS, sizeof *parts),
           *next = mem_alloc((size_t)4 * MOST_PARTS, sizeof *next);
    parts[0] = (part_t){{-FARTHEST, -FARTHEST}, {FARTHEST, FARTHEST}};
    size_t count = 1;
    for (size_t i = 0; i < CUTS && count > 0 && count <= MOST_PARTS; i++) {
        count = cut_parts(next, region, count, parts);
        part_t *former = parts;
        parts = next;
        next = former;
    }
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++)
        widen(least, most, parts[i].lo, parts[i].hi);
    bool bounded = count > 0;
    for (size_t j = 0; j < 2; j++)
        bounded = bounded && least[j] > -FARTHEST && most[j] < FARTHEST;
    if (bounded)
        widen(lo, hi, least, most);
    mem_free(parts);
    mem_free(next);
}

// By the box of an implicit point.
static void widen_by_box(double *lo, double *hi, const scene_t *scene, const spec_point_t *point)
{
    double from[2], to[2];
    for (size_t j = 0; j < 2; j++) {
        from[j] = scene_constant(scene, point->box_lo[j]);
        to[j] = scene_constant(scene, point->box_hi[j]);
        if (!isfinite(from[j]) || !isfinite(to[j]))
            return;
    }
    widen(lo, hi, from, to);
}

// By the states that are not far from the part shown up to now.
static void widen_by_orbit(double *lo, double *hi, const scene_orbit_t *orbit)
{
    double least[2], most[2];
    for (size_t j = 0; j < 2; j++) {
        least[j] = lo[j] - MOST_WIDER * (hi[j] - lo[j]);
        most[j] = hi[j] + MOST_WIDER * (hi[j] - lo[j]);
    }
    for (size_t t = 0; t < orbit->count; t++) {
        const double *x = orbit->states + 2 * t;
        if (x[0] >= least[0] && x[0] <= most[0] && x[1] >= least[1] && x[1] <= most[1])
            widen(lo, hi, x, x);
    }
}

// By the starts of the orbits that claims are about, then by their first steps.
static void widen_by_orbits(double *lo, double *hi, const scene_t *scene)
{
    scene_orbit_t orbit;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < scene->spec->claim_count; i++)
            if (scene_orbit_make(&orbit, scene, i)) {
                const double *start = orbit.states;
                if (pass == 0 && fmax(fabs(start[0]), fabs(start[1])) <= FARTHEST_POINT)
                    widen(lo, hi, start, start);
                if (pass == 1)
                    widen_by_orbit(lo, hi, &orbit);
            }
}

static void choose_window(plane_t *plane, const scene_t *scene)
{
    const spec_t *spec = scene->spec;
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY}, most = 0;
    for (size_t i = 0; i < plane->mark_count; i++) {
        const double *x = plane->marks[i].x;
        if (fmax(fabs(x[0]), fabs(x[1])) <= FARTHEST_POINT)
            widen(lo, hi, x, x);
    }
    for (size_t i = 0; i < spec->point_count; i++)
        if (spec->points[i]->implicit)
            widen_by_box(lo, hi, scene, spec->points[i]);
    for (size_t i = 0; i < spec->region_count; i++) {
        sampler_t *region = sampler_new(scene, spec->regions[i].formula, 2, spec->state);
        if (region)
            widen_by_region(lo, hi, region);
        sampler_free(region);
    }
    widen_by_orbits(lo, hi, scene);
    for (size_t j = 0; j < 2; j++)
        if (!(lo[j] <= hi[j]))
            lo[j] = hi[j] = 0;
    for (size_t j = 0; j < 2; j++)
        most = fmax(most, hi[j] - lo[j]);
    for (size_t j = 0; j < 2; j++) {
        double margin = hi[j] - lo[j] > MARGIN * most ? MARGIN * (hi[j] - lo[j]) : most > 0 ? 2 * MARGIN * most : 2;
        margin = fmax(margin, LEAST_MARGIN * fmax(fabs(lo[j]), fabs(hi[j])));
        plane->lo[j] = lo[j] - margin;
        plane->hi[j] = hi[j] + margin;
    }
}

// ---- levels ----

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static double rounded(double value)
{
    if (value == 0)
        return 0;
    double unit = pow(10, floor(log10(fabs(value))) - (LEVEL_DIGITS - 1));
    return unit * round(value / unit);
}

static void add_level(plane_t *plane, double value)
{
    double level = rounded(value);
    if (plane->level_count == 0 || level > plane->levels[plane->level_count - 1])
        plane->levels[plane->level_count++] = level;
}

// A deep and narrow place takes up a small share of the picture: two levels more, if it is deeper than the distance
// between levels.
static void add_low_levels(plane_t *plane, double least)
{
    double first = plane->levels[0], depth = first - least;
    double levels[PLANE_MOST_LEVELS];
    size_t count = plane->level_count;
    if (!(depth > plane->levels[1] - first))
        return;
    memcpy(levels, plane->levels, sizeof levels);
    plane->level_count = 0;
    add_level(plane, least + depth / 4);
    add_level(plane, least + 5 * depth / 8);
    for (size_t k = 0; k < count; k++)
        add_level(plane, levels[k]);
}

// Values that the landscape exceeds on equal shares of the picture, rounded.
static bool choose_levels(plane_t *plane, const double *values)
{
    double *known = mem_alloc(NODES, sizeof *known);
    size_t count = 0;
    for (size_t i = 0; i < NODES; i++)
        if (isfinite(values[i]))
            known[count++] = values[i];
    if (count > 1)
        qsort(known, count, sizeof *known, compare);
    for (size_t k = 0; count > 1 && k < SHARES; k++)
        add_level(plane, known[(size_t)(((double)k + 0.5) / SHARES * (double)count)]);
    if (count > 1 && plane->level_count > 1)
        add_low_levels(plane, known[0]);
    mem_free(known);
    return count > 1;
}

static bool is_above(void *data, const plane_point_t *point)
{
    const field_t *field = data;
    return sampler_value(field->sampler, point->x) > field->level;
}

static bool admits_level(void *data, const plane_point_t *lo, const plane_point_t *hi)
{
    field_t *field = data;
    if (sampler_box(field->sampler, lo->x, hi->x).continuous)
        return true;
    for (size_t k = 0; k < (size_t)SUBCELLS * SUBCELLS; k++) {
        double from[2], to[2];
        const size_t place[2] = {k % SUBCELLS, k / SUBCELLS};
        for (size_t j = 0; j < 2; j++) {
            double step = (hi->x[j] - lo->x[j]) / SUBCELLS;
            from[j] = lo->x[j] + step * (double)place[j];
            to[j] = place[j] + 1 == SUBCELLS ? hi->x[j] : from[j] + step;
        }
        sample_t sample = sampler_box(field->sampler, from, to);
        if (!sample.continuous && !(sample.defined && sample.hi - sample.lo <= field->room)) {
            field->broken = true;
            return false;
        }
    }
    return true;
}

static grid_t make_grid(const plane_t *plane, arena_t *arena, size_t cells, const signed char *signs, field_t *field)
{
    return (grid_t){
        arena, {plane->lo[0], plane->lo[1]}, {plane->hi[0], plane->hi[1]}, cells, signs, is_above, admits_level, field};
}

static double distance_to_next(const plane_t *plane, size_t level)
{
    double below = level > 0 ? plane->levels[level] - plane->levels[level - 1] : INFINITY;
    double above = level + 1 < plane->level_count ? plane->levels[level + 1] - plane->levels[level] : INFINITY;
    double least = fmin(below, above);
    return isfinite(least) ? least : 0;
}

static bool draw_levels(plane_t *plane, const scene_t *scene)
{
    field_t field = {.sampler = sampler_new(scene, scene->spec->landscape, 2, scene->spec->state)};
    if (!field.sampler)
        return false;
    double *values = plane->values = arena_alloc(scene->arena, NODES, sizeof *values);
    signed char *signs = mem_alloc(NODES, sizeof *signs);
    grid_t grid = make_grid(plane, scene->arena, CELLS, signs, &field);
    for (size_t i = 0; i < NODES; i++) {
        plane_point_t node = grid_node(&grid, i % (CELLS + 1), i / (CELLS + 1));
        values[i] = sampler_value(field.sampler, node.x);
    }
    bool shown = choose_levels(plane, values);
    for (size_t k = 0; k < plane->level_count; k++) {
        field.level = plane->levels[k];
        field.room = distance_to_next(plane, k) / 2;
        for (size_t i = 0; i < NODES; i++)
            signs[i] = isnan(values[i]) ? 0 : values[i] > field.level ? 1 : -1;
        grid_lines(&plane->lines, &grid, k);
    }
    plane->is_broken = field.broken;
    mem_free(signs);
    sampler_free(field.sampler);
    return shown;
}

// ---- points and regions ----

static void mark_points(plane_t *plane, const scene_t *scene)
{
    plane->marks = arena_alloc(scene->arena, scene->spec->point_count, sizeof *plane->marks);
    for (size_t i = 0; i < scene->spec->point_count; i++) {
        plane_mark_t *mark = plane->marks + plane->mark_count;
        const spec_point_t *point = scene->spec->points[i];
        *mark = (plane_mark_t){.name = point->name, .minimum = scene_is_minimum(scene, point)};
        plane->mark_count += scene_point(mark->x, scene, point);
    }
}

static bool is_inside(void *data, const plane_point_t *point)
{
    const field_t *field = data;
    return sampler_holds(field->sampler, point->x);
}

static bool admits_outline(void *data, const plane_point_t *lo, const plane_point_t *hi)
{
    (void)data;
    (void)lo;
    (void)hi;
    return true;
}

// The signs at the nodes of one cell of the coarse grid: all the same, or, where that is not known, one by one.
static void set_cell(signed char *signs, const grid_t *grid, size_t column, size_t row, tape_truth_t truth,
                     sampler_t *formula)
{
    for (size_t y = row; y <= row + FINE; y++)
        for (size_t x = column; x <= column + FINE; x++) {
            plane_point_t node = grid_node(grid, x, y);
            bool inside = truth == TRUTH_UNKNOWN ? sampler_holds(formula, node.x) : truth == TRUTH_TRUE;
            signs[y * (grid->cells + 1) + x] = inside ? 1 : -1;
        }
}

static void set_signs(signed char *signs, const grid_t *grid, sampler_t *formula)
{
    for (size_t row = 0; row < grid->cells; row += FINE)
        for (size_t column = 0; column < grid->cells; column += FINE) {
            plane_point_t lo = grid_node(grid, column, row), hi = grid_node(grid, column + FINE, row + FINE);
            set_cell(signs, grid, column, row, sampler_box(formula, lo.x, hi.x).truth, formula);
        }
}

static void draw_regions(plane_t *plane, const scene_t *scene)
{
    const spec_t *spec = scene->spec;
    size_t cells = FINE * CELLS;
    signed char *signs = mem_alloc((cells + 1) * (cells + 1), sizeof *signs);
    plane->regions = arena_alloc(scene->arena, spec->region_count, sizeof *plane->regions);
    for (size_t i = 0; i < spec->region_count; i++) {
        field_t field = {.sampler = sampler_new(scene, spec->regions[i].formula, 2, spec->state)};
        if (!field.sampler)
            continue;
        grid_t grid = make_grid(plane, scene->arena, cells, signs, &field);
        grid.above = is_inside;
        grid.admits = admits_outline;
        set_signs(signs, &grid, field.sampler);
        plane_region_t *region = plane->regions + plane->region_count;
        region->name = spec->regions[i].name;
        grid_lines(&region->outline, &grid, 0);
        plane->region_count += region->outline.count > 0;
        sampler_free(field.sampler);
    }
    mem_free(signs);
}

bool plane_make(plane_t *plane, const scene_t *scene, const double *lo, const double *hi)
{
    memset(plane, 0, sizeof *plane);
    if (scene->spec->dimension != 2)
        return false;
    mark_points(plane, scene);
    if (lo && hi) {
        memcpy(plane->lo, lo, sizeof plane->lo);
        memcpy(plane->hi, hi, sizeof plane->hi);
    } else {
        choose_window(plane, scene);
    }
    if (!draw_levels(plane, scene))
        return false;
    draw_regions(plane, scene);
    return true;
}
