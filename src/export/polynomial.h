// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms as polynomials on a cell: in the variables of an obligation and in the radicals among its constants, with
// rational coefficients. Which case a piecewise term takes is decided by signs on the cell (sign.h).
#ifndef CERTIFY_EXPORT_POLYNOMIAL_H
#define CERTIFY_EXPORT_POLYNOMIAL_H

#include "expr/expr.h"

// sqrt(c), c a constant; rational bounds lo < sqrt(c) < hi, or the value itself where it is rational.
typedef struct {
    expr_t node;
    bool is_rational;
    fmpq_t lo, hi;
} radical_t;

// The range of a generator of the ring.
typedef struct {
    bool lo_finite, hi_finite, lo_open, hi_open;
    fmpq_t lo, hi; // equal: the value itself
} span_t;

// Variables and radicals are the generators, in this order.
typedef struct {
    dag_t *dag;
    size_t variable_count, radical_count, count; // count: of both
    expr_t *variables;
    radical_t *radicals;
    fmpq_mpoly_struct *squares; // of the radicals
    fmpq_mpoly_ctx_t ring;
} terms_t;

#define TERMS_MAX_RADICALS 12

// All radicals among the nodes that the roots reach. False when there is one that is no square root of a number that is
// built from rational numbers and such roots by + - * /, or too many; to be cleared in any case.
bool terms_init(terms_t *frame, dag_t *dag, size_t variable_count, const expr_t *variables, size_t root_count,
                const expr_t *roots);
void terms_clear(terms_t *frame);

// The place of the variable or radical among the generators; frame->count when it is none.
size_t terms_place(const terms_t *frame, expr_t a);

// Puts radicands in the place of squares of radicals, until there are none.
void terms_reduce(fmpq_mpoly_t a, const terms_t *frame);

// A cell: one range for each variable.
typedef struct {
    const terms_t *frame; // borrowed
    span_t *ranges;
} patch_t;

void patch_init(patch_t *cell, const terms_t *frame);
void patch_set(patch_t *target, const patch_t *source);
void patch_clear(patch_t *cell);
bool span_is_point(const span_t *range);
// Also of a radical.
void patch_span(span_t *range, const patch_t *cell, size_t generator);
void span_init(span_t *range);
void span_set(span_t *target, const span_t *source);
void span_clear(span_t *range);

typedef enum { TRUTH_UNKNOWN, TRUTH_FALSE, TRUTH_TRUE } patch_truth_t;

// Evaluates an operator-free term or formula (expr_eliminate_operators) on the cell. A term: false when it is no
// polynomial there as far as can be seen.
bool patch_polynomial(fmpq_mpoly_t value, const patch_t *cell, expr_t term);
patch_truth_t patch_truth(const patch_t *cell, expr_t formula);

#endif
