// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "base/memory.h"
#include "report/scene_plane.h"

#include <math.h>

#define WIDTH 720.0
#define SIDE 480.0 // the longer side of the drawing
#define SHORT_SIDE 200.0

static html_scale_t scale_of(const plane_t *plane)
{
    double ratio = (plane->hi[1] - plane->lo[1]) / (plane->hi[0] - plane->lo[0]);
    double width = ratio > 1 ? fmax(SIDE / ratio, SHORT_SIDE) : SIDE,
           height = fmax(fmin(SIDE * ratio, SIDE), SHORT_SIDE);
    double left = (WIDTH - width) / 2;
    return (html_scale_t){plane->lo[0], plane->hi[0], plane->lo[1], plane->hi[1], left, left + width, 8, 8 + height};
}

static void write_path(strbuf_t *out, const html_scale_t *scale, const plane_line_t *line)
{
    for (size_t i = 0; i < line->count; i++)
        strbuf_printf(out, "%c%.1f %.1f", i ? 'L' : 'M', html_x(scale, line->points[i].x[0]),
                      html_y(scale, line->points[i].x[1]));
}

// Low levels are strong, high ones faint.
static void write_levels(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    for (size_t k = 0; k < plane->level_count; k++) {
        double opacity = 1 - 0.65 * (double)k / (double)plane->level_count;
        strbuf_printf(out, "<path class=\"level\" opacity=\"%.2f\" d=\"", opacity);
        for (size_t i = 0; i < plane->lines.count; i++)
            if (plane->lines.items[i].level == k)
                write_path(out, scale, plane->lines.items + i);
        strbuf_append(out, "\"/>");
    }
}

static void write_labels(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    plane_label_t labels[PLANE_MOST_LEVELS];
    size_t count = plane_labels(labels, plane, scale->right - scale->left, scale->lower - scale->upper);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, "<text class=\"value\" x=\"%.1f\" y=\"%.1f\">%.6g</text>", html_x(scale, labels[i].x[0]),
                      html_y(scale, labels[i].x[1]) + 4, labels[i].level);
}

static void write_regions(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    plane_name_t *names = mem_alloc(plane->region_count, sizeof *names);
    size_t count = plane_region_names(names, plane, scale->right - scale->left, scale->lower - scale->upper);
    for (size_t i = 0; i < plane->region_count; i++) {
        strbuf_append(out, "<path class=\"outline\" d=\"");
        for (size_t k = 0; k < plane->regions[i].outline.count; k++)
            write_path(out, scale, plane->regions[i].outline.items + k);
        strbuf_append(out, "\"/>");
    }
    for (size_t i = 0; i < count; i++) {
        strbuf_printf(out, "<text class=\"region over\" x=\"%.1f\" y=\"%.1f\">", html_x(scale, names[i].x[0]),
                      html_y(scale, names[i].x[1]) + 4);
        html_name(out, names[i].name);
        strbuf_append(out, "</text>");
    }
    mem_free(names);
}

static void write_marks(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    for (size_t i = 0; i < plane->mark_count; i++) {
        double x = html_x(scale, plane->marks[i].x[0]), y = html_y(scale, plane->marks[i].x[1]);
        strbuf_printf(out,
                      "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/><text class=\"over\" x=\"%.1f\" "
                      "y=\"%.1f\">",
                      x, y, x, y - 9);
        html_name(out, plane->marks[i].name);
        strbuf_append(out, "</text>");
    }
}

void html_plane(strbuf_t *out, document_t *document)
{
    plane_t plane;
    if (!plane_make(&plane, &document->scene, NULL, NULL))
        return;
    html_scale_t scale = scale_of(&plane);
    strbuf_t label;
    strbuf_init(&label);
    strbuf_printf(&label, "Level lines of %s, with %zu named points and %zu regions",
                  document_spec(document)->landscape_name, plane.mark_count, plane.region_count);
    html_begin_svg(out, scale.lower + 26, label.text, "");
    write_levels(out, &scale, &plane);
    html_axis(out, &scale);
    html_vertical_axis(out, &scale);
    write_labels(out, &scale, &plane);
    write_regions(out, &scale, &plane);
    write_marks(out, &scale, &plane);
    strbuf_append(out, "</svg><figcaption>Level lines with their values, the named points (dots), the regions "
                       "(dashed). The lines end where the values jump by more than half of the distance between "
                       "levels.</figcaption></figure>\n");
    strbuf_clear(&label);
}
