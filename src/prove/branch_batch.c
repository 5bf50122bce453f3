// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_batch.h"

#include "base/memory.h"
#include "prove/combination.h"

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
    batch->faces = mem_alloc(BATCH_SIZE * statement->count, sizeof *batch->faces);
    batch->minimisers = mem_alloc(BATCH_SIZE * statement->count, sizeof *batch->minimisers);
    batch->smears = mem_alloc(BATCH_SIZE * statement->count, sizeof *batch->smears);
    return batch;
}

void batch_free(batch_t *batch)
{
    if (!batch)
        return;
    batch_empty(batch);
    mem_free(batch->faces);
    mem_free(batch->minimisers);
    mem_free(batch->smears);
    mem_free(batch->sides);
    mem_free(batch->inputs);
    mem_free(batch->centres);
    mem_free(batch->values);
    mem_free(batch->centre_values);
    mem_free(batch->gradient_values);
    mem_free(batch->members);
    mem_free(batch->centre_members);
    mem_free(batch);
}

void batch_prepare(batch_t *batch)
{
    const combination_t *combination = batch->statement->combination;
    if (!combination || batch->members)
        return;
    batch->members = mem_alloc(BATCH_SIZE * combination->on_box.list.count, sizeof *batch->members);
    batch->centre_members = mem_alloc(BATCH_SIZE * combination->at_point.list.count, sizeof *batch->centre_members);
}

static bool uses_members(const batch_t *batch)
{
    return batch->members && !combination_is_idle(batch->statement->combination);
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

static void start_view(batch_t *batch, size_t k, bool alone)
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
                     .lower = -INFINITY,
                     .alone = alone};
    box_centre(batch->centres + k * statement->count, statement, view->box);
    if (uses_members(batch)) {
        view->members = batch->members + k * statement->combination->on_box.list.count;
        view->centre_members = batch->centre_members + k * statement->combination->at_point.list.count;
    }
    for (size_t i = 0; i < statement->count; i++)
        view->bounded = view->bounded && isfinite(view->box[i].lo) && isfinite(view->box[i].hi);
}

void batch_add(batch_t *batch, const item_t *item, const side_t *box)
{
    size_t n = batch->statement->count, k = batch->count++;
    batch->items[k] = *item;
    if (n)
        memcpy(batch->sides + k * n, box, n * sizeof *box);
}

void batch_empty(batch_t *batch)
{
    for (size_t k = 0; k < batch->count; k++)
        outcome_clear(batch->outcomes + k, batch->statement->count);
    batch->count = 0;
}

// Copies results of the wanted boxes to their own places, last first, so that nothing is overwritten too early.
static void spread(tape_result_t *results, size_t size, size_t count, const bool *wanted, size_t found)
{
    for (size_t k = count; k-- > 0;)
        if (wanted[k] && --found != k)
            memmove(results + k * size, results + found * size, size * sizeof *results);
}

// A table for the `found` boxes whose flag is set and whose inputs stand together.
static void evaluate_table(batch_t *batch, tape_result_t *results, const table_t *table, const bool *wanted, size_t found)
{
    tape_evaluate(results, table->tape, found, batch->inputs);
    spread(results, table->list.count, batch->count, wanted, found);
}

// At the centres, and the gradient, for the boxes whose flag is set.
static void evaluate_further(batch_t *batch, const bool *wanted)
{
    const statement_t *statement = batch->statement;
    size_t inputs = statement->input_count, found = 0;
    for (size_t k = 0; k < batch->count; k++)
        if (wanted[k])
            statement_inputs(batch->inputs + inputs * found++, statement, batch->views[k].box);
    if (batch->gradient)
        evaluate_table(batch, batch->gradient_values, batch->gradient, wanted, found);
    if (uses_members(batch))
        evaluate_table(batch, batch->members, &statement->combination->on_box, wanted, found);
    found = 0;
    for (size_t k = 0; k < batch->count; k++) {
        if (!wanted[k])
            continue;
        const view_t *view = batch->views + k;
        const double *centre = batch->centres + k * statement->count;
        dinterval_t *place = batch->inputs + inputs * found++;
        for (size_t i = 0; i < statement->count; i++) // fixed sides keep the enclosure of their value
            place[i] = side_is_fixed(view->box + i) ? dinterval_make(view->box[i].lo, view->box[i].hi)
                                                    : dinterval_point(centre[i]);
    }
    tape_evaluate(batch->centre_values, statement->values, found, batch->inputs);
    spread(batch->centre_values, statement->list.count, batch->count, wanted, found);
    if (uses_members(batch))
        evaluate_table(batch, batch->centre_members, &statement->combination->at_point, wanted, found);
}

// ---- outcomes ----

static void start_outcome(batch_t *batch, size_t k)
{
    size_t n = batch->statement->count;
    batch->outcomes[k] = (outcome_t){.leaf = TREE_OPEN,
                                     .faces = batch->faces + k * n,
                                     .lower = INFINITY,
                                     .minimiser = batch->minimisers + k * n,
                                     .smear = batch->smears + k * n};
}

void batch_examine(batch_t *batch, const examiner_t *examiner, bool alone)
{
    const statement_t *statement = batch->statement;
    bool wanted[BATCH_SIZE];
    for (size_t k = 0; k < batch->count; k++) {
        start_outcome(batch, k);
        start_view(batch, k, alone);
        statement_inputs(batch->inputs + k * statement->input_count, statement, batch->views[k].box);
    }
    tape_evaluate(batch->values, statement->values, batch->count, batch->inputs);
    for (size_t k = 0; k < batch->count; k++) {
        examine_values(batch->outcomes + k, examiner, batch->items + k, batch->views + k);
        wanted[k] = batch->outcomes[k].kind == OUTCOME_NONE || batch->outcomes[k].kind == OUTCOME_PUT_OFF;
    }
    evaluate_further(batch, wanted);
    for (size_t k = 0; k < batch->count; k++)
        if (batch->outcomes[k].kind == OUTCOME_NONE)
            examine_further(batch->outcomes + k, examiner, batch->items + k, batch->views + k);
}

void batch_examine_again(batch_t *batch, const examiner_t *examiner, size_t k)
{
    outcome_clear(batch->outcomes + k, batch->statement->count);
    start_outcome(batch, k);
    start_view(batch, k, true);
    examine_values(batch->outcomes + k, examiner, batch->items + k, batch->views + k);
    if (batch->outcomes[k].kind == OUTCOME_NONE)
        examine_further(batch->outcomes + k, examiner, batch->items + k, batch->views + k);
}
