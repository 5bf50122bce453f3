// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "prove/measure.h"

#include <string.h>

// Where `within` does not say how many steps are enough.
#define DEFAULT_STEPS 5000

static size_t attractor_count(const claim_t *claim)
{
    size_t count = 0;
    for (size_t i = 0; i < claim->argument_count; i++)
        count += claim->arguments[i].name && strcmp(claim->arguments[i].name, "of") == 0;
    return count;
}

// The balls for the attractors that are points, number `rank` of those proposed, or the last one; 0 for sets.
static bool put_traps(tactic_t *tactic, proposal_t *proposal, size_t rank)
{
    const claim_t *claim = proposal->simulator.lowering.claim;
    size_t next = 1;
    double *point = mem_alloc(proposal->spec->dimension, sizeof *point);
    trap_t traps[TRAP_PROPOSALS];
    bool good = true;
    for (size_t i = 0; i < claim->argument_count && good; i++) {
        const argument_t *attractor = claim->arguments + i;
        if (!attractor->name || strcmp(attractor->name, "of") != 0)
            continue;
        if (attractor->kind != VALUE_FORMULA) {
            const expr_t *coordinates = attractor->kind == VALUE_NUMBER ? &attractor->number : attractor->coordinates;
            size_t count = 0;
            if (proposal_locate(point, proposal, coordinates)) {
                proposal_refine(point, proposal, coordinates);
                count = proposal_traps(traps, proposal, point);
            }
            good = count > 0;
            if (good)
                (void)proposal_put_trap(tactic, next, traps + (rank < count ? rank : count - 1));
        }
        next += TRAP_VALUES;
    }
    mem_free(point);
    return good;
}

// Whether all that the tactic says before the volumes is proved.
static bool traps_hold(prover_t *prover, const obligation_list_t *list)
{
    bool *proved = mem_alloc(list->count, sizeof *proved), good = list->count > 0, *outer = prover->proved;
    prover->proved = proved;
    for (size_t i = 0; good && i + 1 < list->count; i++) {
        proof_t proof;
        proof_init(&proof);
        prove_obligation(&proof, prover, list->items + i);
        proved[i] = proof.verdict == VERDICT_PROVED;
        good = proved[i] || !list->items[i].required;
        proof_clear(&proof);
    }
    prover->proved = outer;
    mem_free(proved);
    return good;
}

// For `?`: the bounds that the subdivision gives, as the last values of the tactic.
static void put_bounds(tactic_t *tactic, proposal_t *proposal, const obligation_t *obligation)
{
    size_t cells, count = obligation->target_count;
    fmpq *least = proposal_numbers_new(count), *most = proposal_numbers_new(count), *values = tactic->values + tactic->count;
    size_t asked = 0;
    while (asked < count && obligation->targets[asked].least != EXPR_NONE)
        asked++;
    if (measure_volumes(least, most, &cells, proposal->prover, obligation))
        for (size_t i = 0; i < asked; i++) {
            fmpq_set(values - 2 * (asked - i), least + i);
            fmpq_set(values - 2 * (asked - i) + 1, most + i);
        }
    proposal_numbers_free(least, count);
    proposal_numbers_free(most, count);
}

// Whether the tactic is worth trying; completes it.
static bool complete(tactic_t *tactic, proposal_t *proposal, bool enclosed)
{
    instance_t instance = *proposal->instance;
    obligation_list_t list;
    const char *reason;
    instance.tactic = tactic;
    bool good = claim_lower(&list, &reason, proposal->spec, &instance) == STATUS_OK && traps_hold(proposal->prover, &list);
    if (good && enclosed)
        put_bounds(tactic, proposal, list.items + list.count - 1);
    obligation_list_clear(&list);
    return good;
}

void propose_basin(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    size_t steps, count = attractor_count(s->lowering.claim);
    const argument_t *measure = lowering_argument(&s->lowering, "measure");
    enum { MOST = 4 };
    bool enclosed = measure && measure->kind == VALUE_UNKNOWN;
    size_t wanted = enclosed ? 1 : MOST; // volumes are dear
    if (s->lowering.system.kind != SYSTEM_GD || !lowering_count(&steps, &s->lowering, "within") ||
        !simulator_compile(s, EXPR_NONE))
        return;
    for (size_t i = 0; i < TRAP_PROPOSALS && proposal->list->count < wanted; i++) {
        tactic_t *tactic =
            tactic_list_add(proposal->list, "subdivision", false, 1 + TRAP_VALUES * count + (enclosed ? 2 * count : 0));
        fmpq_set_ui(tactic->values, steps ? steps : DEFAULT_STEPS, 1);
        if (!put_traps(tactic, proposal, i) || !complete(tactic, proposal, enclosed)) {
            tactic_clear(tactic);
            proposal->list->count--;
        }
    }
}

void propose_volume(proposal_t *proposal)
{
    const argument_t *measure = lowering_argument(&proposal->simulator.lowering, "measure");
    bool enclosed = measure && measure->kind == VALUE_UNKNOWN;
    tactic_t *tactic = tactic_list_add(proposal->list, "subdivision", false, enclosed ? 2 : 0);
    if (!complete(tactic, proposal, enclosed)) {
        tactic_clear(tactic);
        proposal->list->count--;
    }
}
