// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for the flow: how long it takes to arrive, and balls in which solutions stay or tend to a point.
#include "base/memory.h"
#include "dynamics/flow_trial.h"
#include "expr/constant_value.h"

#include <math.h>
#include <string.h>

enum { STARTS = 16, FEW_STARTS = 6 }; // the latter for all choices of parameters but the first one

static bool in_target(void *data, const double *state)
{
    return simulator_in_target(data, state);
}

// What is tried of a claim: starts, from which solutions are followed, at some values of its parameters.
typedef struct {
    proposal_t *proposal;
    simulator_t *s;
    size_t n, count;
    size_t which; // of the choices of parameters
    flow_region_t region;
    double *starts;
} trials_t;

// Takes a choice of parameters, and starts for it; false when there is no such one.
static bool trials_choose(trials_t *t, size_t which)
{
    fmpq *parameters = proposal_numbers_new(t->s->parameter_count);
    bool good = simulator_choose(t->s, parameters, which);
    if (good) {
        simulator_set_parameters(t->s, parameters);
        t->which = which;
        t->count = flow_starts(t->starts, t->s, &t->region, which == 0 ? STARTS : FEW_STARTS);
    }
    proposal_numbers_free(parameters, t->s->parameter_count);
    return good;
}

// The simulator being compiled.
static void trials_init(trials_t *t, proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    *t = (trials_t){.proposal = proposal, .s = s, .n = s->state_count};
    flow_region_init(&t->region, &s->lowering);
    t->starts = mem_alloc(STARTS * t->n, sizeof *t->starts);
    (void)trials_choose(t, 0);
}

static void trials_clear(trials_t *t)
{
    flow_region_clear(&t->region);
    mem_free(t->starts);
}

// The solution from start k, in a new state.
static double *follow(bool *stopped, double *time, const trials_t *t, size_t k, double most, flow_stop_t stop, void *data)
{
    double *state = mem_alloc(t->n, sizeof *state);
    memcpy(state, t->starts + k * t->n, t->n * sizeof *state);
    *time = flow_trial(stopped, t->s, state, most, stop, data);
    return state;
}

static bool arrives(double *time, const trials_t *t, size_t k, double most, flow_stop_t stop, void *data)
{
    bool stopped;
    mem_free(follow(&stopped, time, t, k, most, stop, data));
    return stopped;
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

// Twice the longest of the tried times to the condition, and more; negative when some solution does not get there. The first choice
// of parameters is the present one then.
static double time_to(trials_t *t, flow_stop_t stop, void *data)
{
    double longest = 0, time;
    bool all = true, some = false;
    for (size_t which = 0; all && trials_choose(t, which); which++)
        for (size_t k = 0; k < t->count && all; k++) {
            some = true;
            all = arrives(&time, t, k, FLOW_LONG_TIME, stop, data);
            longest = fmax(longest, time);
        }
    (void)trials_choose(t, 0);
    return all && some ? 2 * longest + 0x1p-10 : -1;
}

// Whether all tried solutions arrive; the time in which they do, or which is given.
static bool find_time(fmpq_t time, trials_t *t)
{
    double found = time_to(t, in_target, t->s);
    if (given_time(time, &t->s->lowering))
        return found >= 0 && found <= 2 * fmpq_get_d(time);
    if (found >= 0)
        proposal_shorten(time, found);
    return found >= 0;
}

static void add_arrival(const trials_t *t, const fmpq_t time)
{
    if (fmpq_sgn(time) > 0)
        fmpq_set(tactic_list_add(t->proposal->list, "flow", false, 1)->values, time);
}

// A tactic against a claim with start k and `more` values after it, the first one at *next.
static tactic_t *add_against(const trials_t *t, const char *name, size_t k, size_t more, size_t *next)
{
    size_t parameters = t->s->parameter_count;
    tactic_t *tactic = tactic_list_add(t->proposal->list, name, true, parameters + t->n + more);
    (void)simulator_choose(t->s, tactic->values, t->which);
    *next = flow_put_start(tactic, parameters, &t->region, t->starts + k * t->n);
    return tactic;
}

typedef struct {
    simulator_t *s;
    double *centre;
    double radius;
} ball_t;

static double distance(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static bool in_ball(void *data, const double *state)
{
    const ball_t *ball = data;
    return distance(state, ball->centre, ball->s->state_count) <= ball->radius;
}

// Few bits for a centre that need not be exact.
static void round_state(double *state, size_t n, double unit)
{
    for (size_t i = 0; i < n; i++)
        state[i] = rint(state[i] / unit) * unit;
}

// A ball about the place where the solution from start k ends, without forbidden points and the point `without` (unless NULL), and the
// time when it gets there. The centre is a new array.
static bool find_cage(ball_t *ball, double *time, const trials_t *t, size_t k, flow_stop_t forbidden, void *data,
                      const double *without)
{
    bool stopped;
    double *centre = follow(&stopped, time, t, k, FLOW_LONG_TIME, NULL, NULL);
    round_state(centre, t->n, 0x1p-20);
    *ball = (ball_t){t->s, centre, without ? fmin(0x1p4, distance(centre, without, t->n) / 2) : 0x1p4};
    if (!flow_cage(&ball->radius, t->s, centre, forbidden, data))
        return false;
    ball->radius /= 2; // room for the proof that it is one
    bool there = arrives(time, t, k, FLOW_LONG_TIME, in_ball, ball);
    *time = 2 * *time + 0x1p-10;
    return there;
}

static void put_cage(tactic_t *tactic, size_t next, double time, const ball_t *ball, size_t n)
{
    next = put_short(tactic, next, time);
    next = put_state(tactic, next, ball->centre, n);
    (void)put_short(tactic, next, ball->radius);
}

// Solutions that seem to end up apart from forbidden points, and to have met none on the way, or apart from a point: tactic "away".
static void add_away(const trials_t *t, flow_stop_t forbidden, void *data, const double *without)
{
    enum { MOST = 3 };
    double time;
    for (size_t k = 0, added = 0; k < t->count && added < MOST; k++) {
        ball_t ball;
        size_t next;
        if (forbidden && arrives(&time, t, k, FLOW_LONG_TIME, forbidden, data))
            continue;
        if (find_cage(&ball, &time, t, k, forbidden, data, without)) {
            tactic_t *tactic = add_against(t, "away", k, 1 + t->n + 1, &next);
            put_cage(tactic, next, time, &ball, t->n);
            added++;
        }
        mem_free(ball.centre);
    }
}

// Starts whose solutions do not arrive in the time given: tactic "late".
static void add_late(const trials_t *t)
{
    enum { MOST = 3 };
    fmpq_t time;
    fmpq_init(time);
    double taken;
    size_t next, count = given_time(time, &t->s->lowering) ? t->count : 0;
    for (size_t k = 0, added = 0; k < count && added < MOST; k++) {
        if (arrives(&taken, t, k, fmpq_get_d(time), in_target, t->s))
            continue;
        (void)add_against(t, "late", k, 0, &next);
        added++;
    }
    fmpq_clear(time);
}

void propose_flow_reach(proposal_t *proposal, expr_t target)
{
    if (!simulator_compile(&proposal->simulator, target))
        return;
    trials_t t;
    trials_init(&t, proposal);
    fmpq_t time;
    fmpq_init(time);
    bool hopeful = find_time(time, &t);
    if (hopeful)
        add_arrival(&t, time);
    proposal_add_fixed(proposal, 0, NULL);
    for (size_t which = 0; trials_choose(&t, which); which++) {
        add_late(&t);
        add_away(&t, in_target, t.s, NULL);
    }
    if (!hopeful) // trials are not exact
        add_arrival(&t, time);
    fmpq_clear(time);
    trials_clear(&t);
}

// ---- avoids ----

static void add_hits(const trials_t *t, const char *name, double most)
{
    enum { MOST = 3 };
    double time;
    size_t next;
    for (size_t k = 0, added = 0; k < t->count && added < MOST; k++) {
        if (!arrives(&time, t, k, most, in_target, t->s))
            continue;
        tactic_t *tactic = add_against(t, name, k, 1, &next);
        (void)put_short(tactic, next, 2 * time + 0x1p-10);
        added++;
    }
}

// One ball for all starts, where the first of them ends; and a smaller one, of which more may be shown.
static void add_caged(trials_t *t)
{
    double time;
    ball_t ball = {t->s, NULL, 0};
    bool found = t->count > 0 && find_cage(&ball, &time, t, 0, in_target, t->s, NULL);
    for (int size = 0; size < 2 && found; size++, ball.radius /= 8) {
        time = time_to(t, in_ball, &ball);
        if (time >= 0)
            put_cage(tactic_list_add(t->proposal->list, "caged", false, 1 + t->n + 1), 0, time, &ball, t->n);
    }
    mem_free(ball.centre);
}

void propose_flow_avoids(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    if (!simulator_compile(s, lowering_formula(&s->lowering, "in")))
        return;
    trials_t t;
    trials_init(&t, proposal);
    (void)tactic_list_add(proposal->list, "inward", false, 0);
    if (t.n == 1)
        (void)tactic_list_add(proposal->list, "resting", false, 0);
    add_caged(&t);
    for (size_t which = 0; trials_choose(&t, which); which++)
        add_hits(&t, "hit", FLOW_LONG_TIME);
    trials_clear(&t);
}

// ---- stays ----

void propose_flow_stays(proposal_t *proposal)
{
    enum { MOST_STARTS = 8, SOON = 100 };
    simulator_t *s = &proposal->simulator;
    dag_t *dag = s->lowering.dag;
    expr_t set = lowering_formula(&s->lowering, "in");
    s->lowering.region = expr_and(dag, s->lowering.region, set);
    if (!simulator_compile(s, expr_unary(dag, EXPR_NOT, set)))
        return;
    trials_t t;
    trials_init(&t, proposal);
    for (size_t which = 0; trials_choose(&t, which); which++) {
        t.count = t.count < MOST_STARTS ? t.count : MOST_STARTS;
        add_hits(&t, "leaves", SOON);
    }
    trials_clear(&t);
}

// ---- converges ----

// The least of <F(x), p - x> / norm(x - p)^2 at tried points of this distance, for the present parameters.
static double present_attraction_at(simulator_t *s, const double *point, double distance)
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

static double attraction_at(trials_t *t, const double *point, double distance)
{
    double least = HUGE_VAL;
    for (size_t which = 0; trials_choose(t, which); which++)
        least = fmin(least, present_attraction_at(t->s, point, distance));
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

// On the line over a range of parameters, the ball being inside the hull of region and point. For one value exact arithmetic does more.
static void add_drawn(const trials_t *t, double radius, double mu, const double *point, expr_t centre)
{
    if (t->n != 1 || t->s->parameter_count == 0)
        return;
    tactic_t *tactic = tactic_list_add(t->proposal->list, "drawn", false, TRAP_VALUES + 4);
    const double room = 1 + 0x1p-6;
    (void)put_short(tactic, 0, radius);
    (void)put_short(tactic, 1, mu);
    proposal_put_hull(tactic, TRAP_VALUES, t->proposal, centre);
    fmpq *ends = tactic->values + TRAP_VALUES;
    for (size_t side = 0; side < 2; side++) {
        double end = point[0] + (side ? radius : -radius);
        if (fmpq_is_zero(ends + 2 * side) || (side ? end <= fmpq_get_d(ends + 3) : end >= fmpq_get_d(ends + 1)))
            continue;
        proposal_set_double(ends + 2 * side + 1, point[0] + (side ? room : -room) * radius);
    }
}

// Balls of some sizes about the point from which solutions seem to tend to it; first without the need to get there.
static void add_traps(trials_t *t, double *point, expr_t centre)
{
    enum { SIZES = 80, CHOSEN = 4 };
    static const double shares[CHOSEN] = {0.8, 0.4, 0.1, 0.01};
    const double first = 1e-6, factor = 1.25;
    double largest = 0, mu = HUGE_VAL, mus[SIZES];
    int count = 0;
    for (double distance = first; count < SIZES; distance *= factor, count++) {
        mu = fmin(mu, attraction_at(t, point, distance));
        mus[count] = mu;
        if (!(mu > 0))
            break;
        largest = distance;
    }
    if (count == SIZES) // it may be so everywhere
        add_trap(t->proposal, "near", 0, 0.8 * mus[SIZES - 1], 0);
    for (int which = 0; largest > 0 && which < 2 * CHOSEN; which++) {
        double radius = largest * shares[which % CHOSEN];
        int place = (int)ceil(log(radius / first) / log(factor));
        if (place < 0 || place >= count)
            continue;
        if (which < CHOSEN)
            add_drawn(t, radius, 0.8 * mus[place], point, centre);
        ball_t half = {t->s, point, radius / 2};
        double time = which < CHOSEN ? 0 : time_to(t, in_ball, &half);
        if (time >= 0)
            add_trap(t->proposal, which < CHOSEN ? "near" : "trap", radius, 0.8 * mus[place], time);
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
        trials_t t;
        trials_init(&t, proposal);
        add_traps(&t, point, centre[0]);
        for (size_t which = 0; trials_choose(&t, which); which++)
            add_away(&t, NULL, NULL, point);
        proposal_add_fixed(proposal, 1, radius);
        trials_clear(&t);
    }
    fmpq_clear(radius);
    mem_free(point);
}
