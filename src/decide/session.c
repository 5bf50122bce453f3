// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/session.h"

#include "base/memory.h"
#include "claim/theorem.h"
#include "decide/decide.h"
#include "decide/transfer.h"

#include <string.h>

#define MAX_TASKS_PER_CLAIM 64

typedef struct {
    const session_t *session;
    spec_t *spec;
    size_t task_count, task_capacity; // of the wave
    decide_rows_t *tasks;  // in the order of claims and rows
    claim_result_t *results; // per claim; of those not yet arrived what their first tasks found
    bool *arrived;  // per claim: its result is complete, if not delivered yet
    verdict_t *verdicts; // per claim, of those arrived
    size_t next;         // the first claim not delivered
    size_t finished, total; // claims, for tick
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

// ---- theorems ----

static void answer(run_t *run, size_t claim, const claim_result_t *result)
{
    fmpq_t proved, lo, hi;
    fmpq_init(proved);
    fmpq_init(lo);
    fmpq_init(hi);
    if (claim_result_answer(proved, lo, hi, result, run->spec, claim))
        spec_answer(run->spec, claim, proved, lo, hi);
    fmpq_clear(proved);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

// A theorem's claim follows from its parts, which are delivered before it.
static void decide_theorem(claim_result_t *result, run_t *run, size_t claim)
{
    const char *remark;
    size_t parts = run->spec->claims[claim].part_count;
    result->verdict = theorem_verdict(&remark, run->spec, claim, run->verdicts + claim - parts);
    result->reason = remark ? mem_copy_text(remark, strlen(remark)) : NULL;
}

// ---- delivery ----

static bool is_selected(const run_t *run, size_t claim)
{
    return !run->session->selected || run->session->selected[claim];
}

// Hands over all results whose turn it is.
static void deliver_in_order(run_t *run)
{
    for (; run->next < run->spec->claim_count; run->next++) {
        size_t claim = run->next;
        if (!is_selected(run, claim))
            continue;
        bool is_theorem = claim_is_theorem(run->spec, claim);
        if (!is_theorem && !run->arrived[claim])
            return;
        if (is_theorem)
            decide_theorem(run->results + claim, run, claim);
        run->verdicts[claim] = run->results[claim].verdict;
        run->session->deliver(claim, run->results + claim, run->session->context);
        claim_result_clear(run->results + claim);
        claim_result_init(run->results + claim);
    }
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
    part->work = output->work;
    mem_free(note);
}

static void complete_claim(run_t *run, decide_rows_t rows)
{
    claim_result_t *result = run->results + rows.claim;
    result->verdict = decide_verdict(result, run->spec, rows);
    if (rows.count > 1 && result->verdict != VERDICT_PROVED)
        result->has_margin = false;
    answer(run, rows.claim, result);
    run->verdicts[rows.claim] = result->verdict;
    run->arrived[rows.claim] = true;
    run->finished++;
    deliver_in_order(run);
}

// The results of the tasks of a claim arrive in the order of its rows.
static void deliver_task(const worker_result_t *output, void *context)
{
    run_t *run = context;
    decide_rows_t rows = run->tasks[output->index];
    claim_result_t part;
    read_part(&part, output);
    claim_result_join(run->results + rows.claim, &part);
    claim_result_clear(&part);
    size_t next = output->index + 1;
    if (next == run->task_count || run->tasks[next].claim != rows.claim)
        complete_claim(run, (decide_rows_t){rows.claim, 0, rows.first + rows.count});
}

static void tick(const worker_state_t *workers, void *context)
{
    const run_t *run = context;
    session_state_t state = {.finished = run->finished, .count = run->total, .seconds = workers->seconds, .work = workers->work};
    if (workers->task != SIZE_MAX)
        state.claim = run->spec->claims[run->tasks[workers->task].claim].id;
    if (run->session->tick)
        run->session->tick(&state, run->session->context);
}

// ---- waves ----

// The wave in which the claim is decided: after all those whose answers it depends on.
static size_t wave_of(const spec_t *spec, size_t claim, const size_t *waves)
{
    size_t wave = 0;
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->need_count; i++) {
        size_t asked = spec->answers[c->needs[i]].claim;
        wave = waves[asked] + 1 > wave ? waves[asked] + 1 : wave;
    }
    return wave;
}

// Puts the claims into waves; those of the last one are conclusions, which are of interest where the hypotheses are not refuted.
static size_t make_waves(size_t *waves, run_t *run)
{
    size_t count = run->spec->claim_count, last = 0;
    for (size_t i = 0; i < count; i++) {
        waves[i] = wave_of(run->spec, i, waves);
        last = waves[i] > last ? waves[i] : last;
        run->total += is_selected(run, i) && !claim_is_theorem(run->spec, i);
    }
    for (size_t i = 0; i < count; i++)
        if (run->spec->claims[i].role == PART_CONCLUSION)
            waves[i] = last + 1;
    return last + 2;
}

static bool has_refuted_hypothesis(const run_t *run, size_t claim)
{
    size_t owner = claim_owner(run->spec, claim);
    for (size_t i = owner - run->spec->claims[owner].part_count; i < owner; i++)
        if (run->spec->claims[i].role == PART_HYPOTHESIS && run->verdicts[i] == VERDICT_REFUTED &&
            !theorem_part_is_rough(run->spec, i))
            return true;
    return false;
}

// Whether the claim is left undecided, without a worker.
static bool skip(run_t *run, size_t claim)
{
    static const char reason[] = "not looked at: a hypothesis does not hold";
    if (run->spec->claims[claim].role != PART_CONCLUSION || !has_refuted_hypothesis(run, claim))
        return false;
    run->results[claim].reason = mem_copy_text(reason, sizeof reason - 1);
    run->arrived[claim] = true;
    run->finished++;
    return true;
}

static void run_waves(run_t *run)
{
    size_t count = run->spec->claim_count;
    size_t *waves = mem_alloc(count, sizeof *waves);
    size_t wave_count = make_waves(waves, run);
    for (size_t wave = 0; wave < wave_count; wave++) {
        run->task_count = 0;
        for (size_t i = 0; i < count; i++)
            if (waves[i] == wave && is_selected(run, i) && !claim_is_theorem(run->spec, i) && !skip(run, i))
                add_tasks(run, i);
        worker_calls_t calls = {run_task, deliver_task, tick, run};
        worker_run(run->task_count, &run->session->workers, &calls);
    }
    mem_free(waves);
}

void session_run(const session_t *session, spec_t *spec)
{
    size_t count = spec->claim_count;
    run_t run = {.session = session, .spec = spec};
    run.arrived = mem_alloc(count, sizeof *run.arrived);
    run.verdicts = mem_alloc(count, sizeof *run.verdicts);
    run.results = mem_alloc(count, sizeof *run.results);
    for (size_t i = 0; i < count; i++)
        claim_result_init(run.results + i);
    run_waves(&run);
    deliver_in_order(&run); // theorems at the end
    for (size_t i = 0; i < count; i++)
        claim_result_clear(run.results + i);
    mem_free(run.results);
    mem_free(run.verdicts);
    mem_free(run.arrived);
    mem_free(run.tasks);
}
