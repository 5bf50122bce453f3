// SPDX-License-Identifier: LGPL-3.0-or-later
// The parts of the page. Internal to html*.c.
#ifndef CERTIFY_REPORT_HTML_INTERNAL_H
#define CERTIFY_REPORT_HTML_INTERNAL_H

#include "report/document_boxes.h"
#include "report/html.h"
#include "report/scene_orbit.h"

// A zero-terminated text, escaped.
void html_text(strbuf_t *out, const char *text);
void html_prose(strbuf_t *out, const prose_t *prose);
// "proved", with a sign, "as expected" or what was expected: <span class="verdict ...">.
void html_verdict(strbuf_t *out, const document_t *document, size_t claim);
// The only constant of the claim; how many there are, where there are more.
void html_constant_cell(strbuf_t *out, document_t *document, size_t claim);
// The style sheet.
const char *html_style(void);

// One <article> for a claim. `curve` is NULL where the landscape has no picture.
void html_claim(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve);

// The landscape with points, regions and ends of pieces: a <figure>.
void html_landscape(strbuf_t *out, document_t *document, const curve_t *curve);
// A landscape of two variables by its level lines: a <figure>, or nothing for others.
void html_plane(strbuf_t *out, document_t *document);
// The subdivisions by which a claim was decided, basins among them: <figure>s, or nothing.
void html_subdivisions(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve);
// The first steps of the orbit that an `orbit` claim of gradient descent in one variable is about: a <figure>, or
// nothing.
void html_orbit(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve);

// A name in plain letters, for a picture: x with a dagger, f with an index.
void html_name(strbuf_t *out, const char *name);
// <figure><svg>, of the width of all pictures; `data` are attributes of the figure.
void html_begin_svg(strbuf_t *out, double height, const char *label, const char *data);

// ---- pictures to be zoomed and stepped through ----

// Whether the program is built with scripts for the page.
bool html_is_live(void);
// Data for the scripts as attributes of a figure: the landscape, an orbit over it, boxes of one variable, the landscape
// above them or not. Nothing in a program without.
void html_live_curve(strbuf_t *out, const spec_t *spec, const curve_t *curve);
void html_live_orbit(strbuf_t *out, const scene_orbit_t *orbit);
void html_live_boxes(strbuf_t *out, const spec_t *spec, const claim_t *claim, const boxes_t *boxes, bool above);

// ---- what the page may do ----

// A source expression of a Content-Security-Policy: the text as the whole content of a script or style sheet.
void html_policy_hash(strbuf_t *out, const char *text);

// ---- scales ----

// From coordinates to those of an SVG.
typedef struct {
    double lo, hi, bottom, top;       // of the picture's content
    double left, right, upper, lower; // of the drawing, in pixels
} html_scale_t;

double html_x(const html_scale_t *scale, double x);
double html_y(const html_scale_t *scale, double y);
// Ticks and labels below the drawing.
void html_axis(strbuf_t *out, const html_scale_t *scale);
// Ticks and labels at the left of the drawing.
void html_vertical_axis(strbuf_t *out, const html_scale_t *scale);
// The curve as <path class="curve">, cut at the edges of the drawing.
void html_curve(strbuf_t *out, const html_scale_t *scale, const curve_t *curve);

#endif
