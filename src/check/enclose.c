// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/enclose.h"

#include "base/memory.h"
#include "check/compose.h"
#include "check/coverage.h"
#include "check/exact.h"
#include "check/range_ring.h"
#include "check/tie.h"

// Bits that constants get beyond the working precision.
#define CONSTANT_EXTRA_BITS 64

struct evaluator {
    const plan_t *plan;
    slong precision;
    real_ctx_struct *reals;
    ring_t ring;
    jets_t jets;
    enclosure_t *values;  // per step
    evaluator_t **bodies; // per step, NULL but for AT
    range_t one, zero;
    size_t assumption_count;
    const assumption_t *assumptions;
};

// ---- access ----

static enclosure_t *operand(const evaluator_t *e, const step_t *step, size_t k)
{
    return e->values + e->plan->operands[step->first + k];
}

static range_t *coefficient(const jet_t *jet, size_t i)
{
    return (range_t *)jet->c + i;
}

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

static int level_least(int a, int b)
{
    return a < b ? a : b;
}

// ---- assumptions ----

void evaluator_assume(evaluator_t *evaluator, size_t count, const assumption_t *assumptions)
{
    evaluator->assumption_count = count;
    evaluator->assumptions = assumptions;
}

// The orders that are left of the operands of a comparison, min, max; of the operand of abs, relu and 0.
static unsigned orders_left(const evaluator_t *e, const step_t *step)
{
    const dag_t *dag = e->plan->dag;
    expr_t right = step->count > 1 ? expr_child(dag, step->node, 1) : EXPR_NONE;
    return assumptions_leave(e->assumption_count, e->assumptions, expr_child(dag, step->node, 0), right);
}

// ---- leaves ----

static void run_number(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    range_t *value = coefficient(&v->jet, 0);
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
        range_set(coefficient(&v->jet, monomial_variable(step->variable)), &e->one);
    v->level = LEVEL_SMOOTH;
}

// ---- pieces ----

// Widens the coefficients to those of the other jet as well.
static void hull_jets(jet_t *result, const jet_t *a, const jets_t *jets)
{
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        range_hull(coefficient(result, i), coefficient(result, i), coefficient(a, i));
        result->known[i] = result->known[i] && a->known[i];
    }
    result->failure = result->derivative_failure = STATUS_UNSUPPORTED;
}

static void hull_with_opposites(evaluator_t *e, jet_t *jet)
{
    range_t opposite;
    range_init(&opposite, e->precision);
    for (size_t i = 0; i < jet_count(jet, &e->jets); i++) {
        range_neg(&opposite, coefficient(jet, i));
        range_hull(coefficient(jet, i), coefficient(jet, i), &opposite);
    }
    range_clear(&opposite);
}

static void hull_derivatives_with_zero(evaluator_t *e, jet_t *jet)
{
    for (size_t i = 1; i < jet_count(jet, &e->jets); i++)
        range_hull(coefficient(jet, i), coefficient(jet, i), &e->zero);
}

// abs and relu of something of assumed sign, whatever its values: one of u, -u and 0.
static bool run_assumed_sign(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    unsigned orders = orders_left(e, step);
    bool zero = orders == ORDER_EQUAL || (step->op == EXPR_RELU && !(orders & ORDER_GREATER));
    if (!zero && orders != ORDER_LESS && orders != ORDER_GREATER)
        return false;
    v->level = zero ? LEVEL_ZERO : u->level;
    if (zero)
        jet_set_constant(&v->jet, &e->zero, &e->jets);
    else if (orders == ORDER_GREATER)
        jet_set(&v->jet, &u->jet, &e->jets);
    else
        jet_neg(&v->jet, &u->jet, &e->jets);
    return true;
}

// |u|: u or -u where the sign is known, else coefficients of both that may apply and, at a zero of u, 0.
static void run_abs(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    const range_t *value = coefficient(&u->jet, 0);
    if (run_assumed_sign(e, step, v, u))
        return;
    bool has_zero = range_contains_zero(value);
    v->level = has_zero ? level_least(u->level, LEVEL_CONTINUOUS) : u->level;
    if (range_is_zero(value)) {
        jet_set_constant(&v->jet, &e->zero, &e->jets);
        return;
    }
    if (range_is_nonpositive(value)) {
        jet_neg(&v->jet, &u->jet, &e->jets);
    } else {
        jet_set(&v->jet, &u->jet, &e->jets);
        if (!range_is_nonnegative(value))
            hull_with_opposites(e, &v->jet);
    }
    range_abs(coefficient(&v->jet, 0), value);
    if (has_zero)
        hull_derivatives_with_zero(e, &v->jet);
}

// max(u, 0), with derivatives 0 at a zero of u.
static void run_relu(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *u)
{
    const range_t *value = coefficient(&u->jet, 0);
    if (run_assumed_sign(e, step, v, u))
        return;
    v->level = u->level;
    if (range_is_positive(value)) {
        jet_set(&v->jet, &u->jet, &e->jets);
        return;
    }
    if (!range_is_negative(value))
        v->level = level_least(u->level, LEVEL_CONTINUOUS);
    else if (u->level >= LEVEL_CONTINUOUS)
        v->level = LEVEL_ZERO;
    if (range_is_nonpositive(value)) {
        jet_set_constant(&v->jet, &e->zero, &e->jets);
        return;
    }
    jet_set(&v->jet, &u->jet, &e->jets);
    range_max(coefficient(&v->jet, 0), value, &e->zero);
    hull_derivatives_with_zero(e, &v->jet);
}

// The first operand on a tie.
static void run_extremum(evaluator_t *e, const step_t *step, enclosure_t *v, const enclosure_t *a, const enclosure_t *b)
{
    bool maximum = step->op == EXPR_MAX;
    kleene_t assumed =
        order_compare(EXPR_LESS_EQUAL, maximum ? order_mirror(orders_left(e, step)) : orders_left(e, step));
    const range_t *first = coefficient(&a->jet, 0), *second = coefficient(&b->jet, 0);
    bool apart = range_less(first, second) || range_less(second, first);
    bool first_wins = a == b || (maximum ? range_less_equal(second, first) : range_less_equal(first, second));
    v->level = level_least(a->level, b->level);
    if (a != b && assumed != KLEENE_UNKNOWN) {
        jet_set(&v->jet, assumed == KLEENE_TRUE ? &a->jet : &b->jet, &e->jets);
        v->level = assumed == KLEENE_TRUE ? a->level : b->level;
        return;
    }
    if (!apart && a != b)
        v->level = level_least(v->level, LEVEL_CONTINUOUS);
    else if (v->level >= LEVEL_CONTINUOUS)
        v->level = first_wins ? a->level : b->level; // the order is the same nearby
    jet_set(&v->jet, first_wins ? &a->jet : &b->jet, &e->jets);
    if (first_wins || apart)
        return;
    hull_jets(&v->jet, &a->jet, &e->jets);
    (maximum ? range_max : range_min)(coefficient(&v->jet, 0), first, second);
}

typedef struct {
    size_t branches; // that may apply somewhere
    bool lasting;    // so far the choice is the same in a neighbourhood of the box
    bool complete;   // some guard surely holds
    int level;       // of the last branch
} choice_t;

// The value of the first true guard: of all that may be it.
static void run_cases(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    choice_t choice = {.lasting = true};
    for (size_t k = 0; k < step->count && !choice.complete; k += 2) {
        const enclosure_t *guard = operand(e, step, k), *branch = operand(e, step, k + 1);
        choice.lasting = choice.lasting && guard->lasting != KLEENE_UNKNOWN;
        if (!guard->has_truth) {
            jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
            return;
        }
        if (guard->truth == KLEENE_FALSE)
            continue;
        if (choice.branches++ == 0)
            jet_set(&v->jet, &branch->jet, &e->jets);
        else
            hull_jets(&v->jet, &branch->jet, &e->jets);
        choice.level = branch->level;
        choice.complete = guard->truth == KLEENE_TRUE;
    }
    if (choice.branches == 0 || (!choice.complete && !coverage_is_complete(e, e->plan, step)))
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    v->level = choice.branches == 1 && choice.lasting ? choice.level : LEVEL_NONE;
}

// ---- smooth operators ----

static void run_power(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *u = operand(e, step, 0);
    slong p = 2, q = 1; // EXPR_MUL of a term with itself
    if (step->op == EXPR_POWER)
        expr_exponent(&p, &q, e->plan->dag, step->node);
    if (step->op == EXPR_SQRT) {
        q = 2;
        jet_sqrt(&v->jet, &u->jet, &e->jets);
    } else {
        jet_power(&v->jet, &u->jet, p, q, &e->jets);
    }
    bool at_end = q > 1 && jet_has_value(&v->jet) && !range_is_positive(coefficient(&u->jet, 0));
    v->level = at_end ? level_least(u->level, LEVEL_CONTINUOUS_ON_DOMAIN) : u->level;
}

// Whether operand k has values in a neighbourhood of the box.
static bool is_defined_nearby(const evaluator_t *e, const step_t *step, size_t k)
{
    return operand(e, step, k)->level >= LEVEL_CONTINUOUS || plan_operand(e->plan, step, k)->is_total;
}

static void run_product(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = operand(e, step, 0), *b = operand(e, step, 1);
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
    const enclosure_t *a = operand(e, step, 0), *b = operand(e, step, 1);
    v->level = level_least(a->level, b->level);
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
    const enclosure_t *u = operand(e, step, 0);
    jet_derivative(&v->jet, &u->jet, step->variable, &e->jets);
    v->level = u->level == LEVEL_SMOOTH ? LEVEL_SMOOTH : u->level > LEVEL_CONTINUOUS ? u->level - 1 : LEVEL_NONE;
}

// Where the operand is shown to be C1 no kink was met, and the derivative of the case is the derivative. Under
// assumptions levels do not speak of the operand itself.
static void run_partial(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    if (operand(e, step, 0)->level >= LEVEL_C1 && !e->assumptions)
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
        const enclosure_t *input = operand(e, step, k);
        variables[k] = expr_child(e->plan->dag, step->node, 2 * k + 1);
        valid = valid && jet_has_value(&input->jet);
        range_set(values + k, coefficient(&input->jet, 0));
        inputs[k] = &input->jet;
        v->level = level_least(v->level, input->level);
    }
    environment_t inner = {environment, count, variables, values};
    if (valid) {
        run(body, &inner);
        compose_at(&v->jet, e->plan, step, &evaluator_root(body, 0)->jet, inputs, &e->jets);
        v->level = level_least(v->level, evaluator_root(body, 0)->level);
    } else {
        jet_fail(&v->jet, STATUS_UNSUPPORTED, &e->jets);
    }
    range_array_free(values, count);
    mem_free(inputs);
    mem_free(variables);
}

// ---- formulas ----

static kleene_t compare(expr_op_t op, const range_t *a, const range_t *b)
{
    if (range_less(a, b))
        return kleene_of_sign(op, -1);
    if (range_less(b, a))
        return kleene_of_sign(op, 1);
    if (range_is_point(a) && range_is_point(b))
        return kleene_of_sign(op, 0); // equal, as neither is less
    if (op == EXPR_LESS)
        return range_less_equal(b, a) ? KLEENE_FALSE : KLEENE_UNKNOWN;
    return op == EXPR_LESS_EQUAL && range_less_equal(a, b) ? KLEENE_TRUE : KLEENE_UNKNOWN;
}

static void run_comparison(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = operand(e, step, 0), *b = operand(e, step, 1);
    const range_t *left = coefficient(&a->jet, 0), *right = coefficient(&b->jet, 0);
    v->has_truth = jet_has_value(&a->jet) && jet_has_value(&b->jet);
    v->truth = !v->has_truth ? KLEENE_UNKNOWN : a == b ? kleene_of_sign(step->op, 0) : compare(step->op, left, right);
    if (step->is_constant && v->truth == KLEENE_UNKNOWN)
        v->truth = v->has_truth && is_tie(e->plan->dag, step->node, left, right)
                       ? kleene_of_sign(step->op, 0)
                       : exact_decide(e->plan->dag, step->node, e->reals);
    v->has_truth = v->has_truth || v->truth != KLEENE_UNKNOWN;
    bool apart = v->has_truth && (a == b || range_less(left, right) || range_less(right, left));
    bool continuous = a->level >= LEVEL_CONTINUOUS && b->level >= LEVEL_CONTINUOUS;
    v->lasting = step->is_constant || (apart && continuous) ? v->truth : KLEENE_UNKNOWN;
    if (!e->assumptions || step->is_constant)
        return;
    kleene_t assumed = order_compare(step->op, orders_left(e, step));
    if (v->has_truth && assumed != KLEENE_UNKNOWN)
        v->truth = assumed;
    v->lasting = v->truth; // the case is continued beyond the box
}

static void run_connective(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *a = operand(e, step, 0), *b = operand(e, step, step->count - 1);
    v->has_truth = a->has_truth && b->has_truth;
    if (step->op == EXPR_NOT) {
        v->truth = kleene_not(a->truth);
        v->lasting = kleene_not(a->lasting);
    } else if (step->op == EXPR_AND) {
        v->truth = kleene_and(a->truth, b->truth);
        v->lasting = kleene_and(a->lasting, b->lasting);
    } else {
        v->truth = kleene_or(a->truth, b->truth);
        v->lasting = kleene_or(a->lasting, b->lasting);
    }
    v->has_truth = v->has_truth || v->truth != KLEENE_UNKNOWN;
}

static void run_regularity(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    const enclosure_t *u = operand(e, step, 0);
    int needed = step->op == EXPR_DEFINED      ? LEVEL_NONE
                 : step->op == EXPR_CONTINUOUS ? LEVEL_CONTINUOUS_ON_DOMAIN
                 : step->op == EXPR_C2         ? LEVEL_C2
                                               : LEVEL_C1;
    bool known = needed == LEVEL_NONE || !e->assumptions;
    v->truth = known && jet_has_value(&u->jet) && u->level >= needed ? KLEENE_TRUE : KLEENE_UNKNOWN;
    v->lasting = KLEENE_UNKNOWN;
    v->has_truth = true;
}

static void run_formula(evaluator_t *e, const step_t *step, enclosure_t *v)
{
    switch (step->op) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        v->truth = v->lasting = step->op == EXPR_TRUE ? KLEENE_TRUE : KLEENE_FALSE;
        v->has_truth = true;
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

static bool fails_with_operand(const evaluator_t *e, const step_t *step, enclosure_t *v)
{
    for (size_t k = 0; step->op != EXPR_CASES && k < step->count; k++) {
        const enclosure_t *input = operand(e, step, k);
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
        jet_neg(&v->jet, &operand(e, step, 0)->jet, &e->jets);
        v->level = operand(e, step, 0)->level;
        break;
    case EXPR_POWER:
    case EXPR_SQRT:
        run_power(e, step, v);
        break;
    case EXPR_ABS:
        run_abs(e, step, v, operand(e, step, 0));
        break;
    case EXPR_RELU:
        run_relu(e, step, v, operand(e, step, 0));
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        run_extremum(e, step, v, operand(e, step, 0), operand(e, step, 1));
        break;
    case EXPR_CASES:
        run_cases(e, step, v);
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
        jet_function(&v->jet, step->op, &operand(e, step, 0)->jet, &e->jets);
        v->level = operand(e, step, 0)->level;
    }
}

static void run_step(evaluator_t *e, size_t index, const environment_t *environment)
{
    const step_t *step = e->plan->steps + index;
    enclosure_t *v = e->values + index;
    if (step->is_formula)
        run_formula(e, step, v);
    else
        run_term(e, step, v, environment);
    if (step->op != EXPR_RELU && step->op != EXPR_MUL && step->op != EXPR_NEG)
        v->level = level_least(v->level, LEVEL_SMOOTH);
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
        range_set_rationals(coefficient(&v->jet, 0), lower, upper);
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
        range_set_rounded(coefficient(&to->jet, i), coefficient(&from->jet, i));
    }
}

static evaluator_t *allocate(const plan_t *plan, slong precision, real_ctx_struct *reals)
{
    evaluator_t *e = mem_alloc(1, sizeof *e);
    e->plan = plan;
    e->precision = precision;
    e->reals = reals;
    e->ring = range_ring(&e->precision);
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
    mem_free(evaluator);
}
