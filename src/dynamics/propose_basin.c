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

// Radius and mu for the attractors that are points; 0 and 0 for sets.
static bool put_traps(tactic_t *tactic, proposal_t *proposal, double shrink)
{
    const claim_t *claim = proposal->simulator.lowering.claim;
    size_t n = proposal->spec->dimension, next = 1;
    double *point = mem_alloc(n, sizeof *point);
    bool good = true;
    for (size_t i = 0; i < claim->argument_count && good; i++) {
        const argument_t *attractor = claim->arguments + i;
        if (!attractor->name || strcmp(attractor->name, "of") != 0)
            continue;
        if (attractor->kind != VALUE_FORMULA) {
            const expr_t *coordinates = attractor->kind == VALUE_NUMBER ? &attractor->number : attractor->coordinates;
            good = proposal_locate(point, proposal, coordinates) &&
                   proposal_trap(tactic->values + next, tactic->values + next + 1, proposal, point, shrink);
        }
        next += 2;
    }
    mem_free(point);
    return good;
}

// For `?`: the bounds that the subdivision gives, as the last values.
static void put_bounds(tactic_t *tactic, proposal_t *proposal, size_t count)
{
    instance_t instance = *proposal->instance;
    obligation_list_t list;
    const char *reason;
    instance.tactic = tactic;
    if (claim_lower(&list, &reason, proposal->spec, &instance) == STATUS_OK && list.count > 0 &&
        list.items[list.count - 1].kind == OBLIGATION_MEASURE) {
        fmpq *least = mem_alloc(count, sizeof *least), *most = mem_alloc(count, sizeof *most);
        for (size_t i = 0; i < count; i++) {
            fmpq_init(least + i);
            fmpq_init(most + i);
        }
        size_t cells;
        if (measure_volumes(least, most, &cells, proposal->prover, list.items + list.count - 1))
            for (size_t i = 0; i < count; i++) {
                fmpq_set(tactic->values + 1 + 2 * count + 2 * i, least + i);
                fmpq_set(tactic->values + 2 + 2 * count + 2 * i, most + i);
            }
        for (size_t i = 0; i < count; i++) {
            fmpq_clear(least + i);
            fmpq_clear(most + i);
        }
        mem_free(least);
        mem_free(most);
    }
    obligation_list_clear(&list);
}

void propose_basin(proposal_t *proposal)
{
    static const double shrinks[] = {0.95, 0.25};
    simulator_t *s = &proposal->simulator;
    size_t steps, count = attractor_count(s->lowering.claim);
    const argument_t *measure = lowering_argument(&s->lowering, "measure");
    bool enclosed = measure && measure->kind == VALUE_UNKNOWN;
    if (s->lowering.system.kind != SYSTEM_GD || !lowering_count(&steps, &s->lowering, "within") ||
        !simulator_compile(s, EXPR_NONE))
        return;
    for (size_t i = 0; i < sizeof shrinks / sizeof *shrinks; i++) {
        tactic_t *tactic =
            tactic_list_add(proposal->list, "subdivision", false, 1 + 2 * count + (enclosed ? 2 * count : 0));
        fmpq_set_ui(tactic->values, steps ? steps : DEFAULT_STEPS, 1);
        if (!put_traps(tactic, proposal, shrinks[i])) {
            tactic_clear(tactic);
            proposal->list->count--;
        } else if (enclosed) {
            put_bounds(tactic, proposal, count);
        }
    }
}
