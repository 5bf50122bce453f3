// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/session.h"

#include "base/memory.h"
#include "claim/theorem.h"
#include "decide/decide.h"
#include "decide/transfer.h"

#include <string.h>

typedef struct {
    const session_t *session;
    spec_t *spec;
    size_t *claims; // the claim of each task of the wave
    bool *arrived;  // per claim: its result is in `results`, if not delivered yet
    claim_result_t *results;
    verdict_t *verdicts; // per claim, of those arrived
    size_t next;         // the first claim not delivered
    size_t finished, total; // tasks, for tick
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
    size_t claim = run->claims[output->index];
    answer(run, claim, &result);
    run->results[claim] = result;
    run->verdicts[claim] = result.verdict;
    run->arrived[claim] = true;
    deliver_in_order(run);
    mem_free(note);
}

static void tick(size_t finished, size_t count, void *context)
{
    const run_t *run = context;
    (void)count;
    if (run->session->tick)
        run->session->tick(run->finished + finished, run->total, run->session->context);
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
        if (run->spec->claims[i].role == PART_HYPOTHESIS && run->verdicts[i] == VERDICT_REFUTED)
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
        size_t tasks = 0;
        for (size_t i = 0; i < count; i++)
            if (waves[i] == wave && is_selected(run, i) && !claim_is_theorem(run->spec, i) && !skip(run, i))
                run->claims[tasks++] = i;
        worker_calls_t calls = {run_task, deliver_task, tick, run};
        worker_run(tasks, &run->session->workers, &calls);
        run->finished += tasks;
    }
    mem_free(waves);
}

void session_run(const session_t *session, spec_t *spec)
{
    size_t count = spec->claim_count;
    run_t run = {.session = session, .spec = spec};
    run.claims = mem_alloc(count, sizeof *run.claims);
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
    mem_free(run.claims);
}
