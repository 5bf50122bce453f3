// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/orbit.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "prove/exact.h"
#include "prove/orbit_map.h"

#define NEVER SIZE_MAX
#define NOT_TRIED (SIZE_MAX - 1)

typedef struct {
    prover_t *prover;
    const orbit_question_t *question;
    const orbit_watch_t *watch;
    expr_t *map, *start; // without operators
    orbit_map_t *pieces;
    orbit_exact_t *exact;
    tape_t *start_tape;
    size_t exact_limit; // steps that exact arithmetic is known not to reach; NEVER if there is no such
    status_t obstacle;  // why
    orbit_state_t state;
    arb_ptr balls;
} orbit_t;

// How one attempt went.
typedef struct {
    bool settled, finished; // finished: the last step was reached
    size_t straddled;       // the first step from a box that met several pieces or a place without a value, or NEVER
    size_t stopped;         // the step that was not possible, or NEVER
    step_outcome_t outcome; // of that step
    bool start_undefined;
} attempt_t;

void orbit_result_init(orbit_result_t *result, size_t count)
{
    *result = (orbit_result_t){.end = _arb_vec_init((slong)count)};
}

void orbit_result_clear(orbit_result_t *result, size_t count)
{
    _arb_vec_clear(result->end, (slong)count);
    mem_free(result->reason);
}

// ---- implicit points ----

static void set_known(arb_t ball, const known_coordinate_t *known, prover_t *prover, slong prec)
{
    if (known->is_exact && rpoint_get_arb(ball, known->exact, prec, prover->reals) == STATUS_OK)
        return;
    arb_t end;
    arb_init(end);
    arb_set_fmpq(ball, known->lo, prec);
    arb_set_fmpq(end, known->hi, prec);
    arb_union(ball, ball, end, prec);
    arb_clear(end);
}

size_t orbit_known(expr_t **variables, arb_ptr *balls, prover_t *prover, slong prec)
{
    size_t count = prover->known_count;
    *variables = mem_alloc(count, sizeof **variables);
    *balls = _arb_vec_init((slong)count);
    for (size_t i = 0; i < count; i++) {
        (*variables)[i] = prover->known[i].variable;
        set_known(*balls + i, prover->known + i, prover, prec);
    }
    return count;
}

// ---- preparing ----

static void eliminate(expr_t **terms, dag_t *dag, size_t count, const expr_t *given)
{
    *terms = mem_alloc(count, sizeof **terms);
    for (size_t i = 0; i < count; i++)
        (*terms)[i] = expr_eliminate_operators(dag, given[i]);
}

static bool orbit_init(orbit_t *orbit, prover_t *prover, const orbit_question_t *question, const orbit_watch_t *watch)
{
    size_t n = question->count;
    dag_t *dag = prover->dag;
    *orbit = (orbit_t){.prover = prover, .question = question, .watch = watch, .exact_limit = NEVER};
    eliminate(&orbit->map, dag, n, question->map);
    eliminate(&orbit->start, dag, n, question->start);
    orbit_state_init(&orbit->state, n);
    orbit->balls = _arb_vec_init((slong)n);
    if (dag_over_limit(dag))
        return false;
    expr_t *points;
    arb_ptr balls;
    size_t known = orbit_known(&points, &balls, prover, ORBIT_LEAST_PRECISION);
    orbit->start_tape = tape_compile(dag, n, orbit->start, known, points);
    _arb_vec_clear(balls, (slong)known);
    mem_free(points);
    orbit->exact = orbit_exact_new(dag, n, question->variables, orbit->start, orbit->map);
    orbit->pieces = orbit_map_new(dag, n, question->variables, orbit->map);
    return orbit->pieces != NULL;
}

static void orbit_clear(orbit_t *orbit)
{
    orbit_map_free(orbit->pieces);
    orbit_exact_free(orbit->exact);
    if (orbit->start_tape)
        tape_free(orbit->start_tape);
    orbit_state_clear(&orbit->state);
    _arb_vec_clear(orbit->balls, (slong)orbit->question->count);
    mem_free(orbit->map);
    mem_free(orbit->start);
}

// ---- one attempt ----

static bool see(const orbit_t *orbit, size_t step)
{
    return !orbit->watch->see || orbit->watch->see(orbit->watch->data, step, orbit->balls);
}

// Steps 0 .. last in exact arithmetic. False when the watcher wants more bits, or exact arithmetic does not get there.
static bool exact_steps(orbit_t *orbit, size_t last, bool watched, slong prec)
{
    orbit->obstacle = orbit_exact_start(orbit->exact);
    for (size_t t = 0; orbit->obstacle == STATUS_OK; t++) {
        if (watched) {
            orbit_exact_state(orbit->balls, orbit->exact, prec);
            if (!see(orbit, t))
                return false;
        }
        if (t == last)
            return true;
        orbit->obstacle = orbit_exact_step(orbit->exact);
        if (orbit->obstacle != STATUS_OK)
            orbit->exact_limit = t + 1;
    }
    if (orbit->exact_limit == NEVER)
        orbit->exact_limit = 0;
    return false;
}

static bool exact_reaches(orbit_t *orbit, size_t last)
{
    return last < orbit->exact_limit && exact_steps(orbit, last, false, 0);
}

// The last exact state in orbit->balls, or the start there.
static bool begin(attempt_t *attempt, orbit_t *orbit, size_t exact, slong prec)
{
    if (exact > 0)
        return exact_steps(orbit, exact - 1, true, prec);
    expr_t *points;
    arb_ptr known;
    size_t known_count = orbit_known(&points, &known, orbit->prover, prec);
    regularity_t *regularity = mem_alloc(orbit->question->count, sizeof *regularity);
    tape_evaluate_arb(orbit->balls, regularity, NULL, orbit->start_tape, known, prec);
    for (size_t i = 0; i < orbit->question->count; i++)
        attempt->start_undefined =
            attempt->start_undefined || regularity[i] < REGULARITY_DEFINED || !arb_is_finite(orbit->balls + i);
    mem_free(regularity);
    mem_free(points);
    _arb_vec_clear(known, (slong)known_count);
    return !attempt->start_undefined && see(orbit, 0);
}

static bool settles(orbit_t *orbit, slong prec, bool exactly)
{
    return orbit->watch->settles(orbit->watch->data, orbit->balls, prec, exactly ? orbit->exact : NULL);
}

static bool move(attempt_t *attempt, orbit_t *orbit, size_t step)
{
    step_outcome_t outcome = orbit_map_step(&orbit->state, orbit->pieces);
    if (outcome != STEP_INSIDE && attempt->straddled == NEVER)
        attempt->straddled = step;
    if (outcome == STEP_UNDEFINED || outcome == STEP_TOO_LARGE) {
        attempt->stopped = step;
        attempt->outcome = outcome;
        return false;
    }
    return true;
}

// `exact` states exactly, the others in boxes.
static attempt_t try(orbit_t *orbit, size_t exact, slong prec)
{
    attempt_t attempt = {.straddled = NEVER, .stopped = NEVER};
    size_t steps = orbit->question->steps;
    orbit_map_set_precision(orbit->pieces, prec);
    if (!begin(&attempt, orbit, exact, prec))
        return attempt;
    orbit_state_set(&orbit->state, orbit->balls);
    for (size_t t = exact ? exact - 1 : 0; t < steps; t++) {
        if (!move(&attempt, orbit, t))
            return attempt;
        if (!orbit->watch->see && t + 1 < steps)
            continue;
        orbit_state_get(orbit->balls, &orbit->state, ARF_PREC_EXACT);
        if (!see(orbit, t + 1))
            return attempt;
    }
    attempt.finished = true;
    attempt.settled = settles(orbit, prec, exact == steps + 1);
    return attempt;
}

// ---- why not ----

static char *describe_failure(const orbit_t *orbit, const attempt_t *last, size_t steps, slong prec)
{
    if (last->start_undefined)
        return format_text("the start may have no value");
    const char *exact = orbit->obstacle == STATUS_DOMAIN        ? "in exact arithmetic the map has no value on the way"
                        : orbit->obstacle == STATUS_UNSUPPORTED ? "the orbit is not one of algebraic numbers"
                                                                : "exact numbers grow too large on the way there";
    if (last->stopped != NEVER && last->outcome == STEP_TOO_LARGE)
        return format_text("at x(%zu) a number has an exponent beyond 2^62", last->stopped + 1);
    if (last->stopped != NEVER && last->stopped == last->straddled)
        return format_text("at x(%zu) the map may have no value: %ld bits do not tell, and %s", last->stopped,
                           (long)prec, exact);
    if (last->straddled != NEVER)
        return format_text("x(%zu) is too near a boundary between pieces of the map: %ld bits do not tell the side, "
                           "and %s",
                           last->straddled, (long)prec, exact);
    if (last->finished)
        return format_text("the enclosure of x(%zu) does not tell at %ld bits", steps, (long)prec);
    return format_text("the orbit is not known well enough at %ld bits", (long)prec);
}

// ---- the precision ----

static void keep(orbit_result_t *result, const orbit_t *orbit, const attempt_t *attempt, size_t exact, slong prec)
{
    result->settled = attempt->settled;
    result->exact_states = exact;
    result->precision = prec;
    if (!attempt->finished)
        return;
    result->has_end = true;
    _arb_vec_set(result->end, orbit->balls, (slong)orbit->question->count);
}

// More bits do not help where the orbit is on a boundary: two precisions that fail at the same step suggest that, and
// then exact arithmetic goes past it, if it can.
static void run_attempts(orbit_result_t *result, orbit_t *orbit)
{
    size_t steps = orbit->question->steps, exact = 0, before = NOT_TRIED;
    slong prec = ORBIT_LEAST_PRECISION, most = orbit->prover->limits.max_precision;
    for (;;) {
        attempt_t attempt = try(orbit, exact, prec);
        keep(result, orbit, &attempt, exact, prec);
        if (attempt.settled)
            return;
        size_t next = attempt.straddled == NEVER ? steps + 1 : attempt.straddled + 2;
        next = next < 2 * exact ? 2 * exact : next;
        next = next < steps + 1 ? next : steps + 1;
        bool stuck = before == attempt.straddled || 2 * prec > most;
        if (stuck && next > exact && exact_reaches(orbit, next - 1)) {
            exact = next;
            before = NOT_TRIED;
        } else if (2 * prec <= most) {
            before = attempt.straddled;
            prec *= 2;
        } else {
            result->reason = describe_failure(orbit, &attempt, steps, prec);
            return;
        }
    }
}

void orbit_run(orbit_result_t *result, prover_t *prover, const orbit_question_t *question, const orbit_watch_t *watch)
{
    orbit_t orbit;
    if (question->steps > OBLIGATION_MAX_STEPS)
        result->reason = format_text("more than %u steps", OBLIGATION_MAX_STEPS);
    else if (!orbit_init(&orbit, prover, question, watch))
        result->reason = format_text("the map's derivatives are too large");
    else
        run_attempts(result, &orbit);
    if (question->steps <= OBLIGATION_MAX_STEPS)
        orbit_clear(&orbit);
}
