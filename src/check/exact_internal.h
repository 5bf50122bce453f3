// SPDX-License-Identifier: LGPL-3.0-or-later
// What the files of exact evaluation share. Internal to exact*.c.
#ifndef CERTIFY_CHECK_EXACT_INTERNAL_H
#define CERTIFY_CHECK_EXACT_INTERNAL_H

#include "check/exact.h"
#include "check/polynomial_ring.h"

struct exact {
    const plan_t *plan;
    real_ctx_struct *reals;
    const place_t *place;
    const evaluator_t *guide;
    bool values_only; // nothing is differentiated, so that the guide may be followed at kinks
    bool line_is_space;
    polynomial_context_t context;
    ring_t ring;
    jets_t jets;
    exact_value_t *values; // per step
    exact_t **bodies;      // per step, NULL but for AT
    exact_t *sides[2];     // below and above a point, for formulas about regularity; NULL when there are none
    bool constants_known;
};

static inline exact_value_t *exact_operand(const exact_t *e, const step_t *step, size_t k)
{
    return e->values + e->plan->operands[step->first + k];
}

static inline rpoly_struct *exact_item(const jet_t *jet, size_t i)
{
    return (rpoly_struct *)jet->c + i;
}

// Whether a step is decided by enclosures over a box.
static inline bool exact_follows_guide(const exact_t *e, const step_t *step)
{
    return e->guide && !step->is_constant;
}

static inline bool exact_is_undefined(const jet_t *jet)
{
    return !jet_has_value(jet) && jet->failure == STATUS_DOMAIN;
}

// CONTINUOUS ... C2 and DEFINED, and PARTIAL (exact_regularity.c).
void exact_run_regularity(exact_t *e, const step_t *step, exact_value_t *v);
void exact_run_partial(exact_t *e, const step_t *step, exact_value_t *v);

#endif
