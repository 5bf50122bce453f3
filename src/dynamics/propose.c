// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "expr/constant_value.h"
#include "real/simplest.h"

#include <math.h>
#include <string.h>

void tactic_list_clear(tactic_list_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        tactic_clear(list->items + i);
    mem_free(list->items);
    *list = (tactic_list_t){0, 0, NULL};
}

tactic_t *tactic_list_add(tactic_list_t *list, const char *name, bool against, size_t count)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    tactic_t *tactic = list->items + list->count++;
    tactic_init(tactic, name, against, count);
    return tactic;
}

void propose_tactics(tactic_list_t *list, prover_t *prover, spec_t *spec, const instance_t *instance)
{
    *list = (tactic_list_t){0, 0, NULL};
    proposal_t proposal = {.list = list, .prover = prover, .spec = spec, .instance = instance};
    simulator_open(&proposal.simulator, spec, instance);
    switch (spec->claims[instance->claim].predicate) {
    case PREDICATE_CONVERGES:
        propose_converges(&proposal);
        break;
    case PREDICATE_REACHES:
    case PREDICATE_ESCAPES:
    case PREDICATE_AVOIDS:
        propose_reach(&proposal);
        break;
    case PREDICATE_STAYS:
        propose_stays(&proposal);
        break;
    case PREDICATE_ORBIT:
        propose_orbit(&proposal);
        break;
    case PREDICATE_BASIN:
        propose_basin(&proposal);
        break;
    case PREDICATE_VOLUME:
    case PREDICATE_VISITS:
        propose_volume(&proposal);
        break;
    case PREDICATE_CYCLE:
        propose_cycle(&proposal);
        break;
    case PREDICATE_NO_MINIMUM_STABLE:
        propose_no_minimum_stable(&proposal);
        break;
    case PREDICATE_NONSINGULAR:
        propose_nonsingular(&proposal);
        break;
    default:
        break;
    }
    simulator_close(&proposal.simulator);
}

// ---- what they share ----

bool proposal_locate(double *point, const proposal_t *proposal, const expr_t *coordinates)
{
    const spec_t *spec = proposal->spec;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool good = true;
    for (size_t i = 0; good && i < spec->dimension; i++) {
        expr_t lower = coordinates[i], upper = coordinates[i];
        for (size_t k = 0; k < spec->point_count; k++)
            if (spec->points[k]->implicit && spec->points[k]->coordinates[i] == coordinates[i]) {
                lower = spec->points[k]->box_lo[i];
                upper = spec->points[k]->box_hi[i];
            }
        double ends[2];
        good = constant_enclose(lo, hi, spec->dag, lower, 64);
        ends[0] = fmpq_get_d(lo);
        good = good && constant_enclose(lo, hi, spec->dag, upper, 64);
        ends[1] = fmpq_get_d(hi);
        point[i] = (ends[0] + ends[1]) / 2;
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return good;
}

void proposal_shorten(fmpq_t result, double value)
{
    int exponent;
    double mantissa = frexp(value, &exponent);
    fmpq_set_si(result, (slong)(mantissa * 1024), 1024);
    if (exponent >= 0)
        fmpq_mul_2exp(result, result, (ulong)exponent);
    else
        fmpq_div_2exp(result, result, (ulong)-exponent);
}

void proposal_set_double(fmpq_t result, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(result, exact);
    arf_clear(exact);
}

bool proposal_region_radius(fmpq_t radius, proposal_t *proposal, const expr_t *point)
{
    const lowering_t *lowering = &proposal->simulator.lowering;
    if (lowering->dimension != 1 || !expr_is_constant(lowering->dag, point[0]))
        return false;
    quantified_t x = {lowering->state[0], {EXPR_NONE, EXPR_NONE, true, true}};
    (void)bounds_extract(lowering->dag, lowering->region, 1, &x);
    if (x.domain.lo == EXPR_NONE || x.domain.hi == EXPR_NONE)
        return false;
    fmpq_t lo, hi, centre, ignored;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(centre);
    fmpq_init(ignored);
    bool good = constant_enclose(lo, ignored, lowering->dag, x.domain.lo, 128) &&
                constant_enclose(ignored, hi, lowering->dag, x.domain.hi, 128) &&
                constant_enclose(centre, ignored, lowering->dag, point[0], 128);
    fmpq_sub(lo, centre, lo);
    fmpq_sub(hi, hi, centre);
    fmpq_set(radius, fmpq_cmp(lo, hi) > 0 ? lo : hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(centre);
    fmpq_clear(ignored);
    return good && fmpq_sgn(radius) > 0;
}

void proposal_simplify(fmpq_t result, double value, bool up)
{
    enum { LONGEST = 100000, BITS = 20 };
    const double tolerance = 1e-10 * fabs(value);
    fmpq_t hi;
    fmpq_init(hi);
    proposal_set_double(result, value - tolerance);
    proposal_set_double(hi, value + tolerance);
    if (value != 0)
        fmpq_simplest_inside(result, result, hi);
    if (fmpz_cmp_ui(fmpq_denref(result), LONGEST) > 0)
        proposal_set_double(result, ldexp(up ? ceil(ldexp(value, BITS)) : floor(ldexp(value, BITS)), -BITS));
    fmpq_clear(hi);
}

fmpq *proposal_numbers_new(size_t count)
{
    fmpq *numbers = mem_alloc(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        fmpq_init(numbers + i);
    return numbers;
}

void proposal_numbers_free(fmpq *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fmpq_clear(numbers + i);
    mem_free(numbers);
}

static double norm(size_t count, const double *a)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += a[i] * a[i];
    return sqrt(sum);
}

enum { DIRECTIONS = 24 };

// Direction number k of a fixed set, of length 1.
static void direction(double *d, size_t n, size_t k)
{
    for (size_t i = 0; i < n; i++)
        d[i] = cos((double)((k + 1) * (i + 1)) * 2.399963 + (double)i);
    if (n == 1)
        d[0] = k % 2 ? -1 : 1;
    double length = norm(n, d);
    for (size_t i = 0; i < n; i++)
        d[i] /= length > 0 ? length : 1;
}

// Whether descent brings all tried points at this distance nearer; *mu is lowered to what they allow.
static bool attracts(double *mu, proposal_t *proposal, const double *point, double distance)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->lowering.dimension;
    double *d = mem_alloc(n, sizeof *d), *state = mem_alloc(s->state_count, sizeof *state);
    double *gradient = mem_alloc(n, sizeof *gradient);
    bool good = true;
    for (size_t k = 0; good && k < (n == 1 ? 2 : DIRECTIONS); k++) {
        double product = 0;
        direction(d, n, k);
        for (size_t i = 0; i < s->state_count; i++)
            state[i] = point[i % n] + distance * d[i % n];
        good = simulator_gradient(gradient, s, state);
        for (size_t i = 0; i < n; i++)
            product += gradient[i] * d[i];
        *mu = fmin(*mu, product / distance);
        good = good && product > 0 && simulator_step(s, state);
        for (size_t i = 0; i < n; i++)
            state[i] -= point[i];
        good = good && norm(n, state) < distance;
    }
    mem_free(d);
    mem_free(state);
    mem_free(gradient);
    return good;
}

static void sort_down(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && values[k - 1] < values[k]; k--) {
            double larger = values[k];
            values[k] = values[k - 1];
            values[k - 1] = larger;
        }
}

size_t proposal_traps(trap_t *traps, proposal_t *proposal, const double *point)
{
    enum { STEPS = 520 };
    static const double shrinks[] = {0.8, 0.5, 0.1, 0.01};
    const double first = 1e-9, factor = 1.1;
    double largest = 0, mu = HUGE_VAL, mu_at_largest = 0, distance = first;
    for (int i = 0; i < STEPS && attracts(&mu, proposal, point, distance); i++) {
        largest = distance;
        mu_at_largest = mu;
        distance *= factor;
    }
    size_t count = 0;
    double sizes[TRAP_SIZES];
    for (size_t i = 0; largest > 0 && i < sizeof shrinks / sizeof *shrinks; i++)
        sizes[count++] = largest * shrinks[i];
    for (double size = 16; count < TRAP_SIZES && largest > 0;
         size /= 4) // what only smaller balls have: a smooth f, say
        if (size < largest)
            sizes[count++] = 0.95 * size;
    sort_down(sizes, count);
    // On the line strict inequalities are enough for piecewise polynomials; other functions need room at the point.
    bool on_line = proposal->spec->dimension == 1;
    for (size_t i = 0; i < count; i++) {
        traps[i] = (trap_t){sizes[i], on_line ? 0 : 0.9 * mu_at_largest, !on_line};
        traps[count + i] = (trap_t){sizes[i], 0.9 * mu_at_largest, on_line};
    }
    return 2 * count;
}

size_t proposal_put_trap(tactic_t *tactic, size_t next, const trap_t *trap)
{
    proposal_shorten(tactic->values + next, trap->radius);
    if (trap->mu > 0)
        proposal_shorten(tactic->values + next + 1, trap->mu);
    fmpq_set_si(tactic->values + next + 2, trap->pairwise, 1);
    return next + TRAP_VALUES;
}

size_t proposal_put_box(tactic_t *tactic, size_t next, const proposal_t *proposal, const double *state, double half)
{
    fmpq_t centre, width;
    fmpq_init(centre);
    fmpq_init(width);
    proposal_shorten(width, half);
    for (size_t i = 0; i < proposal->spec->dimension; i++) {
        proposal_set_double(centre, state[i]);
        fmpq_sub(tactic->values + next++, centre, width);
        fmpq_add(tactic->values + next++, centre, width);
    }
    fmpq_clear(centre);
    fmpq_clear(width);
    return next;
}

static size_t put_lead(tactic_t *tactic, size_t lead, const fmpq *values)
{
    for (size_t i = 0; i < lead; i++)
        fmpq_set(tactic->values + i, values + i);
    return lead;
}

void proposal_add_start(proposal_t *proposal, const char *name, size_t which)
{
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension;
    enum { STARTS = 20 }; // the first ones are special: 0 is often a point that is left out
    double *starts = mem_alloc(STARTS * s->state_count, sizeof *starts);
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    if (simulator_choose(s, parameters, which)) {
        simulator_set_parameters(s, parameters);
        size_t count = simulator_starts(starts, s, NULL, STARTS);
        const double *start = starts + (count ? count - 1 : 0) * s->state_count;
        if (count > 0) {
            tactic_t *tactic = tactic_list_add(proposal->list, name, true, s->parameter_count + n);
            for (size_t i = 0; i < s->parameter_count; i++)
                fmpq_set(tactic->values + i, parameters + i);
            for (size_t i = 0; i < n; i++)
                proposal_set_double(tactic->values + s->parameter_count + i, start[i]);
        }
    }
    proposal_numbers_free(parameters, s->parameter_count);
    mem_free(starts);
}

void proposal_add_fixed(proposal_t *proposal, size_t lead, const fmpq *values)
{
    simulator_t *s = &proposal->simulator;
    for (size_t k = 0; k < proposal->spec->point_count; k++) {
        if (proposal->spec->points[k]->implicit)
            continue;
        fmpq *parameters = proposal_numbers_new(s->parameter_count);
        for (size_t which = 0; simulator_choose(s, parameters, which); which++) {
            tactic_t *tactic = tactic_list_add(proposal->list, "fixed", true, lead + s->parameter_count + 1);
            size_t next = put_lead(tactic, lead, values);
            for (size_t i = 0; i < s->parameter_count; i++)
                fmpq_set(tactic->values + next++, parameters + i);
            fmpq_set_si(tactic->values + next, (slong)k + 1, 1);
        }
        proposal_numbers_free(parameters, s->parameter_count);
    }
}

// The least number of steps, up to 4, after which the start is there again; 0 for none.
static size_t short_period(simulator_t *s, const double *start)
{
    enum { LONGEST = 4 };
    double *state = mem_alloc(s->state_count, sizeof *state);
    memcpy(state, start, s->state_count * sizeof *state);
    size_t period = 0;
    for (size_t t = 1; t <= LONGEST && period == 0; t++) {
        if (simulator_in_target(s, state) || !simulator_step(s, state))
            break;
        if (memcmp(state, start, s->state_count * sizeof *state) == 0)
            period = t;
    }
    mem_free(state);
    return period;
}

static void add_periodic(proposal_t *proposal, size_t lead, const fmpq *values, const fmpq *parameters,
                         const double *start, size_t period)
{
    size_t n = proposal->spec->dimension, count = proposal->simulator.parameter_count;
    tactic_t *tactic = tactic_list_add(proposal->list, "cycle", true, lead + count + n + 1);
    size_t next = put_lead(tactic, lead, values);
    for (size_t i = 0; i < count; i++)
        fmpq_set(tactic->values + next++, parameters + i);
    for (size_t i = 0; i < n; i++)
        proposal_set_double(tactic->values + next++, start[i]);
    fmpq_set_ui(tactic->values + next, period, 1);
}

void proposal_add_cycle(proposal_t *proposal, size_t lead, const fmpq *values)
{
    enum { STARTS = 60 };
    simulator_t *s = &proposal->simulator;
    double *starts = mem_alloc(STARTS * s->state_count, sizeof *starts);
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    bool found = false;
    for (size_t which = 0; simulator_choose(s, parameters, which) && !found; which++) {
        simulator_set_parameters(s, parameters);
        size_t count = simulator_starts(starts, s, NULL, STARTS);
        for (size_t i = 0; i < count && !found; i++) {
            size_t period = short_period(s, starts + i * s->state_count);
            found = period > 0;
            if (found)
                add_periodic(proposal, lead, values, parameters, starts + i * s->state_count, period);
        }
    }
    proposal_numbers_free(parameters, s->parameter_count);
    mem_free(starts);
}

// Half the width of the box of starts about one whose orbit stays away from the target.
static double half_width(const double *state)
{
    return 1e-6 * (1 + fabs(state[0]));
}

static double distance(size_t n, const double *state, const double *point)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (state[i] - point[i]) * (state[i] - point[i]);
    return sqrt(sum);
}

// The least distance from the point on the way of the orbit; 0 when it ends, or seems to tend to the point. That is not
// so when it comes no nearer in the second half of the steps (not at the pace of the first half, which may be slow), or gets farther
// away again and again, being about as far on average, and there is more than rounding between it and the point.
static double least_distance(proposal_t *proposal, double *state, const double *point)
{
    enum { HALF = 200 };
    double first = distance(proposal->spec->dimension, state, point), before = 0, rounding = 1e-10 * (1 + fabs(point[0]));
    double least[2] = {HUGE_VAL, HUGE_VAL}, sum[2] = {0, 0};
    bool leaves = false;
    for (int t = 0; t < 2 * HALF; t++) {
        int half = t / HALF;
        double now = distance(proposal->spec->dimension, state, point);
        least[half] = fmin(least[half], now);
        sum[half] += now;
        leaves = leaves || (half == 1 && now > 1.001 * before);
        before = now;
        if (now <= rounding || !simulator_step(&proposal->simulator, state))
            return 0;
    }
    double nearer = least[0] - least[1];
    bool approaches = nearer > 1e-9 * least[0] || nearer > (first - least[0]) / 2;
    bool strays = !approaches || (leaves && sum[1] >= 0.9 * sum[0]);
    return strays ? fmin(least[0], least[1]) : 0;
}

double proposal_straying_distance(proposal_t *proposal, const double *point)
{
    enum { STARTS = 200 };
    simulator_t *s = &proposal->simulator;
    double *states = mem_alloc(STARTS * s->state_count, sizeof *states),
           *corner = mem_alloc(s->state_count, sizeof *corner);
    double largest = 0;
    size_t count = simulator_starts(states, s, NULL, STARTS);
    for (size_t k = 0; k < count; k++) {
        double *state = states + k * s->state_count, half = half_width(state);
        for (size_t i = 0; i < s->state_count; i++)
            corner[i] = state[i] + half;
        double kept = least_distance(proposal, state, point);
        if (kept > largest)
            largest = fmax(largest, fmin(kept, least_distance(proposal, corner, point)));
    }
    mem_free(states);
    mem_free(corner);
    return largest;
}

// Follows the start; false when it comes to the target or ends. Then the state is a later one.
static bool stays_away(simulator_t *s, double *state)
{
    enum { STEPS = 400 };
    for (int t = 0; t < STEPS; t++)
        if (simulator_in_target(s, state) || !simulator_step(s, state))
            return false;
    return true;
}

static void add_avoiding(proposal_t *proposal, size_t lead, const fmpq *values, const double *state,
                         const fmpq *parameters, bool fixes_noise, double half)
{
    simulator_t *s = &proposal->simulator;
    size_t n = proposal->spec->dimension;
    tactic_t *tactic = tactic_list_add(proposal->list, "avoid", true,
                                       lead + s->parameter_count + 2 * n + (fixes_noise ? s->noise_count : 0));
    size_t next = put_lead(tactic, lead, values);
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_set(tactic->values + next++, parameters + i);
    (void)proposal_put_box(tactic, next, proposal, state, half); // noise 0 follows
}

void proposal_add_avoid(proposal_t *proposal, size_t lead, const fmpq *values, bool fixes_noise)
{
    enum { STARTS = 200, MOST = 6 };
    simulator_t *s = &proposal->simulator;
    double *states = mem_alloc(STARTS * s->state_count, sizeof *states),
           *state = mem_alloc(s->state_count, sizeof *state);
    fmpq *parameters = mem_alloc(s->parameter_count + 1, sizeof *parameters);
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_init(parameters + i);
    size_t added = 0, starts;
    for (size_t which = 0; simulator_choose(s, parameters, which) && added < MOST; which++) {
        simulator_set_parameters(s, parameters);
        simulator_set_noise(s, 0);
        starts = simulator_starts(states, s, NULL, STARTS);
        for (size_t i = 0; i < starts && added < MOST; i++) {
            for (size_t k = 0; k < s->state_count; k++)
                state[k] = states[i * s->state_count + k];
            if (!stays_away(s, state))
                continue;
            // where the orbit ends up, if that is a start, too; and where it began
            const double *from = states + i * s->state_count;
            if (simulator_in_region(s, state))
                add_avoiding(proposal, lead, values, state, parameters, fixes_noise, half_width(state));
            add_avoiding(proposal, lead, values, from, parameters, fixes_noise, half_width(from));
            added += 2;
        }
    }
    for (size_t i = 0; i < s->parameter_count; i++)
        fmpq_clear(parameters + i);
    mem_free(parameters);
    mem_free(states);
    mem_free(state);
}
