// SPDX-License-Identifier: LGPL-3.0-or-later
// Two variables: level lines with points and regions, and orbits over them.
#include "report/html_internal.h"

#include <math.h>

#define LEFT 100.0 // room for labels
#define SIDE 480.0 // the longer side of the drawing
#define SHORT_SIDE 200.0

html_scale_t html_plane_scale(const double lo[2], const double hi[2], bool same_units)
{
    double ratio = same_units ? (hi[1] - lo[1]) / (hi[0] - lo[0]) : 0.8;
    double width = ratio > 1 ? fmax(SIDE / ratio, SHORT_SIDE) : SIDE;
    double height = fmax(fmin(SIDE * ratio, SIDE), SHORT_SIDE);
    double left = LEFT + (SIDE - width) / 2;
    return (html_scale_t){lo[0], hi[0], lo[1], hi[1], left, left + width, HTML_ABOVE, HTML_ABOVE + height};
}

static void write_path(strbuf_t *out, const html_scale_t *scale, const plane_line_t *line)
{
    for (size_t i = 0; i < line->count; i++)
        strbuf_printf(out, "%c%.2f %.2f", i ? 'L' : 'M', html_x(scale, line->points[i].x[0]),
                      html_y(scale, line->points[i].x[1]));
}

// Low levels are strong, high ones faint.
void html_levels(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
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

// At a point of the plane; not made larger with the drawing.
static void begin_fixed(strbuf_t *out, const html_scale_t *scale, const double *x)
{
    strbuf_printf(out, "<g class=\"fixed\" transform=\"translate(%.2f %.2f)\">", html_x(scale, x[0]),
                  html_y(scale, x[1]));
}

// On a small screen letters are larger, against the picture: texts are placed for both, and the style sheet shows one.
static const struct {
    const char *style;
    double name_font, level_font;
} screens[] = {{"large", 13, 11}, {"small", 20, 19}};
#define SCREENS (sizeof screens / sizeof *screens)

static plane_room_t room_of(const html_scale_t *scale, size_t screen, const char *const axes[2])
{
    return (plane_room_t){scale->right - scale->left, scale->lower - scale->upper, screens[screen].name_font,
                          screens[screen].level_font, axes};
}

#define BASELINE 0.33 // of the size of a font: so far below the middle of a line

static void names_of_state(const char *names[2], const spec_t *spec)
{
    for (size_t j = 0; j < 2; j++)
        names[j] = expr_variable_name(spec->dag, spec->state[j]);
}

static void write_names(strbuf_t *out, const html_scale_t *scale, const plane_name_t *names, size_t count,
                        const char *style, double font)
{
    static const char *const sides[] = {" end", "", " begin"};
    for (size_t i = 0; i < count; i++) {
        begin_fixed(out, scale, names[i].x);
        strbuf_printf(out, "<text class=\"%s%s\" x=\"%.1f\" y=\"%.1f\">", style, sides[names[i].side + 1],
                      names[i].right, BASELINE * font - names[i].up);
        html_name(out, names[i].name);
        strbuf_append(out, "</text></g>");
    }
}

static void write_unnamed(strbuf_t *out, document_t *document, const plane_texts_t *texts, const char *screen)
{
    if (texts->unnamed_count == 0)
        return;
    strbuf_printf(out, "<span class=\"%s\"> Without names for want of room: ", screen);
    for (size_t i = 0; i < texts->unnamed_count; i++) {
        strbuf_append(out, i ? ", " : "");
        math_write_mathml_inline(out, 0, math_name(&document->arena, texts->unnamed[i]), 0);
    }
    strbuf_append(out, ".</span>");
}

// Names of points and regions and values of levels; those that have no room are named in the caption.
static void write_texts(strbuf_t *out, strbuf_t *caption, document_t *document, const html_scale_t *scale,
                        const plane_t *plane)
{
    const char *axes[2];
    names_of_state(axes, document_spec(document));
    for (size_t k = 0; k < SCREENS; k++) {
        plane_texts_t texts;
        plane_room_t room = room_of(scale, k, axes);
        plane_texts_init(&texts, plane, &room);
        strbuf_printf(out, "<g class=\"%s\">", screens[k].style);
        for (size_t i = 0; i < texts.level_count; i++) {
            begin_fixed(out, scale, texts.levels[i].x);
            strbuf_printf(out, "<text class=\"value\" y=\"%.1f\">", BASELINE * room.level_font);
            html_number(out, texts.levels[i].level);
            strbuf_append(out, "</text></g>");
        }
        write_names(out, scale, texts.regions, texts.region_count, "region over", room.name_font);
        write_names(out, scale, texts.points, texts.point_count, "over", room.name_font);
        strbuf_append(out, "</g>");
        write_unnamed(caption, document, &texts, screens[k].style);
        plane_texts_clear(&texts);
    }
}

static void write_outlines(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    for (size_t i = 0; i < plane->region_count; i++) {
        strbuf_append(out, "<path class=\"outline\" d=\"");
        for (size_t k = 0; k < plane->regions[i].outline.count; k++)
            write_path(out, scale, plane->regions[i].outline.items + k);
        strbuf_append(out, "\"/>");
    }
}

static bool is_shown(const html_scale_t *scale, const double *x)
{
    return x[0] >= scale->lo && x[0] <= scale->hi && x[1] >= scale->bottom && x[1] <= scale->top;
}

static void write_points(strbuf_t *out, const html_scale_t *scale, const plane_t *plane)
{
    for (size_t i = 0; i < plane->mark_count; i++) {
        if (!is_shown(scale, plane->marks[i].x))
            continue;
        begin_fixed(out, scale, plane->marks[i].x);
        strbuf_append(out, "<circle class=\"point\" r=\"4\"/></g>");
    }
}

void html_begin_content(strbuf_t *out, const html_scale_t *scale)
{
    html_begin_clip(out, scale, " class=\"content\"");
}

void html_end_content(strbuf_t *out, const html_scale_t *scale, const char *const names[2])
{
    strbuf_append(out, "</svg>");
    html_axis_name(out, scale, names[0], false);
    html_axis_name(out, scale, names[1], true);
}

static void end_content_of_state(strbuf_t *out, const html_scale_t *scale, const spec_t *spec)
{
    const char *names[2];
    names_of_state(names, spec);
    html_end_content(out, scale, names);
}

void html_plane_axes(strbuf_t *out, const html_scale_t *scale)
{
    strbuf_append(out, "<g class=\"axes\">");
    html_axis(out, scale);
    html_vertical_axis(out, scale);
    strbuf_append(out, "</g>");
}

static void end_caption(strbuf_t *out, const plane_t *plane, const strbuf_t *unnamed)
{
    if (plane->is_broken)
        strbuf_append(out, " The lines end where the values jump by more than half of the distance between levels.");
    strbuf_append(out, unnamed->text);
    strbuf_append(out, "</figcaption></figure>\n");
}

void html_plane(strbuf_t *out, document_t *document, const plane_t *plane)
{
    html_scale_t scale = html_plane_scale(plane->lo, plane->hi, true);
    const spec_t *spec = document_spec(document);
    strbuf_t label, data, unnamed;
    strbuf_init(&label);
    strbuf_init(&data);
    strbuf_init(&unnamed);
    strbuf_printf(&label, "Level lines of %s, with %zu named points and %zu regions", spec->landscape_name,
                  plane->mark_count, plane->region_count);
    html_live_plane(&data, document, &scale, plane);
    html_begin_svg(out, HTML_PLANE_WIDTH, scale.lower + HTML_BELOW, label.text, data.text);
    html_plane_axes(out, &scale);
    html_begin_content(out, &scale);
    html_levels(out, &scale, plane);
    write_outlines(out, &scale, plane);
    write_points(out, &scale, plane);
    write_texts(out, &unnamed, document, &scale, plane);
    end_content_of_state(out, &scale, spec);
    strbuf_append(out, "</svg><figcaption>Level lines with their values");
    strbuf_append(out, plane->mark_count ? ", the named points (dots)" : "");
    strbuf_append(out, plane->region_count ? ", the regions (dashed)." : ".");
    end_caption(out, plane, &unnamed);
    strbuf_clear(&unnamed);
    strbuf_clear(&data);
    strbuf_clear(&label);
}

// ---- orbits ----

static void write_orbit(strbuf_t *out, const html_scale_t *scale, const scene_orbit_t *orbit)
{
    strbuf_append(out, "<path class=\"orbit\" d=\"");
    for (size_t t = 0; t < orbit->count; t++) {
        double width = scale->hi - scale->lo, x = orbit->states[2 * t];
        double place = html_x(scale, fmin(fmax(x, scale->lo - width), scale->hi + width));
        strbuf_printf(out, "%c%.2f %.2f", t ? 'L' : 'M', place, html_y(scale, orbit->states[2 * t + 1]));
    }
    strbuf_append(out, "\"/>");
    for (size_t t = 0; t < orbit->count; t++) {
        const double *x = orbit->states + 2 * t;
        if (!is_shown(scale, x))
            continue;
        begin_fixed(out, scale, x);
        strbuf_printf(out, "<circle class=\"step\" r=\"%s\"><title>step %zu: (%.9g, %.9g)</title></circle></g>",
                      t ? "2.5" : "5", t, x[0], x[1]);
    }
}

void html_plane_orbit(strbuf_t *out, document_t *document, size_t claim, const plane_t *plane)
{
    scene_orbit_t orbit;
    if (!scene_orbit_make(&orbit, &document->scene, claim))
        return;
    html_scale_t scale = html_plane_scale(plane->lo, plane->hi, true);
    strbuf_t data, unnamed;
    strbuf_init(&data);
    strbuf_init(&unnamed);
    html_live_plane_orbit(&data, document_spec(document), &scale, &orbit);
    html_begin_svg(out, HTML_PLANE_WIDTH, scale.lower + HTML_BELOW, "The first steps of the orbit over level lines",
                   data.text);
    html_plane_axes(out, &scale);
    html_begin_content(out, &scale);
    html_levels(out, &scale, plane);
    write_orbit(out, &scale, &orbit);
    write_points(out, &scale, plane);
    plane_t points_only = *plane;
    points_only.region_count = points_only.level_count = 0;
    write_texts(out, &unnamed, document, &scale, &points_only);
    end_content_of_state(out, &scale, document_spec(document));
    strbuf_printf(out,
                  "</svg><figcaption>The first %zu steps, from the large dot, each enclosed to nine digits; some "
                  "may lie outside of the picture.",
                  orbit.count - 1);
    end_caption(out, plane, &unnamed);
    strbuf_clear(&unnamed);
    strbuf_clear(&data);
}
