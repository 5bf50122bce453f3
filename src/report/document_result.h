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

#endif
