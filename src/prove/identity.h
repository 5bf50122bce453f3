// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence `identity`: a FORALL whose negation is a system of polynomial equations and inequalities without a solution, shown by
// one polynomial identity (Krivine 1964, Stengle 1974). Internal to prove/.
//
//   sum of c P b^2 + sum of q h = 0,   c > 0, P a product of hypotheses g >= 0, p > 0, h the hypotheses h = 0,
//
// in which one term is positive wherever all hypotheses hold. Works on unbounded sets and where the inequality touches.
#ifndef CERTIFY_PROVE_IDENTITY_H
#define CERTIFY_PROVE_IDENTITY_H

#include "claim/obligation.h"

typedef enum {
    HYPOTHESIS_OTHER, // not used: no comparison of polynomials
    HYPOTHESIS_ZERO,
    HYPOTHESIS_NONNEGATIVE,
    HYPOTHESIS_POSITIVE,
    HYPOTHESIS_NONZERO
} hypothesis_kind_t;

typedef struct {
    hypothesis_kind_t kind;
    bool from_conclusion; // its negation is a member of the conclusion
    fmpq_mpoly_t polynomial;
    slong degree; // total; -1 for 0
} hypothesis_t;

// What would hold at a counterexample, numbered as in docs/certificate-format.md, `identity`: the bounds of the variables, the
// members of the region, the negated members of the conclusion.
typedef struct {
    const dag_t *dag;
    size_t variable_count;
    const quantified_t *variables; // borrowed
    fmpq_mpoly_ctx_t ring;
    size_t count, capacity;
    hypothesis_t *items;
} hypotheses_t;

// For a FORALL or EXISTS (of which the negation is to be shown). To be cleared.
void hypotheses_init(hypotheses_t *system, const dag_t *dag, const obligation_t *obligation);
void hypotheses_clear(hypotheses_t *system);

// c P b^2: P is the product of the hypotheses left and right (indices, SIZE_MAX for none).
typedef struct {
    size_t left, right;
    fmpq_mpoly_t root; // b
    fmpq_t factor;     // c
} identity_term_t;

typedef struct {
    size_t hypothesis;
    fmpq_mpoly_t multiplier; // q
} identity_multiple_t;

typedef struct {
    size_t term_count, term_capacity;
    identity_term_t *terms;
    size_t multiple_count;
    identity_multiple_t *multiples;
} identity_t;

void identity_init(identity_t *identity);
void identity_clear(identity_t *identity, const hypotheses_t *system);
// A new term with factor 0 and root 0.
identity_term_t *identity_add_term(identity_t *identity, const hypotheses_t *system, size_t left, size_t right);

// An identity of the total degree among sums of squares of binomials, found in floating point and then solved for exactly. False when
// none was found.
bool identity_search(identity_t *identity, const hypotheses_t *system, slong degree);

#endif
