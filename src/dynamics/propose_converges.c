// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/dynamics.h"
#include "claim/ellipsoid.h"
#include "dynamics/ellipsoid_guess.h"
#include "expr/constant_value.h"

#include <math.h>
#include <string.h>

typedef struct {
    expr_t *centre;
    double *point;
    fmpq *parameters;
} aim_t;

static bool aim_init(aim_t *aim, proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    *aim = (aim_t){NULL, NULL, NULL};
    if (!lowering_point(&aim->centre, &s->lowering, "to"))
        return false;
    aim->point = mem_alloc(proposal->spec->dimension, sizeof *aim->point);
    return proposal_locate(aim->point, proposal, aim->centre);
}

// False when there is no such choice.
static bool aim_parameters(aim_t *aim, proposal_t *proposal, size_t which)
{
    simulator_t *s = &proposal->simulator;
    if (!aim->parameters) {
        aim->parameters = mem_alloc(s->parameter_count + 1, sizeof *aim->parameters);
        for (size_t i = 0; i < s->parameter_count; i++)
            fmpq_init(aim->parameters + i);
    }
    bool chosen = simulator_choose(s, aim->parameters, which);
    if (chosen)
        simulator_set_parameters(s, aim->parameters);
    return chosen;
}

static void aim_clear(aim_t *aim, const proposal_t *proposal)
{
    for (size_t i = 0; aim->parameters && i < proposal->simulator.parameter_count; i++)
        fmpq_clear(aim->parameters + i);
    mem_free(aim->parameters);
    mem_free(aim->point);
    mem_free(aim->centre);
}

// ---- gradient descent ----

// Sets the simulator's parameters. The largest factor of the distance from the point at samples of the ball, for one
// variable: a short fraction where it is near one, else rounded up. 1 when it is not below 1.
static void sample_rate(fmpq_t rate, proposal_t *proposal, const aim_t *aim, double radius)
{
    enum { SAMPLES = 200 };
    simulator_t *s = &proposal->simulator;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    double largest = 0;
    for (size_t which = 0; simulator_choose(s, parameters, which); which++) {
        simulator_set_parameters(s, parameters);
        for (int k = -SAMPLES; k <= SAMPLES; k++) {
            double before = radius * k / SAMPLES, state = aim->point[0] + before;
            bool good = k != 0 && simulator_step(s, &state);
            largest = good ? fmax(largest, fabs((state - aim->point[0]) / before)) : largest;
        }
    }
    proposal_numbers_free(parameters, s->parameter_count);
    fmpq_one(rate);
    if (largest <= 1 - 1e-6)
        proposal_simplify(rate, largest, true);
}

// With a rate where there seems to be one, then without; radius 0 for all of the space. If the ball is to be reached, a number of
// steps, 0, and the repellers (NULL for none) follow.
static void add_trap(proposal_t *proposal, const char *name, const trap_t *trap, const fmpq_t radius, const aim_t *aim,
                     bool reached, const repellers_t *repellers)
{
    const double far = 1e3;
    fmpq_t rate;
    fmpq_init(rate);
    fmpq_one(rate);
    if (proposal->spec->dimension == 1)
        sample_rate(rate, proposal, aim, fmpq_is_zero(radius) ? far : fmpq_get_d(radius));
    for (int pass = fmpq_is_one(rate) ? 1 : 0; pass < 2; pass++) {
        size_t more = repellers ? repellers->count : 0;
        tactic_t *tactic = tactic_list_add(proposal->list, name, false, TRAP_VALUES + 1 + reached + more);
        (void)proposal_put_trap(tactic, 0, trap);
        fmpq_set(tactic->values, radius);
        if (pass == 1)
            fmpq_one(tactic->values + TRAP_VALUES);
        else
            fmpq_set(tactic->values + TRAP_VALUES, rate);
        if (more)
            proposal_put_repellers(tactic, TRAP_VALUES + 2, repellers);
    }
    fmpq_clear(rate);
}

// Ellipsoids of falling size that the map seems to contract, for all rates of the claim.
static void add_ellipsoids(proposal_t *proposal, const aim_t *aim)
{
    static const double shares[] = {0.99, 0.5, 0.1};
    size_t n = proposal->simulator.state_count, values = ellipsoid_value_count(n);
    double *centre = mem_alloc(n, sizeof *centre);
    for (size_t i = 0; i < n; i++)
        centre[i] = aim->point[i % proposal->spec->dimension];
    ellipsoid_guess_t guess;
    if (ellipsoid_guess_init(&guess, proposal, centre, 1)) {
        (void)ellipsoid_guess_put(tactic_list_add(proposal->list, "inside", false, values), 0, &guess, shares[0]);
        for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
            (void)ellipsoid_guess_put(tactic_list_add(proposal->list, "ellipsoid", false, values + 1), 0, &guess,
                                      shares[i]);
    }
    ellipsoid_guess_clear(&guess);
    mem_free(centre);
}

// Whether far away a step leads to the other side of the point, where a partition has no direction to go by. One variable.
static bool overshoots(proposal_t *proposal, const aim_t *aim, double distance)
{
    double left = aim->point[0] - distance, right = aim->point[0] + distance;
    simulator_t *s = &proposal->simulator;
    return simulator_step(s, &left) && simulator_step(s, &right) && (left > aim->point[0] || right < aim->point[0]);
}

// The smallest ball about the region first: then there is nothing to be reached.
static void add_traps(proposal_t *proposal, const aim_t *aim)
{
    const double far = 1e6; // what is so up to there may be so everywhere
    trap_t traps[TRAP_PROPOSALS];
    size_t count = proposal_traps(traps, proposal, aim->point);
    bool plane = proposal->spec->dimension > 1;
    fmpq_t radius;
    fmpq_init(radius);
    if (proposal_region_radius(radius, proposal, aim->centre))
        add_trap(proposal, "near", &(trap_t){0, 0, false}, radius, aim, false, NULL);
    fmpq_zero(radius);
    if (count > 0 && traps[0].radius > far && (plane || overshoots(proposal, aim, far)))
        add_trap(proposal, "near", traps, radius, aim, false, NULL);
    for (size_t i = 0; i < count && plane; i++) {
        proposal_shorten(radius, traps[i].radius);
        add_trap(proposal, "near", traps + i, radius, aim, false, NULL);
    }
    add_ellipsoids(proposal, aim);
    repellers_t repellers;
    proposal_repellers(&repellers, proposal);
    for (int pass = repellers.count ? 0 : 1; pass < 2; pass++)
        for (size_t i = 0; i < count; i++) {
            proposal_shorten(radius, traps[i].radius);
            add_trap(proposal, "trap", traps + i, radius, aim, true, pass == 0 ? &repellers : NULL);
        }
    repellers_clear(&repellers);
    fmpq_clear(radius);
}

// A start in the region near the point, to put a box around.
static bool near_start(double *state, proposal_t *proposal, const double *point)
{
    return simulator_starts(state, &proposal->simulator, point, 1) == 1;
}

static void add_repelled(proposal_t *proposal, const aim_t *aim)
{
    static const double radii[] = {1e-2, 1e-4, 1e-8};
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension;
    double *state = mem_alloc(s->state_count, sizeof *state);
    if (near_start(state, proposal, aim->point))
        for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
            tactic_t *tactic = tactic_list_add(proposal->list, "repelled", true, s->parameter_count + 1 + 2 * n);
            for (size_t k = 0; k < s->parameter_count; k++)
                fmpq_set(tactic->values + k, aim->parameters + k);
            proposal_shorten(tactic->values + s->parameter_count, radii[i]);
            (void)proposal_put_box(tactic, s->parameter_count + 1, proposal, state, 1e-9);
        }
    mem_free(state);
}

// Half the distance from the point to the nearest other declared one.
static double half_distance(const proposal_t *proposal, const double *point)
{
    size_t n = proposal->spec->dimension;
    double *other = mem_alloc(n, sizeof *other), nearest = HUGE_VAL;
    for (size_t k = 0; k < proposal->spec->point_count; k++) {
        double sum = 0;
        if (!proposal_locate(other, proposal, proposal->spec->points[k]->coordinates))
            continue;
        for (size_t i = 0; i < n; i++)
            sum += (other[i] - point[i]) * (other[i] - point[i]);
        if (sum > 1e-12)
            nearest = fmin(nearest, sqrt(sum));
    }
    mem_free(other);
    return nearest / 2;
}

// Orbits that do not tend to the point: those outside the ball of the radius.
static void add_refutations(proposal_t *proposal, aim_t *aim, const fmpq_t radius)
{
    (void)aim_parameters(aim, proposal, 0);
    proposal_add_start(proposal, "not-fixed", 0);
    proposal_add_fixed(proposal, 1, radius);
    proposal_add_cycle(proposal, 1, radius);
    add_repelled(proposal, aim);
    proposal_add_avoid(proposal, 1, radius, true);
}

// Refutations come first where some orbits seem to stay away. The ball that they are to avoid does not hold another
// declared point, nor the orbit that keeps the largest distance.
static void propose_descent(proposal_t *proposal, aim_t *aim)
{
    simulator_t *s = &proposal->simulator;
    if (!simulator_compile(s, EXPR_NONE))
        return;
    (void)aim_parameters(aim, proposal, 0);
    proposal_refine(aim->point, proposal, aim->centre);
    double near = half_distance(proposal, aim->point), kept = proposal_straying_distance(proposal, aim->point);
    fmpq_t radius;
    fmpq_init(radius);
    proposal_shorten(radius, kept > 0 ? fmin(near, kept / 2) : isfinite(near) ? near : 0.0078125);
    if (simulator_compile(
            s, dynamics_ball(&s->lowering, aim->centre, expr_rational(proposal->spec->dag, radius), false))) {
        proposal_add_trapped(proposal);
        if (kept > 0)
            add_refutations(proposal, aim, radius);
        (void)aim_parameters(aim, proposal, 0);
        if (s->lowering.system.kind == SYSTEM_GD)
            add_traps(proposal, aim);
        else
            add_ellipsoids(proposal, aim);
        if (kept == 0)
            add_refutations(proposal, aim, radius);
    }
    fmpq_clear(radius);
}

// ---- the flow on the line ----

// A bound of |x'| / |x - p| near p, from tried points, with room.
static double steepness(proposal_t *proposal, double point)
{
    enum { PLACES = 200 };
    simulator_t *s = &proposal->simulator;
    double bound = 1;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    for (size_t which = 0; simulator_choose(s, parameters, which); which++) {
        simulator_set_parameters(s, parameters);
        for (int k = -PLACES; k <= PLACES; k++) {
            double offset = (double)k / PLACES, velocity = point + offset;
            if (k != 0 && simulator_step(s, &velocity))
                bound = fmax(bound, fabs(velocity / offset));
        }
    }
    proposal_numbers_free(parameters, s->parameter_count);
    return 4 * bound;
}

void proposal_put_hull(tactic_t *tactic, size_t next, const proposal_t *proposal, expr_t point)
{
    const lowering_t *lowering = &proposal->simulator.lowering;
    quantified_t x = {lowering->state[0], {EXPR_NONE, EXPR_NONE, true, true}};
    (void)bounds_extract(lowering->dag, lowering->region, 1, &x);
    const expr_t ends[2] = {x.domain.lo, x.domain.hi};
    fmpq_t lo, hi, centre[2];
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(centre[0]);
    fmpq_init(centre[1]);
    bool known = constant_enclose(centre[0], centre[1], lowering->dag, point, 64);
    for (int side = 0; side < 2; side++) {
        if (ends[side] == EXPR_NONE || !known || !constant_enclose(lo, hi, lowering->dag, ends[side], 64))
            continue;
        const fmpq *end = side ? hi : lo;
        bool beyond = side ? fmpq_cmp(centre[1], end) > 0 : fmpq_cmp(centre[0], end) < 0;
        fmpq_one(tactic->values + next + 2 * side);
        fmpq_set(tactic->values + next + 2 * side + 1, beyond ? centre[side] : end);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(centre[0]);
    fmpq_clear(centre[1]);
}

static void add_monotone(proposal_t *proposal, const aim_t *aim)
{
    tactic_t *tactic = tactic_list_add(proposal->list, "monotone", false, 5);
    proposal_put_hull(tactic, 0, proposal, aim->centre[0]);
    proposal_shorten(tactic->values + 4, steepness(proposal, aim->point[0]));
}

// A start, for almost everywhere a short interval of starts on either side of it, and a place on the way where the flow goes back.
static void put_blocked(proposal_t *proposal, const aim_t *aim, double start, double place)
{
    simulator_t *s = &proposal->simulator;
    bool almost = lowering_has_keyword(&s->lowering, "almost everywhere");
    static const double offsets[][2] = {{0, 0x1p-20}, {-0x1p-20, 0}};
    for (size_t side = 0; side < (almost ? 2 : 1); side++) {
        size_t next = s->parameter_count;
        tactic_t *tactic = tactic_list_add(proposal->list, "blocked", true, next + 2 + almost);
        for (size_t i = 0; i < s->parameter_count; i++)
            fmpq_set(tactic->values + i, aim->parameters + i);
        for (size_t i = 0; i < (almost ? 2 : 1); i++)
            proposal_set_double(tactic->values + next++, start + (almost ? offsets[side][i] : 0));
        proposal_set_double(tactic->values + next, place);
    }
}

// Starts from which the flow goes back on the way to the point, with the present parameters; the next ones where almost all count, since the first may lie alone.
static void add_blocked(proposal_t *proposal, const aim_t *aim)
{
    enum { STARTS = 200, PLACES = 64, MOST = 4 };
    simulator_t *s = &proposal->simulator;
    double *starts = mem_alloc(STARTS * s->state_count, sizeof *starts), point = aim->point[0];
    size_t count = simulator_starts(starts, s, aim->point, STARTS), found = 0;
    size_t most = lowering_has_keyword(&s->lowering, "almost everywhere") ? MOST : 1;
    for (size_t i = 0; i < count && found < most; i++)
        for (int k = 1; k < PLACES; k++) {
            double place = point + (starts[i] - point) * k / PLACES, velocity = place;
            if (!simulator_step(s, &velocity) || velocity * (place - point) <= 0)
                continue;
            put_blocked(proposal, aim, starts[i], place);
            found++;
            break;
        }
    mem_free(starts);
}

void propose_converges(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    aim_t aim;
    if (aim_init(&aim, proposal)) {
        if (s->lowering.system.kind != SYSTEM_FLOW) {
            propose_descent(proposal, &aim);
        } else if (simulator_compile(s, EXPR_NONE)) {
            (void)aim_parameters(&aim, proposal, 0);
            if (proposal->spec->dimension == 1) {
                add_monotone(proposal, &aim);
                for (size_t which = 0; aim_parameters(&aim, proposal, which); which++)
                    add_blocked(proposal, &aim);
            }
            proposal_add_start(proposal, "not-fixed", 0);
            propose_flow_converges(proposal, aim.centre);
        }
    }
    aim_clear(&aim, proposal);
}
