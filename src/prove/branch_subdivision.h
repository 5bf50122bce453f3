// SPDX-License-Identifier: LGPL-3.0-or-later
// Branch and bound for one statement: boxes are closed by the leaf tests or split, depth first, some at a time, which
// several threads examine (base/parallel.h), with the work counted in boxes. Deterministic.
#ifndef CERTIFY_PROVE_BRANCH_SUBDIVISION_H
#define CERTIFY_PROVE_BRANCH_SUBDIVISION_H

#include "prove/branch_examine.h"

typedef enum {
    SUBDIVISION_PROVED,
    SUBDIVISION_REFUTED, // `exact_point` is a counterexample
    SUBDIVISION_SUSPECT, // the conclusion seems to fail at `suspect`; the run may be continued
    SUBDIVISION_PAUSED,  // the budget of this run is used up
    SUBDIVISION_STUCK    // a box cannot be closed or split: `worst`, and `why`
} subdivision_result_t;

#define ROUND_BATCHES 32 // at most, of boxes that are taken at a time

typedef struct {
    statement_t *statement;
    examiner_t examiner;
    tree_t tree;
    size_t open, item_capacity, side_capacity;
    item_t *items; // a stack
    side_t *sides; // of the items, statement->count each
    size_t boxes;  // so far
    double
        volume_left; // the part of the root's that is not closed, faces counting as closed; NAN for an unbounded root
    double lowest;   // the least lower bound for e on the boxes closed so far
    bool has_suspect;
    double *suspect, suspect_score; // the point where the conclusion comes closest to failing, or fails most
    double reported_score;
    char **exact_point;
    side_t *worst;
    double worst_lower;
    const char *why;
    size_t batch_count;                   // of the round
    struct batch *batches[ROUND_BATCHES]; // NULL before they are needed
} subdivision_t;

void subdivision_init(subdivision_t *s, statement_t *statement);
void subdivision_clear(subdivision_t *s);

// Works on at most `budget` further boxes.
subdivision_result_t subdivision_run(subdivision_t *s, size_t budget);

#endif
