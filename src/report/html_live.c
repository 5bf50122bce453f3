// SPDX-License-Identifier: LGPL-3.0-or-later
// The data of pictures, for the scripts of the page: JSON in attributes of the figures.
#include "report/html_internal.h"

#include "base/memory.h"
#include "report/page_bundle.h"
#include "report/text.h"

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

static json_t *text(const char *value)
{
    strbuf_t clean;
    strbuf_init(&clean);
    text_append_clean(&clean, value);
    json_t *result = json_string(clean.text);
    strbuf_clear(&clean);
    return result;
}

static json_t *name(const char *value)
{
    strbuf_t plain;
    strbuf_init(&plain);
    math_append_plain_name(&plain, value);
    json_t *result = text(plain.text);
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
    json_t *kind = json_pack("{s:s, s:o, s:b}", "style", box_style(box), "meaning", text(meaning.text), "high",
                             box->target > 0 || box_is_open(box));
    strbuf_clear(&meaning);
    return kind;
}

void html_live_boxes(strbuf_t *out, const spec_t *spec, const claim_t *claim, const boxes_t *boxes, bool above)
{
    if (!html_is_live() || boxes->dimension != 1)
        return;
    size_t *places = mem_alloc((leaf_kind_count + 1) * (boxes->target_count + 1), sizeof *places); // from 1
    json_t *kinds = json_array(), *edges = json_array(), *parts = json_array(), *depths = json_array();
    json_array_append_new(edges, number(boxes->lo[0]));
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        size_t *place = places + box_kind(box) * (boxes->target_count + 1) + box->target;
        if (*place == 0) {
            json_array_append_new(kinds, kind_of(box, spec, claim));
            *place = json_array_size(kinds);
        }
        json_array_append_new(edges, number(box->hi[0]));
        json_array_append_new(parts, json_integer((json_int_t)*place - 1));
        json_array_append_new(depths, json_integer((json_int_t)box->depth));
    }
    mem_free(places);
    write_attribute(out, "data-boxes",
                    json_pack("{s:o, s:b, s:I, s:o, s:o, s:o, s:o}", "variable", name(boxes->names[0]), "above", above,
                              "deepest", (json_int_t)boxes->deepest, "kinds", kinds, "edges", edges, "parts", parts,
                              "depths", depths));
}
