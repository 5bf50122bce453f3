// SPDX-License-Identifier: LGPL-3.0-or-later
// The boxes that are worked on together, and the results of the tapes on them.
#ifndef CERTIFY_PROVE_BRANCH_BATCH_H
#define CERTIFY_PROVE_BRANCH_BATCH_H

#include "prove/branch_subdivision.h"

#define BATCH_SIZE 32

typedef struct batch {
    const statement_t *statement;
    const table_t *gradient; // NULL when e is not there
    size_t count;
    item_t items[BATCH_SIZE];
    view_t views[BATCH_SIZE];
    side_t *sides;
    dinterval_t *inputs;
    double *centres;
    tape_result_t *values, *centre_values, *gradient_values;
} batch_t;

batch_t *batch_new(statement_t *statement);
void batch_free(batch_t *batch);

// Takes boxes from the top of the stack, and evaluates the formulas on them.
void batch_take(batch_t *batch, subdivision_t *s, size_t most);
// Evaluates at the centres, and the gradient, for the boxes whose flag is set.
void batch_evaluate_further(batch_t *batch, const bool *wanted);

// A point of the box to evaluate at.
void box_centre(double *centre, const statement_t *statement, const side_t *box);

#endif
