// SPDX-License-Identifier: LGPL-3.0-or-later
// cycle(period = k, near = p), cycle(period = k, in = BOX), with attracting or repelling: exactly one point x in the box with
// G^k(x) = x, G^d(x) != x for the proper divisors d of k, and its multipliers, the eigenvalues of D G^k(x).
#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/formula.h"

#define LONGEST_PERIOD 64

typedef struct {
    size_t period;
    quantified_t *box; // over the state variables
} cycle_t;

// The box over the state; the position before lies in the same box.
static quantified_t *state_box(const lowering_t *lowering, const expr_t *lo, const expr_t *hi)
{
    const system_t *system = &lowering->system;
    quantified_t *box = mem_alloc(system->state_count, sizeof *box);
    for (size_t i = 0; i < system->state_count; i++)
        box[i] = (quantified_t){system->state[i], {lo[i % system->dimension], hi[i % system->dimension], false, false}};
    return box;
}

static bool read_period(size_t *period, const lowering_t *lowering)
{
    if (!lowering_count(period, lowering, "period"))
        return false;
    if (!lowering_argument(lowering, "near") == !lowering_argument(lowering, "in")) {
        *lowering->reason = "cycle needs either near = p or in = BOX";
        return false;
    }
    if (*period <= LONGEST_PERIOD && lowering->system.kind != SYSTEM_FLOW && lowering->system.noise_count == 0 &&
        lowering->system.kind != SYSTEM_HEAVY_BALL && !lowering->has_parameters)
        return true;
    *lowering->reason = "cycle is decided for gd at an exact rate, periods up to 64";
    return false;
}

// The point of the cycle: not fixed by G^d.
static expr_t not_fixed(const lowering_t *lowering, size_t steps)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    expr_t *later = system_iterate(system, dag, steps), same = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < system->state_count; i++)
        same = expr_and(dag, same, expr_binary(dag, EXPR_EQUAL, later[i], system->state[i]));
    mem_free(later);
    return expr_substitute(dag, expr_unary(dag, EXPR_NOT, same), system->state_count, system->state,
                           lowering->spec->periodic);
}

// A CONSTANT obligation about the point of the cycle, which lies in the box.
static void add_about_point(lowering_t *lowering, const char *role, const cycle_t *cycle, expr_t formula, bool required)
{
    expr_t *members = NULL;
    size_t count = 0, capacity = 0, n = lowering->system.state_count;
    formula_conjuncts(&members, &count, &capacity, lowering->dag, formula_normalise(lowering->dag, formula));
    for (size_t k = 0; k < count; k++) {
        obligation_t *obligation = lowering_add(lowering, OBLIGATION_CONSTANT, role);
        obligation->required = required;
        obligation->conclusion = members[k];
        obligation->point_count = n;
        obligation->points = mem_alloc(n, sizeof *obligation->points);
        for (size_t i = 0; i < n; i++)
            obligation->points[i] = (quantified_t){lowering->spec->periodic[i], cycle->box[i].domain};
    }
    mem_free(members);
}

// Trace and determinant of D G^k at the point; in one dimension both are the multiplier.
static void multipliers(expr_t *trace, expr_t *determinant, const lowering_t *lowering, size_t period)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    expr_t *later = system_iterate(system, dag, period), d[2][2];
    size_t n = system->state_count;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            d[i][j] = expr_substitute(dag, expr_binary(dag, EXPR_PARTIAL, later[i], system->state[j]), n, system->state,
                                      lowering->spec->periodic);
    mem_free(later);
    *trace = n == 1 ? d[0][0] : expr_binary(dag, EXPR_ADD, d[0][0], d[1][1]);
    *determinant = n == 1 ? d[0][0]
                          : expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, d[0][0], d[1][1]),
                                        expr_binary(dag, EXPR_MUL, d[0][1], d[1][0]));
}

// All eigenvalues inside (outside) the unit circle: |m| < 1 (> 1); of a 2 by 2 matrix with trace t and determinant d by Jury's
// conditions |d| < 1 (> 1) and |t| < |1 + d| (E. I. Jury, Theory and Application of the z-Transform Method, 1964).
static expr_t all_eigenvalues(const lowering_t *lowering, size_t period, bool inside)
{
    dag_t *dag = lowering->dag;
    expr_t trace, determinant, one = expr_integer(dag, 1);
    multipliers(&trace, &determinant, lowering, period);
    expr_t size = expr_unary(dag, EXPR_ABS, determinant);
    expr_t bound = inside ? expr_binary(dag, EXPR_LESS, size, one) : expr_binary(dag, EXPR_LESS, one, size);
    if (lowering->system.state_count == 1)
        return bound;
    expr_t sum = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_ADD, one, determinant));
    return expr_and(dag, bound, expr_binary(dag, EXPR_LESS, expr_unary(dag, EXPR_ABS, trace), sum));
}

static bool add_stability(lowering_t *lowering, const cycle_t *cycle)
{
    bool attracting = lowering_has_keyword(lowering, "attracting");
    bool repelling = lowering_has_keyword(lowering, "repelling");
    if (lowering->system.state_count > 2) {
        *lowering->reason = "multipliers are decided for at most two variables";
        return !attracting && !repelling;
    }
    add_about_point(lowering, "attracting", cycle, all_eigenvalues(lowering, cycle->period, true), attracting);
    add_about_point(lowering, "repelling", cycle, all_eigenvalues(lowering, cycle->period, false), repelling);
    return true;
}

static status_t lower_box(lowering_t *lowering, const cycle_t *cycle)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    size_t n = system->state_count;
    obligation_t *root = lowering_add(lowering, OBLIGATION_ROOT, "cycle");
    root->variable_count = root->state_count = root->point_count = root->map_count = n;
    root->variables = mem_alloc(n, sizeof *root->variables);
    root->points = mem_alloc(n, sizeof *root->points);
    root->map = system_iterate(system, dag, cycle->period);
    for (size_t i = 0; i < n; i++) {
        root->variables[i] = cycle->box[i];
        root->points[i] = (quantified_t){lowering->spec->periodic[i], cycle->box[i].domain};
        root->map[i] = expr_binary(dag, EXPR_SUB, root->map[i], system->state[i]);
    }
    for (size_t prime = 2; prime <= cycle->period; prime++) {
        bool is_prime = true;
        for (size_t d = 2; d * d <= prime; d++)
            is_prime = is_prime && prime % d != 0;
        if (is_prime && cycle->period % prime == 0)
            add_about_point(lowering, "least-period", cycle, not_fixed(lowering, cycle->period / prime), true);
    }
    return add_stability(lowering, cycle) ? STATUS_OK : STATUS_UNSUPPORTED;
}

static status_t lower_cycle(lowering_t *lowering)
{
    const argument_t *box = lowering_argument(lowering, "in");
    cycle_t cycle;
    if (!read_period(&cycle.period, lowering))
        return STATUS_UNSUPPORTED;
    if (!box) {
        *lowering->reason = "no box around the point was found with exactly one cycle";
        return STATUS_UNSUPPORTED;
    }
    cycle.box = state_box(lowering, box->box_lo, box->box_hi);
    status_t status = lower_box(lowering, &cycle);
    mem_free(cycle.box);
    return status;
}

// near = p: the box of points at most `radius` from p in each coordinate. Value: the radius.
static status_t lower_near(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    cycle_t cycle;
    expr_t *near;
    if (!dynamics_has_values(lowering, 1) || fmpq_sgn(dynamics_number(lowering, 0)) <= 0 ||
        !read_period(&cycle.period, lowering) || !lowering_point(&near, lowering, "near"))
        return STATUS_UNSUPPORTED;
    size_t n = lowering->dimension;
    expr_t *lo = mem_alloc(n, sizeof *lo), *hi = mem_alloc(n, sizeof *hi), radius = dynamics_value(lowering, 0);
    for (size_t i = 0; i < n; i++) {
        lo[i] = expr_binary(dag, EXPR_SUB, near[i], radius);
        hi[i] = expr_binary(dag, EXPR_ADD, near[i], radius);
    }
    cycle.box = state_box(lowering, lo, hi);
    status_t status = lower_box(lowering, &cycle);
    mem_free(cycle.box);
    mem_free(lo);
    mem_free(hi);
    mem_free(near);
    return status;
}

static const tactic_definition_t tactics[] = {{"box", false, lower_near}, {NULL, false, NULL}};

const predicate_definition_t predicate_cycle = {.predicate = PREDICATE_CYCLE,
                                                .parameters = {{"period", ACCEPT_NUMBER, true, false, false},
                                                               {"near", ACCEPT_POINT, false, false, false},
                                                               {"in", ACCEPT_BOX, false, false, false}},
                                                .keywords = {"attracting", "repelling"},
                                                .is_dynamic = true,
                                                .no_region = true,
                                                .lower = lower_cycle,
                                                .tactics = tactics};
