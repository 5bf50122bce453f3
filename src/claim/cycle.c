// SPDX-License-Identifier: LGPL-3.0-or-later
// cycle(period = k, near = p), cycle(period = k, in = BOX), with attracting or repelling: exactly one point x in the
// box with G^k(x) = x, G^d(x) != x for the proper divisors d of k, and its multipliers, the eigenvalues of D G^k(x).
#include "claim/cycle.h"

#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/formula.h"

// ---- period and box ----

size_t cycle_primes(size_t primes[CYCLE_MOST_PRIMES], size_t period)
{
    size_t count = 0;
    for (size_t prime = 2; period > 1; prime++) {
        if (period % prime != 0)
            continue;
        primes[count++] = prime;
        while (period % prime == 0)
            period /= prime;
    }
    return count;
}

static bool read_period(size_t *period, const lowering_t *lowering)
{
    if (!lowering_count(period, lowering, "period"))
        return false;
    if (!lowering_argument(lowering, "near") == !lowering_argument(lowering, "in")) {
        *lowering->reason = "cycle needs either near = p or in = BOX";
        return false;
    }
    const system_t *system = &lowering->system;
    if (*period <= CYCLE_LONGEST_PERIOD && (system->kind == SYSTEM_GD || system->kind == SYSTEM_HEAVY_BALL))
        return true;
    *lowering->reason = "cycle is decided for gd and heavy_ball, periods up to 64";
    return false;
}

size_t cycle_box_values(const lowering_t *lowering)
{
    if (lowering_argument(lowering, "in"))
        return 0;
    return 1 + lowering->system.state_count - lowering->dimension;
}

// The box that the claim gives; with momentum the position before lies in the same box, as it does at a fixed point.
static bool given_box(cycle_t *cycle, const lowering_t *lowering, const argument_t *box)
{
    const system_t *system = &lowering->system;
    if (system->state_count > system->dimension && cycle->period > 1) {
        *lowering->reason = "with momentum a cycle of several points is looked for `near` a point, not `in` a box";
        return false;
    }
    for (size_t i = 0; i < system->state_count; i++)
        cycle->box[i].domain =
            (interval_t){lowering_instantiate(lowering, box->box_lo[i % system->dimension]),
                         lowering_instantiate(lowering, box->box_hi[i % system->dimension]), false, false};
    return true;
}

// `near` does not mean farther than half the size of p, or 1/2: the radius is at most half the largest of 1 and |p_i|.
static void add_is_near(lowering_t *lowering, const expr_t *near, expr_t radius)
{
    dag_t *dag = lowering->dag;
    expr_t size = expr_integer(dag, 1);
    for (size_t i = 0; i < lowering->dimension; i++)
        size = expr_binary(dag, EXPR_MAX, size, expr_unary(dag, EXPR_ABS, near[i]));
    lowering_add_forall(lowering, "near", expr_leaf(dag, EXPR_TRUE),
                        expr_binary(dag, EXPR_LESS_EQUAL, radius, expr_binary(dag, EXPR_DIV, size, expr_integer(dag, 2))));
}

// The box of points at most `radius` from p in each coordinate; with momentum the positions before are as far from a
// place that the tactic names. Values: the radius, that place.
static bool box_about(cycle_t *cycle, lowering_t *lowering, size_t *next)
{
    dag_t *dag = lowering->dag;
    expr_t *near;
    if (!lowering->tactic || lowering->tactic->count < cycle_box_values(lowering) ||
        fmpq_sgn(dynamics_number(lowering, 0)) <= 0 || !lowering_point(&near, lowering, "near")) {
        *lowering->reason = "no box around the point was found with exactly one cycle";
        return false;
    }
    expr_t radius = dynamics_value(lowering, (*next)++);
    add_is_near(lowering, near, radius);
    for (size_t i = 0; i < lowering->system.state_count; i++) {
        expr_t centre = i < lowering->dimension ? near[i] : dynamics_value(lowering, (*next)++);
        cycle->box[i].domain = (interval_t){expr_binary(dag, EXPR_SUB, centre, radius),
                                            expr_binary(dag, EXPR_ADD, centre, radius), false, false};
    }
    mem_free(near);
    return true;
}

bool cycle_init(cycle_t *cycle, lowering_t *lowering, size_t *next)
{
    const system_t *system = &lowering->system;
    *cycle = (cycle_t){0, mem_alloc(system->state_count, sizeof *cycle->box)};
    for (size_t i = 0; i < system->state_count; i++)
        cycle->box[i].variable = system->state[i];
    const argument_t *box = lowering_argument(lowering, "in");
    return read_period(&cycle->period, lowering) &&
           (box ? given_box(cycle, lowering, box) : box_about(cycle, lowering, next));
}

void cycle_clear(cycle_t *cycle)
{
    mem_free(cycle->box);
}

expr_t cycle_box_formula(const lowering_t *lowering, const cycle_t *cycle)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < lowering->system.state_count; i++) {
        const quantified_t *side = cycle->box + i;
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, side->domain.lo, side->variable));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, side->variable, side->domain.hi));
    }
    return all;
}

// ---- the iterated map ----

expr_t *cycle_difference(const lowering_t *lowering, size_t steps)
{
    const system_t *system = &lowering->system;
    expr_t *later = system_iterate(system, lowering->dag, steps);
    for (size_t i = 0; i < system->state_count; i++)
        later[i] = expr_binary(lowering->dag, EXPR_SUB, later[i], system->state[i]);
    return later;
}

expr_t cycle_is_fixed(const lowering_t *lowering, size_t steps)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    expr_t *later = system_iterate(system, dag, steps), same = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < system->state_count; i++)
        same = expr_and(dag, same, expr_binary(dag, EXPR_EQUAL, later[i], system->state[i]));
    mem_free(later);
    return same;
}

// |m| < 1 (> 1); of a 2 by 2 matrix with trace t and determinant d by Jury's conditions |d| < 1 (> 1) and |t| < |1 + d|
// (E. I. Jury, Theory and Application of the z-Transform Method, 1964).
expr_t cycle_stability(const lowering_t *lowering, size_t period, bool inside)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->system.state_count;
    expr_t *d = dynamics_jacobian(lowering, period), one = expr_integer(dag, 1), determinant = d[0], trace = d[0];
    if (n == 2) {
        trace = expr_binary(dag, EXPR_ADD, d[0], d[3]);
        determinant =
            expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, d[0], d[3]), expr_binary(dag, EXPR_MUL, d[1], d[2]));
    }
    mem_free(d);
    expr_t size = expr_unary(dag, EXPR_ABS, determinant);
    expr_t bound = inside ? expr_binary(dag, EXPR_LESS, size, one) : expr_binary(dag, EXPR_LESS, one, size);
    if (n == 1)
        return bound;
    expr_t sum = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_ADD, one, determinant));
    return expr_and(dag, bound, expr_binary(dag, EXPR_LESS, expr_unary(dag, EXPR_ABS, trace), sum));
}

// ---- the point ----

// CONSTANT obligations: the point is that of the cycle, which lies in the box.
void cycle_add_about_point(lowering_t *lowering, const char *role, const cycle_t *cycle, expr_t formula, bool required)
{
    const system_t *system = &lowering->system;
    expr_t *members = NULL, *periodic = lowering->spec->periodic;
    size_t count = 0, capacity = 0, n = system->state_count;
    expr_t there = expr_substitute(lowering->dag, formula, n, system->state, periodic);
    formula_conjuncts(&members, &count, &capacity, lowering->dag, formula_normalise(lowering->dag, there));
    for (size_t k = 0; k < count; k++) {
        obligation_t *obligation = lowering_add(lowering, OBLIGATION_CONSTANT, role);
        obligation->required = required;
        obligation->conclusion = members[k];
        obligation->point_count = n;
        obligation->points = mem_alloc(n, sizeof *obligation->points);
        for (size_t i = 0; i < n; i++)
            obligation->points[i] = (quantified_t){periodic[i], cycle->box[i].domain};
    }
    mem_free(members);
}

void cycle_add_point(lowering_t *lowering, const cycle_t *cycle)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->system.state_count, primes[CYCLE_MOST_PRIMES];
    obligation_t *root = lowering_add(lowering, OBLIGATION_ROOT, "cycle");
    root->variable_count = root->state_count = root->point_count = root->map_count = n;
    root->variables = mem_alloc(n, sizeof *root->variables);
    root->points = mem_alloc(n, sizeof *root->points);
    root->map = cycle_difference(lowering, cycle->period);
    for (size_t i = 0; i < n; i++) {
        root->variables[i] = cycle->box[i];
        root->points[i] = (quantified_t){lowering->spec->periodic[i], cycle->box[i].domain};
    }
    size_t count = cycle_primes(primes, cycle->period);
    for (size_t i = 0; i < count; i++) {
        expr_t fixed = cycle_is_fixed(lowering, cycle->period / primes[i]);
        cycle_add_about_point(lowering, "least-period", cycle, expr_unary(dag, EXPR_NOT, fixed), true);
    }
}

static status_t add_stability(lowering_t *lowering, const cycle_t *cycle)
{
    bool attracting = lowering_has_keyword(lowering, "attracting");
    bool repelling = lowering_has_keyword(lowering, "repelling");
    if (lowering->system.state_count > 2) {
        *lowering->reason = "no bound of the multipliers was found that tells";
        return attracting || repelling ? STATUS_UNSUPPORTED : STATUS_OK;
    }
    cycle_add_about_point(lowering, "attracting", cycle, cycle_stability(lowering, cycle->period, true), attracting);
    cycle_add_about_point(lowering, "repelling", cycle, cycle_stability(lowering, cycle->period, false), repelling);
    return STATUS_OK;
}

// ---- the predicate ----

// Equivalent to the claim for a given box; for near = p the box is that of the tactic. Values: those of the box.
static status_t lower_cycle(lowering_t *lowering)
{
    cycle_t cycle;
    size_t next = 0;
    status_t status = STATUS_UNSUPPORTED;
    if (lowering->has_parameters) {
        if (cycle_parameter(lowering))
            *lowering->reason = "no branch of cycles over the range was found";
        return STATUS_UNSUPPORTED;
    }
    if (cycle_init(&cycle, lowering, &next)) {
        cycle_add_point(lowering, &cycle);
        status = add_stability(lowering, &cycle);
    }
    cycle_clear(&cycle);
    return status;
}

static status_t lower_box(lowering_t *lowering)
{
    if (!dynamics_has_values(lowering, cycle_box_values(lowering)) || lowering->tactic->count == 0)
        return STATUS_UNSUPPORTED;
    return lower_cycle(lowering);
}

static const tactic_definition_t tactics[] = {{"box", false, lower_box},
                                              {"located", false, cycle_lower_located},
                                              {"branch", false, cycle_lower_branch},
                                              {"no-branch", true, cycle_lower_no_branch},
                                              {"unstable", true, cycle_lower_unstable},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_cycle = {.predicate = PREDICATE_CYCLE,
                                                .parameters = {{"period", ACCEPT_NUMBER, true, false, false},
                                                               {"near", ACCEPT_POINT, false, false, false},
                                                               {"in", ACCEPT_BOX, false, false, false}},
                                                .keywords = {"attracting", "repelling"},
                                                .is_dynamic = true,
                                                .no_region = true,
                                                .tells_more = true,
                                                .lower = lower_cycle,
                                                .tactics = tactics};
