// SPDX-License-Identifier: LGPL-3.0-or-later
// Which nodes are never computed on their own: x + c, x - c, c - x, -x and c x with a constant c cost next to nothing
// when the sums, products and powers that read them compute them on the way.
#ifndef CERTIFY_EXPR_TAPE_FOLD_H
#define CERTIFY_EXPR_TAPE_FOLD_H

#include "expr/expr.h"

// The node's value is scale * (base + shift), with a minus before base or shift where negated.
typedef struct {
    expr_t base;
    bool negated;
    expr_t shift; // a fixed node, or EXPR_NONE
    bool shift_negated;
    double scale; // > 0, finite
} fold_form_t;

typedef struct {
    bool *folded;       // per node: it is not computed, since all that reads it reads its form
    fold_form_t *forms; // per node; of a node that is not folded, the node itself
} tape_folds_t;

// `fixed` tells the nodes without variables. A folded node is marked, not fixed, and no root.
void tape_folds_init(tape_folds_t *folds, const dag_t *dag, expr_t end, const bool *marked, const bool *fixed,
                     const bool *well_typed, size_t root_count, const expr_t *roots);
void tape_folds_clear(tape_folds_t *folds);

// Whether an operation reads forms: sums and products of two numbers that vary, and powers with exponents 2, 3, 4.
bool tape_fold_reads_forms(const dag_t *dag, expr_t a, const bool *fixed);

#endif
