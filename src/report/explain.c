// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/explain.h"

#include "real/number.h"
#include "report/text.h"

#include <string.h>

#define INDENT 6
#define ROOM_DIGITS 6
#define CONSTANT_DIGITS 40 // enough for the short decimals that are tried

// ---- refutations ----

// What a refutation without a witness says, when the method that found it says nothing of its own.
typedef struct {
    const char *kind, *role; // NULL for any
    const char *words;
    bool plain; // says no more than that it is false
} sentence_t;

static const sentence_t sentences[] = {
    {"constant", "in-region", "the point is not in the region", false},
    {"constant", NULL, "false, and nothing in it varies", true},
    {"exists", NULL, "true at no point", false},
    {"local", NULL, "false at points arbitrarily near the point", false},
    {"root", NULL, "no zero in the box", false},
    {"lipschitz", NULL, "no finite L: the gradient's difference quotient is unbounded", false},
    {"bounded", "bounded", "no finite bound: the term is unbounded", false},
    {"bounded", "bounded-growth", "no finite L: norm(gradient) / norm(x - p) is unbounded", false},
    {"bounded", "bounded-convexity", "no mu: <gradient, x - p> / norm(x - p)^2 is unbounded below", false},
    {NULL, NULL, "false", true},
};

static const sentence_t *sentence_for(const obligation_result_t *refutation)
{
    const sentence_t *sentence = sentences;
    while ((sentence->kind && strcmp(sentence->kind, refutation->kind) != 0) ||
           (sentence->role && strcmp(sentence->role, refutation->role) != 0))
        sentence++;
    return sentence;
}

static void append_coordinates(strbuf_t *out, const obligation_result_t *refutation)
{
    for (size_t i = 0; i < refutation->coordinate_count; i++) {
        const coordinate_t *coordinate = refutation->witness + i;
        strbuf_printf(out, "%s%s%s = %s", i ? ", " : "", coordinate->name, coordinate->second ? "'" : "",
                      coordinate->decimal);
    }
}

// Whether the detail says no more than where: as x -> inf.
static bool detail_is_place(const obligation_result_t *refutation)
{
    return refutation->detail &&
           (strcmp(refutation->kind, "lipschitz") == 0 || strcmp(refutation->kind, "bounded") == 0);
}

void explain_refutation(strbuf_t *out, const obligation_result_t *refutation)
{
    if (refutation->coordinate_count)
        append_coordinates(out, refutation);
    else if (detail_is_place(refutation))
        strbuf_printf(out, "%s %s", sentence_for(refutation)->words, refutation->detail);
    else
        strbuf_append(out, refutation->detail ? refutation->detail : sentence_for(refutation)->words);
}

bool explain_is_plain(const obligation_result_t *refutation)
{
    return refutation->coordinate_count == 0 && !refutation->detail && sentence_for(refutation)->plain;
}

// ---- obligations ----

static void append_line(strbuf_t *out, const char *label, const char *value)
{
    if (!value || !*value)
        return;
    strbuf_printf(out, "%*s%s", INDENT + 4, "", label);
    if (strchr(value, '\n')) {
        strbuf_append_char(out, '\n');
        text_append_indented(out, value, INDENT + 6);
    } else {
        strbuf_append(out, value);
        strbuf_append_char(out, '\n');
    }
}

static void append_room(strbuf_t *out, const obligation_result_t *obligation)
{
    arb_t value;
    arb_init(value);
    arb_set_d(value, obligation->room_lo);
    number_decimal_arb(out, value, ROOM_DIGITS, NUMBER_DOWN);
    strbuf_append(out, " to ");
    arb_set_d(value, obligation->room_hi);
    number_decimal_arb(out, value, ROOM_DIGITS, NUMBER_UP);
    arb_clear(value);
}

static void explain_obligation(strbuf_t *out, const obligation_result_t *obligation)
{
    strbuf_printf(out, "%*s%s (%s%s): %s", INDENT + 2, "", obligation->role, obligation->kind,
                  obligation->required ? "" : ", lemma", verdict_name(obligation->verdict));
    if (obligation->method)
        strbuf_printf(out, " (%s)", obligation->method);
    strbuf_append_char(out, '\n');
    strbuf_t text;
    strbuf_init(&text);
    append_coordinates(&text, obligation);
    append_line(out, "at ", text.text);
    append_line(out, "", obligation->reason);
    append_line(out, "", obligation->detail);
    strbuf_reset(&text);
    if (obligation->has_room)
        append_room(&text, obligation);
    append_line(out, "least value of what must not be negative: ", text.text);
    strbuf_clear(&text);
}

static void explain_instance(strbuf_t *out, const report_t *report, size_t claim, const instance_result_t *instance)
{
    strbuf_printf(out, "%*s", INDENT, "");
    if (claim_row_count(report->spec, claim) > 1) {
        claim_row_text(out, report->spec, claim, instance->row);
        strbuf_append(out, ", ");
    }
    if (instance->has_constant) {
        strbuf_printf(out, "%s = ", claim_unknown_name(report->spec, claim));
        number_decimal_fmpq(out, instance->constant, CONSTANT_DIGITS, NUMBER_DOWN);
        strbuf_append(out, ", ");
    }
    if (instance->every)
        strbuf_printf(out, "every %s, ", claim_unknown_name(report->spec, claim));
    strbuf_printf(out, "%s:\n", verdict_name(instance->verdict));
    for (size_t i = 0; i < instance->obligation_count; i++)
        explain_obligation(out, instance->obligations + i);
}

void explain_claim(strbuf_t *out, const report_t *report, size_t claim)
{
    const claim_result_t *result = report->results + claim;
    for (size_t i = 0; i < result->instance_count; i++)
        explain_instance(out, report, claim, result->instances + i);
}
