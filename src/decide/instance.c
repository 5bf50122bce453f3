// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/instance.h"

#include "base/memory.h"
#include "decide/recheck.h"
#include "decide/transfer.h"
#include "dynamics/propose.h"
#include "real/number.h"

#include <string.h>

#define ENCLOSURE_DIGITS 15 // of the coordinates of implicit points
#define FIRST_PART_OF_BOXES 20

static const char no_way[] = "no way to decide this claim was found";

struct remembered {
    char *text; // of the obligation, as in a certificate
    slong max_boxes; // the limit under which it was looked at
    obligation_result_t result;
};

void decider_init(decider_t *decider, spec_t *spec, size_t claim, const prove_limits_t *limits, worker_output_t *output)
{
    *decider = (decider_t){.spec = spec, .claim = claim, .output = output};
    prover_init(&decider->prover, spec->dag, limits);
}

void decider_clear(decider_t *decider)
{
    for (size_t i = 0; i < decider->memory_count; i++) {
        mem_free(decider->memory[i].text);
        obligation_result_clear(&decider->memory[i].result);
    }
    mem_free(decider->memory);
    prover_clear(&decider->prover);
}

// ---- results ----

static char *copy_text(const char *text)
{
    return text ? mem_copy_text(text, strlen(text)) : NULL;
}

static void copy_result(obligation_result_t *copy, const obligation_result_t *result)
{
    *copy = *result;
    copy->kind = copy_text(result->kind);
    copy->role = copy_text(result->role);
    copy->evidence = copy_text(result->evidence);
    copy->method = copy_text(result->method);
    copy->reason = copy_text(result->reason);
    copy->detail = copy_text(result->detail);
    copy->witness = mem_alloc(result->coordinate_count, sizeof *copy->witness);
    for (size_t i = 0; i < result->coordinate_count; i++) {
        copy->witness[i].second = result->witness[i].second;
        copy->witness[i].name = copy_text(result->witness[i].name);
        copy->witness[i].exact = copy_text(result->witness[i].exact);
        copy->witness[i].decimal = copy_text(result->witness[i].decimal);
    }
    copy->enclosed = mem_alloc(result->enclosed_count, sizeof *copy->enclosed);
    for (size_t i = 0; i < result->enclosed_count; i++) {
        copy->enclosed[i].name = copy_text(result->enclosed[i].name);
        copy->enclosed[i].lo = copy_text(result->enclosed[i].lo);
        copy->enclosed[i].hi = copy_text(result->enclosed[i].hi);
    }
}

static void describe(obligation_result_t *result, const obligation_t *obligation)
{
    result->kind = copy_text(obligation_kind_text(obligation->kind));
    result->role = copy_text(obligation->role);
    result->required = obligation->required;
}

static void take_proof(obligation_result_t *result, const dag_t *dag, const proof_t *proof)
{
    result->verdict = proof->verdict;
    result->evidence = proof->verdict == VERDICT_UNDECIDED ? NULL : copy_text(proof->evidence.text);
    result->method = copy_text(proof->method);
    result->reason = copy_text(proof->reason);
    result->detail = copy_text(proof->detail);
    result->coordinate_count = proof->witness_count;
    result->witness = mem_alloc(proof->witness_count, sizeof *result->witness);
    for (size_t i = 0; i < proof->witness_count; i++) {
        const witness_value_t *value = proof->witness + i;
        result->witness[i].name = copy_text(expr_variable_name(dag, value->variable));
        result->witness[i].second = value->second;
        result->witness[i].exact = copy_text(value->exact);
        result->witness[i].decimal = copy_text(value->decimal);
    }
    result->steps = proof->steps;
    result->has_room = proof->has_room;
    result->room_lo = proof->room_lo;
    result->room_hi = proof->room_hi;
}

static char *decimal(const fmpq_t value, number_direction_t direction)
{
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_fmpq(&text, value, ENCLOSURE_DIGITS, direction);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}

// Where the implicit point of a proved root lies.
static void take_enclosures(obligation_result_t *result, prover_t *prover, const obligation_t *root)
{
    result->enclosed_count = root->point_count;
    result->enclosed = mem_alloc(root->point_count, sizeof *result->enclosed);
    for (size_t i = 0; i < root->point_count; i++) {
        const known_coordinate_t *known = prover_known(prover, root->points[i].variable);
        result->enclosed[i].name = copy_text(expr_variable_name(prover->dag, known->variable));
        result->enclosed[i].lo = decimal(known->lo, NUMBER_DOWN);
        result->enclosed[i].hi = decimal(known->hi, NUMBER_UP);
    }
}

// ---- one obligation ----

static char *canonical_text(const decider_t *decider, const obligation_t *obligation, size_t index)
{
    strbuf_t text;
    obligation_writer_t writer;
    strbuf_init(&text);
    obligation_writer_init(&writer, decider->spec->dag);
    obligation_write(&text, &writer, obligation, index);
    obligation_writer_clear(&writer);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}

// Undecided ones only if the limit was not lower than it is now.
static const obligation_result_t *find_remembered(const decider_t *decider, const char *text)
{
    for (size_t i = 0; i < decider->memory_count; i++) {
        const struct remembered *remembered = decider->memory + i;
        bool serves = remembered->result.verdict != VERDICT_UNDECIDED ||
                      remembered->max_boxes >= decider->prover.limits.max_boxes;
        if (serves && strcmp(remembered->text, text) == 0)
            return &remembered->result;
    }
    return NULL;
}

static void send_note(const decider_t *decider, size_t row, const char *role)
{
    if (!decider->output)
        return;
    strbuf_t note, message;
    strbuf_init(&note);
    strbuf_init(&message);
    if (claim_row_count(decider->spec, decider->claim) > 1) {
        claim_row_text(&note, decider->spec, decider->claim, row);
        strbuf_append(&note, ", ");
    }
    strbuf_printf(&note, "obligation %s", role);
    transfer_put_note(&message, note.text);
    worker_send(decider->output, message.text, message.length);
    strbuf_clear(&note);
    strbuf_clear(&message);
}

static void prove_and_remember(obligation_result_t *result, decider_t *decider, const obligation_t *obligation,
                               char *text)
{
    proof_t proof;
    proof_init(&proof);
    prove_obligation(&proof, &decider->prover, obligation);
    describe(result, obligation);
    take_proof(result, decider->spec->dag, &proof);
    if (obligation->kind == OBLIGATION_ROOT && proof.verdict == VERDICT_PROVED)
        take_enclosures(result, &decider->prover, obligation);
    proof_clear(&proof);
    decider->memory =
        mem_grow(decider->memory, &decider->memory_capacity, decider->memory_count + 1, sizeof *decider->memory);
    struct remembered *remembered = decider->memory + decider->memory_count++;
    remembered->text = text;
    remembered->max_boxes = decider->prover.limits.max_boxes;
    copy_result(&remembered->result, result);
}

// Returns whether the result was known from an earlier instance.
static bool decide_obligation(obligation_result_t *result, decider_t *decider, const obligation_t *obligation,
                              size_t index, size_t row)
{
    char *text = canonical_text(decider, obligation, index);
    const obligation_result_t *known = find_remembered(decider, text);
    if (known) {
        copy_result(result, known);
        mem_free(text);
        return true;
    }
    send_note(decider, row, obligation->role);
    prove_and_remember(result, decider, obligation, text);
    return false;
}

// ---- the instance ----

// In order, up to the first one that settles the instance: a refuted one, or with a tactic one that is not proved.
static void decide_list(instance_result_t *result, bool *repeated, decider_t *decider, const obligation_list_t *list)
{
    bool *proved = mem_alloc(list->count, sizeof *proved);
    bool settled = false;
    decider->prover.proved = proved;
    result->obligation_count = list->count;
    result->obligations = mem_alloc(list->count, sizeof *result->obligations);
    for (size_t i = 0; i < list->count; i++) {
        obligation_result_t *obligation = result->obligations + i;
        if (settled) {
            describe(obligation, list->items + i);
            obligation->reason = copy_text(result->has_tactic ? "not looked at: the tactic has failed already"
                                                              : "not looked at: the claim is refuted already");
            continue;
        }
        bool known = decide_obligation(obligation, decider, list->items + i, i, result->row);
        proved[i] = obligation->verdict == VERDICT_PROVED;
        bool refuted = obligation->required && obligation->verdict == VERDICT_REFUTED && !result->has_tactic;
        settled = refuted || (result->has_tactic && obligation->required && !proved[i]);
        *repeated = refuted && known;
    }
    decider->prover.proved = NULL;
    mem_free(proved);
}

// The instance as it is lowered, with the result's row, constant and tactic.
static instance_t instance_of(const decider_t *decider, const instance_result_t *result)
{
    instance_t instance = {decider->claim, result->row, EXPR_NONE, result->has_tactic ? &result->tactic : NULL,
                           result->every};
    if (result->has_constant)
        instance.unknown = expr_rational(decider->spec->dag, result->constant);
    return instance;
}

static void lower_and_decide(instance_result_t *result, bool *repeated, decider_t *decider)
{
    instance_t instance = instance_of(decider, result);
    obligation_list_t list;
    const char *reason;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK)
        decide_list(result, repeated, decider, &list);
    else
        result->reason = copy_text(reason ? reason : no_way);
    result->verdict = instance_result_verdict(result);
    obligation_list_clear(&list);
}

// ---- tactics ----

static void copy_question(instance_result_t *copy, const instance_result_t *result, const tactic_t *tactic)
{
    instance_result_init(copy);
    copy->row = result->row;
    copy->has_constant = result->has_constant;
    fmpq_set(copy->constant, result->constant);
    copy->has_tactic = true;
    tactic_copy(&copy->tactic, tactic);
}

static size_t proved_count(const instance_result_t *result)
{
    size_t count = 0;
    for (size_t i = 0; i < result->obligation_count; i++)
        count += result->obligations[i].required && result->obligations[i].verdict == VERDICT_PROVED;
    return count;
}

// Whether the failed attempt tells more about the claim: one for it, that came farther or says what stands in the way.
static bool tells_more(const instance_result_t *attempt, const instance_result_t *best)
{
    if (attempt->tactic.against || (!best->has_tactic && !best->reason))
        return false;
    if (attempt->reason)
        return best->reason && strcmp(best->reason, no_way) == 0;
    return best->reason || proved_count(attempt) > proved_count(best);
}

// The same question with a number of steps in the tactic's place for it.
static void copy_with_steps(instance_result_t *copy, const instance_result_t *result, const decider_t *decider, size_t steps)
{
    copy_question(copy, result, &result->tactic);
    fmpq_set_ui(claim_tactic_steps(decider->spec, decider->claim, &copy->tactic), steps, 1);
}

// A proof of the last obligation in which only steps count, with little work: the ranks of the first proof may stand for orbits that
// drift. False when there is none.
static bool prove_with_steps(obligation_result_t *last, decider_t *decider, const instance_result_t *result)
{
    enum { MOST_STEPS = 100000, BOXES = 20000 };
    instance_result_t question;
    obligation_list_t list;
    const char *reason;
    proof_t proof;
    copy_with_steps(&question, result, decider, MOST_STEPS);
    instance_t instance = instance_of(decider, &question);
    slong boxes = decider->prover.limits.max_boxes;
    proof_init(&proof);
    decider->prover.limits.max_boxes = boxes < BOXES ? boxes : BOXES;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK)
        prove_obligation(&proof, &decider->prover, list.items + list.count - 1);
    decider->prover.limits.max_boxes = boxes;
    bool proved = proof.verdict == VERDICT_PROVED && proof.steps > 0;
    if (proved) {
        describe(last, list.items + list.count - 1);
        take_proof(last, decider->spec->dag, &proof);
    }
    proof_clear(&proof);
    obligation_list_clear(&list);
    instance_result_clear(&question);
    return proved;
}

// A proof by a tactic with a place for the number of steps of its last obligation: fills that in, with the ranks' number. Whether the
// evidence shows it is for the checker to say.
static void bound_steps(instance_result_t *result, decider_t *decider)
{
    if (decider->prover.limits.no_recheck || result->verdict != VERDICT_PROVED ||
        !claim_tactic_steps(decider->spec, decider->claim, &result->tactic))
        return;
    obligation_result_t *last = result->obligations + result->obligation_count - 1, again = {0};
    if (last->steps == 0 && !prove_with_steps(&again, decider, result))
        return;
    const obligation_result_t *counted = last->steps ? last : &again;
    instance_result_t bounded;
    copy_with_steps(&bounded, result, decider, counted->steps);
    bounded.verdict = result->verdict;
    bounded.obligation_count = result->obligation_count;
    bounded.obligations = mem_alloc(result->obligation_count, sizeof *bounded.obligations);
    for (size_t i = 0; i < result->obligation_count; i++)
        copy_result(bounded.obligations + i, i + 1 < result->obligation_count ? result->obligations + i : counted);
    confirm_instance(&bounded, decider);
    if (bounded.verdict == VERDICT_PROVED) {
        instance_result_t rest = *result;
        *result = bounded;
        bounded = rest;
    }
    instance_result_clear(&bounded);
    obligation_result_clear(&again);
}

// Tries the proposed tactics in turn; the first one that succeeds decides. Else the one that came farthest says why not.
static void try_tactic(instance_result_t *result, decider_t *decider, const tactic_t *tactic)
{
    instance_result_t attempt;
    bool ignored;
    copy_question(&attempt, result, tactic);
    lower_and_decide(&attempt, &ignored, decider);
    if (attempt.verdict != VERDICT_UNDECIDED) {
        confirm_instance(&attempt, decider); // what the checker refuses leaves the next tactic a chance
        bound_steps(&attempt, decider);
    }
    if (attempt.verdict != VERDICT_UNDECIDED || tells_more(&attempt, result)) {
        instance_result_t rest = *result;
        *result = attempt;
        attempt = rest;
    }
    instance_result_clear(&attempt);
}

// All with a small part of the limit of boxes first: what is easy for one tactic may be beyond the limit for those before it.
static void decide_by_tactics(instance_result_t *result, decider_t *decider)
{
    instance_t instance = instance_of(decider, result);
    const slong max_boxes = decider->prover.limits.max_boxes;
    tactic_list_t proposals;
    propose_tactics(&proposals, &decider->prover, decider->spec, &instance);
    for (int pass = proposals.count > 1 ? 0 : 1; pass < 2; pass++) {
        decider->prover.limits.max_boxes = pass == 0 ? max_boxes / FIRST_PART_OF_BOXES : max_boxes;
        for (size_t i = 0; i < proposals.count && result->verdict == VERDICT_UNDECIDED; i++)
            try_tactic(result, decider, proposals.items + i);
    }
    decider->prover.limits.max_boxes = max_boxes;
    tactic_list_clear(&proposals);
}

void decide_for_every(instance_result_t *result, decider_t *decider, size_t row)
{
    bool ignored = false;
    result->row = row;
    result->every = true;
    lower_and_decide(result, &ignored, decider);
}

// The claim is proved; with a tactic that succeeds, too, more is known.
static void tell_more(instance_result_t *result, decider_t *decider)
{
    instance_result_t more;
    instance_result_init(&more);
    more.row = result->row;
    more.has_constant = result->has_constant;
    fmpq_set(more.constant, result->constant);
    decide_by_tactics(&more, decider);
    if (more.verdict == VERDICT_PROVED) {
        instance_result_t plain = *result;
        *result = more;
        more = plain;
    }
    instance_result_clear(&more);
}

void decide_instance(instance_result_t *result, bool *repeated, decider_t *decider, size_t row, const fmpq *constant)
{
    bool ignored = false;
    repeated = repeated ? repeated : &ignored;
    *repeated = false;
    result->row = row;
    if (constant) {
        result->has_constant = true;
        fmpq_set(result->constant, constant);
    }
    lower_and_decide(result, repeated, decider);
    if (result->verdict == VERDICT_UNDECIDED && claim_has_tactics(decider->spec, decider->claim))
        decide_by_tactics(result, decider);
    else if (result->verdict == VERDICT_PROVED && !result->has_tactic &&
             claim_tactics_tell_more(decider->spec, decider->claim))
        tell_more(result, decider);
}

// ---- confirmation ----

// What the checker does not confirm stays undecided.
static void confirm(obligation_result_t *result, recheck_t *recheck, const obligation_t *obligation, size_t index)
{
    char *message;
    if (recheck_evidence(&message, recheck, obligation, index, result->evidence, result->verdict))
        return;
    strbuf_t reason;
    strbuf_init(&reason);
    strbuf_printf(&reason, "evidence was found (%s), but the checker does not confirm it: %s",
                  result->method ? result->method : "no method", message);
    mem_free(message);
    mem_free(result->evidence);
    mem_free(result->reason);
    result->evidence = NULL;
    result->verdict = VERDICT_UNDECIDED;
    result->reason = strbuf_detach(&reason);
    strbuf_clear(&reason);
}

static void confirm_list(instance_result_t *result, const decider_t *decider, const obligation_list_t *list)
{
    recheck_t recheck;
    recheck_init(&recheck, decider->spec->dag, list->count);
    for (size_t i = 0; i < list->count && i < result->obligation_count; i++)
        confirm(result->obligations + i, &recheck, list->items + i, i);
    recheck_clear(&recheck);
    result->verdict = instance_result_verdict(result);
}

void confirm_instance(instance_result_t *result, decider_t *decider)
{
    instance_t instance = instance_of(decider, result);
    obligation_list_t list;
    const char *reason;
    if (decider->prover.limits.no_recheck)
        return;
    if (claim_lower(&list, &reason, decider->spec, &instance) == STATUS_OK)
        confirm_list(result, decider, &list);
    obligation_list_clear(&list);
}
