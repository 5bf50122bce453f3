// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/bound_queue.h"

#include "base/memory.h"

static void swap_cells(bound_cell_t *a, bound_cell_t *b)
{
    bound_cell_t t = *a;
    *a = *b;
    *b = t;
}

void bound_queue_push(bound_queue_t *queue, bound_cell_t cell)
{
    queue->cells = mem_grow(queue->cells, &queue->capacity, queue->count + 1, sizeof *queue->cells);
    size_t i = queue->count++;
    queue->cells[i] = cell;
    for (; i > 0 && queue->cells[i].bound < queue->cells[(i - 1) / 2].bound; i = (i - 1) / 2)
        swap_cells(queue->cells + i, queue->cells + (i - 1) / 2);
}

bound_cell_t bound_queue_pop(bound_queue_t *queue)
{
    bound_cell_t top = queue->cells[0];
    queue->cells[0] = queue->cells[--queue->count];
    for (size_t i = 0, least;; i = least) {
        least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < queue->count; child++)
            if (queue->cells[child].bound < queue->cells[least].bound)
                least = child;
        if (least == i)
            return top;
        swap_cells(queue->cells + i, queue->cells + least);
    }
}

void bound_queue_clear(bound_queue_t *queue)
{
    for (size_t i = 0; i < queue->count; i++)
        mem_free(queue->cells[i].slots);
    mem_free(queue->cells);
    *queue = (bound_queue_t){0, 0, NULL};
}
