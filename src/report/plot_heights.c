// SPDX-License-Identifier: LGPL-3.0-or-later
// The scale of heights of a panel, and an orbit step by step.
#include "report/plot_internal.h"

#include <math.h>

#define TICK_GAP 18.0 // pixels between ticks of a logarithmic scale
#define LOW 200.0     // a panel that has no room for long names
#define FAR_AWAY 2.0  // widths of the landscape's picture: an orbit that goes farther is shown in a logarithmic scale

// Ticks of the scale asinh(y/unit): 0 and powers of ten, as far as they have room.
static void write_scaled_ticks(strbuf_t *out, const panel_t *panel, const curve_t *scale)
{
    double height = panel->bottom - panel->top;
    double pixel = (curve_scaled(scale, scale->top) - curve_scaled(scale, scale->bottom)) / height;
    bool any = scale->bottom <= 0 && scale->top >= 0;
    strbuf_append(out, any ? "set ytics ('0' 0" : "set ytics (");
    for (int side = -1; side <= 1; side += 2) {
        double last = 0, farthest = side > 0 ? scale->top : -scale->bottom;
        for (double tick = pow(10, floor(log10(scale->unit))); tick <= farthest; tick *= 10) {
            double value = side * tick, scaled = curve_scaled(scale, value);
            if (value < scale->bottom || value > scale->top || fabs(scaled - last) < TICK_GAP * pixel)
                continue;
            strbuf_printf(out, "%s'%.6g' %.6g", any ? ", " : "", value, value);
            any = true;
            last = scaled;
        }
    }
    strbuf_append(out, ")\n");
}

void plot_heights(const canvas_t *canvas, const panel_t *panel, const curve_t *scale, const char *name)
{
    strbuf_t *out = canvas->out, label;
    strbuf_printf(out, "set yrange [%.9g:%.9g] noextend\nset grid ytics lt 1 lc rgb '#e6e6e6'\n", scale->bottom,
                  scale->top);
    if (scale->unit > 0) {
        strbuf_printf(out, "set nonlinear y via asinh(y/%.9g) inverse %.9g*sinh(y)\n", scale->unit, scale->unit);
        write_scaled_ticks(out, panel, scale);
    } else {
        strbuf_append(out, "unset nonlinear y\nset ytics autofreq\n");
    }
    const char *log = panel->bottom - panel->top < LOW ? "  (log)" : "   (logarithmic away from 0)";
    strbuf_init(&label);
    strbuf_printf(&label, "%s%s", name, scale->unit > 0 ? log : "");
    plot_ordinate(canvas, panel, label.text);
    strbuf_clear(&label);
}

// ---- orbits ----

static curve_t scale_of(const scene_orbit_t *orbit, const curve_t *landscape)
{
    double least = orbit->states[0], most = least, width = landscape->hi - landscape->lo;
    for (size_t t = 1; t < orbit->count; t++) {
        least = fmin(least, orbit->states[t]);
        most = fmax(most, orbit->states[t]);
    }
    curve_t scale = {.unit = 0};
    if (least < landscape->lo - FAR_AWAY * width || most > landscape->hi + FAR_AWAY * width) {
        scale.unit = pow(10, floor(log10(width)));
        scale.bottom = least - 0.4 * fabs(least) - scale.unit;
        scale.top = most + 0.4 * fabs(most) + scale.unit;
    } else {
        double margin = most > least ? 0.06 * (most - least) : 1;
        scale.bottom = least - margin;
        scale.top = most + margin;
    }
    return scale;
}

void plot_times(const canvas_t *canvas, const panel_t *panel, const scene_orbit_t *orbit, const curve_t *landscape)
{
    const spec_t *spec = canvas->plot->scene->spec;
    curve_t scale = scale_of(orbit, landscape);
    plot_panel(canvas, panel);
    plot_heights(canvas, panel, &scale, expr_variable_name(spec->dag, spec->state[0]));
    plot_label(canvas, PLOT_RIGHT, panel->bottom + 34, "step", "right", PLOT_FONT);
    strbuf_append(canvas->out, "plot $orbit using 3:1 with lines lw 0.7 lc rgb '#c98a86', \\\n"
                               "  $orbit using 3:1 with points pt 7 ps 0.5 lc rgb '#7a1610'\n");
}
