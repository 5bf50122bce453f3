// SPDX-License-Identifier: LGPL-3.0-or-later
// What images of cells meet, and what lies beside a cell.
#include "base/memory.h"
#include "prove/partition.h"

#include <math.h>
#include <string.h>

typedef struct {
    space_t *p;
    const cell_t *from;
    dinterval_t *image; // the part below the present node
    cell_test_t accepts;
    void *data;
} walk_t;

static uint32_t walk(walk_t *w, uint32_t node);

static uint32_t walk_state(walk_t *w, const place_t *place)
{
    dinterval_t *side = w->image + place->variable, whole = *side;
    split_t split = {place->variable, place->at, place->mark};
    double lo = space_cut_end(w->p, &split, false), hi = space_cut_end(w->p, &split, true);
    uint32_t found = CELL_NONE;
    if (dinterval_lo(whole) < hi || whole.hi <= lo) {
        side->hi = fmin(whole.hi, hi);
        found = walk(w, place->child);
    }
    if (found == CELL_NONE && whole.hi > lo) {
        *side = dinterval_make(fmax(dinterval_lo(whole), lo), whole.hi);
        found = walk(w, place->child + 1);
    }
    *side = whole;
    return found;
}

// The parameters of the image are those of the cell.
static uint32_t walk_parameter(walk_t *w, const place_t *place)
{
    const side_t *side = w->from->box + place->variable;
    split_t split = {place->variable, place->at, place->mark};
    uint32_t found = CELL_NONE;
    if (side->lo < space_cut_end(w->p, &split, false))
        found = walk(w, place->child);
    if (found == CELL_NONE && side->hi > space_cut_end(w->p, &split, true))
        found = walk(w, place->child + 1);
    return found;
}

static uint32_t walk(walk_t *w, uint32_t node)
{
    const place_t *place = w->p->nodes + node;
    w->p->visits++;
    if (place->child == 0)
        return w->accepts(w->data, place->cell) ? CELL_NONE : place->cell;
    return place->variable < w->p->states ? walk_state(w, place) : walk_parameter(w, place);
}

uint32_t space_first(space_t *p, uint32_t cell, size_t way, cell_test_t accepts, void *data)
{
    const cover_t *cover = p->cells[cell].images + way;
    walk_t w = {p, p->cells + cell, mem_alloc(p->states, sizeof *w.image), accepts, data};
    uint32_t found = CELL_NONE;
    for (size_t k = 0; k < cover->count && found == CELL_NONE; k++) {
        memcpy(w.image, cover->boxes + k * p->states, p->states * sizeof *w.image);
        found = walk(&w, 0);
    }
    mem_free(w.image);
    return found;
}

uint32_t space_first_within(space_t *p, uint32_t cell, const dinterval_t *within, cell_test_t accepts, void *data)
{
    const cover_t *cover = p->cells[cell].images;
    walk_t w = {p, p->cells + cell, mem_alloc(p->states, sizeof *w.image), accepts, data};
    uint32_t found = CELL_NONE;
    for (size_t k = 0; k < cover->count && found == CELL_NONE; k++) {
        bool empty = false;
        for (size_t i = 0; i < p->states; i++) {
            dinterval_t side = cover->boxes[k * p->states + i];
            double lo = fmax(dinterval_lo(side), dinterval_lo(within[i])), hi = fmin(side.hi, within[i].hi);
            w.image[i] = (dinterval_t){-lo, hi};
            empty = empty || lo > hi;
        }
        found = empty ? CELL_NONE : walk(&w, 0);
    }
    mem_free(w.image);
    return found;
}

uint32_t space_beside(space_t *p, uint32_t cell, cell_test_t accepts, void *data)
{
    const side_t *box = p->cells[cell].box;
    walk_t w = {p, p->cells + cell, mem_alloc(p->states, sizeof *w.image), accepts, data};
    for (size_t i = 0; i < p->states; i++)
        w.image[i] = dinterval_make(nextafter(box[i].lo, -INFINITY), nextafter(box[i].hi, INFINITY));
    uint32_t found = walk(&w, 0);
    mem_free(w.image);
    return found;
}
