// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for the flow: how long it takes to arrive, and balls in which solutions stay or tend to a point.
#include "base/memory.h"
#include "dynamics/flow_trial.h"
#include "expr/constant_value.h"

#include <math.h>
#include <string.h>

enum { STARTS = 24 };

static bool in_target(void *data, const double *state)
{
    return simulator_in_target(data, state);
}

// ---- what tactics are made of ----

static size_t put_double(tactic_t *tactic, size_t next, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(tactic->values + next, exact);
    arf_clear(exact);
    return next + 1;
}

static size_t put_state(tactic_t *tactic, size_t next, const double *state, size_t n)
{
    for (size_t i = 0; i < n; i++)
        next = put_double(tactic, next, state[i]);
    return next;
}

static size_t put_short(tactic_t *tactic, size_t next, double value)
{
    proposal_shorten(tactic->values + next, value);
    return next + 1;
}

// The time that the claim gives; false when it gives none, or one that is not rational.
static bool given_time(fmpq_t time, const lowering_t *lowering)
{
    expr_t within = lowering_number(lowering, "within");
    fmpq_t other;
    fmpq_init(other);
    bool known = within != EXPR_NONE && constant_enclose(time, other, lowering->dag, within, 64) && fmpq_equal(time, other);
    fmpq_clear(other);
    return known;
}

// ---- reaches, escapes ----

// Twice the longest of the tried times to the condition, and more; negative when some solution does not get there.
static double time_to(proposal_t *proposal, flow_stop_t stop, void *data)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count;
    double *starts = mem_alloc(STARTS * n, sizeof *starts), longest = 0;
    size_t count = flow_starts(starts, proposal, STARTS);
    bool all = count > 0;
    for (size_t k = 0; k < count && all; k++)
        longest = fmax(longest, flow_trial(&all, s, starts + k * n, FLOW_LONG_TIME, stop, data));
    mem_free(starts);
    return all ? 2 * longest + 0x1p-10 : -1;
}

static void add_arrival(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    fmpq_t time;
    fmpq_init(time);
    double found = time_to(proposal, in_target, s);
    bool given = given_time(time, &s->lowering);
    if (given || found >= 0) {
        tactic_t *tactic = tactic_list_add(proposal->list, "flow", false, 1);
        if (given)
            fmpq_set(tactic->values, time);
        else
            (void)put_short(tactic, 0, found);
    }
    fmpq_clear(time);
}

// The start of a tactic against a claim: the parameters, for which `which` are tried, and the state.
static tactic_t *add_against(proposal_t *proposal, const char *name, size_t which, const double *start, size_t more,
                             size_t *next)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count;
    tactic_t *tactic = tactic_list_add(proposal->list, name, true, s->parameter_count + n + more);
    (void)simulator_choose(s, tactic->values, which);
    *next = put_state(tactic, s->parameter_count, start, n);
    return tactic;
}

typedef struct {
    simulator_t *s;
    const double *centre;
    double radius;
} ball_t;

static bool in_ball(void *data, const double *state)
{
    const ball_t *ball = data;
    double sum = 0;
    for (size_t i = 0; i < ball->s->state_count; i++)
        sum += (state[i] - ball->centre[i]) * (state[i] - ball->centre[i]);
    return sum <= ball->radius * ball->radius;
}

// Few bits for a centre that need not be exact.
static void round_state(double *state, size_t n, double unit)
{
    for (size_t i = 0; i < n; i++)
        state[i] = rint(state[i] / unit) * unit;
}

// A ball about the place where the solution from the start ends, without forbidden points, and the time when it gets there.
static bool find_cage(ball_t *ball, double *time, double *centre, simulator_t *s, const double *start, flow_stop_t forbidden,
                      void *data)
{
    size_t n = s->state_count;
    bool stopped;
    memcpy(centre, start, n * sizeof *centre);
    (void)flow_trial(&stopped, s, centre, FLOW_LONG_TIME, NULL, NULL);
    round_state(centre, n, 0x1p-20);
    *ball = (ball_t){s, centre, 0x1p4};
    if (!flow_cage(&ball->radius, s, centre, forbidden, data))
        return false;
    ball->radius /= 2; // room for the proof that it is one
    double *state = mem_alloc(n, sizeof *state);
    memcpy(state, start, n * sizeof *state);
    *time = 2 * flow_trial(&stopped, s, state, FLOW_LONG_TIME, in_ball, ball) + 0x1p-10;
    mem_free(state);
    return stopped;
}

// Solutions that seem to end up apart from forbidden points: tactic "away".
static void add_away(proposal_t *proposal, flow_stop_t forbidden, void *data, bool on_the_way)
{
    enum { MOST = 3 };
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count, added = 0, next;
    double *starts = mem_alloc(STARTS * n, sizeof *starts), *state = mem_alloc(n, sizeof *state);
    double *centre = mem_alloc(n, sizeof *centre), time;
    size_t count = flow_starts(starts, proposal, STARTS);
    for (size_t k = 0; k < count && added < MOST; k++) {
        bool meets;
        ball_t ball;
        memcpy(state, starts + k * n, n * sizeof *state);
        (void)flow_trial(&meets, s, state, FLOW_LONG_TIME, on_the_way ? forbidden : NULL, data);
        if (meets || !find_cage(&ball, &time, centre, s, starts + k * n, forbidden, data))
            continue;
        tactic_t *tactic = add_against(proposal, "away", 0, starts + k * n, 1 + n + 1, &next);
        next = put_short(tactic, next, time);
        next = put_state(tactic, next, centre, n);
        (void)put_short(tactic, next, ball.radius);
        added++;
    }
    mem_free(starts);
    mem_free(state);
    mem_free(centre);
}

// Starts whose solutions do not arrive in the time given: tactic "late".
static void add_late(proposal_t *proposal)
{
    enum { MOST = 3 };
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count, added = 0, next;
    double *starts = mem_alloc(STARTS * n, sizeof *starts), *state = mem_alloc(n, sizeof *state);
    fmpq_t time;
    fmpq_init(time);
    size_t count = given_time(time, &s->lowering) ? flow_starts(starts, proposal, STARTS) : 0;
    for (size_t k = 0; k < count && added < MOST; k++) {
        bool arrives;
        memcpy(state, starts + k * n, n * sizeof *state);
        (void)flow_trial(&arrives, s, state, fmpq_get_d(time), in_target, s);
        if (arrives)
            continue;
        (void)add_against(proposal, "late", 0, starts + k * n, 0, &next);
        added++;
    }
    fmpq_clear(time);
    mem_free(starts);
    mem_free(state);
}

static void use_parameters(simulator_t *s)
{
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    if (simulator_choose(s, parameters, 0))
        simulator_set_parameters(s, parameters);
    proposal_numbers_free(parameters, s->parameter_count);
}

void propose_flow_reach(proposal_t *proposal, expr_t target)
{
    simulator_t *s = &proposal->simulator;
    if (!simulator_compile(s, target))
        return;
    use_parameters(s);
    add_arrival(proposal);
    proposal_add_fixed(proposal, 0, NULL);
    add_late(proposal);
    add_away(proposal, in_target, s, true);
}

// ---- avoids ----

static void add_hits(proposal_t *proposal)
{
    enum { MOST = 3 };
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count, added = 0, next;
    double *starts = mem_alloc(STARTS * n, sizeof *starts), *state = mem_alloc(n, sizeof *state);
    size_t count = flow_starts(starts, proposal, STARTS);
    for (size_t k = 0; k < count && added < MOST; k++) {
        bool hits;
        memcpy(state, starts + k * n, n * sizeof *state);
        double time = flow_trial(&hits, s, state, FLOW_LONG_TIME, in_target, s);
        if (!hits)
            continue;
        tactic_t *tactic = add_against(proposal, "hit", 0, starts + k * n, 1, &next);
        (void)put_short(tactic, next, 2 * time + 0x1p-10);
        added++;
    }
    mem_free(starts);
    mem_free(state);
}

// One ball for all starts, where the first of them ends.
static void add_caged(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count;
    double *starts = mem_alloc(STARTS * n, sizeof *starts), *centre = mem_alloc(n, sizeof *centre), time;
    ball_t ball;
    if (flow_starts(starts, proposal, STARTS) > 0 && find_cage(&ball, &time, centre, s, starts, in_target, s)) {
        time = time_to(proposal, in_ball, &ball);
        tactic_t *tactic = time >= 0 ? tactic_list_add(proposal->list, "caged", false, 1 + n + 1) : NULL;
        if (tactic)
            (void)put_short(tactic, put_state(tactic, put_short(tactic, 0, time), centre, n), ball.radius);
    }
    mem_free(starts);
    mem_free(centre);
}

void propose_flow_avoids(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    if (!simulator_compile(s, lowering_formula(&s->lowering, "in")))
        return;
    use_parameters(s);
    add_caged(proposal);
    add_hits(proposal);
}

// ---- converges ----

// The least of <F(x), p - x> / norm(x - p)^2 at tried points of this distance.
static double attraction_at(simulator_t *s, const double *point, double distance)
{
    enum { DIRECTIONS = 48 };
    size_t n = s->state_count;
    double *d = mem_alloc(n, sizeof *d), *state = mem_alloc(n, sizeof *state), least = HUGE_VAL;
    for (size_t k = 0; k < DIRECTIONS; k++) {
        double product = 0;
        flow_direction(d, n, k);
        for (size_t i = 0; i < n; i++)
            state[i] = point[i] + distance * d[i];
        bool good = simulator_step(s, state);
        for (size_t i = 0; i < n; i++)
            product -= state[i] * d[i];
        least = good ? fmin(least, product / distance) : -HUGE_VAL;
    }
    mem_free(d);
    mem_free(state);
    return least;
}

static void add_trap(proposal_t *proposal, const char *name, double radius, double mu, double time)
{
    bool near = strcmp(name, "near") == 0;
    tactic_t *tactic = tactic_list_add(proposal->list, name, false, TRAP_VALUES + !near);
    (void)put_short(tactic, 0, radius);
    (void)put_short(tactic, 1, mu);
    if (!near)
        (void)put_short(tactic, TRAP_VALUES, time);
}

// Balls of some sizes about the point from which solutions seem to tend to it; first without the need to get there.
static void add_traps(proposal_t *proposal, const double *point)
{
    enum { SIZES = 80, CHOSEN = 4 };
    static const double shares[CHOSEN] = {0.8, 0.4, 0.1, 0.01};
    const double first = 1e-6, factor = 1.25;
    simulator_t *s = &proposal->simulator;
    double largest = 0, mu = HUGE_VAL, mus[SIZES];
    int count = 0;
    for (double distance = first; count < SIZES; distance *= factor, count++) {
        mu = fmin(mu, attraction_at(s, point, distance));
        mus[count] = mu;
        if (!(mu > 0))
            break;
        largest = distance;
    }
    for (int which = 0; largest > 0 && which < 2 * CHOSEN; which++) {
        double radius = largest * shares[which % CHOSEN];
        int place = (int)ceil(log(radius / first) / log(factor));
        if (place < 0 || place >= count)
            continue;
        ball_t half = {s, point, radius / 2};
        double time = which < CHOSEN ? 0 : time_to(proposal, in_ball, &half);
        if (time >= 0)
            add_trap(proposal, which < CHOSEN ? "near" : "trap", radius, 0.8 * mus[place], time);
    }
}

void propose_flow_converges(proposal_t *proposal, const expr_t *centre)
{
    simulator_t *s = &proposal->simulator;
    double *point = mem_alloc(s->state_count, sizeof *point);
    fmpq_t radius;
    fmpq_init(radius);
    fmpq_set_si(radius, 1, 1L << 20);
    if (proposal_locate(point, proposal, centre)) {
        proposal_refine(point, proposal, centre);
        add_traps(proposal, point);
        ball_t nearby = {s, point, 0x1p-20};
        add_away(proposal, in_ball, &nearby, false);
        proposal_add_fixed(proposal, 1, radius);
    }
    fmpq_clear(radius);
    mem_free(point);
}
