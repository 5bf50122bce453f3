// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact evaluation of piecewise polynomials with algebraic coefficients: every variable is a polynomial in one variable
// t, and all terms and formulas are evaluated at a place of the line (place.h), signs decided exactly.
//
// The coefficients of jets are polynomials in t: the Taylor expansion of the case that the place belongs to.
#ifndef CERTIFY_CHECK_EXACT_H
#define CERTIFY_CHECK_EXACT_H

#include "check/enclose.h"
#include "check/jet.h"
#include "check/kleene.h"
#include "check/place.h"
#include "check/plan.h"

typedef struct {
    jet_t jet;      // of polynomials (rpoly_struct); failure STATUS_DOMAIN where it is undefined all over the place
    kleene_t truth; // of a formula
    bool undefined; // UNKNOWN because it surely has no truth value
    bool tie;       // some case in it was decided by equality: it may change nearby
} exact_value_t;

typedef struct exact_environment {
    const struct exact_environment *outer;
    size_t count;
    const expr_t *variables;
    const rpoly_struct *values;
} exact_environment_t;

typedef struct exact exact_t;

exact_t *exact_new(const plan_t *plan, real_ctx_struct *reals);
void exact_free(exact_t *exact);

// Evaluates all steps. The line is the space of the formulas about regularity when `line` is the only state variable
// that occurs, and t itself (EXPR_NONE: some other line in that space, along which regularity can only be seen to
// fail).
void exact_run(exact_t *exact, const exact_environment_t *environment, const place_t *place, expr_t line);

// The same with the variables near 0 of their space in the place of a line: jets then are the polynomials in the plan's
// variables (if of their degree), with the cases as `guide`, run before on the same plan over a box, decides them
// there.
void exact_run_guided(exact_t *exact, const exact_environment_t *environment, const evaluator_t *guide);

const exact_value_t *exact_root(const exact_t *exact, size_t root);

static inline const rpoly_struct *exact_coefficient(const exact_value_t *value, size_t monomial)
{
    return (const rpoly_struct *)value->jet.c + monomial;
}

// The truth of a formula without variables.
kleene_t exact_decide(const dag_t *dag, expr_t formula, real_ctx_struct *reals);
// The value of a term without variables; STATUS_DOMAIN when it has none, other failures when it is not known.
status_t exact_constant(real_t value, const dag_t *dag, expr_t term, real_ctx_struct *reals) CERTIFY_MUST_USE;
// The same between rationals, at a relative distance of about 2^-precision.
status_t exact_enclose(fmpq_t lower, fmpq_t upper, const dag_t *dag, expr_t term, slong precision,
                       real_ctx_struct *reals) CERTIFY_MUST_USE;

#endif
