// SPDX-License-Identifier: LGPL-3.0-or-later
#include "reference.h"

#include "base/memory.h"

#define EXACT_BITS 3000

void reference_init(reference_t *reference, const dag_t *dag, size_t root_count, const expr_t *roots, slong precision)
{
    reference->dag = dag;
    reference->precision = precision;
    reference->marked = expr_reachable(dag, root_count, roots);
    reference->end = 0;
    for (size_t r = 0; r < root_count; r++)
        if (roots[r] >= reference->end)
            reference->end = roots[r] + 1;
    reference->values = mem_alloc(reference->end, sizeof *reference->values);
    for (expr_t a = 0; a < reference->end; a++) {
        fmpq_init(reference->values[a].exact);
        arb_init(reference->values[a].ball);
    }
}

void reference_clear(reference_t *reference)
{
    for (expr_t a = 0; a < reference->end; a++) {
        fmpq_clear(reference->values[a].exact);
        arb_clear(reference->values[a].ball);
    }
    mem_free(reference->values);
    mem_free(reference->marked);
}

bool reference_is_real(const reference_t *reference, expr_t a)
{
    reference_kind_t kind = reference->values[a].kind;
    return kind == REFERENCE_EXACT || kind == REFERENCE_BALL;
}

static const reference_value_t *child(const reference_t *r, expr_t a, size_t k)
{
    return r->values + expr_child(r->dag, a, k);
}

// ---- storing results ----

static void set_exact(const reference_t *r, expr_t a, const fmpq_t value)
{
    reference_value_t *v = r->values + a;
    v->kind = REFERENCE_EXACT;
    if (value != v->exact)
        fmpq_set(v->exact, value);
    arb_set_fmpq(v->ball, v->exact, r->precision);
    if (fmpz_bits(fmpq_numref(v->exact)) + fmpz_bits(fmpq_denref(v->exact)) > EXACT_BITS)
        v->kind = REFERENCE_BALL;
}

// The result is in the ball; an exact one of moderate size is a rational number.
static void set_ball(const reference_t *r, expr_t a)
{
    reference_value_t *v = r->values + a;
    if (!arb_is_finite(v->ball)) {
        v->kind = REFERENCE_UNCLEAR;
        return;
    }
    v->kind = REFERENCE_BALL;
    if (!arb_is_exact(v->ball) || arf_cmpabs_2exp_si(arb_midref(v->ball), 500) > 0)
        return;
    if (!arb_is_zero(v->ball) && arf_cmpabs_2exp_si(arb_midref(v->ball), -500) < 0)
        return;
    arf_get_fmpq(v->exact, arb_midref(v->ball));
    v->kind = REFERENCE_EXACT;
}

static void set_kind(const reference_t *r, expr_t a, reference_kind_t kind)
{
    r->values[a].kind = kind;
}

static void set_truth(const reference_t *r, expr_t a, bool truth)
{
    set_kind(r, a, truth ? REFERENCE_TRUE : REFERENCE_FALSE);
}

// ---- signs ----

typedef enum { SIGN_UNCLEAR = 2, SIGN_ZERO = 0, SIGN_PLUS = 1, SIGN_MINUS = -1 } sign_t;

static sign_t sign_of(const reference_value_t *v)
{
    if (v->kind == REFERENCE_EXACT)
        return (sign_t)fmpq_sgn(v->exact);
    return arb_is_positive(v->ball) ? SIGN_PLUS : arb_is_negative(v->ball) ? SIGN_MINUS : SIGN_UNCLEAR;
}

static sign_t order_of(const reference_t *r, expr_t a, expr_t b)
{
    const reference_value_t *u = r->values + a, *v = r->values + b;
    if (a == b)
        return SIGN_ZERO;
    if (u->kind == REFERENCE_EXACT && v->kind == REFERENCE_EXACT)
        return (sign_t)((fmpq_cmp(u->exact, v->exact) > 0) - (fmpq_cmp(u->exact, v->exact) < 0));
    return arb_lt(u->ball, v->ball) ? SIGN_MINUS : arb_gt(u->ball, v->ball) ? SIGN_PLUS : SIGN_UNCLEAR;
}

// ---- arithmetic ----

static void exact_arithmetic(fmpq_t result, expr_op_t op, const fmpq_t u, const fmpq_t v)
{
    if (op == EXPR_ADD)
        fmpq_add(result, u, v);
    else if (op == EXPR_SUB)
        fmpq_sub(result, u, v);
    else if (op == EXPR_MUL)
        fmpq_mul(result, u, v);
    else
        fmpq_div(result, u, v);
}

static void ball_arithmetic(arb_t result, expr_op_t op, const arb_t u, const arb_t v, slong precision)
{
    if (op == EXPR_ADD)
        arb_add(result, u, v, precision);
    else if (op == EXPR_SUB)
        arb_sub(result, u, v, precision);
    else if (op == EXPR_MUL)
        arb_mul(result, u, v, precision);
    else
        arb_div(result, u, v, precision);
}

static void evaluate_arithmetic(const reference_t *r, expr_t a)
{
    expr_op_t op = expr_op(r->dag, a);
    const reference_value_t *u = child(r, a, 0), *v = child(r, a, 1);
    sign_t divisor = op == EXPR_DIV ? sign_of(v) : SIGN_PLUS;
    if (divisor == SIGN_ZERO || divisor == SIGN_UNCLEAR) {
        set_kind(r, a, divisor == SIGN_ZERO ? REFERENCE_UNDEFINED : REFERENCE_UNCLEAR);
    } else if (u->kind == REFERENCE_EXACT && v->kind == REFERENCE_EXACT) {
        exact_arithmetic(r->values[a].exact, op, u->exact, v->exact);
        set_exact(r, a, r->values[a].exact);
    } else {
        ball_arithmetic(r->values[a].ball, op, u->ball, v->ball, r->precision);
        set_ball(r, a);
    }
}

static void evaluate_power(const reference_t *r, expr_t a, slong p, slong q)
{
    const reference_value_t *u = child(r, a, 0);
    sign_t sign = sign_of(u);
    if ((q > 1 && sign == SIGN_MINUS) || (p < 0 && sign == SIGN_ZERO)) {
        set_kind(r, a, REFERENCE_UNDEFINED);
    } else if (sign == SIGN_UNCLEAR && (q > 1 || p < 0)) {
        set_kind(r, a, REFERENCE_UNCLEAR);
    } else if (u->kind == REFERENCE_EXACT && q == 1) {
        fmpq_pow_si(r->values[a].exact, u->exact, p);
        set_exact(r, a, r->values[a].exact);
    } else {
        fmpz_t n;
        fmpz_init(n);
        fmpz_set_si(n, p);
        arb_root_ui(r->values[a].ball, u->ball, (ulong)q, r->precision);
        arb_pow_fmpz(r->values[a].ball, r->values[a].ball, n, r->precision);
        fmpz_clear(n);
        set_ball(r, a);
    }
}

// ---- functions ----

static void evaluate_analytic(arb_t y, expr_op_t op, const arb_t x, slong precision)
{
    switch (op) {
    case EXPR_EXP:
        arb_exp(y, x, precision);
        break;
    case EXPR_LOG:
        arb_log(y, x, precision);
        break;
    case EXPR_SIN:
        arb_sin(y, x, precision);
        break;
    case EXPR_COS:
        arb_cos(y, x, precision);
        break;
    case EXPR_TAN:
        arb_tan(y, x, precision);
        break;
    case EXPR_ATAN:
        arb_atan(y, x, precision);
        break;
    case EXPR_SINH:
        arb_sinh(y, x, precision);
        break;
    case EXPR_COSH:
        arb_cosh(y, x, precision);
        break;
    case EXPR_TANH:
        arb_tanh(y, x, precision);
        break;
    case EXPR_SIGMOID: // (1 + tanh(x/2))/2
        arb_mul_2exp_si(y, x, -1);
        arb_tanh(y, y, precision);
        arb_add_ui(y, y, 1, precision);
        arb_mul_2exp_si(y, y, -1);
        break;
    default: // SOFTPLUS
        arb_exp(y, x, precision);
        arb_log1p(y, y, precision);
    }
}

static void evaluate_function(const reference_t *r, expr_t a)
{
    expr_op_t op = expr_op(r->dag, a);
    const reference_value_t *u = child(r, a, 0);
    sign_t sign = op == EXPR_LOG ? sign_of(u) : SIGN_PLUS;
    if (sign != SIGN_PLUS) {
        set_kind(r, a, sign == SIGN_UNCLEAR ? REFERENCE_UNCLEAR : REFERENCE_UNDEFINED);
        return;
    }
    evaluate_analytic(r->values[a].ball, op, u->ball, r->precision);
    set_ball(r, a);
}

// ---- piecewise ----

static void copy_value(const reference_t *r, expr_t a, const reference_value_t *v)
{
    if (v->kind == REFERENCE_EXACT)
        fmpq_set(r->values[a].exact, v->exact);
    arb_set(r->values[a].ball, v->ball);
    set_kind(r, a, v->kind);
}

static void evaluate_kink(const reference_t *r, expr_t a)
{
    reference_value_t *result = r->values + a;
    copy_value(r, a, child(r, a, 0));
    sign_t sign = sign_of(result);
    if (expr_op(r->dag, a) == EXPR_ABS) {
        fmpq_abs(result->exact, result->exact);
        arb_abs(result->ball, result->ball);
        if (sign == SIGN_UNCLEAR)
            arb_nonnegative_part(result->ball, result->ball);
    } else if (sign == SIGN_MINUS) {
        fmpq_zero(result->exact);
        set_exact(r, a, result->exact);
    } else if (sign == SIGN_UNCLEAR) {
        arb_nonnegative_part(result->ball, result->ball);
    }
}

static void evaluate_choice(const reference_t *r, expr_t a)
{
    expr_t u = expr_child(r->dag, a, 0), v = expr_child(r->dag, a, 1);
    sign_t order = order_of(r, u, v);
    if (order == SIGN_UNCLEAR) {
        arb_union(r->values[a].ball, r->values[u].ball, r->values[v].ball, r->precision);
        set_kind(r, a, REFERENCE_BALL);
    } else {
        bool first = order == SIGN_ZERO || (order == SIGN_MINUS) == (expr_op(r->dag, a) == EXPR_MIN);
        copy_value(r, a, r->values + (first ? u : v));
    }
}

static void evaluate_cases(const reference_t *r, expr_t a)
{
    set_kind(r, a, REFERENCE_UNDEFINED);
    for (size_t k = 0; k < expr_child_count(r->dag, a); k += 2) {
        reference_kind_t guard = child(r, a, k)->kind;
        if (guard == REFERENCE_FALSE)
            continue;
        if (guard == REFERENCE_TRUE)
            copy_value(r, a, child(r, a, k + 1));
        else
            set_kind(r, a, guard);
        return;
    }
}

// ---- formulas ----

static void evaluate_comparison(const reference_t *r, expr_t a)
{
    sign_t order = order_of(r, expr_child(r->dag, a, 0), expr_child(r->dag, a, 1));
    expr_op_t op = expr_op(r->dag, a);
    if (order == SIGN_UNCLEAR)
        set_kind(r, a, REFERENCE_UNCLEAR);
    else if (op == EXPR_LESS)
        set_truth(r, a, order == SIGN_MINUS);
    else if (op == EXPR_LESS_EQUAL)
        set_truth(r, a, order != SIGN_PLUS);
    else
        set_truth(r, a, (order == SIGN_ZERO) == (op == EXPR_EQUAL));
}

static void evaluate_connective(const reference_t *r, expr_t a)
{
    reference_kind_t u = child(r, a, 0)->kind, v = child(r, a, expr_child_count(r->dag, a) - 1)->kind;
    expr_op_t op = expr_op(r->dag, a);
    if (op == EXPR_NOT) {
        set_kind(r, a, u == REFERENCE_TRUE ? REFERENCE_FALSE : u == REFERENCE_FALSE ? REFERENCE_TRUE : u);
        return;
    }
    reference_kind_t deciding = op == EXPR_AND ? REFERENCE_FALSE : REFERENCE_TRUE;
    if (u == deciding || v == deciding)
        set_kind(r, a, deciding);
    else if (u == REFERENCE_UNCLEAR || v == REFERENCE_UNCLEAR)
        set_kind(r, a, REFERENCE_UNCLEAR);
    else
        set_kind(r, a, u == REFERENCE_UNDEFINED ? u : v);
}

// ---- all nodes ----

static void evaluate_leaf(const reference_t *r, expr_t a)
{
    switch (expr_op(r->dag, a)) {
    case EXPR_RATIONAL:
        set_exact(r, a, expr_rational_value(r->dag, a));
        break;
    case EXPR_PI:
        arb_const_pi(r->values[a].ball, r->precision);
        set_kind(r, a, REFERENCE_BALL);
        break;
    case EXPR_E:
        arb_const_e(r->values[a].ball, r->precision);
        set_kind(r, a, REFERENCE_BALL);
        break;
    case EXPR_TRUE:
    case EXPR_FALSE:
        set_truth(r, a, expr_op(r->dag, a) == EXPR_TRUE);
        break;
    default: // VARIABLE: set before
        break;
    }
}

// A node whose operands all have values.
static void evaluate_node(const reference_t *r, expr_t a)
{
    slong p, q;
    switch (expr_op(r->dag, a)) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        evaluate_arithmetic(r, a);
        break;
    case EXPR_NEG:
        copy_value(r, a, child(r, a, 0));
        fmpq_neg(r->values[a].exact, r->values[a].exact);
        arb_neg(r->values[a].ball, r->values[a].ball);
        break;
    case EXPR_POWER:
        expr_exponent(&p, &q, r->dag, a);
        evaluate_power(r, a, p, q);
        break;
    case EXPR_SQRT:
        evaluate_power(r, a, 1, 2);
        break;
    case EXPR_ABS:
    case EXPR_RELU:
        evaluate_kink(r, a);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        evaluate_choice(r, a);
        break;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        evaluate_comparison(r, a);
        break;
    default:
        evaluate_function(r, a);
    }
}

// What operands without a value make of a node that needs them.
static reference_kind_t worst_operand(const reference_t *r, expr_t a)
{
    reference_kind_t worst = REFERENCE_EXACT;
    for (size_t k = 0; k < expr_child_count(r->dag, a); k++) {
        reference_kind_t kind = child(r, a, k)->kind;
        if (kind == REFERENCE_UNDEFINED || (kind == REFERENCE_UNCLEAR && worst != REFERENCE_UNDEFINED))
            worst = kind;
    }
    return worst;
}

static void evaluate(const reference_t *r, expr_t a)
{
    expr_op_t op = expr_op(r->dag, a);
    if (expr_child_count(r->dag, a) == 0 && op != EXPR_CASES) {
        evaluate_leaf(r, a);
    } else if (op == EXPR_CASES) {
        evaluate_cases(r, a);
    } else if (op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT) {
        evaluate_connective(r, a);
    } else if (op == EXPR_DEFINED) {
        reference_kind_t kind = child(r, a, 0)->kind;
        set_kind(r, a, kind == REFERENCE_UNCLEAR ? kind : REFERENCE_TRUE);
        if (kind == REFERENCE_UNDEFINED)
            set_kind(r, a, REFERENCE_FALSE);
    } else if (op >= EXPR_CONTINUOUS) {
        set_kind(r, a, REFERENCE_UNCLEAR);
    } else {
        reference_kind_t worst = worst_operand(r, a);
        if (worst == REFERENCE_EXACT)
            evaluate_node(r, a);
        else
            set_kind(r, a, worst);
    }
}

void reference_evaluate(reference_t *r, size_t count, const expr_t *variables, const fmpq *point)
{
    for (size_t v = 0; v < count; v++)
        if (variables[v] < r->end)
            set_exact(r, variables[v], point + v);
    for (expr_t a = 0; a < r->end; a++)
        if (r->marked[a])
            evaluate(r, a);
}
