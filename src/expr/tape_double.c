// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes given one after the other, in blocks.
#include "base/memory.h"
#include "expr/tape_batch.h"
#include "expr/tape_code.h"

struct tape_runner {
    size_t most; // boxes that may come at once; 0 before there is a block
    tape_batch_t *batch;
    interval_array_t *sides; // per variable, with room for a block
    double *numbers;
};

static void clear(tape_runner_t *runner)
{
    tape_batch_free(runner->batch);
    mem_free(runner->sides);
    mem_free(runner->numbers);
}

void tape_runner_free(tape_runner_t *runner)
{
    if (runner)
        clear(runner);
    mem_free(runner);
}

// Of this thread; no other one touches it.
static tape_runner_t *own_runner(const tape_t *tape)
{
    tape_runner_t **runner = tape->runners + parallel_self();
    if (!*runner)
        *runner = mem_alloc(1, sizeof **runner);
    return *runner;
}

// Makes room for so many boxes at once, or for as many as a block holds.
static void prepare(tape_runner_t *runner, const tape_t *tape, size_t count)
{
    if (runner->most >= count)
        return;
    clear(runner);
    runner->batch = tape_batch_new(tape, count);
    size_t room = tape_batch_room(runner->batch);
    runner->most = room < count ? SIZE_MAX : count;
    runner->sides = mem_alloc(tape->variable_count, sizeof *runner->sides);
    runner->numbers = mem_alloc(2 * tape->variable_count * room, sizeof *runner->numbers);
    for (size_t v = 0; v < tape->variable_count; v++)
        runner->sides[v] = (interval_array_t){runner->numbers + 2 * v * room, runner->numbers + (2 * v + 1) * room};
}

// What is no interval may be anything.
static void load_sides(const tape_runner_t *s, size_t variables, size_t count, const dinterval_t *boxes)
{
    for (size_t v = 0; v < variables; v++)
        for (size_t i = 0; i < count; i++) {
            dinterval_t x = boxes[i * variables + v];
            if (!dinterval_is_valid(x))
                x = dinterval_whole();
            s->sides[v].neg_lo[i] = x.neg_lo;
            s->sides[v].hi[i] = x.hi;
        }
}

static void store_results(tape_result_t *results, const tape_t *tape, const tape_batch_t *batch, size_t count)
{
    for (size_t r = 0; r < tape->root_count; r++) {
        interval_array_t values = tape_batch_values(batch, r);
        for (size_t i = 0; i < count; i++) {
            tape_result_t *result = results + i * tape->root_count + r;
            result->regularity = tape_batch_regularity(batch, r, i);
            result->truth = tape_batch_truth(batch, r, i);
            bool known = !tape->roots[r].is_formula && result->regularity != REGULARITY_UNKNOWN;
            result->value = known ? (dinterval_t){values.neg_lo[i], values.hi[i]} : dinterval_whole();
        }
    }
}

void tape_evaluate(tape_result_t *results, const tape_t *tape, size_t count, const dinterval_t *boxes)
{
    if (count == 0)
        return;
    tape_runner_t *runner = own_runner(tape);
    prepare(runner, tape, count);
    size_t room = tape_batch_room(runner->batch), variables = tape->variable_count;
    for (size_t done = 0; done < count; done += room) {
        size_t now = count - done < room ? count - done : room;
        load_sides(runner, variables, now, variables ? boxes + done * variables : NULL);
        tape_batch_run(runner->batch, now, runner->sides);
        store_results(results + done * tape->root_count, tape, runner->batch, now);
    }
}
