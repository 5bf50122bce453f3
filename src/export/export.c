// SPDX-License-Identifier: LGPL-3.0-or-later
#include "export/export.h"

#include "base/memory.h"

static exported_t write_one(strbuf_t *out, const goal_t *goal, const goal_form_t *form, void *writer)
{
    strbuf_t text;
    strbuf_init(&text);
    exported_t result = form->write(&text, writer, goal);
    if (result.exported) {
        strbuf_append(out, form->before);
        goal_append_name(out, goal);
        strbuf_append(out, form->after);
        strbuf_append(out, text.text);
        strbuf_append(out, form->end);
    }
    strbuf_clear(&text);
    return result;
}

void export_goals(strbuf_t *out, exported_t **results, const goals_t *goals, const goal_form_t *form, void *writer)
{
    *results = mem_alloc(goals->count, sizeof **results);
    for (size_t i = 0; i < goals->count; i++) {
        const goal_t *goal = goals->goals + i;
        (*results)[i] = goal->same == SIZE_MAX ? write_one(out, goal, form, writer) : (*results)[goal->same];
    }
}

static bool is_left_out(const exported_t *results, const goals_t *goals, size_t i)
{
    return !results[i].exported && goals->goals[i].same == SIZE_MAX;
}

void export_summary(strbuf_t *out, const char *prefix, const exported_t *results, const goals_t *goals)
{
    size_t exported = 0, repeated = 0, left_out = 0;
    for (size_t i = 0; i < goals->count; i++) {
        exported += results[i].exported && goals->goals[i].same == SIZE_MAX;
        repeated += goals->goals[i].same != SIZE_MAX;
        left_out += is_left_out(results, goals, i);
    }
    strbuf_printf(out, "%s%zu obligations: %zu exported, %zu left out, %zu the same as earlier ones\n", prefix,
                  goals->count, exported, left_out, repeated);
    for (size_t i = 0; i < goals->count; i++) {
        if (!is_left_out(results, goals, i))
            continue;
        strbuf_printf(out, "%sleft out: ", prefix);
        goal_append_name(out, goals->goals + i);
        strbuf_printf(out, ": %s\n", results[i].reason);
    }
}

void export_origin(strbuf_t *out, const char *prefix, const record_t *record)
{
    strbuf_printf(out, "%sFrom the certificate with SHA-256 %s\n", prefix, record->hash);
    strbuf_printf(out, "%sof the spec with SHA-256 %s.\n", prefix, record->spec_hash);
}
