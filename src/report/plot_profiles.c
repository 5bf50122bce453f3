// SPDX-License-Identifier: LGPL-3.0-or-later
// A landscape of many variables along the axes through one point.
#include "report/plot_internal.h"

#include "base/memory.h"

#include <math.h>

#define REACH 2.0 // from the point, to either side
#define HEIGHT 330.0
#define AXIS 44.0
#define MOST 6 // curves that can be told apart

typedef struct {
    const plot_t *plot;
    const spec_point_t *point; // NULL for the origin
    double *centre;
    size_t count;
    curve_t curves[MOST];
} profiles_t;

// The first declared point whose place is known; else the origin.
static void choose_centre(profiles_t *profiles)
{
    const scene_t *scene = profiles->plot->scene;
    size_t n = scene->spec->dimension;
    profiles->centre = arena_alloc(scene->arena, n, sizeof *profiles->centre);
    for (size_t i = 0; i < scene->spec->point_count; i++)
        if (!scene->spec->points[i]->implicit && scene_point(profiles->centre, scene, scene->spec->points[i])) {
            profiles->point = scene->spec->points[i];
            return;
        }
    for (size_t i = 0; i < n; i++)
        profiles->centre[i] = 0;
}

// The landscape as a function of coordinate k, the others being those of the centre.
static expr_t profile_term(const profiles_t *profiles, size_t k)
{
    const spec_t *spec = profiles->plot->scene->spec;
    expr_t *fixed = mem_alloc(spec->dimension, sizeof *fixed), *values = mem_alloc(spec->dimension, sizeof *values);
    size_t count = 0;
    for (size_t i = 0; i < spec->dimension; i++) {
        if (i == k)
            continue;
        fixed[count] = spec->state[i];
        values[count++] = profiles->point ? profiles->point->coordinates[i] : expr_integer(spec->dag, 0);
    }
    expr_t term = expr_substitute(spec->dag, spec->landscape, count, fixed, values);
    mem_free(fixed);
    mem_free(values);
    return term;
}

static void make_curves(profiles_t *profiles)
{
    const scene_t *scene = profiles->plot->scene;
    for (size_t k = 0; k < scene->spec->dimension && profiles->count < MOST; k++) {
        curve_style_t style = {
            .scale = CURVE_LINEAR, .lo = profiles->centre[k] - REACH, .hi = profiles->centre[k] + REACH};
        profiles->count += curve_make_term(profiles->curves + profiles->count, scene, profile_term(profiles, k),
                                           scene->spec->state[k], &style);
    }
}

// What all of them fit into, from the centre.
static curve_t common_frame(const profiles_t *profiles)
{
    curve_t frame = profiles->curves[0];
    for (size_t k = 1; k < profiles->count; k++) {
        frame.bottom = fmin(frame.bottom, profiles->curves[k].bottom);
        frame.top = fmax(frame.top, profiles->curves[k].top);
    }
    frame.lo = -REACH;
    frame.hi = REACH;
    return frame;
}

static void write_curves(strbuf_t *out, const profiles_t *profiles)
{
    for (size_t k = 0; k < profiles->count; k++) {
        const curve_t *curve = profiles->curves + k;
        double centre = (curve->lo + curve->hi) / 2;
        strbuf_printf(out, "$profile%zu << EOD\n", k);
        for (size_t i = 0; i < curve->count; i++)
            if (isnan(curve->points[i].y))
                strbuf_append_char(out, '\n');
            else
                strbuf_printf(out, "%.9g %.7g\n", curve->points[i].x - centre, curve->points[i].y);
        strbuf_append(out, "EOD\n");
    }
}

static void write_names(const canvas_t *canvas, const profiles_t *profiles, double top)
{
    static const char *const colours[MOST] = {"#9fd0ee", "#8b0010", "#2b6ca8", "#d98a3d", "#222222", "#4a9c6d"};
    const spec_t *spec = canvas->plot->scene->spec;
    legend_item_t items[MOST];
    strbuf_t *out = canvas->out, text;
    strbuf_t names[MOST];
    for (size_t k = 0; k < profiles->count; k++) {
        strbuf_init(names + k);
        math_append_plain_name(names + k, expr_variable_name(spec->dag, spec->state[k]));
        items[k] = (legend_item_t){names[k].text, colours[k]};
    }
    (void)plot_legend(canvas, canvas->width, top, profiles->count, items);
    for (size_t k = 0; k < profiles->count; k++)
        strbuf_clear(names + k);
    strbuf_init(&text);
    strbuf_append(&text, "one coordinate, less its value at ");
    if (profiles->point)
        math_append_plain_name(&text, profiles->point->name);
    else
        strbuf_append(&text, "the origin");
    plot_label(canvas, (PLOT_LEFT + PLOT_RIGHT) / 2, canvas->height - 40, text.text, "center", PLOT_FONT);
    strbuf_clear(&text);
    // Later lines are thinner, so that those below them are seen where they are the same.
    for (size_t k = 0; k < profiles->count; k++)
        strbuf_printf(out, "%s$profile%zu using 1:2 with lines lw %.2g lc rgb '%s'", k ? ", \\\n  " : "plot ", k,
                      8 * pow(0.58, (double)k), colours[k]);
    strbuf_append_char(out, '\n');
}

bool plot_profiles(strbuf_t *out, strbuf_t *error, const plot_t *plot)
{
    const spec_t *spec = plot->scene->spec;
    profiles_t profiles = {.plot = plot};
    choose_centre(&profiles);
    make_curves(&profiles);
    if (profiles.count == 0) {
        strbuf_append(error, "the landscape has no values in the part to be drawn");
        return false;
    }
    curve_t frame = common_frame(&profiles);
    panel_t panel = {PLOT_LEFT, PLOT_RIGHT, (plot->claim == PLOT_NO_CLAIM ? 12 : PLOT_TITLE) + 4,
                     0,         frame.lo,   frame.hi};
    panel.bottom = panel.top + HEIGHT;
    canvas_t canvas = {out, plot, PLOT_WIDTH, panel.bottom + AXIS + PLOT_LEGEND_LINE + 14};
    plot_begin(&canvas);
    write_curves(out, &profiles);
    plot_panel(&canvas, &panel);
    plot_title(&canvas);
    strbuf_t name;
    strbuf_init(&name);
    math_append_plain_name(&name, spec->landscape_name);
    plot_heights(&canvas, &panel, &frame, name.text);
    strbuf_clear(&name);
    write_names(&canvas, &profiles, panel.bottom + AXIS + 6);
    strbuf_append(out, "unset multiplot\n");
    return true;
}
