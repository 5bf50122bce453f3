// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/ellipsoid.h"

#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/matrix.h"

#include <string.h>

static size_t triangle(size_t n)
{
    return n * (n + 1) / 2;
}

size_t ellipsoid_rate(size_t n)
{
    return triangle(n);
}

size_t ellipsoid_radius(size_t n)
{
    return triangle(n) + 1;
}

size_t ellipsoid_value_count(size_t n)
{
    return triangle(n) + 2 + 3 * n;
}

static expr_t value(const lowering_t *lowering, const ellipsoid_t *e, size_t index)
{
    return dynamics_value(lowering, e->first + index);
}

static expr_t half_width(const lowering_t *lowering, const ellipsoid_t *e, size_t i)
{
    return value(lowering, e, triangle(e->n) + 2 + i);
}

static expr_t box_end(const lowering_t *lowering, const ellipsoid_t *e, size_t i, bool upper)
{
    return value(lowering, e, triangle(e->n) + 2 + e->n + 2 * i + upper);
}

static expr_t *matrix_p(const lowering_t *lowering, const ellipsoid_t *e)
{
    size_t n = e->n;
    expr_t *p = mem_alloc(n * n, sizeof *p);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            p[i * n + j] = p[j * n + i] = value(lowering, e, triangle(i) + j);
    return p;
}

expr_t ellipsoid_set(const lowering_t *lowering, const ellipsoid_t *e)
{
    dag_t *dag = lowering->dag;
    size_t n = e->n;
    expr_t radius = value(lowering, e, ellipsoid_radius(n)), sum = EXPR_NONE;
    if (n == 1) { // P = 1, which ellipsoid_add asks for
        expr_t distance = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_SUB, e->state[0], e->centre[0]));
        return expr_binary(dag, EXPR_LESS_EQUAL, distance, radius);
    }
    expr_t *p = matrix_p(lowering, e), *offset = mem_alloc(n, sizeof *offset);
    for (size_t i = 0; i < n; i++)
        offset[i] = expr_binary(dag, EXPR_SUB, e->state[i], e->centre[i]);
    for (size_t i = 0; i < n; i++) {
        expr_t row = lowering_dot(dag, n, p + i * n, offset), term = expr_binary(dag, EXPR_MUL, offset[i], row);
        sum = i ? expr_binary(dag, EXPR_ADD, sum, term) : term;
    }
    mem_free(p);
    mem_free(offset);
    return expr_binary(dag, EXPR_LESS_EQUAL, sum, expr_power(dag, radius, 2, 1));
}

expr_t ellipsoid_box(const lowering_t *lowering, const ellipsoid_t *e)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < e->n; i++) {
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, box_end(lowering, e, i, false), e->state[i]));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, e->state[i], box_end(lowering, e, i, true)));
    }
    return all;
}

expr_t ellipsoid_is_placed(const lowering_t *lowering, const ellipsoid_t *e)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < e->n; i++) {
        expr_t width = half_width(lowering, e, i);
        expr_t lo = expr_binary(dag, EXPR_SUB, e->centre[i], width),
               hi = expr_binary(dag, EXPR_ADD, e->centre[i], width);
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, box_end(lowering, e, i, false), lo));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, hi, box_end(lowering, e, i, true)));
    }
    return all;
}

// V(x) <= r^2 implies |x_i - c_i| <= w_i for each i: P - (r / w_i)^2 e_i e_i' is positive semidefinite. All of these
// together imply that P is positive definite: P v = 0 only for v = 0.
static void add_shape(lowering_t *lowering, const ellipsoid_t *e, const expr_t *p)
{
    dag_t *dag = lowering->dag;
    size_t n = e->n;
    expr_t whole = expr_leaf(dag, EXPR_TRUE), zero = expr_integer(dag, 0), one = expr_integer(dag, 1);
    expr_t radius = value(lowering, e, ellipsoid_radius(n));
    expr_t *matrix = mem_alloc(n * n, sizeof *matrix);
    lowering_add_forall(lowering, "ellipsoid", whole, expr_binary(dag, EXPR_LESS, zero, radius));
    for (size_t i = 0; i < n; i++) {
        expr_t width = half_width(lowering, e, i), ratio = expr_binary(dag, EXPR_DIV, radius, width);
        memcpy(matrix, p, n * n * sizeof *matrix);
        matrix[i * n + i] = expr_binary(dag, EXPR_SUB, matrix[i * n + i], expr_power(dag, ratio, 2, 1));
        lowering_add_forall(lowering, "ellipsoid", whole, expr_binary(dag, EXPR_LESS, zero, width));
        lowering_add_forall(lowering, "ellipsoid", whole, matrix_is_semidefinite(dag, n, matrix));
    }
    for (size_t i = 0; i < n * n; i++)
        matrix[i] = expr_binary(dag, EXPR_SUB, i % (n + 1) == 0 ? one : zero, p[i]);
    lowering_add_forall(lowering, "ellipsoid", whole, matrix_is_semidefinite(dag, n, matrix));
    mem_free(matrix);
}

// q^2 P - DG(x)' P DG(x) is positive semidefinite at all x of the box; for one variable |G'(x)| <= q. That says also
// that G is differentiable there.
static void add_contraction(lowering_t *lowering, const ellipsoid_t *e, const expr_t *p)
{
    dag_t *dag = lowering->dag;
    size_t n = e->n;
    expr_t box = ellipsoid_box(lowering, e), rate = value(lowering, e, ellipsoid_rate(n));
    if (n == 1) {
        expr_t slope = expr_unary(dag, EXPR_ABS, e->jacobian[0]);
        lowering_add_forall(lowering, "contraction", box, expr_binary(dag, EXPR_LESS_EQUAL, slope, rate));
        return;
    }
    expr_t *moved = matrix_congruence(dag, n, e->jacobian, p), square = expr_power(dag, rate, 2, 1);
    for (size_t i = 0; i < n * n; i++)
        moved[i] = expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, square, p[i]), moved[i]);
    lowering_add_forall(lowering, "contraction", box, matrix_is_semidefinite(dag, n, moved));
    mem_free(moved);
}

void ellipsoid_add(lowering_t *lowering, const ellipsoid_t *e)
{
    dag_t *dag = lowering->dag;
    expr_t whole = expr_leaf(dag, EXPR_TRUE), one = expr_integer(dag, 1), zero = expr_integer(dag, 0);
    expr_t *p = matrix_p(lowering, e), rate = value(lowering, e, ellipsoid_rate(e->n));
    lowering_add_forall(lowering, "contraction", whole, expr_binary(dag, EXPR_LESS, rate, one));
    lowering_add_forall(lowering, "contraction", whole, expr_binary(dag, EXPR_LESS_EQUAL, zero, rate));
    if (e->n == 1)
        lowering_add_forall(lowering, "ellipsoid", whole, expr_binary(dag, EXPR_EQUAL, p[0], one));
    add_shape(lowering, e, p);
    add_contraction(lowering, e, p);
    mem_free(p);
}
