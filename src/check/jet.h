// SPDX-License-Identifier: LGPL-3.0-or-later
// Truncated Taylor expansions ("jets") in several variables, with coefficients in a ring.
//
// The coefficient of the monomial m = x^a is (1/a!) d^a u, at every point that the ring's elements speak of. A jet of
// order k holds the monomials of degree <= k (monomials.h). A. Griewank, A. Walther, Evaluating Derivatives, chapter
// 13; L. B. Rall, Automatic Differentiation: Techniques and Applications.
#ifndef CERTIFY_CHECK_JET_H
#define CERTIFY_CHECK_JET_H

#include "check/monomials.h"
#include "check/ring.h"

// known[m]: coefficient m is right. Where the value (known[0]) is not known nothing is, and `failure` says why:
// STATUS_DOMAIN for undefined. `derivative_failure` says it of the unknown derivatives: STATUS_DOMAIN if all of them
// are undefined by the rules of differentiation, as that of sqrt at 0.
typedef struct {
    void *c;
    bool *known;
    int order;
    status_t failure, derivative_failure;
    bool *absent; // per coefficient: 0, as its monomial has a variable that the term does not vary with
} jet_t;

// Ring, monomials and room for intermediate results.
typedef struct {
    const ring_t *ring;
    const monomials_t *monomials;
    void *scratch[3]; // of all monomials each
    void *item;       // one element
} jets_t;

void jets_init(jets_t *jets, const ring_t *ring, const monomials_t *monomials);
void jets_clear(jets_t *jets);

// `depends`, per variable: the term may vary with it; NULL for all.
void jet_init(jet_t *jet, const jets_t *jets, int order, const bool *depends);
void jet_clear(jet_t *jet, const jets_t *jets);

// In all of these the result is none of the operands and has an order no larger than theirs. Coefficients that need an
// unknown one are unknown; but all derivatives are 0 in variables that the term does not depend on.
void jet_set(jet_t *result, const jet_t *a, const jets_t *jets);
void jet_set_constant(jet_t *result, const void *value, const jets_t *jets);
void jet_add(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets);
void jet_sub(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets);
void jet_neg(jet_t *result, const jet_t *a, const jets_t *jets);
void jet_mul(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets);
void jet_div(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets);
void jet_power(jet_t *result, const jet_t *a, slong p, slong q, const jets_t *jets);
void jet_sqrt(jet_t *result, const jet_t *a, const jets_t *jets);
// EXPR_EXP ... EXPR_SOFTPLUS.
void jet_function(jet_t *result, expr_op_t op, const jet_t *a, const jets_t *jets);
// The derivative in a variable; a must be of higher order than the result.
void jet_derivative(jet_t *result, const jet_t *a, size_t variable, const jets_t *jets);
// The composition: a is a jet over the monomials `inner`, at the place that inputs[w] has as its value; inputs[w] is
// the jet (over jets->monomials, of order no less than the result's) of the inner variable w.
void jet_compose(jet_t *result, const jet_t *a, const monomials_t *inner, const jet_t *const *inputs,
                 const jets_t *jets);

// Nothing is known, for this reason.
void jet_fail(jet_t *result, status_t failure, const jets_t *jets);
// To be called once a result is complete, when other functions than these have worked on it: if it has a value,
// derivatives in variables that it does not depend on are 0; if it has none, nothing is known.
void jet_settle(jet_t *result, const jets_t *jets);

static inline bool jet_has_value(const jet_t *jet)
{
    return jet->known[0];
}

// Whether all coefficients up to the order are known.
bool jet_is_known(const jet_t *jet, int order, const monomials_t *monomials);

static inline size_t jet_count(const jet_t *jet, const jets_t *jets)
{
    return jets->monomials->counts[jet->order];
}

#endif
