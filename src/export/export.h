// SPDX-License-Identifier: LGPL-3.0-or-later
// Obligations of a certificate in the languages of other provers: docs/export.md.
#ifndef CERTIFY_EXPORT_EXPORT_H
#define CERTIFY_EXPORT_EXPORT_H

#include "export/goals.h"

// What became of one goal.
typedef struct {
    bool exported;
    const char *reason; // why it was left out; static text
} exported_t;

// Writes the file; *results gets one entry for each goal (mem_free). One that repeats an earlier one has its result,
// and is not written again.
void export_coq(strbuf_t *out, exported_t **results, goals_t *goals);
void export_smt2(strbuf_t *out, exported_t **results, goals_t *goals);
void export_gappa(strbuf_t *out, exported_t **results, goals_t *goals);

// How a language whose goals stand one after the other writes each of them: `before`, its name, `after`, its text, `end`.
typedef struct {
    const char *before, *after, *end;
    exported_t (*write)(strbuf_t *text, void *writer, const goal_t *goal);
} goal_form_t;

// Writes all goals that repeat no earlier one; *results as above.
void export_goals(strbuf_t *out, exported_t **results, const goals_t *goals, const goal_form_t *form, void *writer);

// A plain list: "CLAIM/INSTANCE/OBLIGATION ROLE: REASON", each line after the prefix; then a line with the counts.
void export_summary(strbuf_t *out, const char *prefix, const exported_t *results, const goals_t *goals);
// Lines of a comment that say where the file comes from, each after the prefix.
void export_origin(strbuf_t *out, const char *prefix, const record_t *record);

#endif
