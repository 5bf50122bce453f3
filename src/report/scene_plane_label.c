// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_plane.h"

#include "base/memory.h"
#include "report/math.h"
#include "report/text.h"

#include <math.h>

#define TRIES 9 // places along a line
#define LABEL_WIDTH 44.0
#define LABEL_HEIGHT 15.0
#define NAME_HEIGHT 28.0  // of points with their names
#define SMALL_REGION 40.0 // pixels: names stand beside the outlines of less high regions, not on them
#define BESIDE 10.0
#define LETTER_WIDTH 7.0
#define ENOUGH 6.0 // pixels between names
#define FARTHER 20.0 // a name without room stands so much farther from its region
#define LEAST_NAMED 0.01 // of the sides of the picture: a region of which less is seen gets no name
#define LEVEL_END 0.002  // of the height: points of an outline that are as high as the highest one
#define EDGE 16.0
#define SHORTEST 60.0 // pixels: a line that is shorter gets no label

typedef struct {
    const plane_t *plane;
    double width, height;
    size_t name_count; // of regions, for labels of levels
    const plane_name_t *names;
} place_t;

// In pixels from the lower left corner.
static plane_point_t pixels(const place_t *place, const double *x)
{
    const plane_t *plane = place->plane;
    return (plane_point_t){{place->width * (x[0] - plane->lo[0]) / (plane->hi[0] - plane->lo[0]),
                            place->height * (x[1] - plane->lo[1]) / (plane->hi[1] - plane->lo[1])}};
}

static bool is_near(const plane_point_t *a, const plane_point_t *b, double height)
{
    return fabs(a->x[0] - b->x[0]) < LABEL_WIDTH && fabs(a->x[1] - b->x[1]) < height;
}

// Whether an outline of a region passes through a label there.
static bool is_crossed(const place_t *place, const plane_point_t *at)
{
    for (size_t i = 0; i < place->plane->region_count; i++) {
        const plane_lines_t *outline = &place->plane->regions[i].outline;
        for (size_t k = 0; k < outline->count; k++)
            for (size_t n = 0; n < outline->items[k].count; n++) {
                plane_point_t point = pixels(place, outline->items[k].points[n].x);
                if (fabs(point.x[0] - at->x[0]) < LABEL_WIDTH / 2 && fabs(point.x[1] - at->x[1]) < LABEL_HEIGHT / 2)
                    return true;
            }
    }
    return false;
}

static bool has_room(const place_t *place, const plane_label_t *labels, size_t count, const plane_point_t *at)
{
    bool inside =
        at->x[0] > EDGE && at->x[0] < place->width - EDGE && at->x[1] > EDGE && at->x[1] < place->height - EDGE;
    for (size_t i = 0; i < count && inside; i++) {
        plane_point_t other = pixels(place, labels[i].x);
        inside = !is_near(at, &other, LABEL_HEIGHT);
    }
    for (size_t i = 0; i < place->plane->mark_count && inside; i++) {
        plane_point_t mark = pixels(place, place->plane->marks[i].x);
        inside = !is_near(at, &mark, NAME_HEIGHT);
    }
    for (size_t i = 0; i < place->name_count && inside; i++) {
        plane_point_t name = pixels(place, place->names[i].x);
        inside = !is_near(at, &name, LABEL_HEIGHT);
    }
    return inside && !is_crossed(place, at);
}

// ---- regions ----

// The middle of the highest (lowest) part of the outline.
static plane_point_t end_of_region(const plane_t *plane, const plane_lines_t *outline, bool highest)
{
    double side = highest ? 1 : -1, farthest = -INFINITY, least = INFINITY, most = -INFINITY;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < outline->count; i++)
            for (size_t k = 0; k < outline->items[i].count; k++) {
                const double *x = outline->items[i].points[k].x;
                if (round == 0) {
                    farthest = fmax(farthest, side * x[1]);
                } else if (farthest - side * x[1] <= LEVEL_END * (plane->hi[1] - plane->lo[1])) {
                    least = fmin(least, x[0]);
                    most = fmax(most, x[0]);
                }
            }
    return (plane_point_t){{(least + most) / 2, side * farthest}};
}

static double width_of(const char *name)
{
    strbuf_t text;
    strbuf_init(&text);
    math_append_plain_name(&text, name);
    double width = LETTER_WIDTH * (double)text_width(text.text);
    strbuf_clear(&text);
    return width;
}

// How far two names are from each other, negative where they overlap.
static double apart(double dx, double dy, const char *name, const char *other)
{
    return fmax(fabs(dx) - (width_of(name) + width_of(other)) / 2, fabs(dy) - LABEL_HEIGHT);
}

// The distance from the nearest name that is there already.
static double room_at(const place_t *place, const char *name, const plane_point_t *at, size_t count,
                      const plane_name_t *names)
{
    plane_point_t here = pixels(place, at->x);
    double room = INFINITY;
    for (size_t i = 0; i < place->plane->mark_count; i++) {
        const plane_mark_t *other = place->plane->marks + i;
        plane_point_t mark = pixels(place, other->x);
        room = fmin(room, apart(mark.x[0] - here.x[0], mark.x[1] + PLANE_NAME_ABOVE - here.x[1], name, other->name));
    }
    for (size_t i = 0; i < count; i++) {
        plane_point_t other = pixels(place, names[i].x);
        room = fmin(room, apart(other.x[0] - here.x[0], other.x[1] - here.x[1], name, names[i].name));
    }
    return room;
}

// At the upper or the lower end, else farther away: the first with room enough, or the one with the most.
static plane_point_t best_place(const place_t *place, const char *name, plane_point_t high, plane_point_t low,
                                double farther, size_t count, const plane_name_t *names)
{
    plane_point_t places[] = {high, low, high, low}, best = high;
    places[2].x[1] += farther;
    places[3].x[1] -= farther;
    double most = -INFINITY;
    for (size_t i = 0; i < sizeof places / sizeof *places && most < ENOUGH; i++) {
        double room = room_at(place, name, places + i, count, names);
        if (room > most) {
            best = places[i];
            most = room;
        }
    }
    return best;
}

size_t plane_region_names(plane_name_t *names, const plane_t *plane, double width, double height)
{
    place_t place = {.plane = plane, .width = width, .height = height};
    size_t count = 0;
    for (size_t i = 0; i < plane->region_count; i++) {
        const plane_region_t *region = plane->regions + i;
        plane_point_t high = end_of_region(plane, &region->outline, true);
        plane_point_t low = end_of_region(plane, &region->outline, false);
        if (high.x[1] - low.x[1] < LEAST_NAMED * (plane->hi[1] - plane->lo[1]))
            continue;
        double unit = (plane->hi[1] - plane->lo[1]) / height; // of a pixel
        double beside = high.x[1] - low.x[1] < SMALL_REGION * unit ? BESIDE * unit : 0;
        high.x[1] += beside;
        low.x[1] -= beside;
        plane_point_t best = best_place(&place, region->name, high, low, FARTHER * unit, count, names);
        names[count++] = (plane_name_t){region->name, {best.x[0], best.x[1]}};
    }
    return count;
}

// ---- levels ----

static double length_of(const place_t *place, const plane_line_t *line)
{
    double length = 0;
    for (size_t i = 1; i < line->count; i++) {
        plane_point_t a = pixels(place, line->points[i - 1].x), b = pixels(place, line->points[i].x);
        length += hypot(b.x[0] - a.x[0], b.x[1] - a.x[1]);
    }
    return length;
}

// The longest line of the level.
static const plane_line_t *longest(const place_t *place, size_t level)
{
    const plane_line_t *best = NULL;
    double most = SHORTEST;
    for (size_t i = 0; i < place->plane->lines.count; i++) {
        const plane_line_t *line = place->plane->lines.items + i;
        double length = line->level == level ? length_of(place, line) : 0;
        if (length > most) {
            most = length;
            best = line;
        }
    }
    return best;
}

size_t plane_labels(plane_label_t *labels, const plane_t *plane, double width, double height)
{
    plane_name_t *names = mem_alloc(plane->region_count, sizeof *names);
    place_t place = {plane, width, height, plane_region_names(names, plane, width, height), names};
    size_t count = 0;
    for (size_t level = 0; level < plane->level_count; level++) {
        const plane_line_t *line = longest(&place, level);
        for (size_t k = 1; line && k <= TRIES; k++) {
            // From the middle outwards.
            size_t offset = line->count * (k / 2) / (TRIES + 1), middle = line->count / 2;
            const plane_point_t *point = line->points + (k % 2 ? middle - offset : middle + offset);
            plane_point_t at = pixels(&place, point->x);
            if (!has_room(&place, labels, count, &at))
                continue;
            labels[count++] = (plane_label_t){plane->levels[level], {point->x[0], point->x[1]}};
            break;
        }
    }
    mem_free(names);
    return count;
}
