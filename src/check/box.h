// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes of the quantified variables, with exact ends.
#ifndef CERTIFY_CHECK_BOX_H
#define CERTIFY_CHECK_BOX_H

#include "check/enclose.h"
#include "real/rpoint.h"

// An end of an interval.
typedef struct {
    bool infinite;
    bool exact; // `value` is the end; else only the bounds and, unless EXPR_NONE, the term are known
    real_t value;
    expr_t term;         // a constant
    fmpq_t lower, upper; // bounds of the end, equal to it when it is rational
} end_t;

void end_init(end_t *end);
void end_clear(end_t *end);
void end_set_rational(end_t *end, const fmpq_t value);
void end_set_real(end_t *end, const real_t value);
// Somewhere in a bounded range with MPFR ends.
void end_set_range(end_t *end, const range_t *range);
// Of a constant term: exact where it can be. False when it has no value that can be enclosed.
bool end_set_term(end_t *end, const dag_t *dag, expr_t term, real_ctx_struct *reals);
// -1, 0 or 1 as the end is less than, equal to or greater than a rational; 2 when that is not known. Ends must be
// finite.
int end_compare(const end_t *end, const fmpq_t value);
// The enclosure of a finite end.
void end_range(range_t *result, const end_t *end, const dag_t *dag, real_ctx_struct *reals);

// Ends are borrowed. A variable fixed by a face has the same end twice.
typedef struct {
    size_t count;
    const expr_t *variables;
    const end_t **lo, **hi;
    bool *fixed;
} box_t;

void box_init(box_t *box, size_t count, const expr_t *variables);
void box_clear(box_t *box);
void box_copy(box_t *box, const box_t *from); // initialises
bool box_is_bounded(const box_t *box);

// The box in ranges: `values` has box->count entries.
void box_ranges(range_t *values, const box_t *box, const dag_t *dag, real_ctx_struct *reals);
// About the middle of these ranges of the box; for a fixed variable, all of its range.
void box_midpoint(range_t *centre, const box_t *box, const range_t *ranges);

#endif
