// SPDX-License-Identifier: LGPL-3.0-or-later
// What images of cells meet, and what lies beside a cell.
#include "base/memory.h"
#include "prove/partition.h"

#include <math.h>

typedef struct {
    const space_t *p;
    const side_t *parameters; // by variable: those of the image are those of the cell
    const dinterval_t *image;
    cell_test_t accepts;
    void *data;
    bool *all; // per node, or NULL
    size_t visits;
} walk_t;

// On which sides of a cut the image has points. It need not be cut off at the faces of the node for this, as the cut is
// inside of them. A point on the cut counts as below it.
static void sides_met(bool met[2], const walk_t *w, const place_t *place)
{
    split_t split = {place->variable, place->at, place->mark};
    double lo = space_cut_end(w->p, &split, false), hi = space_cut_end(w->p, &split, true);
    if (place->variable < w->p->states) {
        dinterval_t side = w->image[place->variable];
        met[0] = dinterval_lo(side) < hi || side.hi <= lo;
        met[1] = side.hi > lo;
    } else {
        const side_t *side = w->parameters + place->variable;
        met[0] = side->lo < lo;
        met[1] = side->hi > hi;
    }
}

// For images with these parameters, that is: what lies below a cut of a parameter on the other side does not count.
static bool is_complete(const walk_t *w, const place_t *place, const bool met[2])
{
    bool state = place->variable < w->p->states, complete = true;
    for (uint32_t i = 0; i < 2; i++)
        complete = complete && (w->all[place->child + i] || !(met[i] || state));
    return complete;
}

static uint32_t walk(walk_t *w, uint32_t node)
{
    const place_t *place = w->p->nodes + node;
    uint32_t found = CELL_NONE;
    bool met[2];
    w->visits++;
    if (place->child == 0) {
        found = w->accepts(w->data, place->cell) ? CELL_NONE : place->cell;
        if (w->all)
            w->all[node] = found == CELL_NONE;
        return found;
    }
    sides_met(met, w, place);
    for (uint32_t i = 0; i < 2 && found == CELL_NONE; i++)
        if (met[i] && !(w->all && w->all[place->child + i]))
            found = walk(w, place->child + i);
    if (w->all)
        w->all[node] = is_complete(w, place, met);
    return found;
}

uint32_t space_walk(size_t *visits, const space_t *p, uint32_t cell, uint32_t node, const dinterval_t *image,
                    cell_test_t accepts, void *data)
{
    walk_t w = {p, p->cells[cell].box, image, accepts, data, NULL, 0};
    uint32_t found = walk(&w, node);
    *visits += w.visits;
    return found;
}

static uint32_t first_of_list(const uint32_t *cells, size_t count, cell_test_t accepts, void *data)
{
    for (size_t k = 0; k < count; k++)
        if (cells[k] != CELL_NONE && !accepts(data, cells[k]))
            return cells[k];
    return CELL_NONE;
}

uint32_t space_first_but(space_t *p, uint32_t cell, size_t way, bool *all, cell_test_t accepts, void *data)
{
    size_t count = 0;
    const uint32_t *list = way == 0 ? space_meets(p, cell, &count) : NULL;
    if (list)
        return first_of_list(list, count, accepts, data);
    const cover_t *cover = p->cells[cell].images + way;
    walk_t w = {p, p->cells[cell].box, NULL, accepts, data, all, 0};
    uint32_t found = CELL_NONE;
    for (size_t k = 0; k < cover->count && found == CELL_NONE && !(all && all[0]); k++) {
        w.image = cover->boxes + k * p->states;
        found = walk(&w, 0);
    }
    p->visits += w.visits;
    return found;
}

uint32_t space_first(space_t *p, uint32_t cell, size_t way, cell_test_t accepts, void *data)
{
    return space_first_but(p, cell, way, NULL, accepts, data);
}

uint32_t space_first_within(space_t *p, uint32_t cell, const dinterval_t *within, cell_test_t accepts, void *data)
{
    const cover_t *cover = p->cells[cell].images;
    dinterval_t *image = mem_alloc(p->states, sizeof *image);
    uint32_t found = CELL_NONE;
    for (size_t k = 0; k < cover->count && found == CELL_NONE; k++) {
        bool empty = false;
        for (size_t i = 0; i < p->states; i++) {
            dinterval_t side = cover->boxes[k * p->states + i];
            double lo = fmax(dinterval_lo(side), dinterval_lo(within[i])), hi = fmin(side.hi, within[i].hi);
            image[i] = (dinterval_t){-lo, hi};
            empty = empty || lo > hi;
        }
        found = empty ? CELL_NONE : space_walk(&p->visits, p, cell, 0, image, accepts, data);
    }
    mem_free(image);
    return found;
}

uint32_t space_beside(space_t *p, uint32_t cell, cell_test_t accepts, void *data)
{
    const side_t *box = p->cells[cell].box;
    dinterval_t *image = mem_alloc(p->states, sizeof *image);
    for (size_t i = 0; i < p->states; i++)
        image[i] = dinterval_make(nextafter(box[i].lo, -INFINITY), nextafter(box[i].hi, INFINITY));
    uint32_t found = space_walk(&p->visits, p, cell, 0, image, accepts, data);
    mem_free(image);
    return found;
}
