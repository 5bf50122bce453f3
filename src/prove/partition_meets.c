// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/partition_meets.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "prove/partition.h"

#include <string.h>

#define SHARE 8      // chunks that one thread looks at a time
#define MOST_MET 256 // entries of one cell: longer lists are not kept

typedef struct {
    space_t *p;
    const bool *changed; // per cell: it is new, or its box has been split
    size_t *visits;      // per share
} update_t;

// A chunk in the making.
typedef struct {
    uint32_t *cells;
    size_t count, end; // no more than so many for now
} list_t;

static bool append(void *data, uint32_t cell)
{
    list_t *list = data;
    if (list->count == list->end)
        return false;
    list->cells[list->count++] = cell;
    return true;
}

static bool list_image(list_t *list, size_t *visits, const space_t *p, uint32_t cell)
{
    const cover_t *cover = p->cells[cell].images;
    bool fits = true;
    for (size_t k = 0; fits && k < cover->count; k++)
        fits = space_walk(visits, p, cell, 0, cover->boxes + k * p->states, append, list) == CELL_NONE &&
               append(list, CELL_NONE);
    return fits;
}

// The old list, with what the image meets of cells that have been split in their place.
static bool list_again(list_t *list, size_t *visits, const update_t *u, uint32_t cell, const meets_chunk_t *old)
{
    const space_t *p = u->p;
    const dinterval_t *box = p->cells[cell].images->boxes;
    size_t i = cell % MEETS_CHUNK;
    bool fits = true;
    for (size_t k = old->first[i]; fits && k < old->first[i + 1]; k++) {
        uint32_t met = old->cells[k];
        if (met != CELL_NONE && u->changed[met])
            fits = space_walk(visits, p, cell, p->meets.nodes[met], box, append, list) == CELL_NONE;
        else
            fits = append(list, met);
        box += met == CELL_NONE ? p->states : 0;
    }
    return fits;
}

static bool is_up_to_date(const update_t *u, size_t chunk)
{
    const meets_chunk_t *c = u->p->meets.chunks + chunk;
    size_t first = chunk * MEETS_CHUNK;
    bool same = true;
    for (size_t i = first; same && i < first + MEETS_CHUNK && i < u->p->cell_count; i++)
        same = !u->changed[i];
    for (size_t k = 0; same && k < c->first[MEETS_CHUNK]; k++)
        same = c->cells[k] == CELL_NONE || !u->changed[c->cells[k]];
    return same;
}

static void update_chunk(const update_t *u, size_t chunk, uint32_t *room, size_t *visits)
{
    meets_chunk_t *old = u->p->meets.chunks + chunk, made = {{0}, NULL};
    list_t list = {room, 0, 0};
    for (size_t i = 0; i < MEETS_CHUNK; i++) {
        size_t cell = chunk * MEETS_CHUNK + i, before = list.count;
        bool kept = false;
        list.end = before + MOST_MET < MEETS_ROOM ? before + MOST_MET : MEETS_ROOM;
        if (cell < u->p->cell_count)
            kept = u->changed[cell] ? list_image(&list, visits, u->p, (uint32_t)cell)
                                    : list_again(&list, visits, u, (uint32_t)cell, old);
        list.count = kept ? list.count : before;
        made.first[i + 1] = list.count;
    }
    made.cells = mem_alloc(list.count, sizeof *made.cells);
    memcpy(made.cells, room, list.count * sizeof *room);
    mem_free(old->cells);
    *old = made;
}

static size_t chunks_of(size_t cells)
{
    return (cells + MEETS_CHUNK - 1) / MEETS_CHUNK;
}

static void update_share(size_t share, void *context)
{
    const update_t *u = context;
    size_t chunks = chunks_of(u->p->cell_count);
    uint32_t *room = mem_alloc(MEETS_ROOM, sizeof *room);
    for (size_t chunk = share * SHARE; chunk < (share + 1) * SHARE && chunk < chunks; chunk++)
        if (!is_up_to_date(u, chunk))
            update_chunk(u, chunk, room, u->visits + share);
    mem_free(room);
}

void space_note_meets(space_t *p)
{
    meets_t *meets = &p->meets;
    size_t before = chunks_of(meets->count), chunks = chunks_of(p->cell_count), shares = (chunks + SHARE - 1) / SHARE;
    meets->chunks = mem_grow(meets->chunks, &meets->chunk_capacity, chunks, sizeof *meets->chunks);
    memset(meets->chunks + before, 0, (chunks - before) * sizeof *meets->chunks);
    bool *changed = mem_alloc(p->cell_count, sizeof *changed);
    for (size_t i = 0; i < p->cell_count; i++)
        changed[i] = i >= meets->count || p->cells[i].node != meets->nodes[i];
    update_t u = {p, changed, mem_alloc(shares, sizeof *u.visits)};
    parallel_run(shares, update_share, &u);
    for (size_t k = 0; k < shares; k++)
        p->visits += u.visits[k];
    meets->nodes = mem_grow(meets->nodes, &meets->capacity, p->cell_count, sizeof *meets->nodes);
    for (size_t i = 0; i < p->cell_count; i++)
        meets->nodes[i] = p->cells[i].node;
    meets->count = p->cell_count;
    mem_free(u.visits);
    mem_free(changed);
}

const uint32_t *space_meets(const space_t *p, uint32_t cell, size_t *count)
{
    *count = 0;
    if (cell >= p->meets.count)
        return NULL;
    const meets_chunk_t *chunk = p->meets.chunks + cell / MEETS_CHUNK;
    size_t i = cell % MEETS_CHUNK;
    *count = chunk->first[i + 1] - chunk->first[i];
    return *count ? chunk->cells + chunk->first[i] : NULL;
}

void meets_clear(meets_t *meets)
{
    for (size_t k = 0; k < chunks_of(meets->count); k++)
        mem_free(meets->chunks[k].cells);
    mem_free(meets->chunks);
    mem_free(meets->nodes);
}
