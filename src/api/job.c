// SPDX-License-Identifier: LGPL-3.0-or-later
#include "api/job.h"

#include "base/file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "cert/writer.h"
#include "decide/overlap.h"
#include "decide/session.h"
#include "interval/rounding.h"

#include <math.h>
#include <string.h>

#define WARNING_SECONDS 5 // for warnings, which are a courtesy

job_settings_t job_default_settings(void)
{
    return (job_settings_t){
        .workers = {.jobs = parallel_processors(),
                    .time_limit = JOB_TIME_LIMIT,
                    .max_memory = (uint64_t)JOB_MAX_MEMORY_GIB << 30},
        .limits = {.max_boxes = JOB_MAX_BOXES, .max_precision = JOB_MAX_PRECISION},
    };
}

void job_init(job_t *job)
{
    *job = (job_t){.has_spec = false};
    strbuf_init(&job->messages);
}

void job_clear(job_t *job)
{
    for (size_t i = 0; job->results && i < job->spec.claim_count; i++)
        claim_result_clear(job->results + i);
    mem_free(job->results);
    mem_free(job->selected);
    mem_free(job->certificate);
    if (job->has_spec)
        spec_clear(&job->spec);
    strbuf_clear(&job->messages);
}

// ---- loading ----

static void write_diagnostics(job_t *job, const char *path)
{
    const diagnostics_t *list = &job->spec.diagnostics;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].is_error || !job->errors_only)
            diagnostic_write(&job->messages, list->items + i, path, job->spec.text, job->spec.length);
}

static void warn_of_no_claims(job_t *job, const char *path)
{
    if (job->spec.claim_count == 0 && !job->errors_only)
        strbuf_printf(&job->messages, "%s: warning: there are no claims\n", path);
}

exit_code_t job_load(job_t *job, const char *path)
{
    char *text;
    size_t length;
    strbuf_t error;
    strbuf_init(&error);
    status_t status = file_read(&text, &length, &error, path, SPEC_MAX_BYTES);
    if (status != STATUS_OK)
        strbuf_printf(&job->messages, "%s: error: %s\n", path, error.text);
    strbuf_clear(&error);
    if (status != STATUS_OK)
        return status == STATUS_LIMIT ? EXIT_CODE_MALFORMED : EXIT_CODE_NO_INPUT;
    status = spec_read(&job->spec, path, text, length);
    job->has_spec = true;
    mem_free(text);
    if (status == STATUS_OK)
        status = claims_validate(&job->spec);
    write_diagnostics(job, path);
    if (status == STATUS_OK)
        warn_of_no_claims(job, path);
    return status == STATUS_OK ? EXIT_CODE_EXPECTED : EXIT_CODE_MALFORMED;
}

// ---- deciding ----

static size_t find_claim(const spec_t *spec, const char *id)
{
    size_t i = 0;
    while (i < spec->claim_count && strcmp(spec->claims[i].id, id) != 0)
        i++;
    return i;
}

static exit_code_t select_claims(job_t *job, const job_settings_t *settings)
{
    if (settings->claim_count == 0)
        return EXIT_CODE_EXPECTED;
    job->selected = mem_alloc(job->spec.claim_count, sizeof *job->selected);
    for (size_t k = 0; k < settings->claim_count; k++) {
        size_t claim = find_claim(&job->spec, settings->claims[k]);
        if (claim == job->spec.claim_count) {
            strbuf_printf(&job->messages, "%s: error: there is no claim '%s'\n", job->spec.path, settings->claims[k]);
            return EXIT_CODE_USAGE;
        }
        for (size_t i = claim - job->spec.claims[claim].part_count; i <= claim; i++)
            job->selected[i] = true; // with its parts
    }
    return EXIT_CODE_EXPECTED;
}

typedef struct {
    job_t *job;
    const job_settings_t *settings;
    certificate_writer_t *certificate; // NULL for none
} decision_t;

static void deliver(size_t claim, claim_result_t *result, void *context)
{
    decision_t *decision = context;
    if (decision->certificate)
        certificate_add(decision->certificate, claim, result);
    claim_result_drop_evidence(result);
    claim_result_clear(decision->job->results + claim);
    decision->job->results[claim] = *result;
    claim_result_init(result);
}

static void tick(const session_state_t *state, void *context)
{
    const decision_t *decision = context;
    if (decision->settings->tick)
        decision->settings->tick(state, decision->settings->context);
}

static void decide_claims(job_t *job, const job_settings_t *settings, certificate_writer_t *certificate)
{
    decision_t decision = {job, settings, certificate};
    session_t session = {settings->workers, settings->limits, job->selected, deliver, tick, &decision};
    job->results = mem_alloc(job->spec.claim_count, sizeof *job->results);
    for (size_t i = 0; i < job->spec.claim_count; i++)
        claim_result_init(job->results + i);
    session_run(&session, &job->spec);
}

static exit_code_t add_error(job_t *job, const char *message, exit_code_t code)
{
    strbuf_printf(&job->messages, "certify: error: %s\n", message);
    return code;
}

static exit_code_t finish_certificate(job_t *job, certificate_writer_t *certificate, const char *path)
{
    exit_code_t code = EXIT_CODE_EXPECTED;
    strbuf_t error;
    strbuf_init(&error);
    if (interrupt_arrived()) {
        certificate_abandon(certificate);
    } else {
        status_t status = certificate_commit(certificate, &error);
        if (status == STATUS_OK)
            job->certificate = mem_copy_text(path, strlen(path));
        else
            code = add_error(job, error.text, status == STATUS_IO ? EXIT_CODE_NO_OUTPUT : EXIT_CODE_INTERNAL);
    }
    strbuf_clear(&error);
    return code;
}

static void warn_of_overlaps(job_t *job, const job_settings_t *settings)
{
    worker_options_t quick = settings->workers;
    quick.time_limit = fmin(quick.time_limit, WARNING_SECONDS);
    if (!job->errors_only)
        overlap_warnings(&job->messages, &job->spec, &quick, &settings->limits);
}

exit_code_t job_decide(job_t *job, const job_settings_t *settings)
{
    if (interval_self_test() != STATUS_OK)
        return add_error(job, "directed rounding does not work on this machine", EXIT_CODE_INTERNAL);
    exit_code_t code = select_claims(job, settings);
    if (code != EXIT_CODE_EXPECTED)
        return code;
    certificate_writer_t certificate;
    bool writing = settings->certificate != NULL;
    strbuf_t error;
    strbuf_init(&error);
    if (writing && certificate_open(&certificate, &error, settings->certificate, &job->spec) != STATUS_OK) {
        code = add_error(job, error.text, EXIT_CODE_NO_OUTPUT);
        writing = false;
    }
    strbuf_clear(&error);
    warn_of_overlaps(job, settings);
    decide_claims(job, settings, writing ? &certificate : NULL);
    if (writing)
        code = finish_certificate(job, &certificate, settings->certificate);
    report_t report = job_report(job);
    return exit_code_worse(code, report_exit_code(&report));
}

report_t job_report(const job_t *job)
{
    return (report_t){&job->spec, job->selected, job->results, job->certificate};
}
