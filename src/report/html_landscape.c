// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include <math.h>
#include <string.h>

#define WIDTH 720.0
#define HEIGHT 300.0
#define BAND 28.0
#define BAND_NAME 7.0 // so much above a bar stands its name
#define LEFT 76.0     // room for heights
#define NAME 18.0 // room for the name of the heights
#define UNDER 0.07    // of the height: room for names below the lowest points

static html_scale_t landscape_scale(const curve_t *curve)
{
    double bottom = curve->bottom - UNDER * (curve->top - curve->bottom);
    return (html_scale_t){curve->lo, curve->hi, bottom, curve->top, LEFT, WIDTH - 16, HTML_ABOVE + NAME, HEIGHT};
}

static const char *mark(char kind)
{
    return kind == 'd' ? "\xe2\x80\xa0" : "\xe2\x98\x85";
}

void html_name(strbuf_t *out, const char *name)
{
    math_name_parts_t parts = math_name_parts(name);
    size_t letters = math_coordinate_base(name); // x[2] is set as x2 is
    if (letters > 0)
        parts = (math_name_parts_t){.base = letters, .below_from = letters + 1, .below = strlen(name) - letters - 2};
    strbuf_append(out, "<tspan class=\"name\">");
    if (parts.mathml)
        strbuf_append(out, parts.mathml);
    else
        html_escape(out, name, parts.base);
    if (parts.below) {
        strbuf_append(out, "<tspan class=\"index\" dy=\"4\">");
        if (parts.mark_below)
            strbuf_append(out, mark(parts.mark_below));
        else
            html_escape(out, name + parts.below_from, parts.below);
        strbuf_append(out, "</tspan>");
    }
    if (parts.mark)
        strbuf_printf(out, "<tspan class=\"index\" dy=\"-5\">%s</tspan>", mark(parts.mark));
    strbuf_append(out, "</tspan>");
}

static void write_bands(strbuf_t *out, const html_scale_t *scale, const curve_t *curve)
{
    size_t line = 0;
    for (size_t i = 0; i < curve->band_count; i++) {
        const curve_band_t *band = curve->bands + i;
        bool first = i == 0 || curve->bands[i - 1].name != band->name;
        line += first;
        double y = scale->lower + HTML_BELOW + BAND * (double)line, x = html_x(scale, band->lo);
        double width = fmax(html_x(scale, band->hi) - x, 2);
        strbuf_printf(out, "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"5\"/>", x, y, width);
        if (!first)
            continue;
        strbuf_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", fmin(fmax(x + width / 2, LEFT), WIDTH - 30), y - BAND_NAME);
        html_name(out, band->name);
        strbuf_append(out, "</text>");
    }
}

#define NAME_ABOVE 9.0 // pixels above a point stands its name, or so far below
#define NAME_BELOW 20.0
#define NAME_HIGH 12.0
#define LETTER 5.0 // half of its width, about

static double half_width(const char *name)
{
    math_name_parts_t parts = math_name_parts(name);
    return LETTER * (double)((parts.mathml ? 1 : parts.base) + parts.below + (parts.mark || parts.mark_below));
}

// Whether the curve passes through the place of a name that is written there, from x - half to x + half.
static bool is_crossed(const html_scale_t *scale, const curve_t *curve, double x, double half, double y)
{
    for (size_t i = 1; i < curve->count; i++) {
        const curve_point_t *a = curve->points + i - 1, *b = curve->points + i;
        if (isnan(a->y) || isnan(b->y) || html_x(scale, b->x) < x - half || html_x(scale, a->x) > x + half)
            continue;
        double ya = html_y(scale, a->y), yb = html_y(scale, b->y);
        if (fmax(ya, yb) > y - NAME_HIGH && fmin(ya, yb) < y)
            return true;
    }
    return false;
}

// Names stand above points, but where the curve passes there and leaves more room below.
static double name_place(const html_scale_t *scale, const curve_t *curve, const char *name, double x, double y)
{
    double half = half_width(name);
    bool below = is_crossed(scale, curve, x, half, y - NAME_ABOVE) &&
                 !is_crossed(scale, curve, x, half, y + NAME_BELOW) && y + NAME_BELOW < scale->lower;
    return below ? y + NAME_BELOW : y - NAME_ABOVE;
}

static void write_marks(strbuf_t *out, const html_scale_t *scale, const curve_t *curve)
{
    for (size_t i = 0; i < curve->break_count; i++)
        strbuf_printf(out, "<path class=\"break\" d=\"M%.1f %.1fV%.1f\"/>", html_x(scale, curve->breaks[i]),
                      scale->upper, scale->lower);
    for (size_t i = 0; i < curve->mark_count; i++) {
        const curve_mark_t *mark = curve->marks + i;
        if (!isfinite(mark->y) || mark->y > curve->top)
            continue;
        double x = html_x(scale, mark->x), y = html_y(scale, mark->y);
        strbuf_printf(out, "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/><text x=\"%.1f\" y=\"%.1f\">", x,
                      y, x, name_place(scale, curve, mark->name, x, y));
        html_name(out, mark->name);
        strbuf_append(out, "</text>");
    }
}

// The axes and the line.
static void write_curve(strbuf_t *out, const html_scale_t *scale, const spec_t *spec, const curve_t *curve)
{
    html_axis(out, scale);
    html_vertical_axis(out, scale);
    html_curve(out, scale, curve);
    html_axis_name(out, scale, expr_variable_name(spec->dag, spec->state[0]), false);
    strbuf_printf(out, "<text class=\"begin name\" x=\"%.1f\" y=\"%.1f\">", scale->left, scale->upper - 5);
    html_name(out, spec->landscape_name);
    strbuf_append(out, "</text>");
}

void html_begin_svg(strbuf_t *out, double width, double height, const char *label, const char *data)
{
    strbuf_printf(out, "<figure%s><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" ", data,
                  width < WIDTH ? "narrow" : "wide");
    strbuf_printf(out, "viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, height);
    html_text(out, label);
    strbuf_append(out, "\">");
}

void html_landscape(strbuf_t *out, document_t *document, const curve_t *curve)
{
    html_scale_t scale = landscape_scale(curve);
    strbuf_t label, data;
    strbuf_init(&label);
    strbuf_init(&data);
    strbuf_printf(&label,
                  "Graph of %s for x from %.4g to %.4g, with %zu named points, %zu regions and %zu ends of pieces",
                  document_spec(document)->landscape_name, curve->lo, curve->hi, curve->mark_count, curve->line_count,
                  curve->break_count);
    html_live_curve(&data, document_spec(document), curve);
    html_begin_svg(out, WIDTH, scale.lower + HTML_BELOW + 8 + BAND * (double)curve->line_count, label.text, data.text);
    write_curve(out, &scale, document_spec(document), curve);
    write_bands(out, &scale, curve);
    write_marks(out, &scale, curve);
    strbuf_append(out, "</svg><figcaption>");
    strbuf_append(out, curve->mark_count ? "Named points are dots. " : "");
    strbuf_append(out, curve->break_count ? "Ends of pieces are dotted. " : "");
    strbuf_append(out, curve->band_count ? "Regions are bars. " : "");
    strbuf_append(out, "Drawn through enclosures of the values");
    strbuf_append(out,
                  curve->is_cut ? "; steep parts are cut off.</figcaption></figure>\n" : ".</figcaption></figure>\n");
    strbuf_clear(&data);
    strbuf_clear(&label);
}

// ---- orbits ----

static void write_orbit(strbuf_t *out, const html_scale_t *scale, const scene_orbit_t *orbit)
{
    strbuf_t dots;
    strbuf_init(&dots);
    html_begin_clip(out, scale, "");
    strbuf_append(out, "<path class=\"orbit\" d=\"");
    for (size_t t = 0; t < orbit->count; t++) {
        double x = orbit->states[t], width = scale->hi - scale->lo;
        if (isnan(orbit->values[t]))
            break;
        double place = html_x(scale, fmin(fmax(x, scale->lo - width), scale->hi + width));
        double height = html_y(scale, orbit->values[t]);
        strbuf_printf(out, "%c%.1f %.1f", t ? 'L' : 'M', place, height);
        if (x < scale->lo || x > scale->hi)
            continue;
        strbuf_printf(
            &dots, "<circle class=\"step\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>step %zu: x = %.9g</title></circle>",
            place, height, t ? "2.5" : "5", t, x);
    }
    strbuf_append(out, "\"/></svg>");
    strbuf_append(out, dots.text);
    strbuf_clear(&dots);
}

#define MOST_WIDER 3.0 // times as wide as the landscape's picture is one that holds all steps
#define MARGIN 0.05    // of the width

// The landscape over a part that holds all steps, where they are not too far away; else the one that is known.
static const curve_t *curve_with_orbit(curve_t *made, const scene_t *scene, const scene_orbit_t *orbit,
                                       const curve_t *known)
{
    double lo = known->lo, hi = known->hi;
    for (size_t t = 0; t < orbit->count; t++) {
        lo = fmin(lo, orbit->states[t]);
        hi = fmax(hi, orbit->states[t]);
    }
    double margin = MARGIN * (hi - lo);
    bool within = lo == known->lo && hi == known->hi;
    if (within || hi - lo > MOST_WIDER * (known->hi - known->lo))
        return known;
    curve_style_t style = {.scale = CURVE_CUT, .lo = lo - margin, .hi = hi + margin, .even = html_is_live()};
    return curve_make(made, scene, &style) ? made : known;
}

void html_orbit(strbuf_t *out, document_t *document, size_t claim, const curve_t *landscape)
{
    scene_orbit_t orbit;
    curve_t made;
    if (!scene_orbit_make(&orbit, &document->scene, claim) || !(orbit.states[0] > landscape->lo) ||
        !(orbit.states[0] < landscape->hi))
        return;
    const curve_t *curve = curve_with_orbit(&made, &document->scene, &orbit, landscape);
    html_scale_t scale = landscape_scale(curve);
    strbuf_t data;
    strbuf_init(&data);
    if (curve != landscape)
        html_live_curve(&data, document_spec(document), curve);
    html_live_orbit(&data, &orbit);
    html_begin_svg(out, WIDTH, scale.lower + HTML_BELOW, "The first steps of the orbit over the landscape", data.text);
    strbuf_clear(&data);
    write_curve(out, &scale, document_spec(document), curve);
    write_orbit(out, &scale, &orbit);
    strbuf_printf(out,
                  "</svg><figcaption>The first steps, up to %d, from the large dot, each enclosed to nine digits; some "
                  "may lie outside of the picture.</figcaption></figure>\n",
                  ORBIT_SHOWN);
}
