// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes given one after the other, in blocks.
#include "base/memory.h"
#include "expr/tape_batch.h"
#include "expr/tape_code.h"

typedef struct {
    interval_array_t *sides; // per variable, with room for a block
    double *numbers;
} sides_t;

static void sides_init(sides_t *s, size_t variables, size_t room)
{
    s->sides = mem_alloc(variables, sizeof *s->sides);
    s->numbers = mem_alloc(2 * variables * room, sizeof *s->numbers);
    for (size_t v = 0; v < variables; v++)
        s->sides[v] = (interval_array_t){s->numbers + 2 * v * room, s->numbers + (2 * v + 1) * room};
}

static void sides_clear(sides_t *s)
{
    mem_free(s->sides);
    mem_free(s->numbers);
}

// What is no interval may be anything.
static void sides_load(const sides_t *s, size_t variables, size_t count, const dinterval_t *boxes)
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
    tape_batch_t *batch = tape_batch_new(tape, count);
    size_t room = tape_batch_room(batch), variables = tape->variable_count;
    sides_t sides;
    sides_init(&sides, variables, room);
    for (size_t done = 0; done < count; done += room) {
        size_t now = count - done < room ? count - done : room;
        sides_load(&sides, variables, now, boxes + done * variables);
        tape_batch_run(batch, now, sides.sides);
        store_results(results + done * tape->root_count, tape, batch, now);
    }
    sides_clear(&sides);
    tape_batch_free(batch);
}
