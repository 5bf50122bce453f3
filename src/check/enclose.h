// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation over a box: enclosures of values and derivatives, how regular the terms are, which formulas hold.
//
// Where the case that a point belongs to is not the same all over the box (abs, relu, min, max, cases), coefficients
// enclose those of every case that may apply. Derivatives are those of the case, as in docs/certificate-format.md.
#ifndef CERTIFY_CHECK_ENCLOSE_H
#define CERTIFY_CHECK_ENCLOSE_H

#include "check/assumption.h"
#include "check/jet.h"
#include "check/kleene.h"
#include "check/plan.h"
#include "check/range.h"
#include "real/real.h"

// How regular a term is known to be at every point of the box, as a function of all variables jointly. From
// LEVEL_CONTINUOUS on this speaks of a neighbourhood of the point; C^k is LEVEL_CONTINUOUS + k.
#define LEVEL_NONE 0
#define LEVEL_CONTINUOUS_ON_DOMAIN 1 // continuous, but perhaps defined on one side only, as sqrt at 0
#define LEVEL_CONTINUOUS 2
#define LEVEL_C1 3
#define LEVEL_C2 4
#define LEVEL_SMOOTH 1000000
#define LEVEL_ZERO 1000001 // zero in a neighbourhood: a product with what has values there is zero there, too

typedef struct {
    jet_t jet;        // of ranges
    int level;        // meaningful where the jet has a value
    kleene_t truth;   // of a formula, on the whole box
    kleene_t lasting; // the same in a neighbourhood of every point of the box
    bool has_truth;   // at every point of the box it is true or false
    bool is_idle;     // not evaluated: the one case that needs it does not apply anywhere on the box
} enclosure_t;

// Values of variables, innermost first.
typedef struct environment {
    const struct environment *outer;
    size_t count;
    const expr_t *variables;
    const range_t *values;
} environment_t;

typedef struct evaluator evaluator_t;

// For a plan, with ranges of the precision. Constants are enclosed with 64 bits more, once; where such an enclosure
// leaves a constant formula open it is decided exactly, in number fields of `reals`.
evaluator_t *evaluator_new(const plan_t *plan, slong precision, real_ctx_struct *reals);
void evaluator_free(evaluator_t *evaluator);

// From now on comparisons, abs, relu, min and max follow the assumptions (borrowed) about what they compare, even where
// the values say otherwise: the functions are those of the cases so chosen, continued to places where these cases do
// not apply. Levels speak of these functions, too. Not inside of AT. NULL: no more assumptions.
void evaluator_assume(evaluator_t *evaluator, size_t count, const assumption_t *assumptions);

// Evaluates all steps. Enters and leaves in round-to-nearest.
void evaluator_run(evaluator_t *evaluator, const environment_t *environment);

// Of the plan's root, and of any step, after a run; borrowed until the next run.
const enclosure_t *evaluator_root(const evaluator_t *evaluator, size_t root);
const enclosure_t *evaluator_step(const evaluator_t *evaluator, size_t step);
const evaluator_t *evaluator_body(const evaluator_t *evaluator, size_t step); // of an AT step

// The comparison of every number of a with every number of b.
kleene_t enclose_compare(expr_op_t op, const range_t *a, const range_t *b);

// The coefficient of a jet of ranges.
static inline const range_t *enclosure_coefficient(const enclosure_t *enclosure, size_t monomial)
{
    return (const range_t *)enclosure->jet.c + monomial;
}

#endif
