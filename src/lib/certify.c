// SPDX-License-Identifier: LGPL-3.0-or-later
// The public functions of libcertify.
#include "certify/certify.h"

#include "api/job.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "report/json.h"

struct certify_result {
    job_t job;
    strbuf_t json;
};

const char *certify_version(void)
{
    return CERTIFY_VERSION;
}

const char *certify_verdict_name(certify_verdict_t verdict)
{
    return verdict_name((verdict_t)verdict);
}

void certify_settings_init(certify_settings_t *settings)
{
    job_settings_t defaults = job_default_settings();
    *settings = (certify_settings_t){.jobs = defaults.workers.jobs,
                                     .time_limit = defaults.workers.time_limit,
                                     .max_memory = defaults.workers.max_memory};
}

static job_settings_t job_settings(const certify_settings_t *settings)
{
    job_settings_t result = job_default_settings();
    if (settings) {
        result.workers.jobs = settings->jobs ? settings->jobs : 1;
        result.workers.time_limit = settings->time_limit;
        result.workers.max_memory = settings->max_memory;
        result.certificate = settings->certificate;
    }
    return result;
}

static void write_json(certify_result_t *result)
{
    report_t report = job_report(&result->job);
    json_t *document = report_json(&report);
    report_json_write(&result->json, document, 2);
    json_decref(document);
}

certify_status_t certify_decide_file(certify_result_t **result, const char *path, const certify_settings_t *settings)
{
    *result = mem_alloc(1, sizeof **result);
    job_init(&(*result)->job);
    strbuf_init(&(*result)->json);
    exit_code_t code = job_load(&(*result)->job, path);
    if (code == EXIT_CODE_EXPECTED) {
        interrupt_hold_t hold;
        job_settings_t own = job_settings(settings);
        interrupt_hold(&hold);
        code = job_decide(&(*result)->job, &own);
        interrupt_release(&hold);
        write_json(*result);
    }
    return (certify_status_t)code;
}

void certify_result_free(certify_result_t *result)
{
    if (!result)
        return;
    job_clear(&result->job);
    strbuf_clear(&result->json);
    mem_free(result);
}

const char *certify_result_messages(const certify_result_t *result)
{
    return result->job.messages.text;
}

const char *certify_result_json(const certify_result_t *result)
{
    return result->json.text;
}

// The place of a claim among all, the parts of theorems included.
static size_t claim_at(const certify_result_t *result, size_t index)
{
    const claim_t *claims = result->job.spec.claims;
    size_t i = 0;
    for (size_t left = index;; i++)
        if (claims[i].role == PART_NONE && left-- == 0)
            return i;
}

size_t certify_result_count(const certify_result_t *result)
{
    size_t count = 0;
    for (size_t i = 0; result->job.results && i < result->job.spec.claim_count; i++)
        count += result->job.spec.claims[i].role == PART_NONE;
    return count;
}

const char *certify_result_id(const certify_result_t *result, size_t index)
{
    return result->job.spec.claims[claim_at(result, index)].id;
}

const char *certify_result_title(const certify_result_t *result, size_t index)
{
    return result->job.spec.claims[claim_at(result, index)].title;
}

certify_verdict_t certify_result_verdict(const certify_result_t *result, size_t index)
{
    return (certify_verdict_t)result->job.results[claim_at(result, index)].verdict;
}

certify_verdict_t certify_result_expected(const certify_result_t *result, size_t index)
{
    return (certify_verdict_t)result->job.spec.claims[claim_at(result, index)].expected;
}

const char *certify_result_reason(const certify_result_t *result, size_t index)
{
    const char *reason = result->job.results[claim_at(result, index)].reason;
    return reason ? reason : "";
}
