// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate for people: what the appendix in TeX (tex.h) and the page in HTML (html.h) both show. The spec comes as
// its syntax tree, the verdicts as a report, from the certificate alone; nothing is decided here.
#ifndef CERTIFY_REPORT_DOCUMENT_H
#define CERTIFY_REPORT_DOCUMENT_H

#include "base/exit_code.h"
#include "cert/record.h"
#include "check/certificate.h"
#include "report/math.h"
#include "report/report.h"
#include "report/scene.h"
#include "spec/parser.h"

typedef struct {
    const char *path; // of the certificate; borrowed
    certificate_t certificate;
    bool has_certificate;
    record_t record;
    bool has_record;
    arena_t arena; // of the syntax tree and of all formulas
    source_t source;
    diagnostics_t diagnostics;
    statement_list_t statements;
    claim_result_t *results; // per claim of the spec
    report_t report;
    scene_t scene; // for pictures
} document_t;

// Checks the certificate as certify-check does and reads it. NO_INPUT when it cannot be read, MALFORMED when it is no
// certificate, OPPOSITE when it is refused: then *error says why, with the path, on one line. Clear in any case.
exit_code_t document_read(document_t *document, strbuf_t *error, const char *path) CERTIFY_MUST_USE;
void document_clear(document_t *document);

const spec_t *document_spec(const document_t *document);
// The statement of a claim that is no part of a theorem; that of the landscape.
const claim_ast_t *document_claim(const document_t *document, size_t claim);
const statement_t *document_landscape(const document_t *document);

// ---- in words ----

// The title, or the id where there is none. Formulas in titles of a theorem's parts are set as such.
prose_t document_title(document_t *document, size_t claim);
// What the claim (no part of a theorem) says of itself and its verdict, "It is not true that ...": one sentence without
// its full stop.
prose_t document_statement(document_t *document, size_t claim);
// What the definition says, without its name: "NAME = BODY" for constants, functions, points; for a region the set.
prose_t document_definition(document_t *document, const statement_t *statement);

// The constants of a claim, as report_constants gives them; without one that the claim states and that is not certified,
// as it is refuted or undecided with it. Of a part of a theorem all: they say what was needed.
size_t document_constants(report_constant_t **constants, document_t *document, size_t claim);
// "mu = 4.5", "mu in [4.83, 4.84]", "growth per step (g = 1/5) >= 2": the constants as the table of verdicts shows
// them, rounded outward.
prose_t document_constant(document_t *document, const report_constant_t *constant);

// The same, but without the name of a quantity of a theorem, as its title says what it is; constants of its other parts
// have the names that the theorem gives them.
prose_t document_constant_of(document_t *document, size_t claim, const report_constant_t *constant);

// Of a decided hypothesis or conclusion of a theorem that compares numbers: the values of both sides, "2 < 101", in their
// order, also where that refutes it; enclosed here, as a certificate has none. Empty for other parts.
prose_t document_sides(document_t *document, size_t claim);

// A table: what its lines and its columns are called, and its cells, line by line, empty for none. In the arena.
typedef struct {
    size_t line_count, column_count;
    prose_t corner, *lines, *columns, *cells;
} document_table_t;

// Without texts yet.
document_table_t document_table_make(arena_t *arena, size_t line_count, size_t column_count);

// Constants of a claim of several rows, by rows and by quantities, in the way that is less wide. False where they are
// no such table: too few rows, too many of either, or it is too wide.
bool document_table(document_table_t *table, document_t *document, size_t count, const report_constant_t *constants);

// Functions that the spec defines by their values at many numbers, cases { g == 1/5 : 2, g == 1/4 : 3, ... }: one table
// of all those whose argument has the same name as that of `first`, a line for each of the numbers. False where `first`
// is no such function, or stands in the table of an earlier one.
bool document_value_table(document_table_t *table, document_t *document, const statement_t *first);
// Whether it is such a function: no definition of it needs to be set.
bool document_is_in_value_table(document_t *document, const statement_t *statement);

// Points that a claim's verdict rests on, in all rows: an exact point or a pair of points, with decimals, and the role
// of the obligation that each refutes or proves.
phrases_t document_witnesses(document_t *document, size_t claim);
// For rows that are refuted without a point, what more there is to say than that they are false, as from which starts.
phrases_t document_reasons(document_t *document, size_t claim);
// Where the implicit points of the first row lie, but those of a cycle that is among the constants.
phrases_t document_enclosures(document_t *document, size_t claim);
// How required obligations were decided, with their roles, in one phrase all those that it fits: "subdivision into 12
// to 412 boxes". Undecided obligations are left out.
phrases_t document_methods(document_t *document, size_t claim);

// All of these, in the order in which they are told, with what stands before each.
typedef struct {
    const char *label;
    phrases_t (*phrases)(document_t *document, size_t claim);
} document_detail_t;

extern const document_detail_t document_details[];
extern const size_t document_detail_count;

#endif
