// SPDX-License-Identifier: LGPL-3.0-or-later
// Whether the guards of a cases node leave a gap: a propositional check over the order of the compared values.
//
// Comparisons in the guards fall into scales. A threshold scale is one expression compared with constants
// c1 < ... < cm, which cut the line into 2m + 1 cells: below c1, at c1, between, ..., above cm. A pair scale is two
// expressions compared with one another: less, equal, greater. Any other atom is a scale of its own: false, true. Each
// point lies in one cell of every scale, which decides all guards, so if every combination of cells that a box can
// meet satisfies some guard, then the guards are exhaustive wherever they have truth values.
#ifndef CERTIFY_EXPR_COVERAGE_H
#define CERTIFY_EXPR_COVERAGE_H

#include "expr/expr.h"
#include "interval/dinterval.h"

typedef struct {
    expr_t left, right;      // the compared expression; the other one for a pair; EXPR_NONE for thresholds
    uint32_t left_register;  // of the compared expression, for a threshold scale
    dinterval_t *thresholds; // enclosures, separated and increasing
    expr_t *constants;       // the nodes of the thresholds
    size_t count;            // of the thresholds
    size_t cells;
} scale_t;

// A guard in postfix order: every member refers to earlier ones.
typedef struct {
    expr_op_t op;          // TRUE, FALSE, AND, OR, NOT, or LESS ... NOT_EQUAL, or DEFINED for an atom of its own
    uint32_t a, b;         // members, for connectives
    uint32_t scale;        // for comparisons and atoms
    uint32_t threshold;    // for comparisons on a threshold scale
    bool reversed;         // the scale's expression is the right-hand side
} member_t;

typedef struct {
    scale_t *scales;
    size_t scale_count;
    member_t *members;
    size_t member_count;
    uint32_t *guards; // members
    size_t guard_count;
} coverage_t;

#endif
