// SPDX-License-Identifier: LGPL-3.0-or-later
// Texts of a picture of two variables: first the names of points, then those of regions, then the values of levels,
// each where it meets none of those before, no dot, and no edge of the picture.
#include "report/scene_plane.h"

#include "base/memory.h"
#include "report/math.h"
#include "report/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LETTER 0.6        // of the size of a font: the width of a letter, about
#define LINE 1.15         // the same, the height of a line
#define DOT 5.0           // pixels: half of the width of a point
#define GAP 6.0           // from a point to its name
#define BESIDE 3.0        // from an outline to a name that is not on it
#define MARGIN 3.0        // around a text
#define TRIES 9           // places along a line
#define SMALL_REGION 40.0 // pixels: names stand beside the outlines of less high regions, not on them
#define LEAST_NAMED 0.01  // of the height of the picture: a region of which less is seen gets no name
#define LEVEL_END 0.002   // of the picture: points of an outline that are as far out as the farthest one
#define SHORTEST 60.0     // pixels: a line that is shorter gets no label

// In pixels from the lower left corner.
typedef struct {
    double lo[2], hi[2];
} rectangle_t;

typedef struct {
    const plane_t *plane;
    const plane_room_t *room;
    size_t taken_count;
    rectangle_t *taken; // by dots, by texts and by the names of axes
} place_t;

static plane_point_t pixels(const place_t *place, const double *x)
{
    const plane_t *plane = place->plane;
    return (plane_point_t){{place->room->width * (x[0] - plane->lo[0]) / (plane->hi[0] - plane->lo[0]),
                            place->room->height * (x[1] - plane->lo[1]) / (plane->hi[1] - plane->lo[1])}};
}

static bool meet(const rectangle_t *a, const rectangle_t *b)
{
    return a->lo[0] < b->hi[0] && b->lo[0] < a->hi[0] && a->lo[1] < b->hi[1] && b->lo[1] < a->hi[1];
}

static void take(place_t *place, const rectangle_t *rectangle)
{
    place->taken[place->taken_count++] = *rectangle;
}

static bool is_free(const place_t *place, const rectangle_t *text)
{
    bool is_free =
        text->lo[0] >= 0 && text->hi[0] <= place->room->width && text->lo[1] >= 0 && text->hi[1] <= place->room->height;
    for (size_t i = 0; i < place->taken_count && is_free; i++)
        is_free = !meet(text, place->taken + i);
    return is_free;
}

// Whether an outline of a region passes through the text, other than the one that is left out.
static bool is_crossed(const place_t *place, const rectangle_t *text, const plane_region_t *but)
{
    for (size_t i = 0; i < place->plane->region_count; i++) {
        const plane_region_t *region = place->plane->regions + i;
        for (size_t k = 0; k < region->outline.count && region != but; k++)
            for (size_t n = 0; n < region->outline.items[k].count; n++) {
                plane_point_t at = pixels(place, region->outline.items[k].points[n].x);
                if (meet(text, &(rectangle_t){{at.x[0], at.x[1]}, {at.x[0], at.x[1]}}))
                    return true;
            }
    }
    return false;
}

// ---- names ----

static double width_of(const char *name, double font)
{
    strbuf_t text;
    strbuf_init(&text);
    math_append_plain_name(&text, name);
    double width = LETTER * font * (double)text_width(text.text);
    strbuf_clear(&text);
    return width;
}

static rectangle_t rectangle_of(const place_t *place, const plane_name_t *name)
{
    plane_point_t at = pixels(place, name->x);
    double font = place->room->name_font, width = width_of(name->name, font), high = LINE * font / 2;
    double middle = at.x[0] + name->right + name->side * width / 2, height = at.x[1] + name->up;
    return (rectangle_t){{middle - width / 2 - MARGIN, height - high}, {middle + width / 2 + MARGIN, height + high}};
}

// The first of the places that is free, if there is one through which no outline passes but that of the region.
static bool choose(place_t *place, plane_name_t *chosen, size_t count, const plane_name_t *places,
                   const plane_region_t *region)
{
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < count; i++) {
            rectangle_t text = rectangle_of(place, places + i);
            if (!is_free(place, &text) || (round == 0 && is_crossed(place, &text, region)))
                continue;
            take(place, &text);
            *chosen = places[i];
            return true;
        }
    return false;
}

static bool is_seen(const plane_t *plane, const double *x)
{
    return x[0] >= plane->lo[0] && x[0] <= plane->hi[0] && x[1] >= plane->lo[1] && x[1] <= plane->hi[1];
}

static void add(plane_texts_t *texts, place_t *place, const char *name, const plane_point_t *at, size_t count,
                plane_name_t *places, const plane_region_t *region)
{
    for (size_t i = 0; i < count; i++) {
        places[i].name = name;
        if (at)
            memcpy(places[i].x, at->x, sizeof at->x);
    }
    plane_name_t *chosen =
        (region ? texts->regions : texts->points) + (region ? texts->region_count : texts->point_count);
    if (!choose(place, chosen, count, places, region))
        texts->unnamed[texts->unnamed_count++] = name;
    else if (region)
        texts->region_count++;
    else
        texts->point_count++;
}

// Above, below, at the right, at the left, in the corners.
static void name_point(plane_texts_t *texts, place_t *place, const plane_mark_t *mark)
{
    double high = GAP + LINE * place->room->name_font / 2, aside = GAP / 2;
    plane_name_t places[] = {
        {.up = high},
        {.up = -high},
        {.right = GAP + MARGIN, .side = 1},
        {.right = -GAP - MARGIN, .side = -1},
        {.right = aside, .up = high - aside, .side = 1},
        {.right = -aside, .up = high - aside, .side = -1},
        {.right = aside, .up = aside - high, .side = 1},
        {.right = -aside, .up = aside - high, .side = -1},
    };
    add(texts, place, mark->name, &(plane_point_t){{mark->x[0], mark->x[1]}}, sizeof places / sizeof *places, places,
        NULL);
}

// The middle of that part of the outline that is farthest along an axis, or against it.
static plane_point_t end_of_region(const plane_t *plane, const plane_lines_t *outline, size_t axis, double sign)
{
    double farthest = -INFINITY, least = INFINITY, most = -INFINITY;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < outline->count; i++)
            for (size_t k = 0; k < outline->items[i].count; k++) {
                const double *x = outline->items[i].points[k].x;
                if (round == 0) {
                    farthest = fmax(farthest, sign * x[axis]);
                } else if (farthest - sign * x[axis] <= LEVEL_END * (plane->hi[axis] - plane->lo[axis])) {
                    least = fmin(least, x[1 - axis]);
                    most = fmax(most, x[1 - axis]);
                }
            }
    plane_point_t end;
    end.x[axis] = sign * farthest;
    end.x[1 - axis] = (least + most) / 2;
    return end;
}

// On the outline of a large region, above or below, else within it, else outside, at any side.
static void name_region(plane_texts_t *texts, place_t *place, const plane_region_t *region)
{
    const plane_t *plane = place->plane;
    plane_point_t ends[] = {end_of_region(plane, &region->outline, 1, 1), end_of_region(plane, &region->outline, 1, -1),
                            end_of_region(plane, &region->outline, 0, 1),
                            end_of_region(plane, &region->outline, 0, -1)};
    double seen = (ends[0].x[1] - ends[1].x[1]) / (plane->hi[1] - plane->lo[1]);
    if (!(seen > 0))
        return;
    bool is_small = seen * place->room->height < SMALL_REGION;
    double away = LINE * place->room->name_font / 2 + BESIDE, on = is_small ? away : 0, aside = BESIDE + MARGIN;
    plane_name_t places[] = {{.up = on},
                             {.up = -on},
                             {.up = -away},
                             {.up = away},
                             {.up = away},
                             {.up = -away},
                             {.right = aside, .side = 1},
                             {.right = -aside, .side = -1}};
    static const size_t of_end[] = {0, 1, 0, 1, 0, 1, 2, 3};
    size_t count = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool within = i == 2 || i == 3;
        if (within && is_small)
            continue;
        plane_name_t at = places[i];
        memcpy(at.x, ends[of_end[i]].x, sizeof at.x);
        places[count++] = at;
    }
    add(texts, place, region->name, NULL, seen < LEAST_NAMED ? 0 : count, places, region);
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

static void label_level(plane_texts_t *texts, place_t *place, size_t level)
{
    const plane_line_t *line = longest(place, level);
    char text[32];
    double font = place->room->level_font, high = LINE * font / 2;
    double half = LETTER * font * snprintf(text, sizeof text, "%.6g", place->plane->levels[level]) / 2 + MARGIN;
    for (size_t k = 1; line && k <= TRIES; k++) {
        // From the middle outwards.
        size_t offset = line->count * (k / 2) / (TRIES + 1), middle = line->count / 2;
        const double *x = line->points[k % 2 ? middle - offset : middle + offset].x;
        plane_point_t at = pixels(place, x);
        rectangle_t label = {{at.x[0] - half, at.x[1] - high}, {at.x[0] + half, at.x[1] + high}};
        if (!is_free(place, &label) || is_crossed(place, &label, NULL))
            continue;
        take(place, &label);
        texts->levels[texts->level_count++] = (plane_label_t){place->plane->levels[level], {x[0], x[1]}};
        return;
    }
}

// ---- all ----

// At the lower right end of the picture, and at the upper left one.
static void take_axes(place_t *place, const char *const axes[2])
{
    const plane_room_t *room = place->room;
    double font = room->name_font, high = 2 * LINE * font;
    take(place, &(rectangle_t){{room->width - width_of(axes[0], font) - 2 * font, 0}, {room->width, high}});
    take(place, &(rectangle_t){{0, room->height - high}, {width_of(axes[1], font) + 2 * font, room->height}});
}

void plane_texts_init(plane_texts_t *texts, const plane_t *plane, const plane_room_t *room)
{
    size_t names = plane->mark_count + plane->region_count;
    *texts = (plane_texts_t){.points = mem_alloc(plane->mark_count, sizeof *texts->points),
                             .regions = mem_alloc(plane->region_count, sizeof *texts->regions),
                             .unnamed = mem_alloc(names, sizeof *texts->unnamed)};
    place_t place = {plane, room, 0, NULL};
    place.taken = mem_alloc(names + plane->mark_count + PLANE_MOST_LEVELS + 2, sizeof *place.taken);
    if (room->axes)
        take_axes(&place, room->axes);
    for (size_t i = 0; i < plane->mark_count; i++) {
        plane_point_t at = pixels(&place, plane->marks[i].x);
        take(&place, &(rectangle_t){{at.x[0] - DOT, at.x[1] - DOT}, {at.x[0] + DOT, at.x[1] + DOT}});
    }
    for (size_t i = 0; i < plane->mark_count; i++)
        if (is_seen(plane, plane->marks[i].x))
            name_point(texts, &place, plane->marks + i);
    for (size_t i = 0; i < plane->region_count; i++)
        name_region(texts, &place, plane->regions + i);
    for (size_t level = 0; level < plane->level_count; level++)
        label_level(texts, &place, level);
    mem_free(place.taken);
}

void plane_texts_clear(plane_texts_t *texts)
{
    mem_free(texts->points);
    mem_free(texts->regions);
    mem_free(texts->unnamed);
}
