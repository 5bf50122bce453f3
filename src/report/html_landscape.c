// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "claim/system.h"
#include "expr/float_value.h"

#include <math.h>
#include <string.h>

#define WIDTH 720.0
#define HEIGHT 300.0
#define BAND 20.0
#define ORBIT_STEPS 40

static size_t band_lines(const curve_t *curve)
{
    size_t lines = 0;
    for (size_t i = 0; i < curve->band_count; i++)
        lines += i == 0 || curve->bands[i - 1].name != curve->bands[i].name;
    return lines;
}

static html_scale_t landscape_scale(const curve_t *curve)
{
    return (html_scale_t){curve->lo, curve->hi, curve->bottom, curve->top, 16, WIDTH - 16, 8, HEIGHT};
}

static const char *mark(char kind)
{
    return kind == 'd' ? "\xe2\x80\xa0" : "\xe2\x98\x85";
}

// A name in plain letters, for a picture: x with a dagger, f with an index.
static void write_name(strbuf_t *out, const char *name)
{
    math_name_parts_t parts = math_name_parts(name);
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
        double y = scale->lower + 26 + BAND * (double)line, x = html_x(scale, band->lo);
        double width = fmax(html_x(scale, band->hi) - x, 2);
        strbuf_printf(out, "<rect class=\"band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"5\"/>", x, y, width);
        if (!first)
            continue;
        strbuf_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", fmin(fmax(x + width / 2, 30), WIDTH - 30), y - 3);
        write_name(out, band->name);
        strbuf_append(out, "</text>");
    }
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
                      y, x, y - 9);
        write_name(out, mark->name);
        strbuf_append(out, "</text>");
    }
}

static void begin_svg(strbuf_t *out, double height, const char *label)
{
    strbuf_printf(
        out, "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"",
        WIDTH, height);
    html_text(out, label);
    strbuf_append(out, "\">");
}

void html_landscape(strbuf_t *out, document_t *document, const curve_t *curve)
{
    html_scale_t scale = landscape_scale(curve);
    strbuf_t label;
    strbuf_init(&label);
    strbuf_printf(&label,
                  "Graph of %s for x from %.4g to %.4g, with %zu named points, %zu regions and %zu ends of pieces",
                  document_spec(document)->landscape_name, curve->lo, curve->hi, curve->mark_count, band_lines(curve),
                  curve->break_count);
    begin_svg(out, scale.lower + 34 + BAND * (double)band_lines(curve), label.text);
    html_axis(out, &scale);
    html_curve(out, &scale, curve);
    write_bands(out, &scale, curve);
    write_marks(out, &scale, curve);
    strbuf_append(
        out, "</svg><figcaption>The named points (dots), the ends of the pieces (dotted), the regions (bars). Drawn in "
             "doubles, steep parts cut off: nothing is certified by it.</figcaption></figure>\n");
    strbuf_clear(&label);
}

// ---- orbits ----

// The map of gradient descent at the claim's rate, in doubles, and the value of the landscape; NULL where there is
// none.
static float_program_t *step_program(spec_t *spec, const dynamics_t *dynamics)
{
    if (spec->dimension != 1 || !dynamics->name || strcmp(dynamics->name, "gd") != 0)
        return NULL;
    system_t system;
    system_init(&system, spec, dynamics, spec->unknown);
    expr_t roots[2] = {system.map[0], spec->landscape};
    float_program_t *program = expr_depends_on(spec->dag, roots[0], spec->unknown)
                                   ? NULL
                                   : float_program_new(spec->dag, FLOAT_64, 2, roots, 1, spec->state);
    system_clear(&system);
    return program;
}

static double start_of(const spec_t *spec, const claim_t *claim)
{
    double start = NAN, nothing = 0;
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        expr_t term = argument->kind == VALUE_NUMBER   ? argument->number
                      : argument->kind == VALUE_VECTOR ? argument->coordinates[0]
                                                       : EXPR_NONE;
        bool named = !argument->name || strcmp(argument->name, "from") == 0;
        if (!named || term == EXPR_NONE || !expr_is_constant(spec->dag, term))
            continue;
        float_program_t *value = float_program_new(spec->dag, FLOAT_64, 1, &term, 0, NULL);
        if (value)
            float_program_run(&start, value, &nothing);
        float_program_free(value);
        break;
    }
    return start;
}

static void write_orbit(strbuf_t *out, const html_scale_t *scale, float_program_t *program, double x, size_t steps)
{
    strbuf_t dots;
    strbuf_init(&dots);
    strbuf_append(out, "<path class=\"orbit\" d=\"");
    for (size_t t = 0; t <= steps; t++) {
        double values[2];
        float_program_run(values, program, &x);
        if (!isfinite(values[1]))
            break;
        double width = scale->hi - scale->lo, shown = fmin(fmax(x, scale->lo - width), scale->hi + width);
        double place = html_x(scale, shown), height = html_y(scale, values[1]);
        strbuf_printf(out, "%c%.1f %.1f", t ? 'L' : 'M', place, height);
        strbuf_printf(
            &dots,
            "<circle class=\"step\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>step %zu: x = %.10g</title></circle>",
            place, height, t ? "2.5" : "5", t, x);
        x = values[0];
    }
    strbuf_append(out, "\"/>");
    strbuf_append(out, dots.text);
    strbuf_clear(&dots);
}

void html_orbit(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve)
{
    spec_t *spec = &document->certificate.spec;
    const claim_t *c = spec->claims + claim;
    if (!curve || c->predicate != PREDICATE_ORBIT)
        return;
    float_program_t *program = step_program(spec, &c->dynamics);
    double start = start_of(spec, c);
    if (program && start > curve->lo && start < curve->hi) {
        html_scale_t scale = landscape_scale(curve);
        begin_svg(out, scale.lower + 26, "The first steps of the orbit over the landscape");
        html_axis(out, &scale);
        html_curve(out, &scale, curve);
        write_orbit(out, &scale, program, start, ORBIT_STEPS);
        strbuf_printf(
            out,
            "</svg><figcaption>The first steps, up to %d, from the large dot, as doubles compute them; some may "
            "lie outside of the picture. What is certified is said above.</figcaption></figure>\n",
            ORBIT_STEPS);
    }
    float_program_free(program);
}
