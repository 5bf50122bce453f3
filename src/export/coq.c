// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "export/coq_internal.h"
#include "export/export.h"

#include <string.h>

static void write_goal(strbuf_t *lemmas, exported_t *result, coq_t *coq, const goal_t *goal)
{
    strbuf_t text;
    strbuf_init(&text);
    coq->encloses = false;
    coq->reason = goal_reason(coq->goals, goal);
    size_t before = coq->definitions.length;
    result->exported = !coq->reason && coq_goal(&text, coq, goal) && !coq->reason;
    result->reason = coq->reason ? coq->reason : "no proof found";
    strbuf_append_bytes(lemmas, coq->definitions.text + before, coq->definitions.length - before);
    if (result->exported) {
        if (coq->encloses && !coq->with_interval)
            strbuf_append(lemmas, coq_enclosures);
        coq->with_interval = coq->with_interval || coq->encloses;
        strbuf_append(lemmas, "\n(* ");
        goal_append_name(lemmas, goal);
        strbuf_printf(lemmas, "; %s *)\n%sQed.\n", verdict_name(goal->record->verdict), text.text);
    }
    strbuf_clear(&text);
}

static void write_assumptions(strbuf_t *out, const exported_t *results, const goals_t *goals)
{
    strbuf_append(out, "\n(* What all of it rests on. *)\nDefinition certify_all : list certify_lemma := [");
    const char *separator = "";
    for (size_t i = 0; i < goals->count; i++)
        if (results[i].exported && goals->goals[i].same == SIZE_MAX) {
            strbuf_printf(out, "%s\n  certify_proof _ ", separator);
            goal_append_identifier(out, goals, goals->goals + i);
            separator = ";";
        }
    strbuf_append(out, "].\nPrint Assumptions certify_all.\n");
}

void export_coq(strbuf_t *out, exported_t **results, goals_t *goals)
{
    coq_t coq = {.goals = goals, .dag = goals->dag};
    strbuf_init(&coq.definitions);
    *results = mem_alloc(goals->count, sizeof **results);
    strbuf_append(out, "(*\n");
    export_origin(out, "   ", goals->record);
    strbuf_append(out,
                  "   Lemmas are named after the number of the obligation in the file, its claim and its role.\n*)\n");
    strbuf_append(out, coq_prelude);
    for (size_t i = 0; i < goals->count; i++) {
        if (goals->goals[i].same == SIZE_MAX)
            write_goal(out, *results + i, &coq, goals->goals + i);
        else
            (*results)[i] = (*results)[goals->goals[i].same];
    }
    write_assumptions(out, *results, goals);
    strbuf_append(out, "\n(*\n");
    export_summary(out, "   ", *results, goals);
    strbuf_append(out, "*)\n");
    coq_functions_clear(&coq);
    mem_free(coq.named);
    mem_free(coq.covered);
    mem_free(coq.stated);
    mem_free(coq.without_data);
    strbuf_clear(&coq.definitions);
}
