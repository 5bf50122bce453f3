// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/session.h"

#include "base/memory.h"
#include "decide/decide.h"
#include "decide/transfer.h"

#include <string.h>

typedef struct {
    const session_t *session;
    spec_t *spec;
    size_t *claims; // the claim of each task
} run_t;

static void run_task(worker_output_t *output, size_t index, void *context)
{
    run_t *run = context;
    decide_claim(output, run->spec, run->claims[index], &run->session->limits);
}

// "time limit of 60 s reached (obligation holds)"
static char *failure_reason(const char *failure, const char *note)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, failure ? failure : "the worker process sent no result");
    if (note)
        strbuf_printf(&text, " (%s)", note);
    char *reason = strbuf_detach(&text);
    strbuf_clear(&text);
    return reason;
}

// A result that arrived in full counts, whatever happened to the worker while it looked for the margin.
static void deliver_task(const worker_result_t *output, void *context)
{
    run_t *run = context;
    claim_result_t result;
    bool has_result;
    char *note;
    claim_result_init(&result);
    transfer_get(&result, &has_result, &note, output->output->text, output->output->length);
    if (!has_result) {
        claim_result_clear(&result);
        claim_result_init(&result);
        result.reason = failure_reason(output->failure, note);
    }
    result.seconds = output->seconds;
    run->session->deliver(run->claims[output->index], &result, run->session->context);
    mem_free(note);
    claim_result_clear(&result);
}

static void tick(size_t finished, size_t count, void *context)
{
    const run_t *run = context;
    if (run->session->tick)
        run->session->tick(finished, count, run->session->context);
}

void session_run(const session_t *session, spec_t *spec)
{
    run_t run = {session, spec, mem_alloc(spec->claim_count, sizeof(size_t))};
    size_t count = 0;
    for (size_t i = 0; i < spec->claim_count; i++)
        if (!session->selected || session->selected[i])
            run.claims[count++] = i;
    worker_calls_t calls = {run_task, deliver_task, tick, &run};
    worker_run(count, &session->workers, &calls);
    mem_free(run.claims);
}
