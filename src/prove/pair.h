// SPDX-License-Identifier: LGPL-3.0-or-later
// What the two halves of PAIR share: the proof by the Jacobian and the search for two points.
#ifndef CERTIFY_PROVE_PAIR_H
#define CERTIFY_PROVE_PAIR_H

#include "prove/branch_plan.h"

typedef struct {
    statement_t *statement; // over one point; the region, and a conclusion that does not matter
    size_t n;      // of state variables, the first ones of the statement; the others are parameters
    bool gradient; // the map is the gradient of one function, so that its Jacobian is symmetric
    expr_t *map;   // operator-free
    expr_t bound;
    table_t table; // the map, its Jacobian by rows, the bound
} pair_map_t;

// Position of an entry in the table's sums.
static inline size_t pair_jacobian_index(const pair_map_t *map, size_t i, size_t j)
{
    return map->n + i * map->n + j;
}

// Two points of the region with norm(map(x) - map(y)) > bound * norm(x - y), verified; writes the evidence.
bool pair_refute(proof_t *proof, const pair_map_t *map, const obligation_t *obligation, const plan_t *plan);

// Whether the formula evidently describes a convex set: a conjunction of affine equalities and of inequalities a <= b
// with a convex and b concave by simple rules (convex.c). Implicit points count as constants.
bool evidently_convex(const dag_t *dag, expr_t formula, size_t count, const expr_t *variables);

#endif
