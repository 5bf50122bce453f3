// SPDX-License-Identifier: LGPL-3.0-or-later
// The ways to decide what is left open on a box: guards, and the signs that derivatives of abs, relu, min and max depend
// on. Each way is followed for itself, on the part of the box that it leaves; along it the terms are given by one formula.
#ifndef CERTIFY_CHECK_WAYS_H
#define CERTIFY_CHECK_WAYS_H

#include "check/evidence.h"

#define WAYS_MAX_ASSUMPTIONS 40 // one below the other

typedef struct {
    evidence_t *ev;
    question_t *question;
    size_t count; // of the inputs
    const expr_t *inputs;
    slong precision;
    size_t along; // only what does not depend on this variable of the question is told apart; SIZE_MAX for all
    size_t evaluations;
    assumption_t assumptions[WAYS_MAX_ASSUMPTIONS]; // of the way that is followed
} ways_t;

// For a question that was put. `along` is SIZE_MAX and may be set.
void ways_init(ways_t *ways, evidence_t *ev, question_t *question, size_t count, const expr_t *inputs, slong precision);

// The question on a box, or part of it, with the first `assumed` assumptions.
const evaluator_t *ways_evaluate(ways_t *ways, size_t assumed, const range_t *box);

// Whether the test succeeds for every way and the part of the box that it leaves. Afterwards the question makes no
// assumptions.
typedef bool (*way_test_t)(void *data, size_t assumed, const range_t *part);
bool ways_follow(ways_t *ways, const range_t *box, way_test_t test, void *data) CERTIFY_MUST_USE;

#endif
