// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/simulator.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/region_box.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "expr/simplify.h"

#include <math.h>
#include <string.h>

void simulator_open(simulator_t *s, spec_t *spec, const instance_t *instance)
{
    memset(s, 0, sizeof *s);
    lowering_begin(&s->lowering, &s->none, &s->reason, spec, instance);
}

void simulator_close(simulator_t *s)
{
    if (s->tape)
        tape_free(s->tape);
    mem_free(s->inputs);
    mem_free(s->ranges);
    mem_free(s->values);
    mem_free(s->results);
    lowering_end(&s->lowering);
    obligation_list_clear(&s->none);
}

// ---- compiling ----

static bool is_listed(const lowering_t *lowering, expr_t variable)
{
    for (size_t i = 0; i < lowering->list_count; i++)
        if (lowering->list_variables[i] == variable)
            return true;
    return false;
}

static void collect_parameters(simulator_t *s)
{
    const claim_t *claim = s->lowering.claim;
    s->ranges = mem_alloc(claim->binding_count + 1, sizeof *s->ranges);
    for (size_t i = 0; i < claim->binding_count; i++)
        if (!is_listed(&s->lowering, claim->bindings[i].variable)) {
            s->inputs[s->state_count + s->parameter_count] = claim->bindings[i].variable;
            s->ranges[s->parameter_count++] = claim->bindings[i].interval;
        }
    if (dynamics_is_unknown(&claim->dynamics)) {
        s->inputs[s->state_count + s->parameter_count] = s->lowering.spec->unknown;
        s->ranges[s->parameter_count++] = lowering_unknown_range(&s->lowering);
    }
}

static void collect_inputs(simulator_t *s)
{
    const system_t *system = &s->lowering.system;
    s->state_count = system->state_count;
    s->noise_count = system->noise_count;
    s->inputs = mem_alloc(s->state_count + s->lowering.claim->binding_count + 1 + s->noise_count, sizeof *s->inputs);
    memcpy(s->inputs, system->state, s->state_count * sizeof *s->inputs);
    collect_parameters(s);
    s->input_count = s->state_count + s->parameter_count + s->noise_count;
    memcpy(s->inputs + s->state_count + s->parameter_count, system->noise, s->noise_count * sizeof *s->inputs);
    s->values = mem_alloc(s->input_count, sizeof *s->values);
}

// Implicit points are given the middle of their boxes.
static expr_t without_points(const simulator_t *s, expr_t a)
{
    const spec_t *spec = s->lowering.spec;
    dag_t *dag = spec->dag;
    expr_t half = expr_binary(dag, EXPR_DIV, expr_integer(dag, 1), expr_integer(dag, 2));
    for (size_t i = 0; i < spec->point_count; i++)
        for (size_t k = 0; spec->points[i]->implicit && k < spec->dimension; k++) {
            expr_t sum = expr_binary(dag, EXPR_ADD, spec->points[i]->box_lo[k], spec->points[i]->box_hi[k]);
            expr_t middle = expr_binary(dag, EXPR_MUL, half, sum);
            a = expr_substitute(dag, a, 1, spec->points[i]->coordinates + k, &middle);
        }
    return a;
}

static bool all_inputs(const simulator_t *s, expr_t a)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, s->lowering.dag, a);
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < s->input_count; k++)
            known = known || s->inputs[k] == variables[i];
        all = all && known;
    }
    mem_free(variables);
    return all;
}

bool simulator_compile(simulator_t *s, expr_t target)
{
    dag_t *dag = s->lowering.dag;
    const system_t *system = &s->lowering.system;
    if (!s->inputs)
        collect_inputs(s);
    if (s->tape)
        tape_free(s->tape);
    s->tape = NULL;
    mem_free(s->results);
    size_t n = system->dimension;
    s->root_count = s->state_count + n + 2;
    expr_t *roots = mem_alloc(s->root_count, sizeof *roots);
    memcpy(roots, system->map, s->state_count * sizeof *roots);
    for (size_t i = 0; i < n; i++)
        roots[s->state_count + i] = expr_derivative(dag, s->lowering.landscape, system->state[i]);
    roots[s->state_count + n] = s->lowering.region;
    roots[s->state_count + n + 1] = target != EXPR_NONE ? target : expr_leaf(dag, EXPR_TRUE);
    bool good = true;
    for (size_t i = 0; i < s->root_count; i++) {
        roots[i] = expr_simplify(dag, expr_eliminate_operators(dag, without_points(s, roots[i])));
        good = good && all_inputs(s, roots[i]);
    }
    if (good && !dag_over_limit(dag))
        s->tape = tape_compile(dag, s->root_count, roots, s->input_count, s->inputs);
    s->results = mem_alloc(s->root_count, sizeof *s->results);
    mem_free(roots);
    return s->tape != NULL;
}

// ---- parameters ----

static bool range_ends(fmpq_t lo, fmpq_t hi, const simulator_t *s, const interval_t *range)
{
    fmpq_t ignored;
    fmpq_init(ignored);
    dag_t *dag = s->lowering.dag;
    bool good = range->lo != EXPR_NONE && constant_enclose(ignored, lo, dag, range->lo, 128);
    if (good && range->hi != EXPR_NONE)
        good = constant_enclose(hi, ignored, dag, range->hi, 128);
    else if (good) {
        fmpq_add_si(hi, lo, 1);
        fmpq_mul_si(hi, hi, 1000);
    }
    fmpq_clear(ignored);
    return good;
}

// From an open end inward by 10^-15 of the width.
static void move_inward(fmpq_t value, const fmpq_t other, bool open)
{
    if (!open)
        return;
    fmpq_t step;
    fmpq_init(step);
    fmpq_sub(step, other, value);
    fmpz_t scale;
    fmpz_init(scale);
    fmpz_ui_pow_ui(scale, 10, 15);
    fmpq_div_fmpz(step, step, scale);
    fmpq_add(value, value, step);
    fmpz_clear(scale);
    fmpq_clear(step);
}

// The end that a choice from 3 on takes of a parameter: those choices are the corners between all lower and all upper
// ends.
static bool takes_upper_end(size_t which, size_t parameter)
{
    return (which - 2) >> parameter & 1;
}

bool simulator_choose(simulator_t *s, fmpq *parameters, size_t which)
{
    enum { MOST = 4 };
    size_t m = s->parameter_count, mixed = m > 1 && m <= MOST ? ((size_t)1 << m) - 2 : 0;
    if (which > (m ? 2 + mixed : 0))
        return false;
    bool good = true;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    for (size_t i = 0; i < s->parameter_count && good; i++) {
        good = range_ends(lo, hi, s, s->ranges + i);
        bool lo_open = s->ranges[i].lo_open, hi_open = s->ranges[i].hi_open;
        bool upper = which == 0 || (which > 2 && takes_upper_end(which, i));
        fmpq_add(parameters + i, lo, hi);
        fmpq_div_2exp(parameters + i, parameters + i, 1);
        if (which == 1)
            continue;
        move_inward(upper ? hi : lo, upper ? lo : hi, upper ? hi_open : lo_open);
        fmpq_set(parameters + i, upper ? hi : lo);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return good;
}

bool simulator_ends(fmpq_t lo, fmpq_t hi, const simulator_t *s)
{
    return s->ranges[0].hi != EXPR_NONE && range_ends(lo, hi, s, s->ranges);
}

void simulator_set_parameters(simulator_t *s, const fmpq *parameters)
{
    for (size_t i = 0; i < s->parameter_count; i++)
        s->values[s->state_count + i] = fmpq_get_d(parameters + i);
}

void simulator_set_noise(simulator_t *s, double noise)
{
    for (size_t i = 0; i < s->noise_count; i++)
        s->values[s->state_count + s->parameter_count + i] = noise;
}

// ---- values ----

static void evaluate(simulator_t *s, const double *state)
{
    dinterval_t *box = mem_alloc(s->input_count, sizeof *box);
    memcpy(s->values, state, s->state_count * sizeof *state);
    for (size_t i = 0; i < s->input_count; i++)
        box[i] = dinterval_point(s->values[i]);
    tape_evaluate(s->results, s->tape, 1, box);
    mem_free(box);
}

static bool take(double *values, const tape_result_t *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dinterval_t value = results[i].value;
        if (!isfinite(value.neg_lo) || !isfinite(value.hi))
            return false;
        values[i] = (value.hi - value.neg_lo) / 2;
    }
    return true;
}

bool simulator_step(simulator_t *s, double *state)
{
    evaluate(s, state);
    return take(state, s->results, s->state_count);
}

bool simulator_gradient(double *gradient, simulator_t *s, const double *state)
{
    evaluate(s, state);
    return take(gradient, s->results + s->state_count, s->lowering.dimension);
}

void simulator_gradients(double *gradients, simulator_t *s, size_t count, const double *states)
{
    size_t n = s->lowering.dimension, inputs = s->input_count;
    dinterval_t *boxes = mem_alloc(count * inputs, sizeof *boxes);
    tape_result_t *results = mem_alloc(count * s->root_count, sizeof *results);
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < inputs; i++)
            boxes[k * inputs + i] = dinterval_point(i < s->state_count ? states[k * s->state_count + i] : s->values[i]);
    tape_evaluate(results, s->tape, count, boxes);
    for (size_t k = 0; k < count; k++)
        if (!take(gradients + k * n, results + k * s->root_count + s->state_count, n))
            for (size_t i = 0; i < n; i++)
                gradients[k * n + i] = NAN;
    mem_free(results);
    mem_free(boxes);
}

static bool holds(simulator_t *s, const double *state, size_t root)
{
    evaluate(s, state);
    return s->results[root].truth == TRUTH_TRUE;
}

bool simulator_in_region(simulator_t *s, const double *state)
{
    return holds(s, state, s->root_count - 2);
}

bool simulator_in_target(simulator_t *s, const double *state)
{
    return holds(s, state, s->root_count - 1);
}

// ---- starts ----

// Coordinate `i` of point number `index` of a sequence that fills the cube [0, 1]^n (van der Corput in base 2, 3, 5,
// ...).
static double quasi_random(size_t i, size_t index)
{
    static const unsigned bases[] = {2, 3, 5, 7, 11, 13, 17, 19};
    unsigned base = bases[i % (sizeof bases / sizeof *bases)];
    double value = 0, unit = 1;
    for (size_t rest = index + 1; rest; rest /= base) {
        unit /= base;
        value += unit * (double)(rest % base);
    }
    return value;
}

// Point number `index` in the cube of half width `size`: few bits, so that exact starts stay short.
static void place_in_cube(double *state, size_t count, const double *around, double size, size_t index)
{
    for (size_t i = 0; i < count; i++)
        state[i] = (around ? around[i] : 0) + size * ldexp(rint(ldexp(2 * quasi_random(i, index) - 1, 12)), -12);
}

// The middle and the width of the bounds that the region gives for each state variable; false when one has none.
static bool locate_region(double *middle, double *width, const simulator_t *s)
{
    const lowering_t *lowering = &s->lowering;
    size_t n = lowering->dimension;
    quantified_t *bounds = mem_alloc(n, sizeof *bounds);
    fmpq_t lo, hi, ignored;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(ignored);
    for (size_t i = 0; i < n; i++)
        bounds[i] = (quantified_t){lowering->state[i], {EXPR_NONE, EXPR_NONE, true, true}};
    (void)bounds_extract(lowering->dag, region_with_box(lowering->dag, lowering->region, n, lowering->state), n,
                         bounds);
    bool good = true;
    for (size_t i = 0; i < n && good; i++) {
        const interval_t *domain = &bounds[i].domain;
        good = domain->lo != EXPR_NONE && domain->hi != EXPR_NONE &&
               constant_enclose(lo, ignored, lowering->dag, domain->lo, 128) &&
               constant_enclose(ignored, hi, lowering->dag, domain->hi, 128);
        middle[i] = (fmpq_get_d(lo) + fmpq_get_d(hi)) / 2;
        fmpq_sub(hi, hi, lo);
        width[i] = fmpq_get_d(hi);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(ignored);
    mem_free(bounds);
    return good;
}

size_t simulator_corners(double *states, simulator_t *s, size_t most)
{
    size_t found = 0, n = s->lowering.dimension;
    double *middle = mem_alloc(n, sizeof *middle), *width = mem_alloc(n, sizeof *width);
    bool located = locate_region(middle, width, s);
    for (size_t corner = 0; located && found < most && corner >> n == 0; corner++) {
        double *state = states + found * s->state_count;
        for (size_t i = 0; i < n; i++)
            state[i] = middle[i] + (1 - 1e-9) * width[i] * ((corner >> i & 1) ? 0.5 : -0.5);
        memcpy(state + n, state, (s->state_count - n) * sizeof *state);
        found += simulator_in_region(s, state);
    }
    mem_free(middle);
    mem_free(width);
    return found;
}

// States of a region that is too small to be met by chance.
static size_t starts_in_bounds(double *states, simulator_t *s, size_t most)
{
    enum { TRIED = 96 };
    size_t found = 0, n = s->lowering.dimension;
    double *middle = mem_alloc(n, sizeof *middle), *width = mem_alloc(n, sizeof *width);
    bool located = locate_region(middle, width, s);
    for (size_t index = 0; located && index < TRIED && found < most; index++) {
        double *state = states + found * s->state_count;
        for (size_t i = 0; i < n; i++)
            state[i] = middle[i] + width[i] * (quasi_random(i, index) - 0.5);
        memcpy(state + n, state, (s->state_count - n) * sizeof *state);
        found += simulator_in_region(s, state);
    }
    mem_free(middle);
    mem_free(width);
    return found;
}

size_t simulator_starts(double *states, simulator_t *s, const double *around, size_t most)
{
    enum { PER_SIZE = 48, SMALLEST = -6, LARGEST = 6 };
    size_t found = 0, n = s->lowering.dimension;
    for (size_t index = 0; index < PER_SIZE; index++)
        for (int size = SMALLEST; size <= LARGEST && found < most; size++) {
            double *state = states + found * s->state_count;
            place_in_cube(state, n, around, ldexp(1, size), index);
            memcpy(state + n, state, (s->state_count - n) * sizeof *state);
            found += simulator_in_region(s, state);
        }
    return found ? found : starts_in_bounds(states, s, most);
}
