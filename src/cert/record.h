// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate as data, for the outputs that show it to people or hand it to other provers:
// docs/certificate-format.md. Nothing is re-proved here; only what certify-check accepts is to be read.
#ifndef CERTIFY_CERT_RECORD_H
#define CERTIFY_CERT_RECORD_H

#include "base/sha256.h"
#include "base/status.h"
#include "base/strbuf.h"
#include "base/verdict.h"

#include <stdbool.h>
#include <stddef.h>

// All texts are borrowed from the record.

typedef struct {
    size_t count;
    const char **words;
} record_line_t;

// `node N OPERATOR OPERANDS`: the words from OPERATOR on.
typedef record_line_t record_node_t;

// An interval for a node (a variable); bounds are nodes, 0 for an infinite one.
typedef struct {
    size_t node, lo, hi;
    bool lo_open, hi_open;
} record_variable_t;

typedef struct {
    size_t formula, least, most; // nodes; 0 for none
} record_target_t;

typedef struct {
    size_t count;
    size_t *nodes;
} record_nodes_t;

typedef struct {
    const char *kind, *role;
    bool required;
    size_t variable_count, point_count, noise_count, target_count;
    record_variable_t *variables, *points, *noise;
    record_target_t *targets;
    size_t region, conclusion, bound; // nodes, 0 for none
    record_nodes_t map, centre, start;
    const char *mode, *steps; // NULL for none
    record_line_t shape;      // the words of the line, none without a shape
    verdict_t verdict;
    size_t evidence_count; // lines after the first; their words
    record_line_t method;  // the words after `proved` or `refuted`; none for `evidence none`
    record_line_t *evidence;
} record_obligation_t;

typedef struct {
    size_t row;
    const char *constant; // in the place of `?`; NULL for none
    record_line_t tactic; // NAME SIDE VALUES; none without a tactic
    verdict_t verdict;
    size_t obligation_count;
    record_obligation_t *obligations;
} record_instance_t;

typedef struct {
    const char *id;
    verdict_t verdict;
    size_t part_count; // of a theorem's claim, which has no instances: the claims just before it are its parts
    size_t instance_count;
    record_instance_t *instances;
} record_claim_t;

typedef struct {
    char *text; // owner of all texts
    size_t line_count, word_count;
    record_line_t *lines; // those behind the spec text
    const char **words;   // of all lines
    const char *spec;
    size_t spec_length;
    char spec_hash[SHA256_TEXT_LENGTH], hash[SHA256_TEXT_LENGTH]; // of the spec text; of the whole file
    size_t node_count;                                            // nodes[1] to nodes[node_count]
    record_node_t *nodes;
    size_t claim_count;
    record_claim_t *claims;
} record_t;

// Reads the file. STATUS_IO when it cannot be read, STATUS_MALFORMED when it is no certificate; *error says why,
// without the path. Clear in any case.
status_t record_read(record_t *record, strbuf_t *error, const char *path) CERTIFY_MUST_USE;
void record_clear(record_t *record);

// The claim of that id, NULL when there is none.
const record_claim_t *record_find(const record_t *record, const char *id);

#endif
