// SPDX-License-Identifier: LGPL-3.0-or-later
// CONSTANT: formulas without variables. Exact algebraic numbers while they are cheap, then balls of rising precision,
// then the separation bound, then exact numbers up to the full limits: a relation of moderate numbers is decided
// exactly, a strict one among unwieldy or transcendental numbers by balls, an equality of unwieldy algebraic numbers by
// balls narrower than their separation bound.
#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/tape.h"
#include "prove/exact.h"

#define CHEAP_DEGREE 8
#define DEGREE_REMARK "; the degree is beyond the limits of exact arithmetic"
#define MAX_EVIDENCE_PRECISION 100000 // docs/certificate-format.md

// The truth of the conclusion by exact arithmetic in fields of limited degree.
static cell_truth_t exact_truth(prover_t *prover, const obligation_t *obligation, slong max_degree)
{
    slong full = prover->reals->max_degree;
    problem_t problem;
    cell_truth_t truth = CELL_UNSUPPORTED;
    prover->reals->max_degree = max_degree < full ? max_degree : full;
    if (problem_init(&problem, prover, obligation) == STATUS_OK)
        truth = line_formula(&problem.line, problem.conclusion)->truths[0];
    problem_clear(&problem);
    prover->reals->max_degree = full;
    return truth;
}

static void settle(proof_t *proof, bool holds, slong precision)
{
    proof->verdict = holds ? VERDICT_PROVED : VERDICT_REFUTED;
    strbuf_printf(&proof->evidence, "evidence %s constant %ld\n", holds ? "proved" : "refuted", (long)precision);
    proof->method = precision == 0 ? format_text("exact") : format_text("%ld bits", (long)precision);
}

static bool settle_exactly(proof_t *proof, prover_t *prover, const obligation_t *obligation, slong max_degree)
{
    cell_truth_t truth = exact_truth(prover, obligation, max_degree);
    if (truth == CELL_UNSUPPORTED)
        return false;
    if (truth == CELL_UNDEFINED)
        proof->reason = format_text("a term of the claim has no value");
    else
        settle(proof, truth == CELL_TRUE, 0);
    return true;
}

// ---- balls ----

// The box of the implicit points: what is known of them, else the box they were sought in is of no use here.
static bool read_points(arb_ptr box, const prover_t *prover, const obligation_t *obligation, slong prec)
{
    arb_t end;
    arb_init(end);
    bool known = true;
    for (size_t i = 0; known && i < obligation->point_count; i++) {
        known = false;
        for (size_t k = 0; k < prover->known_count && !known; k++) {
            if (prover->known[k].variable != obligation->points[i].variable)
                continue;
            arb_set_fmpq(box + i, prover->known[k].lo, prec);
            arb_set_fmpq(end, prover->known[k].hi, prec);
            arb_union(box + i, box + i, end, prec);
            known = true;
        }
    }
    arb_clear(end);
    return known;
}

// The least precision of a doubling sequence at which balls tell; 0 when none does.
static slong ball_truth(tape_truth_t *truth, const tape_t *tape, prover_t *prover, const obligation_t *obligation)
{
    slong prec = 64;
    arb_ptr box = _arb_vec_init((slong)obligation->point_count);
    *truth = TRUTH_UNKNOWN;
    for (; prec <= prover->limits.max_precision; prec *= 2) {
        if (!read_points(box, prover, obligation, prec))
            break;
        tape_evaluate_arb(NULL, NULL, truth, tape, box, prec);
        if (*truth != TRUTH_UNKNOWN)
            break;
    }
    _arb_vec_clear(box, (slong)obligation->point_count);
    return *truth == TRUTH_UNKNOWN ? 0 : prec;
}

// The truth of the operator-free formula at the least precision that tells, 0 when none does.
static slong formula_truth(tape_truth_t *truth, expr_t formula, prover_t *prover, const obligation_t *obligation)
{
    expr_t *points = mem_alloc(obligation->point_count, sizeof *points);
    for (size_t i = 0; i < obligation->point_count; i++)
        points[i] = obligation->points[i].variable;
    slong prec = 0;
    if (!dag_over_limit(prover->dag)) {
        tape_t *tape = tape_compile(prover->dag, 1, &formula, obligation->point_count, points);
        prec = ball_truth(truth, tape, prover, obligation);
        tape_free(tape);
    }
    mem_free(points);
    return prec;
}

// *obstacle as of replace_ties.
static bool settle_by_balls(proof_t *proof, status_t *obstacle, prover_t *prover, const obligation_t *obligation)
{
    tape_truth_t truth;
    expr_t conclusion = expr_eliminate_operators(prover->dag, obligation->conclusion);
    slong prec = formula_truth(&truth, conclusion, prover, obligation);
    if (prec == 0 && !dag_over_limit(prover->dag)) {
        slong tie_prec;
        conclusion = replace_ties(&tie_prec, obstacle, prover->dag, conclusion);
        prec = tie_prec > 0 ? formula_truth(&truth, conclusion, prover, obligation) : 0;
        if (prec > 0 && tie_prec > prec)
            prec = tie_prec;
    }
    if (prec == 0)
        return false;
    // Twice the precision leaves room for other ways to round.
    settle(proof, truth == TRUTH_TRUE, 2 * prec < MAX_EVIDENCE_PRECISION ? 2 * prec : MAX_EVIDENCE_PRECISION);
    return true;
}

// ---- entry point ----

void prove_constant(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    status_t obstacle = STATUS_OK;
    if (settle_exactly(proof, prover, obligation, CHEAP_DEGREE) ||
        settle_by_balls(proof, &obstacle, prover, obligation) ||
        settle_exactly(proof, prover, obligation, REAL_MAX_DEGREE))
        return;
    proof->reason = format_text("the two sides cannot be told apart at %ld bits: possibly equal%s",
                                (long)prover->limits.max_precision,
                                obstacle == STATUS_LIMIT ? DEGREE_REMARK : "");
}
