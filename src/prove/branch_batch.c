// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_batch.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

batch_t *batch_new(statement_t *statement)
{
    batch_t *batch = mem_alloc(1, sizeof *batch);
    batch->statement = statement;
    batch->gradient = statement_gradient(statement);
    batch->sides = mem_alloc(BATCH_SIZE * statement->count, sizeof *batch->sides);
    batch->inputs = mem_alloc(BATCH_SIZE * statement->input_count, sizeof *batch->inputs);
    batch->centres = mem_alloc(BATCH_SIZE * statement->count, sizeof *batch->centres);
    batch->values = mem_alloc(BATCH_SIZE * statement->list.count, sizeof *batch->values);
    batch->centre_values = mem_alloc(BATCH_SIZE * statement->list.count, sizeof *batch->centre_values);
    if (batch->gradient)
        batch->gradient_values = mem_alloc(BATCH_SIZE * batch->gradient->list.count, sizeof *batch->gradient_values);
    return batch;
}

void batch_free(batch_t *batch)
{
    if (!batch)
        return;
    mem_free(batch->sides);
    mem_free(batch->inputs);
    mem_free(batch->centres);
    mem_free(batch->values);
    mem_free(batch->centre_values);
    mem_free(batch->gradient_values);
    mem_free(batch);
}

static double side_centre(const side_t *side)
{
    if (isfinite(side->lo) && isfinite(side->hi))
        return fmin(fmax(side->lo / 2 + side->hi / 2, side->lo), side->hi);
    if (isfinite(side->lo))
        return side->lo + fmax(1, fabs(side->lo));
    return isfinite(side->hi) ? side->hi - fmax(1, fabs(side->hi)) : 0;
}

void box_centre(double *centre, const statement_t *statement, const side_t *box)
{
    for (size_t i = 0; i < statement->count; i++)
        centre[i] = side_centre(box + i);
}

static void start_view(batch_t *batch, size_t k)
{
    const statement_t *statement = batch->statement;
    const item_t *item = batch->items + k;
    view_t *view = batch->views + k;
    *view = (view_t){.box = batch->sides + k * statement->count,
                     .bounded = true,
                     .inside = item->inside,
                     .below_face = item->below_face,
                     .strict = statement->strict && !item->weak,
                     .precision = 53,
                     .values = batch->values + k * statement->list.count,
                     .centre = batch->centres + k * statement->count,
                     .centre_values = batch->centre_values + k * statement->list.count,
                     .gradient = batch->gradient ? batch->gradient_values + k * batch->gradient->list.count : NULL,
                     .lower = -INFINITY};
    for (size_t i = 0; i < statement->count; i++)
        view->bounded = view->bounded && isfinite(view->box[i].lo) && isfinite(view->box[i].hi);
}

void batch_take(batch_t *batch, subdivision_t *s, size_t most)
{
    size_t n = batch->statement->count;
    batch->count = s->open < BATCH_SIZE ? s->open : BATCH_SIZE;
    batch->count = batch->count < most ? batch->count : most;
    for (size_t k = 0; k < batch->count; k++) {
        s->open--;
        batch->items[k] = s->items[s->open];
        if (n)
            memcpy(batch->sides + k * n, s->sides + s->open * n, n * sizeof *s->sides);
        start_view(batch, k);
        statement_inputs(batch->inputs + k * batch->statement->input_count, batch->statement, batch->views[k].box);
    }
    tape_evaluate(batch->values, batch->statement->values, batch->count, batch->inputs);
}

// Copies results of the wanted boxes to their own places, last first, so that nothing is overwritten too early.
static void spread(tape_result_t *results, size_t size, size_t count, const bool *wanted, size_t found)
{
    for (size_t k = count; k-- > 0;)
        if (wanted[k] && --found != k)
            memmove(results + k * size, results + found * size, size * sizeof *results);
}

void batch_evaluate_further(batch_t *batch, const bool *wanted)
{
    const statement_t *statement = batch->statement;
    size_t inputs = statement->input_count, found = 0;
    for (size_t k = 0; k < batch->count; k++)
        if (wanted[k])
            statement_inputs(batch->inputs + inputs * found++, statement, batch->views[k].box);
    if (batch->gradient) {
        tape_evaluate(batch->gradient_values, batch->gradient->tape, found, batch->inputs);
        spread(batch->gradient_values, batch->gradient->list.count, batch->count, wanted, found);
    }
    found = 0;
    for (size_t k = 0; k < batch->count; k++) {
        if (!wanted[k])
            continue;
        const view_t *view = batch->views + k;
        double *centre = batch->centres + k * statement->count;
        dinterval_t *place = batch->inputs + inputs * found++;
        box_centre(centre, statement, view->box);
        for (size_t i = 0; i < statement->count; i++) // fixed sides keep the enclosure of their value
            place[i] = side_is_fixed(view->box + i) ? dinterval_make(view->box[i].lo, view->box[i].hi)
                                                    : dinterval_point(centre[i]);
    }
    tape_evaluate(batch->centre_values, statement->values, found, batch->inputs);
    spread(batch->centre_values, statement->list.count, batch->count, wanted, found);
}
