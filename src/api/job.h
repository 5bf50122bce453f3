// SPDX-License-Identifier: LGPL-3.0-or-later
// One spec file from its name to its verdicts and its certificate: what the program and the library have in common.
#ifndef CERTIFY_API_JOB_H
#define CERTIFY_API_JOB_H

#include "base/exit_code.h"
#include "base/worker.h"
#include "decide/result.h"
#include "prove/prove.h"
#include "decide/session.h"
#include "report/report.h"

#define JOB_TIME_LIMIT 60 // seconds for each claim
#define JOB_MAX_MEMORY_GIB 2
#define JOB_MAX_BOXES 200000
#define JOB_MAX_PRECISION 4096

typedef struct {
    worker_options_t workers;
    prove_limits_t limits;
    const char *certificate; // where to write it; NULL for nowhere
    size_t claim_count;      // ids of the claims to decide; 0 for all
    const char *const *claims;
    void (*tick)(const session_state_t *state, void *context); // while waiting; may be NULL
    void *context;
} job_settings_t;

// The limits above, as many workers as there are processors for this process, all claims, no certificate.
job_settings_t job_default_settings(void);

typedef struct {
    spec_t spec;
    bool has_spec;
    bool *selected;          // NULL for all
    claim_result_t *results; // per claim; NULL until decided
    char *certificate;       // where it was written; NULL when it was not
    bool errors_only;        // no warnings among the messages; to be set before loading
    strbuf_t messages;       // errors and warnings for people, complete lines
} job_t;

void job_init(job_t *job);
void job_clear(job_t *job);

// Reads the file and checks its claims. EXPECTED, or NO_INPUT or MALFORMED with messages. There may be warnings in any
// case.
exit_code_t job_load(job_t *job, const char *path) CERTIFY_MUST_USE;

// Decides the claims of a loaded spec and writes the certificate. EXPECTED, OPPOSITE or UNDECIDED by the verdicts;
// USAGE for an unknown claim (nothing is decided then), NO_OUTPUT when the certificate could not be written, INTERNAL
// for an error in this program, all with messages. Signals as for worker_run; a run that is interrupted writes no
// certificate.
exit_code_t job_decide(job_t *job, const job_settings_t *settings) CERTIFY_MUST_USE;

// The job's verdicts, for the outputs. Valid as long as the job; only after job_decide has decided.
report_t job_report(const job_t *job);

#endif
