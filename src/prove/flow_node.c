// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/flow_node.h"

// sum_{j = from .. to} a_j b_{k-j}
static void convolve(arb_t sum, arb_srcptr a, arb_srcptr b, slong from, slong to, slong k, slong prec)
{
    arb_zero(sum);
    for (slong j = from; j <= to; j++)
        arb_addmul(sum, a + j, b + k - j, prec);
}

// (1/k) sum_{j = 1 .. to} j a_j b_{k-j}
static void weighted(arb_t sum, arb_srcptr a, arb_srcptr b, slong to, slong k, slong prec)
{
    arb_t term;
    arb_init(term);
    arb_zero(sum);
    for (slong j = 1; j <= to; j++) {
        arb_mul_si(term, a + j, j, prec);
        arb_addmul(sum, term, b + k - j, prec);
    }
    arb_div_si(sum, sum, k, prec);
    arb_clear(term);
}

static void extend_product(arb_ptr g, arb_srcptr u, arb_srcptr v, slong k, slong prec)
{
    if (u == v && k == 0)
        arb_sqr(g, u, prec);
    else
        convolve(g + k, u, v, 0, k, k, prec);
}

// g v = u
static void extend_quotient(arb_ptr g, arb_srcptr u, arb_srcptr v, slong k, slong prec)
{
    arb_t sum;
    arb_init(sum);
    convolve(sum, g, v, 0, k - 1, k, prec);
    arb_sub(sum, u + k, sum, prec);
    arb_div(g + k, sum, v, prec);
    arb_clear(sum);
}

static void extend_root(arb_ptr g, arb_srcptr u, slong k, slong prec)
{
    arb_t sum;
    arb_init(sum);
    if (k == 0) {
        arb_sqrt(g, u, prec);
    } else {
        convolve(sum, g, g, 1, k - 1, k, prec);
        arb_sub(sum, u + k, sum, prec);
        arb_div(sum, sum, g, prec);
        arb_mul_2exp_si(g + k, sum, -1);
    }
    arb_clear(sum);
}

// g' u = (p/q) g u': k q u_0 g_k = sum_{j < k} (p (k - j) - q j) u_{k-j} g_j
static void extend_power(flow_node_t *node, arb_srcptr u, slong k, slong prec)
{
    arb_ptr g = node->series;
    if (k == 0) {
        fmpq_t exponent;
        fmpq_init(exponent);
        fmpq_set_si(exponent, node->p, (ulong)node->q);
        arb_pow_fmpq(g, u, exponent, prec);
        fmpq_clear(exponent);
        return;
    }
    arb_t sum, term;
    arb_init(sum);
    arb_init(term);
    for (slong j = 0; j < k; j++) {
        arb_mul_si(term, u + k - j, node->p * (k - j) - node->q * j, prec);
        arb_addmul(sum, term, g + j, prec);
    }
    arb_div(sum, sum, u, prec);
    arb_div_si(g + k, sum, node->q * k, prec);
    arb_clear(sum);
    arb_clear(term);
}

static void extend_log(arb_ptr g, arb_srcptr u, slong k, slong prec)
{
    if (k == 0) {
        arb_log(g, u, prec);
        return;
    }
    arb_t sum;
    arb_init(sum);
    weighted(sum, g, u, k - 1, k, prec);
    arb_sub(sum, u + k, sum, prec);
    arb_div(g + k, sum, u, prec);
    arb_clear(sum);
}

// sin, cos, sinh or cosh, with the other one of the pair as aid: g' = a u', a' = -g u' (g' = -a u', a' = g u' for cos;
// no signs for the hyperbolic ones).
static void extend_pair(flow_node_t *node, arb_srcptr u, slong k, slong prec)
{
    arb_ptr g = node->series, a = node->aid;
    bool circular = node->op == EXPR_SIN || node->op == EXPR_COS;
    if (k == 0) {
        if (node->op == EXPR_SIN)
            arb_sin_cos(g, a, u, prec);
        else if (node->op == EXPR_COS)
            arb_sin_cos(a, g, u, prec);
        else if (node->op == EXPR_SINH)
            arb_sinh_cosh(g, a, u, prec);
        else
            arb_sinh_cosh(a, g, u, prec);
        return;
    }
    weighted(g + k, u, a, k, k, prec);
    weighted(a + k, u, g, k, k, prec);
    if (circular)
        arb_neg(node->op == EXPR_SIN ? a + k : g + k, node->op == EXPR_SIN ? a + k : g + k);
}

static void first_of_function(arb_t g, expr_op_t op, arb_srcptr u, slong prec)
{
    switch (op) {
    case EXPR_TAN:
        arb_tan(g, u, prec);
        break;
    case EXPR_TANH:
        arb_tanh(g, u, prec);
        break;
    default:
        arb_neg(g, u);
        arb_exp(g, g, prec);
        arb_add_si(g, g, 1, prec);
        arb_inv(g, g, prec);
    }
}

// tan, tanh, sigmoid: g' = w u' with w = 1 + g^2, 1 - g^2, g - g^2.
static void extend_riccati(arb_ptr g, arb_ptr w, expr_op_t op, arb_srcptr u, slong k, slong prec)
{
    if (k == 0)
        first_of_function(g, op, u, prec);
    else
        weighted(g + k, u, w, k, k, prec);
    convolve(w + k, g, g, 0, k, k, prec);
    if (op != EXPR_TAN)
        arb_neg(w + k, w + k);
    if (op == EXPR_SIGMOID)
        arb_add(w + k, w + k, g + k, prec);
    else if (k == 0)
        arb_add_si(w, w, 1, prec);
}

// g' = s u' with s the sigmoid of u
static void extend_softplus(flow_node_t *node, arb_srcptr u, slong k, slong prec)
{
    arb_ptr g = node->series;
    if (k == 0) {
        arb_exp(g, u, prec);
        arb_log1p(g, g, prec);
    } else {
        weighted(g + k, u, node->aid, k, k, prec);
    }
    extend_riccati(node->aid, node->aid_of_aid, EXPR_SIGMOID, u, k, prec);
}

// (1 + u^2) g' = u'
static void extend_atan(flow_node_t *node, arb_srcptr u, slong k, slong prec)
{
    arb_ptr g = node->series, w = node->aid;
    convolve(w + k, u, u, 0, k, k, prec);
    if (k == 0) {
        arb_add_si(w, w, 1, prec);
        arb_atan(g, u, prec);
        return;
    }
    arb_t sum;
    arb_init(sum);
    weighted(sum, g, w, k - 1, k, prec);
    arb_sub(sum, u + k, sum, prec);
    arb_div(g + k, sum, w, prec);
    arb_clear(sum);
}

static void extend_exp(arb_ptr g, arb_srcptr u, slong k, slong prec)
{
    if (k == 0)
        arb_exp(g, u, prec);
    else
        weighted(g + k, u, g, k, k, prec);
}

static void extend_function(flow_node_t *node, arb_srcptr u, slong k, slong prec)
{
    switch (node->op) {
    case EXPR_EXP:
        extend_exp(node->series, u, k, prec);
        break;
    case EXPR_LOG:
        extend_log(node->series, u, k, prec);
        break;
    case EXPR_SIN:
    case EXPR_COS:
    case EXPR_SINH:
    case EXPR_COSH:
        extend_pair(node, u, k, prec);
        break;
    case EXPR_ATAN:
        extend_atan(node, u, k, prec);
        break;
    case EXPR_SOFTPLUS:
        extend_softplus(node, u, k, prec);
        break;
    case EXPR_TAN:
    case EXPR_TANH:
    case EXPR_SIGMOID:
        extend_riccati(node->series, node->aid, node->op, u, k, prec);
        break;
    default:
        arb_indeterminate(node->series + k);
    }
}

void flow_node_extend(flow_node_t *node, arb_srcptr u, arb_srcptr v, slong k, slong prec)
{
    arb_ptr g = node->series;
    switch (node->op) {
    case EXPR_ADD:
        arb_add(g + k, u + k, v + k, prec);
        break;
    case EXPR_SUB:
        arb_sub(g + k, u + k, v + k, prec);
        break;
    case EXPR_NEG:
        arb_neg(g + k, u + k);
        break;
    case EXPR_MUL:
        extend_product(g, u, v, k, prec);
        break;
    case EXPR_DIV:
        extend_quotient(g, u, v, k, prec);
        break;
    case EXPR_POWER:
        extend_power(node, u, k, prec);
        break;
    case EXPR_SQRT:
        extend_root(g, u, k, prec);
        break;
    case EXPR_CASES:
    case EXPR_MIN:
    case EXPR_MAX:
        arb_set(g + k, u + k);
        break;
    case EXPR_ABS:
        if (node->chosen)
            arb_neg(g + k, u + k);
        else
            arb_set(g + k, u + k);
        break;
    case EXPR_RELU:
        if (node->chosen)
            arb_zero(g + k);
        else
            arb_set(g + k, u + k);
        break;
    default:
        extend_function(node, u, k, prec);
    }
}
