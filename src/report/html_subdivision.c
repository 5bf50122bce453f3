// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include <math.h>
#include <string.h>

#define WIDTH 720.0
#define STRIP 44.0   // height of a subdivision of one variable
#define SQUARE 420.0 // width of one of two variables
#define THINNEST 1.2 // pixels: unresolved boxes are seen however small they are
#define MOST_PICTURES 24

typedef struct {
    const spec_t *spec;
    const claim_t *claim;
    const boxes_t *boxes;
    const curve_t *curve; // NULL for none
} picture_t;

// ---- boxes ----

// One box as a part of a path. In one variable deeper boxes are less high.
static void append_box(strbuf_t *path, const boxes_t *boxes, const html_scale_t *scale, const box_t *box)
{
    double x = html_x(scale, box->lo[0]), width = html_x(scale, box->hi[0]) - x;
    double upper = scale->upper, lower = scale->lower;
    if (boxes->dimension == 2) {
        upper = html_y(scale, box->hi[1]);
        lower = html_y(scale, box->lo[1]);
    } else if (boxes->deepest > 0 && box->target == 0 && !box_is_open(box)) {
        upper += (lower - upper) * 0.7 * (double)box->depth / (double)boxes->deepest;
    }
    if (box_is_open(box) && width < THINNEST)
        width = THINNEST;
    strbuf_printf(path, "M%.2f %.2fh%.2fV%.2fh%.2fz", x, upper, width, lower, -width);
}

// All boxes of one kind (and target): one path, and a line of the legend.
static void write_kind(strbuf_t *out, strbuf_t *legend, const picture_t *picture, const html_scale_t *scale,
                       size_t kind, size_t target)
{
    const boxes_t *boxes = picture->boxes;
    size_t count = 0;
    const box_t *first = NULL;
    strbuf_t path;
    strbuf_init(&path);
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) != kind || box->target != target)
            continue;
        if (box->lo[0] < box->hi[0] && (boxes->dimension == 1 || box->lo[1] < box->hi[1]))
            append_box(&path, boxes, scale, box);
        first = box;
        count++;
    }
    if (first) {
        strbuf_t meaning;
        strbuf_init(&meaning);
        box_append_meaning(&meaning, picture->spec, picture->claim, first);
        strbuf_printf(out, "<path class=\"box %s\" d=\"%s\"/>", box_style(first), path.text);
        strbuf_printf(legend, "<li><span class=\"swatch %s\"></span>", box_style(first));
        html_text(legend, meaning.text);
        strbuf_printf(legend, ": %zu</li>", count);
        strbuf_clear(&meaning);
    }
    strbuf_clear(&path);
}

static void write_boxes(strbuf_t *out, strbuf_t *legend, const picture_t *picture, const html_scale_t *scale)
{
    size_t targets = picture->boxes->target_count;
    for (size_t kind = 0; kind < leaf_kind_count; kind++)
        for (size_t target = 0; target <= targets; target++)
            write_kind(out, legend, picture, scale, kind, target);
}

// ---- pictures ----

static html_scale_t scale_of(const boxes_t *boxes, const curve_t *curve, double *height)
{
    html_scale_t scale = {.lo = boxes->lo[0], .hi = boxes->hi[0], .left = 16, .right = WIDTH - 16, .upper = 8};
    if (boxes->dimension == 2) {
        scale.left = (WIDTH - SQUARE) / 2;
        scale.right = scale.left + SQUARE;
        scale.lower = scale.upper + SQUARE;
        scale.bottom = boxes->lo[1];
        scale.top = boxes->hi[1];
    } else {
        scale.upper = curve ? 70 : 8;
        scale.lower = scale.upper + STRIP;
    }
    *height = scale.lower + 26;
    return scale;
}

// The curve above the strip, as far as the two are about the same places.
static void write_curve_above(strbuf_t *out, const html_scale_t *strip, const curve_t *curve)
{
    double bottom = INFINITY, top = -INFINITY;
    for (size_t i = 0; i < curve->count; i++) {
        const curve_point_t *p = curve->points + i;
        if (isnan(p->y) || p->x < strip->lo || p->x > strip->hi || p->y > curve->top)
            continue;
        bottom = fmin(bottom, p->y);
        top = fmax(top, p->y);
    }
    if (!(top > bottom))
        return;
    html_scale_t scale = *strip;
    scale.bottom = bottom;
    scale.top = top;
    scale.upper = 8;
    scale.lower = strip->upper - 8;
    html_curve(out, &scale, curve);
}

static void write_picture(strbuf_t *out, const picture_t *picture, const char *caption)
{
    const boxes_t *boxes = picture->boxes;
    const curve_t *curve = picture->curve;
    double height;
    html_scale_t scale = scale_of(boxes, curve, &height);
    strbuf_t legend, label, data;
    strbuf_init(&legend);
    strbuf_init(&label);
    strbuf_init(&data);
    strbuf_printf(&label, "%s: %zu boxes", caption, boxes->count);
    html_live_boxes(&data, picture->spec, picture->claim, boxes, curve != NULL);
    html_begin_svg(out, height, label.text, data.text);
    if (boxes->dimension == 1 && curve)
        write_curve_above(out, &scale, curve);
    write_boxes(out, &legend, picture, &scale);
    html_axis(out, &scale);
    if (boxes->dimension == 2)
        html_vertical_axis(out, &scale);
    strbuf_append(out, "</svg><figcaption>");
    html_text(out, caption);
    strbuf_printf(out, "<ul class=\"legend\">%s</ul></figcaption></figure>\n", legend.text);
    strbuf_clear(&data);
    strbuf_clear(&label);
    strbuf_clear(&legend);
}

void html_subdivisions(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve)
{
    const spec_t *spec = document_spec(document);
    const record_claim_t *record = record_find(&document->record, spec->claims[claim].id);
    size_t pictures = 0;
    for (size_t i = 0; record && i < record->instance_count && pictures < MOST_PICTURES; i++) {
        const record_obligation_t *shown;
        boxes_t boxes = {.count = 0};
        if (!boxes_make_largest(&boxes, &shown, document, record->instances + i))
            continue;
        strbuf_t caption;
        strbuf_init(&caption);
        boxes_append_caption(&caption, spec, claim, record->instances + i, shown);
        bool over_landscape = curve && boxes_are_of_state(&boxes, spec);
        picture_t picture = {spec, spec->claims + claim, &boxes, over_landscape ? curve : NULL};
        write_picture(out, &picture, caption.text);
        strbuf_clear(&caption);
        pictures++;
    }
}
