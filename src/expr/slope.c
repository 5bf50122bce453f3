// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/slope.h"

#include "base/memory.h"
#include "expr/neutral.h"
#include "expr/rebuild.h"

// For each node u below an expression: its slopes with respect to the `count` variables, and u at the centre.
typedef struct {
    dag_t *dag;
    size_t count;
    const expr_t *variables, *centres;
    bool *varies;      // per node: some variable occurs in it
    expr_t *at_centre; // per node
    expr_t *slopes;    // per node and variable; not set for nodes that do not vary
    expr_t zero, one;
} slope_builder_t;

static expr_t slope(const slope_builder_t *s, expr_t a, size_t i)
{
    return s->varies[a] ? s->slopes[(size_t)a * s->count + i] : s->zero;
}

static bool depends(const slope_builder_t *s, expr_t a)
{
    bool result = false;
    for (size_t i = 0; i < s->count; i++)
        result = result || a == s->variables[i];
    for (size_t k = 0; k < expr_child_count(s->dag, a); k++)
        result = result || s->varies[expr_child(s->dag, a, k)];
    return result;
}

// u^(n-1) + u^(n-2) v + ... + v^(n-1), so that u^n - v^n is (u - v) times that.
static expr_t power_quotient(dag_t *dag, expr_t u, expr_t v, slong n)
{
    expr_t sum = EXPR_NONE;
    for (slong k = 0; k < n; k++) {
        expr_t left = n - 1 - k > 0 ? expr_power(dag, u, n - 1 - k, 1) : expr_integer(dag, 1);
        expr_t right = k > 0 ? expr_power(dag, v, k, 1) : expr_integer(dag, 1);
        expr_t term = neutral_mul(dag, left, right);
        sum = sum == EXPR_NONE ? term : expr_binary(dag, EXPR_ADD, sum, term);
    }
    return sum;
}

// The factor t with f(u) - f(v) = t (u - v) for the power or root a = f(u), v being u at the centre; EXPR_NONE for
// other functions. u^-m - v^-m = -(u^m - v^m)/(u^m v^m).
static expr_t chord(const slope_builder_t *s, expr_t a)
{
    dag_t *dag = s->dag;
    expr_t u = expr_child(dag, a, 0), v = s->at_centre[u];
    slong n, q;
    if (expr_op(dag, a) == EXPR_SQRT)
        return neutral_div(dag, s->one, expr_binary(dag, EXPR_ADD, a, s->at_centre[a]));
    if (expr_op(dag, a) != EXPR_POWER)
        return EXPR_NONE;
    expr_exponent(&n, &q, dag, a);
    if (q != 1 || n > SLOPE_MAX_EXPONENT || n < -SLOPE_MAX_EXPONENT)
        return EXPR_NONE;
    if (n >= 0)
        return n == 0 ? s->zero : power_quotient(dag, u, v, n);
    expr_t both = expr_binary(dag, EXPR_MUL, expr_power(dag, u, -n, 1), expr_power(dag, v, -n, 1));
    return neutral_neg(dag, neutral_div(dag, power_quotient(dag, u, v, -n), both));
}

// With bars for the centre: uv - UV = (u - U) v + U (v - V), and u/v - U/V = ((u - U) - (U/V)(v - V))/v.
static expr_t binary_slope(const slope_builder_t *s, expr_t a, size_t i)
{
    dag_t *dag = s->dag;
    expr_t u = expr_child(dag, a, 0), v = expr_child(dag, a, 1), su = slope(s, u, i), sv = slope(s, v, i);
    switch (expr_op(dag, a)) {
    case EXPR_ADD:
        return neutral_add(dag, su, sv);
    case EXPR_SUB:
        return neutral_sub(dag, su, sv);
    case EXPR_MUL:
        if (u == v)
            return neutral_mul(dag, expr_binary(dag, EXPR_ADD, u, s->at_centre[u]), su);
        return neutral_add(dag, neutral_mul(dag, su, v), neutral_mul(dag, s->at_centre[u], sv));
    case EXPR_DIV:
        return neutral_div(dag, neutral_sub(dag, su, neutral_mul(dag, s->at_centre[a], sv)), v);
    default:
        return EXPR_NONE;
    }
}

static expr_t node_slope(const slope_builder_t *s, expr_t a, size_t i)
{
    dag_t *dag = s->dag;
    if (expr_op(dag, a) == EXPR_VARIABLE)
        return a == s->variables[i] ? s->one : s->zero;
    if (expr_child_count(dag, a) == 2)
        return binary_slope(s, a, i);
    if (expr_child_count(dag, a) != 1 || expr_is_formula(dag, a))
        return EXPR_NONE;
    expr_t inner = slope(s, expr_child(dag, a, 0), i);
    if (expr_op(dag, a) == EXPR_NEG)
        return neutral_neg(dag, inner);
    expr_t factor = chord(s, a);
    return factor == EXPR_NONE ? factor : neutral_mul(dag, factor, inner);
}

static expr_t value_at_centre(const slope_builder_t *s, expr_t a)
{
    for (size_t i = 0; i < s->count; i++)
        if (a == s->variables[i])
            return s->centres[i];
    return s->varies[a] ? expr_rebuild(s->dag, a, s->at_centre) : a;
}

static status_t visit(const slope_builder_t *s, expr_t a)
{
    s->varies[a] = depends(s, a);
    s->at_centre[a] = value_at_centre(s, a);
    for (size_t i = 0; s->varies[a] && i < s->count; i++) {
        expr_t result = node_slope(s, a, i);
        if (result == EXPR_NONE)
            return STATUS_UNSUPPORTED;
        s->slopes[(size_t)a * s->count + i] = result;
    }
    return STATUS_OK;
}

status_t expr_slopes(expr_t *slopes, dag_t *dag, expr_t a, size_t count, const expr_t *variables, const expr_t *centres)
{
    slope_builder_t s = {dag, count, variables, centres, NULL, NULL, NULL, expr_integer(dag, 0), expr_integer(dag, 1)};
    s.varies = mem_alloc((size_t)a + 1, sizeof *s.varies);
    s.at_centre = mem_alloc((size_t)a + 1, sizeof *s.at_centre);
    s.slopes = mem_alloc(((size_t)a + 1) * count, sizeof *s.slopes);
    bool *marked = expr_reachable(dag, 1, &a);
    status_t status = dag_over_limit(dag) ? STATUS_LIMIT : STATUS_OK;
    for (expr_t b = 0; b <= a && status == STATUS_OK; b++)
        if (marked[b])
            status = visit(&s, b);
    if (status == STATUS_OK && dag_over_limit(dag))
        status = STATUS_LIMIT;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        slopes[i] = slope(&s, a, i);
    mem_free(marked);
    mem_free(s.slopes);
    mem_free(s.at_centre);
    mem_free(s.varies);
    return status;
}
