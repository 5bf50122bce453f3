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

// A polynomial that is 0 at all values of the radicals: radical^2 times the monomial, and (radicand - radical^2) times
// it.
typedef struct {
    size_t radical;
    ulong *exponents; // of the monomial, frame->count
} reduction_t;

typedef struct {
    size_t count, capacity;
    reduction_t *items;
} reductions_t;

void reductions_clear(reductions_t *reductions);

// Puts radicands in the place of squares of radicals, until there are none; notes each step unless NULL.
void terms_reduce(fmpq_mpoly_t a, const terms_t *frame, reductions_t *reductions);

// A cell: one range for each variable.
typedef struct {
    const terms_t *frame; // borrowed
    span_t *ranges;
    bool reduces_cases; // values of cases are reduced at once; else nothing is
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

// The truth of a comparison that a case depends on: a prover is to be told.
typedef struct {
    expr_t difference; // a - b of a comparison, the argument of abs or relu
    int sign;          // of it on the cell: -1, 0, 1
} fact_t;

typedef struct {
    size_t count, capacity;
    fact_t *items;
} facts_t;

typedef enum { TRUTH_UNKNOWN, TRUTH_FALSE, TRUTH_TRUE } patch_truth_t;

// Evaluates an operator-free term or formula (expr_eliminate_operators) on the cell. A term: false when it is no
// polynomial there as far as can be seen. Facts are those that were needed, in the order in which they are.
bool patch_polynomial(fmpq_mpoly_t value, facts_t *facts, const patch_t *cell, expr_t term);
patch_truth_t patch_truth(facts_t *facts, const patch_t *cell, expr_t formula);

#endif
