// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/session.h"

#include "base/memory.h"
#include "decide/decide.h"
#include "decide/transfer.h"

#include <string.h>

#define MAX_TASKS_PER_CLAIM 64

typedef struct {
    const session_t *session;
    spec_t *spec;
    size_t task_count, task_capacity;
    decide_rows_t *tasks;  // in the order of claims and rows
    size_t claim_count, finished;
    claim_result_t result; // of the claim whose tasks are being delivered
} run_t;

// ---- tasks ----

// The division does not depend on how many workers there are.
static void add_tasks(run_t *run, size_t claim)
{
    size_t rows = decide_too_many_rows(run->spec, claim) ? 1 : claim_row_count(run->spec, claim);
    size_t count = rows < MAX_TASKS_PER_CLAIM ? rows : MAX_TASKS_PER_CLAIM;
    run->tasks = mem_grow(run->tasks, &run->task_capacity, run->task_count + count, sizeof *run->tasks);
    for (size_t i = 0; i < count; i++) {
        size_t first = rows * i / count, end = rows * (i + 1) / count;
        run->tasks[run->task_count++] = (decide_rows_t){claim, first, end - first};
    }
    run->claim_count++;
}

static void run_task(worker_output_t *output, size_t index, void *context)
{
    run_t *run = context;
    decide_claim(output, run->spec, run->tasks[index], &run->session->limits);
}

// ---- results ----

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
static void read_part(claim_result_t *part, const worker_result_t *output)
{
    bool has_result;
    char *note;
    claim_result_init(part);
    transfer_get(part, &has_result, &note, output->output->text, output->output->length);
    if (!has_result) {
        claim_result_clear(part);
        claim_result_init(part);
        part->reason = failure_reason(output->failure, note);
    }
    part->seconds = output->seconds;
    mem_free(note);
}

static void deliver_claim(run_t *run, decide_rows_t rows)
{
    claim_result_t *result = &run->result;
    result->verdict = decide_verdict(result, run->spec, rows);
    if (rows.count > 1 && result->verdict != VERDICT_PROVED)
        result->has_margin = false;
    run->session->deliver(rows.claim, result, run->session->context);
    claim_result_clear(&run->result);
    claim_result_init(&run->result);
    run->finished++;
}

// The results of the tasks of a claim arrive in the order of its rows.
static void deliver_task(const worker_result_t *output, void *context)
{
    run_t *run = context;
    decide_rows_t rows = run->tasks[output->index];
    claim_result_t part;
    read_part(&part, output);
    claim_result_join(&run->result, &part);
    claim_result_clear(&part);
    size_t next = output->index + 1;
    if (next < run->task_count && run->tasks[next].claim == rows.claim)
        return;
    deliver_claim(run, (decide_rows_t){rows.claim, 0, rows.first + rows.count});
}

static void tick(size_t finished, size_t count, void *context)
{
    const run_t *run = context;
    (void)finished;
    (void)count;
    if (run->session->tick)
        run->session->tick(run->finished, run->claim_count, run->session->context);
}

void session_run(const session_t *session, spec_t *spec)
{
    run_t run = {.session = session, .spec = spec};
    claim_result_init(&run.result);
    for (size_t i = 0; i < spec->claim_count; i++)
        if (!session->selected || session->selected[i])
            add_tasks(&run, i);
    worker_calls_t calls = {run_task, deliver_task, tick, &run};
    worker_run(run.task_count, &session->workers, &calls);
    claim_result_clear(&run.result);
    mem_free(run.tasks);
}
