// SPDX-License-Identifier: LGPL-3.0-or-later
// Points at which a statement fails: found in doubles, rounded to simple rationals, and then verified rigorously.
#ifndef CERTIFY_PROVE_WITNESS_H
#define CERTIFY_PROVE_WITNESS_H

#include "prove/branch_plan.h"

typedef struct {
    statement_t *statement;
    verdict_t verdict; // what a witness means: REFUTED, or PROVED for `exists`
    const plan_t *plan;
    uint64_t random;  // state of the generator; the same sequence in every run
    int exact_trials; // how many exact verifications are still allowed
    double *best;     // the most promising point so far
    double best_region, best_score;
    double *anchor, anchor_region; // a point well inside the region; none while anchor_region <= 0
} witness_search_t;

// How good a point is: the region holds where region >= 0; the conclusion fails where score < 0.
typedef struct {
    double region, score;
} merit_t;

void witness_evaluate(merit_t *merits, const witness_search_t *search, size_t count, const double *points);
// Better is in the region rather than outside, nearer to it among points outside, and nearer to failing among points
// inside, or failing more.
bool merit_is_better(merit_t a, merit_t b);
// Into the interval of the variable, and a little off its open ends.
double witness_clamp(const statement_t *statement, size_t i, double x);
// Follows the slope of e down from a point of the region, as long as the merit gets better (witness_slope.c).
void witness_slide(double *at, merit_t *merit, const witness_search_t *search, size_t steps);

void witness_search_init(witness_search_t *search, statement_t *statement, verdict_t verdict, const plan_t *plan);
void witness_search_clear(witness_search_t *search);

// Tries corners, simple values and random points. True when a witness was found: then the proof holds it.
bool witness_sample(proof_t *proof, witness_search_t *search, size_t random_points);
// Goes downhill from a point, or from the most promising one for NULL, and tries what is reached.
bool witness_descend(proof_t *proof, witness_search_t *search, const double *start, size_t steps);
// Goes downhill from a point, or from a random one for NULL, and keeps what is better without trying it.
void witness_improve(witness_search_t *search, const double *start, size_t steps);
// Tries a point and simple rationals near it.
bool witness_try_point(proof_t *proof, witness_search_t *search, const double *point);

// A candidate has exact coordinates: constant nodes, rationals or ends of the variables' intervals.

// Verifies that the region holds and the conclusion fails at the candidate, and then writes the evidence. `thorough`:
// by exact arithmetic too, where intervals leave doubt.
bool witness_verify(proof_t *proof, statement_t *statement, verdict_t verdict, const expr_t *candidate, bool thorough);
// Writes the evidence for exact coordinates that are known to be a witness; false when one is on an open end.
bool witness_accept(proof_t *proof, statement_t *statement, verdict_t verdict, char *const *coordinates);

// Whether the candidate lies in the variables' intervals and the region surely holds there.
bool witness_in_region(statement_t *statement, const expr_t *candidate, bool thorough);

// The precision at which the closed formula (implicit points may occur) is proved, 0 for exact; -1 when it is not
// proved.
slong closed_formula_precision(const statement_t *statement, expr_t formula);

// A double near an exact number.
double number_estimate(const char *text, real_ctx_t reals);

// Writes the line of a coordinate (text as in certificates), and adds it to the proof's list for people.
bool witness_write_value(proof_t *proof, prover_t *prover, expr_t variable, bool second, const char *coordinate);

// A uniform number in [0, 1) of a fixed sequence.
double random_unit(uint64_t *state);

// `forall`: some formula about regularity, in several variables. Looks along lines for points where it fails, first
// through `start` (unless NULL).
bool witness_direction(proof_t *proof, statement_t *statement, const plan_t *plan, const double *start);

#endif
