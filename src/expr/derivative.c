// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/derivative.h"

#include "base/memory.h"
#include "expr/neutral.h"
#include "expr/total.h"

// The tangents (derivatives by the one variable) of all nodes below an expression, in node order. A tangent is safe
// when it is undefined wherever its node is: 1/x is not for log(x), nor 0 for 1/y by x. What stays unsafe at the top,
// or in a branch of cases, is restricted to where the node is defined.
typedef struct {
    dag_t *dag;
    expr_t variable, zero, one;
    expr_t *tangents;
    bool *safe;
    survey_t survey;
} differentiation_t;

static expr_t restricted(dag_t *dag, expr_t guard, expr_t value)
{
    return expr_cases(dag, 1, &guard, &value);
}

static expr_t either(const differentiation_t *d, expr_t guard, expr_t value, expr_t otherwise)
{
    expr_t guards[2] = {guard, expr_leaf(d->dag, EXPR_TRUE)}, values[2] = {value, otherwise};
    return expr_cases(d->dag, 2, guards, values);
}

// ---- the rules ----

// u^n with its derivative n u^(n-1); n = p/q. For exponents at the end of the range u^(n-1) is written u^n / u.
static expr_t power_factor(const differentiation_t *d, expr_t a, expr_t u)
{
    slong p, q;
    expr_exponent(&p, &q, d->dag, a);
    fmpq_t n;
    fmpq_init(n);
    fmpq_set_si(n, p, (ulong)q);
    expr_t factor = expr_rational(d->dag, n);
    fmpq_clear(n);
    if (p == q)
        return d->one;
    if (p < WORD_MIN + q)
        return neutral_mul(d->dag, factor, neutral_div(d->dag, a, u));
    return neutral_mul(d->dag, factor, p == 2 * q ? u : expr_power(d->dag, u, p - q, q));
}

static expr_t one_plus(const differentiation_t *d, expr_op_t op, expr_t a)
{
    return expr_binary(d->dag, op, d->one, expr_power(d->dag, a, 2, 1));
}

// f'(u) for a = f(u), f with a derivative throughout its domain; sqrt, log and atan are divisions, see `division`.
static expr_t outer_derivative(const differentiation_t *d, expr_t a, expr_t u)
{
    dag_t *dag = d->dag;
    switch (expr_op(dag, a)) {
    case EXPR_POWER:
        return power_factor(d, a, u);
    case EXPR_EXP:
        return a;
    case EXPR_SIN:
        return expr_unary(dag, EXPR_COS, u);
    case EXPR_COS:
        return expr_unary(dag, EXPR_NEG, expr_unary(dag, EXPR_SIN, u));
    case EXPR_TAN:
        return one_plus(d, EXPR_ADD, a);
    case EXPR_SINH:
        return expr_unary(dag, EXPR_COSH, u);
    case EXPR_COSH:
        return expr_unary(dag, EXPR_SINH, u);
    case EXPR_TANH:
        return one_plus(d, EXPR_SUB, a);
    case EXPR_SIGMOID:
        return expr_binary(dag, EXPR_SUB, a, expr_power(dag, a, 2, 1));
    default: // SOFTPLUS
        return expr_unary(dag, EXPR_SIGMOID, u);
    }
}

// What u' is divided by in the derivative of sqrt(u), log(u), atan(u); EXPR_NONE for other functions.
static expr_t outer_divisor(const differentiation_t *d, expr_t a, expr_t u)
{
    switch (expr_op(d->dag, a)) {
    case EXPR_SQRT:
        return expr_binary(d->dag, EXPR_MUL, expr_integer(d->dag, 2), a);
    case EXPR_LOG:
        return u;
    case EXPR_ATAN:
        return one_plus(d, EXPR_ADD, u);
    default:
        return EXPR_NONE;
    }
}

// abs, relu: by the sign of u.
static expr_t kink_tangent(const differentiation_t *d, expr_t a, expr_t u)
{
    expr_t tangent = d->tangents[u], positive = expr_binary(d->dag, EXPR_LESS, d->zero, u);
    if (expr_op(d->dag, a) == EXPR_RELU)
        return either(d, positive, tangent, d->zero);
    expr_t guards[3] = {positive, expr_binary(d->dag, EXPR_LESS, u, d->zero), expr_leaf(d->dag, EXPR_TRUE)};
    expr_t values[3] = {tangent, expr_unary(d->dag, EXPR_NEG, tangent), d->zero};
    return expr_cases(d->dag, 3, guards, values);
}

static expr_t unary_tangent(const differentiation_t *d, expr_t a)
{
    expr_op_t op = expr_op(d->dag, a);
    expr_t u = expr_child(d->dag, a, 0), tangent = d->tangents[u];
    if (tangent == d->zero)
        return d->zero;
    if (op == EXPR_NEG)
        return expr_unary(d->dag, EXPR_NEG, tangent);
    if (op == EXPR_ABS || op == EXPR_RELU)
        return kink_tangent(d, a, u);
    slong p = 1, q = 1;
    if (op == EXPR_POWER)
        expr_exponent(&p, &q, d->dag, a);
    if (p == 0)
        return d->zero;
    expr_t divisor = outer_divisor(d, a, u);
    return divisor != EXPR_NONE ? neutral_div(d->dag, tangent, divisor)
                                : neutral_mul(d->dag, outer_derivative(d, a, u), tangent);
}

static expr_t binary_tangent(const differentiation_t *d, expr_t a)
{
    dag_t *dag = d->dag;
    expr_op_t op = expr_op(dag, a);
    expr_t u = expr_child(dag, a, 0), v = expr_child(dag, a, 1), du = d->tangents[u], dv = d->tangents[v];
    switch (op) {
    case EXPR_ADD:
        return neutral_add(dag, du, dv);
    case EXPR_SUB:
        return neutral_sub(dag, du, dv);
    case EXPR_MUL:
        return neutral_add(dag, neutral_mul(dag, du, v), neutral_mul(dag, u, dv));
    case EXPR_DIV:
        return neutral_div(dag, neutral_sub(dag, du, neutral_mul(dag, a, dv)), v);
    default: // MIN, MAX: the first argument on a tie
        if (du == d->zero && dv == d->zero)
            return d->zero;
        return either(d, expr_binary(dag, EXPR_LESS_EQUAL, op == EXPR_MIN ? u : v, op == EXPR_MIN ? v : u), du, dv);
    }
}

static expr_t safe_tangent(const differentiation_t *d, expr_t a)
{
    if (d->safe[a])
        return d->tangents[a];
    return restricted(d->dag, expr_unary(d->dag, EXPR_DEFINED, a), d->tangents[a]);
}

// The same guards, so that the domain is that of the node.
static expr_t cases_tangent(const differentiation_t *d, expr_t a)
{
    size_t count = expr_child_count(d->dag, a) / 2;
    expr_t *guards = mem_alloc(count, sizeof *guards), *values = mem_alloc(count, sizeof *values);
    bool constant = true;
    for (size_t i = 0; i < count; i++) {
        guards[i] = expr_child(d->dag, a, 2 * i);
        values[i] = safe_tangent(d, expr_child(d->dag, a, 2 * i + 1));
        constant = constant && values[i] == d->zero;
    }
    expr_t tangent = constant && d->survey.total[a] ? d->zero : expr_cases(d->dag, count, guards, values);
    mem_free(guards);
    mem_free(values);
    return tangent;
}

// ---- safety ----

// u is defined wherever the tangent of u, occurring in another tangent, is. (A zero does not occur.)
static bool is_implied(const differentiation_t *d, expr_t u)
{
    return d->survey.total[u] || (d->safe[u] && d->tangents[u] != d->zero);
}

// By the rules: which of the operands and the node itself occur in the tangent.
static bool is_safe(const differentiation_t *d, expr_t a)
{
    const dag_t *dag = d->dag;
    if (d->survey.total[a] || d->tangents[a] == d->zero)
        return d->survey.total[a];
    slong p = 0, q = 0;
    if (expr_op(dag, a) == EXPR_POWER)
        expr_exponent(&p, &q, dag, a);
    expr_t u = expr_child_count(dag, a) > 0 ? expr_child(dag, a, 0) : a;
    expr_t v = expr_child_count(dag, a) > 1 ? expr_child(dag, a, 1) : a;
    switch (expr_op(dag, a)) {
    case EXPR_LOG:
        return false;
    case EXPR_NEG:
        return is_implied(d, u);
    case EXPR_POWER:
        return p != q || is_implied(d, u);
    case EXPR_ADD:
    case EXPR_SUB:
        return is_implied(d, u) && is_implied(d, v);
    case EXPR_MUL:
        return (d->tangents[v] != d->zero || is_implied(d, u)) && (d->tangents[u] != d->zero || is_implied(d, v));
    case EXPR_DIV:
        return d->tangents[v] != d->zero || is_implied(d, u);
    default:
        return true;
    }
}

// ---- differentiation ----

// An operator that could not be eliminated stays one.
static expr_t tangent_of(const differentiation_t *d, expr_t a)
{
    expr_op_t op = expr_op(d->dag, a);
    if (a == d->variable)
        return d->one;
    if (op == EXPR_CASES)
        return cases_tangent(d, a);
    if (op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT)
        return expr_derivative(d->dag, a, d->variable);
    switch (expr_child_count(d->dag, a)) {
    case 1:
        return unary_tangent(d, a);
    case 2:
        return binary_tangent(d, a);
    default:
        return d->zero;
    }
}

expr_t expr_differentiate(dag_t *dag, expr_t a, expr_t variable)
{
    if (dag_over_limit(dag))
        return a;
    differentiation_t d = {.dag = dag, .variable = variable, .zero = expr_integer(dag, 0), .one = expr_integer(dag, 1)};
    survey_init(&d.survey, dag, a);
    d.tangents = mem_alloc((size_t)a + 1, sizeof *d.tangents);
    d.safe = mem_alloc((size_t)a + 1, sizeof *d.safe);
    bool *marked = expr_reachable(dag, 1, &a);
    for (expr_t b = 0; b <= a; b++)
        if (marked[b] && !expr_is_formula(dag, b)) {
            d.tangents[b] = tangent_of(&d, b);
            d.safe[b] = is_safe(&d, b);
        }
    expr_t result = safe_tangent(&d, a);
    mem_free(marked);
    mem_free(d.safe);
    mem_free(d.tangents);
    survey_clear(&d.survey);
    return result;
}

void expr_gradient(expr_t *gradient, dag_t *dag, expr_t a, size_t count, const expr_t *variables)
{
    for (size_t i = 0; i < count; i++)
        gradient[i] = expr_differentiate(dag, a, variables[i]);
}

void expr_hessian(expr_t *hessian, dag_t *dag, expr_t a, size_t count, const expr_t *variables)
{
    for (size_t i = 0; i < count; i++) {
        expr_t slope = expr_differentiate(dag, a, variables[i]);
        for (size_t j = i; j < count; j++) {
            hessian[i * count + j] = expr_differentiate(dag, slope, variables[j]);
            hessian[j * count + i] = hessian[i * count + j];
        }
    }
}
