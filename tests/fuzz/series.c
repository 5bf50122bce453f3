// SPDX-License-Identifier: LGPL-3.0-or-later
#include "series.h"

#include "base/memory.h"

#define N SERIES_LENGTH

typedef struct {
    const reference_t *reference;
    arb_poly_struct *values; // per node
    bool *known;             // per node
    slong precision;
} series_t;

static arb_poly_struct *child(const series_t *s, expr_t a, size_t k)
{
    return s->values + expr_child(s->reference->dag, a, k);
}

static reference_kind_t kind(const series_t *s, expr_t a)
{
    return s->reference->values[a].kind;
}

static bool constant_term_is_nonzero(const arb_poly_t u)
{
    arb_t c;
    arb_init(c);
    arb_poly_get_coeff_arb(c, u, 0);
    bool nonzero = !arb_contains_zero(c);
    arb_clear(c);
    return nonzero;
}

static bool binary_series(const series_t *s, arb_poly_t r, expr_t a)
{
    const arb_poly_struct *u = child(s, a, 0), *v = child(s, a, 1);
    switch (expr_op(s->reference->dag, a)) {
    case EXPR_ADD:
        arb_poly_add(r, u, v, s->precision);
        return true;
    case EXPR_SUB:
        arb_poly_sub(r, u, v, s->precision);
        return true;
    case EXPR_MUL:
        arb_poly_mullow(r, u, v, N, s->precision);
        return true;
    default: // DIV
        if (!constant_term_is_nonzero(v))
            return false;
        arb_poly_div_series(r, u, v, N, s->precision);
        return true;
    }
}

static bool power_series(const series_t *s, arb_poly_t r, const arb_poly_t u, slong p, slong q)
{
    bool nonzero = constant_term_is_nonzero(u);
    if (q == 1 && p >= 0) {
        arb_poly_pow_ui_trunc_binexp(r, u, (ulong)p, N, s->precision);
        return true;
    }
    if (!nonzero)
        return false;
    if (q == 1) {
        arb_poly_pow_ui_trunc_binexp(r, u, (ulong)-p, N, s->precision);
        arb_poly_inv_series(r, r, N, s->precision);
        return true;
    }
    arb_t n;
    arb_init(n);
    arb_set_si(n, p);
    arb_div_si(n, n, q, s->precision);
    arb_poly_pow_arb_series(r, u, n, N, s->precision);
    arb_clear(n);
    return true;
}

static void add_one(arb_poly_t r, slong precision)
{
    arb_t c;
    arb_init(c);
    arb_poly_get_coeff_arb(c, r, 0);
    arb_add_ui(c, c, 1, precision);
    arb_poly_set_coeff_arb(r, 0, c);
    arb_clear(c);
}

// 1/(1 + exp(-u)).
static void sigmoid_series(arb_poly_t r, const arb_poly_t u, slong precision)
{
    arb_poly_neg(r, u);
    arb_poly_exp_series(r, r, N, precision);
    add_one(r, precision);
    arb_poly_inv_series(r, r, N, precision);
}

static void tanh_series(arb_poly_t r, const arb_poly_t u, slong precision)
{
    arb_poly_t cosine;
    arb_poly_init(cosine);
    arb_poly_sinh_cosh_series(r, cosine, u, N, precision);
    arb_poly_div_series(r, r, cosine, N, precision);
    arb_poly_clear(cosine);
}

static bool function_series(const series_t *s, arb_poly_t r, expr_op_t op, const arb_poly_t u)
{
    slong precision = s->precision;
    switch (op) {
    case EXPR_EXP:
        arb_poly_exp_series(r, u, N, precision);
        break;
    case EXPR_LOG:
        arb_poly_log_series(r, u, N, precision);
        break;
    case EXPR_SIN:
        arb_poly_sin_series(r, u, N, precision);
        break;
    case EXPR_COS:
        arb_poly_cos_series(r, u, N, precision);
        break;
    case EXPR_TAN:
        arb_poly_tan_series(r, u, N, precision);
        break;
    case EXPR_ATAN:
        arb_poly_atan_series(r, u, N, precision);
        break;
    case EXPR_SINH:
        arb_poly_sinh_series(r, u, N, precision);
        break;
    case EXPR_COSH:
        arb_poly_cosh_series(r, u, N, precision);
        break;
    case EXPR_TANH:
        tanh_series(r, u, precision);
        break;
    case EXPR_SIGMOID:
        sigmoid_series(r, u, precision);
        break;
    default: // SOFTPLUS
        arb_poly_exp_series(r, u, N, precision);
        add_one(r, precision);
        arb_poly_log_series(r, r, N, precision);
    }
    return true;
}

// -1, 0, 1, or 2 when the precision does not tell.
static int sign_between(const series_t *s, expr_t a, expr_t b)
{
    const reference_value_t *u = s->reference->values + a, *v = b == EXPR_NONE ? NULL : s->reference->values + b;
    bool exact = u->kind == REFERENCE_EXACT && (!v || v->kind == REFERENCE_EXACT);
    if (a == b)
        return 0;
    if (exact)
        return v ? fmpq_cmp(u->exact, v->exact) : fmpq_sgn(u->exact);
    arb_t difference;
    arb_init(difference);
    arb_set(difference, u->ball);
    if (v)
        arb_sub(difference, difference, v->ball, s->precision);
    int sign = arb_is_positive(difference) ? 1 : arb_is_negative(difference) ? -1 : 2;
    arb_clear(difference);
    return sign;
}

static bool kink_series(const series_t *s, arb_poly_t r, expr_t a, bool is_abs)
{
    int sign = sign_between(s, expr_child(s->reference->dag, a, 0), EXPR_NONE);
    if (sign == 2)
        return false;
    if (sign > 0)
        arb_poly_set(r, child(s, a, 0));
    else if (sign < 0 && is_abs)
        arb_poly_neg(r, child(s, a, 0));
    else
        arb_poly_zero(r);
    return true;
}

static bool choice_series(const series_t *s, arb_poly_t r, expr_t a, bool is_min)
{
    const dag_t *dag = s->reference->dag;
    int sign = sign_between(s, expr_child(dag, a, 0), expr_child(dag, a, 1));
    if (sign == 2)
        return false;
    arb_poly_set(r, child(s, a, sign == 0 || (sign < 0) == is_min ? 0 : 1));
    return true;
}

static bool cases_series(const series_t *s, arb_poly_t r, expr_t a)
{
    const dag_t *dag = s->reference->dag;
    for (size_t k = 0; k < expr_child_count(dag, a); k += 2) {
        reference_kind_t guard = kind(s, expr_child(dag, a, k));
        if (guard == REFERENCE_FALSE)
            continue;
        expr_t value = expr_child(dag, a, k + 1);
        if (guard != REFERENCE_TRUE || !s->known[value])
            return false;
        arb_poly_set(r, s->values + value);
        return true;
    }
    return false;
}

static bool operands_known(const series_t *s, expr_t a)
{
    for (size_t k = 0; k < expr_child_count(s->reference->dag, a); k++)
        if (!s->known[expr_child(s->reference->dag, a, k)])
            return false;
    return true;
}

static bool node_series(const series_t *s, arb_poly_t r, expr_t a)
{
    const dag_t *dag = s->reference->dag;
    expr_op_t op = expr_op(dag, a);
    slong p, q;
    if (op == EXPR_CASES)
        return cases_series(s, r, a);
    if (!operands_known(s, a) || !reference_is_real(s->reference, a))
        return false;
    if (expr_child_count(dag, a) == 0) {
        arb_poly_set_arb(r, s->reference->values[a].ball);
        return true;
    }
    switch (op) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        return binary_series(s, r, a);
    case EXPR_NEG:
        arb_poly_neg(r, child(s, a, 0));
        return true;
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return power_series(s, r, child(s, a, 0), p, q);
    case EXPR_SQRT:
        return power_series(s, r, child(s, a, 0), 1, 2);
    case EXPR_ABS:
    case EXPR_RELU:
        return kink_series(s, r, a, op == EXPR_ABS);
    case EXPR_MIN:
    case EXPR_MAX:
        return choice_series(s, r, a, op == EXPR_MIN);
    default:
        return function_series(s, r, op, child(s, a, 0));
    }
}

static void set_variable(const series_t *s, expr_t variable, slong direction)
{
    arb_poly_set_coeff_arb(s->values + variable, 0, s->reference->values[variable].ball);
    arb_poly_set_coeff_si(s->values + variable, 1, direction);
    s->known[variable] = true;
}

bool series_evaluate(arb_poly_t result, const reference_t *reference, expr_t a, size_t count, const expr_t *variables,
                     const slong *direction)
{
    series_t s = {reference, mem_alloc((size_t)a + 1, sizeof *s.values), mem_alloc((size_t)a + 1, sizeof *s.known),
                  reference->precision};
    for (expr_t b = 0; b <= a; b++)
        arb_poly_init(s.values + b);
    for (size_t v = 0; v < count; v++)
        if (variables[v] <= a)
            set_variable(&s, variables[v], direction[v]);
    for (expr_t b = 0; b <= a; b++)
        if (reference->marked[b] && !expr_is_formula(reference->dag, b) && !s.known[b])
            s.known[b] = node_series(&s, s.values + b, b);
    arb_poly_set(result, s.values + a);
    bool known = s.known[a];
    for (expr_t b = 0; b <= a; b++)
        arb_poly_clear(s.values + b);
    mem_free(s.values);
    mem_free(s.known);
    return known;
}
