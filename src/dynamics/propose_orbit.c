// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"

#include <math.h>

// The balls about the declared points, as large as they seem to go: point number, radius, mu.
static void put_ball(tactic_t *tactic, size_t next, size_t point, const fmpq_t radius, const fmpq_t mu)
{
    fmpq_set_ui(tactic->values + next, point + 1, 1);
    fmpq_set(tactic->values + next + 1, radius);
    fmpq_set(tactic->values + next + 2, mu);
}

// Tactics for `agrees`: both in one ball, the trajectory in another one, or stuck.
static void propose_agreement(proposal_t *proposal)
{
    size_t count = proposal->spec->point_count, found = 0;
    double *point = mem_alloc(proposal->spec->dimension, sizeof *point);
    fmpq *radii = mem_alloc(count, sizeof *radii), *mus = mem_alloc(count, sizeof *mus);
    size_t *numbers = mem_alloc(count, sizeof *numbers);
    for (size_t k = 0; k < count; k++) {
        fmpq_init(radii + found);
        fmpq_init(mus + found);
        numbers[found] = k;
        bool good = !proposal->spec->points[k]->implicit &&
                    proposal_locate(point, proposal, proposal->spec->points[k]->coordinates) &&
                    proposal_trap(radii + found, mus + found, proposal, point, 0.95);
        if (good) {
            found++;
        } else {
            fmpq_clear(radii + found);
            fmpq_clear(mus + found);
        }
    }
    for (size_t i = 0; i < found; i++)
        put_ball(tactic_list_add(proposal->list, "same", false, 3), 0, numbers[i], radii + i, mus + i);
    for (size_t i = 0; i < found; i++) {
        put_ball(tactic_list_add(proposal->list, "stuck", true, 3), 0, numbers[i], radii + i, mus + i);
        for (size_t k = 0; k < found; k++) {
            if (k == i)
                continue;
            tactic_t *tactic = tactic_list_add(proposal->list, "other", true, 6);
            put_ball(tactic, 0, numbers[i], radii + i, mus + i);
            put_ball(tactic, 3, numbers[k], radii + k, mus + k);
        }
    }
    for (size_t i = 0; i < found; i++) {
        fmpq_clear(radii + i);
        fmpq_clear(mus + i);
    }
    mem_free(numbers);
    mem_free(radii);
    mem_free(mus);
    mem_free(point);
}

void propose_orbit(proposal_t *proposal)
{
    const claim_t *claim = proposal->simulator.lowering.claim;
    if (claim->suffix_name && claim->suffix_arguments[0].kind == VALUE_KEYWORD &&
        simulator_compile(&proposal->simulator, EXPR_NONE))
        propose_agreement(proposal);
}
