// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/tap.h"

#include "report/json.h"
#include "report/text.h"

void tap_begin(strbuf_t *out)
{
    strbuf_append(out, "TAP version 13\n");
}

// A number sign begins a directive (`# SKIP`), a backslash escapes.
static void append_description(strbuf_t *out, const char *title)
{
    strbuf_t clean;
    strbuf_init(&clean);
    text_append_clean(&clean, title);
    for (const char *c = clean.text; *c; c++) {
        if (*c == '#' || *c == '\\')
            strbuf_append_char(out, '\\');
        strbuf_append_char(out, *c);
    }
    strbuf_clear(&clean);
}

// The claim's JSON members, each on a line: JSON values are YAML values.
static void append_details(strbuf_t *out, const report_t *report, size_t claim)
{
    json_t *object = report_json_claim(report, claim), *value;
    const char *key;
    strbuf_append(out, "  ---\n");
    json_object_foreach(object, key, value)
    {
        strbuf_printf(out, "  %s: ", key);
        report_json_write(out, value, 0);
        strbuf_append_char(out, '\n');
    }
    strbuf_append(out, "  ...\n");
    json_decref(object);
}

void tap_report(strbuf_t *out, const report_t *report, size_t *number)
{
    for (size_t i = 0; i < report->spec->claim_count; i++) {
        const claim_t *claim = report->spec->claims + i;
        if (!report_counts(report, i))
            continue;
        strbuf_printf(out, "%s %zu - %s", report_as_expected(report, i) ? "ok" : "not ok", ++*number, claim->id);
        if (claim->title[0]) {
            strbuf_append(out, ": ");
            append_description(out, claim->title);
        }
        strbuf_append_char(out, '\n');
        append_details(out, report, i);
    }
}

void tap_end(strbuf_t *out, size_t number, size_t spec_count, const char *const *specs)
{
    strbuf_printf(out, "1..%zu", number);
    for (size_t i = 0; number == 0 && i < spec_count; i++) {
        strbuf_append(out, i ? ", " : " # SKIP no claims in ");
        text_append_clean(out, specs[i]);
    }
    strbuf_append_char(out, '\n');
}
