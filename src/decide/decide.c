// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/decide.h"

#include "base/memory.h"
#include "claim/unknown.h"
#include "decide/margin.h"
#include "decide/search.h"
#include "decide/transfer.h"

#include <string.h>
#include <sys/time.h>

#define MARGIN_SECONDS 2 // a margin is a courtesy: it ends here, with the result already sent

bool decide_too_many_rows(const spec_t *spec, size_t claim)
{
    size_t rows = 1;
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->binding_count; i++)
        if (c->bindings[i].is_list && (rows *= c->bindings[i].count) > DECIDE_MAX_ROWS)
            return true;
    return false;
}

static void set_reason(claim_result_t *result, strbuf_t *text)
{
    if (!result->reason && text->length)
        result->reason = strbuf_detach(text);
}

// "rate = 1/2: ", nothing when there is but one row.
static void append_row(strbuf_t *out, const decider_t *decider, size_t row)
{
    if (claim_row_count(decider->spec, decider->claim) <= 1)
        return;
    claim_row_text(out, decider->spec, decider->claim, row);
    strbuf_append(out, ": ");
}

// ---- claims without `?` ----

// Why the instance is undecided: what it says itself, else the first obligation that is; a tactic is of no use where one is false.
static void append_undecided(strbuf_t *out, const instance_result_t *instance)
{
    if (instance->reason)
        strbuf_append(out, instance->reason);
    for (size_t i = 0; i < instance->obligation_count; i++) {
        const obligation_result_t *obligation = instance->obligations + i;
        if (!obligation->required || obligation->verdict == VERDICT_PROVED)
            continue;
        if (obligation->verdict == VERDICT_REFUTED && instance->has_tactic) {
            strbuf_printf(out, "%s: false, so the tactic %s does not apply", obligation->role, instance->tactic.name);
            return;
        }
        strbuf_printf(out, "%s: %s", obligation->role, obligation->reason ? obligation->reason : "no proof found");
        return;
    }
}

static void decide_stated(claim_result_t *result, decider_t *decider, size_t row)
{
    instance_result_t instance;
    instance_result_init(&instance);
    decide_instance(&instance, NULL, decider, row, NULL);
    confirm_instance(&instance, decider);
    if (instance.verdict == VERDICT_UNDECIDED) {
        strbuf_t reason;
        strbuf_init(&reason);
        append_row(&reason, decider, row);
        append_undecided(&reason, &instance);
        set_reason(result, &reason);
        strbuf_clear(&reason);
    }
    claim_result_add(result, &instance);
    instance_result_clear(&instance);
}

// ---- claims with `?` ----

// Why the search ended without both ends, or with fewer digits than asked for.
static void append_search(strbuf_t *out, const search_t *search)
{
    const char *name = claim_unknown_name(search->decider->spec, search->decider->claim);
    if (search->last_undecided.reason) {
        strbuf_append(out, search->last_undecided.reason);
    } else if (search->has_proved && !search->has_refuted && !search->undecided) {
        strbuf_printf(out, "there seems to be no best %s: the claim is proved for every one tried", name);
    } else if (search->has_refuted && !search->has_proved && !search->undecided) {
        strbuf_printf(out, "there seems to be no such %s: the claim is refuted for every one tried", name);
    } else if (search->undecided) {
        strbuf_printf(out, "undecided for %s closer to the best: ", name);
        append_undecided(out, &search->last_undecided);
    }
}

// One end of the answer to `?`, decided with the verdict and now confirmed.
static void add_end(claim_result_t *result, instance_result_t *instance, verdict_t verdict, decider_t *decider)
{
    confirm_instance(instance, decider);
    if (instance->verdict != verdict) {
        strbuf_t reason;
        strbuf_init(&reason);
        append_row(&reason, decider, instance->row);
        append_undecided(&reason, instance);
        set_reason(result, &reason);
        strbuf_clear(&reason);
    }
    claim_result_add(result, instance);
}

// Whether what is refuted does not speak of the constant.
static bool refutes_all_constants(decider_t *decider, const instance_result_t *refuted)
{
    instance_t instance = {.claim = decider->claim, .row = refuted->row};
    const obligation_result_t *refutation = instance_result_refutation(refuted);
    instance.unknown = expr_rational(decider->spec->dag, refuted->constant);
    return refutation && claim_ignores_unknown(decider->spec, &instance, (size_t)(refutation - refuted->obligations));
}

// No constant will do, and one instance shows it.
static bool add_refutation(claim_result_t *result, search_t *search, decider_t *decider)
{
    if (!search->hopeless || !search->has_refuted)
        return false;
    confirm_instance(&search->refuted, decider);
    search->refuted.for_all_constants = refutes_all_constants(decider, &search->refuted);
    if (!search->refuted.for_all_constants)
        return false;
    claim_result_add(result, &search->refuted);
    return true;
}

// Where all constants that were tried have one verdict: whether it is that of every one. Adds the instance that says
// so.
static bool add_sweep(claim_result_t *result, const search_t *search, decider_t *decider, size_t row)
{
    if (search->has_proved == search->has_refuted || search->undecided)
        return false;
    verdict_t verdict = search->has_proved ? VERDICT_PROVED : VERDICT_REFUTED;
    instance_result_t instance;
    instance_result_init(&instance);
    if (search->has_proved)
        decide_for_every(&instance, decider, row);
    else
        decide_instance(&instance, NULL, decider, row, NULL); // some constant will do
    if (instance.verdict == verdict)
        confirm_instance(&instance, decider);
    bool found = instance.verdict == verdict;
    if (found)
        claim_result_add(result, &instance);
    instance_result_clear(&instance);
    return found;
}

static void decide_unknown(claim_result_t *result, decider_t *decider, size_t row)
{
    static const search_limits_t limits = {.digits = 10, .rough_digits = 10, .max_decisions = 200, .max_undecided = 6};
    search_t search;
    search_init(&search, decider, row, &limits);
    search_run(&search);
    if (add_refutation(result, &search, decider) || add_sweep(result, &search, decider, row)) {
        search_clear(&search);
        return;
    }
    if (!search.converged) {
        strbuf_t reason;
        strbuf_init(&reason);
        append_row(&reason, decider, row);
        append_search(&reason, &search);
        set_reason(result, &reason);
        strbuf_clear(&reason);
    }
    if (search.has_proved)
        add_end(result, &search.proved, VERDICT_PROVED, decider);
    if (search.has_refuted)
        add_end(result, &search.refuted, VERDICT_REFUTED, decider);
    search_clear(&search);
}

// ---- the claim ----

static bool is_vacuous(const instance_result_t *instance)
{
    for (size_t i = 0; i < instance->obligation_count; i++)
        if (strcmp(instance->obligations[i].role, "nonempty") == 0 &&
            instance->obligations[i].verdict == VERDICT_REFUTED)
            return true;
    return false;
}

verdict_t decide_verdict(const claim_result_t *result, const spec_t *spec, decide_rows_t rows)
{
    bool has_unknown = claim_unknown_name(spec, rows.claim) != NULL;
    size_t proved = 0, refuted = 0, every = 0;
    bool refuted_for_all = false;
    for (size_t i = 0; i < result->instance_count; i++) {
        every += result->instances[i].verdict == VERDICT_PROVED && result->instances[i].every;
        proved += result->instances[i].verdict == VERDICT_PROVED;
        refuted += result->instances[i].verdict == VERDICT_REFUTED;
        refuted_for_all = refuted_for_all || (has_unknown && instance_result_refutes_claim(result->instances + i));
    }
    if (refuted_for_all)
        return VERDICT_REFUTED;
    if (has_unknown)
        return proved == rows.count && refuted + every == rows.count ? VERDICT_PROVED : VERDICT_UNDECIDED;
    if (refuted)
        return VERDICT_REFUTED;
    return proved == rows.count ? VERDICT_PROVED : VERDICT_UNDECIDED;
}

static void decide_rows(claim_result_t *result, decider_t *decider, decide_rows_t rows)
{
    bool has_unknown = claim_unknown_name(decider->spec, decider->claim) != NULL;
    for (size_t i = 0; i < rows.count; i++) {
        if (has_unknown)
            decide_unknown(result, decider, rows.first + i);
        else
            decide_stated(result, decider, rows.first + i);
    }
    for (size_t i = 0; i < result->instance_count; i++)
        result->vacuous = result->vacuous || is_vacuous(result->instances + i);
    result->verdict = decide_verdict(result, decider->spec, rows);
}

static void send_result(worker_output_t *output, const claim_result_t *result)
{
    strbuf_t message;
    strbuf_init(&message);
    transfer_put_result(&message, result);
    worker_send(output, message.text, message.length);
    strbuf_clear(&message);
}

typedef void put_enclosure_t(strbuf_t *out, const fmpq_t lo, const fmpq_t hi);

static void send_enclosure(worker_output_t *output, put_enclosure_t *put, const fmpq_t lo, const fmpq_t hi)
{
    strbuf_t message;
    strbuf_init(&message);
    put(&message, lo, hi);
    worker_send(output, message.text, message.length);
    strbuf_clear(&message);
}

// What people read beside the verdict. SIGALRM ends the process when the time for it is over.
static void send_room(worker_output_t *output, decider_t *decider, const claim_result_t *result)
{
    struct itimerval timer = {{0, 0}, {MARGIN_SECONDS, 0}};
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    setitimer(ITIMER_REAL, &timer, NULL);
    if (margin_stated_constant(lo, hi, decider))
        send_enclosure(output, transfer_put_stated, lo, hi);
    if (margin_best_constant(lo, decider, result))
        send_enclosure(output, transfer_put_best, lo, lo);
    bool enclosed = margin_enclose(lo, hi, decider, result);
    if (enclosed)
        send_enclosure(output, transfer_put_margin, lo, hi);
    if (margin_is_zero(decider, result, enclosed, lo, hi)) {
        fmpq_zero(lo);
        send_enclosure(output, transfer_put_margin, lo, lo);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

void decide_claim(worker_output_t *output, spec_t *spec, decide_rows_t rows, const prove_limits_t *limits)
{
    claim_result_t result;
    decider_t decider;
    claim_result_init(&result);
    decider_init(&decider, spec, rows.claim, limits, output);
    if (decide_too_many_rows(spec, rows.claim)) {
        strbuf_t reason;
        strbuf_init(&reason);
        strbuf_printf(&reason, "the lists of this claim have more than %u combinations", DECIDE_MAX_ROWS);
        set_reason(&result, &reason);
        strbuf_clear(&reason);
    } else {
        decide_rows(&result, &decider, rows);
    }
    send_result(output, &result);
    decider.output = NULL;
    send_room(output, &decider, &result);
    decider_clear(&decider);
    claim_result_clear(&result);
}
