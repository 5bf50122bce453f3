// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/terminal.h"

#include "base/memory.h"

#include <string.h>

#define UNSEEN UINT32_MAX

typedef struct {
    const bool *cells; // those that count
    size_t count, capacity;
    uint32_t *edges;
} edges_t;

typedef struct {
    edges_t edges;
    uint32_t *first;       // per cell: where its edges begin; one more for the end
    uint32_t *order, *low; // per cell: when it was seen first, and the earliest cell under way that it leads to
    uint32_t *component;   // per cell, UNSEEN while it is under way
    uint32_t *path, *next; // the depth-first walk: cells, and the next edge of each
    uint32_t *open;        // seen cells without a component
    size_t depth, open_count, seen, components;
} walk_t;

static bool add_edge(void *data, uint32_t cell)
{
    edges_t *e = data;
    if (e->cells[cell]) {
        e->edges = mem_grow(e->edges, &e->capacity, e->count + 1, sizeof *e->edges);
        e->edges[e->count++] = cell;
    }
    return true;
}

static void enter(walk_t *w, uint32_t cell)
{
    w->order[cell] = w->low[cell] = (uint32_t)w->seen++;
    w->next[w->depth] = w->first[cell];
    w->path[w->depth++] = cell;
    w->open[w->open_count++] = cell;
}

static void leave(walk_t *w)
{
    uint32_t cell = w->path[--w->depth];
    if (w->low[cell] == w->order[cell]) {
        uint32_t member;
        do {
            member = w->open[--w->open_count];
            w->component[member] = (uint32_t)w->components;
        } while (member != cell);
        w->components++;
    }
    if (w->depth && w->low[cell] < w->low[w->path[w->depth - 1]])
        w->low[w->path[w->depth - 1]] = w->low[cell];
}

static void walk_from(walk_t *w, uint32_t cell)
{
    enter(w, cell);
    while (w->depth) {
        uint32_t here = w->path[w->depth - 1], edge = w->next[w->depth - 1];
        if (edge == w->first[here + 1]) {
            leave(w);
            continue;
        }
        w->next[w->depth - 1]++;
        uint32_t there = w->edges.edges[edge];
        if (w->order[there] == UNSEEN)
            enter(w, there);
        else if (w->component[there] == UNSEEN && w->order[there] < w->low[here])
            w->low[here] = w->order[there];
    }
}

// Whether no edge of a component leads to another one.
static void keep_terminal(bool *cells, const walk_t *w, size_t count)
{
    bool *leads_on = mem_alloc(w->components, sizeof *leads_on);
    memset(leads_on, 0, w->components * sizeof *leads_on);
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = w->first[i]; k < w->first[i + 1]; k++)
            if (w->component[w->edges.edges[k]] != w->component[i])
                leads_on[w->component[i]] = true;
    for (size_t i = 0; i < count; i++)
        cells[i] = cells[i] && !leads_on[w->component[i]];
    mem_free(leads_on);
}

void terminal_cells(bool *cells, space_t *p)
{
    size_t n = p->cell_count;
    walk_t w = {.edges = {.cells = cells}};
    uint32_t **arrays[] = {&w.first, &w.order, &w.low, &w.component, &w.path, &w.next, &w.open};
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
        *arrays[k] = mem_alloc(n + 1, sizeof **arrays[k]);
    for (size_t i = 0; i < n; i++) {
        w.first[i] = (uint32_t)w.edges.count;
        w.order[i] = w.component[i] = UNSEEN;
        if (cells[i] && p->cells[i].defined)
            space_first(p, (uint32_t)i, 0, add_edge, &w.edges);
    }
    w.first[n] = (uint32_t)w.edges.count;
    for (size_t i = 0; i < n; i++)
        if (cells[i] && w.order[i] == UNSEEN)
            walk_from(&w, (uint32_t)i);
    keep_terminal(cells, &w, n);
    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
        mem_free(*arrays[k]);
    mem_free(w.edges.edges);
}
