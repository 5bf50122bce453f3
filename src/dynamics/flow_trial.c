// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/flow_trial.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "expr/constant_value.h"

#include <math.h>
#include <string.h>

// ---- solutions ----

typedef struct {
    simulator_t *s;
    size_t n;
    double *k[4], *probe, *whole, *half;
} runge_kutta_t;

static void runge_kutta_init(runge_kutta_t *r, simulator_t *s)
{
    *r = (runge_kutta_t){.s = s, .n = s->state_count};
    for (int i = 0; i < 4; i++)
        r->k[i] = mem_alloc(r->n, sizeof(double));
    r->probe = mem_alloc(r->n, sizeof(double));
    r->whole = mem_alloc(r->n, sizeof(double));
    r->half = mem_alloc(r->n, sizeof(double));
}

static void runge_kutta_clear(runge_kutta_t *r)
{
    for (int i = 0; i < 4; i++)
        mem_free(r->k[i]);
    mem_free(r->probe);
    mem_free(r->whole);
    mem_free(r->half);
}

// The classical step of order 4; false where the field is undefined.
static bool runge_kutta(runge_kutta_t *r, double *next, const double *state, double h)
{
    static const double places[] = {0, 0.5, 0.5, 1}, weights[] = {1, 2, 2, 1};
    for (int stage = 0; stage < 4; stage++) {
        for (size_t i = 0; i < r->n; i++)
            r->probe[i] = state[i] + (stage ? places[stage] * h * r->k[stage - 1][i] : 0);
        memcpy(r->k[stage], r->probe, r->n * sizeof(double));
        if (!simulator_step(r->s, r->k[stage]))
            return false;
    }
    memcpy(next, state, r->n * sizeof(double));
    for (int stage = 0; stage < 4; stage++)
        for (size_t i = 0; i < r->n; i++)
            next[i] += h * weights[stage] / 6 * r->k[stage][i];
    return true;
}

static double norm_of(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - (b ? b[i] : 0)) * (a[i] - (b ? b[i] : 0));
    return sqrt(sum);
}

// Two steps of half the length into r->half, one of the length into r->whole; whether they agree.
static bool agree(runge_kutta_t *r, const double *state, double h)
{
    if (!runge_kutta(r, r->whole, state, h) || !runge_kutta(r, r->half, state, h / 2))
        return false;
    double *middle = mem_alloc(r->n, sizeof *middle);
    memcpy(middle, r->half, r->n * sizeof *middle);
    bool good = runge_kutta(r, r->half, middle, h / 2) &&
                norm_of(r->half, r->whole, r->n) <= 1e-7 * (norm_of(r->half, NULL, r->n) + 1e-6);
    mem_free(middle);
    return good;
}

double flow_trial(bool *stopped, simulator_t *s, double *state, double most, flow_stop_t stop, void *data)
{
    enum { STEPS = 4000 };
    const double shortest = 1e-12, slowest = 1e-10;
    const double farthest = 0.02; // so as to see what is passed on the way
    const double floor = 1e-3 * norm_of(state, NULL, s->state_count); // nearer to 0 than this all places count as near each other
    runge_kutta_t r;
    runge_kutta_init(&r, s);
    double time = 0, h = 1e-3;
    *stopped = stop && stop(data, state);
    for (int step = 0; step < STEPS && !*stopped && time < most; step++) {
        h = fmin(h, most - time);
        double size = norm_of(state, NULL, r.n) + floor;
        while (h > shortest && (!agree(&r, state, h) || norm_of(r.half, state, r.n) > farthest * size))
            h /= 2;
        if (h <= shortest && !agree(&r, state, h))
            break;
        time += h;
        bool moves = norm_of(r.half, state, r.n) > slowest * h * size;
        memcpy(state, r.half, s->state_count * sizeof *state);
        *stopped = stop && stop(data, state);
        if (!moves)
            break;
        h *= 2;
    }
    runge_kutta_clear(&r);
    return time;
}

// ---- starts ----

static bool take_end(fmpq_t end, dag_t *dag, expr_t term)
{
    fmpq_t other;
    fmpq_init(other);
    bool known = term != EXPR_NONE && constant_enclose(end, other, dag, term, 64) && fmpq_equal(end, other);
    fmpq_clear(other);
    return known;
}

void flow_region_init(flow_region_t *region, const lowering_t *lowering)
{
    size_t n = lowering->dimension;
    *region = (flow_region_t){n, _fmpq_vec_init(2 * (slong)n), true, true};
    quantified_t *x = mem_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++)
        x[i] = (quantified_t){lowering->state[i], {EXPR_NONE, EXPR_NONE, false, false}};
    expr_t rest = bounds_extract(lowering->dag, dynamics_with_bounds(lowering->dag, lowering->region), n, x);
    region->is_box = expr_op(lowering->dag, rest) == EXPR_TRUE;
    for (size_t i = 0; i < n && region->bounded; i++) {
        const interval_t *domain = &x[i].domain;
        region->bounded = take_end(region->ends + 2 * i, lowering->dag, domain->lo) &&
                          take_end(region->ends + 2 * i + 1, lowering->dag, domain->hi);
        region->is_box = region->is_box && !domain->lo_open && !domain->hi_open;
    }
    mem_free(x);
}

void flow_region_clear(flow_region_t *region)
{
    _fmpq_vec_clear(region->ends, 2 * (slong)region->count);
}

// Corners, then places near them (where corners may not be starts, or boxes about them stick out), then points inside: number `index`.
static void place(double *state, const flow_region_t *region, size_t index)
{
    static const unsigned bases[] = {2, 3, 5, 7, 11, 13, 17, 19};
    const double near = 0x1p-10;
    size_t n = region->count, corners = n < 5 ? (size_t)1 << n : 0, first = 2 * corners;
    for (size_t i = 0; i < n; i++) {
        double lo = fmpq_get_d(region->ends + 2 * i), hi = fmpq_get_d(region->ends + 2 * i + 1), share = 0, unit = 1;
        for (size_t rest = index + 1 - first; index >= first && rest; rest /= bases[i % 8]) {
            unit /= bases[i % 8];
            share += unit * (double)(rest % bases[i % 8]);
        }
        // few bits, so that exact starts stay short
        share = ldexp(rint(ldexp(share, 10)), -10);
        if (index < first)
            share = index < corners ? (double)(index >> i & 1) : index >> i & 1 ? 1 - near : near;
        state[i] = share == 1 ? hi : lo + (hi - lo) * share;
    }
}

size_t flow_starts(double *states, simulator_t *s, const flow_region_t *region, size_t most)
{
    enum { TRIES = 8 };
    size_t n = region->count, found = 0;
    if (!region->bounded)
        return simulator_starts(states, s, NULL, most);
    for (size_t index = 0; index < TRIES * most && found < most; index++) {
        place(states + found * n, region, index);
        found += region->is_box || simulator_in_region(s, states + found * n);
    }
    return found;
}

size_t flow_put_start(tactic_t *tactic, size_t next, const flow_region_t *region, const double *state)
{
    arf_t exact;
    arf_init(exact);
    for (size_t i = 0; i < region->count; i++, next++) {
        arf_set_d(exact, state[i]);
        arf_get_fmpq(tactic->values + next, exact);
        for (size_t side = 0; side < 2 && region->bounded; side++)
            if (state[i] == fmpq_get_d(region->ends + 2 * i + side))
                fmpq_set(tactic->values + next, region->ends + 2 * i + side);
    }
    arf_clear(exact);
    return next;
}

// ---- cages ----

void flow_direction(double *direction, size_t count, size_t index)
{
    double length = 0;
    for (size_t i = 0; i < count; i++) {
        direction[i] = count == 1 ? (index % 2 ? -1 : 1) : cos((double)((index + 1) * (i + 1)) * 2.399963 + (double)i);
        length += direction[i] * direction[i];
    }
    for (size_t i = 0; i < count; i++)
        direction[i] /= length > 0 ? sqrt(length) : 1;
}

static bool is_inward(simulator_t *s, const double *centre, double radius, flow_stop_t forbidden, void *data)
{
    enum { DIRECTIONS = 48, SHELLS = 4 };
    size_t n = s->lowering.dimension;
    double *d = mem_alloc(n, sizeof *d), *state = mem_alloc(n, sizeof *state);
    bool good = true;
    for (size_t k = 0; k < DIRECTIONS && good; k++) {
        flow_direction(d, n, k);
        for (int shell = 1; shell <= SHELLS && good; shell++) {
            for (size_t i = 0; i < n; i++)
                state[i] = centre[i] + radius * shell / SHELLS * d[i];
            good = !forbidden || !forbidden(data, state);
        }
        double product = 0;
        good = good && simulator_step(s, state);
        for (size_t i = 0; i < n; i++)
            product += state[i] * d[i];
        good = good && product < 0;
    }
    mem_free(d);
    mem_free(state);
    return good;
}

bool flow_cage(double *radius, simulator_t *s, const double *centre, flow_stop_t forbidden, void *data)
{
    enum { HALVINGS = 30 };
    for (int k = 0; k < HALVINGS; k++, *radius /= 2)
        if (is_inward(s, centre, *radius, forbidden, data))
            return true;
    return false;
}
