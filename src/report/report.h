// SPDX-License-Identifier: LGPL-3.0-or-later
// What the outputs (table, TAP, JSON) say about a decided spec.
#ifndef CERTIFY_REPORT_REPORT_H
#define CERTIFY_REPORT_REPORT_H

#include "base/exit_code.h"
#include "claim/claim.h"
#include "decide/result.h"

typedef struct {
    const spec_t *spec;
    const bool *selected;          // per claim; NULL for all
    const claim_result_t *results; // per claim, of the selected ones
    const char *certificate;       // where it was written; NULL when it was not
} report_t;

bool report_includes(const report_t *report, size_t claim);
// Whether it is included, and no part of a theorem: of a part no verdict is expected.
bool report_counts(const report_t *report, size_t claim);
bool report_as_expected(const report_t *report, size_t claim);

typedef struct {
    size_t proved, refuted, undecided, as_expected, unexpected;
} report_counts_t;

report_counts_t report_count(const report_t *report);

// EXPECTED, OPPOSITE or UNDECIDED.
exit_code_t report_exit_code(const report_t *report);

// A constant of a claim: stated, or found for `?`.
typedef struct {
    char *name;      // "mu"; with the list members of its row, "mu (rate = 1/2)", when the claim has several rows
    size_t quantity; // letters of the name without the row
    bool stated;       // by the claim; else the best one lies in [lo, hi]
    strbuf_t lo, hi;   // decimals, rounded outward; "-inf" and "inf" where only the other side is bounded
    strbuf_t fraction; // the number itself where it is a short fraction that no decimal equals, else ""
} report_constant_t;

// The constants of a decided claim, a new array; returns how many.
size_t report_constants(report_constant_t **constants, const report_t *report, size_t claim);
// "mu = 2", "mu in [1, 2]", "mu >= 1".
void report_append_constant(strbuf_t *out, const report_constant_t *constant);
// Whether the points of a cycle are among them, so that the enclosure of its first one tells nothing more.
bool report_locates_cycle(const report_t *report, size_t claim);
// The sentences that go with them, or that tell from where a claim about orbits fails, one for each row that has one, a
// new array of texts (mem_free each, and the array); returns how many.
size_t report_notes(char ***notes, const report_t *report, size_t claim);
void report_constants_clear(report_constant_t *constants, size_t count);

#endif
