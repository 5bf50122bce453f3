// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/comparison.h"

#include "base/memory.h"
#include "expr/derivative.h"

#include <math.h>
#include <string.h>

#define ERROR_PREC 256

// One trajectory while it runs beside the orbit.
typedef struct {
    float_program_t *start, *map;
    double *state, *next;
    float_trajectory_t *result;
} runner_t;

typedef struct {
    comparison_t *comparison;
    size_t count; // of state variables
    slong max_precision, bits;
    runner_t runners[FLOAT_FORMAT_COUNT];
    size_t seen;    // the last step that was certified, NO_STEP for none
    arb_ptr before; // its state
} race_t;

// ---- the distance from the orbit ----

static bool may_vanish(arb_srcptr state, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!arb_contains_zero(state + i))
            return false;
    return true;
}

static bool vanishes(arb_srcptr state, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!arb_is_zero(state + i))
            return false;
    return true;
}

// 100 |y - x|^2 >= |x|^2; where x = 0, >= 1.
static known_t is_lost(const double *y, arb_srcptr x, size_t count)
{
    bool at_zero = vanishes(x, count);
    if (!at_zero && may_vanish(x, count))
        return NOT_KNOWN;
    arb_t sum, term;
    arb_init(sum);
    arb_init(term);
    for (size_t i = 0; i < count; i++) {
        arb_set_d(term, y[i]);
        arb_sub(term, term, x + i, ERROR_PREC);
        arb_mul_ui(term, term, 10, ERROR_PREC);
        arb_addmul(sum, term, term, ERROR_PREC);
        arb_submul(sum, x + i, x + i, ERROR_PREC);
    }
    if (at_zero)
        arb_sub_ui(sum, sum, 1, ERROR_PREC);
    known_t lost = arb_is_nonnegative(sum) ? KNOWN_TRUE : arb_is_negative(sum) ? KNOWN_FALSE : NOT_KNOWN;
    arb_clear(sum);
    arb_clear(term);
    return lost;
}

// ---- running ----

static bool all_finite(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

static void reset(runner_t *runner)
{
    float_program_run(runner->state, runner->start, NULL);
    runner->result->lost = KNOWN_FALSE;
    runner->result->stuck_from = NO_STEP;
    runner->result->finite_steps = 0;
}

static void advance(runner_t *runner, size_t step, size_t count)
{
    float_program_run(runner->next, runner->map, runner->state);
    bool same = true;
    for (size_t i = 0; i < count; i++)
        same = same && runner->next[i] == runner->state[i];
    if (!same)
        runner->result->stuck_from = NO_STEP;
    else if (runner->result->stuck_from == NO_STEP)
        runner->result->stuck_from = step - 1;
    double *swap = runner->state;
    runner->state = runner->next;
    runner->next = swap;
}

static void compare(runner_t *runner, size_t step, size_t count, size_t dimension, arb_srcptr state)
{
    float_trajectory_t *result = runner->result;
    bool finite = all_finite(runner->state, count);
    if (finite)
        result->finite_steps = step;
    if (result->lost != KNOWN_FALSE)
        return;
    result->lost = finite ? is_lost(runner->state, state, dimension) : KNOWN_TRUE;
    result->lost_at = step;
}

static bool see(void *data, size_t step, arb_srcptr state)
{
    race_t *race = data;
    comparison_t *comparison = race->comparison;
    size_t n = race->count;
    if (step == 0)
        _arb_vec_set(comparison->start, state, (slong)comparison->dimension);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++) {
        if (!comparison->floats[f].has_program)
            continue;
        if (step == 0)
            reset(race->runners + f);
        else
            advance(race->runners + f, step, n);
        compare(race->runners + f, step, n, comparison->dimension, state);
    }
    comparison->moves = false;
    for (size_t i = 0; step > 0 && i < comparison->dimension; i++)
        comparison->moves = comparison->moves || !arb_overlaps(race->before + i, state + i);
    _arb_vec_set(race->before, state, (slong)n);
    race->seen = step;
    return true;
}

// The trajectories to their ends, without an orbit beside them.
static void run_alone(race_t *race)
{
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++) {
        runner_t *runner = race->runners + f;
        if (!runner->result->has_program)
            continue;
        reset(runner);
        for (size_t t = 1; t <= race->comparison->steps; t++) {
            if (all_finite(runner->state, race->count))
                runner->result->finite_steps = t - 1;
            advance(runner, t, race->count);
        }
        if (all_finite(runner->state, race->count))
            runner->result->finite_steps = race->comparison->steps;
        runner->result->lost = NOT_KNOWN;
    }
}

// The accuracy is that of the vector: errors against the length.
static bool is_accurate(const race_t *race, arb_srcptr end)
{
    size_t n = race->comparison->dimension;
    mag_t error, length, lower;
    mag_init(error);
    mag_init(length);
    mag_init(lower);
    for (size_t i = 0; i < n; i++) {
        mag_max(error, error, arb_radref(end + i));
        arb_get_mag_lower(lower, end + i);
        mag_max(length, length, lower);
    }
    mag_mul_2exp_si(error, error, race->bits);
    bool accurate = mag_cmp(error, length) <= 0;
    mag_clear(error);
    mag_clear(length);
    mag_clear(lower);
    return accurate;
}

// Doubts about the trajectories are worth more bits, but not the orbit.
static bool settles(void *data, arb_srcptr end, slong precision, orbit_exact_t *exact)
{
    const race_t *race = data;
    bool doubtful = false;
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        doubtful =
            doubtful || (race->comparison->floats[f].has_program && race->comparison->floats[f].lost == NOT_KNOWN);
    return is_accurate(race, end) && (!doubtful || exact || 2 * precision > race->max_precision);
}

static void race_init(race_t *race, comparison_t *comparison, const prover_t *prover, const system_t *system,
                      const expr_t *start, slong digits)
{
    size_t n = system->state_count;
    *race = (race_t){.comparison = comparison, .count = n, .max_precision = prover->limits.max_precision};
    race->seen = NO_STEP;
    race->bits = (slong)ceil((double)digits * log2(10)) + 2;
    race->before = _arb_vec_init((slong)n);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++) {
        runner_t *runner = race->runners + f;
        runner->result = comparison->floats + f;
        runner->start = float_program_new(prover->dag, (float_format_t)f, n, start, 0, NULL);
        runner->map = float_program_new(prover->dag, (float_format_t)f, n, system->map, n, system->state);
        runner->state = mem_alloc(n, sizeof *runner->state);
        runner->next = mem_alloc(n, sizeof *runner->next);
        runner->result->has_program = runner->start && runner->map;
    }
}

static void race_clear(race_t *race)
{
    _arb_vec_clear(race->before, (slong)race->count);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++) {
        float_program_free(race->runners[f].start);
        float_program_free(race->runners[f].map);
        mem_free(race->runners[f].state);
        mem_free(race->runners[f].next);
    }
}

// ---- the ends ----

// The case of the landscape that all of the box belongs to; SIZE_MAX when that is not one, or not known.
static size_t case_of(dag_t *dag, const spec_t *spec, arb_srcptr box, slong prec)
{
    if (expr_op(dag, spec->landscape) != EXPR_CASES)
        return SIZE_MAX;
    for (size_t k = 0; k < expr_child_count(dag, spec->landscape); k += 2) {
        expr_t guard = expr_eliminate_operators(dag, expr_child(dag, spec->landscape, k));
        tape_t *tape = tape_compile(dag, 1, &guard, spec->dimension, spec->state);
        tape_truth_t truth;
        tape_evaluate_arb(NULL, NULL, &truth, tape, box, prec);
        tape_free(tape);
        if (truth != TRUTH_FALSE)
            return truth == TRUTH_TRUE ? k : SIZE_MAX;
    }
    return SIZE_MAX;
}

static known_t same_case(const comparison_t *comparison, dag_t *dag, const spec_t *spec, const double *end)
{
    slong prec = comparison->orbit.precision;
    arb_ptr point = _arb_vec_init((slong)spec->dimension);
    for (size_t i = 0; i < spec->dimension; i++)
        arb_set_d(point + i, end[i]);
    size_t here = case_of(dag, spec, point, prec);
    size_t there = comparison->orbit.has_end ? case_of(dag, spec, comparison->orbit.end, prec) : SIZE_MAX;
    _arb_vec_clear(point, (slong)spec->dimension);
    return here == SIZE_MAX || there == SIZE_MAX ? NOT_KNOWN : here == there ? KNOWN_TRUE : KNOWN_FALSE;
}

static bool is_at(const spec_point_t *point, const double *end, const spec_t *spec, float_format_t format)
{
    if (point->implicit)
        return false;
    size_t n = spec->dimension;
    double *values = mem_alloc(n, sizeof *values);
    float_program_t *program = float_program_new(spec->dag, format, n, point->coordinates, 0, NULL);
    bool same = program != NULL;
    if (same)
        float_program_run(values, program, NULL);
    for (size_t i = 0; same && i < n; i++)
        same = values[i] == end[i];
    float_program_free(program);
    mem_free(values);
    return same;
}

static void look_at_end(comparison_t *comparison, const race_t *race, const spec_t *spec, float_format_t format)
{
    float_trajectory_t *result = comparison->floats + format;
    size_t n = comparison->dimension;
    result->same_case = NOT_KNOWN;
    if (!result->has_program)
        return;
    memcpy(result->end, race->runners[format].state, n * sizeof *result->end);
    if (!all_finite(result->end, n))
        return;
    result->same_case = same_case(comparison, spec->dag, spec, result->end);
    for (size_t k = 0; k < spec->point_count && !result->point; k++)
        if (is_at(spec->points[k], result->end, spec, format))
            result->point = spec->points[k]->name;
}

void comparison_init(comparison_t *comparison, prover_t *prover, const spec_t *spec, const system_t *system,
                     const expr_t *start, size_t steps, slong digits)
{
    size_t n = system->state_count;
    *comparison = (comparison_t){.dimension = system->dimension, .state_count = system->state_count, .steps = steps};
    comparison->start = _arb_vec_init((slong)n);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        comparison->floats[f].end = mem_alloc(n, sizeof *comparison->floats[f].end);
    expr_t *state = mem_alloc(n, sizeof *state);
    for (size_t i = 0; i < n; i++)
        state[i] = start[i % system->dimension];
    race_t race;
    race_init(&race, comparison, prover, system, state, digits);
    orbit_question_t question = {n, system->state, system->map, state, steps};
    orbit_watch_t watch = {see, settles, &race};
    orbit_result_init(&comparison->orbit, n);
    orbit_run(&comparison->orbit, prover, &question, &watch);
    if (race.seen != steps)
        run_alone(&race);
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        look_at_end(comparison, &race, spec, (float_format_t)f);
    race_clear(&race);
    mem_free(state);
}

void comparison_clear(comparison_t *comparison)
{
    size_t n = comparison->state_count;
    for (size_t f = 0; f < FLOAT_FORMAT_COUNT; f++)
        mem_free(comparison->floats[f].end);
    orbit_result_clear(&comparison->orbit, n);
    _arb_vec_clear(comparison->start, (slong)n);
}
