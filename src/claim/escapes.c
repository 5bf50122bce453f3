// SPDX-License-Identifier: LGPL-3.0-or-later
// escapes(from = S), with but = p, within = n, almost surely: every start in S (and in the region) other than p is outside S at
// some time. With a `?` for the noise level: the least level above which that is so.
#include "base/memory.h"
#include "claim/reach.h"

#include <string.h>

typedef status_t lower_t(lowering_t *lowering, const reach_t *reach);

static status_t lower_with(lowering_t *lowering, lower_t *lower)
{
    dag_t *dag = lowering->dag;
    expr_t set = lowering_formula(lowering, "from");
    reach_t reach = {.region = expr_and(dag, lowering->region, set), .target = expr_unary(dag, EXPR_NOT, set)};
    if (lowering_has_keyword(lowering, "almost surely"))
        reach.mode = ORBIT_ALMOST_SURELY;
    if (lowering_has_keyword(lowering, "almost everywhere"))
        reach.mode = ORBIT_ALMOST_EVERYWHERE;
    if (!reach_read_limit(&reach, lowering))
        return STATUS_UNSUPPORTED;
    if (!lowering_point(&reach.but, lowering, "but"))
        reach.but = NULL;
    status_t status = lower(lowering, &reach);
    mem_free(reach.but);
    return status;
}

static status_t lower_partition(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_partition);
}

static status_t lower_steps(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_few);
}

static status_t lower_avoid(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_avoid);
}

static status_t lower_trapped(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_trapped);
}

static status_t lower_fixed(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_fixed);
}

static status_t lower_cycle(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_cycle);
}

static status_t lower_flow(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_flow);
}

static status_t lower_away(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_away);
}

static status_t lower_late(lowering_t *lowering)
{
    return lower_with(lowering, reach_lower_late);
}

// norm(G(x) - p) >= L norm(x - p) in S but at p.
static void add_growth(lowering_t *lowering, const expr_t *centre, expr_t set, expr_t factor)
{
    dag_t *dag = lowering->dag;
    expr_t *offset = lowering_offset(lowering, centre), distance = lowering_norm(dag, lowering->dimension, offset);
    expr_t elsewhere = expr_and(dag, set, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, centre)));
    mem_free(offset);
    lowering_add_forall(lowering, "growth", elsewhere,
                        expr_binary(dag, EXPR_LESS_EQUAL, expr_binary(dag, EXPR_MUL, factor, distance),
                                    system_after(&lowering->system, dag, distance)));
}

// The same for all rates g of a range, by the component of G(x) - p along x - p, which is norm(x - p) (1 - g q) with
// q = <grad f(x), x - p> / norm(x - p)^2: for m > 0 q >= m and L <= g m - 1, for m < 0 q <= m and L <= 1 - g m.
static void add_push(lowering_t *lowering, const expr_t *centre, expr_t set, expr_t factor, const fmpq *m)
{
    dag_t *dag = lowering->dag;
    size_t n = lowering->dimension;
    bool across = fmpq_sgn(m) > 0;
    fmpq_t least;
    fmpq_init(least);
    fmpq_abs(least, m);
    expr_t size = expr_rational(dag, least), one = expr_integer(dag, across ? -1 : 1), zero = expr_integer(dag, 0);
    expr_t loss = across ? lowering->landscape : expr_unary(dag, EXPR_NEG, lowering->landscape);
    expr_t reached = expr_binary(dag, EXPR_ADD, one, expr_binary(dag, EXPR_MUL, lowering->system.rate, size));
    fmpq_clear(least);
    lowering_add_forall(lowering, "rates", expr_leaf(dag, EXPR_TRUE),
                        expr_binary(dag, EXPR_LESS_EQUAL, factor, reached));
    size_t lemma = lowering_add_critical(lowering, loss, centre);
    expr_t *offset = lowering_offset(lowering, centre), *gradient = mem_alloc(n, sizeof *gradient);
    for (size_t i = 0; i < n; i++)
        gradient[i] = expr_derivative(dag, loss, lowering->state[i]);
    expr_t product = lowering_dot(dag, n, gradient, offset), square = lowering_dot(dag, n, offset, offset);
    obligation_t *push = lowering_add(lowering, OBLIGATION_FORALL, "growth");
    push->region = set;
    push->conclusion = expr_binary(
        dag, EXPR_LESS_EQUAL, zero, expr_binary(dag, EXPR_SUB, product, expr_binary(dag, EXPR_MUL, size, square)));
    push->shape = SHAPE_OPSC;
    push->shape_function = loss;
    push->shape_constant = size;
    push->shape_lemma = lemma;
    push->centre = mem_alloc(n, sizeof *push->centre);
    memcpy(push->centre, centre, n * sizeof *centre);
    lowering_quantify(lowering, push, true);
    mem_free(offset);
    mem_free(gradient);
}

// The distance from p grows by a factor at least at each step, as long as the orbit is in S, which lies in a ball. So a start at
// the distance d is outside S after at most log(r/d)/log(L) + 1 steps. Values: the factor L > 1, the radius r of the ball; and m, for
// gd at a range of rates.
static status_t lower_growth(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    expr_t *centre, set = lowering_formula(lowering, "from"), whole = expr_leaf(dag, EXPR_TRUE);
    bool has_push = lowering->tactic->count == 3, fits = system->kind == SYSTEM_GD || (system->kind == SYSTEM_SGD && !has_push);
    if (!fits || lowering_argument(lowering, "within") || (!has_push && !dynamics_has_values(lowering, 2)) ||
        !lowering_point(&centre, lowering, "but"))
        return STATUS_UNSUPPORTED;
    expr_t factor = dynamics_value(lowering, 0);
    lowering_add_forall(lowering, "factor", whole, expr_binary(dag, EXPR_LESS, expr_integer(dag, 1), factor));
    lowering_add_forall(lowering, "bounded", set, dynamics_ball(lowering, centre, dynamics_value(lowering, 1), false));
    if (has_push)
        add_push(lowering, centre, set, factor, dynamics_number(lowering, 2));
    else
        add_growth(lowering, centre, set, factor);
    mem_free(centre);
    return STATUS_OK;
}

// A start in S, which the map never leads out of S. Values: the parameters, the start.
static status_t lower_stays(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (lowering->system.kind == SYSTEM_FLOW || lowering->system.kind == SYSTEM_HEAVY_BALL ||
        !dynamics_has_values(lowering, parameters + n))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t set = lowering_formula(lowering, "from"), *but, *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = dynamics_value(lowering, parameters + i);
    expr_t begins = expr_and(dag, lowering->region, set);
    if (lowering_point(&but, lowering, "but")) {
        begins = expr_and(dag, begins, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, but)));
        mem_free(but);
    }
    lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE), expr_substitute(dag, begins, n, lowering->state, start));
    dynamics_add_step(lowering, "invariant", set, set);
    mem_free(start);
    // With one start, "almost everywhere" would not be refuted.
    return lowering_has_keyword(lowering, "almost everywhere") ? STATUS_UNSUPPORTED : STATUS_OK;
}

static const tactic_definition_t tactics[] = {{"growth", false, lower_growth},
                                              {"partition", false, lower_partition},
                                              {"steps", false, lower_steps},
                                              {"flow", false, lower_flow},
                                              {"away", true, lower_away},
                                              {"late", true, lower_late},
                                              {"stays", true, lower_stays},
                                              {"avoid", true, lower_avoid},
                                              {"trapped", true, lower_trapped},
                                              {"fixed", true, lower_fixed},
                                              {"cycle", true, lower_cycle},
                                              {NULL, false, NULL}};

const predicate_definition_t predicate_escapes = {
    .predicate = PREDICATE_ESCAPES,
    .parameters = {{"from", ACCEPT_REGION, true, false, false},
                   {"but", ACCEPT_POINT, false, false, false},
                   {"within", ACCEPT_NUMBER, false, false, false}},
    .keywords = {"almost surely", "almost everywhere"},
    .direction = UNKNOWN_SMALLEST,
    .is_dynamic = true,
    .tactics = tactics};
