// SPDX-License-Identifier: LGPL-3.0-or-later
// orbit(from = p, steps = n): where the orbit is after n steps, to a relative accuracy (1e-10 unless given).
// orbit(...) lands(S): it is in S then. orbit(...) agrees(float64): the trajectory that floating point computes (float32 likewise)
// ends in the basin of the same point.
// With the flow orbit(from = p, time = t), where the solution is at the time t >= 0.
#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/formula.h"
#include "claim/reach.h"
#include "expr/float_value.h"

#include <string.h>

#define BASIN_VALUES (1 + TRAP_VALUES)

// The argument that says when the orbit ends, and not the other one.
static bool has_end(const lowering_t *lowering)
{
    bool is_flow = lowering->system.kind == SYSTEM_FLOW;
    if (lowering_argument(lowering, is_flow ? "time" : "steps") && !lowering_argument(lowering, is_flow ? "steps" : "time"))
        return true;
    *lowering->reason = is_flow ? "with the flow, orbit takes a time and no steps" : "orbit takes steps; a time is for the flow";
    return false;
}

static bool read_start(expr_t **start, size_t *steps, lowering_t *lowering)
{
    *start = NULL;
    if (!has_end(lowering))
        return false;
    if (lowering->system.noise_count || (lowering->has_parameters && lowering->system.kind != SYSTEM_FLOW)) {
        *lowering->reason = "orbit is decided for gd and heavy_ball at exact rates, and for the flow";
        return false;
    }
    return lowering_count(steps, lowering, "steps") && lowering_point(start, lowering, "from");
}

// The formula holds after the steps, or for the flow at the time.
static void add_end(lowering_t *lowering, const char *role, const expr_t *start, size_t steps, expr_t formula)
{
    if (lowering->system.kind != SYSTEM_FLOW) {
        dynamics_add_orbit(lowering, role, start, steps, formula);
        return;
    }
    dag_t *dag = lowering->dag;
    expr_t time = lowering_number(lowering, "time"), whole = expr_leaf(dag, EXPR_TRUE);
    lowering_add_forall(lowering, "time", whole, expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), time));
    flow_question_t question = {
        .region = EXPR_NONE, .start = start, .meanwhile = whole, .target = formula, .time = time, .at_time = true};
    dynamics_add_flow(lowering, role, &question);
}

static bool has_suffix(const lowering_t *lowering, const char *name)
{
    return lowering->claim->suffix_name && strcmp(lowering->claim->suffix_name, name) == 0;
}

// Without a tactic: `lands`; of others says why there is none.
static status_t lower_lands(lowering_t *lowering)
{
    expr_t *start;
    size_t steps;
    if (!read_start(&start, &steps, lowering))
        return STATUS_UNSUPPORTED;
    if (!has_suffix(lowering, "lands")) {
        *lowering->reason = has_suffix(lowering, "agrees")
                                ? "no balls about declared points, from which orbits tend to them, were found in which both ends lie"
                                : "the end of the orbit was not found";
        mem_free(start);
        return STATUS_UNSUPPORTED;
    }
    expr_t set = lowering_instantiate(lowering, lowering->claim->suffix_arguments[0].formula);
    add_end(lowering, "lands", start, steps, set);
    mem_free(start);
    return STATUS_OK;
}

// For some parameters the solution of the flow is outside the set at the time. Values: the parameters.
static status_t lower_misses(lowering_t *lowering)
{
    expr_t *start;
    size_t steps;
    if (!has_suffix(lowering, "lands") || lowering->system.kind != SYSTEM_FLOW ||
        !dynamics_has_values(lowering, dynamics_parameter_count(lowering)))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    if (!read_start(&start, &steps, lowering))
        return STATUS_UNSUPPORTED;
    expr_t set = lowering_instantiate(lowering, lowering->claim->suffix_arguments[0].formula);
    add_end(lowering, "misses", start, steps, expr_unary(lowering->dag, EXPR_NOT, set));
    mem_free(start);
    return STATUS_OK;
}

static expr_t accuracy(const lowering_t *lowering)
{
    expr_t given = lowering_number(lowering, "accuracy");
    if (given != EXPR_NONE)
        return given;
    fmpq_t value;
    fmpq_init(value);
    fmpz_ui_pow_ui(fmpq_denref(value), 10, 10);
    fmpz_one(fmpq_numref(value));
    expr_t term = expr_rational(lowering->dag, value);
    fmpq_clear(value);
    return term;
}

// The end lies in a box whose sides are short against its distance from 0; over a range of parameters they are as short as asked
// for, if that is asked. Values: the box.
static status_t lower_enclosure(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t *start, whole = expr_leaf(dag, EXPR_TRUE);
    size_t steps, n = lowering->dimension;
    if (lowering->claim->suffix_name || !dynamics_has_values(lowering, 2 * n) || !read_start(&start, &steps, lowering))
        return STATUS_UNSUPPORTED;
    add_end(lowering, "orbit", start, steps, dynamics_box(lowering, 0));
    bool is_bounded = !lowering->has_parameters || lowering_argument(lowering, "accuracy");
    for (size_t i = 0; i < n && is_bounded; i++) {
        expr_t lo = dynamics_value(lowering, 2 * i), hi = dynamics_value(lowering, 2 * i + 1);
        expr_t size = expr_binary(dag, EXPR_MIN, expr_unary(dag, EXPR_ABS, lo), expr_unary(dag, EXPR_ABS, hi));
        lowering_add_forall(lowering, "accuracy", whole,
                            expr_binary(dag, EXPR_LESS_EQUAL, expr_binary(dag, EXPR_SUB, hi, lo),
                                        expr_binary(dag, EXPR_MUL, accuracy(lowering), size)));
    }
    mem_free(start);
    return STATUS_OK;
}

// ---- floating point ----

static float_format_t format_of(const lowering_t *lowering)
{
    return strcmp(lowering->claim->suffix_arguments[0].keyword, "float32") == 0 ? FLOAT_32 : FLOAT_64;
}

// The end of the trajectory in floating point, exactly; false, with the reason, when it is not finite.
static bool float_end(expr_t *end, lowering_t *lowering, const expr_t *start, size_t steps)
{
    const system_t *system = &lowering->system;
    size_t n = system->state_count;
    expr_t *state = mem_alloc(n, sizeof *state);
    fmpq *values = mem_alloc(n, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        state[i] = start[i % system->dimension];
        fmpq_init(values + i);
    }
    bool finite = float_orbit_end(values, lowering->dag, format_of(lowering), n, system->state, system->map, state, steps);
    for (size_t i = 0; i < n; i++) {
        if (i < system->dimension && finite)
            end[i] = expr_rational(lowering->dag, values + i);
        fmpq_clear(values + i);
    }
    mem_free(values);
    mem_free(state);
    if (!finite)
        *lowering->reason = "the trajectory in floating point does not stay finite";
    return finite;
}

typedef struct {
    expr_t *start, *float_end;
    size_t steps;
} comparison_t;

static bool comparison_init(comparison_t *comparison, lowering_t *lowering)
{
    *comparison = (comparison_t){NULL, NULL, 0};
    if (!has_suffix(lowering, "agrees") || lowering->system.kind == SYSTEM_FLOW || !read_start(&comparison->start, &comparison->steps, lowering))
        return false;
    comparison->float_end = mem_alloc(lowering->dimension, sizeof *comparison->float_end);
    return float_end(comparison->float_end, lowering, comparison->start, comparison->steps);
}

static void comparison_clear(comparison_t *comparison)
{
    mem_free(comparison->start);
    mem_free(comparison->float_end);
}

static void add_at(lowering_t *lowering, const char *role, const expr_t *point, expr_t formula)
{
    lowering_add_forall(lowering, role, expr_leaf(lowering->dag, EXPR_TRUE),
                        expr_substitute(lowering->dag, formula, lowering->dimension, lowering->state, point));
}

// A ball about a declared point from which all orbits tend to it. Values from `first` on: the point, those of the ball.
static status_t add_basin(expr_t *ball, lowering_t *lowering, size_t first)
{
    const spec_point_t *point = reach_point(lowering, first);
    if (!point || point->implicit)
        return STATUS_UNSUPPORTED;
    return dynamics_add_trap(ball, lowering, point->coordinates, first + 1);
}

// Both ends lie in the ball. Values: the point, those of the ball.
static status_t lower_same(lowering_t *lowering)
{
    comparison_t comparison;
    expr_t ball;
    status_t status = STATUS_UNSUPPORTED;
    if (comparison_init(&comparison, lowering) && dynamics_has_values(lowering, BASIN_VALUES))
        status = add_basin(&ball, lowering, 0);
    if (status == STATUS_OK) {
        dynamics_add_orbit(lowering, "orbit", comparison.start, comparison.steps, ball);
        add_at(lowering, "float", comparison.float_end, ball);
    }
    comparison_clear(&comparison);
    return status;
}

// The orbit ends in the ball about one point, the trajectory in that about another one. Values: two times a point and those of its ball.
static status_t lower_other(lowering_t *lowering)
{
    comparison_t comparison;
    expr_t ball, other;
    status_t status = STATUS_UNSUPPORTED;
    if (comparison_init(&comparison, lowering) && dynamics_has_values(lowering, 2 * BASIN_VALUES))
        status = add_basin(&ball, lowering, 0);
    if (status == STATUS_OK)
        status = add_basin(&other, lowering, BASIN_VALUES);
    if (status == STATUS_OK) {
        dynamics_add_orbit(lowering, "orbit", comparison.start, comparison.steps, ball);
        add_at(lowering, "float", comparison.float_end, other);
        add_at(lowering, "float", comparison.float_end, expr_unary(lowering->dag, EXPR_NOT, ball));
        lowering_add_forall(lowering, "apart", expr_leaf(lowering->dag, EXPR_TRUE),
                            expr_unary(lowering->dag, EXPR_NOT, expr_and(lowering->dag, ball, other)));
    }
    comparison_clear(&comparison);
    return status;
}

// The trajectory ends exactly at a point that does not move, outside the ball about another point where the orbit ends.
// Values: the point, those of the ball.
static status_t lower_stuck(lowering_t *lowering)
{
    comparison_t comparison;
    expr_t ball;
    status_t status = STATUS_UNSUPPORTED;
    if (comparison_init(&comparison, lowering) && dynamics_has_values(lowering, BASIN_VALUES))
        status = add_basin(&ball, lowering, 0);
    if (status == STATUS_OK) {
        dynamics_add_orbit(lowering, "orbit", comparison.start, comparison.steps, ball);
        dynamics_add_fixed(lowering, "float", comparison.float_end);
        add_at(lowering, "float", comparison.float_end, expr_unary(lowering->dag, EXPR_NOT, ball));
    }
    comparison_clear(&comparison);
    return status;
}

static const tactic_definition_t tactics[] = {{"enclosure", false, lower_enclosure},
                                              {"same", false, lower_same},
                                              {"other", true, lower_other},
                                              {"stuck", true, lower_stuck},
                                              {"misses", true, lower_misses},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_orbit = {.predicate = PREDICATE_ORBIT,
                                                .parameters = {{"from", ACCEPT_POINT, true, false, false},
                                                               {"steps", ACCEPT_NUMBER, false, false, false},
                                                               {"accuracy", ACCEPT_NUMBER, false, false, false},
                                                               {"time", ACCEPT_NUMBER, false, false, false}},
                                                .either = {"steps", "time"},
                                                .is_dynamic = true,
                                                .no_region = true,
                                                .lower = lower_lands,
                                                .tactics = tactics};
