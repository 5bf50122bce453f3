// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/partition_slice.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void slice_init(slice_t *slice, const space_t *p)
{
    *slice = (slice_t){CELL_NONE, mem_alloc(p->node_count, sizeof *slice->all)};
}

void slice_clear(slice_t *slice)
{
    mem_free(slice->all);
}

static int compare_parameters(const void *left, const void *right, void *data)
{
    const space_t *p = data;
    const side_t *a = p->cells[*(const uint32_t *)left].box, *b = p->cells[*(const uint32_t *)right].box;
    for (size_t v = p->states; v < p->count; v++) {
        if (a[v].lo != b[v].lo)
            return a[v].lo < b[v].lo ? -1 : 1;
        if (a[v].hi != b[v].hi)
            return a[v].hi < b[v].hi ? -1 : 1;
    }
    return 0;
}

bool *slice_marks(slice_t *slice, const space_t *p, uint32_t cell)
{
    if (slice->cell == CELL_NONE || compare_parameters(&slice->cell, &cell, (void *)p) != 0)
        memset(slice->all, 0, p->node_count * sizeof *slice->all);
    slice->cell = cell;
    return slice->all;
}

void slice_sort(uint32_t *cells, size_t count, const space_t *p)
{
    if (p->count > p->states)
        qsort_r(cells, count, sizeof *cells, compare_parameters, (void *)p);
}
