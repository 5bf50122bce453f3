// SPDX-License-Identifier: LGPL-3.0-or-later
// The leaf `expand`: with the cases decided on the box, e is a polynomial in the variables. It is its own Taylor
// expansion at 0 when that is carried to its degree; like terms are collected exactly there, and what cancels is gone.
#include "check/expand.h"

#include "base/memory.h"
#include "check/leaf.h"

#define MAX_DEGREE 200

// ---- degrees ----

static int most(int a, int b)
{
    return a > b ? a : b;
}

static int power_degree(const plan_t *plan, const step_t *step, int a)
{
    slong p, q;
    expr_exponent(&p, &q, plan->dag, step->node);
    if (a == 0)
        return 0;
    if (a == NOT_POLYNOMIAL || q != 1 || p < 0 || p > MAX_DEGREE)
        return NOT_POLYNOMIAL;
    return (int)p * a;
}

// Of the branches that the guide leaves open (all, without a guide). Without one, branches that are not polynomials are
// passed over; the guide may rule them out.
static int cases_degree(const plan_t *plan, const step_t *step, const int *degrees, const evaluator_t *guide)
{
    int degree = 0;
    for (size_t k = 0; k < step->count; k += 2) {
        size_t guard = plan->operands[step->first + k];
        int branch = degrees[plan->operands[step->first + k + 1]];
        if (guide && evaluator_step(guide, guard)->truth == KLEENE_FALSE)
            continue;
        if (guide && branch == NOT_POLYNOMIAL)
            return NOT_POLYNOMIAL;
        degree = most(degree, branch);
    }
    return degree;
}

static int step_degree(const plan_t *plan, const step_t *step, const int *degrees, const evaluator_t *guide)
{
    int a = step->count > 0 ? degrees[plan->operands[step->first]] : 0;
    int b = step->count > 1 ? degrees[plan->operands[step->first + 1]] : 0;
    if (step->is_constant || step->is_formula)
        return 0;
    switch (step->op) {
    case EXPR_VARIABLE:
        return 1;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MIN:
    case EXPR_MAX:
        return a < 0 || b < 0 ? NOT_POLYNOMIAL : most(a, b);
    case EXPR_MUL:
        return a < 0 || b < 0 ? NOT_POLYNOMIAL : a + b;
    case EXPR_DIV:
        return b == 0 ? a : NOT_POLYNOMIAL;
    case EXPR_NEG:
    case EXPR_ABS:
    case EXPR_RELU:
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
        return a;
    case EXPR_POWER:
        return power_degree(plan, step, a);
    case EXPR_CASES:
        return cases_degree(plan, step, degrees, guide);
    default:
        return a == 0 && step->op != EXPR_AT ? 0 : NOT_POLYNOMIAL;
    }
}

int expand_degree(const plan_t *plan, size_t root, const evaluator_t *guide)
{
    int *degrees = mem_alloc(plan->step_count, sizeof *degrees);
    for (size_t i = 0; i < plan->step_count; i++) {
        degrees[i] = step_degree(plan, plan->steps + i, degrees, guide);
        if (degrees[i] > MAX_DEGREE)
            degrees[i] = NOT_POLYNOMIAL;
    }
    int degree = degrees[plan->roots[root]];
    mem_free(degrees);
    return degree;
}

// Puts the question to the order that is the polynomial's degree.
static bool put_expansion(evidence_t *ev)
{
    if (ev->expansion.plan)
        return true;
    const int zero = 0;
    plan_t *plan;
    int degree = NOT_POLYNOMIAL;
    if (plan_new(&plan, ev->ground->dag, 1, &ev->goal.e, &zero, 0, NULL) == STATUS_OK)
        degree = expand_degree(plan, 0, NULL);
    bool good =
        degree >= 0 && question_put(&ev->expansion, ev->ground, 1, &ev->goal.e, &degree, plan->free_count, plan->free);
    plan_free(plan);
    return good || evidence_refuse(ev, "the compared term is not a polynomial that can be expanded");
}

// ---- the polynomial on the box ----

// The coefficient times the powers of the variables' ranges.
static bool add_term(range_t *sum, const rpoly_struct *coefficient, const uint16_t *exponents, const range_t *values,
                     size_t n)
{
    fmpq_t lower, upper;
    real_t number;
    range_t term, factor;
    slong precision = range_precision(sum);
    fmpq_init(lower);
    fmpq_init(upper);
    real_init(number);
    range_init(&term, precision);
    range_init(&factor, precision);
    rpoly_get_coeff(number, coefficient, 0);
    real_get_bounds(lower, upper, number, precision + 32);
    range_set_rationals(&term, lower, upper);
    rounding_t mode = rounding_upward();
    bool good = rpoly_is_constant(coefficient);
    for (size_t v = 0; good && v < n; v++) {
        good = range_power(&factor, values + v, exponents[v], 1) == STATUS_OK;
        range_mul(&term, &term, &factor);
    }
    range_add(sum, sum, &term);
    rounding_restore(mode);
    range_clear(&term);
    range_clear(&factor);
    real_clear(number);
    fmpq_clear(lower);
    fmpq_clear(upper);
    return good;
}

bool expand_add_values(range_t *sum, const exact_t *exact, size_t root, const plan_t *plan, const range_t *values)
{
    const exact_value_t *e = exact_root(exact, root);
    bool good = jet_is_known(&e->jet, e->jet.order, &plan->monomials);
    for (size_t m = 0; good && m < plan->monomials.counts[e->jet.order]; m++)
        good = rpoly_is_zero(exact_coefficient(e, m)) ||
               add_term(sum, exact_coefficient(e, m), plan->monomials.exponents + m * plan->variable_count, values,
                        plan->variable_count);
    return good;
}

// The ranges of the polynomial's variables: 0 for a fixed one of exact value, which the coefficients contain.
static bool variable_ranges(range_t *values, const evidence_t *ev, const range_t *ranges, const assignment_t *fixed)
{
    const plan_t *plan = ev->expansion.plan;
    bool known = true;
    for (size_t v = 0; v < plan->variable_count; v++) {
        bool found = false;
        for (size_t i = 0; i < ev->variable_count && !found; i++)
            if ((found = ev->variables[i] == plan->variables[v]))
                range_set(values + v, ranges + i);
        for (size_t i = 0; i < ev->ground->point_count && !found; i++)
            if ((found = ev->ground->points[i].variable == plan->variables[v]))
                range_set_rationals(values + v, ev->ground->points[i].lower, ev->ground->points[i].upper);
        for (size_t i = 0; i < fixed->count; i++)
            if (fixed->variables[i] == plan->variables[v])
                range_set_si(values + v, 0);
        known = known && found;
    }
    return known;
}

// Fixed variables with exact values are those; all others, implicit points among them, are expanded in around 0.
static void assign(assignment_t *origin, assignment_t *fixed, const plan_t *plan, const box_t *box)
{
    rpoly_t zero;
    rpoly_init(zero);
    assignment_of_box(fixed, box, SIZE_MAX);
    assignment_init(origin, plan->variable_count);
    for (size_t v = 0; v < plan->variable_count; v++) {
        const rpoly_struct *value = zero;
        for (size_t i = 0; i < fixed->count; i++)
            if (fixed->variables[i] == plan->variables[v])
                value = fixed->values + i;
        assignment_add(origin, plan->variables[v], value);
    }
    rpoly_clear(zero);
}

static bool bound_polynomial(range_t *bound, evidence_t *ev, const box_t *box, const range_t *ranges,
                             const evaluator_t *guide)
{
    const plan_t *plan = ev->expansion.plan;
    assignment_t origin, fixed;
    assign(&origin, &fixed, plan, box);
    const exact_t *exact =
        question_expand(&ev->expansion, ev->ground, origin.count, origin.variables, origin.values, guide);
    range_t *values = range_array_new(plan->variable_count + 1, range_precision(bound));
    bool good = variable_ranges(values, ev, ranges, &fixed) && expand_add_values(bound, exact, 0, plan, values);
    range_array_free(values, plan->variable_count + 1);
    assignment_clear(&origin);
    assignment_clear(&fixed);
    return good;
}

static bool polynomial_holds(const evidence_t *ev, bool weak, const range_t *e)
{
    expr_op_t op = expr_op(ev->ground->dag, ev->goal.conclusion);
    if (ev->goal.is_atom)
        return goal_bound_holds(&ev->goal, weak, e);
    bool equal = (op == EXPR_EQUAL) != ev->goal.negated;
    return equal ? range_is_zero(e) : !range_contains_zero(e);
}

// e of `equal 0 e` and `not-equal 0 e` too.
static bool find_term(evidence_t *ev)
{
    const dag_t *dag = ev->ground->dag;
    if (ev->goal.is_atom)
        return true;
    expr_t conclusion = ev->goal.conclusion;
    expr_op_t op = conclusion != EXPR_NONE ? expr_op(dag, conclusion) : EXPR_TRUE;
    if (op != EXPR_EQUAL && op != EXPR_NOT_EQUAL)
        return evidence_refuse(ev, "the conclusion is not a comparison with 0");
    expr_t zero = expr_child(dag, conclusion, 0);
    ev->goal.e = expr_child(dag, conclusion, 1);
    return (expr_op(dag, zero) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, zero))) ||
           evidence_refuse(ev, "the conclusion is not a comparison with 0");
}

static bool expansion_holds(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    range_t bound;
    range_init(&bound, t->precision);
    const evaluator_t *guide = evidence_at(ev, &ev->expansion, ranges, t->precision);
    int order = ev->expansion.plan->steps[ev->expansion.plan->roots[0]].order;
    int degree = expand_degree(ev->expansion.plan, 0, guide);
    bool holds = degree >= 0 && degree <= order && bound_polynomial(&bound, ev, t->box, ranges, guide) &&
                 polynomial_holds(ev, t->weak, &bound);
    range_clear(&bound);
    return holds;
}

bool check_leaf_expand(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false) || !find_term(ev) ||
        !put_expansion(ev))
        return false;
    leaf_test_t test = {.ev = ev, .precision = precision, .weak = scope->weak, .box = scope->box};
    return evidence_holds_on(ev, scope->box, precision, expansion_holds, &test) ||
           evidence_refuse(ev, "the expanded polynomial does not show the conclusion on the box");
}
