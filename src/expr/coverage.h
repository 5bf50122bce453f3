// SPDX-License-Identifier: LGPL-3.0-or-later
// Whether the guards of a cases node leave a gap: a propositional check over the order of the compared values.
//
// The comparisons in the guards fall into scales. A scale is an expression compared with constants c1 < ... < cm, which
// cut the line into 2m + 1 cells: below c1, at c1, between c1 and c2, ..., above cm. Two expressions compared with one
// another are a scale too, with the cells less, equal, greater; every other atom is one with the cells false, true.
// Each point lies in one cell of every scale, and that decides all guards. So if every combination of cells that a box
// can meet satisfies some guard, then at every point of the box where all guards have truth values one of them holds.
#ifndef CERTIFY_EXPR_COVERAGE_H
#define CERTIFY_EXPR_COVERAGE_H

#include "expr/expr.h"
#include "interval/dinterval.h"

typedef struct coverage coverage_t;

// The scales of a cases node; fixed[a] tells whether node a has no variable below. NULL when the guards are too many or
// too long (COVERAGE_* limits), so that nothing can be said.
coverage_t *coverage_new(const dag_t *dag, expr_t cases, const bool *fixed);
void coverage_free(coverage_t *coverage);
#define COVERAGE_MAX_MEMBERS 256       // connectives and atoms in all guards
#define COVERAGE_MAX_COMBINATIONS 4096 // of cells

size_t coverage_scale_count(const coverage_t *coverage);
// The expression whose value restricts the cells of a scale, or EXPR_NONE.
expr_t coverage_scale_expression(const coverage_t *coverage, size_t scale);

// The constants of a scale, given by coverage_constant, must get enclosures before coverage_is_exhaustive.
size_t coverage_constant_count(const coverage_t *coverage, size_t scale);
expr_t coverage_constant(const coverage_t *coverage, size_t scale, size_t k);
void coverage_set_constant(coverage_t *coverage, size_t scale, size_t k, dinterval_t enclosure);
// Puts the constants in order; false when enclosures overlap, and the coverage is of no use.
bool coverage_sort(coverage_t *coverage);

// Whether some guard holds in every combination of cells, where the expression of scale s has values in values[s] only
// (ignored where there is none).
bool coverage_is_exhaustive(const coverage_t *coverage, const dinterval_t *values);

#endif
