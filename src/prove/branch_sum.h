// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds that a second evaluator agrees with. Interval results of two correct programs differ by rounding (derivatives
// by jets and by symbols, another order of operations), so evidence is only worth giving where a bound holds with some
// room. The room asked for is a small multiple of the unit in the last place of the terms that were added up.
#ifndef CERTIFY_PROVE_BRANCH_SUM_H
#define CERTIFY_PROVE_BRANCH_SUM_H

#include "expr/tape.h"

// The roots that one tape is compiled for, each with the factor that it enters its sum with.
typedef struct {
    expr_t *roots;
    double *weights;
    size_t count, capacity, weight_capacity;
} root_list_t;

// An expression e and its outermost summands: e = sum of weight * term, as positions in a root list.
typedef struct {
    size_t root;
    size_t first, count;
    bool linear; // in variables, with coefficients that are doubles: no room is needed where nothing is rounded
} sum_t;

void root_list_init(root_list_t *list);
void root_list_clear(root_list_t *list);
size_t root_list_add(root_list_t *list, expr_t root, double weight);

// Adds e and its summands (through sums, differences, negation and rational factors; at most SUM_MAX_TERMS).
#define SUM_MAX_TERMS 96
sum_t root_list_add_sum(root_list_t *list, const dag_t *dag, expr_t e);

// The room asked for, relative to the magnitude of terms, where enclosures have `precision` bits: 2^(16 - precision).
double rounding_room(slong precision);

typedef struct {
    double lo, hi; // lo <= e <= hi with room to spare, infinite when e may be undefined
    double noise;  // the room that was taken off the lower end
} sum_bounds_t;

// Bounds of a sum from the results of its tape. Exact results (both ends equal, or ends that arise without rounding)
// keep their value without room, and so do ends that are 0 because every term's end is 0.
sum_bounds_t sum_bounds(const sum_t *sum, const root_list_t *list, const tape_result_t *results, slong precision);

#endif
