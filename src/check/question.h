// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms that are evaluated again and again, on boxes and at places, with what that takes kept between.
#ifndef CERTIFY_CHECK_QUESTION_H
#define CERTIFY_CHECK_QUESTION_H

#include "check/enclose.h"
#include "check/exact.h"

// What is known of one coordinate of an implicit point, from the evidence of its root obligation.
typedef struct {
    expr_t variable;
    fmpq_t lower, upper;
    bool exact; // then `value` is the coordinate
    rpoint_t value;
} known_point_t;

// What evaluation needs besides the variables' values.
typedef struct {
    dag_t *dag; // grows by the obligations of parts (check/separate.c, check/decouple.c)
    real_ctx_struct *reals;
    size_t point_count, point_capacity;
    known_point_t *points;
    bool within_decouple; // evidence `decouple` is being checked
    bool within_box;      // that of a leaf `box` is
    bool within_symmetry; // that of evidence `symmetric` is
    struct share *share;  // with other processes, of parts of trees; NULL for none
} ground_t;

void ground_init(ground_t *ground, dag_t *dag, real_ctx_struct *reals);
void ground_clear(ground_t *ground);
// Forgets all points.
void ground_reset(ground_t *ground);
// A new coordinate that lies between the bounds, and is *value unless NULL.
void ground_add_point(ground_t *ground, expr_t variable, const fmpq_t lower, const fmpq_t upper,
                      const rpoint_struct *value);

#define QUESTION_EVALUATORS 6

typedef struct {
    plan_t *plan; // NULL before the question is put
    status_t status;
    evaluator_t *evaluators[QUESTION_EVALUATORS]; // for the precisions last used
    slong precisions[QUESTION_EVALUATORS];
    size_t next;
    exact_t *exact;
    size_t assumption_count; // that enclosures make; none unless set
    const assumption_t *assumptions;
} question_t;

void question_clear(question_t *question);
// Puts the question (once): the roots to these Taylor orders in the variables. False when it is too large.
bool question_put(question_t *question, const ground_t *ground, size_t root_count, const expr_t *roots,
                  const int *orders, size_t variable_count, const expr_t *variables);
// Evaluates it where the variables have these values, and the implicit points theirs. Borrowed, until the next time.
const evaluator_t *question_enclose(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                                    const range_t *values, slong precision);
// The same exactly, where the variables are polynomials in t (exact.h). Implicit points must be known exactly to count.
const exact_t *question_decide(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                               const rpoly_struct *values, const place_t *place, expr_t line);
// The same as polynomials in the variables near 0, cases decided by the guide; the variables in `values` are constants.
const exact_t *question_expand(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                               const rpoly_struct *values, const evaluator_t *guide);

#endif
