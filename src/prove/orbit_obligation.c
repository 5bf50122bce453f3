// SPDX-License-Identifier: LGPL-3.0-or-later
// ORBIT: a formula at the end of an orbit.
#include "base/memory.h"
#include "expr/derivative.h"
#include "prove/exact.h"
#include "prove/orbit.h"

typedef struct {
    prover_t *prover;
    size_t count;      // of state variables
    expr_t conclusion; // without operators
    tape_t *tape;      // of the conclusion, in the state and what is known of implicit points
    tape_truth_t truth;
    bool exactly; // found by exact arithmetic
} judge_t;

static void judge_init(judge_t *judge, prover_t *prover, const obligation_t *obligation)
{
    *judge = (judge_t){.prover = prover, .count = obligation->state_count};
    judge->conclusion = expr_eliminate_operators(prover->dag, obligation->conclusion);
    if (dag_over_limit(prover->dag))
        return;
    expr_t *points;
    arb_ptr balls;
    size_t known = orbit_known(&points, &balls, prover, ORBIT_LEAST_PRECISION);
    expr_t *variables = mem_alloc(judge->count + known, sizeof *variables);
    for (size_t i = 0; i < judge->count + known; i++)
        variables[i] = i < judge->count ? obligation->variables[i].variable : points[i - judge->count];
    judge->tape = tape_compile(prover->dag, 1, &judge->conclusion, judge->count + known, variables);
    mem_free(variables);
    mem_free(points);
    _arb_vec_clear(balls, (slong)known);
}

static void judge_clear(judge_t *judge)
{
    if (judge->tape)
        tape_free(judge->tape);
}

static bool settles(void *data, arb_srcptr end, slong precision, orbit_exact_t *exact)
{
    judge_t *judge = data;
    judge->truth = exact ? orbit_exact_truth(exact, judge->conclusion) : TRUTH_UNKNOWN;
    judge->exactly = judge->truth != TRUTH_UNKNOWN;
    if (judge->exactly)
        return true;
    expr_t *points;
    arb_ptr known;
    size_t known_count = orbit_known(&points, &known, judge->prover, precision);
    arb_ptr box = _arb_vec_init((slong)(judge->count + known_count));
    _arb_vec_set(box, end, (slong)judge->count);
    _arb_vec_set(box + judge->count, known, (slong)known_count);
    tape_evaluate_arb(NULL, NULL, &judge->truth, judge->tape, box, precision);
    _arb_vec_clear(box, (slong)(judge->count + known_count));
    _arb_vec_clear(known, (slong)known_count);
    mem_free(points);
    return judge->truth != TRUTH_UNKNOWN;
}

static void settle(proof_t *proof, const judge_t *judge, const orbit_result_t *result, size_t steps)
{
    bool holds = judge->truth == TRUTH_TRUE;
    slong precision = judge->exactly ? 0 : result->precision;
    size_t exact = result->exact_states && !judge->exactly ? result->exact_states - 1 : 0;
    proof->verdict = holds ? VERDICT_PROVED : VERDICT_REFUTED;
    strbuf_printf(&proof->evidence, "evidence %s orbit %ld %zu\n", holds ? "proved" : "refuted", (long)precision,
                  exact);
    if (judge->exactly)
        proof->method = format_text("%zu exact steps", steps);
    else if (exact)
        proof->method = format_text("%zu steps, %zu of them exact, then %ld bits", steps, exact, (long)precision);
    else
        proof->method = format_text("%zu steps at %ld bits", steps, (long)precision);
}

static void follow(proof_t *proof, judge_t *judge, prover_t *prover, const obligation_t *obligation)
{
    size_t n = obligation->state_count;
    expr_t *variables = mem_alloc(n, sizeof *variables);
    for (size_t i = 0; i < n; i++)
        variables[i] = obligation->variables[i].variable;
    orbit_question_t question = {n, variables, obligation->map, obligation->start, obligation->steps};
    orbit_watch_t watch = {NULL, settles, judge};
    orbit_result_t result;
    orbit_result_init(&result, n);
    orbit_run(&result, prover, &question, &watch);
    if (result.settled)
        settle(proof, judge, &result, obligation->steps);
    else
        proof->reason = format_text("%s", result.reason);
    orbit_result_clear(&result, n);
    mem_free(variables);
}

void prove_orbit(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    if (obligation->variable_count != obligation->state_count || obligation->map_count != obligation->state_count) {
        proof->reason = format_text("an orbit is followed for one value of each parameter only");
        return;
    }
    judge_t judge;
    judge_init(&judge, prover, obligation);
    if (judge.tape)
        follow(proof, &judge, prover, obligation);
    else
        proof->reason = format_text("the conclusion's derivatives are too large");
    judge_clear(&judge);
}
