// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "report/document_result.h"

#include <math.h>
#include <string.h>

#define WIDTH 720.0
#define MARGIN 28.0  // room for half a label
#define NAME 20.0    // room for the name of an axis below its labels
#define STRIP 44.0   // height of a subdivision of one variable
#define THINNEST 1.2 // pixels: unresolved boxes are seen however small they are
#define MOST_PICTURES 24
#define MOST_GROUNDS 4 // of these with level lines
#define MOST_OPEN 3    // if there are more, all but the first and the last are folded

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

// What kind of box it is, with the place in which its orbits end as a formula.
static void write_meaning(strbuf_t *out, const html_boxes_t *picture, const box_t *box)
{
    arena_t *arena = &picture->document->arena;
    strbuf_t place;
    strbuf_init(&place);
    if (box->target)
        box_append_target(&place, document_spec(picture->document), picture->claim, box->target);
    math_t *formula = place.length > 0 ? document_formula(arena, place.text) : NULL;
    html_text(out, box_words(picture->claim, box));
    if (formula)
        math_write_mathml_inline(out, 0, formula, 0);
    else
        html_text(out, place.text);
    strbuf_clear(&place);
}

// All boxes of one kind (and target): one path, and a line of the legend.
static void write_kind(strbuf_t *out, strbuf_t *legend, const html_boxes_t *picture, const html_scale_t *scale,
                       size_t kind, size_t target)
{
    const boxes_t *boxes = picture->boxes;
    boxes_tally_t tally = boxes_tally(boxes, kind, target);
    strbuf_t path;
    if (!tally.first)
        return;
    strbuf_init(&path);
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) == kind && box->target == target && box_is_seen(boxes, box))
            append_box(&path, boxes, scale, box);
    }
    strbuf_printf(out, "<path class=\"box %s\" d=\"%s\"/>", box_style(tally.first), path.text);
    strbuf_printf(legend, "<li><span class=\"swatch %s\"></span>", box_style(tally.first));
    write_meaning(legend, picture, tally.first);
    boxes_append_tally(legend, &tally);
    strbuf_append(legend, "</li>");
    strbuf_clear(&path);
}

static void write_boxes(strbuf_t *out, strbuf_t *legend, const html_boxes_t *picture, const html_scale_t *scale)
{
    size_t targets = picture->boxes->target_count;
    for (size_t kind = 0; kind < leaf_kind_count; kind++)
        for (size_t target = 0; target <= targets; target++)
            write_kind(out, legend, picture, scale, kind, target);
}

// ---- pictures ----

static html_scale_t scale_of(const html_boxes_t *picture)
{
    const boxes_t *boxes = picture->boxes;
    if (boxes->dimension == 2)
        return html_plane_scale(boxes->lo, boxes->hi, picture->plane != NULL);
    double upper = picture->curve ? 70 : HTML_ABOVE;
    return (html_scale_t){.lo = boxes->lo[0],
                          .hi = boxes->hi[0],
                          .left = MARGIN,
                          .right = WIDTH - MARGIN,
                          .upper = upper,
                          .lower = upper + STRIP};
}

// The curve above the strip.
static void write_curve_above(strbuf_t *out, const html_scale_t *strip, const curve_t *curve)
{
    html_scale_t scale = *strip;
    scale.bottom = curve->bottom;
    scale.top = curve->top;
    scale.upper = 8;
    scale.lower = strip->upper - 8;
    html_curve(out, &scale, curve);
}

static void write_line(strbuf_t *out, strbuf_t *legend, const html_boxes_t *picture, const html_scale_t *scale)
{
    if (picture->curve)
        write_curve_above(out, scale, picture->curve);
    write_boxes(out, legend, picture, scale);
    html_axis(out, scale);
    strbuf_printf(out, "<text x=\"%.1f\" y=\"%.1f\">", (scale->left + scale->right) / 2,
                  scale->lower + HTML_BELOW + 13);
    html_name(out, picture->boxes->names[0]);
    strbuf_append(out, "</text>");
}

static void write_plane(strbuf_t *out, strbuf_t *legend, const html_boxes_t *picture, const html_scale_t *scale)
{
    html_plane_axes(out, scale);
    html_begin_content(out, scale);
    write_boxes(out, legend, picture, scale);
    if (picture->plane)
        html_levels(out, scale, picture->plane);
    html_end_content(out, scale, picture->boxes->names);
}

static void write_picture(strbuf_t *out, const html_boxes_t *picture, const char *caption)
{
    const boxes_t *boxes = picture->boxes;
    html_scale_t scale = scale_of(picture);
    strbuf_t legend, label, data;
    strbuf_init(&legend);
    strbuf_init(&label);
    strbuf_init(&data);
    strbuf_printf(&label, "%s: %zu boxes", caption, boxes->count);
    if (picture->brings_curve)
        html_live_curve(&data, document_spec(picture->document), picture->curve);
    html_live_boxes(&data, picture, &scale);
    bool in_plane = boxes->dimension == 2;
    html_begin_svg(out, in_plane ? HTML_PLANE_WIDTH : WIDTH, scale.lower + HTML_BELOW + (in_plane ? 0 : NAME),
                   label.text, data.text);
    if (in_plane)
        write_plane(out, &legend, picture, &scale);
    else
        write_line(out, &legend, picture, &scale);
    strbuf_append(out, "</svg><figcaption>");
    html_text(out, caption);
    strbuf_append(out, picture->plane ? ", with level lines" : "");
    strbuf_append(out, boxes->is_part ? "; only the part that is cut most" : "");
    strbuf_printf(out, "<ul class=\"legend\">%s</ul></figcaption></figure>\n", legend.text);
    strbuf_clear(&data);
    strbuf_clear(&label);
    strbuf_clear(&legend);
}

// The landscape over a subdivision of one variable, made anew where the part shown is another one than before.
static void add_curve(html_boxes_t *picture, curve_t *curve)
{
    const boxes_t *boxes = picture->boxes;
    curve_style_t style = {.scale = CURVE_CUT, .lo = boxes->lo[0], .hi = boxes->hi[0], .even = html_is_live()};
    bool same = curve->lo == style.lo && curve->hi == style.hi;
    if (!same && !curve_make(curve, &picture->document->scene, &style)) {
        curve->lo = NAN;
        return;
    }
    picture->curve = curve;
    picture->brings_curve = !same;
}

// The largest subdivision of one row; false where it has none.
static bool write_subdivision(strbuf_t *out, document_t *document, size_t claim, const record_instance_t *instance,
                              curve_t *curve, bool level_lines)
{
    const spec_t *spec = document_spec(document);
    const record_obligation_t *shown;
    boxes_t boxes = {.count = 0};
    if (!boxes_make_largest(&boxes, &shown, document, claim, instance))
        return false;
    strbuf_t caption;
    strbuf_init(&caption);
    boxes_append_caption(&caption, spec, claim, instance, shown);
    plane_t plane;
    html_boxes_t picture = {.document = document, .claim = spec->claims + claim, .boxes = &boxes};
    bool over_landscape = boxes_are_of_state(&boxes, spec);
    if (over_landscape && boxes.dimension == 1)
        add_curve(&picture, curve);
    if (over_landscape && boxes.dimension == 2 && level_lines &&
        plane_make(&plane, &document->scene, boxes.lo, boxes.hi))
        picture.plane = &plane;
    write_picture(out, &picture, caption.text);
    strbuf_clear(&caption);
    return true;
}

// Of many pictures the first and the last are seen at once.
static void write_folded(strbuf_t *out, size_t count, strbuf_t *pictures)
{
    bool folded = count > MOST_OPEN;
    for (size_t i = 0; i < count; i++) {
        if (folded && i == 1)
            strbuf_printf(out,
                          "<details><summary>%zu more pictures, of the rows between the first and the last</summary>\n",
                          count - 2);
        if (folded && i + 1 == count)
            strbuf_append(out, "</details>\n");
        strbuf_append(out, pictures[i].text);
    }
}

void html_subdivisions(strbuf_t *out, document_t *document, size_t claim)
{
    const record_claim_t *record = record_find(&document->record, document_spec(document)->claims[claim].id);
    strbuf_t pictures[MOST_PICTURES];
    curve_t curve = {.lo = NAN};
    size_t count = 0;
    for (size_t i = 0; record && i < record->instance_count && count < MOST_PICTURES; i++) {
        strbuf_init(pictures + count);
        if (write_subdivision(pictures + count, document, claim, record->instances + i, &curve, count < MOST_GROUNDS))
            count++;
        else
            strbuf_clear(pictures + count);
    }
    write_folded(out, count, pictures);
    for (size_t i = 0; i < count; i++)
        strbuf_clear(pictures + i);
}
