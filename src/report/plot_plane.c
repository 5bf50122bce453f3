// SPDX-License-Identifier: LGPL-3.0-or-later
// Pictures of two variables.
#include "report/plot_internal.h"

#include "base/memory.h"
#include "report/scene_plane.h"
#include "report/ticks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE 560.0 // the longer side of the panel
#define SHORT_SIDE 240.0
#define BORDER_PERCENT 78 // of the lightness of a box
#define TICKS 9.0         // at most, or so
#define TICK_GAP 12.0     // pixels between the labels of ticks

typedef struct {
    canvas_t canvas;
    panel_t panel;
    double lo[2], hi[2];
    const char *names[2]; // of the axes
    bool has_boxes, has_plane, has_orbit;
    boxes_t boxes;
    plot_groups_t groups;
    strbuf_t caption;
    plane_t plane;
    plane_texts_t texts; // of the plane
    scene_orbit_t orbit;
} drawing_t;

// ---- data ----

static void write_lines(strbuf_t *out, const plane_lines_t *lines, size_t level)
{
    for (size_t i = 0; i < lines->count; i++) {
        const plane_line_t *line = lines->items + i;
        for (size_t k = 0; line->level == level && k < line->count; k++)
            strbuf_printf(out, "%.6g %.6g\n", line->points[k].x[0], line->points[k].x[1]);
        if (line->level == level)
            strbuf_append_char(out, '\n');
    }
}

static bool has_lines(const plane_lines_t *lines, size_t level)
{
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i].level == level)
            return true;
    return false;
}

static bool is_seen(const box_t *box)
{
    return box->lo[0] < box->hi[0] && box->lo[1] < box->hi[1];
}

static void write_boxes(strbuf_t *out, const drawing_t *drawing, size_t group)
{
    const boxes_t *boxes = &drawing->boxes;
    strbuf_printf(out, "$boxes%zu << EOD\n", group);
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) == drawing->groups.kinds[group] && box->target == drawing->groups.targets[group] &&
            is_seen(box))
            strbuf_printf(out, "%.7g %.7g %.7g %.7g\n", box->lo[0], box->hi[0], box->lo[1], box->hi[1]);
    }
    strbuf_append(out, "EOD\n");
}

static bool is_shown(const plane_t *plane, const double *x)
{
    return x[0] >= plane->lo[0] && x[0] <= plane->hi[0] && x[1] >= plane->lo[1] && x[1] <= plane->hi[1];
}

static size_t write_marks(strbuf_t *out, const plane_t *plane, bool minimum)
{
    size_t count = 0;
    for (size_t i = 0; i < plane->mark_count; i++)
        count += plane->marks[i].minimum == minimum && is_shown(plane, plane->marks[i].x);
    if (count == 0)
        return 0;
    strbuf_printf(out, "$%s << EOD\n", minimum ? "minima" : "points");
    for (size_t i = 0; i < plane->mark_count; i++)
        if (plane->marks[i].minimum == minimum && is_shown(plane, plane->marks[i].x))
            strbuf_printf(out, "%.10g %.10g\n", plane->marks[i].x[0], plane->marks[i].x[1]);
    strbuf_append(out, "EOD\n");
    return count;
}

// ---- names ----

#define NAME_FONT (PLOT_FONT - 1)
#define LEVEL_FONT (PLOT_SMALL - 2)

static void write_names(const drawing_t *drawing, const plane_name_t *names, size_t count, const char *colour)
{
    static const char *const sides[] = {"right", "center", "left"};
    const canvas_t *canvas = &drawing->canvas;
    for (size_t i = 0; i < count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        math_append_plain_name(&text, names[i].name);
        strbuf_append(canvas->out, "set label ");
        plot_text(canvas->out, text.text, 30);
        strbuf_printf(canvas->out,
                      " at first %.10g, first %.10g %s offset screen %.4f,screen %.4f font ',%.4g' textcolor rgb '%s' "
                      "boxed bs 1 front\n",
                      names[i].x[0], names[i].x[1], sides[names[i].side + 1], names[i].right / canvas->width,
                      names[i].up / canvas->height, NAME_FONT, colour);
        strbuf_clear(&text);
    }
}

static void write_texts(const drawing_t *drawing)
{
    const plane_texts_t *texts = &drawing->texts;
    for (size_t i = 0; i < texts->level_count; i++)
        strbuf_printf(
            drawing->canvas.out,
            "set label '%.6g' at first %.7g, first %.7g center font ',%.4g' textcolor rgb '#444444' boxed bs 1 "
            "front\n",
            texts->levels[i].level, texts->levels[i].x[0], texts->levels[i].x[1], LEVEL_FONT);
    write_names(drawing, texts->regions, texts->region_count, "#0b5c55");
    write_names(drawing, texts->points, texts->point_count, "#222222");
}

// ---- the picture ----

// Low levels are dark.
static void append_level_colour(strbuf_t *out, const plane_t *plane, size_t level)
{
    static const int low[3] = {0x0b, 0x2e, 0x59}, high[3] = {0xa9, 0xcf, 0xe8};
    double part = plane->level_count > 1 ? (double)level / (double)(plane->level_count - 1) : 0;
    strbuf_append(out, "'#");
    for (size_t i = 0; i < 3; i++)
        strbuf_printf(out, "%02x", (unsigned)lround(low[i] + part * (high[i] - low[i])));
    strbuf_append_char(out, '\'');
}

static void separate(strbuf_t *out, bool *first)
{
    strbuf_append(out, *first ? "plot " : ", \\\n  ");
    *first = false;
}

// Borders are of the boxes' own colour, but darker, so that thin boxes keep it.
static void append_border_colour(strbuf_t *out, const char *colour)
{
    unsigned long rgb = strtoul(colour + 1, NULL, 16);
    strbuf_append(out, "'#");
    for (int shift = 16; shift >= 0; shift -= 8)
        strbuf_printf(out, "%02lx", (rgb >> shift & 0xff) * BORDER_PERCENT / 100);
    strbuf_append_char(out, '\'');
}

static void plot_all_boxes(strbuf_t *out, const drawing_t *drawing, bool *first)
{
    for (size_t i = 0; i < drawing->groups.count; i++) {
        separate(out, first);
        strbuf_printf(out, "$boxes%zu using 1:3:1:2:3:4 with boxxyerror lw 0.4 fc rgb '%s' fs solid border lc rgb ", i,
                      drawing->groups.items[i].colour);
        append_border_colour(out, drawing->groups.items[i].colour);
    }
}

static void plot_lines(strbuf_t *out, const drawing_t *drawing, bool *first)
{
    for (size_t k = 0; k < drawing->plane.level_count; k++) {
        if (!has_lines(&drawing->plane.lines, k))
            continue;
        separate(out, first);
        strbuf_printf(out, "$level%zu using 1:2 with lines lw 1.1 lc rgb ", k);
        append_level_colour(out, &drawing->plane, k);
    }
    for (size_t i = 0; i < drawing->plane.region_count; i++) {
        separate(out, first);
        strbuf_printf(out, "$region%zu using 1:2 with lines lw 1.6 dt (4,2) lc rgb '#0f766e'", i);
    }
}

static void plot_marks(strbuf_t *out, const drawing_t *drawing, bool has_points, bool has_minima, bool *first)
{
    if (drawing->has_orbit) {
        separate(out, first);
        strbuf_append(out, "$orbit using 1:2 with lines lw 0.7 lc rgb '#c98a86', \\\n"
                           "  $orbit using 1:2 with points pt 7 ps 0.5 lc rgb '#7a1610', \\\n"
                           "  $orbit every ::0::0 using 1:2 with points pt 5 ps 1 lc rgb '#7a1610'");
    }
    if (has_points) {
        separate(out, first);
        strbuf_append(out, "$points using 1:2 with points pt 7 ps 1.1 lc rgb '#ffffff', \\\n"
                           "  $points using 1:2 with points pt 6 ps 1.1 lw 1.5 lc rgb '#b3261e'");
    }
    if (has_minima) {
        separate(out, first);
        strbuf_append(out, "$minima using 1:2 with points pt 7 ps 1 lc rgb '#b3261e'");
    }
}

static void append_signs(strbuf_t *out, const drawing_t *drawing, bool has_points, bool has_minima)
{
    const char *gap = "     ";
    if (drawing->has_plane)
        strbuf_printf(out, "\xe2\x94\x80 level of %s%s", drawing->canvas.plot->scene->spec->landscape_name, gap);
    if (has_minima)
        strbuf_printf(out, "\xe2\x97\x8f proved minimum%s", gap);
    if (has_points)
        strbuf_printf(out, "\xe2\x97\x8b point%s", gap);
    if (drawing->plane.region_count)
        strbuf_printf(out, "\xe2\x95\x8c region%s", gap);
    if (drawing->has_orbit)
        strbuf_printf(out, "\xe2\x96\xa0 start, then the first %zu steps%s", drawing->orbit.count - 1, gap);
    for (size_t i = 0; i < drawing->texts.unnamed_count; i++) {
        strbuf_append(out, i ? ", " : "without names for want of room: ");
        math_append_plain_name(out, drawing->texts.unnamed[i]);
    }
}

static void write_data(const drawing_t *drawing)
{
    strbuf_t *out = drawing->canvas.out;
    for (size_t i = 0; i < drawing->groups.count; i++)
        write_boxes(out, drawing, i);
    for (size_t k = 0; k < drawing->plane.level_count; k++)
        if (has_lines(&drawing->plane.lines, k)) {
            strbuf_printf(out, "$level%zu << EOD\n", k);
            write_lines(out, &drawing->plane.lines, k);
            strbuf_append(out, "EOD\n");
        }
    for (size_t i = 0; i < drawing->plane.region_count; i++) {
        strbuf_printf(out, "$region%zu << EOD\n", i);
        write_lines(out, &drawing->plane.regions[i].outline, 0);
        strbuf_append(out, "EOD\n");
    }
    if (drawing->has_orbit) {
        strbuf_append(out, "$orbit << EOD\n");
        for (size_t t = 0; t < drawing->orbit.count; t++)
            strbuf_printf(out, "%.10g %.10g\n", drawing->orbit.states[2 * t], drawing->orbit.states[2 * t + 1]);
        strbuf_append(out, "EOD\n");
    }
}

// The places of ticks, fewer where their labels would meet.
static size_t abscissa_ticks(double *places, const drawing_t *drawing)
{
    const panel_t *panel = &drawing->panel;
    size_t found = 0;
    bool met = true;
    for (double count = TICKS; met && count >= 1; count--) {
        found = tick_places(places, drawing->lo[0], drawing->hi[0], count);
        met = false;
        for (size_t i = 1; i < found; i++) {
            char text[32], before[32];
            snprintf(text, sizeof text, "%.6g", places[i]);
            snprintf(before, sizeof before, "%.6g", places[i - 1]);
            double room = (plot_text_width(text, PLOT_FONT) + plot_text_width(before, PLOT_FONT)) / 2 + TICK_GAP;
            met = met || plot_x(panel, places[i]) - plot_x(panel, places[i - 1]) < room;
        }
    }
    return found;
}

static void write_abscissa(const drawing_t *drawing)
{
    double places[TICKS_MOST];
    size_t count = abscissa_ticks(places, drawing);
    strbuf_append(drawing->canvas.out, "set xtics (");
    for (size_t i = 0; i < count; i++)
        strbuf_printf(drawing->canvas.out, "%s'%.6g' %.12g", i ? ", " : "", places[i], places[i]);
    strbuf_append(drawing->canvas.out, ")\n");
}

static void write_picture(const drawing_t *drawing, double legend)
{
    const canvas_t *canvas = &drawing->canvas;
    strbuf_t *out = canvas->out, signs;
    bool first = true;
    plot_begin(canvas);
    write_data(drawing);
    bool has_points = write_marks(out, &drawing->plane, false) > 0,
         has_minima = write_marks(out, &drawing->plane, true) > 0;
    plot_panel(canvas, &drawing->panel);
    plot_title(canvas);
    if (drawing->has_boxes)
        plot_label(canvas, PLOT_LEFT, drawing->panel.top - 12, drawing->caption.text, "left", PLOT_SMALL);
    strbuf_t ordinate;
    strbuf_init(&ordinate);
    math_append_plain_name(&ordinate, drawing->names[1]);
    plot_ordinate(canvas, &drawing->panel, ordinate.text);
    strbuf_clear(&ordinate);
    plot_name(canvas, drawing->panel.right, drawing->panel.bottom + 34, drawing->names[0], "right", PLOT_FONT);
    if (drawing->has_plane)
        write_texts(drawing);
    (void)plot_legend(canvas, canvas->width, legend, drawing->groups.count, drawing->groups.items);
    strbuf_init(&signs);
    append_signs(&signs, drawing, has_points, has_minima);
    plot_label(canvas, PLOT_LEFT, canvas->height - 12, signs.text, "left", PLOT_SMALL);
    strbuf_clear(&signs);
    write_abscissa(drawing);
    strbuf_printf(out, "set yrange [%.9g:%.9g] noextend\nset format y '%%.6g'\n", drawing->lo[1], drawing->hi[1]);
    plot_all_boxes(out, drawing, &first);
    plot_lines(out, drawing, &first);
    plot_marks(out, drawing, has_points, has_minima, &first);
    strbuf_append(out, first ? "plot NaN\nunset multiplot\n" : "\nunset multiplot\n");
}

// The panel has the proportions of what it shows, unless these are extreme.
static void lay_out(drawing_t *drawing)
{
    double ratio = (drawing->hi[1] - drawing->lo[1]) / (drawing->hi[0] - drawing->lo[0]);
    double width = SIDE, height = SIDE * ratio;
    if (!drawing->has_plane)
        height = SIDE * 0.7;
    if (height > SIDE) {
        width = fmax(SIDE / ratio, SHORT_SIDE);
        height = SIDE;
    }
    height = fmax(height, SHORT_SIDE);
    double top = (drawing->canvas.plot->claim == PLOT_NO_CLAIM ? 12 : PLOT_TITLE) + (drawing->has_boxes ? 22 : 4);
    drawing->panel = (panel_t){PLOT_LEFT, PLOT_LEFT + width, top, top + height, drawing->lo[0], drawing->hi[0]};
    drawing->canvas.width = fmax(PLOT_LEFT + width + 22, 560);
}

bool plot_plane(strbuf_t *out, strbuf_t *error, const plot_t *plot)
{
    const spec_t *spec = plot->scene->spec;
    drawing_t drawing = {.canvas = {out, plot, 0, 0}};
    strbuf_init(&drawing.caption);
    drawing.has_boxes = plot_subdivision(&drawing.boxes, &drawing.caption, plot) && drawing.boxes.dimension == 2;
    bool of_state = true;
    for (size_t j = 0; j < 2; j++) {
        drawing.names[j] = drawing.has_boxes ? drawing.boxes.names[j] : expr_variable_name(spec->dag, spec->state[j]);
        of_state = of_state && strcmp(drawing.names[j], expr_variable_name(spec->dag, spec->state[j])) == 0;
    }
    const double *lo = drawing.has_boxes ? drawing.boxes.lo : NULL, *hi = drawing.has_boxes ? drawing.boxes.hi : NULL;
    drawing.has_plane = spec->dimension == 2 && of_state && plane_make(&drawing.plane, plot->scene, lo, hi);
    drawing.has_orbit =
        drawing.has_plane && plot->claim != PLOT_NO_CLAIM && scene_orbit_make(&drawing.orbit, plot->scene, plot->claim);
    bool drawn = drawing.has_boxes || drawing.has_plane;
    for (size_t j = 0; j < 2 && drawn; j++) {
        drawing.lo[j] = lo ? lo[j] : drawing.plane.lo[j];
        drawing.hi[j] = hi ? hi[j] : drawing.plane.hi[j];
    }
    if (drawn) {
        if (drawing.has_boxes)
            plot_groups_init(&drawing.groups, &drawing.boxes, plot);
        lay_out(&drawing);
        double legend = drawing.panel.bottom + 46;
        size_t lines = plot_legend(NULL, drawing.canvas.width, 0, drawing.groups.count, drawing.groups.items);
        drawing.canvas.height = legend + PLOT_LEGEND_LINE * (double)lines + 28;
        if (drawing.has_plane) {
            plane_room_t room = {drawing.panel.right - drawing.panel.left, drawing.panel.bottom - drawing.panel.top,
                                 NAME_FONT, LEVEL_FONT, NULL};
            plane_texts_init(&drawing.texts, &drawing.plane, &room);
        }
        write_picture(&drawing, legend);
        plane_texts_clear(&drawing.texts);
        plot_groups_clear(&drawing.groups);
    } else {
        strbuf_append(error, "the landscape has no values in the part to be drawn");
    }
    strbuf_clear(&drawing.caption);
    return drawn;
}
