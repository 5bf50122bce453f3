// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "prove/exact.h"

void frame_init(frame_t *frame)
{
    *frame = (frame_t){.partition = partition_new()};
}

void frame_clear(frame_t *frame)
{
    partition_release(frame->partition);
    for (size_t k = 0; k < frame->map_count; k++)
        mem_free(frame->maps[k]);
    *frame = (frame_t){.partition = NULL};
}

static void refine_map(size_t **map, const overlay_t *overlay)
{
    size_t cells = partition_cell_count(overlay->partition);
    size_t *refined = mem_alloc(cells, sizeof *refined);
    for (size_t c = 0; c < cells; c++)
        refined[c] = (*map)[overlay->first[c]];
    mem_free(*map);
    *map = refined;
}

static status_t refine(frame_t *frame, overlay_t *overlay, partition_t *partition, line_t *line)
{
    status_t status = overlay_init(overlay, frame->partition, partition, line);
    if (status != STATUS_OK)
        return status;
    for (size_t k = 0; k < frame->map_count; k++)
        refine_map(frame->maps + k, overlay);
    partition_release(frame->partition);
    frame->partition = partition_retain(overlay->partition);
    return STATUS_OK;
}

status_t frame_add(frame_t *frame, partition_t *partition, line_t *line)
{
    overlay_t overlay;
    status_t status = refine(frame, &overlay, partition, line);
    if (status != STATUS_OK)
        return status;
    frame->maps[frame->map_count++] = overlay.second;
    overlay.second = NULL;
    overlay_clear(&overlay);
    return STATUS_OK;
}

status_t frame_add_point(frame_t *frame, const rpoint_t point, size_t *cell, line_t *line)
{
    overlay_t overlay;
    partition_t *single = partition_new();
    rpoint_list_append(single->points, point);
    status_t status = refine(frame, &overlay, single, line);
    if (status == STATUS_OK) {
        *cell = 0;
        while (overlay.second[*cell] != 1)
            ++*cell;
        overlay_clear(&overlay);
    }
    partition_release(single);
    return status;
}

status_t frame_locate(size_t *cell, const frame_t *frame, const rpoint_t point, line_t *line)
{
    for (*cell = 0; *cell / 2 < frame->partition->points->count; *cell += 2) {
        int order;
        status_t status = rpoint_cmp(&order, point, partition_point(frame->partition, *cell / 2), line->reals);
        if (status != STATUS_OK)
            return status;
        if (order <= 0) {
            *cell += order == 0;
            break;
        }
    }
    return STATUS_OK;
}
