// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes that one thread works on together, the results of the tapes on them, and what becomes of them.
#ifndef CERTIFY_PROVE_BRANCH_BATCH_H
#define CERTIFY_PROVE_BRANCH_BATCH_H

#include "prove/branch_examine.h"

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
    tape_result_t *members, *centre_members; // of statement->combination; NULL before it is there
    outcome_t outcomes[BATCH_SIZE];
    face_t *faces; // of the outcomes, as the next ones
    double *minimisers, *smears;
} batch_t;

batch_t *batch_new(statement_t *statement);
void batch_free(batch_t *batch);
// Makes room for the results of the statement's combination once it is there.
void batch_prepare(batch_t *batch);

// Adds a box; there must be room. `box` is copied.
void batch_add(batch_t *batch, const item_t *item, const side_t *box);
// Finds the outcomes; `alone` is as in view_t.
void batch_examine(batch_t *batch, const examiner_t *examiner, bool alone);
// The same again, alone, for box k, which was put off.
void batch_examine_again(batch_t *batch, const examiner_t *examiner, size_t k);
// Makes room for other boxes.
void batch_empty(batch_t *batch);

// A point of the box to evaluate at.
void box_centre(double *centre, const statement_t *statement, const side_t *box);

#endif
