// SPDX-License-Identifier: LGPL-3.0-or-later
// Warnings about cases, of the landscape and of functions of one variable, that meet at their edges with different values:
// the first one counts, which may not be what was meant.
#ifndef CERTIFY_DECIDE_OVERLAP_H
#define CERTIFY_DECIDE_OVERLAP_H

#include "base/worker.h"
#include "prove/prove.h"

// Appends a line `PATH: warning: ...` for each two cases proved to meet with different values, with a point. Runs in a
// worker; an overlap that is not found within the limits is not reported. Nothing where there are no cases.
void overlap_warnings(strbuf_t *out, spec_t *spec, const worker_options_t *workers, const prove_limits_t *limits);

#endif
