// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/dynamics.h"

#include "base/memory.h"
#include "claim/assuming.h"
#include "claim/formula.h"

#include <string.h>

// ---- values of the tactic ----

const fmpq *dynamics_number(const lowering_t *lowering, size_t index)
{
    return lowering->tactic->values + lowering->tactic_offset + index;
}

expr_t dynamics_value(const lowering_t *lowering, size_t index)
{
    return expr_rational(lowering->dag, dynamics_number(lowering, index));
}

bool dynamics_has_values(const lowering_t *lowering, size_t count)
{
    if (lowering->tactic->count == lowering->tactic_offset + count)
        return true;
    *lowering->reason = "the tactic has another number of values";
    return false;
}

// ---- parameters ----

static bool is_fixed(const lowering_t *lowering, expr_t variable)
{
    for (size_t i = 0; i < lowering->list_count; i++)
        if (lowering->list_variables[i] == variable)
            return true;
    return false;
}

size_t dynamics_parameter_count(const lowering_t *lowering)
{
    size_t count = 0;
    for (size_t i = 0; i < lowering->claim->binding_count; i++)
        count += !is_fixed(lowering, lowering->claim->bindings[i].variable);
    return count + dynamics_is_unknown(&lowering->claim->dynamics);
}

// value in the interval, as obligations.
static void add_membership(lowering_t *lowering, const interval_t *interval, expr_t value)
{
    dag_t *dag = lowering->dag;
    expr_t whole = expr_leaf(dag, EXPR_TRUE);
    if (interval->lo != EXPR_NONE)
        lowering_add_forall(lowering, "parameter", whole,
                            expr_binary(dag, interval->lo_open ? EXPR_LESS : EXPR_LESS_EQUAL, interval->lo, value));
    if (interval->hi != EXPR_NONE)
        lowering_add_forall(lowering, "parameter", whole,
                            expr_binary(dag, interval->hi_open ? EXPR_LESS : EXPR_LESS_EQUAL, value, interval->hi));
}

static void fix(lowering_t *lowering, expr_t variable, const interval_t *interval, const fmpq *value)
{
    expr_t term = expr_rational(lowering->dag, value);
    add_membership(lowering, interval, term);
    lowering->list_variables[lowering->list_count] = variable;
    lowering->list_members[lowering->list_count++] = term;
}

void dynamics_fix_parameters(lowering_t *lowering)
{
    const fmpq *values = dynamics_number(lowering, 0);
    const claim_t *claim = lowering->claim;
    size_t next = 0;
    for (size_t i = 0; i < claim->binding_count; i++)
        if (!is_fixed(lowering, claim->bindings[i].variable))
            fix(lowering, claim->bindings[i].variable, &claim->bindings[i].interval, values + next++);
    if (dynamics_is_unknown(&claim->dynamics)) {
        interval_t range = lowering_unknown_range(lowering);
        fix(lowering, lowering->spec->unknown, &range, values + next);
    }
    lowering->has_parameters = false;
    lowering->region = lowering_instantiate(lowering, lowering->region);
    system_substitute(&lowering->system, lowering->dag, lowering->list_count, lowering->list_variables,
                      lowering->list_members);
}

// ---- sets ----

expr_t dynamics_ball(const lowering_t *lowering, const expr_t *centre, expr_t radius, bool strict)
{
    expr_t *offset = lowering_offset(lowering, centre);
    expr_t norm = lowering_norm(lowering->dag, lowering->dimension, offset);
    mem_free(offset);
    return expr_binary(lowering->dag, strict ? EXPR_LESS : EXPR_LESS_EQUAL, norm, radius);
}

expr_t dynamics_is_at(const lowering_t *lowering, const expr_t *centre)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < lowering->dimension; i++)
        all = expr_and(dag, all, expr_binary(dag, EXPR_EQUAL, lowering->state[i], centre[i]));
    return all;
}

expr_t dynamics_box(const lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < lowering->dimension; i++) {
        expr_t x = lowering->state[i];
        expr_t lo = dynamics_value(lowering, first + 2 * i), hi = dynamics_value(lowering, first + 2 * i + 1);
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, lo, x));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, x, hi));
    }
    return all;
}

// ---- obligations about orbits ----

// An orbit with momentum begins at rest.
static expr_t at_rest(const lowering_t *lowering, expr_t region)
{
    const system_t *system = &lowering->system;
    for (size_t i = system->dimension; i < system->state_count; i++)
        region = expr_and(lowering->dag, region,
                          expr_binary(lowering->dag, EXPR_EQUAL, lowering->state[i - system->dimension],
                                      system->state[i]));
    return region;
}

static void set_map(obligation_t *obligation, const system_t *system)
{
    obligation->map_count = system->state_count;
    obligation->map = mem_alloc(system->state_count, sizeof *obligation->map);
    memcpy(obligation->map, system->map, system->state_count * sizeof *obligation->map);
}

static void set_noise(obligation_t *obligation, const lowering_t *lowering)
{
    const system_t *system = &lowering->system;
    interval_t unit = {expr_integer(lowering->dag, -1), expr_integer(lowering->dag, 1), false, false};
    obligation->noise_count = system->noise_count;
    obligation->noise = mem_alloc(system->noise_count, sizeof *obligation->noise);
    for (size_t i = 0; i < system->noise_count; i++)
        obligation->noise[i] = (quantified_t){system->noise[i], unit};
}

obligation_t *dynamics_add(lowering_t *lowering, obligation_kind_t kind, const char *role)
{
    obligation_t *obligation = lowering_add(lowering, kind, role);
    set_map(obligation, &lowering->system);
    set_noise(obligation, lowering);
    return obligation;
}

static obligation_t *add_set(lowering_t *lowering, obligation_kind_t kind, const char *role, expr_t region, expr_t target)
{
    obligation_t *obligation = dynamics_add(lowering, kind, role);
    obligation->region = at_rest(lowering, region);
    if (target != EXPR_NONE) {
        obligation->target_count = 1;
        obligation->targets = mem_alloc(1, sizeof *obligation->targets);
        obligation->targets[0] = (target_t){target, EXPR_NONE, EXPR_NONE};
    }
    return obligation;
}

obligation_t *dynamics_add_rank(lowering_t *lowering, const char *role, expr_t region, expr_t target, orbit_mode_t mode,
                                size_t steps)
{
    obligation_t *obligation = add_set(lowering, OBLIGATION_RANK, role, region, target);
    obligation->mode = mode;
    obligation->has_steps = steps > 0;
    obligation->steps = steps;
    lowering_quantify(lowering, obligation, true);
    return obligation;
}

void dynamics_add_avoid(lowering_t *lowering, const char *role, expr_t region, expr_t target)
{
    lowering_quantify(lowering, add_set(lowering, OBLIGATION_AVOID, role, region, target), true);
}

void dynamics_add_nonsingular(lowering_t *lowering, const char *role, expr_t region)
{
    obligation_t *obligation = lowering_add(lowering, OBLIGATION_NONSINGULAR, role);
    set_map(obligation, &lowering->system);
    for (size_t i = 0; i < obligation->map_count; i++)
        obligation->map[i] = expr_assuming(lowering->dag, obligation->map[i], region);
    obligation->region = region;
    lowering_quantify(lowering, obligation, true);
}

void dynamics_add_orbit(lowering_t *lowering, const char *role, const expr_t *start, size_t steps, expr_t formula)
{
    obligation_t *obligation = lowering_add(lowering, OBLIGATION_ORBIT, role);
    set_map(obligation, &lowering->system);
    obligation->conclusion = formula_normalise(lowering->dag, formula);
    obligation->has_steps = true;
    obligation->steps = steps;
    obligation->start = mem_alloc(lowering->system.state_count, sizeof *obligation->start);
    for (size_t i = 0; i < lowering->system.state_count; i++)
        obligation->start[i] = start[i % lowering->dimension];
    lowering_quantify(lowering, obligation, true);
}

expr_t dynamics_with_bounds(dag_t *dag, expr_t region)
{
    expr_t *members = NULL, all = expr_leaf(dag, EXPR_TRUE);
    size_t count = 0, capacity = 0;
    formula_conjuncts(&members, &count, &capacity, dag, formula_normalise(dag, region));
    for (size_t i = 0; i < count; i++) {
        if (expr_op(dag, members[i]) != EXPR_EQUAL) {
            all = expr_and(dag, all, members[i]);
            continue;
        }
        expr_t zero = expr_child(dag, members[i], 0), e = expr_child(dag, members[i], 1);
        bool difference = expr_op(dag, e) == EXPR_SUB;
        expr_t negative = difference ? expr_binary(dag, EXPR_SUB, expr_child(dag, e, 1), expr_child(dag, e, 0))
                                     : expr_unary(dag, EXPR_NEG, e);
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, zero, e));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, zero, negative));
    }
    mem_free(members);
    return all;
}

void dynamics_add_flow(lowering_t *lowering, const char *role, const flow_question_t *question)
{
    dag_t *dag = lowering->dag;
    obligation_t *obligation = lowering_add(lowering, OBLIGATION_FLOW, role);
    set_map(obligation, &lowering->system);
    obligation->region = question->region == EXPR_NONE ? EXPR_NONE : dynamics_with_bounds(dag, question->region);
    obligation->conclusion = formula_normalise(dag, question->meanwhile);
    obligation->target_count = 1;
    obligation->targets = mem_alloc(1, sizeof *obligation->targets);
    obligation->targets[0] = (target_t){question->target, EXPR_NONE, EXPR_NONE};
    obligation->time = question->time;
    obligation->at_time = question->at_time;
    if (question->start) {
        obligation->start = mem_alloc(lowering->dimension, sizeof *obligation->start);
        memcpy(obligation->start, question->start, lowering->dimension * sizeof *obligation->start);
    }
    lowering_quantify(lowering, obligation, true);
}

void dynamics_add_cage(expr_t *ball, lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t whole = expr_leaf(dag, EXPR_TRUE), zero = expr_integer(dag, 0);
    expr_t *centre = mem_alloc(n, sizeof *centre), radius = dynamics_value(lowering, first + n);
    for (size_t i = 0; i < n; i++)
        centre[i] = dynamics_value(lowering, first + i);
    *ball = dynamics_ball(lowering, centre, radius, false);
    expr_t *offset = lowering_offset(lowering, centre);
    expr_t distance = lowering_dot(dag, n, offset, offset);
    expr_t sphere = expr_binary(dag, EXPR_EQUAL, distance, expr_power(dag, radius, 2, 1));
    lowering_add_forall(lowering, "cage", whole, expr_binary(dag, EXPR_LESS, zero, radius));
    dynamics_add_continuous_map(lowering, *ball);
    lowering_add_forall(lowering, "inward", sphere,
                        expr_binary(dag, EXPR_LESS, lowering_dot(dag, n, lowering->system.map, offset), zero));
    mem_free(offset);
    mem_free(centre);
}

void dynamics_add_step(lowering_t *lowering, const char *role, expr_t region, expr_t formula)
{
    lowering_add_forall(lowering, role, region, system_after(&lowering->system, lowering->dag, formula));
}

void dynamics_add_state_domain(lowering_t *lowering, expr_t region, const expr_t *state)
{
    for (size_t i = 0; i < lowering->system.state_count; i++) {
        expr_t defined = formula_defined(lowering->dag, state[i]);
        if (expr_op(lowering->dag, defined) != EXPR_TRUE)
            lowering_add_forall(lowering, "domain", region, defined);
    }
}

void dynamics_add_domain(lowering_t *lowering, expr_t region, expr_t set)
{
    dag_t *dag = lowering->dag;
    dynamics_add_state_domain(lowering, region, lowering->system.map);
    if (expr_op(dag, formula_defined(dag, set)) != EXPR_TRUE)
        lowering_add_forall(lowering, "domain", region,
                            formula_defined(dag, system_after(&lowering->system, dag, set)));
}

void dynamics_add_continuous_map(lowering_t *lowering, expr_t region)
{
    const system_t *system = &lowering->system;
    dag_t *dag = lowering->dag;
    for (size_t i = 0; i < system->dimension; i++) {
        // A step of descent is as continuous as its gradient, which does not depend on the rate.
        expr_t part = system->kind == SYSTEM_GD ? expr_derivative(dag, lowering->landscape, system->state[i]) : system->map[i];
        lowering_add_forall(lowering, "domain", region, formula_defined(dag, part));
        lowering_add_forall(lowering, "continuous-map", region, expr_unary(dag, EXPR_CONTINUOUS, part));
    }
}

expr_t *dynamics_jacobian(const lowering_t *lowering, size_t steps)
{
    const system_t *system = &lowering->system;
    size_t n = system->state_count;
    expr_t *later = system_iterate(system, lowering->dag, steps), *jacobian = mem_alloc(n * n, sizeof *jacobian);
    for (size_t i = 0; i < n * n; i++)
        jacobian[i] = expr_binary(lowering->dag, EXPR_PARTIAL, later[i / n], system->state[i % n]);
    mem_free(later);
    return jacobian;
}

void dynamics_add_fixed(lowering_t *lowering, const char *role, const expr_t *centre)
{
    dag_t *dag = lowering->dag;
    for (size_t i = 0; i < lowering->dimension; i++) {
        expr_t derivative = expr_derivative(dag, lowering->system.loss, lowering->state[i]);
        expr_t value = expr_substitute(dag, derivative, lowering->dimension, lowering->state, centre);
        lowering_add_forall(lowering, role, expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, EXPR_EQUAL, expr_integer(dag, 0), value));
    }
}

// ---- traps ----

// The greatest rate of the claim, which it does not attain where *open.
static bool greatest_rate(expr_t *rate, bool *open, const lowering_t *lowering)
{
    const system_t *system = &lowering->system;
    *rate = system->rate;
    *open = false;
    if (*rate == lowering->spec->unknown && lowering->definition->direction == UNKNOWN_LARGEST) {
        *rate = lowering->unknown;
        *open = true;
        return true;
    }
    for (size_t i = 0; i < lowering->claim->binding_count; i++) {
        const binding_t *binding = lowering->claim->bindings + i;
        if (binding->variable == *rate) {
            *rate = binding->interval.hi;
            *open = binding->interval.hi_open;
            return *rate != EXPR_NONE;
        }
    }
    return expr_is_constant(lowering->dag, *rate);
}

// <grad f(x), x - p> and norm(grad f(x))^2, with the derivatives of the case.
static void trap_products(expr_t *product, expr_t *square, const lowering_t *lowering, const expr_t *centre)
{
    dag_t *dag = lowering->dag;
    expr_t *gradient = mem_alloc(lowering->dimension, sizeof *gradient), *offset = lowering_offset(lowering, centre);
    for (size_t i = 0; i < lowering->dimension; i++)
        gradient[i] = expr_derivative(dag, lowering->system.loss, lowering->state[i]);
    *product = lowering_dot(dag, lowering->dimension, gradient, offset);
    *square = lowering_dot(dag, lowering->dimension, gradient, gradient);
    mem_free(gradient);
    mem_free(offset);
}

// Where p_i is the upper (lower) end of the box, the derivative in x_i is not negative (positive) on it: G(x)_i <= x_i <= p_i.
static void add_sides(interval_t *image, lowering_t *lowering, expr_t box, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t zero = expr_integer(dag, 0);
    for (size_t i = 0; i < n; i++) {
        const fmpq *point = dynamics_number(lowering, first + i), *ends = dynamics_number(lowering, first + n + 2 * i);
        expr_t slope = expr_derivative(dag, lowering->system.loss, lowering->state[i]), end = expr_rational(dag, point);
        bool lower = fmpq_equal(point, ends), upper = fmpq_equal(point, ends + 1);
        image[i] = (interval_t){lower ? end : EXPR_NONE, upper ? end : EXPR_NONE, !lower, !upper};
        if (lower)
            lowering_add_forall(lowering, "side", box, expr_binary(dag, EXPR_LESS_EQUAL, slope, zero));
        if (upper)
            lowering_add_forall(lowering, "side", box, expr_binary(dag, EXPR_LESS_EQUAL, zero, slope));
    }
}

// norm(x - g grad f(x) - p) > norm(x - p), squared and divided by g; for all rates of a range by <grad f(x), x - p> < 0.
expr_t dynamics_add_repeller(interval_t *image, lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    expr_t rate = lowering->system.rate, zero = expr_integer(dag, 0), product, square;
    expr_t *point = mem_alloc(n, sizeof *point), box = dynamics_box(lowering, first + n);
    for (size_t i = 0; i < n; i++)
        point[i] = dynamics_value(lowering, first + i);
    trap_products(&product, &square, lowering, point);
    expr_t least = dynamics_parameter_count(lowering) ? zero : expr_binary(dag, EXPR_MUL, rate, square);
    expr_t elsewhere = expr_and(dag, box, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, point)));
    lowering_add_forall(lowering, "rate", expr_leaf(dag, EXPR_TRUE), expr_binary(dag, EXPR_LESS, zero, rate));
    dynamics_add_continuous_map(lowering, box);
    lowering_add_forall(lowering, "repelling", elsewhere,
                        expr_binary(dag, EXPR_LESS, expr_binary(dag, EXPR_MUL, expr_integer(dag, 2), product), least));
    add_sides(image, lowering, box, first);
    mem_free(point);
    return box;
}

// mu norm(x - p)^2 <= <grad f(x), x - p> on the ball; or 0 < <grad f(x), x - p> at x != p.
static void add_attraction(lowering_t *lowering, const expr_t *centre, expr_t ball, expr_t mu, size_t lemma)
{
    dag_t *dag = lowering->dag;
    expr_t product, square, zero = expr_integer(dag, 0);
    trap_products(&product, &square, lowering, centre);
    if (mu == zero) {
        expr_t elsewhere = expr_and(dag, ball, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, centre)));
        lowering_add_forall(lowering, "attraction", elsewhere, expr_binary(dag, EXPR_LESS, zero, product));
        return;
    }
    expr_t *offset = lowering_offset(lowering, centre);
    expr_t distance = lowering_dot(dag, lowering->dimension, offset, offset);
    mem_free(offset);
    obligation_t *attraction = lowering_add(lowering, OBLIGATION_FORALL, "attraction");
    attraction->region = ball;
    attraction->conclusion = expr_binary(
        dag, EXPR_LESS_EQUAL, zero, expr_binary(dag, EXPR_SUB, product, expr_binary(dag, EXPR_MUL, mu, distance)));
    attraction->shape = SHAPE_OPSC;
    attraction->shape_function = lowering->system.loss;
    attraction->shape_constant = mu;
    attraction->shape_lemma = lemma;
    attraction->centre = mem_alloc(lowering->dimension, sizeof *attraction->centre);
    memcpy(attraction->centre, centre, lowering->dimension * sizeof *centre);
    lowering_quantify(lowering, attraction, true);
    lowering_add_forall(lowering, "attraction", expr_leaf(dag, EXPR_TRUE), expr_binary(dag, EXPR_LESS, zero, mu));
}

// A little above the rate.
static expr_t beyond(dag_t *dag, expr_t rate)
{
    fmpq_t factor;
    fmpq_init(factor);
    fmpq_set_si(factor, 1000001, 1000000);
    expr_t product = expr_binary(dag, EXPR_MUL, rate, expr_rational(dag, factor));
    fmpq_clear(factor);
    return product;
}

// rate norm(grad f(x))^2 <= 2 <grad f(x), x - p> on the ball. For an attained rate, in one variable < at x != p (which exact
// arithmetic decides), in several the same at a rate a little above.
static void add_contraction(lowering_t *lowering, const expr_t *centre, expr_t ball, expr_t rate, bool open)
{
    dag_t *dag = lowering->dag;
    expr_t product, square;
    trap_products(&product, &square, lowering, centre);
    if (!open && lowering->dimension > 1) {
        rate = beyond(dag, rate);
        open = true;
    }
    expr_t left = expr_binary(dag, EXPR_MUL, rate, square);
    expr_t right = expr_binary(dag, EXPR_MUL, expr_integer(dag, 2), product);
    expr_t region =
        open ? ball : expr_and(dag, ball, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, centre)));
    lowering_add_forall(lowering, "contraction", region,
                        expr_binary(dag, open ? EXPR_LESS_EQUAL : EXPR_LESS, left, right));
}

// x - rate' grad f(x) is 1-Lipschitz on the ball, rate' a little above an attained rate.
static void add_contraction_of_pairs(lowering_t *lowering, expr_t ball, expr_t rate, bool open)
{
    dag_t *dag = lowering->dag;
    if (!open)
        rate = beyond(dag, rate);
    // A step is itself a gradient, of norm(x)^2 / 2 - rate f(x): its Jacobian is symmetric.
    expr_t square = lowering_dot(dag, lowering->dimension, lowering->state, lowering->state);
    expr_t half = expr_binary(dag, EXPR_DIV, square, expr_integer(dag, 2));
    expr_t potential = expr_binary(dag, EXPR_SUB, half, expr_binary(dag, EXPR_MUL, rate, lowering->landscape));
    obligation_t *pair = lowering_add(lowering, OBLIGATION_PAIR, "contraction");
    pair->region = ball;
    pair->map_count = lowering->dimension;
    pair->map = mem_alloc(lowering->dimension, sizeof *pair->map);
    for (size_t i = 0; i < lowering->dimension; i++)
        pair->map[i] = expr_binary(dag, EXPR_PARTIAL, potential, lowering->state[i]);
    pair->bound = expr_integer(dag, 1);
    lowering_quantify(lowering, pair, true);
}

// What is so of the ball under every map: p does not move, and f's gradient is continuous and points away from p.
static void add_basin(lowering_t *lowering, const expr_t *centre, expr_t ball, size_t first)
{
    dag_t *dag = lowering->dag;
    expr_t whole = expr_leaf(dag, EXPR_TRUE), zero = expr_integer(dag, 0), loss = lowering->system.loss;
    expr_t radius = dynamics_value(lowering, first), mu = dynamics_value(lowering, first + 1);
    if (radius != zero)
        lowering_add_forall(lowering, "trap", whole, expr_binary(dag, EXPR_LESS, zero, radius));
    size_t lemma = lowering_add_critical(lowering, loss, centre);
    lowering->list->items[lemma].required = true;
    lowering_add_forall(lowering, "continuous-gradient", ball, expr_unary(dag, EXPR_C1, loss));
    dynamics_add_continuous_map(lowering, ball);
    add_attraction(lowering, centre, ball, mu, lemma);
}

status_t dynamics_add_trap(expr_t *ball, lowering_t *lowering, const expr_t *centre, size_t first)
{
    const system_t *system = &lowering->system;
    expr_t rate, zero = expr_integer(lowering->dag, 0);
    bool open = false, pairwise = !fmpq_is_zero(dynamics_number(lowering, first + 2));
    expr_t radius = dynamics_value(lowering, first);
    *ball = radius == zero ? expr_leaf(lowering->dag, EXPR_TRUE) : dynamics_ball(lowering, centre, radius, false);
    if (system->kind == SYSTEM_FLOW) {
        add_basin(lowering, centre, *ball, first);
        return STATUS_OK;
    }
    if (system->kind != SYSTEM_GD || !greatest_rate(&rate, &open, lowering)) {
        *lowering->reason =
            "convergence is decided for the flow, and for gd with a rate that is a constant or the name of a bounded range";
        return STATUS_UNSUPPORTED;
    }
    lowering_add_forall(lowering, "rate", expr_leaf(lowering->dag, EXPR_TRUE),
                        expr_binary(lowering->dag, EXPR_LESS, zero, system->rate));
    add_basin(lowering, centre, *ball, first);
    if (pairwise)
        add_contraction_of_pairs(lowering, *ball, rate, open);
    else
        add_contraction(lowering, centre, *ball, rate, open);
    return STATUS_OK;
}
