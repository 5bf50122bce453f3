// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/formula.h"
#include "expr/constant_value.h"

// The ends of the set's coordinates where they are rational, as 2n numbers; false when there are not so many.
static bool set_corners(fmpq *ends, const lowering_t *lowering)
{
    size_t n = lowering->dimension;
    dag_t *dag = lowering->dag;
    quantified_t *x = mem_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++)
        x[i] = (quantified_t){lowering->state[i], {EXPR_NONE, EXPR_NONE, true, true}};
    (void)bounds_extract(dag, formula_normalise(dag, lowering_formula(lowering, "in")), n, x);
    bool good = true;
    fmpq_t other;
    fmpq_init(other);
    for (size_t i = 0; i < n && good; i++)
        good = x[i].domain.lo != EXPR_NONE && x[i].domain.hi != EXPR_NONE &&
               constant_enclose(ends + 2 * i, other, dag, x[i].domain.lo, 64) && fmpq_equal(ends + 2 * i, other) &&
               constant_enclose(ends + 2 * i + 1, other, dag, x[i].domain.hi, 64) &&
               fmpq_equal(ends + 2 * i + 1, other);
    fmpq_clear(other);
    mem_free(x);
    return good;
}

// Starts in the corners of the set, with the noise at an end of its range.
static void add_corners(proposal_t *proposal, const fmpq *ends)
{
    enum { MOST_CORNERS = 16 };
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension, corners = n < 4 ? (size_t)1 << n : MOST_CORNERS;
    for (size_t corner = 0; corner < corners; corner++)
        for (int sign = -1; sign <= (s->noise_count ? 1 : -1); sign += 2) {
            size_t next = s->parameter_count;
            tactic_t *tactic = tactic_list_add(proposal->list, "leaves", true, next + n + s->noise_count);
            (void)simulator_choose(s, tactic->values, 0);
            for (size_t i = 0; i < n; i++)
                fmpq_set(tactic->values + next++, ends + 2 * i + (corner >> i & 1));
            for (size_t i = 0; i < s->noise_count; i++)
                fmpq_set_si(tactic->values + next++, sign, 1);
        }
}

void propose_stays(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension;
    if (s->lowering.system.kind == SYSTEM_FLOW) {
        (void)tactic_list_add(proposal->list, "inward", false, 0);
        if (n == 1)
            (void)tactic_list_add(proposal->list, "resting", false, 0);
        propose_flow_stays(proposal);
        return;
    }
    fmpq *ends = mem_alloc(2 * n, sizeof *ends);
    for (size_t i = 0; i < 2 * n; i++)
        fmpq_init(ends + i);
    if (s->lowering.system.kind != SYSTEM_HEAVY_BALL && set_corners(ends, &s->lowering) && simulator_compile(s, EXPR_NONE))
        add_corners(proposal, ends);
    for (size_t i = 0; i < 2 * n; i++)
        fmpq_clear(ends + i);
    mem_free(ends);
}
