// SPDX-License-Identifier: LGPL-3.0-or-later
// The pictures of the appendix, environments tikzpicture for pgfplots. Internal to tex*.c.
#ifndef CERTIFY_REPORT_TEX_INTERNAL_H
#define CERTIFY_REPORT_TEX_INTERNAL_H

#include "report/document_boxes.h"
#include "report/scene_basins.h"
#include "report/scene_curve.h"
#include "report/scene_plane.h"
#include "report/tex.h"

// A name of the spec as a formula.
void tex_name(strbuf_t *out, const char *name);

// To six digits, as a formula.
void tex_number(strbuf_t *out, double value);

// Options of an axis, 'x' or 'y': about `count` ticks, with labels, which TeX's own arithmetic would round.
void tex_ticks(strbuf_t *out, char axis, double lo, double hi, double count);

// A landscape of one variable.
void tex_figure(strbuf_t *out, const curve_t *curve);
// One of two variables, of those names, by its level lines, with points and regions; what there is no room to name goes
// into the caption.
void tex_plane(strbuf_t *out, strbuf_t *caption, const plane_t *plane, const char *const names[2]);

// Of the parts of a picture: certifya, ..., certifyopen.
void tex_define_colours(strbuf_t *out);
// Where the starts end, rate by rate, and what the colours mean. Returns whether nothing is unresolved.
bool tex_basins(strbuf_t *out, const scene_basins_t *basins);
// A region or a point by its name, others as the spec writes them.
void tex_place(strbuf_t *out, const char *place);

typedef struct {
    const spec_t *spec;
    const claim_t *claim;
    const boxes_t *boxes; // of two variables
    const plane_t *plane; // whose level lines are drawn over the boxes; NULL for none
} tex_boxes_t;

// The subdivision by which a claim was decided; below it what the colours mean.
void tex_boxes(strbuf_t *out, const tex_boxes_t *picture);

#endif
