// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_trace.h"

#include <math.h>

#define WIDTH 720.0 // pixels of a usual picture
#define HEIGHT 320.0
#define FLAT 1.5          // pixels: a line is drawn through an enclosure that is not higher
#define NARROW 0.2        // or less wide, and hardly higher than the line, of a function that is continuous there
#define FINEST 1e-13      // of the width or of x: nothing narrower is looked at
#define NOWHERE_DEPTH 7   // no values at the ends and in the middle of so small a part of the grid: none inside
#define MOST_SAMPLES 2000 // between two members of the grid
#define SAME 1e-6         // pixels between points one above the other
#define LONG 1.6          // pixels: a long stretch, hardly wider than the grid
#define SMOOTH 0.12       // pixels: points of the line that lie so near to the line without them are left out

typedef struct {
    curve_t *curve;
    arena_t *arena;
    sampler_t *sampler;
    size_t capacity, samples;
} trace_t;

static void add(trace_t *trace, double x, double y)
{
    curve_t *curve = trace->curve;
    bool interrupted = curve->count == 0 || isnan(curve->points[curve->count - 1].y);
    if (isnan(y) && interrupted)
        return;
    curve->points = arena_grow(trace->arena, curve->points, curve->count, &trace->capacity, sizeof *curve->points);
    curve->points[curve->count++] = (curve_point_t){x, y};
}

// Pixels from the lower edge. Far outside of the picture all heights are the same.
static double pixels(const curve_t *curve, double y)
{
    double bottom = curve_scaled(curve, curve->bottom), height = curve_scaled(curve, curve->top) - bottom;
    double place = (curve_scaled(curve, y) - bottom) / height;
    return HEIGHT * fmin(fmax(place, -1), 2);
}

// Whether the line from a to b is to be drawn straight, in the light of what is known of the values between them.
static bool is_drawn(const trace_t *trace, const sample_t *sample, double a, double ya, double b, double yb)
{
    const curve_t *curve = trace->curve;
    if (!sample->defined)
        return false;
    double least = pixels(curve, sample->lo), most = pixels(curve, sample->hi);
    if (most - least <= FLAT)
        return true;
    bool narrow = (b - a) * WIDTH <= NARROW * (curve->hi - curve->lo);
    if (!narrow || !sample->continuous)
        return false;
    bool near = most <= pixels(curve, fmax(ya, yb)) + FLAT && least >= pixels(curve, fmin(ya, yb)) - FLAT;
    return near || trace->samples > MOST_SAMPLES;
}

// The line from (a, ya), which is there already, to (b, yb).
static void refine(trace_t *trace, double a, double ya, double b, double yb, unsigned depth)
{
    double middle = a + (b - a) / 2;
    sample_t sample = sampler_box(trace->sampler, &a, &b);
    trace->samples++;
    if (is_drawn(trace, &sample, a, ya, b, yb)) {
        add(trace, b, yb);
        return;
    }
    double width = fmax(fmax(fabs(a), fabs(b)), trace->curve->hi - trace->curve->lo);
    double value = sampler_value(trace->sampler, &middle);
    bool nowhere = depth >= NOWHERE_DEPTH && isnan(ya) && isnan(yb) && isnan(value);
    if (nowhere || b - a <= FINEST * width || trace->samples > MOST_SAMPLES) {
        add(trace, middle, NAN);
        add(trace, b, yb);
        return;
    }
    refine(trace, a, ya, middle, value, depth + 1);
    refine(trace, middle, value, b, yb, depth + 1);
}

// ---- fewer points ----

typedef struct {
    double least, most; // slopes of lines from the first point that pass near to all points up to now
} sector_t;

// Whether one line from `first` passes near to `point`, and to those before; then the sector is narrowed.
static bool sector_admits(sector_t *sector, const curve_t *curve, const curve_point_t *first,
                          const curve_point_t *point)
{
    double dx = WIDTH * (point->x - first->x) / (curve->hi - curve->lo);
    double dy = pixels(curve, point->y) - pixels(curve, first->y);
    if (!(dx > SAME))
        return fabs(dy) <= SMOOTH;
    if (dy / dx < sector->least || dy / dx > sector->most)
        return false;
    sector->least = fmax(sector->least, (dy - SMOOTH) / dx);
    sector->most = fmin(sector->most, (dy + SMOOTH) / dx);
    return true;
}

// Each stretch without interruption keeps its ends. A point is left out when the line from the last one that is kept to
// the next one, not farther than `longest` pixels, passes near to it.
static void leave_out_points(curve_t *curve, double longest)
{
    double farthest = longest * (curve->hi - curve->lo) / WIDTH;
    size_t kept = 0;
    for (size_t i = 0; i < curve->count;) {
        curve_point_t first = curve->points[i];
        sector_t sector = {-INFINITY, INFINITY};
        size_t last = i;
        while (!isnan(first.y) && last + 1 < curve->count && !isnan(curve->points[last + 1].y) &&
               curve->points[last + 1].x - first.x <= farthest &&
               sector_admits(&sector, curve, &first, curve->points + last + 1))
            last++;
        curve->points[kept++] = first;
        i = last > i ? last : i + 1;
    }
    curve->count = kept;
}

void trace_curve(curve_t *curve, arena_t *arena, sampler_t *sampler, size_t grid_count, const double *grid, bool even)
{
    trace_t trace = {.curve = curve, .arena = arena, .sampler = sampler};
    double before = NAN;
    for (size_t i = 0; i < grid_count; i++) {
        double value = sampler_value(sampler, grid + i);
        if (i == 0) {
            add(&trace, grid[i], value);
        } else if (grid[i] > grid[i - 1]) {
            trace.samples = 0;
            refine(&trace, grid[i - 1], before, grid[i], value, 0);
        }
        before = value;
    }
    leave_out_points(curve, even ? LONG : INFINITY);
}
