// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/run.h"

#include "api/job.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/progress.h"
#include "cli/certificate_path.h"
#include "cli/output.h"
#include "report/json.h"
#include "report/table.h"
#include "report/tap.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_DIRECTORY "certs"

typedef enum { FORMAT_TABLE, FORMAT_TAP, FORMAT_JSON, FORMAT_NONE } format_t;

typedef struct {
    const options_t *options;
    format_t format;
    job_settings_t settings;
    char **certificates;     // per spec; NULL for none
    bool lacks_certificates; // as --claim implies
    progress_t progress;
    size_t test_number; // of TAP
    json_t *documents;  // of JSON
} run_t;

static const option_value_t *value_of(const run_t *run, command_option_t option)
{
    return run->options->values + option;
}

// ---- settings ----

static void read_settings(run_t *run)
{
    run->settings = job_default_settings();
    if (value_of(run, COMMAND_JOBS)->is_set)
        run->settings.workers.jobs = (size_t)value_of(run, COMMAND_JOBS)->number;
    if (value_of(run, COMMAND_TIME_LIMIT)->is_set)
        run->settings.workers.time_limit = value_of(run, COMMAND_TIME_LIMIT)->number;
    if (value_of(run, COMMAND_MAX_MEMORY)->is_set)
        run->settings.workers.max_memory = value_of(run, COMMAND_MAX_MEMORY)->size;
    run->settings.limits.no_recheck = value_of(run, COMMAND_NO_RECHECK)->is_set;
    if (value_of(run, COMMAND_MAX_BOXES)->is_set)
        run->settings.limits.max_boxes = (slong)value_of(run, COMMAND_MAX_BOXES)->number;
    run->settings.claim_count = value_of(run, COMMAND_CLAIM)->count;
    run->settings.claims = value_of(run, COMMAND_CLAIM)->list;
}

static exit_code_t choose_format(run_t *run)
{
    bool tap = value_of(run, COMMAND_TAP)->is_set, json = value_of(run, COMMAND_JSON)->is_set;
    bool quiet = value_of(run, COMMAND_QUIET)->is_set;
    if (tap + json + quiet > 1) {
        output_error("--tap, --json and --quiet exclude each other");
        return EXIT_CODE_USAGE;
    }
    run->format = tap ? FORMAT_TAP : json ? FORMAT_JSON : quiet ? FORMAT_NONE : FORMAT_TABLE;
    return EXIT_CODE_EXPECTED;
}

// Two specs of one run may not write the same certificate.
static exit_code_t check_certificates(const run_t *run)
{
    for (size_t i = 0; i < run->options->operand_count; i++)
        for (size_t k = 0; k < i && run->certificates[i]; k++)
            if (strcmp(run->certificates[i], run->certificates[k]) == 0) {
                output_error("%s and %s have the same certificate, %s", run->options->operands[k],
                             run->options->operands[i], run->certificates[i]);
                return EXIT_CODE_USAGE;
            }
    return EXIT_CODE_EXPECTED;
}

static exit_code_t name_certificates(run_t *run)
{
    const option_value_t *directory = value_of(run, COMMAND_CERT_DIR);
    bool some_only = value_of(run, COMMAND_CLAIM)->is_set, compressed = value_of(run, COMMAND_COMPRESS)->is_set;
    if ((directory->is_set || compressed) && value_of(run, COMMAND_NO_CERT)->is_set) {
        output_error("--%s and --no-cert exclude each other", directory->is_set ? "cert-dir" : "compress");
        return EXIT_CODE_USAGE;
    }
    if (value_of(run, COMMAND_NO_CERT)->is_set || (some_only && !directory->is_set)) {
        run->lacks_certificates = !value_of(run, COMMAND_NO_CERT)->is_set;
        return EXIT_CODE_EXPECTED;
    }
    for (size_t i = 0; i < run->options->operand_count; i++)
        run->certificates[i] = certificate_path(run->options->operands[i],
                                                directory->is_set ? directory->text : DEFAULT_DIRECTORY, compressed);
    return check_certificates(run);
}

// ---- output ----

static exit_code_t write_report(run_t *run, const job_t *job)
{
    report_t report = job_report(job);
    strbuf_t text;
    strbuf_init(&text);
    if (run->format == FORMAT_TABLE) {
        table_style_t style = {output_wants_color((int)value_of(run, COMMAND_COLOR)->number),
                               value_of(run, COMMAND_EXPLAIN)->is_set, output_width()};
        table_report(&text, &report, &style);
    } else if (run->format == FORMAT_TAP) {
        tap_report(&text, &report, &run->test_number);
    } else if (run->format == FORMAT_JSON) {
        json_array_append_new(run->documents, report_json(&report));
    }
    exit_code_t code = output_write(&text);
    strbuf_clear(&text);
    return code;
}

static exit_code_t begin_output(run_t *run)
{
    exit_code_t code = EXIT_CODE_EXPECTED;
    if (run->format == FORMAT_JSON)
        run->documents = json_array();
    if (run->format == FORMAT_TAP) {
        strbuf_t text;
        strbuf_init(&text);
        tap_begin(&text);
        code = output_write(&text);
        strbuf_clear(&text);
    }
    return code;
}

// The plan of TAP; the JSON document, an array of them for several specs. A spec that could not be read is no part of
// them: then there is no plan, which makes readers of TAP count the run as failed.
static exit_code_t end_output(run_t *run, bool all_read)
{
    strbuf_t text;
    strbuf_init(&text);
    if (run->format == FORMAT_TAP && all_read)
        tap_end(&text, run->test_number, run->options->operand_count, run->options->operands);
    if (run->format == FORMAT_JSON && json_array_size(run->documents) > 0) {
        bool single = run->options->operand_count == 1;
        report_json_write(&text, single ? json_array_get(run->documents, 0) : run->documents, 2);
        strbuf_append_char(&text, '\n');
    }
    json_decref(run->documents);
    exit_code_t code = output_write(&text);
    strbuf_clear(&text);
    return code;
}

// ---- one spec ----

static void show_progress(const session_state_t *state, void *context)
{
    run_t *run = context;
    if (!progress_is_due(&run->progress))
        return;
    strbuf_t line;
    strbuf_init(&line);
    strbuf_printf(&line, "certify: %zu of %zu claims decided, %.0f s", state->finished, state->count,
                  progress_seconds(&run->progress));
    if (state->claim)
        strbuf_printf(&line, "; %s: %.0f s", state->claim, state->seconds);
    if (state->claim && state->work.boxes)
        strbuf_printf(&line, ", %llu boxes, %llu open", (unsigned long long)state->work.boxes,
                      (unsigned long long)state->work.open);
    if (state->claim && state->work.boxes && state->work.open && state->work.left >= 0)
        strbuf_printf(&line, ", %.3g %% of the volume left", 100 * state->work.left);
    progress_show(&run->progress, line.text);
    strbuf_clear(&line);
}

static exit_code_t decide_spec(run_t *run, job_t *job, size_t index)
{
    run->settings.certificate = run->certificates[index];
    run->settings.tick = show_progress;
    run->settings.context = run;
    progress_init(&run->progress, !value_of(run, COMMAND_NO_PROGRESS)->is_set && !value_of(run, COMMAND_QUIET)->is_set);
    exit_code_t code = job_decide(job, &run->settings);
    progress_wipe(&run->progress);
    if (job->results)
        code = exit_code_worse(code, write_report(run, job));
    return code;
}

static exit_code_t run_spec(run_t *run, size_t index)
{
    job_t job;
    interrupt_hold_t hold;
    job_init(&job);
    job.errors_only = run->format == FORMAT_NONE;
    exit_code_t code = job_load(&job, run->options->operands[index]);
    if (code == EXIT_CODE_EXPECTED) {
        interrupt_hold(&hold);
        code = decide_spec(run, &job, index);
        fputs(job.messages.text, stderr);
        interrupt_release(&hold);
    } else {
        fputs(job.messages.text, stderr);
    }
    job_clear(&job);
    return code;
}

static exit_code_t run_specs(run_t *run)
{
    exit_code_t code = begin_output(run);
    bool all_read = true;
    for (size_t i = 0; i < run->options->operand_count; i++) {
        exit_code_t one = run_spec(run, i);
        all_read = all_read && (one == EXIT_CODE_EXPECTED || one == EXIT_CODE_OPPOSITE || one == EXIT_CODE_UNDECIDED);
        code = exit_code_worse(code, one);
    }
    if (all_read && run->lacks_certificates && run->format == FORMAT_TABLE)
        fputs("certify: note: only some claims are decided, so no certificate is written (--cert-dir asks for one)\n",
              stderr);
    return exit_code_worse(code, end_output(run, all_read));
}

exit_code_t run_main(const options_t *options)
{
    run_t run = {.options = options};
    if (options->operand_count == 0) {
        output_error("no spec given; `certify --help` tells more");
        return EXIT_CODE_USAGE;
    }
    run.certificates = mem_alloc(options->operand_count, sizeof *run.certificates);
    read_settings(&run);
    exit_code_t code = choose_format(&run);
    if (code == EXIT_CODE_EXPECTED)
        code = name_certificates(&run);
    if (code == EXIT_CODE_EXPECTED)
        code = run_specs(&run);
    for (size_t i = 0; i < options->operand_count; i++)
        mem_free(run.certificates[i]);
    mem_free(run.certificates);
    return code;
}
