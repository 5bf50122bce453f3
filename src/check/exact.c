// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/exact.h"

#include "base/memory.h"
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

static exact_value_t *operand(const exact_t *e, const step_t *step, size_t k)
{
    return e->values + e->plan->operands[step->first + k];
}

static rpoly_struct *coefficient(const jet_t *jet, size_t i)
{
    return (rpoly_struct *)jet->c + i;
}

const exact_value_t *exact_root(const exact_t *exact, size_t root)
{
    return exact->values + exact->plan->roots[root];
}

// ---- signs ----

static status_t polynomial_sign(int *sign, const rpoly_struct *p, const exact_t *e)
{
    return place_sign(sign, p, e->place, e->reals);
}

// The sign that a range shows: of a term at or beyond 0 everywhere on the box, it may count as beyond if `touching`.
static status_t range_sign(int *sign, const range_t *a, bool touching)
{
    if (range_is_zero(a))
        *sign = 0;
    else if (range_is_positive(a) || (touching && range_is_nonnegative(a)))
        *sign = 1;
    else if (range_is_negative(a) || (touching && range_is_nonpositive(a)))
        *sign = -1;
    else
        return STATUS_UNSUPPORTED;
    return STATUS_OK;
}

static bool follows_guide(const exact_t *e, const step_t *step)
{
    return e->guide && !step->is_constant;
}

static const range_t *guide_value(const exact_t *e, const step_t *step)
{
    return enclosure_coefficient(evaluator_step(e->guide, (size_t)(step - e->plan->steps)), 0);
}

// The sign of an operand that has a value.
static status_t operand_sign(int *sign, const exact_t *e, const step_t *step)
{
    const step_t *u = plan_operand(e->plan, step, 0);
    if (follows_guide(e, step))
        return range_sign(sign, guide_value(e, u), e->values_only);
    return polynomial_sign(sign, coefficient(&operand(e, step, 0)->jet, 0), e);
}

// The sign of (first operand) - (second operand).
static status_t order_sign(int *sign, exact_t *e, const step_t *step)
{
    if (follows_guide(e, step)) {
        const range_t *a = guide_value(e, plan_operand(e->plan, step, 0));
        const range_t *b = guide_value(e, plan_operand(e->plan, step, 1));
        bool less = range_less(a, b) || (e->values_only && range_less_equal(a, b));
        bool greater = range_less(b, a) || (e->values_only && range_less_equal(b, a));
        *sign = less ? -1 : 1;
        return less || greater ? STATUS_OK : STATUS_UNSUPPORTED;
    }
    rpoly_t difference;
    rpoly_init(difference);
    status_t status = rpoly_sub(difference, coefficient(&operand(e, step, 0)->jet, 0),
                                coefficient(&operand(e, step, 1)->jet, 0), e->reals);
    if (status == STATUS_OK)
        status = polynomial_sign(sign, difference, e);
    rpoly_clear(difference);
    return status;
}

// ---- leaves ----

static void run_rational(exact_t *e, const step_t *step, exact_value_t *v)
{
    rpoly_t value;
    real_t number;
    rpoly_init(value);
    real_init(number);
    real_set_fmpq(number, expr_rational_value(e->plan->dag, step->node));
    rpoly_set_real(value, number);
    jet_set_constant(&v->jet, value, &e->jets);
    real_clear(number);
    rpoly_clear(value);
}

static void run_variable(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    for (; environment; environment = environment->outer)
        for (size_t i = 0; i < environment->count; i++)
            if (environment->variables[i] == step->node) {
                jet_set_constant(&v->jet, environment->values + i, &e->jets);
                if (step->order > 0 && step->variable != SIZE_MAX)
                    rpoly_one(coefficient(&v->jet, monomial_variable(&e->plan->monomials, step->variable)));
                return;
            }
    jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
}

// ---- pieces: the case that the place belongs to; at kinks 0 (abs, relu) or the first operand (min, max) ----

static void run_kink(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *u = &operand(e, step, 0)->jet;
    int sign;
    status_t status = operand_sign(&sign, e, step);
    rpoly_t zero;
    rpoly_init(zero);
    if (status != STATUS_OK)
        jet_fail(&v->jet, status, &e->jets);
    else if (sign > 0)
        jet_set(&v->jet, u, &e->jets);
    else if (sign < 0 && step->op == EXPR_ABS)
        jet_neg(&v->jet, u, &e->jets);
    else
        jet_set_constant(&v->jet, zero, &e->jets);
    v->tie = v->tie || status != STATUS_OK || sign == 0;
    rpoly_clear(zero);
}

static void run_extremum(exact_t *e, const step_t *step, exact_value_t *v)
{
    int sign;
    status_t status = order_sign(&sign, e, step);
    bool second = step->op == EXPR_MAX ? sign < 0 : sign > 0;
    if (status != STATUS_OK)
        jet_fail(&v->jet, status, &e->jets);
    else
        jet_set(&v->jet, &operand(e, step, second)->jet, &e->jets);
    v->tie = v->tie || status != STATUS_OK || sign == 0;
}

static void run_cases(exact_t *e, const step_t *step, exact_value_t *v)
{
    for (size_t k = 0; k < step->count; k += 2) {
        const exact_value_t *guard = operand(e, step, k);
        if (guard->truth == KLEENE_TRUE) {
            jet_set(&v->jet, &operand(e, step, k + 1)->jet, &e->jets);
            return;
        }
        if (guard->truth == KLEENE_UNKNOWN) {
            jet_fail(&v->jet, guard->undefined ? STATUS_DOMAIN : STATUS_UNSUPPORTED, &e->jets);
            return;
        }
    }
    jet_fail(&v->jet, STATUS_DOMAIN, &e->jets);
}

// ---- composition ----

static void run(exact_t *e, const exact_environment_t *environment);

static void compose(exact_t *e, const step_t *step, exact_value_t *v, const exact_t *body)
{
    const monomials_t *inner = &body->plan->monomials;
    const jet_t **inputs = mem_alloc(inner->variables, sizeof *inputs);
    jet_t *own = mem_alloc(inner->variables, sizeof *own);
    for (size_t w = 0; w < inner->variables; w++) {
        expr_t variable = body->plan->variables[w];
        jet_init(own + w, &e->jets, v->jet.order, NULL);
        for (size_t x = 0; v->jet.order > 0 && x < e->plan->variable_count; x++)
            if (e->plan->variables[x] == variable)
                rpoly_one(coefficient(own + w, monomial_variable(&e->plan->monomials, x)));
        inputs[w] = own + w;
        for (size_t k = 0; k < step->count; k++)
            if (expr_child(e->plan->dag, step->node, 2 * k + 1) == variable)
                inputs[w] = &operand(e, step, k)->jet;
    }
    jet_compose(&v->jet, &exact_root(body, 0)->jet, inner, inputs, &e->jets);
    for (size_t w = 0; w < inner->variables; w++)
        jet_clear(own + w, &e->jets);
    mem_free(own);
    mem_free(inputs);
}

static void run_at(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    size_t count = step->count, index = (size_t)(step - e->plan->steps);
    expr_t *variables = mem_alloc(count, sizeof *variables);
    rpoly_struct *values = mem_alloc(count, sizeof *values);
    exact_t *body = e->bodies[index];
    for (size_t k = 0; k < count; k++) {
        variables[k] = expr_child(e->plan->dag, step->node, 2 * k + 1);
        rpoly_init(values + k);
        rpoly_set(values + k, coefficient(&operand(e, step, k)->jet, 0));
    }
    exact_environment_t inner = {environment, count, variables, values};
    body->place = body->context.place = e->place;
    body->guide = e->guide ? evaluator_body(e->guide, index) : NULL;
    body->values_only = e->values_only;
    run(body, &inner);
    compose(e, step, v, body);
    v->tie = v->tie || exact_root(body, 0)->tie;
    for (size_t k = 0; k < count; k++)
        rpoly_clear(values + k);
    mem_free(values);
    mem_free(variables);
}

// ---- formulas ----

static void run_comparison(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *a = &operand(e, step, 0)->jet, *b = &operand(e, step, 1)->jet;
    int sign;
    v->truth = KLEENE_UNKNOWN;
    v->undefined = (!jet_has_value(a) && a->failure == STATUS_DOMAIN) || (!jet_has_value(b) && b->failure == STATUS_DOMAIN);
    if (!jet_has_value(a) || !jet_has_value(b))
        return;
    if (follows_guide(e, step))
        v->truth = evaluator_step(e->guide, (size_t)(step - e->plan->steps))->truth;
    else if (order_sign(&sign, e, step) == STATUS_OK) {
        v->truth = kleene_of_sign(step->op, sign);
        v->tie = v->tie || sign == 0;
    }
}

static void run_connective(exact_t *e, const step_t *step, exact_value_t *v)
{
    const exact_value_t *a = operand(e, step, 0), *b = operand(e, step, step->count - 1);
    bool a_settled = a->undefined || a->truth != KLEENE_UNKNOWN, b_settled = b->undefined || b->truth != KLEENE_UNKNOWN;
    v->truth = step->op == EXPR_NOT   ? kleene_not(a->truth)
               : step->op == EXPR_AND ? kleene_and(a->truth, b->truth)
                                      : kleene_or(a->truth, b->truth);
    v->undefined = v->truth == KLEENE_UNKNOWN && a_settled && b_settled;
}

// Whether derivatives 0 .. order of p and q agree at the point.
static kleene_t agree(const rpoly_struct *p, const rpoly_struct *q, int order, const exact_t *e)
{
    rpoly_t difference;
    rpoly_init(difference);
    kleene_t truth = rpoly_sub(difference, p, q, e->reals) == STATUS_OK ? KLEENE_TRUE : KLEENE_UNKNOWN;
    for (int k = 0; truth == KLEENE_TRUE && k <= order; k++) {
        int sign;
        if (rpoly_sign_at(&sign, difference, e->place->point, e->reals) != STATUS_OK ||
            rpoly_derivative(difference, difference, e->reals) != STATUS_OK)
            truth = KLEENE_UNKNOWN;
        else if (sign != 0)
            truth = KLEENE_FALSE;
    }
    rpoly_clear(difference);
    return truth;
}

static bool is_undefined(const jet_t *jet)
{
    return !jet_has_value(jet) && jet->failure == STATUS_DOMAIN;
}

// Continuous, relative to the domain: the value is the limit from each side where there are values.
static kleene_t continuous_at_point(const exact_t *e, size_t term)
{
    kleene_t truth = KLEENE_TRUE;
    for (int side = 0; side < 2; side++) {
        const jet_t *beside = &e->sides[side]->values[term].jet;
        if (jet_has_value(beside))
            truth = kleene_and(truth, agree(coefficient(beside, 0), coefficient(&e->values[term].jet, 0), 0, e));
        else if (!is_undefined(beside))
            truth = kleene_and(truth, KLEENE_UNKNOWN);
    }
    return truth;
}

// k times differentiable: values on both sides, continuous, one-sided derivatives up to the k-th agree. For polynomials
// on both sides that is also C^k in a neighbourhood.
static kleene_t differentiable_at_point(const exact_t *e, size_t term, int k)
{
    const jet_t *below = &e->sides[0]->values[term].jet, *above = &e->sides[1]->values[term].jet;
    if (is_undefined(below) || is_undefined(above))
        return KLEENE_FALSE;
    if (!jet_has_value(below) || !jet_has_value(above))
        return KLEENE_UNKNOWN;
    return kleene_and(continuous_at_point(e, term), agree(coefficient(below, 0), coefficient(above, 0), k, e));
}

static kleene_t regular_at_point(const exact_t *e, expr_op_t op, size_t term)
{
    if (op == EXPR_DEFINED)
        return KLEENE_TRUE;
    if (!e->sides[0])
        return KLEENE_UNKNOWN;
    return op == EXPR_CONTINUOUS ? continuous_at_point(e, term)
                                 : differentiable_at_point(e, term, op == EXPR_C2 ? 2 : 1);
}

// Beside points and in cells the term is one polynomial.
static void run_regularity(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *u = &operand(e, step, 0)->jet;
    v->undefined = false;
    if (!jet_has_value(u))
        v->truth = is_undefined(u) ? KLEENE_FALSE : KLEENE_UNKNOWN;
    else if (e->place->kind == PLACE_POINT)
        v->truth = regular_at_point(e, step->op, e->plan->operands[step->first]);
    else
        v->truth = KLEENE_TRUE;
    if (v->truth == KLEENE_TRUE && step->op != EXPR_DEFINED && !e->line_is_space)
        v->truth = KLEENE_UNKNOWN;
}

// The derivative at a point of the line that is the space: of the polynomials beside it, when they agree.
static void partial_at_point(exact_t *e, const step_t *step, exact_value_t *v, size_t term)
{
    kleene_t differentiable = e->sides[0] ? differentiable_at_point(e, term, 1) : KLEENE_UNKNOWN;
    if (differentiable == KLEENE_TRUE)
        jet_derivative(&v->jet, &e->sides[0]->values[term].jet, step->variable, &e->jets);
    else
        jet_fail(&v->jet, differentiable == KLEENE_FALSE ? STATUS_DOMAIN : STATUS_UNSUPPORTED, &e->jets);
}

// The derivative in the sense of analysis. Where no case was decided by equality, the same cases apply nearby, and it is
// the derivative of the case; likewise on the open cells of a line that is the whole space.
static void run_partial(exact_t *e, const step_t *step, exact_value_t *v)
{
    size_t term = e->plan->operands[step->first];
    const exact_value_t *u = e->values + term;
    bool formal = follows_guide(e, step) ? evaluator_step(e->guide, term)->level >= LEVEL_C1
                                         : !u->tie || (e->line_is_space && e->place->kind != PLACE_POINT);
    if (formal || !jet_has_value(&u->jet))
        jet_derivative(&v->jet, &u->jet, step->variable, &e->jets);
    else if (!e->guide && e->line_is_space)
        partial_at_point(e, step, v, term);
    else
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
}

static void run_formula(exact_t *e, const step_t *step, exact_value_t *v)
{
    switch (step->op) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        v->truth = step->op == EXPR_TRUE ? KLEENE_TRUE : KLEENE_FALSE;
        v->undefined = false;
        break;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_NOT:
        run_connective(e, step, v);
        break;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        run_comparison(e, step, v);
        break;
    default:
        run_regularity(e, step, v);
    }
}

// ---- all steps ----

// Undefined where an operand is; else not known where one is not.
static bool fails_with_operand(const exact_t *e, const step_t *step, exact_value_t *v)
{
    bool fails = false;
    for (size_t k = 0; step->op != EXPR_CASES && k < step->count; k++) {
        const jet_t *u = &operand(e, step, k)->jet;
        if (!jet_has_value(u) && (!fails || is_undefined(u)))
            jet_fail(&v->jet, u->failure, &e->jets);
        fails = fails || !jet_has_value(u);
    }
    if (fails && step->op == EXPR_AT)
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets); // the bound term may not depend on that operand
    return fails;
}

static void run_power(exact_t *e, const step_t *step, exact_value_t *v)
{
    slong p, q;
    expr_exponent(&p, &q, e->plan->dag, step->node);
    jet_power(&v->jet, &operand(e, step, 0)->jet, p, q, &e->jets);
}

static void run_term(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    if (fails_with_operand(e, step, v))
        return;
    const jet_t *a = step->count > 0 ? &operand(e, step, 0)->jet : NULL;
    const jet_t *b = step->count > 1 ? &operand(e, step, 1)->jet : NULL;
    switch (step->op) {
    case EXPR_RATIONAL:
        run_rational(e, step, v);
        break;
    case EXPR_PI:
    case EXPR_E:
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
        break;
    case EXPR_VARIABLE:
        run_variable(e, step, v, environment);
        break;
    case EXPR_ADD:
        jet_add(&v->jet, a, b, &e->jets);
        break;
    case EXPR_SUB:
        jet_sub(&v->jet, a, b, &e->jets);
        break;
    case EXPR_MUL:
        jet_mul(&v->jet, a, b, &e->jets);
        break;
    case EXPR_DIV:
        jet_div(&v->jet, a, b, &e->jets);
        break;
    case EXPR_NEG:
        jet_neg(&v->jet, a, &e->jets);
        break;
    case EXPR_POWER:
        run_power(e, step, v);
        break;
    case EXPR_SQRT:
        jet_sqrt(&v->jet, a, &e->jets);
        break;
    case EXPR_ABS:
    case EXPR_RELU:
        run_kink(e, step, v);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        run_extremum(e, step, v);
        break;
    case EXPR_CASES:
        run_cases(e, step, v);
        break;
    case EXPR_DERIVATIVE:
        jet_derivative(&v->jet, a, step->variable, &e->jets);
        break;
    case EXPR_PARTIAL:
        run_partial(e, step, v);
        break;
    case EXPR_AT:
        run_at(e, step, v, environment);
        break;
    default:
        jet_function(&v->jet, step->op, a, &e->jets);
    }
}

static bool has_tie(const exact_t *e, const step_t *step)
{
    for (size_t k = 0; k < step->count; k++)
        if (operand(e, step, k)->tie)
            return true;
    return false;
}

// Constants are the same at all places.
static void run(exact_t *e, const exact_environment_t *environment)
{
    for (size_t i = 0; i < e->plan->step_count; i++) {
        const step_t *step = e->plan->steps + i;
        if (step->is_constant && e->constants_known)
            continue;
        e->values[i].tie = has_tie(e, step);
        if (step->is_formula) {
            run_formula(e, step, e->values + i);
        } else {
            run_term(e, step, e->values + i, environment);
            jet_settle(&e->values[i].jet, &e->jets);
        }
        e->values[i].tie = e->values[i].tie && !step->is_constant;
    }
    e->constants_known = true;
}

// ---- entry points ----

static bool plan_contains(const plan_t *plan, bool (*wanted)(expr_op_t))
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (wanted(plan->steps[i].op) || (plan->steps[i].body && plan_contains(plan->steps[i].body, wanted)))
            return true;
    return false;
}

static bool is_regularity(expr_op_t op)
{
    return op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

static bool is_derivative(expr_op_t op)
{
    return op == EXPR_DERIVATIVE || op == EXPR_PARTIAL;
}

static bool looks_aside(expr_op_t op)
{
    return op == EXPR_PARTIAL || is_regularity(op);
}

static exact_t *allocate(const plan_t *plan, real_ctx_struct *reals)
{
    exact_t *e = mem_alloc(1, sizeof *e);
    e->plan = plan;
    e->reals = reals;
    e->context = (polynomial_context_t){reals, NULL};
    e->ring = polynomial_ring(&e->context);
    jets_init(&e->jets, &e->ring, &plan->monomials);
    e->values = mem_alloc(plan->step_count, sizeof *e->values);
    e->bodies = mem_alloc(plan->step_count, sizeof *e->bodies);
    for (size_t i = 0; i < plan->step_count; i++) {
        jet_init(&e->values[i].jet, &e->jets, plan->steps[i].is_formula ? 0 : plan->steps[i].order,
                 plan->steps[i].depends);
        if (plan->steps[i].body)
            e->bodies[i] = allocate(plan->steps[i].body, reals);
    }
    return e;
}

exact_t *exact_new(const plan_t *plan, real_ctx_struct *reals)
{
    exact_t *e = allocate(plan, reals);
    for (int side = 0; side < 2 && plan_contains(plan, looks_aside); side++)
        e->sides[side] = allocate(plan, reals);
    return e;
}

void exact_free(exact_t *exact)
{
    if (!exact)
        return;
    for (size_t i = 0; i < exact->plan->step_count; i++) {
        jet_clear(&exact->values[i].jet, &exact->jets);
        exact_free(exact->bodies[i]);
    }
    exact_free(exact->sides[0]);
    exact_free(exact->sides[1]);
    mem_free(exact->values);
    mem_free(exact->bodies);
    jets_clear(&exact->jets);
    mem_free(exact);
}

static void start(exact_t *e, const place_t *place, bool line_is_space)
{
    e->place = e->context.place = place;
    e->guide = NULL;
    e->line_is_space = line_is_space;
}

static bool has_one_state(const plan_t *plan, expr_t line)
{
    for (size_t i = 0; i < plan->free_count; i++)
        if (expr_variable_kind(plan->dag, plan->free[i]) == VARIABLE_STATE && plan->free[i] != line)
            return false;
    return line != EXPR_NONE && expr_variable_kind(plan->dag, line) == VARIABLE_STATE;
}

void exact_run(exact_t *exact, const exact_environment_t *environment, const place_t *place, expr_t line)
{
    bool line_is_space = has_one_state(exact->plan, line);
    for (int side = 0; side < 2 && exact->sides[side] && place->kind == PLACE_POINT; side++) {
        place_t beside;
        place_init(&beside, side == 0 ? PLACE_BELOW : PLACE_ABOVE, place->point);
        start(exact->sides[side], &beside, line_is_space);
        run(exact->sides[side], environment);
        place_clear(&beside);
    }
    start(exact, place, line_is_space);
    run(exact, environment);
}

void exact_run_guided(exact_t *exact, const exact_environment_t *environment, const evaluator_t *guide)
{
    place_t nowhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&nowhere, PLACE_POINT, origin);
    start(exact, &nowhere, false);
    exact->guide = guide;
    exact->values_only = !plan_contains(exact->plan, is_derivative);
    run(exact, environment);
    place_clear(&nowhere);
    rpoint_clear(origin);
}

// ---- constants ----

static status_t constant_root(exact_value_t **value, exact_t **exact, plan_t **plan, const dag_t *dag, expr_t node,
                              real_ctx_struct *reals)
{
    const int order = 0;
    *exact = NULL;
    status_t status = plan_new(plan, dag, 1, &node, &order, 0, NULL);
    if (status != STATUS_OK)
        return status;
    place_t anywhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    *exact = exact_new(*plan, reals);
    exact_run(*exact, NULL, &anywhere, EXPR_NONE);
    *value = (*exact)->values + (*plan)->roots[0];
    place_clear(&anywhere);
    rpoint_clear(origin);
    return STATUS_OK;
}

kleene_t exact_decide(const dag_t *dag, expr_t formula, real_ctx_struct *reals)
{
    plan_t *plan;
    exact_t *exact;
    exact_value_t *value;
    status_t status = constant_root(&value, &exact, &plan, dag, formula, reals);
    kleene_t truth = status == STATUS_OK ? value->truth : KLEENE_UNKNOWN;
    exact_free(exact);
    plan_free(plan);
    return truth;
}

status_t exact_constant(real_t value, const dag_t *dag, expr_t term, real_ctx_struct *reals)
{
    plan_t *plan;
    exact_t *exact;
    exact_value_t *root;
    status_t status = constant_root(&root, &exact, &plan, dag, term, reals);
    if (status == STATUS_OK && !jet_has_value(&root->jet))
        status = root->jet.failure;
    if (status == STATUS_OK && !rpoly_is_constant(coefficient(&root->jet, 0)))
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK)
        rpoly_get_coeff(value, coefficient(&root->jet, 0), 0);
    exact_free(exact);
    plan_free(plan);
    return status;
}

status_t exact_enclose(fmpq_t lower, fmpq_t upper, const dag_t *dag, expr_t term, slong precision,
                       real_ctx_struct *reals)
{
    real_t value;
    real_init(value);
    status_t status = exact_constant(value, dag, term, reals);
    if (status == STATUS_OK)
        real_get_bounds(lower, upper, value, precision);
    real_clear(value);
    return status;
}
