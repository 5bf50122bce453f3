// SPDX-License-Identifier: LGPL-3.0-or-later
// Branch and bound for one statement: boxes are closed by the leaf tests or split, depth first, a batch at a time, with
// the work counted in boxes. Deterministic.
#ifndef CERTIFY_PROVE_BRANCH_SUBDIVISION_H
#define CERTIFY_PROVE_BRANCH_SUBDIVISION_H

#include "prove/branch_plan.h"

typedef enum {
    SUBDIVISION_PROVED,
    SUBDIVISION_REFUTED, // `exact_point` is a counterexample
    SUBDIVISION_SUSPECT, // the conclusion seems to fail at `suspect`; the run may be continued
    SUBDIVISION_PAUSED,  // the budget of this run is used up
    SUBDIVISION_STUCK    // a box cannot be closed or split: `worst`, and `why`
} subdivision_result_t;

typedef struct {
    uint32_t node;
    bool inside, below_face;
    bool weak;        // an open end was closed on the way: 0 <= e is to be shown
    bool exact_tried; // exact arithmetic has no answer here
} item_t;

typedef struct {
    statement_t *statement;
    slong max_precision;
    tree_t tree;
    plan_t plan;
    shape_t shape;
    expander_t *expander;
    size_t open, item_capacity, side_capacity;
    item_t *items; // a stack
    side_t *sides; // of the items, statement->count each
    size_t boxes;  // so far
    double lowest; // the least lower bound for e on the boxes closed so far
    bool has_suspect;
    double *suspect, suspect_score; // the point where the conclusion comes closest to failing, or fails most
    double reported_score;
    char **exact_point;
    side_t *worst;
    double worst_lower;
    const char *why;
    struct batch *batch;
} subdivision_t;

void subdivision_init(subdivision_t *s, statement_t *statement);
void subdivision_clear(subdivision_t *s);

// Works on at most `budget` further boxes.
subdivision_result_t subdivision_run(subdivision_t *s, size_t budget);

#endif
