// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/rank_needed.h"

#include "base/memory.h"
#include "prove/partition_slice.h"

#include <string.h>

typedef struct {
    space_t *p;
    bool *needed;
    uint32_t *queue; // the needed cells
    size_t head, tail;
    uint32_t *waiting; // those of them with images that are not noted: they are followed slice by slice
    size_t waiting_count;
    slice_t slice;
} search_t;

static bool mark_needed(void *data, uint32_t cell)
{
    search_t *s = data;
    if (!s->needed[cell]) {
        s->needed[cell] = true;
        s->queue[s->tail++] = cell;
    }
    return true;
}

static void follow_repelled(search_t *s, uint32_t cell)
{
    space_t *p = s->p;
    dinterval_t *within = mem_alloc(p->states, sizeof *within);
    space_repeller_image(within, p, p->cells[cell].variable);
    space_first_within(p, cell, within, mark_needed, s);
    mem_free(within);
}

static void follow(search_t *s, uint32_t cell)
{
    const cell_t *c = s->p->cells + cell;
    size_t count;
    if (c->rank == 0 || !c->defined)
        return;
    if (c->rank != RANK_NONE && c->kind == CELL_REPEL)
        follow_repelled(s, cell);
    else if (space_meets(s->p, cell, &count))
        space_first(s->p, cell, 0, mark_needed, s);
    else
        s->waiting[s->waiting_count++] = cell;
}

static void follow_waiting(search_t *s)
{
    slice_sort(s->waiting, s->waiting_count, s->p);
    for (size_t k = 0; k < s->waiting_count; k++)
        space_first_but(s->p, s->waiting[k], 0, slice_marks(&s->slice, s->p, s->waiting[k]), mark_needed, s);
    s->waiting_count = 0;
}

void rank_find_needed(bool *needed, space_t *p)
{
    size_t n = p->cell_count;
    search_t s = {.p = p,
                  .needed = needed,
                  .queue = mem_alloc(n, sizeof *s.queue),
                  .waiting = mem_alloc(n, sizeof *s.waiting)};
    slice_init(&s.slice, p);
    memset(needed, 0, n * sizeof *needed);
    for (size_t i = 0; i < n; i++)
        if (p->cells[i].in_region != TRUTH_FALSE)
            mark_needed(&s, (uint32_t)i);
    while (s.tail < n && (s.head < s.tail || s.waiting_count)) {
        if (s.head < s.tail)
            follow(&s, s.queue[s.head++]);
        else
            follow_waiting(&s);
    }
    slice_clear(&s.slice);
    mem_free(s.queue);
    mem_free(s.waiting);
}
