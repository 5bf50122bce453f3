// SPDX-License-Identifier: LGPL-3.0-or-later
// One operation on Taylor series in time. Internal to prove/flow*.
#ifndef CERTIFY_PROVE_FLOW_NODE_H
#define CERTIFY_PROVE_FLOW_NODE_H

#include "expr/expr.h"

typedef struct {
    expr_op_t op;
    size_t first, count;  // operands: places in the field's list
    slong p, q;           // of POWER
    arb_t constant;       // of a term without variables
    bool is_constant;
    size_t variable;      // of VARIABLE
    size_t choice;        // of CASES, ABS, RELU, MIN, MAX: its first formula
    size_t chosen;        // CASES: the operand that is the value on the box; MIN, MAX: likewise; ABS, RELU: 0 for the
                          // operand itself, 1 for its negative or 0
    bool needed;
    bool is_zero;         // all over the box
    arb_ptr series;       // the coefficients ...
    arb_ptr aid, aid_of_aid; // ... and those of what they are computed with: cos for sin, 1 + u^2 for atan
} flow_node_t;

// Coefficient k of the node from those up to k of its operands u and v (v NULL for none) and its own before k.
void flow_node_extend(flow_node_t *node, arb_srcptr u, arb_srcptr v, slong k, slong prec);

#endif
