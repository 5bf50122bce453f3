// SPDX-License-Identifier: LGPL-3.0-or-later
// A tape with registers for a block of boxes, for evaluating it in double intervals again and again: arrays of
// intervals go in and come out, every instruction runs over the whole block. docs/kernel.md.
#ifndef CERTIFY_EXPR_TAPE_BATCH_H
#define CERTIFY_EXPR_TAPE_BATCH_H

#include "expr/tape.h"
#include "interval/arithmetic.h"

typedef struct tape_batch tape_batch_t;

// Borrows the tape. The room for boxes is what keeps the registers in the cache, but not more than `most` (>= 1).
tape_batch_t *tape_batch_new(const tape_t *tape, size_t most);
void tape_batch_free(tape_batch_t *batch);
size_t tape_batch_room(const tape_batch_t *batch);

// Evaluates all roots over `count` boxes, at least 1 and no more than there is room for: box i has the side
// inputs[v] i in variable v. The sides must be valid intervals (dinterval_is_valid) and stay as they are until the
// results have been read. Rounding mode: entered and left in round-to-nearest.
void tape_batch_run(tape_batch_t *batch, size_t count, const interval_array_t *inputs);

// Of a root, after a run; borrowed until the next one. Where the regularity is UNKNOWN, or the root is a formula, the
// values mean nothing.
interval_array_t tape_batch_values(const tape_batch_t *batch, size_t root);
regularity_t tape_batch_regularity(const tape_batch_t *batch, size_t root, size_t i);
tape_truth_t tape_batch_truth(const tape_batch_t *batch, size_t root, size_t i);

#endif
