// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/result.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

void obligation_result_clear(obligation_result_t *result)
{
    for (size_t i = 0; i < result->coordinate_count; i++) {
        mem_free(result->witness[i].name);
        mem_free(result->witness[i].exact);
        mem_free(result->witness[i].decimal);
    }
    mem_free(result->witness);
    for (size_t i = 0; i < result->enclosed_count; i++) {
        mem_free(result->enclosed[i].name);
        mem_free(result->enclosed[i].lo);
        mem_free(result->enclosed[i].hi);
    }
    mem_free(result->enclosed);
    mem_free(result->kind);
    mem_free(result->role);
    mem_free(result->evidence);
    mem_free(result->method);
    mem_free(result->reason);
    mem_free(result->detail);
    memset(result, 0, sizeof *result);
}

void instance_result_init(instance_result_t *result)
{
    memset(result, 0, sizeof *result);
    fmpq_init(result->constant);
}

void instance_result_clear(instance_result_t *result)
{
    for (size_t i = 0; i < result->obligation_count; i++)
        obligation_result_clear(result->obligations + i);
    mem_free(result->obligations);
    mem_free(result->reason);
    fmpq_clear(result->constant);
    if (result->has_tactic)
        tactic_clear(&result->tactic);
    memset(result, 0, sizeof *result);
}

const obligation_result_t *instance_result_refutation(const instance_result_t *result)
{
    if (result->has_tactic)
        return NULL;
    for (size_t i = 0; i < result->obligation_count; i++)
        if (result->obligations[i].required && result->obligations[i].verdict == VERDICT_REFUTED)
            return result->obligations + i;
    return NULL;
}

bool instance_result_refutes_claim(const instance_result_t *result)
{
    return instance_result_refutation(result) && (!result->has_constant || result->for_all_constants);
}

verdict_t instance_result_verdict(const instance_result_t *result)
{
    if (result->reason)
        return VERDICT_UNDECIDED;
    if (instance_result_refutation(result))
        return VERDICT_REFUTED;
    for (size_t i = 0; i < result->obligation_count; i++)
        if (result->obligations[i].required && result->obligations[i].verdict != VERDICT_PROVED)
            return VERDICT_UNDECIDED;
    return result->has_tactic && result->tactic.against ? VERDICT_REFUTED : VERDICT_PROVED;
}

void claim_result_init(claim_result_t *result)
{
    memset(result, 0, sizeof *result);
    fmpq_init(result->stated_lo);
    fmpq_init(result->stated_hi);
    fmpq_init(result->best_lo);
    fmpq_init(result->best_hi);
    fmpq_init(result->margin_lo);
    fmpq_init(result->margin_hi);
}

void claim_result_clear(claim_result_t *result)
{
    for (size_t i = 0; i < result->instance_count; i++)
        instance_result_clear(result->instances + i);
    mem_free(result->instances);
    mem_free(result->reason);
    fmpq_clear(result->stated_lo);
    fmpq_clear(result->stated_hi);
    fmpq_clear(result->best_lo);
    fmpq_clear(result->best_hi);
    fmpq_clear(result->margin_lo);
    fmpq_clear(result->margin_hi);
    memset(result, 0, sizeof *result);
}

void claim_result_drop_evidence(claim_result_t *result)
{
    for (size_t i = 0; i < result->instance_count; i++)
        for (size_t k = 0; k < result->instances[i].obligation_count; k++) {
            mem_free(result->instances[i].obligations[k].evidence);
            result->instances[i].obligations[k].evidence = NULL;
        }
}

void claim_result_add(claim_result_t *result, instance_result_t *instance)
{
    result->instances =
        mem_grow(result->instances, &result->instance_capacity, result->instance_count + 1, sizeof *result->instances);
    result->instances[result->instance_count++] = *instance;
    instance_result_init(instance);
}

static void join_margin(claim_result_t *result, claim_result_t *later)
{
    bool lower_lo = !result->has_margin || fmpq_cmp(later->margin_lo, result->margin_lo) < 0;
    bool lower_hi = !result->has_margin || fmpq_cmp(later->margin_hi, result->margin_hi) < 0;
    if (later->has_margin && lower_lo)
        fmpq_swap(result->margin_lo, later->margin_lo);
    if (later->has_margin && lower_hi)
        fmpq_swap(result->margin_hi, later->margin_hi);
    result->has_margin = result->has_margin || later->has_margin;
}

void claim_result_join(claim_result_t *result, claim_result_t *later)
{
    for (size_t i = 0; i < later->instance_count; i++)
        claim_result_add(result, later->instances + i);
    later->instance_count = 0;
    if (!result->reason) {
        result->reason = later->reason;
        later->reason = NULL;
    }
    if (!result->has_stated && later->has_stated) {
        fmpq_swap(result->stated_lo, later->stated_lo);
        fmpq_swap(result->stated_hi, later->stated_hi);
        result->has_stated = true;
    }
    if (!result->has_best && later->has_best) {
        fmpq_swap(result->best_lo, later->best_lo);
        fmpq_swap(result->best_hi, later->best_hi);
        result->has_best = true;
    }
    join_margin(result, later);
    result->vacuous = result->vacuous || later->vacuous;
    result->seconds += later->seconds;
    result->work.boxes += later->work.boxes;
    result->work.open += later->work.open;
    result->work.left = fmax(result->work.left, later->work.left);
}

const obligation_result_t *claim_result_refutation(const claim_result_t *result)
{
    for (size_t i = 0; i < result->instance_count; i++)
        if (instance_result_refutes_claim(result->instances + i))
            return instance_result_refutation(result->instances + i);
    return NULL;
}

// ---- answers ----

bool claim_result_answer(fmpq_t proved, fmpq_t lo, fmpq_t hi, const claim_result_t *result, const spec_t *spec,
                         size_t claim)
{
    const instance_result_t *first = result->instances;
    if (spec->claims[claim].role == PART_NONE || result->verdict != VERDICT_PROVED)
        return false;
    if (result->instance_count == 1 && first->has_tactic) {
        bool answers = claim_tactic_answer(lo, hi, spec, claim, &first->tactic);
        if (answers)
            fmpq_set(proved, lo);
        return answers;
    }
    if (result->instance_count != 2 || !first[0].has_constant || !first[1].has_constant)
        return false;
    bool ascending = fmpq_cmp(first[0].constant, first[1].constant) < 0;
    fmpq_set(proved, first[0].constant);
    fmpq_set(lo, first[ascending ? 0 : 1].constant);
    fmpq_set(hi, first[ascending ? 1 : 0].constant);
    return true;
}
