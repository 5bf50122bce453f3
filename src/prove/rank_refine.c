// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/rank_refine.h"

#include "base/memory.h"
#include "prove/partition_slice.h"
#include "prove/terminal.h"

#include <math.h>

static bool is_unranked(void *data, uint32_t cell)
{
    const space_t *p = data;
    return p->cells[cell].rank == RANK_NONE;
}

static bool box_contains(const dinterval_t *outer, const dinterval_t *inner, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(inner[i].neg_lo <= outer[i].neg_lo && inner[i].hi <= outer[i].hi))
            return false;
    return true;
}

// Whether a part of the noise leads to nothing that all of it does not lead to, as is to be expected.
static bool adds_nothing(const space_t *p, uint32_t cell, size_t way)
{
    const cover_t *whole = p->cells[cell].images, *part = whole + way;
    bool inside = true;
    for (size_t k = 0; inside && k < part->count; k++) {
        inside = false;
        for (size_t j = 0; !inside && j < whole->count; j++)
            inside = box_contains(whole->boxes + j * p->states, part->boxes + k * p->states, p->states);
    }
    return inside;
}

// Whether some part of the image is settled, or of the cell in the target: then a part of the cell may be settled.
static bool is_near(space_t *p, uint32_t cell, slice_t *unranked)
{
    if (p->cells[cell].in_target == TRUTH_UNKNOWN)
        return true;
    if (!p->cells[cell].defined)
        return true;
    bool *marks = slice_marks(unranked, p, cell);
    for (size_t way = 0; way <= p->choice_count; way++)
        if ((way == 0 || !adds_nothing(p, cell, way)) &&
            space_first_but(p, cell, way, marks, is_unranked, p) != CELL_NONE)
            return true;
    return p->cells[cell].rank != RANK_NONE;
}

// Whether a settled cell is beside it. Images under unbounded noise are near to everything.
static bool is_next(space_t *p, uint32_t cell)
{
    return space_beside(p, cell, is_unranked, p) != CELL_NONE;
}

// Those of the marked cells.
static void find_near(bool *near, space_t *p, const bool *marked)
{
    slice_t unranked;
    uint32_t *cells = mem_alloc(p->cell_count, sizeof *cells);
    size_t count = 0;
    slice_init(&unranked, p);
    for (size_t i = 0; i < p->cell_count; i++) {
        if (marked[i] && p->uncut_parameters)
            near[i] = is_next(p, (uint32_t)i);
        else if (marked[i])
            cells[count++] = (uint32_t)i;
    }
    slice_sort(cells, count, p);
    for (size_t k = 0; k < count; k++)
        near[cells[k]] = is_near(p, cells[k], &unranked);
    slice_clear(&unranked);
    mem_free(cells);
}

bool rank_refine(space_t *p, bool *marked, double size)
{
    if (p->terminal_first)
        terminal_cells(marked, p);
    bool any = false;
    double most = 0;
    size_t count = p->cell_count;
    bool *near = mem_alloc(count, sizeof *near);
    find_near(near, p, marked);
    for (size_t i = 0; i < count; i++)
        most = near[i] ? fmax(most, space_size(p, (uint32_t)i)) : most;
    for (size_t i = 0; i < count; i++)
        if (near[i] && space_size(p, (uint32_t)i) >= most / 2)
            any = space_split(p, (uint32_t)i) || any;
    for (double least = size / 2; !any && least > 0; least /= 4)
        for (size_t i = 0; i < count; i++)
            if (marked[i] && space_size(p, (uint32_t)i) >= least)
                any = space_split(p, (uint32_t)i) || any;
    mem_free(near);
    return any;
}
