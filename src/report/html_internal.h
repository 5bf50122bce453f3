// SPDX-License-Identifier: LGPL-3.0-or-later
// The parts of the page. Internal to html*.c.
#ifndef CERTIFY_REPORT_HTML_INTERNAL_H
#define CERTIFY_REPORT_HTML_INTERNAL_H

#include "report/document_boxes.h"
#include "report/html.h"
#include "report/scene_orbit.h"
#include "report/scene_plane.h"

// A zero-terminated text, escaped.
void html_text(strbuf_t *out, const char *text);
void html_prose(strbuf_t *out, const prose_t *prose);
// "proved", with a sign, "as expected" or what was expected: <span class="verdict ...">.
void html_verdict(strbuf_t *out, const document_t *document, size_t claim);
// A <table> in a part of the page that can be scrolled, of that name.
void html_table(strbuf_t *out, const document_table_t *table, const char *label);
// The style sheet.
void html_style(strbuf_t *out);

// The landscape as a picture; NULL where it has none of that kind.
typedef struct {
    const curve_t *curve;
    const plane_t *plane;
} html_ground_t;

// One <article> for a claim.
void html_claim(strbuf_t *out, document_t *document, size_t claim, const html_ground_t *ground);

// The landscape with points, regions and ends of pieces: a <figure>.
void html_landscape(strbuf_t *out, document_t *document, const curve_t *curve);
// A landscape of two variables by its level lines: a <figure>.
void html_plane(strbuf_t *out, document_t *document, const plane_t *plane);
// The subdivisions by which a claim was decided, basins among them: <figure>s, or nothing.
void html_subdivisions(strbuf_t *out, document_t *document, size_t claim);
// The first steps of the orbit that an `orbit` claim of gradient descent is about, over the landscape of one variable
// or of two: a <figure>, or nothing.
void html_orbit(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve);
void html_plane_orbit(strbuf_t *out, document_t *document, size_t claim, const plane_t *plane);

// A name in plain letters, for a picture: x with a dagger, f with an index.
void html_name(strbuf_t *out, const char *name);
// <figure><svg>, of that size in pixels; `data` are attributes of the figure.
void html_begin_svg(strbuf_t *out, double width, double height, const char *label, const char *data);

// ---- scales ----

// From coordinates to those of an SVG.
typedef struct {
    double lo, hi, bottom, top;       // of the picture's content
    double left, right, upper, lower; // of the drawing, in pixels
} html_scale_t;

double html_x(const html_scale_t *scale, double x);
double html_y(const html_scale_t *scale, double y);
#define HTML_ABOVE 16.0 // pixels: room above a drawing, for the label of the highest tick
#define HTML_BELOW 32.0 // and below it, for those of the axis
// To six digits, as part of a <text>.
void html_number(strbuf_t *out, double value);
// Ticks and labels below the drawing.
void html_axis(strbuf_t *out, const html_scale_t *scale);
// Ticks and labels at the left of the drawing.
void html_vertical_axis(strbuf_t *out, const html_scale_t *scale);
// What an axis shows, within the drawing, at the end of the axis.
void html_axis_name(strbuf_t *out, const html_scale_t *scale, const char *name, bool vertical);
#define HTML_PLANE_WIDTH 604.0
// Of a picture of two variables; of their proportions, unless these are extreme, where they have the same units.
html_scale_t html_plane_scale(const double lo[2], const double hi[2], bool same_units);
// The content of a drawing of two variables, an <svg> within the picture, and the names of the axes over it; around it
// both axes.
void html_begin_content(strbuf_t *out, const html_scale_t *scale);
void html_end_content(strbuf_t *out, const html_scale_t *scale, const char *const names[2]);
void html_plane_axes(strbuf_t *out, const html_scale_t *scale);
// Level lines as <path class="level">.
void html_levels(strbuf_t *out, const html_scale_t *scale, const plane_t *plane);
// <svg>: what is in it, up to </svg>, is seen only within the scale's drawing.
void html_begin_clip(strbuf_t *out, const html_scale_t *scale, const char *attributes);
// The curve as <path class="curve">, cut at the edges of the drawing.
void html_curve(strbuf_t *out, const html_scale_t *scale, const curve_t *curve);

// ---- pictures to be zoomed and stepped through ----

typedef struct {
    document_t *document;
    const claim_t *claim;
    const boxes_t *boxes;
    const curve_t *curve; // the landscape over them, of one variable; NULL for none
    bool brings_curve;    // it is another one than that of the picture before
    const plane_t *plane; // of two
} html_boxes_t;

// Whether the program is built with scripts for the page.
bool html_is_live(void);
// Data for the scripts as attributes of a figure: the landscape, an orbit over it, boxes. Nothing in a program without.
void html_live_curve(strbuf_t *out, const spec_t *spec, const curve_t *curve);
void html_live_orbit(strbuf_t *out, const scene_orbit_t *orbit);
void html_live_plane(strbuf_t *out, document_t *document, const html_scale_t *scale, const plane_t *plane);
void html_live_plane_orbit(strbuf_t *out, const spec_t *spec, const html_scale_t *scale, const scene_orbit_t *orbit);
void html_live_boxes(strbuf_t *out, const html_boxes_t *picture, const html_scale_t *scale);

// ---- what the page may do ----

// A source expression of a Content-Security-Policy: the text as the whole content of a script or style sheet.
void html_policy_hash(strbuf_t *out, const char *text);

#endif
