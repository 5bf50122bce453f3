// SPDX-License-Identifier: LGPL-3.0-or-later
// Deciding the claims of a spec, each in a worker process, those with several rows in several.
#ifndef CERTIFY_DECIDE_SESSION_H
#define CERTIFY_DECIDE_SESSION_H

#include "base/worker.h"
#include "decide/result.h"
#include "prove/prove.h"

// What is going on.
typedef struct {
    size_t finished, count; // claims
    const char *claim;      // id of the one that a worker has been at for the longest time; NULL for none
    double seconds;         // for so long
    work_t work;            // what it is at
} session_state_t;

typedef struct {
    worker_options_t workers;
    prove_limits_t limits;
    const bool *selected; // per claim; NULL for all
    // In the order of the spec. May take the content of the result, leaving it initialised anew.
    void (*deliver)(size_t claim, claim_result_t *result, void *context);
    void (*tick)(const session_state_t *state, void *context); // while waiting; may be NULL
    void *context;
} session_t;

// Decides the claims of a validated spec and delivers a result for each selected one. Rows whose worker did not finish
// are undecided, with the reason. The results do not depend on the number of workers. Signals as for worker_run.
void session_run(const session_t *session, spec_t *spec);

#endif
