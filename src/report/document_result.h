// SPDX-License-Identifier: LGPL-3.0-or-later
// What a certificate says, in the form of what a run of certify has found. Internal to the documents.
#ifndef CERTIFY_REPORT_DOCUMENT_RESULT_H
#define CERTIFY_REPORT_DOCUMENT_RESULT_H

#include "cert/record.h"
#include "decide/result.h"
#include "report/math.h"
#include "spec/spec.h"

// One result for each claim of the spec, in its order: a new array, each to be cleared by claim_result_clear. Margins,
// times and reasons are not in certificates.
claim_result_t *document_results(const spec_t *spec, const record_t *record);

// The name of a coordinate as certificates write it: x, x[2], x.noise; with a prime for the second point of a pair.
math_t *document_coordinate(arena_t *arena, const char *name, bool second);

// A formula of the spec language, with slashes in the place of fractions; NULL where the text is none.
math_t *document_formula(arena_t *arena, const char *text);

// English with formulas in plain letters, as tables in a terminal have it: what reads as a formula is set as one.
void document_words(prose_t *prose, const char *text);

// The row of a claim, as claim_row_text writes it: "g = 1/5, n = 2".
void document_row(prose_t *prose, const char *text);

#endif
