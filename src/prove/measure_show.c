// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_show.h"

#include "base/memory.h"

#include <string.h>

#define BLOCK 4096 // boxes whose results are there at one time

static void block_region(tape_truth_t *truths, const statement_t *statement, size_t count, const dinterval_t *boxes)
{
    size_t inputs = statement->input_count, width = statement->count;
    dinterval_t *values = mem_alloc(count * inputs, sizeof *values);
    tape_result_t *results = mem_alloc(count * statement->list.count, sizeof *results);
    for (size_t k = 0; k < count; k++) {
        memcpy(values + k * inputs, boxes + k * width, width * sizeof *values);
        for (size_t i = width; i < inputs; i++)
            values[k * inputs + i] = statement->points[i - width];
    }
    tape_evaluate(results, statement->values, count, values);
    for (size_t k = 0; k < count; k++)
        truths[k] =
            condition_truth(&statement->region_condition, &statement->list, results + k * statement->list.count, 53);
    mem_free(values);
    mem_free(results);
}

void boxes_region(tape_truth_t *truths, const statement_t *statement, size_t count, const dinterval_t *boxes)
{
    for (size_t first = 0; first < count; first += BLOCK)
        block_region(truths + first, statement, count - first < BLOCK ? count - first : BLOCK,
                     boxes + first * statement->count);
}

void boxes_run(tape_truth_t *truths, fate_t *fates, const statement_t *statement, trajectory_t *trajectory,
               size_t count, const dinterval_t *boxes)
{
    size_t width = statement->count, inside = 0;
    dinterval_t *kept = mem_alloc(count * width, sizeof *kept);
    boxes_region(truths, statement, count, boxes);
    for (size_t k = 0; k < count; k++)
        if (truths[k] == TRUTH_TRUE)
            memcpy(kept + inside++ * width, boxes + k * width, width * sizeof *kept);
    trajectory_run(fates, trajectory, inside, kept);
    for (size_t k = count; k-- > 0;) // downward: fates are moved up
        fates[k] = truths[k] == TRUTH_TRUE ? fates[--inside] : (fate_t){.target = TARGET_NONE, .jump = SIZE_MAX};
    mem_free(kept);
}

bool cell_is_shown(const cell_t *cell, tape_truth_t region, const fate_t *fate)
{
    return cell->kind == CELL_IDLE ? region == TRUTH_FALSE : fate->target == cell->detail;
}
