// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for reaches, escapes and avoids.
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "expr/constant_value.h"

#include <math.h>

// ---- reaches, escapes ----

// The least factor by which the distance from the point grows in the set, and the largest distance, at tried starts.
static bool try_growth(double *factor, double *radius, simulator_t *s, const double *point)
{
    enum { STARTS = 400, CORNERS = 16 };
    size_t n = s->lowering.dimension;
    double *starts = mem_alloc((STARTS + CORNERS) * s->state_count, sizeof *starts);
    size_t count = simulator_starts(starts, s, point, STARTS);
    count += simulator_corners(starts + count * s->state_count, s, CORNERS);
    *factor = HUGE_VAL;
    *radius = 0;
    for (size_t i = 0; i < count; i++) {
        double before = 0, after = 0, *state = starts + i * s->state_count;
        for (size_t k = 0; k < n; k++)
            before += (state[k] - point[k]) * (state[k] - point[k]);
        *factor = simulator_step(s, state) ? *factor : 0;
        for (size_t k = 0; k < n; k++)
            after += (state[k] - point[k]) * (state[k] - point[k]);
        if (before > 0)
            *factor = fmin(*factor, sqrt(after / before));
        *radius = fmax(*radius, sqrt(before));
    }
    mem_free(starts);
    return count > 0 && *factor > 1 && isfinite(*factor);
}

// The factor and the radius as they seem, then smaller factors and larger radii.
static void add_factors(proposal_t *proposal, double factor, const fmpq_t radius)
{
    static const double shares[] = {1, 1, 0.999, 0.5};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        tactic_t *tactic = tactic_list_add(proposal->list, "growth", false, 2);
        if (shares[i] == 1)
            proposal_simplify(tactic->values, factor, false);
        else
            proposal_shorten(tactic->values, 1 + (factor - 1) * shares[i]);
        fmpq_set(tactic->values + 1, radius);
        if (i > 0)
            fmpq_mul_2exp(tactic->values + 1, radius, 2);
    }
}

// The rate that the parameters give, or a little less; false where that is not known.
static bool rate_at(fmpq_t rate, simulator_t *s, const fmpq *parameters)
{
    dag_t *dag = s->lowering.dag;
    expr_t *values = mem_alloc(s->parameter_count, sizeof *values);
    fmpq_t upper;
    fmpq_init(upper);
    for (size_t i = 0; i < s->parameter_count; i++)
        values[i] = expr_rational(dag, parameters + i);
    expr_t term = expr_substitute(dag, s->lowering.system.rate, s->parameter_count, s->inputs + s->state_count, values);
    bool known = constant_enclose(rate, upper, dag, term, 64);
    fmpq_clear(upper);
    mem_free(values);
    return known;
}

// The hull of <grad f(x), x - p> / norm(x - p)^2 at tried starts. False where something is undefined.
static bool try_push(double *least, double *most, simulator_t *s, const double *point)
{
    enum { STARTS = 400, CORNERS = 16 };
    size_t n = s->lowering.dimension;
    double *starts = mem_alloc((STARTS + CORNERS) * n, sizeof *starts), *gradient = mem_alloc(n, sizeof *gradient);
    size_t count = simulator_starts(starts, s, point, STARTS);
    count += simulator_corners(starts + count * n, s, CORNERS);
    *least = HUGE_VAL;
    *most = -HUGE_VAL;
    bool good = count > 0;
    for (size_t i = 0; i < count && good; i++) {
        double product = 0, square = 0, *state = starts + i * n;
        good = simulator_gradient(gradient, s, state);
        for (size_t k = 0; k < n; k++) {
            product += gradient[k] * (state[k] - point[k]);
            square += (state[k] - point[k]) * (state[k] - point[k]);
        }
        *least = square > 0 ? fmin(*least, product / square) : *least;
        *most = square > 0 ? fmax(*most, product / square) : *most;
    }
    mem_free(starts);
    mem_free(gradient);
    return good;
}

// For gd at a range of rates, at the least one of which the simulator is: as it seems, then a little weaker.
static void add_pushes(proposal_t *proposal, const fmpq *parameters, const fmpq_t radius, const double *point)
{
    static const double shares[] = {1, 0.999, 0.9};
    simulator_t *s = &proposal->simulator;
    double least, most;
    fmpq_t rate, factor, m;
    fmpq_init(rate);
    fmpq_init(factor);
    fmpq_init(m);
    bool known = s->parameter_count > 0 && s->lowering.system.kind == SYSTEM_GD && try_push(&least, &most, s, point) &&
                 rate_at(rate, s, parameters);
    for (size_t i = 0; known && i < sizeof shares / sizeof *shares; i++) {
        bool across = least > 0;
        proposal_simplify(m, shares[i] * (across ? least : most), !across);
        fmpq_mul(factor, rate, m);
        fmpq_abs(factor, factor);
        fmpq_add_si(factor, factor, across ? -1 : 1);
        if ((!across && fmpq_sgn(m) >= 0) || fmpq_cmp_si(factor, 1) <= 0)
            continue;
        tactic_t *tactic = tactic_list_add(proposal->list, "growth", false, 3);
        fmpq_set(tactic->values, factor);
        fmpq_mul_2exp(tactic->values + 1, radius, i > 0 ? 2 : 0);
        fmpq_set(tactic->values + 2, m);
    }
    fmpq_clear(rate);
    fmpq_clear(factor);
    fmpq_clear(m);
}

// escapes(..., but = p)
static void add_growth(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    expr_t *centre;
    double *point = mem_alloc(proposal->spec->dimension, sizeof *point), factor, distance;
    fmpq *parameters = proposal_numbers_new(s->parameter_count), *radius = proposal_numbers_new(1);
    if (lowering_point(&centre, &s->lowering, "but")) {
        bool located =
            proposal_locate(point, proposal, centre) && simulator_choose(s, parameters, s->parameter_count ? 2 : 0);
        simulator_set_parameters(s, parameters);
        simulator_set_noise(s, 0);
        if (located && try_growth(&factor, &distance, s, point)) {
            if (!proposal_region_radius(radius, proposal, centre))
                proposal_shorten(radius, 1.05 * distance);
            add_pushes(proposal, parameters, radius, point);
            add_factors(proposal, factor, radius);
        }
        mem_free(centre);
    }
    proposal_numbers_free(parameters, s->parameter_count);
    proposal_numbers_free(radius, 1);
    mem_free(point);
}

// Neutral fixed points: boxes beside them that are not left, boxes about them that almost all orbits leave.
static void add_neutral(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    if (s->noise_count == 0 && simulator_choose(s, parameters, 0)) {
        repellers_t repellers;
        simulator_set_parameters(s, parameters);
        proposal_add_trapped(proposal);
        proposal_repellers(&repellers, proposal);
        if (repellers.count)
            proposal_put_repellers(tactic_list_add(proposal->list, "partition", false, repellers.count), 0, &repellers);
        repellers_clear(&repellers);
    }
    proposal_numbers_free(parameters, s->parameter_count);
}

static void add_still_orbits(proposal_t *proposal)
{
    proposal_add_fixed(proposal, 0, NULL);
    proposal_add_cycle(proposal, 0, NULL);
}

// The number of steps from the start to the target, -1 for none of the first ones.
static int steps_to_target(simulator_t *s, const double *start)
{
    enum { STEPS = 1000 };
    double *state = mem_alloc(s->state_count, sizeof *state);
    for (size_t i = 0; i < s->state_count; i++)
        state[i] = start[i];
    int steps = 0;
    while (steps < STEPS && !simulator_in_target(s, state) && simulator_step(s, state))
        steps++;
    bool arrived = steps < STEPS && simulator_in_target(s, state);
    mem_free(state);
    return arrived ? steps : -1;
}

// The most steps from tried starts, with tried parameters and noise; -1 where some orbit takes more than `few`.
static int most_steps(simulator_t *s, fmpq *parameters, int few)
{
    enum { STARTS = 100 };
    static const double noises[] = {0, 1, -1};
    double *starts = mem_alloc(STARTS * s->state_count, sizeof *starts);
    int most = 0;
    for (size_t which = 0; most >= 0 && simulator_choose(s, parameters, which); which++)
        for (size_t k = 0; k < (s->noise_count ? 3 : 1); k++) {
            simulator_set_parameters(s, parameters);
            simulator_set_noise(s, noises[k]);
            size_t count = simulator_starts(starts, s, NULL, STARTS);
            for (size_t i = 0; most >= 0 && i < count; i++) {
                int steps = steps_to_target(s, starts + i * s->state_count);
                most = steps < 0 || steps > few ? -1 : steps > most ? steps : most;
            }
        }
    mem_free(starts);
    return most;
}

// Few steps are followed as formulas, in which cells that touch do no harm.
static void add_steps(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    system_kind_t kind = s->lowering.system.kind;
    if (kind != SYSTEM_GD && kind != SYSTEM_SGD)
        return;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    int most = most_steps(s, parameters, s->noise_count ? 1 : 3);
    if (most > 0)
        fmpq_set_si(tactic_list_add(proposal->list, "steps", false, 1)->values, most, 1);
    proposal_numbers_free(parameters, s->parameter_count);
}

// The radius of a ball about the point that seems to lie in the target; 0 for none.
static double target_radius(simulator_t *s, const double *point)
{
    size_t n = s->lowering.dimension;
    double *place = mem_alloc(n, sizeof *place), radius = 1;
    bool inside = false;
    for (; !inside && radius > 0x1p-30; radius /= 2) {
        inside = true;
        for (size_t i = 0; inside && i < 2 * n; i++) {
            memcpy(place, point, n * sizeof *place);
            place[i / 2] += i % 2 ? radius : -radius;
            inside = simulator_in_target(s, place);
        }
    }
    mem_free(place);
    return inside ? radius : 0; // half of what was tried
}

// Orbits that tend to the point from all of the space (a radius of 0), or from a ball that holds the region.
static void add_limit(proposal_t *proposal, size_t index, const double *point, double inner)
{
    const double far = 1e6; // what is so up to there may be so everywhere
    trap_t traps[TRAP_PROPOSALS] = {{0, 0, false}};
    fmpq_t radius;
    fmpq_init(radius);
    bool bounded = proposal_region_radius(radius, proposal, proposal->spec->points[index]->coordinates);
    size_t count = proposal_traps(traps, proposal, point);
    if (bounded || (count > 0 && traps[0].radius > far)) {
        tactic_t *tactic = tactic_list_add(proposal->list, "limit", false, TRAP_VALUES + 2);
        fmpq_set_ui(tactic->values, index + 1, 1);
        (void)proposal_put_trap(tactic, 1, traps);
        fmpq_set(tactic->values + 1, radius);
        proposal_set_double(tactic->values + TRAP_VALUES + 1, inner);
    }
    fmpq_clear(radius);
}

static void add_limits(proposal_t *proposal)
{
    enum { MOST = 8 };
    simulator_t *s = &proposal->simulator;
    const spec_t *spec = proposal->spec;
    double *point = mem_alloc(spec->dimension, sizeof *point);
    for (size_t k = 0; k < spec->point_count && k < MOST; k++) {
        if (spec->points[k]->implicit || !proposal_locate(point, proposal, spec->points[k]->coordinates))
            continue;
        double inner = target_radius(s, point);
        if (inner > 0)
            add_limit(proposal, k, point, inner);
    }
    mem_free(point);
}

// For escapes it costs little to find that the set is never left.
static void propose_arrival(proposal_t *proposal, expr_t target, bool escape)
{
    simulator_t *s = &proposal->simulator;
    bool compiled = simulator_compile(s, target);
    for (size_t which = 0; which < 3 && escape && compiled; which++)
        proposal_add_start(proposal, "stays", which);
    if (compiled) {
        add_growth(proposal);
        add_neutral(proposal);
    }
    (void)tactic_list_add(proposal->list, "partition", false, 0);
    if (!compiled)
        return;
    add_steps(proposal);
    if (s->lowering.system.kind == SYSTEM_GD && !escape)
        add_limits(proposal);
    if (s->noise_count == 0)
        add_still_orbits(proposal);
    proposal_add_avoid(proposal, 0, NULL, !lowering_has_keyword(&s->lowering, "almost surely"));
}

// ---- avoids ----

static void add_hit(proposal_t *proposal, const double *start, const fmpq *parameters, double noise, size_t steps)
{
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension, next = s->parameter_count;
    tactic_t *tactic = tactic_list_add(proposal->list, "hit", true, next + n + s->noise_count + 1);
    arf_t exact;
    arf_init(exact);
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_set(tactic->values + i, parameters + i);
    for (size_t i = 0; i < n; i++) {
        arf_set_d(exact, start[i]);
        arf_get_fmpq(tactic->values + next++, exact);
    }
    for (size_t i = 0; i < s->noise_count; i++)
        fmpq_set_si(tactic->values + next++, (slong)noise, 1);
    fmpq_set_ui(tactic->values + next, steps, 1);
    arf_clear(exact);
}

static void add_hits(proposal_t *proposal)
{
    enum { STARTS = 200, MOST = 4 };
    static const double noises[] = {0, 1, -1};
    simulator_t *s = &proposal->simulator;
    double *starts = mem_alloc(STARTS * s->state_count, sizeof *starts);
    fmpq *parameters = mem_alloc(s->parameter_count + 1, sizeof *parameters);
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_init(parameters + i);
    size_t added = 0;
    for (size_t which = 0; simulator_choose(s, parameters, which) && added < MOST; which++)
        for (size_t k = 0; k < (s->noise_count ? 3 : 1) && added < MOST; k++) {
            simulator_set_parameters(s, parameters);
            simulator_set_noise(s, noises[k]);
            size_t count = simulator_starts(starts, s, NULL, STARTS);
            for (size_t i = 0; i < count && added < MOST; i++) {
                int steps = steps_to_target(s, starts + i * s->state_count);
                if (steps < 0)
                    continue;
                add_hit(proposal, starts + i * s->state_count, parameters, noises[k], (size_t)steps);
                added++;
            }
        }
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_clear(parameters + i);
    mem_free(parameters);
    mem_free(starts);
}

static void propose_passage(proposal_t *proposal, expr_t target, bool escape)
{
    (void)escape;
    propose_flow_reach(proposal, target);
}

void propose_reach(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    const lowering_t *lowering = &s->lowering;
    predicate_t predicate = lowering->claim->predicate;
    void (*propose)(proposal_t *, expr_t, bool) =
        lowering->system.kind == SYSTEM_FLOW ? propose_passage : propose_arrival;
    if (lowering->system.kind == SYSTEM_FLOW && predicate == PREDICATE_AVOIDS) {
        propose_flow_avoids(proposal);
    } else if (predicate == PREDICATE_ESCAPES) {
        expr_t set = lowering_formula(lowering, "from");
        s->lowering.region = expr_and(lowering->dag, lowering->region, set);
        propose(proposal, expr_unary(lowering->dag, EXPR_NOT, set), true);
    } else if (predicate == PREDICATE_REACHES) {
        propose(proposal, lowering_formula(lowering, "in"), false);
    } else {
        (void)tactic_list_add(proposal->list, "stays", false, 0);
        if (simulator_compile(s, lowering_formula(lowering, "in")))
            add_hits(proposal);
        (void)tactic_list_add(proposal->list, "invariant", false, 0);
    }
}
