// SPDX-License-Identifier: LGPL-3.0-or-later
// Deciding one claim, or some rows of it, inside a worker process.
#ifndef CERTIFY_DECIDE_DECIDE_H
#define CERTIFY_DECIDE_DECIDE_H

#include "decide/instance.h"

#define DECIDE_MAX_ROWS 10000u // combinations of list members of one claim

// Whether the claim has more rows than DECIDE_MAX_ROWS; only then claim_row_count may not be called.
bool decide_too_many_rows(const spec_t *spec, size_t claim);

typedef struct {
    size_t claim, first, count; // rows first ... first + count - 1 of the claim
} decide_rows_t;

// Decides the rows and sends a result with their instances, as decide/transfer.h says; then the margin that the claim
// would have if they were all of its rows. Changes the spec: for a process of its own.
void decide_claim(worker_output_t *output, spec_t *spec, decide_rows_t rows, const prove_limits_t *limits);

// The verdict that the instances of some rows amount to: docs/certificate-format.md, section 2.
verdict_t decide_verdict(const claim_result_t *result, const spec_t *spec, decide_rows_t rows);

#endif
