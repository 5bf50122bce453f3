// SPDX-License-Identifier: LGPL-3.0-or-later
// The data of pictures, for the scripts of the page: JSON in attributes of the figures.
#include "report/html_internal.h"

#include "base/memory.h"
#include "report/json.h"
#include "report/page_bundle.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#define DIGITS 12

bool html_is_live(void)
{
    return *page_bundle_script() != 0;
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *name(const char *value)
{
    strbuf_t plain;
    strbuf_init(&plain);
    math_append_plain_name(&plain, value);
    json_t *result = report_json_text(plain.text);
    strbuf_clear(&plain);
    return result;
}

// NAME="..." as an attribute; takes over the value.
static void write_attribute(strbuf_t *out, const char *attribute, json_t *value)
{
    char *json = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(DIGITS));
    if (json) {
        strbuf_printf(out, " %s=\"", attribute);
        html_text(out, json);
        strbuf_append_char(out, '"');
    }
    free(json);
    json_decref(value);
}

void html_live_curve(strbuf_t *out, const spec_t *spec, const curve_t *curve)
{
    if (!html_is_live())
        return;
    json_t *x = json_array(), *y = json_array(), *breaks = json_array(), *marks = json_array(), *bands = json_array();
    for (size_t i = 0; i < curve->count; i++) {
        json_array_append_new(x, number(curve->points[i].x));
        json_array_append_new(y, number(curve->points[i].y));
    }
    for (size_t i = 0; i < curve->break_count; i++)
        json_array_append_new(breaks, number(curve->breaks[i]));
    for (size_t i = 0; i < curve->mark_count; i++)
        json_array_append_new(marks, json_pack("{s:o, s:o, s:o}", "name", name(curve->marks[i].name), "x",
                                               number(curve->marks[i].x), "y", number(curve->marks[i].y)));
    for (size_t i = 0; i < curve->band_count; i++)
        json_array_append_new(bands, json_pack("{s:o, s:o, s:o}", "name", name(curve->bands[i].name), "lo",
                                               number(curve->bands[i].lo), "hi", number(curve->bands[i].hi)));
    write_attribute(out, "data-curve",
                    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "variable",
                              name(expr_variable_name(spec->dag, spec->state[0])), "name", name(spec->landscape_name),
                              "lo", number(curve->lo), "hi", number(curve->hi), "bottom", number(curve->bottom), "top",
                              number(curve->top), "x", x, "y", y, "breaks", breaks, "marks", marks, "bands", bands));
}

void html_live_orbit(strbuf_t *out, const scene_orbit_t *orbit)
{
    if (!html_is_live())
        return;
    json_t *x = json_array(), *y = json_array();
    for (size_t i = 0; i < orbit->count; i++) {
        json_array_append_new(x, number(orbit->states[i]));
        json_array_append_new(y, number(orbit->values[i]));
    }
    write_attribute(out, "data-orbit", json_pack("{s:o, s:o}", "x", x, "y", y));
}

static json_t *kind_of(const box_t *box, const spec_t *spec, const claim_t *claim)
{
    strbuf_t meaning;
    strbuf_init(&meaning);
    box_append_meaning(&meaning, spec, claim, box);
    json_t *kind = json_pack("{s:s, s:o, s:b}", "style", box_style(box), "meaning", report_json_text(meaning.text),
                             "high", box->target > 0 || box_is_open(box));
    strbuf_clear(&meaning);
    return kind;
}

// The kinds of a subdivision's boxes, in the order in which they are met; the place of each kind.
typedef struct {
    const spec_t *spec;
    const claim_t *claim;
    const boxes_t *boxes;
    size_t *places; // from 1, by kind and target; 0 for one that is not met yet
    json_t *met;
} kinds_t;

static kinds_t kinds_make(const spec_t *spec, const claim_t *claim, const boxes_t *boxes)
{
    size_t *places = mem_alloc((leaf_kind_count + 1) * (boxes->target_count + 1), sizeof *places);
    return (kinds_t){spec, claim, boxes, places, json_array()};
}

static json_t *kinds_place(kinds_t *kinds, const box_t *box)
{
    size_t *place = kinds->places + box_kind(box) * (kinds->boxes->target_count + 1) + box->target;
    if (*place == 0) {
        json_array_append_new(kinds->met, kind_of(box, kinds->spec, kinds->claim));
        *place = json_array_size(kinds->met);
    }
    return json_integer((json_int_t)*place - 1);
}

// At which ends the box goes on beyond the picture: 1 and 2 for the lower and the upper one of the first variable, 4 and 8
// of the second.
static json_t *beyond(const boxes_t *boxes, const box_t *box)
{
    unsigned ends = 0;
    for (size_t j = 0; j < boxes->dimension; j++)
        ends |= (box->whole_lo[j] < box->lo[j] ? 1u : 0u) << 2 * j | (box->whole_hi[j] > box->hi[j] ? 2u : 0u) << 2 * j;
    return json_integer(ends);
}

static void write_line_of_boxes(strbuf_t *out, kinds_t *kinds, bool above)
{
    const boxes_t *boxes = kinds->boxes;
    json_t *edges = json_array(), *parts = json_array(), *depths = json_array(), *ends = json_array();
    json_array_append_new(edges, number(boxes->lo[0]));
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (!box_is_seen(boxes, box))
            continue;
        json_array_append_new(ends, beyond(boxes, box));
        json_array_append_new(edges, number(box->hi[0]));
        json_array_append_new(parts, kinds_place(kinds, box));
        json_array_append_new(depths, json_integer((json_int_t)box->depth));
    }
    write_attribute(out, "data-boxes",
                    json_pack("{s:o, s:b, s:I, s:o, s:o, s:o, s:o, s:o}", "variable", name(boxes->names[0]), "above",
                              above, "deepest", (json_int_t)boxes->deepest, "kinds", kinds->met, "edges", edges,
                              "beyond", ends, "parts", parts, "depths", depths));
}

// ---- two variables ----

static json_t *pair(double a, double b)
{
    return json_pack("[o, o]", number(a), number(b));
}

// The names of the axes, what they show, and where the drawing is.
static json_t *frame_of(const char *const names[2], const html_scale_t *scale)
{
    return json_pack("{s:[o, o], s:o, s:o, s:o, s:o}", "names", name(names[0]), name(names[1]), "lo",
                     pair(scale->lo, scale->bottom), "hi", pair(scale->hi, scale->top), "from",
                     pair(scale->left, scale->lower), "to", pair(scale->right, scale->upper));
}

static json_t *frame_of_state(const spec_t *spec, const html_scale_t *scale)
{
    const char *const names[2] = {expr_variable_name(spec->dag, spec->state[0]),
                                  expr_variable_name(spec->dag, spec->state[1])};
    return frame_of(names, scale);
}

#define VALUE_STEP 2 // of the nodes of the grid every second along each side

// In fewer digits than places have: there are many.
static json_t *short_number(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.7g", value);
    return number(strtod(text, NULL));
}

void html_live_plane(strbuf_t *out, document_t *document, const html_scale_t *scale, const plane_t *plane)
{
    if (!html_is_live())
        return;
    const spec_t *spec = document_spec(document);
    sampler_t *sampler = sampler_new(&document->scene, spec->landscape, 2, spec->state);
    json_t *values = json_array(), *marks = json_array();
    for (size_t row = 0; row <= PLANE_CELLS; row += VALUE_STEP)
        for (size_t column = 0; column <= PLANE_CELLS; column += VALUE_STEP)
            json_array_append_new(values, short_number(plane->values[row * (PLANE_CELLS + 1) + column]));
    for (size_t i = 0; i < plane->mark_count; i++) {
        const plane_mark_t *mark = plane->marks + i;
        json_array_append_new(marks, json_pack("{s:o, s:o, s:o}", "name", name(mark->name), "place",
                                               pair(mark->x[0], mark->x[1]), "value",
                                               number(sampler ? sampler_value(sampler, mark->x) : NAN)));
    }
    sampler_free(sampler);
    write_attribute(out, "data-plane",
                    json_pack("{s:o, s:o, s:i, s:o, s:o}", "frame", frame_of_state(spec, scale), "name",
                              name(spec->landscape_name), "cells", PLANE_CELLS / VALUE_STEP, "values", values, "marks",
                              marks));
}

void html_live_plane_orbit(strbuf_t *out, const spec_t *spec, const html_scale_t *scale, const scene_orbit_t *orbit)
{
    if (!html_is_live())
        return;
    json_t *places = json_array(), *values = json_array();
    for (size_t t = 0; t < orbit->count; t++) {
        json_array_append_new(places, pair(orbit->states[2 * t], orbit->states[2 * t + 1]));
        json_array_append_new(values, number(orbit->values[t]));
    }
    write_attribute(out, "data-plane-orbit",
                    json_pack("{s:o, s:o, s:o, s:o}", "frame", frame_of_state(spec, scale), "name",
                              name(spec->landscape_name), "places", places, "values", values));
}

static void write_plane_of_boxes(strbuf_t *out, kinds_t *kinds, const html_scale_t *scale)
{
    const boxes_t *boxes = kinds->boxes;
    json_t *ends = json_array(), *parts = json_array(), *depths = json_array(), *cut = json_array();
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (!box_is_seen(boxes, box))
            continue;
        json_array_append_new(cut, beyond(boxes, box));
        for (size_t j = 0; j < 2; j++) {
            json_array_append_new(ends, number(box->lo[j]));
            json_array_append_new(ends, number(box->hi[j]));
        }
        json_array_append_new(parts, kinds_place(kinds, box));
        json_array_append_new(depths, json_integer((json_int_t)box->depth));
    }
    write_attribute(out, "data-plane-boxes",
                    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "frame", frame_of(boxes->names, scale), "kinds",
                              kinds->met, "ends", ends, "beyond", cut, "parts", parts, "depths", depths));
}

void html_live_boxes(strbuf_t *out, const html_boxes_t *picture, const html_scale_t *scale)
{
    if (!html_is_live())
        return;
    kinds_t kinds = kinds_make(document_spec(picture->document), picture->claim, picture->boxes);
    if (picture->boxes->dimension == 1)
        write_line_of_boxes(out, &kinds, picture->curve != NULL);
    else
        write_plane_of_boxes(out, &kinds, scale);
    mem_free(kinds.places);
}
