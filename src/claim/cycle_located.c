// SPDX-License-Identifier: LGPL-3.0-or-later
// The tactic "located" of the predicate `cycle`: beside existence and uniqueness, bounds for all points of the cycle
// and for its multipliers, and for an attracting one an ellipsoid about its first point in which all orbits tend to it.
#include "base/memory.h"
#include "claim/cycle.h"
#include "claim/dynamics.h"
#include "claim/ellipsoid.h"
#include "claim/matrix.h"

#include <string.h>

// ---- the values ----

size_t multipliers_value_count(size_t kind, size_t state_count)
{
    if (kind == MULTIPLIERS_REAL && state_count <= 2)
        return 2 * state_count;
    if (kind == MULTIPLIERS_COMPLEX && state_count == 2)
        return 4;
    return kind == MULTIPLIERS_RADIUS && state_count >= 2 ? 3 : 0;
}

// A small number among the values.
static bool read_index(size_t *index, const tactic_t *tactic, size_t at, size_t most)
{
    if (at >= tactic->count)
        return false;
    const fmpq *value = tactic->values + at;
    if (!fmpz_is_one(fmpq_denref(value)) || fmpz_sgn(fmpq_numref(value)) < 0 ||
        fmpz_cmp_ui(fmpq_numref(value), most) > 0)
        return false;
    *index = fmpz_get_ui(fmpq_numref(value));
    return true;
}

bool cycle_layout(located_t *layout, const tactic_t *tactic, size_t box_values, size_t dimension, size_t state_count)
{
    size_t kind, flag;
    if (!read_index(&layout->period, tactic, box_values, CYCLE_LONGEST_PERIOD))
        return false;
    layout->points = box_values + 1;
    size_t kind_at = layout->points + 2 * layout->period * dimension;
    if (!read_index(&kind, tactic, kind_at, MULTIPLIERS_RADIUS) || multipliers_value_count(kind, state_count) == 0)
        return false;
    layout->kind = (multipliers_t)kind;
    layout->multipliers = kind_at + 1;
    size_t flag_at = layout->multipliers + multipliers_value_count(kind, state_count);
    if (!read_index(&flag, tactic, flag_at, 1))
        return false;
    layout->has_basin = flag == 1;
    layout->basin = flag_at + 1;
    layout->count = layout->basin + (flag ? ellipsoid_value_count(state_count) : 0);
    return tactic->count == layout->count;
}

// ---- bounds ----

static expr_t is_between(const lowering_t *lowering, size_t lo, expr_t a)
{
    dag_t *dag = lowering->dag;
    return expr_and(dag, expr_binary(dag, EXPR_LESS_EQUAL, dynamics_value(lowering, lo), a),
                    expr_binary(dag, EXPR_LESS_EQUAL, a, dynamics_value(lowering, lo + 1)));
}

static void add_points(lowering_t *lowering, const cycle_t *cycle, size_t first)
{
    for (size_t t = 0; t < cycle->period; t++) {
        expr_t *now = system_iterate(&lowering->system, lowering->dag, t);
        for (size_t i = 0; i < lowering->dimension; i++)
            cycle_add_about_point(lowering, "point", cycle,
                                  is_between(lowering, first + 2 * (t * lowering->dimension + i), now[i]), true);
        mem_free(now);
    }
}

// z^2 - t z + d
static expr_t characteristic(dag_t *dag, expr_t trace, expr_t determinant, expr_t z)
{
    expr_t product = expr_binary(dag, EXPR_MUL, trace, z);
    return expr_binary(dag, EXPR_ADD, expr_binary(dag, EXPR_SUB, expr_power(dag, z, 2, 1), product), determinant);
}

// lo1 <= m1 <= hi1 < lo2 <= m2 <= hi2: the characteristic polynomial is not negative at lo1 and hi2 and not positive at
// hi1 and lo2.
static expr_t two_real(const lowering_t *lowering, expr_t trace, expr_t determinant, size_t first)
{
    dag_t *dag = lowering->dag;
    expr_t zero = expr_integer(dag, 0), all = expr_leaf(dag, EXPR_TRUE), ends[4];
    for (size_t i = 0; i < 4; i++) {
        ends[i] = dynamics_value(lowering, first + i);
        expr_t value = characteristic(dag, trace, determinant, ends[i]);
        bool outer = i == 0 || i == 3;
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, outer ? zero : value, outer ? value : zero));
    }
    all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, ends[0], ends[1]));
    all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, ends[2], ends[3]));
    return expr_and(dag, all, expr_binary(dag, EXPR_LESS, ends[1], ends[2]));
}

// t^2 < 4 d: the modulus is sqrt(d), the real part t/2.
static expr_t complex_pair(const lowering_t *lowering, expr_t trace, expr_t determinant, size_t first)
{
    dag_t *dag = lowering->dag;
    expr_t four = expr_integer(dag, 4), half = expr_binary(dag, EXPR_DIV, trace, expr_integer(dag, 2));
    expr_t all =
        expr_binary(dag, EXPR_LESS, expr_power(dag, trace, 2, 1), expr_binary(dag, EXPR_MUL, four, determinant));
    all = expr_and(dag, all, is_between(lowering, first, expr_unary(dag, EXPR_SQRT, determinant)));
    return expr_and(dag, all, is_between(lowering, first + 2, half));
}

static expr_t trace_of(dag_t *dag, size_t n, const expr_t *a)
{
    expr_t sum = a[0];
    for (size_t i = 1; i < n; i++)
        sum = expr_binary(dag, EXPR_ADD, sum, a[i * n + i]);
    return sum;
}

// With A the Jacobian matrix and R the largest modulus of its eigenvalues, R^p is at most the Frobenius norm of A^p,
// and |trace(A^p)| at most n R^p. A^p is found by squaring.
static status_t radius(expr_t *formula, const lowering_t *lowering, const expr_t *jacobian, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->system.state_count, power;
    if (!read_index(&power, lowering->tactic, first, MULTIPLIERS_MOST_POWER) || power == 0 ||
        (power & (power - 1)) != 0)
        return STATUS_UNSUPPORTED;
    expr_t *a = mem_alloc(n * n, sizeof *a);
    memcpy(a, jacobian, n * n * sizeof *a);
    for (size_t p = 1; p < power; p *= 2) {
        expr_t *square = matrix_product(dag, n, a, a);
        mem_free(a);
        a = square;
    }
    slong exponent = (slong)power;
    expr_t lo = dynamics_value(lowering, first + 1), hi = dynamics_value(lowering, first + 2),
           zero = expr_integer(dag, 0);
    expr_t trace = expr_unary(dag, EXPR_ABS, trace_of(dag, n, a));
    expr_t least = expr_binary(dag, EXPR_MUL, expr_integer(dag, (slong)n), expr_power(dag, lo, exponent, 1));
    *formula = expr_and(dag, expr_binary(dag, EXPR_LESS_EQUAL, zero, lo), expr_binary(dag, EXPR_LESS_EQUAL, zero, hi));
    *formula = expr_and(dag, *formula, expr_binary(dag, EXPR_LESS_EQUAL, least, trace));
    *formula = expr_and(
        dag, *formula,
        expr_binary(dag, EXPR_LESS_EQUAL, lowering_dot(dag, n * n, a, a), expr_power(dag, hi, 2 * exponent, 1)));
    mem_free(a);
    return STATUS_OK;
}

static status_t add_multipliers(lowering_t *lowering, const cycle_t *cycle, const located_t *layout)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->system.state_count, first = layout->multipliers;
    expr_t *d = dynamics_jacobian(lowering, cycle->period), formula = EXPR_NONE;
    status_t status = STATUS_OK;
    if (n == 1) {
        // Where the map is differentiable its derivative is that of the case, which exact arithmetic can tell.
        expr_t *later = system_iterate(&lowering->system, dag, cycle->period);
        expr_t square = expr_binary(dag, EXPR_ADD, expr_power(dag, d[0], 2, 1), expr_integer(dag, 1));
        formula = is_between(lowering, first, expr_derivative(dag, later[0], lowering->system.state[0]));
        cycle_add_about_point(lowering, "differentiable", cycle,
                              expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), square), true);
        mem_free(later);
    } else if (layout->kind == MULTIPLIERS_RADIUS) {
        status = radius(&formula, lowering, d, first);
    } else {
        expr_t trace = trace_of(dag, n, d);
        expr_t determinant =
            expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, d[0], d[3]), expr_binary(dag, EXPR_MUL, d[1], d[2]));
        formula = layout->kind == MULTIPLIERS_REAL ? two_real(lowering, trace, determinant, first)
                                                   : complex_pair(lowering, trace, determinant, first);
    }
    if (status == STATUS_OK)
        cycle_add_about_point(lowering, "multipliers", cycle, formula, true);
    mem_free(d);
    return status;
}

// The words of the claim. For more than two variables the bounds must tell: of the largest modulus.
static status_t add_stability(lowering_t *lowering, const cycle_t *cycle, const located_t *layout)
{
    dag_t *dag = lowering->dag;
    bool attracting = lowering_has_keyword(lowering, "attracting"),
         repelling = lowering_has_keyword(lowering, "repelling");
    expr_t one = expr_integer(dag, 1);
    if (lowering->system.state_count <= 2) {
        if (attracting)
            cycle_add_about_point(lowering, "attracting", cycle, cycle_stability(lowering, cycle->period, true), true);
        if (repelling)
            cycle_add_about_point(lowering, "repelling", cycle, cycle_stability(lowering, cycle->period, false), true);
        return STATUS_OK;
    }
    if (attracting)
        lowering_add_forall(lowering, "attracting", expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, EXPR_LESS, dynamics_value(lowering, layout->multipliers + 2), one));
    if (repelling)
        *lowering->reason = "repelling is decided for at most two state variables";
    return repelling ? STATUS_UNSUPPORTED : STATUS_OK;
}

// The points between are continuous functions of the first one, too: orbits of G tend to the cycle when those of G^k
// tend to its point.
static void add_regularity(lowering_t *lowering, const ellipsoid_t *e, size_t period)
{
    expr_t box = ellipsoid_box(lowering, e);
    for (size_t t = 1; t < period; t++) {
        expr_t *now = system_iterate(&lowering->system, lowering->dag, t);
        for (size_t i = 0; i < e->n; i++)
            lowering_add_forall(lowering, "continuous-map", box, expr_unary(lowering->dag, EXPR_C1, now[i]));
        mem_free(now);
    }
}

static void add_basin(lowering_t *lowering, const cycle_t *cycle, const located_t *layout)
{
    const system_t *system = &lowering->system;
    expr_t *jacobian = dynamics_jacobian(lowering, cycle->period);
    ellipsoid_t about_state = {system->state_count, system->state, system->state, jacobian, layout->basin};
    cycle_add_about_point(lowering, "placed", cycle, ellipsoid_is_placed(lowering, &about_state), true);
    ellipsoid_add(lowering, &about_state);
    add_regularity(lowering, &about_state, cycle->period);
    mem_free(jacobian);
}

status_t cycle_lower_located(lowering_t *lowering)
{
    cycle_t cycle;
    located_t layout;
    size_t next = 0;
    status_t status = STATUS_UNSUPPORTED;
    *lowering->reason = "the tactic has another number of values";
    if (lowering->has_parameters)
        return STATUS_UNSUPPORTED;
    if (cycle_init(&cycle, lowering, &next) &&
        cycle_layout(&layout, lowering->tactic, next, lowering->dimension, lowering->system.state_count) &&
        layout.period == cycle.period) {
        cycle_add_point(lowering, &cycle);
        add_points(lowering, &cycle, layout.points);
        status = add_multipliers(lowering, &cycle, &layout);
        if (status == STATUS_OK)
            status = add_stability(lowering, &cycle, &layout);
        if (status == STATUS_OK && layout.has_basin)
            add_basin(lowering, &cycle, &layout);
    }
    cycle_clear(&cycle);
    return status;
}
