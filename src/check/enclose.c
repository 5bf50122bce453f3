// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/enclose_internal.h"

#include "base/memory.h"
#include "check/compose.h"
#include "check/exact.h"

// Bits that constants get beyond the working precision.
#define CONSTANT_EXTRA_BITS 64

// ---- access ----

const enclosure_t *evaluator_step(const evaluator_t *evaluator, size_t step)
{
    return evaluator->values + step;
}

const enclosure_t *evaluator_root(const evaluator_t *evaluator, size_t root)
{
    return evaluator->values + evaluator->plan->roots[root];
}

const evaluator_t *evaluator_body(const evaluator_t *evaluator, size_t step)
{
    return evaluator->bodies[step];
}

// ---- assumptions ----

void evaluator_assume(evaluator_t *evaluator, size_t count, const assumption_t *assumptions)
{
    evaluator->assumption_count = count;
    evaluator->assumptions = assumptions;
}

// ---- leaves ----

static void run_number(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    range_t *value = enclose_item(&v->jet, 0);
    jet_set_constant(&v->jet, &e->zero, &e->jets);
    if (step->op == EXPR_RATIONAL)
        range_set_rationals(value, expr_rational_value(e->plan->dag, step->node),
                            expr_rational_value(e->plan->dag, step->node));
    else
        range_constant(value, step->op);
    v->level = LEVEL_SMOOTH;
}

static const range_t *find_value(const environment_t *environment, expr_t variable)
{
    for (; environment; environment = environment->outer)
        for (size_t i = 0; i < environment->count; i++)
            if (environment->variables[i] == variable)
                return environment->values + i;
    return NULL;
}

static void run_variable(evaluator_t *e, const step_t *step, enclosure_t *v, const environment_t *environment)
{
    const range_t *value = find_value(environment, step->node);
    if (!value) {
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
        return;
    }
    jet_set_constant(&v->jet, value, &e->jets);
    if (step->order > 0 && step->variable != SIZE_MAX)
        range_set(enclose_item(&v->jet, monomial_variable(step->variable)), &e->one);
    v->level = LEVEL_SMOOTH;
}

// ---- smooth operators ----

static void run_power(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *u = enclose_operand(e, step, 0);
    slong p = 2, q = 1; // EXPR_MUL of a term with itself
    if (step->op == EXPR_POWER)
        expr_exponent(&p, &q, e->plan->dag, step->node);
    if (step->op == EXPR_SQRT) {
        q = 2;
        jet_sqrt(&v->jet, &u->jet, &e->jets);
    } else {
        jet_power(&v->jet, &u->jet, p, q, &e->jets);
    }
    bool at_end = q > 1 && jet_has_value(&v->jet) && !range_is_positive(enclose_item(&u->jet, 0));
    v->level = at_end ? enclose_least_level(u->level, LEVEL_CONTINUOUS_ON_DOMAIN) : u->level;
}

// Whether operand k has values in a neighbourhood of the box.
static bool is_defined_nearby(const evaluator_t *e, const step_t *step, size_t k)
{
    return enclose_operand(e, step, k)->level >= LEVEL_CONTINUOUS || plan_operand(e->plan, step, k)->is_total;
}

static void run_product(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = enclose_operand(e, step, 0), *b = enclose_operand(e, step, 1);
    bool zero = (a->level == LEVEL_ZERO && is_defined_nearby(e, step, 1)) ||
                (b->level == LEVEL_ZERO && is_defined_nearby(e, step, 0));
    if (zero) {
        v->level = LEVEL_ZERO;
        jet_set_constant(&v->jet, &e->zero, &e->jets);
    } else {
        jet_mul(&v->jet, &a->jet, &b->jet, &e->jets);
    }
}

static void run_binary(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = enclose_operand(e, step, 0), *b = enclose_operand(e, step, 1);
    v->level = enclose_least_level(a->level, b->level);
    if (step->op == EXPR_ADD)
        jet_add(&v->jet, &a->jet, &b->jet, &e->jets);
    else if (step->op == EXPR_SUB)
        jet_sub(&v->jet, &a->jet, &b->jet, &e->jets);
    else if (step->op == EXPR_DIV)
        jet_div(&v->jet, &a->jet, &b->jet, &e->jets);
    else if (a == b)
        run_power(e, step, v);
    else
        run_product(e, step, v);
}

static void run_derivative(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *u = enclose_operand(e, step, 0);
    jet_derivative(&v->jet, &u->jet, step->variable, &e->jets);
    v->level = u->level == LEVEL_SMOOTH ? LEVEL_SMOOTH : u->level > LEVEL_CONTINUOUS ? u->level - 1 : LEVEL_NONE;
}

// Where the operand is shown to be C1 no kink was met, and the derivative of the case is the derivative. Under
// assumptions levels do not speak of the operand itself.
static void run_partial(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    if (enclose_operand(e, step, 0)->level >= LEVEL_C1 && !e->assumptions)
        run_derivative(e, step, v);
    else
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
}

// ---- composition ----

static void run(evaluator_t *e, const environment_t *environment);

static void run_at(evaluator_t *e, const step_t *step, enclosure_t *v, const environment_t *environment)
{
    size_t count = step->count;
    expr_t *variables = mem_alloc(count, sizeof *variables);
    const jet_t **inputs = mem_alloc(count, sizeof *inputs);
    range_t *values = range_array_new(count, e->precision);
    evaluator_t *body = e->bodies[step - e->plan->steps];
    bool valid = true;
    v->level = LEVEL_SMOOTH;
    for (size_t k = 0; k < count; k++) {
        const enclosure_t *input = enclose_operand(e, step, k);
        variables[k] = expr_child(e->plan->dag, step->node, 2 * k + 1);
        valid = valid && jet_has_value(&input->jet);
        range_set(values + k, enclose_item(&input->jet, 0));
        inputs[k] = &input->jet;
        v->level = enclose_least_level(v->level, input->level);
    }
    environment_t inner = {environment, count, variables, values};
    if (valid) {
        run(body, &inner);
        compose_at(&v->jet, e->plan, step, &evaluator_root(body, 0)->jet, inputs, &e->jets);
        v->level = enclose_least_level(v->level, evaluator_root(body, 0)->level);
    } else {
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    }
    range_array_free(values, count);
    mem_free(inputs);
    mem_free(variables);
}

// ---- all steps ----

static bool fails_with_operand(const evaluator_t *e, const step_t *step, enclosure_t *v)
{
    for (size_t k = 0; step->op != EXPR_CASES && k < step->count; k++) {
        const enclosure_t *input = enclose_operand(e, step, k);
        if (!jet_has_value(&input->jet)) {
            jet_fail(&v->jet, input->jet.failure, &e->jets);
            return true;
        }
    }
    return false;
}

static void run_term(evaluator_t *e, const step_t *step, enclosure_t *v, const environment_t *environment)
{
    v->level = LEVEL_NONE;
    if (fails_with_operand(e, step, v))
        return;
    switch (step->op) {
    case EXPR_RATIONAL:
    case EXPR_PI:
    case EXPR_E:
        run_number(e, step, v);
        break;
    case EXPR_VARIABLE:
        run_variable(e, step, v, environment);
        break;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        run_binary(e, step, v);
        break;
    case EXPR_NEG:
        jet_neg(&v->jet, &enclose_operand(e, step, 0)->jet, &e->jets);
        v->level = enclose_operand(e, step, 0)->level;
        break;
    case EXPR_POWER:
    case EXPR_SQRT:
        run_power(e, step, v);
        break;
    case EXPR_ABS:
        enclose_run_abs(e, step, v, enclose_operand(e, step, 0));
        break;
    case EXPR_RELU:
        enclose_run_relu(e, step, v, enclose_operand(e, step, 0));
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        enclose_run_extremum(e, step, v, enclose_operand(e, step, 0), enclose_operand(e, step, 1));
        break;
    case EXPR_CASES:
        enclose_run_cases(e, step, v);
        break;
    case EXPR_DERIVATIVE:
        run_derivative(e, step, v);
        break;
    case EXPR_PARTIAL:
        run_partial(e, step, v);
        break;
    case EXPR_AT:
        run_at(e, step, v, environment);
        break;
    default:
        jet_function(&v->jet, step->op, &enclose_operand(e, step, 0)->jet, &e->jets);
        v->level = enclose_operand(e, step, 0)->level;
    }
}

static void run_step(evaluator_t *e, size_t index, const environment_t *environment)
{
    const step_t *step = e->plan->steps + index;
    enclosure_t *v = e->values + index;
    if (step->is_formula)
        enclose_run_formula(e, step, v);
    else
        run_term(e, step, v, environment);
    if (step->op != EXPR_RELU && step->op != EXPR_MUL && step->op != EXPR_NEG)
        v->level = enclose_least_level(v->level, LEVEL_SMOOTH);
}

static bool is_idle(const evaluator_t *e, const step_t *step)
{
    if (step->guard == SIZE_MAX)
        return false;
    const enclosure_t *guard = e->values + step->guard;
    return guard->is_idle || guard->truth == KLEENE_FALSE;
}

static void set_idle(evaluator_t *e, size_t index)
{
    enclosure_t *v = e->values + index;
    jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    v->level = LEVEL_NONE;
    v->truth = v->lasting = KLEENE_UNKNOWN;
    v->has_truth = false;
}

// All steps but the constants, whose values are there already.
static void run(evaluator_t *e, const environment_t *environment)
{
    for (size_t i = 0; i < e->plan->step_count; i++) {
        if (e->plan->steps[i].is_constant)
            continue;
        e->values[i].is_idle = is_idle(e, e->plan->steps + i);
        if (e->values[i].is_idle)
            set_idle(e, i);
        else
            run_step(e, i, environment);
    }
}

void evaluator_run(evaluator_t *evaluator, const environment_t *environment)
{
    if (evaluator->precision != RANGE_DOUBLE) { // MPFR rounds by itself
        run(evaluator, environment);
        return;
    }
    rounding_t mode = rounding_upward();
    run(evaluator, environment);
    rounding_restore(mode);
}

// ---- making and constants ----

// Constant functions and cases at a kink have coefficients of all that meet there; the exact value is better.
static void sharpen_constant(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    bool is_sharp = jet_has_value(&v->jet) && v->level > LEVEL_CONTINUOUS;
    if (!is_sharp && exact_enclose(lower, upper, e->plan->dag, step->node, e->precision, e->reals) == STATUS_OK) {
        jet_set_constant(&v->jet, &e->zero, &e->jets);
        range_set_rationals(enclose_item(&v->jet, 0), lower, upper);
    }
    fmpq_clear(lower);
    fmpq_clear(upper);
    if (!jet_has_value(&v->jet))
        return;
    v->level = LEVEL_SMOOTH; // as a function of the variables it is constant
    jet_set_constant(&v->jet, v->jet.c, &e->jets);
}

static void round_constant(evaluator_t *e, size_t index, const evaluator_t *fine)
{
    const enclosure_t *from = fine->values + index;
    enclosure_t *to = e->values + index;
    to->level = from->level;
    to->truth = from->truth;
    to->lasting = from->lasting;
    to->has_truth = from->has_truth;
    to->jet.failure = from->jet.failure;
    to->jet.derivative_failure = from->jet.derivative_failure;
    for (size_t i = 0; i < jet_count(&to->jet, &e->jets); i++) {
        to->jet.known[i] = from->jet.known[i];
        range_set_rounded(enclose_item(&to->jet, i), enclose_item(&from->jet, i));
    }
}

static evaluator_t *allocate(const plan_t *plan, slong precision, real_ctx_struct *reals)
{
    evaluator_t *e = mem_alloc(1, sizeof *e);
    e->plan = plan;
    e->precision = precision;
    e->reals = reals;
    range_context_init(&e->arithmetic, precision);
    e->ring = range_ring(&e->arithmetic);
    jets_init(&e->jets, &e->ring, &plan->monomials);
    range_init(&e->one, precision);
    range_init(&e->zero, precision);
    range_set_si(&e->one, 1);
    e->values = mem_alloc(plan->step_count, sizeof *e->values);
    e->bodies = mem_alloc(plan->step_count, sizeof *e->bodies);
    for (size_t i = 0; i < plan->step_count; i++)
        jet_init(&e->values[i].jet, &e->jets, plan->steps[i].is_formula ? 0 : plan->steps[i].order,
                 plan->steps[i].depends);
    return e;
}

// An evaluator with its constants at its own precision.
static evaluator_t *new_fine(const plan_t *plan, slong precision, real_ctx_struct *reals)
{
    evaluator_t *e = allocate(plan, precision, reals);
    for (size_t i = 0; i < plan->step_count; i++) {
        const step_t *step = plan->steps + i;
        if (step->body)
            e->bodies[i] = new_fine(step->body, precision, reals);
        if (step->is_constant)
            run_step(e, i, NULL);
        if (step->is_constant && !step->is_formula)
            sharpen_constant(e, step, e->values + i);
    }
    return e;
}

// The same plan with less precision, constants rounded.
static evaluator_t *new_rounded(const evaluator_t *fine, slong precision)
{
    evaluator_t *e = allocate(fine->plan, precision, fine->reals);
    for (size_t i = 0; i < e->plan->step_count; i++) {
        if (fine->bodies[i])
            e->bodies[i] = new_rounded(fine->bodies[i], precision);
        if (e->plan->steps[i].is_constant)
            round_constant(e, i, fine);
    }
    return e;
}

evaluator_t *evaluator_new(const plan_t *plan, slong precision, real_ctx_struct *reals)
{
    evaluator_t *fine = new_fine(plan, precision + CONSTANT_EXTRA_BITS, reals);
    evaluator_t *e = new_rounded(fine, precision);
    evaluator_free(fine);
    return e;
}

void evaluator_free(evaluator_t *evaluator)
{
    if (!evaluator)
        return;
    for (size_t i = 0; i < evaluator->plan->step_count; i++) {
        jet_clear(&evaluator->values[i].jet, &evaluator->jets);
        evaluator_free(evaluator->bodies[i]);
    }
    mem_free(evaluator->values);
    mem_free(evaluator->bodies);
    range_clear(&evaluator->one);
    range_clear(&evaluator->zero);
    jets_clear(&evaluator->jets);
    range_context_clear(&evaluator->arithmetic);
    mem_free(evaluator);
}
