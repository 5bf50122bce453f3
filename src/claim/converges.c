// SPDX-License-Identifier: LGPL-3.0-or-later
// converges(to = p), converges(to = p) almost everywhere: the orbit of every start in the region tends to p.
#include "base/memory.h"
#include "claim/ellipsoid.h"
#include "claim/reach.h"

static orbit_mode_t mode_of(const lowering_t *lowering)
{
    return lowering_has_keyword(lowering, "almost everywhere") ? ORBIT_ALMOST_EVERYWHERE : ORBIT_SURELY;
}

// Values from `first` on: a bound on the number of steps, 0 for none.
static status_t add_arrival(lowering_t *lowering, expr_t set, size_t first)
{
    reach_t reach = {.region = lowering->region, .target = set, .time = EXPR_NONE, .mode = mode_of(lowering)};
    const fmpq *steps = dynamics_number(lowering, first);
    if (!fmpz_is_one(fmpq_denref(steps)) || fmpz_sgn(fmpq_numref(steps)) < 0 ||
        fmpz_cmp_ui(fmpq_numref(steps), OBLIGATION_MAX_STEPS) > 0)
        return STATUS_UNSUPPORTED;
    reach.steps = fmpz_get_ui(fmpq_numref(steps));
    lowering->tactic_offset = first + 1;
    status_t status = reach_lower_partition(lowering, &reach);
    lowering->tactic_offset = 0;
    return status;
}

// The flow: the value after those of the ball is a time.
static status_t add_passage(lowering_t *lowering, expr_t ball)
{
    reach_t reach = {.region = lowering->region, .target = ball, .time = EXPR_NONE, .mode = mode_of(lowering)};
    lowering->tactic_offset = TRAP_VALUES;
    status_t status = reach_lower_flow(lowering, &reach);
    lowering->tactic_offset = 0;
    return status;
}

// norm(G(x) - p) <= q norm(x - p) in the ball, q being a value of the tactic; nothing for q = 1. One variable.
static status_t add_rate(lowering_t *lowering, const expr_t *centre, expr_t ball, size_t value)
{
    dag_t *dag = lowering->dag;
    expr_t rate = dynamics_value(lowering, value), one = expr_integer(dag, 1), whole = expr_leaf(dag, EXPR_TRUE);
    if (fmpq_is_one(dynamics_number(lowering, value)))
        return STATUS_OK;
    if (lowering->dimension != 1)
        return STATUS_UNSUPPORTED;
    expr_t *offset = lowering_offset(lowering, centre), distance = lowering_norm(dag, 1, offset);
    mem_free(offset);
    lowering_add_forall(lowering, "factor", whole, expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), rate));
    lowering_add_forall(lowering, "factor", whole, expr_binary(dag, EXPR_LESS, rate, one));
    lowering_add_forall(lowering, "factor", ball,
                        expr_binary(dag, EXPR_LESS_EQUAL, system_after(&lowering->system, dag, distance),
                                    expr_binary(dag, EXPR_MUL, rate, distance)));
    return STATUS_OK;
}

// Values: those of a ball from which orbits tend to p (dynamics_add_trap) and which every orbit reaches; for the flow a time, else the rate,
// a number of steps, and those of the tactic `partition` of reaches.
static status_t lower_trap(lowering_t *lowering)
{
    expr_t *centre;
    expr_t ball;
    bool is_flow = lowering->system.kind == SYSTEM_FLOW;
    bool fits = is_flow ? dynamics_has_values(lowering, TRAP_VALUES + 1) : lowering->tactic->count >= TRAP_VALUES + 2;
    if (!fits || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    status_t status = dynamics_add_trap(&ball, lowering, centre, 0);
    if (status == STATUS_OK && is_flow)
        status = add_passage(lowering, ball);
    else if (status == STATUS_OK)
        status = add_rate(lowering, centre, ball, TRAP_VALUES);
    if (status == STATUS_OK && !is_flow)
        status = add_arrival(lowering, ball, TRAP_VALUES + 1);
    mem_free(centre);
    return status;
}

// The same for a region inside the ball. Values: those of the ball, the rate.
static status_t lower_near(lowering_t *lowering)
{
    expr_t *centre;
    expr_t ball;
    bool is_flow = lowering->system.kind == SYSTEM_FLOW;
    if (!dynamics_has_values(lowering, TRAP_VALUES + !is_flow) || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    status_t status = dynamics_add_trap(&ball, lowering, centre, 0);
    if (status == STATUS_OK && !is_flow)
        status = add_rate(lowering, centre, ball, TRAP_VALUES);
    lowering_add_forall(lowering, "near", lowering->region, ball);
    mem_free(centre);
    return status;
}

// ---- ellipsoids ----

// An ellipsoid about p, with momentum about (p, p), which the map contracts. Values: those of the ellipsoid, from 0 on.
static status_t add_ellipsoid(expr_t *set, lowering_t *lowering)
{
    const system_t *system = &lowering->system;
    expr_t *centre;
    if ((system->kind != SYSTEM_GD && system->kind != SYSTEM_HEAVY_BALL) || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    size_t lemma = lowering_add_critical(lowering, lowering->landscape, centre); // p is fixed, at rest
    lowering->list->items[lemma].required = true;
    expr_t *rest = mem_alloc(system->state_count, sizeof *rest), *jacobian = dynamics_jacobian(lowering, 1);
    for (size_t i = 0; i < system->state_count; i++)
        rest[i] = centre[i % system->dimension];
    ellipsoid_t ellipsoid = {system->state_count, system->state, rest, jacobian, 0};
    lowering_add_forall(lowering, "placed", expr_leaf(lowering->dag, EXPR_TRUE), ellipsoid_is_placed(lowering, &ellipsoid));
    ellipsoid_add(lowering, &ellipsoid);
    *set = ellipsoid_set(lowering, &ellipsoid);
    mem_free(rest);
    mem_free(jacobian);
    mem_free(centre);
    return STATUS_OK;
}

// Every orbit reaches the ellipsoid. Values: those of the ellipsoid, a number of steps.
static status_t lower_ellipsoid(lowering_t *lowering)
{
    expr_t set;
    size_t count = ellipsoid_value_count(lowering->system.state_count);
    if (!dynamics_has_values(lowering, count + 1))
        return STATUS_UNSUPPORTED;
    status_t status = add_ellipsoid(&set, lowering);
    return status == STATUS_OK ? add_arrival(lowering, set, count) : status;
}

// The region lies in the ellipsoid; with momentum orbits begin at rest.
static status_t lower_inside(lowering_t *lowering)
{
    expr_t set;
    const system_t *system = &lowering->system;
    if (!dynamics_has_values(lowering, ellipsoid_value_count(system->state_count)))
        return STATUS_UNSUPPORTED;
    status_t status = add_ellipsoid(&set, lowering);
    if (status == STATUS_OK)
        lowering_add_forall(lowering, "near", lowering->region,
                            expr_substitute(lowering->dag, set, system->state_count - system->dimension,
                                            system->state + system->dimension, system->state));
    return status;
}

// Orbits that never come near p. Values: the radius that "near" means, then as for the tactic of reaches.
static status_t lower_elsewhere(lowering_t *lowering, status_t lower(lowering_t *, const reach_t *))
{
    expr_t *centre;
    if (lowering->tactic->count == 0 || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    expr_t radius = dynamics_value(lowering, 0);
    lowering_add_forall(lowering, "near", expr_leaf(lowering->dag, EXPR_TRUE),
                        expr_binary(lowering->dag, EXPR_LESS, expr_integer(lowering->dag, 0), radius));
    reach_t reach = {.region = lowering->region,
                     .target = dynamics_ball(lowering, centre, radius, true),
                     .time = EXPR_NONE,
                     .mode = mode_of(lowering)};
    lowering->tactic_offset = 1;
    status_t status = lower(lowering, &reach);
    lowering->tactic_offset = 0;
    mem_free(centre);
    return status;
}

static status_t lower_avoid(lowering_t *lowering)
{
    return lower_elsewhere(lowering, reach_lower_avoid);
}

static status_t lower_fixed(lowering_t *lowering)
{
    return lower_elsewhere(lowering, reach_lower_fixed);
}

// A solution that ends up in a ball without p, which it does not leave. Values: the parameters, the start, the time, the ball.
static status_t lower_away(lowering_t *lowering)
{
    expr_t *centre;
    if (!lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    // p alone: that it is not in the closed ball is all that is asked of the end. Before that the solution may pass it.
    reach_t reach = {.region = lowering->region,
                     .target = dynamics_is_at(lowering, centre),
                     .time = EXPR_NONE,
                     .mode = mode_of(lowering)};
    status_t status = reach_lower_away(lowering, &reach);
    mem_free(centre);
    return status;
}

static status_t lower_cycle(lowering_t *lowering)
{
    return lower_elsewhere(lowering, reach_lower_cycle);
}

// A closed box that orbits do not leave, and p is not in it: they do not tend to p. Values: the parameters, the ends of the box.
static status_t lower_trapped(lowering_t *lowering)
{
    expr_t *centre;
    if (lowering->system.kind != SYSTEM_GD || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    reach_t reach = {.region = lowering->region,
                     .target = dynamics_is_at(lowering, centre),
                     .time = EXPR_NONE,
                     .mode = mode_of(lowering)};
    status_t status = reach_lower_trapped(lowering, &reach);
    mem_free(centre);
    return status;
}

// p repels: norm(G(x) - p) > norm(x - p) at x != p in a ball. Only orbits that land on p exactly tend to it, and for a
// non-singular map their starts are a null set, while the region contains a box. Values: the parameters, the radius, the box.
static status_t lower_repelled(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    expr_t *centre, zero = expr_integer(dag, 0), two = expr_integer(dag, 2), whole = expr_leaf(dag, EXPR_TRUE);
    if (lowering->system.kind != SYSTEM_GD || !dynamics_has_values(lowering, parameters + 1 + 2 * n) ||
        !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t radius = dynamics_value(lowering, parameters), box = dynamics_box(lowering, parameters + 1);
    lowering_add_forall(lowering, "near", whole, expr_binary(dag, EXPR_LESS, zero, radius));
    for (size_t i = 0; i < n; i++)
        lowering_add_forall(lowering, "start", whole,
                            expr_binary(dag, EXPR_LESS, dynamics_value(lowering, parameters + 1 + 2 * i),
                                        dynamics_value(lowering, parameters + 2 + 2 * i)));
    lowering_add_forall(lowering, "start", box, lowering->region);
    expr_t *gradient = mem_alloc(n, sizeof *gradient), *offset = lowering_offset(lowering, centre);
    for (size_t i = 0; i < n; i++)
        gradient[i] = expr_derivative(dag, lowering->landscape, lowering->state[i]);
    expr_t product = lowering_dot(dag, n, gradient, offset), square = lowering_dot(dag, n, gradient, gradient);
    expr_t around = expr_and(dag, dynamics_ball(lowering, centre, radius, false),
                             expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, centre)));
    // norm(x - g f' - p)^2 > norm(x - p)^2, divided by g > 0
    lowering_add_forall(lowering, "rate", whole, expr_binary(dag, EXPR_LESS, zero, lowering->system.rate));
    lowering_add_forall(lowering, "repelling", around,
                        expr_binary(dag, EXPR_LESS, expr_binary(dag, EXPR_MUL, two, product),
                                    expr_binary(dag, EXPR_MUL, lowering->system.rate, square)));
    dynamics_add_nonsingular(lowering, "nonsingular", whole);
    mem_free(gradient);
    mem_free(offset);
    mem_free(centre);
    return STATUS_OK;
}

// A limit of orbits is a fixed point where the map is continuous; p is not one. Values: the parameters, a start in the region.
static status_t lower_not_fixed(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    const system_t *system = &lowering->system;
    expr_t *centre, zero = expr_integer(dag, 0), whole = expr_leaf(dag, EXPR_TRUE), some = expr_leaf(dag, EXPR_FALSE);
    bool supported = system->kind == SYSTEM_GD || system->kind == SYSTEM_FLOW;
    if (!supported || mode_of(lowering) != ORBIT_SURELY || !dynamics_has_values(lowering, parameters + n) ||
        !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++) {
        start[i] = dynamics_value(lowering, parameters + i);
        expr_t slope = expr_derivative(dag, system->loss, lowering->state[i]);
        some = expr_or(dag, some, expr_binary(dag, EXPR_NOT_EQUAL, zero, slope));
    }
    if (system->kind == SYSTEM_GD)
        lowering_add_forall(lowering, "rate", whole, expr_binary(dag, EXPR_LESS, zero, system->rate));
    lowering_add_forall(lowering, "start", whole, expr_substitute(dag, lowering->region, n, lowering->state, start));
    lowering_add_forall(lowering, "not-fixed", whole, expr_substitute(dag, some, n, lowering->state, centre));
    dynamics_add_continuous_map(lowering, dynamics_is_at(lowering, centre));
    mem_free(start);
    mem_free(centre);
    return STATUS_OK;
}

// Without a tactic: says what there are tactics for.
static status_t lower_converges(lowering_t *lowering)
{
    const system_t *system = &lowering->system;
    if (system->noise_count)
        *lowering->reason = "convergence is not decided with noise";
    else if (system->kind == SYSTEM_FLOW && lowering->dimension > 1)
        *lowering->reason = "convergence of the flow is decided in one variable";
    else
        *lowering->reason = "no neighbourhood of the point was found from which orbits tend to it";
    return STATUS_UNSUPPORTED;
}

// ---- the flow on the line ----

// An end of an interval: two values of the tactic, whether it is there (1 or 0) and where.
static expr_t between(const lowering_t *lowering, bool open)
{
    dag_t *dag = lowering->dag;
    expr_t x = lowering->state[0], all = expr_leaf(dag, EXPR_TRUE);
    const fmpq *values = dynamics_number(lowering, 0);
    expr_op_t relation = open ? EXPR_LESS : EXPR_LESS_EQUAL;
    if (!fmpq_is_zero(values))
        all = expr_and(dag, all, expr_binary(dag, relation, dynamics_value(lowering, 1), x));
    if (!fmpq_is_zero(values + 2))
        all = expr_and(dag, all, expr_binary(dag, relation, x, dynamics_value(lowering, 3)));
    return all;
}

// On an interval that contains the region and p, f is C1 and f'(x) (x - p) > 0 for x != p: every solution of x' = -f'(x) moves
// towards p, and since it can stop nowhere else before it tends to p. |f'(x)| <= K |x - p| near p: p is at rest, and not reached in
// finite time, after which a solution might leave it again. Values: the interval's ends, K.
static status_t lower_monotone(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t *centre, zero = expr_integer(dag, 0);
    if (lowering->system.kind != SYSTEM_FLOW || lowering->dimension != 1 || !dynamics_has_values(lowering, 5) ||
        !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    expr_t interval = between(lowering, false);
    lowering_add_forall(lowering, "start", lowering->region, interval);
    lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE),
                        expr_substitute(dag, interval, 1, lowering->state, centre));
    lowering_add_forall(lowering, "continuous-gradient", interval, expr_unary(dag, EXPR_C1, lowering->landscape));
    expr_t slope = expr_unary(dag, EXPR_NEG, lowering->system.map[0]);
    expr_t product = expr_binary(dag, EXPR_MUL, slope, expr_binary(dag, EXPR_SUB, lowering->state[0], centre[0]));
    expr_t elsewhere = expr_and(dag, interval, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, centre)));
    lowering_add_forall(lowering, "towards", elsewhere, expr_binary(dag, EXPR_LESS, zero, product));
    expr_t *offset = lowering_offset(lowering, centre), distance = lowering_norm(dag, 1, offset);
    expr_t close = expr_and(dag, interval, expr_binary(dag, EXPR_LESS_EQUAL, distance, expr_integer(dag, 1)));
    lowering_add_forall(lowering, "lipschitz", close,
                        expr_binary(dag, EXPR_LESS_EQUAL, expr_unary(dag, EXPR_ABS, slope),
                                    expr_binary(dag, EXPR_MUL, dynamics_value(lowering, 4), distance)));
    mem_free(offset);
    dynamics_add_continuous_map(lowering, interval);
    mem_free(centre);
    return STATUS_OK;
}

// In a ball about p solutions tend to p (dynamics_add_trap), and on an interval that contains the region and the ball f is C1 with
// f'(x) (x - p) > 0 outside the interior of the ball: there solutions move towards p, as fast as a positive number at least between
// the start and the ball. Values: those of the ball, the interval's ends.
static status_t lower_drawn(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t *centre, ball, zero = expr_integer(dag, 0);
    if (lowering->system.kind != SYSTEM_FLOW || lowering->dimension != 1 || !dynamics_has_values(lowering, TRAP_VALUES + 4) ||
        !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    status_t status = dynamics_add_trap(&ball, lowering, centre, 0);
    expr_t inside = dynamics_ball(lowering, centre, dynamics_value(lowering, 0), true);
    lowering->tactic_offset = TRAP_VALUES;
    expr_t interval = between(lowering, false);
    lowering->tactic_offset = 0;
    expr_t outside = expr_and(dag, interval, expr_unary(dag, EXPR_NOT, inside));
    lowering_add_forall(lowering, "start", lowering->region, interval);
    lowering_add_forall(lowering, "start", ball, interval);
    expr_t slope = expr_unary(dag, EXPR_NEG, lowering->system.map[0]);
    expr_t product = expr_binary(dag, EXPR_MUL, slope, expr_binary(dag, EXPR_SUB, lowering->state[0], centre[0]));
    lowering_add_forall(lowering, "continuous-gradient", interval, expr_unary(dag, EXPR_C1, lowering->system.loss));
    lowering_add_forall(lowering, "towards", outside, expr_binary(dag, EXPR_LESS, zero, product));
    dynamics_add_continuous_map(lowering, interval);
    mem_free(centre);
    return status;
}

// The flow on the line cannot pass a point where f' has the wrong sign. Values: the parameters; a start, for almost everywhere both
// ends of an interval of starts; a place strictly between them and p where f'(x) (x - p) < 0 and the map is continuous.
static status_t lower_blocked(lowering_t *lowering)
{
    dag_t *dag = lowering->dag;
    expr_t *centre, zero = expr_integer(dag, 0), whole = expr_leaf(dag, EXPR_TRUE);
    size_t parameters = dynamics_parameter_count(lowering), ends = mode_of(lowering) == ORBIT_ALMOST_EVERYWHERE ? 2 : 1;
    if (lowering->system.kind != SYSTEM_FLOW || lowering->dimension != 1 ||
        !dynamics_has_values(lowering, parameters + ends + 1) || !lowering_point(&centre, lowering, "to"))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t stop = dynamics_value(lowering, parameters + ends), left = expr_binary(dag, EXPR_SUB, stop, centre[0]);
    for (size_t i = 0; i < ends; i++) {
        expr_t start = dynamics_value(lowering, parameters + i), right = expr_binary(dag, EXPR_SUB, start, stop);
        lowering_add_forall(lowering, "start", whole, expr_substitute(dag, lowering->region, 1, lowering->state, &start));
        lowering_add_forall(lowering, "between", whole,
                            expr_binary(dag, EXPR_LESS, zero, expr_binary(dag, EXPR_MUL, left, right)));
    }
    if (ends == 2) { // a null set of starts counts for nothing
        lowering_add_forall(lowering, "start", whole,
                            expr_binary(dag, EXPR_LESS, dynamics_value(lowering, parameters),
                                        dynamics_value(lowering, parameters + 1)));
        lowering_add_forall(lowering, "start", dynamics_box(lowering, parameters), lowering->region);
    }
    expr_t towards = expr_binary(dag, EXPR_MUL, expr_unary(dag, EXPR_NEG, lowering->system.map[0]),
                                 expr_binary(dag, EXPR_SUB, lowering->state[0], centre[0]));
    // Strictly: a solution that came to the point would be driven back.
    lowering_add_forall(lowering, "blocked", whole,
                        expr_binary(dag, EXPR_LESS, expr_substitute(dag, towards, 1, lowering->state, &stop), zero));
    dynamics_add_continuous_map(lowering, dynamics_is_at(lowering, &stop));
    mem_free(centre);
    return STATUS_OK;
}

static const tactic_definition_t tactics[] = {
    {"near", false, lower_near},
    {"trap", false, lower_trap},
    {"inside", false, lower_inside},
    {"ellipsoid", false, lower_ellipsoid},
    {"monotone", false, lower_monotone},
    {"drawn", false, lower_drawn},
    {"avoid", true, lower_avoid},
    {"fixed", true, lower_fixed},
    {"cycle", true, lower_cycle},
    {"repelled", true, lower_repelled},
    {"blocked", true, lower_blocked},
    {"away", true, lower_away},
    {"trapped", true, lower_trapped},
    {"not-fixed", true, lower_not_fixed},
    {NULL, false, NULL}};

const predicate_definition_t predicate_converges = {.predicate = PREDICATE_CONVERGES,
                                                    .parameters = {{"to", ACCEPT_POINT, true, false, false}},
                                                    .keywords = {"almost everywhere"},
                                                    .direction = UNKNOWN_LARGEST,
                                                    .is_dynamic = true,
                                                    .lower = lower_converges,
                                                    .tactics = tactics};
