// SPDX-License-Identifier: LGPL-3.0-or-later
// FORALL and EXISTS in any dimension: a quick look for a counterexample, subdivision, and a longer look wherever the
// subdivision sees the conclusion fail or gets stuck. An EXISTS is the FORALL of the negated conclusion with the
// verdicts exchanged.
#include "base/memory.h"
#include "claim/formula.h"
#include "prove/branch_batch.h"
#include "prove/branch_subdivision.h"
#include "prove/decouple.h"
#include "prove/exact.h"
#include "prove/witness.h"

#include <math.h>
#include <string.h>

#define QUICK_POINTS 128
#define LONG_POINTS 2048
#define PARTS_SHARE 8 // of the work so far, for parts of the box without couplings
#define QUICK_STEPS 60
#define QUICK_WORK 16 // boxes that a quick look counts as
#define LONG_STEPS 300
#define MANY_VARIABLES 8
#define ROOM_STARTS 6    // descents to find out how much room a proved claim leaves
#define ROUND_BOXES 2000 // between two looks for a counterexample; grows with each round

typedef struct {
    proof_t *proof;
    const obligation_t *obligation;
    statement_t statement;
    subdivision_t subdivision;
    witness_search_t search;
    verdict_t holds, fails; // what a proof and a counterexample of the statement mean
    double score_in_vain;   // of the point about which couplings were replaced in vain; -INFINITY for none
    bool reduced;           // to a smaller obligation, and that was all
} decision_t;

static void settle_proved(decision_t *d)
{
    proof_t *proof = d->proof;
    const tree_t *tree = &d->subdivision.tree;
    proof->verdict = d->holds;
    strbuf_printf(&proof->evidence, "evidence %s tree\n", verdict_name(d->holds));
    tree_write(&proof->evidence, tree, &d->statement);
    proof->method = format_text("%zu box%s", d->subdivision.boxes, d->subdivision.boxes == 1 ? "" : "es");
}

// An upper bound for the infimum of e over the region: its value at a point of the region.
static double value_at(decision_t *d, const double *point)
{
    statement_t *statement = &d->statement;
    double value = INFINITY;
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    statement_evaluate_point(results, statement, statement->values, point, 53);
    if (condition_truth(&statement->region_condition, &statement->list, results, 53) == TRUTH_TRUE)
        value = results[statement->e_sum.root].value.hi;
    mem_free(results);
    return value;
}

static double least_value(decision_t *d)
{
    double above = INFINITY;
    if (d->search.best_region >= 0)
        above = value_at(d, d->search.best);
    if (d->subdivision.has_suspect)
        above = fmin(above, value_at(d, d->subdivision.suspect));
    return above;
}

// The infimum of e lies between what the leaves show and what some point of the region shows.
static void set_room(decision_t *d)
{
    if (d->holds != VERDICT_PROVED || d->statement.e == EXPR_NONE || d->statement.prover->limits.no_room)
        return;
    bool proved = d->proof->verdict == VERDICT_PROVED;
    double below = proved ? d->subdivision.lowest : -INFINITY, above = least_value(d);
    for (int k = 0; k < ROOM_STARTS && proved && above - below > 1e-3 * fabs(above); k++) {
        witness_improve(&d->search, k == 0 && d->subdivision.has_suspect ? d->subdivision.suspect : NULL, QUICK_STEPS);
        above = least_value(d);
    }
    d->proof->has_room = isfinite(above) && below <= above;
    d->proof->room_lo = below;
    d->proof->room_hi = above;
}

static void settle_undecided(decision_t *d, subdivision_result_t result)
{
    const subdivision_t *s = &d->subdivision;
    strbuf_t detail;
    strbuf_init(&detail);
    if (result == SUBDIVISION_REFUTED) {
        d->proof->reason = format_text("it fails on the boundary of the region, and no point inside was found at which "
                                       "it fails");
    } else if (result == SUBDIVISION_STUCK && s->worst) {
        d->proof->reason = format_text("%s, after %zu boxes", s->why, s->boxes);
        describe_box(&detail, &d->statement, s->worst);
        if (isfinite(s->worst_lower))
            strbuf_printf(&detail, "; there the compared term is at least %.3g", s->worst_lower);
        strbuf_append(&detail, "; what would help: a claim that leaves some room, or leaves that place out");
    } else if (result == SUBDIVISION_STUCK) {
        d->proof->reason = format_text(PROVE_TOO_MANY_NODES);
    } else {
        d->proof->reason = format_text("%zu boxes are not enough, %zu are left", s->boxes, s->open);
        if (s->open)
            describe_box(&detail, &d->statement, s->sides + (s->open - 1) * d->statement.count);
        strbuf_append(&detail, "; what would help: more boxes, or a claim that leaves more room");
    }
    strbuf_append(
        &detail,
        "; tried: intervals, mean value form, combined members, exact expansion, convexity, monotonicity, faces");
    d->proof->detail = strbuf_detach(&detail);
    strbuf_clear(&detail);
}

// ---- counterexamples ----

static bool look_quickly(decision_t *d)
{
    if (witness_sample(d->proof, &d->search, QUICK_POINTS))
        return true;
    return d->search.best_score < INFINITY && witness_descend(d->proof, &d->search, NULL, QUICK_STEPS);
}

static bool look_for_long(decision_t *d)
{
    const subdivision_t *s = &d->subdivision;
    if (s->has_suspect && s->suspect_score < INFINITY && witness_descend(d->proof, &d->search, s->suspect, LONG_STEPS))
        return true;
    if (witness_sample(d->proof, &d->search, LONG_POINTS))
        return true;
    for (int k = 0; k < 3; k++)
        if (witness_descend(d->proof, &d->search, NULL, LONG_STEPS))
            return true;
    double *place = mem_alloc(d->statement.count, sizeof *place);
    if (s->worst)
        box_centre(place, &d->statement, s->worst);
    bool found = witness_direction(d->proof, &d->statement, &s->examiner.plan, s->worst ? place : NULL);
    mem_free(place);
    return found;
}

// An exact point at which the conclusion fails on the closed box; on an open end the search goes on from beside it.
static bool use_exact_point(decision_t *d)
{
    statement_t *statement = &d->statement;
    char **texts = d->subdivision.exact_point;
    if (witness_accept(d->proof, statement, d->fails, texts))
        return true;
    double *start = mem_alloc(statement->count, sizeof *start);
    for (size_t i = 0; i < statement->count; i++)
        start[i] = number_estimate(texts[i], statement->prover->reals);
    bool found = witness_descend(d->proof, &d->search, start, LONG_STEPS);
    mem_free(start);
    return found;
}

// ---- couplings ----

static bool decouple_about_best(decision_t *d, bool in_parts)
{
    statement_t *statement = &d->statement;
    double *cost = mem_alloc(statement->count, sizeof *cost);
    const size_t share = d->subdivision.boxes / PARTS_SHARE, before = statement->prover->work;
    bool proved = prove_decoupled(d->proof, cost, statement, d->search.best) ||
                  (in_parts && prove_decoupled_parts(d->proof, statement, d->search.best, share));
    if (!proved && in_parts && statement->prover->work - before < share)
        d->score_in_vain = d->search.best_score;
    mem_free(cost);
    return proved;
}

// Where many boxes are needed: a sum with weak couplings may be bounded without them, about the least point that was
// found. Later, and for a share of the work so far, also part by part; not about a point again where more work would
// not have helped.
static void decouple(decision_t *d, bool in_parts)
{
    const statement_t *statement = &d->statement;
    if (statement->prover->limits.no_decoupling || d->holds != VERDICT_PROVED || statement->e == EXPR_NONE)
        return;
    if (d->search.best_region < 0 || d->search.best_score == d->score_in_vain)
        return;
    if (decouple_about_best(d, in_parts))
        d->subdivision.lowest = d->proof->room_lo;
}

// ---- symmetries ----

// The search begins anew with the smaller obligation, if there is one.
static void use_symmetries(decision_t *d)
{
    prove_limits_t *limits = &d->statement.prover->limits;
    const slong most = limits->max_boxes;
    limits->max_boxes -= (slong)d->subdivision.boxes;
    d->reduced = prove_symmetric(d->proof, d->statement.prover, d->obligation, tree_share(&d->subdivision.tree, TREE_STATIONARY));
    limits->max_boxes = most;
    if (d->reduced)
        d->subdivision.lowest = d->proof->has_room ? d->proof->room_lo : -INFINITY;
}

// ---- the decision ----

// In many variables a box costs more, second derivatives above all: there it counts as several.
static size_t boxes_left(const decision_t *d)
{
    size_t n = d->statement.count, cost = n <= MANY_VARIABLES ? 1 : n * n / (MANY_VARIABLES * MANY_VARIABLES);
    slong limit = d->statement.prover->limits.max_boxes;
    size_t most = limit > 0 ? ((size_t)limit + cost - 1) / cost : 0;
    return d->subdivision.boxes < most ? most - d->subdivision.boxes : 0;
}

static subdivision_result_t run_rounds(decision_t *d, bool *refuted)
{
    subdivision_result_t result = SUBDIVISION_PAUSED;
    size_t round = ROUND_BOXES;
    *refuted = false;
    while (!*refuted && !d->reduced && d->proof->verdict == VERDICT_UNDECIDED && boxes_left(d)) {
        result = subdivision_run(&d->subdivision, round < boxes_left(d) ? round : boxes_left(d));
        if (result == SUBDIVISION_PROVED || result == SUBDIVISION_STUCK)
            break;
        if (result == SUBDIVISION_REFUTED) {
            *refuted = use_exact_point(d);
            if (!*refuted)
                break;
        } else if (result == SUBDIVISION_SUSPECT) {
            *refuted = witness_try_point(d->proof, &d->search, d->subdivision.suspect) ||
                       witness_descend(d->proof, &d->search, d->subdivision.suspect, QUICK_STEPS);
        } else {
            *refuted = d->subdivision.has_suspect && d->subdivision.suspect_score < INFINITY &&
                       witness_descend(d->proof, &d->search, d->subdivision.suspect, QUICK_STEPS);
            if (!*refuted)
                decouple(d, round > ROUND_BOXES);
            if (!*refuted && d->proof->verdict == VERDICT_UNDECIDED && round == ROUND_BOXES && boxes_left(d))
                use_symmetries(d);
            round *= 2;
        }
    }
    return result;
}

static void decide(decision_t *d)
{
    bool refuted = look_quickly(d);
    if (!refuted) {
        subdivision_result_t result = run_rounds(d, &refuted);
        if (result == SUBDIVISION_PROVED)
            settle_proved(d);
        else if (!refuted && !d->reduced && d->proof->verdict == VERDICT_UNDECIDED && !look_for_long(d))
            settle_undecided(d, result);
    }
    set_room(d);
}

void prove_branch(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    bool exists = obligation->kind == OBLIGATION_EXISTS;
    decision_t d = {.proof = proof,
                    .obligation = obligation,
                    .score_in_vain = -INFINITY,
                    .holds = exists ? VERDICT_REFUTED : VERDICT_PROVED,
                    .fails = exists ? VERDICT_PROVED : VERDICT_REFUTED};
    expr_t conclusion = exists ? formula_negate(prover->dag, obligation->conclusion) : obligation->conclusion;
    const char *reason = NULL;
    if (statement_init(&d.statement, &reason, prover, obligation, obligation->region, conclusion) == STATUS_OK) {
        subdivision_init(&d.subdivision, &d.statement);
        witness_search_init(&d.search, &d.statement, d.fails, &d.subdivision.examiner.plan);
        decide(&d);
        prover->work += d.subdivision.boxes + QUICK_WORK;
        witness_search_clear(&d.search);
        subdivision_clear(&d.subdivision);
    } else {
        proof->reason = format_text("%s", reason);
    }
    statement_clear(&d.statement);
}
