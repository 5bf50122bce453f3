// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/exact_internal.h"

#include "base/memory.h"
#include "check/compose.h"

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

static const range_t *guide_value(const exact_t *e, const step_t *step)
{
    return enclosure_coefficient(evaluator_step(e->guide, (size_t)(step - e->plan->steps)), 0);
}

// The sign of an operand that has a value.
static status_t operand_sign(int *sign, const exact_t *e, const step_t *step)
{
    const step_t *u = plan_operand(e->plan, step, 0);
    if (exact_follows_guide(e, step))
        return range_sign(sign, guide_value(e, u), e->values_only);
    return polynomial_sign(sign, exact_item(&exact_operand(e, step, 0)->jet, 0), e);
}

// The sign of (first operand) - (second operand).
static status_t order_sign(int *sign, exact_t *e, const step_t *step)
{
    *sign = 0;
    if (exact_operand(e, step, 0) == exact_operand(e, step, 1))
        return STATUS_OK;
    if (exact_follows_guide(e, step)) {
        const range_t *a = guide_value(e, plan_operand(e->plan, step, 0));
        const range_t *b = guide_value(e, plan_operand(e->plan, step, 1));
        bool less = range_less(a, b) || (e->values_only && range_less_equal(a, b));
        bool greater = range_less(b, a) || (e->values_only && range_less_equal(b, a));
        *sign = less ? -1 : 1;
        return less || greater ? STATUS_OK : STATUS_UNSUPPORTED;
    }
    rpoly_t difference;
    rpoly_init(difference);
    status_t status = rpoly_sub(difference, exact_item(&exact_operand(e, step, 0)->jet, 0),
                                exact_item(&exact_operand(e, step, 1)->jet, 0), e->reals);
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

static const rpoly_struct *find_value(const exact_environment_t *environment, expr_t variable)
{
    for (; environment; environment = environment->outer)
        for (size_t i = 0; i < environment->count; i++)
            if (environment->variables[i] == variable)
                return environment->values + i;
    return NULL;
}

static void run_variable(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    const rpoly_struct *value = find_value(environment, step->node);
    if (!value) {
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
        return;
    }
    jet_set_constant(&v->jet, value, &e->jets);
    if (step->order > 0 && step->variable != SIZE_MAX)
        rpoly_one(exact_item(&v->jet, monomial_variable(step->variable)));
}

// ---- pieces: the case that the place belongs to; at kinks 0 (abs, relu) or the first operand (min, max) ----

static void run_kink(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *u = &exact_operand(e, step, 0)->jet;
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
        jet_set(&v->jet, &exact_operand(e, step, second)->jet, &e->jets);
    v->tie = v->tie || status != STATUS_OK || sign == 0;
}

static void run_cases(exact_t *e, const step_t *step, exact_value_t *v)
{
    for (size_t k = 0; k < step->count; k += 2) {
        const exact_value_t *guard = exact_operand(e, step, k);
        if (guard->truth == KLEENE_TRUE) {
            jet_set(&v->jet, &exact_operand(e, step, k + 1)->jet, &e->jets);
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

// Whether all variables of the body but the bound one have constant values here.
static bool is_on_own_line(const plan_t *body, expr_t bound, const exact_environment_t *environment)
{
    for (size_t i = 0; i < body->free_count; i++) {
        const rpoly_struct *value = find_value(environment, body->free[i]);
        if (body->free[i] != bound && value && !rpoly_is_constant(value))
            return false;
    }
    return true;
}

// The body at a number, where that depends on what is beside it: evaluated with the one bound variable as t.
static void run_on_own_line(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    const rpoly_struct *input = exact_item(&exact_operand(e, step, 0)->jet, 0);
    expr_t bound = expr_child(e->plan->dag, step->node, 1);
    if (step->count != 1 || step->order > 0 || !rpoly_is_constant(input) ||
        !is_on_own_line(step->body, bound, environment))
        return;
    real_t number;
    rpoint_t point;
    rpoly_t t;
    place_t place;
    real_init(number);
    rpoint_init(point);
    rpoly_init(t);
    rpoly_x(t);
    rpoly_get_coeff(number, input, 0);
    rpoint_set_real(point, number);
    place_init(&place, PLACE_POINT, point);
    exact_t *body = exact_new(step->body, e->reals);
    exact_environment_t inner = {environment, 1, &bound, t};
    exact_run(body, &inner, &place, bound);
    const jet_t *result = &exact_root(body, 0)->jet;
    if (jet_has_value(result) && rpoly_evaluate(number, exact_item(result, 0), number, e->reals) == STATUS_OK) {
        rpoly_set_real(t, number);
        jet_set_constant(&v->jet, t, &e->jets);
    }
    exact_free(body);
    place_clear(&place);
    rpoly_clear(t);
    rpoint_clear(point);
    real_clear(number);
}

static void run_at(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    size_t count = step->count, index = (size_t)(step - e->plan->steps);
    expr_t *variables = mem_alloc(count, sizeof *variables);
    rpoly_struct *values = mem_alloc(count, sizeof *values);
    const jet_t **inputs = mem_alloc(count, sizeof *inputs);
    exact_t *body = e->bodies[index];
    for (size_t k = 0; k < count; k++) {
        variables[k] = expr_child(e->plan->dag, step->node, 2 * k + 1);
        rpoly_init(values + k);
        inputs[k] = &exact_operand(e, step, k)->jet;
        rpoly_set(values + k, exact_item(inputs[k], 0));
    }
    exact_environment_t inner = {environment, count, variables, values};
    body->place = body->context.place = e->place;
    body->guide = e->guide ? evaluator_body(e->guide, index) : NULL;
    body->values_only = e->values_only;
    run(body, &inner);
    compose_at(&v->jet, e->plan, step, &exact_root(body, 0)->jet, inputs, &e->jets);
    v->tie = v->tie || exact_root(body, 0)->tie;
    if (!jet_has_value(&v->jet) && !exact_is_undefined(&v->jet))
        run_on_own_line(e, step, v, environment);
    for (size_t k = 0; k < count; k++)
        rpoly_clear(values + k);
    mem_free(values);
    mem_free(inputs);
    mem_free(variables);
}

// ---- formulas ----

static void run_comparison(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *a = &exact_operand(e, step, 0)->jet, *b = &exact_operand(e, step, 1)->jet;
    int sign;
    v->truth = KLEENE_UNKNOWN;
    v->undefined =
        (!jet_has_value(a) && a->failure == STATUS_DOMAIN) || (!jet_has_value(b) && b->failure == STATUS_DOMAIN);
    if (!jet_has_value(a) || !jet_has_value(b))
        return;
    if (exact_follows_guide(e, step))
        v->truth = evaluator_step(e->guide, (size_t)(step - e->plan->steps))->truth;
    else if (order_sign(&sign, e, step) == STATUS_OK) {
        v->truth = kleene_of_sign(step->op, sign);
        v->tie = v->tie || sign == 0;
    }
}

static void run_connective(exact_t *e, const step_t *step, exact_value_t *v)
{
    const exact_value_t *a = exact_operand(e, step, 0), *b = exact_operand(e, step, step->count - 1);
    bool a_settled = a->undefined || a->truth != KLEENE_UNKNOWN, b_settled = b->undefined || b->truth != KLEENE_UNKNOWN;
    v->truth = step->op == EXPR_NOT   ? kleene_not(a->truth)
               : step->op == EXPR_AND ? kleene_and(a->truth, b->truth)
                                      : kleene_or(a->truth, b->truth);
    v->undefined = v->truth == KLEENE_UNKNOWN && a_settled && b_settled;
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
        exact_run_regularity(e, step, v);
    }
}

// ---- all steps ----

// Undefined where an operand is; else not known where one is not.
static bool fails_with_operand(const exact_t *e, const step_t *step, exact_value_t *v)
{
    bool fails = false;
    for (size_t k = 0; step->op != EXPR_CASES && k < step->count; k++) {
        const jet_t *u = &exact_operand(e, step, k)->jet;
        if (!jet_has_value(u) && (!fails || exact_is_undefined(u)))
            jet_fail(&v->jet, u->failure, &e->jets);
        fails = fails || !jet_has_value(u);
    }
    if (fails && step->op == EXPR_AT)
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets); // the bound term may not depend on that operand
    return fails;
}

// A root of 0 is at the end of its domain, or at a kink: what is so at the point need not be so nearby.
static void run_root(exact_t *e, const step_t *step, exact_value_t *v)
{
    const jet_t *u = &exact_operand(e, step, 0)->jet;
    slong p = 1, q = 2;
    int sign = 0;
    if (step->op == EXPR_POWER)
        expr_exponent(&p, &q, e->plan->dag, step->node);
    if (step->op == EXPR_POWER)
        jet_power(&v->jet, u, p, q, &e->jets);
    else
        jet_sqrt(&v->jet, u, &e->jets);
    if (q > 1 && !exact_follows_guide(e, step))
        v->tie = v->tie || polynomial_sign(&sign, exact_item(u, 0), e) != STATUS_OK || sign == 0;
}

static void run_term(exact_t *e, const step_t *step, exact_value_t *v, const exact_environment_t *environment)
{
    if (fails_with_operand(e, step, v))
        return;
    const jet_t *a = step->count > 0 ? &exact_operand(e, step, 0)->jet : NULL;
    const jet_t *b = step->count > 1 ? &exact_operand(e, step, 1)->jet : NULL;
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
    case EXPR_SQRT:
        run_root(e, step, v);
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
        exact_run_partial(e, step, v);
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
        if (exact_operand(e, step, k)->tie)
            return true;
    return false;
}

// Where the guide shows a term to be zero on all of its box and around it, it does not matter what it is made of.
static bool set_known_zero(const exact_t *e, size_t index)
{
    const step_t *step = e->plan->steps + index;
    if (!exact_follows_guide(e, step) || step->is_formula || evaluator_step(e->guide, index)->level != LEVEL_ZERO)
        return false;
    rpoly_t zero;
    rpoly_init(zero);
    jet_set_constant(&e->values[index].jet, zero, &e->jets);
    rpoly_clear(zero);
    e->values[index].tie = false;
    return true;
}

// Constants are the same at all places.
static void run(exact_t *e, const exact_environment_t *environment)
{
    for (size_t i = 0; i < e->plan->step_count; i++) {
        const step_t *step = e->plan->steps + i;
        if ((step->is_constant && e->constants_known) || set_known_zero(e, i))
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
