// SPDX-License-Identifier: LGPL-3.0-or-later
// Deciding one claim, inside its worker process.
#ifndef CERTIFY_DECIDE_DECIDE_H
#define CERTIFY_DECIDE_DECIDE_H

#include "decide/instance.h"

#define DECIDE_MAX_ROWS 10000u // combinations of list members of one claim

// Whether the claim has more rows than DECIDE_MAX_ROWS; only then claim_row_count may not be called.
bool decide_too_many_rows(const spec_t *spec, size_t claim);

// Decides the claim and sends the result, as decide/transfer.h says; then its margin. Changes the spec: for a process
// of its own.
void decide_claim(worker_output_t *output, spec_t *spec, size_t claim, const prove_limits_t *limits);

#endif
