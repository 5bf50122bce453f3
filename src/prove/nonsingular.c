// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `nonsingular`: almost everywhere in the region the map has an invertible derivative. Where it is analytic
// one point with that property is enough for all of a cell.
#include "prove/exact.h"
#include "prove/partition_slopes.h"

#define MOST_CELLS 20000

static bool settle_cell(space_t *p, uint32_t cell)
{
    cell_t *c = p->cells + cell;
    if (c->in_region == TRUTH_FALSE)
        c->kind = CELL_IDLE;
    else if (space_is_nonsingular(p, cell))
        c->kind = CELL_NONSINGULAR;
    else
        return false;
    return true;
}

// Parameters rather than states: where the map is analytic one state serves, but not for all values of the parameters.
static bool split(space_t *p, uint32_t cell)
{
    enum { STATES_EVERY = 8 };
    return (p->cells[cell].depth % STATES_EVERY != STATES_EVERY - 1 && space_split_parameter(p, cell)) || space_split(p, cell);
}

// Settles cells one after the other; halves keep the number or come last.
static bool settle_all(uint32_t *left, space_t *p, size_t limit)
{
    for (size_t i = 0; i < p->cell_count; i++)
        for (;;) {
            space_refresh(p);
            if (settle_cell(p, (uint32_t)i))
                break;
            *left = (uint32_t)i;
            if (p->cell_count >= limit || !split(p, (uint32_t)i))
                return false;
        }
    return true;
}

void prove_nonsingular(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    space_t p;
    const char *reason = NULL;
    uint32_t left = 0;
    size_t limit = prover->limits.max_boxes < MOST_CELLS ? (size_t)prover->limits.max_boxes : MOST_CELLS;
    if (!space_init(&p, &reason, prover, obligation, NULL)) {
        proof->reason = format_text("%s", reason);
    } else if (settle_all(&left, &p, limit)) {
        space_write(&proof->evidence, &p);
        proof->verdict = VERDICT_PROVED;
        proof->method = format_text("%zu cells", p.cell_count);
    } else {
        proof->reason = format_text("the derivative of the map is not shown to be invertible almost everywhere");
        proof->detail = space_describe(&p, left);
    }
    space_clear(&p);
}
