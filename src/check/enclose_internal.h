// SPDX-License-Identifier: LGPL-3.0-or-later
// What the files of evaluation over a box share. Internal to enclose*.c.
#ifndef CERTIFY_CHECK_ENCLOSE_INTERNAL_H
#define CERTIFY_CHECK_ENCLOSE_INTERNAL_H

#include "check/enclose.h"
#include "check/range_ring.h"

struct evaluator {
    const plan_t *plan;
    slong precision;
    real_ctx_struct *reals;
    range_context_t arithmetic;
    ring_t ring;
    jets_t jets;
    enclosure_t *values;  // per step
    evaluator_t **bodies; // per step, NULL but for AT
    range_t one, zero;
    size_t assumption_count;
    const assumption_t *assumptions;
};

static inline enclosure_t *enclose_operand(const evaluator_t *e, const step_t *step, size_t k)
{
    return e->values + e->plan->operands[step->first + k];
}

static inline range_t *enclose_item(const jet_t *jet, size_t i)
{
    return (range_t *)jet->c + i;
}

static inline int enclose_least_level(int a, int b)
{
    return a < b ? a : b;
}

// The orders that are left of the operands of a comparison, min, max; of the operand of abs, relu and 0.
static inline unsigned enclose_orders_left(const evaluator_t *e, const step_t *step)
{
    const dag_t *dag = e->plan->dag;
    expr_t right = step->count > 1 ? expr_child(dag, step->node, 1) : EXPR_NONE;
    return assumptions_leave(e->assumption_count, e->assumptions, expr_child(dag, step->node, 0), right);
}

// Operators that go by cases (enclose_piece.c); the operands have values, except those of CASES.
void enclose_run_abs(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u);
void enclose_run_relu(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u);
void enclose_run_extremum(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *a,
                          const enclosure_t *b);
void enclose_run_cases(evaluator_t *e, const step_t *step, enclosure_t *v);
// Formulas (enclose_formula.c).
void enclose_run_formula(evaluator_t *e, const step_t *step, enclosure_t *v);

#endif
