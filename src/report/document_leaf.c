// SPDX-License-Identifier: LGPL-3.0-or-later
// The kinds of boxes of a subdivision, in words, and how many there are of each.
#include "report/document_boxes.h"

#include <string.h>

const leaf_kind_t leaf_kinds[] = {
#define LEAF_ROW(word, style, meaning) {word, style, meaning},
    LEAF_KINDS(LEAF_ROW)
#undef LEAF_ROW
};

const size_t leaf_kind_count = sizeof leaf_kinds / sizeof *leaf_kinds;

size_t box_kind(const box_t *box)
{
    size_t k = 0;
    while (k < leaf_kind_count && strcmp(leaf_kinds[k].word, box->kind) != 0)
        k++;
    return k;
}

bool box_is_open(const box_t *box)
{
    return strcmp(box->kind, "open") == 0;
}

void box_append_target(strbuf_t *out, const spec_t *spec, const claim_t *claim, size_t target)
{
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (!argument->name || strcmp(argument->name, "of") != 0 || --target > 0)
            continue;
        const char *text = spec->text + argument->span.offset, *end = text + argument->span.length;
        const char *equals = argument->is_member ? NULL : memchr(text, '=', argument->span.length);
        for (text = equals ? equals + 1 : text; text < end && *text == ' ';)
            text++;
        strbuf_t place;
        strbuf_init(&place);
        strbuf_append_bytes(&place, text, (size_t)(end - text));
        bool only = claim->predicate == PREDICATE_VISITS; // no name is needed to tell it from others
        strbuf_append(out, only && !math_is_name(place.text) ? "the set" : place.text);
        strbuf_clear(&place);
        return;
    }
}

const char *box_words(const claim_t *claim, const box_t *box)
{
    size_t kind = box_kind(box);
    if (box->target && claim->predicate == PREDICATE_VISITS)
        return box->target == 1 ? "visits " : "does not";
    if (box->target && claim->predicate == PREDICATE_VOLUME)
        return box->target == 1 ? "in the set" : "outside of it";
    return kind < leaf_kind_count ? leaf_kinds[kind].meaning : box->kind;
}

void box_append_meaning(strbuf_t *out, const spec_t *spec, const claim_t *claim, const box_t *box)
{
    strbuf_t place;
    strbuf_init(&place);
    strbuf_append(out, box_words(claim, box));
    if (box->target)
        box_append_target(&place, spec, claim, box->target);
    math_append_plain_name(out, place.text);
    strbuf_clear(&place);
}

const char *box_style(const box_t *box)
{
    static const char *const places[] = {"a", "b", "c", "d", "e", "f"};
    size_t kind = box_kind(box);
    if (box->target)
        return places[(box->target - 1) % (sizeof places / sizeof *places)];
    return kind < leaf_kind_count ? leaf_kinds[kind].style : "idle";
}

// ---- how many ----

bool box_is_seen(const boxes_t *boxes, const box_t *box)
{
    return box->lo[0] < box->hi[0] && (boxes->dimension == 1 || box->lo[1] < box->hi[1]);
}

static bool is_degenerate(const boxes_t *boxes, const box_t *box)
{
    return box->whole_lo[0] >= box->whole_hi[0] || (boxes->dimension == 2 && box->whole_lo[1] >= box->whole_hi[1]);
}

boxes_tally_t boxes_tally(const boxes_t *boxes, size_t kind, size_t target)
{
    boxes_tally_t tally = {.first = NULL};
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) != kind || box->target != target)
            continue;
        tally.first = box;
        tally.count++;
        if (is_degenerate(boxes, box))
            tally.degenerate++;
        else if (!box_is_seen(boxes, box))
            tally.unseen++;
    }
    return tally;
}

void boxes_append_tally(strbuf_t *out, const boxes_tally_t *tally)
{
    strbuf_printf(out, ": %zu", tally->count);
    if (tally->unseen + tally->degenerate == 0)
        return;
    strbuf_append(out, " (");
    if (tally->unseen > 0)
        strbuf_printf(out, "%zu outside the picture", tally->unseen);
    if (tally->degenerate > 0)
        strbuf_printf(out, "%s%zu degenerate", tally->unseen > 0 ? ", " : "", tally->degenerate);
    strbuf_append_char(out, ')');
}
