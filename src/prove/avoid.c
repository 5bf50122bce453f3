// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `avoid`: no orbit from the region is ever in the target. The cells that meet the region and all that images
// lead to form a closed set; while it meets the target, the cells on the ways there are split.
#include "base/memory.h"
#include "prove/exact.h"
#include "prove/partition.h"

#include <math.h>

#define MAX_ROUNDS 400

typedef struct {
    space_t *p;
    uint32_t *queue;
    size_t tail;
    bool *met;     // by orbits from the region, as far as is known
    bool *leading; // to the target, or to where the map may be undefined
} avoid_t;

static bool meet(void *data, uint32_t cell)
{
    avoid_t *a = data;
    if (!a->met[cell]) {
        a->met[cell] = true;
        a->queue[a->tail++] = cell;
    }
    return true;
}

static bool is_harmless(void *data, uint32_t cell)
{
    const avoid_t *a = data;
    return !a->leading[cell];
}

static bool is_safe(const cell_t *cell)
{
    return cell->in_target == TRUTH_FALSE && cell->defined;
}

static void find_met(avoid_t *a)
{
    space_t *p = a->p;
    for (size_t i = 0; i < p->cell_count; i++)
        if (p->cells[i].in_region != TRUTH_FALSE)
            meet(a, (uint32_t)i);
    for (size_t head = 0; head < a->tail; head++)
        if (is_safe(p->cells + a->queue[head]))
            space_first(p, a->queue[head], 0, meet, a);
}

// The met cells from which the images lead on to a cell that is not safe. How many are not safe.
static size_t find_leading(avoid_t *a)
{
    space_t *p = a->p;
    size_t unsafe = 0;
    for (size_t k = 0; k < a->tail; k++)
        unsafe += a->leading[a->queue[k]] = !is_safe(p->cells + a->queue[k]);
    for (bool changed = unsafe > 0; changed;) {
        changed = false;
        for (size_t k = a->tail; k-- > 0;) {
            uint32_t cell = a->queue[k];
            if (!a->leading[cell] && space_first(p, cell, 0, is_harmless, a) != CELL_NONE)
                changed = a->leading[cell] = true;
        }
    }
    return unsafe;
}

// Halves the larger ones of the cells that lead to the target. *worst is one of them.
static bool refine(uint32_t *worst, const avoid_t *a, size_t count)
{
    space_t *p = a->p;
    double most = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++)
        if (a->leading[i] && space_size(p, (uint32_t)i) >= most) {
            most = space_size(p, (uint32_t)i);
            *worst = (uint32_t)i;
        }
    for (size_t i = 0; i < count; i++)
        if (a->leading[i] && space_size(p, (uint32_t)i) >= most / 2)
            any = space_split(p, (uint32_t)i) || any;
    for (size_t i = 0; !any && i < count; i++)
        any = a->leading[i] && space_split(p, (uint32_t)i);
    return any;
}

static void settle(proof_t *proof, const avoid_t *a)
{
    space_t *p = a->p;
    for (size_t i = 0; i < p->cell_count; i++)
        p->cells[i].kind = a->met[i] ? CELL_SAFE : CELL_IDLE;
    space_write(&proof->evidence, p);
    proof->verdict = VERDICT_PROVED;
    proof->method = format_text("%zu of %zu cells", a->tail, p->cell_count);
}

static void run_round(proof_t *proof, space_t *p, bool full)
{
    size_t n = p->cell_count;
    avoid_t a = {p, mem_alloc(n, sizeof *a.queue), 0, mem_alloc(n, sizeof *a.met), mem_alloc(n, sizeof *a.leading)};
    uint32_t worst = 0;
    find_met(&a);
    if (find_leading(&a) == 0) {
        settle(proof, &a);
    } else if (full || !refine(&worst, &a, n)) {
        proof->reason = format_text("some orbits are not shown to avoid the target, with %zu cells", p->cell_count);
        proof->detail = space_describe(p, worst);
    }
    mem_free(a.queue);
    mem_free(a.met);
    mem_free(a.leading);
}

void prove_avoid(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    space_t p;
    const char *reason = NULL;
    bool usable = space_init(&p, &reason, prover, obligation, &obligation->targets[0].formula);
    if (usable && obligation->has_steps) {
        reason = "avoidance for a bounded number of steps is not supported";
        usable = false;
    }
    if (usable)
        space_cut_coarsely(&p);
    else
        proof->reason = format_text("%s", reason);
    for (int round = 0; usable && proof->verdict == VERDICT_UNDECIDED && !proof->reason; round++) {
        space_refresh(&p);
        run_round(proof, &p, space_is_full(&p) || round == MAX_ROUNDS);
    }
    space_clear(&p);
}
