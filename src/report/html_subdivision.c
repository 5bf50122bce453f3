// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "report/document_boxes.h"

#include <math.h>
#include <string.h>

#define WIDTH 720.0
#define STRIP 44.0   // height of a subdivision of one variable
#define SQUARE 420.0 // width of one of two variables
#define THINNEST 1.2 // pixels: unresolved boxes are seen however small they are
#define MOST_PICTURES 24

// X(first word of a leaf, class of the style sheet, what it means)
#define LEAF_KINDS(X)                                                                                                  \
    X("outside", "idle", "outside the region")                                                                         \
    X("idle", "idle", "outside the region")                                                                            \
    X("natural", "a", "interval evaluation")                                                                           \
    X("centred", "b", "mean value form")                                                                               \
    X("convex", "c", "convex, tangent plane")                                                                          \
    X("stationary", "d", "no minimum inside")                                                                          \
    X("face", "e", "monotone, decided on a face")                                                                      \
    X("open-face", "e", "monotone, decided on an open face")                                                           \
    X("shape", "f", "second derivative")                                                                               \
    X("expand", "d", "expanded polynomial")                                                                            \
    X("constant", "b", "constant")                                                                                     \
    X("cells", "a", "one sign of each polynomial")                                                                     \
    X("jacobian", "a", "derivative bounded")                                                                           \
    X("target", "c", "in the target")                                                                                  \
    X("step", "a", "a step nearer to the target")                                                                      \
    X("chance", "b", "a step nearer with positive probability")                                                        \
    X("drift", "d", "drifts through")                                                                                  \
    X("expel", "e", "expelled in the end")                                                                             \
    X("repel", "f", "repelled in the end")                                                                             \
    X("safe", "a", "safe: images stay in safe cells")                                                                  \
    X("nonsingular", "a", "the map is invertible")                                                                     \
    X("end", "a", "ends in ")                                                                                          \
    X("open", "open", "unresolved")

typedef struct {
    const char *word, *style, *meaning;
} leaf_kind_t;

static const leaf_kind_t leaf_kinds[] = {
#define LEAF_ROW(word, style, meaning) {word, style, meaning},
    LEAF_KINDS(LEAF_ROW)
#undef LEAF_ROW
};

#define KIND_COUNT (sizeof leaf_kinds / sizeof *leaf_kinds)

typedef struct {
    const spec_t *spec;
    const claim_t *claim;
    const boxes_t *boxes;
    const curve_t *curve; // NULL for none
} picture_t;

static size_t kind_of(const box_t *box)
{
    size_t k = 0;
    while (k < KIND_COUNT && strcmp(leaf_kinds[k].word, box->kind) != 0)
        k++;
    return k;
}

static size_t target_count(const boxes_t *boxes)
{
    size_t most = 0;
    for (size_t i = 0; i < boxes->count; i++)
        most = boxes->items[i].target > most ? boxes->items[i].target : most;
    return most;
}

// ---- boxes ----

// One box as a part of a path. In one variable deeper boxes are less high.
static void append_box(strbuf_t *path, const boxes_t *boxes, const html_scale_t *scale, const box_t *box)
{
    double x = html_x(scale, box->lo[0]), width = html_x(scale, box->hi[0]) - x;
    double upper = scale->upper, lower = scale->lower;
    if (boxes->dimension == 2) {
        upper = html_y(scale, box->hi[1]);
        lower = html_y(scale, box->lo[1]);
    } else if (boxes->deepest > 0 && box->target == 0 && strcmp(box->kind, "open") != 0) {
        upper += (lower - upper) * 0.7 * (double)box->depth / (double)boxes->deepest;
    }
    bool open = strcmp(box->kind, "open") == 0;
    if (open && width < THINNEST)
        width = THINNEST;
    strbuf_printf(path, "M%.2f %.2fh%.2fV%.2fh%.2fz", x, upper, width, lower, -width);
}

// The place in which the orbits of `end` boxes end, as the spec writes it: the target-th argument `of`.
static void append_target(strbuf_t *out, const spec_t *spec, const claim_t *claim, size_t target)
{
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (!argument->name || strcmp(argument->name, "of") != 0 || --target > 0)
            continue;
        const char *text = spec->text + argument->span.offset, *end = text + argument->span.length;
        const char *equals = argument->is_member ? NULL : memchr(text, '=', argument->span.length);
        for (text = equals ? equals + 1 : text; text < end && *text == ' ';)
            text++;
        html_escape(out, text, (size_t)(end - text));
        return;
    }
}

// All boxes of one kind (and target): one path, and a line of the legend.
static void write_kind(strbuf_t *out, strbuf_t *legend, const picture_t *picture, const html_scale_t *scale,
                       size_t kind, size_t target)
{
    const boxes_t *boxes = picture->boxes;
    size_t count = 0;
    strbuf_t path;
    strbuf_init(&path);
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (kind_of(box) != kind || box->target != target)
            continue;
        append_box(&path, boxes, scale, box);
        count++;
    }
    const leaf_kind_t *row = leaf_kinds + kind;
    char style[16] = "";
    strbuf_t meaning;
    strbuf_init(&meaning);
    snprintf(style, sizeof style, "t%zu", (target - 1) % 6 + 1);
    strbuf_append(&meaning, row->meaning);
    if (target)
        append_target(&meaning, picture->spec, picture->claim, target);
    if (count) {
        strbuf_printf(out, "<path class=\"box %s\" d=\"%s\"/>", target ? style : row->style, path.text);
        strbuf_printf(legend, "<li><span class=\"swatch %s\"></span>%s: %zu</li>", target ? style : row->style,
                      meaning.text, count);
    }
    strbuf_clear(&meaning);
    strbuf_clear(&path);
}

static void write_boxes(strbuf_t *out, strbuf_t *legend, const picture_t *picture, const html_scale_t *scale)
{
    size_t targets = target_count(picture->boxes);
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
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

static void write_vertical_axis(strbuf_t *out, const html_scale_t *scale)
{
    strbuf_printf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1f\"/>", scale->left, scale->upper, scale->lower);
    strbuf_printf(
        out,
        "<text class=\"end\" x=\"%.1f\" y=\"%.1f\">%.6g</text><text class=\"end\" x=\"%.1f\" y=\"%.1f\">%.6g</text>",
        scale->left - 6, scale->lower, scale->bottom, scale->left - 6, scale->upper + 12, scale->top);
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
    strbuf_t legend;
    strbuf_init(&legend);
    strbuf_printf(out,
                  "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
                  "aria-label=\"%s: %zu boxes\">",
                  WIDTH, height, caption, boxes->count);
    if (boxes->dimension == 1 && curve)
        write_curve_above(out, &scale, curve);
    write_boxes(out, &legend, picture, &scale);
    html_axis(out, &scale);
    if (boxes->dimension == 2)
        write_vertical_axis(out, &scale);
    strbuf_printf(out, "</svg><figcaption>%s<ul class=\"legend\">%s</ul></figcaption></figure>\n", caption,
                  legend.text);
    strbuf_clear(&legend);
}

static bool is_picture(const record_obligation_t *obligation, const boxes_t *boxes)
{
    return obligation->required && obligation->verdict == VERDICT_PROVED && boxes->count > 1;
}

// The largest subdivision of the instance; false when it has none to be drawn.
static bool largest_subdivision(boxes_t *largest, const record_obligation_t **shown, document_t *document,
                                const record_instance_t *instance)
{
    boxes_t boxes;
    *shown = NULL;
    for (size_t k = 0; k < instance->obligation_count; k++) {
        const record_obligation_t *obligation = instance->obligations + k;
        if (!boxes_make(&boxes, document, obligation) || !is_picture(obligation, &boxes) ||
            (*shown && boxes.count < largest->count))
            continue;
        *largest = boxes;
        *shown = obligation;
    }
    return *shown != NULL;
}

static void append_caption(strbuf_t *out, const spec_t *spec, size_t claim, const record_instance_t *instance,
                           const record_obligation_t *shown)
{
    bool basin = strcmp(shown->method.words[0], "subdivision") == 0;
    strbuf_append(out, basin ? "Where the starts end" : "Subdivision for ");
    if (!basin)
        html_text(out, shown->role);
    if (claim_row_count(spec, claim) <= 1)
        return;
    strbuf_t row;
    strbuf_init(&row);
    claim_row_text(&row, spec, claim, instance->row);
    strbuf_append(out, ", ");
    html_text(out, row.text);
    strbuf_clear(&row);
}

void html_subdivisions(strbuf_t *out, document_t *document, size_t claim, const curve_t *curve)
{
    const spec_t *spec = document_spec(document);
    const record_claim_t *record = record_find(&document->record, spec->claims[claim].id);
    size_t pictures = 0;
    for (size_t i = 0; record && i < record->instance_count && pictures < MOST_PICTURES; i++) {
        const record_obligation_t *shown;
        boxes_t boxes = {.count = 0};
        if (!largest_subdivision(&boxes, &shown, document, record->instances + i))
            continue;
        strbuf_t caption;
        strbuf_init(&caption);
        append_caption(&caption, spec, claim, record->instances + i, shown);
        picture_t picture = {spec, spec->claims + claim, &boxes, curve};
        write_picture(out, &picture, caption.text);
        strbuf_clear(&caption);
        pictures++;
    }
}
