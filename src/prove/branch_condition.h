// SPDX-License-Identifier: LGPL-3.0-or-later
// A normalised formula (claim/formula.h), compiled so that its truth on a box is read off the results of a tape.
#ifndef CERTIFY_PROVE_BRANCH_CONDITION_H
#define CERTIFY_PROVE_BRANCH_CONDITION_H

#include "prove/branch_sum.h"

typedef struct {
    expr_op_t op;
    size_t left, right; // members of AND and OR, the one of NOT
    sum_t sum;          // e of a comparison of 0 with e
    size_t root;        // of a formula that the tape decides itself
} condition_node_t;

typedef struct {
    condition_node_t *nodes; // members first; the last one is the formula
    size_t count;
} condition_t;

void condition_init(condition_t *condition, root_list_t *list, const dag_t *dag, expr_t formula);
void condition_clear(condition_t *condition);

// The truth on the box that the results were computed for, with room for rounding (branch_sum.h).
tape_truth_t condition_truth(const condition_t *condition, const root_list_t *list, const tape_result_t *results,
                             slong precision);

// A guide for the search, not a proof: for results at a point, at least 0 where the formula seems to hold, and then how
// far from failing; below 0 where it seems to fail. NaN when something is undefined.
double condition_score(const condition_t *condition, const tape_result_t *results);

#endif
