// SPDX-License-Identifier: LGPL-3.0-or-later
// Pictures of functions of one variable.
#include "report/plot_internal.h"

#include <math.h>
#include <string.h>

#define HEIGHT 330.0
#define ROW 15.0 // of labels of the ends of pieces, above the panel
#define MOST_ROWS 4
#define NAME_ABOVE 15.0 // of points
#define NAME_BELOW 14.0 // of those at the bottom of a valley
#define BESIDE 12.0     // pixels: so wide a valley counts
#define LEVEL 1e-6      // of the height: lower places than this count
#define AXIS 40.0       // tick labels and name of the axis
#define BAND 21.0
#define STRIP 46.0        // of boxes
#define TIMES 120.0       // of the states of an orbit, step by step
#define FAR 4.0           // heights of the picture: farther away values are not needed to draw the line up to the edge
#define MOST_WIDER 3.0    // times the width: orbits that take up more are cut off
#define ORBIT_MARGIN 0.04 // of the width
#define LEAST_BAND 2.0

typedef struct {
    const canvas_t *canvas;
    const curve_t *curve;
    panel_t panel;
} drawing_t;

// ---- the ends of pieces ----

// The row, from 0, in which the label of each end has room beside those before it; MOST_ROWS for none. Returns how many
// rows are in use.
static size_t label_rows(size_t *rows, const curve_t *curve, const panel_t *panel)
{
    double ends[MOST_ROWS];
    size_t used = 0;
    for (size_t r = 0; r < MOST_ROWS; r++)
        ends[r] = -INFINITY;
    for (size_t i = 0; i < curve->break_count; i++) {
        char text[32];
        snprintf(text, sizeof text, "%.6g", curve->breaks[i]);
        double half = plot_text_width(text, PLOT_SMALL) / 2 + 2, x = plot_x(panel, curve->breaks[i]);
        size_t r = 0;
        while (r < MOST_ROWS && x - half < ends[r])
            r++;
        rows[i] = r;
        if (r < MOST_ROWS)
            ends[r] = x + half;
        used = r < MOST_ROWS && r + 1 > used ? r + 1 : used;
    }
    return used;
}

static void write_breaks(const drawing_t *drawing, const size_t *rows)
{
    const canvas_t *canvas = drawing->canvas;
    for (size_t i = 0; i < drawing->curve->break_count; i++) {
        double x = plot_screen_x(canvas, plot_x(&drawing->panel, drawing->curve->breaks[i]));
        double top = drawing->panel.top - (rows[i] < MOST_ROWS ? ROW * (double)rows[i] : 0);
        strbuf_printf(canvas->out,
                      "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead dt '.' lw 1 lc rgb "
                      "'#777777' back\n",
                      x, plot_screen_y(canvas, drawing->panel.bottom), x, plot_screen_y(canvas, top));
        char text[32];
        snprintf(text, sizeof text, "%.6g", drawing->curve->breaks[i]);
        if (rows[i] < MOST_ROWS)
            strbuf_printf(canvas->out,
                          "set label '%s' at screen %.5f, screen %.5f center font ',%.4g' boxed bs 1 front\n", text, x,
                          plot_screen_y(canvas, top - ROW / 2), PLOT_SMALL - 1);
    }
}

// ---- data ----

static double clipped(const curve_t *curve, double y)
{
    double height = curve->top - curve->bottom;
    return curve->unit > 0 ? y : fmin(fmax(y, curve->bottom - FAR * height), curve->top + FAR * height);
}

static void write_curve(strbuf_t *out, const curve_t *curve, const char *block)
{
    strbuf_printf(out, "$%s << EOD\n", block);
    for (size_t i = 0; i < curve->count; i++)
        if (isnan(curve->points[i].y))
            strbuf_append_char(out, '\n');
        else
            strbuf_printf(out, "%.10g %.7g\n", curve->points[i].x, clipped(curve, curve->points[i].y));
    strbuf_append(out, "EOD\n");
}

static bool is_shown(const curve_t *curve, const curve_mark_t *mark)
{
    return isfinite(mark->y) && mark->y <= curve->top && mark->y >= curve->bottom && mark->x >= curve->lo &&
           mark->x <= curve->hi;
}

static bool has_marks(const curve_t *curve, bool minimum)
{
    for (size_t i = 0; i < curve->mark_count; i++)
        if (is_shown(curve, curve->marks + i) && curve->marks[i].minimum == minimum)
            return true;
    return false;
}

static void write_marks(strbuf_t *out, const curve_t *curve, bool minimum)
{
    if (!has_marks(curve, minimum))
        return;
    strbuf_printf(out, "$%s << EOD\n", minimum ? "minima" : "points");
    for (size_t i = 0; i < curve->mark_count; i++)
        if (is_shown(curve, curve->marks + i) && curve->marks[i].minimum == minimum)
            strbuf_printf(out, "%.10g %.7g\n", curve->marks[i].x, curve->marks[i].y);
    strbuf_append(out, "EOD\n");
}

// Whether the line is nowhere lower near the mark: then there is room for its name below.
static bool is_low(const drawing_t *drawing, const curve_mark_t *mark)
{
    const curve_t *curve = drawing->curve;
    double width = BESIDE * (curve->hi - curve->lo) / (drawing->panel.right - drawing->panel.left);
    double least = mark->y - LEVEL * (curve->top - curve->bottom);
    bool low = true;
    for (size_t i = 0; i < curve->count && low; i++)
        low = !(fabs(curve->points[i].x - mark->x) <= width && curve->points[i].y < least);
    return low;
}

static void write_names(const drawing_t *drawing)
{
    const canvas_t *canvas = drawing->canvas;
    const curve_t *curve = drawing->curve;
    strbuf_t *out = canvas->out;
    for (size_t i = 0; i < curve->mark_count; i++) {
        const curve_mark_t *mark = curve->marks + i;
        if (!is_shown(curve, mark))
            continue;
        strbuf_t name;
        strbuf_init(&name);
        math_append_plain_name(&name, mark->name);
        strbuf_append(out, "set label ");
        plot_text(out, name.text, 30);
        strbuf_printf(out, " at first %.10g, first %.7g center offset 0,screen %.4f font ',%.4g' boxed bs 1 front\n",
                      mark->x, mark->y, (is_low(drawing, mark) ? -NAME_BELOW : NAME_ABOVE) / canvas->height, PLOT_FONT);
        strbuf_clear(&name);
    }
}

// ---- regions ----

static void write_bands(const drawing_t *drawing, double top)
{
    const curve_t *curve = drawing->curve;
    size_t line = 0;
    for (size_t i = 0; i < curve->band_count; i++) {
        const curve_band_t *band = curve->bands + i;
        bool first = i == 0 || curve->bands[i - 1].name != band->name;
        line += first && i > 0;
        double left = plot_x(&drawing->panel, band->lo), right = plot_x(&drawing->panel, band->hi);
        double middle = (left + right) / 2, lower = top + BAND * (double)(line + 1);
        right = fmax(right, left + LEAST_BAND);
        plot_rectangle(drawing->canvas, left, right, lower - 5, lower, "#0f766e");
        if (!first)
            continue;
        plot_name(drawing->canvas, middle, lower - 13, band->name, "center", PLOT_SMALL);
    }
}

// ---- the landscape ----

static void append_head(strbuf_t *out, const spec_t *spec)
{
    math_append_plain_name(out, spec->landscape_name);
    strbuf_append_char(out, '(');
    for (size_t i = 0; i < spec->dimension; i++) {
        strbuf_append(out, i ? ", " : "");
        math_append_plain_name(out, expr_variable_name(spec->dag, spec->state[i]));
    }
    strbuf_append_char(out, ')');
}

static void write_orbit_data(strbuf_t *out, const curve_t *curve, const scene_orbit_t *orbit)
{
    strbuf_append(out, "$orbit << EOD\n");
    for (size_t t = 0; t < orbit->count; t++)
        if (isfinite(orbit->values[t]))
            strbuf_printf(out, "%.10g %.9g %zu\n", orbit->states[t], clipped(curve, orbit->values[t]), t);
    strbuf_append(out, "EOD\n");
}

static void write_landscape_plot(strbuf_t *out, const curve_t *curve, const scene_orbit_t *orbit)
{
    strbuf_append(out, "plot $curve using 1:2 with lines lw 2 lc rgb '#0b57a4'");
    if (has_marks(curve, false))
        strbuf_append(out, ", \\\n  $points using 1:2 with points pt 7 ps 1.1 lc rgb '#ffffff', \\\n"
                           "  $points using 1:2 with points pt 6 ps 1.1 lw 1.5 lc rgb '#b3261e'");
    if (has_marks(curve, true))
        strbuf_append(out, ", \\\n  $minima using 1:2 with points pt 7 ps 1 lc rgb '#b3261e'");
    if (orbit)
        strbuf_append(out, ", \\\n  $orbit using 1:2 with lines lw 0.7 lc rgb '#c98a86', \\\n"
                           "  $orbit using 1:2 with points pt 7 ps 0.5 lc rgb '#7a1610', \\\n"
                           "  $orbit every ::0::0 using 1:2 with points pt 5 ps 1 lc rgb '#7a1610'");
    strbuf_append_char(out, '\n');
}

// What the signs in the picture mean.
static void append_signs(strbuf_t *out, const curve_t *curve, const scene_orbit_t *orbit)
{
    const char *gap = "     ";
    if (has_marks(curve, true))
        strbuf_printf(out, "\xe2\x97\x8f proved minimum%s", gap);
    if (has_marks(curve, false))
        strbuf_printf(out, "\xe2\x97\x8b point%s", gap);
    if (curve->break_count)
        strbuf_printf(out, "\xe2\x94\x8a end of a piece%s", gap);
    if (curve->line_count)
        strbuf_printf(out, "\xe2\x96\xac region%s", gap);
    if (orbit)
        strbuf_printf(out, "\xe2\x96\xa0 start, then the first %zu steps%s", orbit->count - 1, gap);
}

// The panel of the landscape with all that belongs to it; what is in rows below its axis begins at `below`.
static void write_landscape(const drawing_t *drawing, const size_t *rows, const scene_orbit_t *orbit, double below)
{
    const canvas_t *canvas = drawing->canvas;
    const spec_t *spec = canvas->plot->scene->spec;
    strbuf_t text;
    strbuf_init(&text);
    append_head(&text, spec);
    write_curve(canvas->out, drawing->curve, "curve");
    write_marks(canvas->out, drawing->curve, false);
    write_marks(canvas->out, drawing->curve, true);
    if (orbit)
        write_orbit_data(canvas->out, drawing->curve, orbit);
    plot_panel(canvas, &drawing->panel);
    plot_title(canvas);
    plot_heights(canvas, &drawing->panel, drawing->curve, text.text);
    write_breaks(drawing, rows);
    write_names(drawing);
    write_bands(drawing, below);
    strbuf_reset(&text);
    append_signs(&text, drawing->curve, orbit);
    plot_label(canvas, PLOT_LEFT, canvas->height - 12, text.text, "left", PLOT_SMALL);
    plot_name(canvas, PLOT_RIGHT, drawing->panel.bottom + AXIS - 7, expr_variable_name(spec->dag, spec->state[0]),
              "right", PLOT_FONT);
    write_landscape_plot(canvas->out, drawing->curve, orbit);
    strbuf_clear(&text);
}

// ---- pictures ----

typedef struct {
    bool has_boxes, over_landscape; // of the landscape's variable
    boxes_t boxes;
    strbuf_t caption;
    plot_groups_t groups;
} below_t;

static void below_init(below_t *below, const plot_t *plot)
{
    const spec_t *spec = plot->scene->spec;
    memset(below, 0, sizeof *below);
    strbuf_init(&below->caption);
    below->has_boxes = plot_subdivision(&below->boxes, &below->caption, plot) && below->boxes.dimension == 1;
    below->over_landscape =
        below->has_boxes && strcmp(below->boxes.names[0], expr_variable_name(spec->dag, spec->state[0])) == 0;
    if (below->has_boxes)
        plot_groups_init(&below->groups, &below->boxes, plot);
}

static void below_clear(below_t *below)
{
    plot_groups_clear(&below->groups);
    strbuf_clear(&below->caption);
}

static curve_style_t style_of(const plot_t *plot, const below_t *below)
{
    curve_style_t style = plot->style;
    if (!(style.lo < style.hi) && below->over_landscape) {
        style.lo = below->boxes.lo[0];
        style.hi = below->boxes.hi[0];
    }
    return style;
}

// Has the picture show the whole orbit, if that does not go far. False where nothing changes.
static bool widen_by_orbit(curve_style_t *style, const curve_t *curve, const scene_orbit_t *orbit)
{
    double least = curve->lo, most = curve->hi, width = curve->hi - curve->lo;
    for (size_t t = 0; t < orbit->count; t++) {
        least = fmin(least, orbit->states[t]);
        most = fmax(most, orbit->states[t]);
    }
    if (most - least > MOST_WIDER * width || (least >= curve->lo && most <= curve->hi))
        return false;
    style->lo = least - ORBIT_MARGIN * (most - least);
    style->hi = most + ORBIT_MARGIN * (most - least);
    return true;
}

// `orbit` is NULL for none.
static void write_line(strbuf_t *out, const plot_t *plot, const curve_t *curve, const below_t *below,
                       const scene_orbit_t *orbit)
{
    panel_t panel = {PLOT_LEFT, PLOT_RIGHT, 0, 0, curve->lo, curve->hi};
    panel_t times = {PLOT_LEFT, PLOT_RIGHT, 0, 0, 0, orbit ? (double)(orbit->count - 1) : 1};
    size_t *rows = arena_alloc(plot->scene->arena, curve->break_count, sizeof *rows);
    size_t row_count = label_rows(rows, curve, &panel);
    panel.top = (plot->claim == PLOT_NO_CLAIM ? 12 : PLOT_TITLE) + ROW * (double)row_count + 4;
    panel.bottom = panel.top + HEIGHT;
    double bands = panel.bottom + AXIS, lines = bands + BAND * (double)curve->line_count;
    panel_t strip = {PLOT_LEFT, PLOT_RIGHT, lines + 22, lines + 22 + STRIP, below->boxes.lo[0], below->boxes.hi[0]};
    times.top = lines + 12;
    times.bottom = times.top + TIMES;
    double legend =
        PLOT_LEGEND_LINE * (double)plot_legend(NULL, PLOT_WIDTH, 0, below->groups.count, below->groups.items);
    double end = orbit ? times.bottom + AXIS : below->has_boxes ? strip.bottom + 26 + legend : lines;
    canvas_t canvas = {out, plot, PLOT_WIDTH, end + 28};
    drawing_t drawing = {&canvas, curve, panel};
    plot_begin(&canvas);
    write_landscape(&drawing, rows, orbit, bands);
    if (orbit)
        plot_times(&canvas, &times, orbit, curve);
    else if (below->has_boxes)
        plot_strip(&canvas, &strip, &below->boxes, &below->groups, below->caption.text);
    strbuf_append(out, "unset multiplot\n");
}

bool plot_line(strbuf_t *out, strbuf_t *error, const plot_t *plot)
{
    below_t below;
    curve_t curve;
    below_init(&below, plot);
    curve_style_t style = style_of(plot, &below);
    bool drawn = curve_make(&curve, plot->scene, &style), given = plot->style.lo < plot->style.hi;
    scene_orbit_t orbit;
    bool has_orbit = plot->claim != PLOT_NO_CLAIM && scene_orbit_make(&orbit, plot->scene, plot->claim);
    if (drawn && has_orbit && !given && widen_by_orbit(&style, &curve, &orbit))
        drawn = curve_make(&curve, plot->scene, &style);
    if (drawn)
        write_line(out, plot, &curve, &below, has_orbit ? &orbit : NULL);
    else
        strbuf_append(error, "the landscape has no values in the part to be drawn");
    below_clear(&below);
    return drawn;
}
