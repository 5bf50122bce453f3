// SPDX-License-Identifier: LGPL-3.0-or-later
// The order in which the nodes of a tape are computed: operands first, and what only one value of a cases node needs
// together, so that it can be passed over where that case does not apply.
#ifndef CERTIFY_EXPR_TAPE_ORDER_H
#define CERTIFY_EXPR_TAPE_ORDER_H

#include "expr/expr.h"

// The nodes from position `start` up to before `end` are needed by one value of a cases node only, or by nothing that
// is needed if it is not; the guards of the node come before.
typedef struct {
    size_t start, end;
    expr_t cases;
    size_t branch; // of the values, from 0
} order_region_t;

typedef struct {
    expr_t *nodes;
    size_t count;
    order_region_t *regions; // by their starts, outer ones first
    size_t region_count;
} tape_order_t;

// The marked nodes before `end`, the fixed ones (without variables) first. Roots, and the nodes that stay[a] tells, belong to no region; nor do those under a
// cases node that is one of the latter.
void tape_order_init(tape_order_t *order, const dag_t *dag, expr_t end, const bool *marked, const bool *fixed,
                     const bool *stay, size_t root_count, const expr_t *roots);
void tape_order_clear(tape_order_t *order);

#endif
