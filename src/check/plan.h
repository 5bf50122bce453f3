// SPDX-License-Identifier: LGPL-3.0-or-later
// The order in which the nodes below some roots are evaluated, children first, and the order of the Taylor expansion
// that each needs: one more below each derivative.
#ifndef CERTIFY_CHECK_PLAN_H
#define CERTIFY_CHECK_PLAN_H

#include "check/monomials.h"
#include "expr/expr.h"

typedef struct plan plan_t;

typedef struct {
    expr_t node;
    expr_op_t op;
    int order; // of the jet; 0 for formulas
    bool is_formula;
    bool is_constant; // no variable occurs freely
    bool is_total;    // has a value wherever the variables have one, as its operators show
    bool *depends;    // per variable of the plan: the term may vary with it
    size_t first;     // operands: plan->operands[first .. first + count - 1]. DERIVATIVE: the differentiated term;
    size_t count;     // AT: the values of the bound variables; CASES: guard, value, ...
    size_t variable;  // VARIABLE, DERIVATIVE: index in plan->variables, SIZE_MAX for a variable not expanded in
    plan_t *body;     // AT: of the bound term
    size_t guard;     // an earlier step, the guard of the one case for which this step is needed; SIZE_MAX: needed in any case
} step_t;

struct plan {
    const dag_t *dag;
    size_t variable_count; // that jets are expanded in
    expr_t *variables;
    monomials_t monomials;
    size_t step_count, step_capacity;
    step_t *steps;
    size_t operand_count, operand_capacity;
    size_t *operands; // indices of steps
    size_t root_count;
    size_t *roots; // indices of steps
    size_t free_count, free_capacity;
    expr_t *free; // variables that occur freely
};

// The steps for the roots, roots[i] to Taylor order orders[i] in the given variables (and in those that derivatives
// below refer to). STATUS_LIMIT when there are too many monomials or steps; NULL then.
status_t plan_new(plan_t **plan, const dag_t *dag, size_t root_count, const expr_t *roots, const int *orders,
                  size_t variable_count, const expr_t *variables) CERTIFY_MUST_USE;
void plan_free(plan_t *plan);

static inline const step_t *plan_operand(const plan_t *plan, const step_t *step, size_t k)
{
    return plan->steps + plan->operands[step->first + k];
}

#endif
