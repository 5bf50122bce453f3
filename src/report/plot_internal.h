// SPDX-License-Identifier: LGPL-3.0-or-later
// The parts of a script for gnuplot. Internal to plot*.c.
#ifndef CERTIFY_REPORT_PLOT_INTERNAL_H
#define CERTIFY_REPORT_PLOT_INTERNAL_H

#include "report/document_boxes.h"
#include "report/plot.h"
#include "report/scene_basins.h"
#include "report/scene_orbit.h"

// Sizes in pixels of the drawing, from its upper left corner.
#define PLOT_WIDTH 800.0
#define PLOT_LEFT 88.0
#define PLOT_RIGHT (PLOT_WIDTH - 22.0)
#define PLOT_TITLE 30.0 // height
#define PLOT_FONT 13.0
#define PLOT_SMALL 11.0

typedef struct {
    strbuf_t *out;
    const plot_t *plot;
    double width, height;
} canvas_t;

// Part of the drawing, and what it shows.
typedef struct {
    double left, right, top, bottom;
    double lo, hi; // of the abscissae
} panel_t;

// ---- texts ----

// A string of gnuplot in single quotes, in which nothing is interpreted: at most `most` columns, 0 for any number.
void plot_text(strbuf_t *out, const char *text, size_t most);
// The same for the label of a tick, which gnuplot takes for a format.
void plot_tick(strbuf_t *out, const char *text, size_t most);
// How wide a text is, roughly, in pixels.
double plot_text_width(const char *text, double font);

// ---- the script ----

// The first lines: terminal, fonts, axes.
void plot_begin(const canvas_t *canvas);
// The claim that the picture is about, above it; goes with its first panel.
void plot_title(const canvas_t *canvas);
// From now on commands are about this part of the drawing; they have no objects and labels of parts before.
void plot_panel(const canvas_t *canvas, const panel_t *panel);
double plot_x(const panel_t *panel, double x); // in pixels
double plot_screen_x(const canvas_t *canvas, double pixels);
double plot_screen_y(const canvas_t *canvas, double pixels);
// A small text at a place of the drawing in pixels; `align` is left, center, right.
void plot_label(const canvas_t *canvas, double x, double y, const char *text, const char *align, double font);
// The same of a name of the spec, in plain letters.
void plot_name(const canvas_t *canvas, double x, double y, const char *name, const char *align, double font);
// What the heights of a panel are, beside it.
void plot_ordinate(const canvas_t *canvas, const panel_t *panel, const char *text);
// A filled rectangle.
void plot_rectangle(const canvas_t *canvas, double left, double right, double top, double bottom, const char *colour);

// The scale of a panel's heights, with ticks, grid and name.
void plot_heights(const canvas_t *canvas, const panel_t *panel, const curve_t *scale, const char *name);
// The states of an orbit, one for each step, beside its picture over the landscape, whose data it uses.
void plot_times(const canvas_t *canvas, const panel_t *panel, const scene_orbit_t *orbit, const curve_t *landscape);

// ---- legends ----

typedef struct {
    const char *text; // borrowed
    const char *colour;
} legend_item_t;

// Squares with their texts, in as many lines as are needed in a drawing of that width; returns how many. Nothing is
// written for canvas NULL.
size_t plot_legend(const canvas_t *canvas, double width, double top, size_t count, const legend_item_t *items);
#define PLOT_LEGEND_LINE 20.0

// Of boxes by their kind, of starts by where they end; the style of what is unresolved is `open`.
const char *plot_colour_of_style(const char *style);
const char *plot_colour_of_place(size_t place);

// ---- boxes ----

#define PLOT_MOST_GROUPS 64

// Boxes that are drawn alike: of one kind, and, where orbits end, of one place.
typedef struct {
    size_t count;
    size_t kinds[PLOT_MOST_GROUPS], targets[PLOT_MOST_GROUPS];
    strbuf_t texts[PLOT_MOST_GROUPS];
    legend_item_t items[PLOT_MOST_GROUPS];
} plot_groups_t;

void plot_groups_init(plot_groups_t *groups, const boxes_t *boxes, const plot_t *plot);
void plot_groups_clear(plot_groups_t *groups);
// The boxes of one variable in a panel of their own, with what they are above and the legend below.
void plot_strip(const canvas_t *canvas, const panel_t *strip, const boxes_t *boxes, const plot_groups_t *groups,
                const char *caption);

// ---- pictures ----

// A landscape of one variable, or the profiles of one of several along its axes; below it the subdivision, over it the
// orbit of the plot's claim. False with *error when there is nothing to draw.
bool plot_line(strbuf_t *out, strbuf_t *error, const plot_t *plot);
bool plot_profiles(strbuf_t *out, strbuf_t *error, const plot_t *plot);
// Two variables: level lines, with the subdivision or the orbit of the plot's claim.
bool plot_plane(strbuf_t *out, strbuf_t *error, const plot_t *plot);
// Where the starts end.
void plot_basins(strbuf_t *out, const plot_t *plot, const scene_basins_t *basins);

// The largest subdivision among the rows of the plot's claim; false where there is none, or no claim.
bool plot_subdivision(boxes_t *boxes, strbuf_t *caption, const plot_t *plot);

#endif
