// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "claim/formula.h"
#include "prove/exact.h"
#include "prove/witness.h"
#include "real/number.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

bool witness_write_value(proof_t *proof, prover_t *prover, expr_t variable, bool second, const char *coordinate)
{
    rpoint_t point;
    rpoint_init(point);
    bool written = number_read(point, coordinate, strlen(coordinate), prover->reals) == STATUS_OK &&
                   evidence_value(&proof->evidence, proof, variable, second, point, prover->reals) == STATUS_OK;
    rpoint_clear(point);
    return written;
}

double number_estimate(const char *text, real_ctx_t reals)
{
    rpoint_t point;
    arb_t ball;
    rpoint_init(point);
    arb_init(ball);
    double value = 0;
    if (number_read(point, text, strlen(text), reals) == STATUS_OK &&
        rpoint_get_arb(ball, point, 64, reals) == STATUS_OK)
        value = arf_get_d(arb_midref(ball), ARF_RND_NEAR);
    arb_clear(ball);
    rpoint_clear(point);
    return value;
}

// ---- exact decisions ----

slong closed_formula_precision(const statement_t *statement, expr_t formula)
{
    static const char start[] = "evidence proved constant ";
    obligation_t constant;
    memset(&constant, 0, sizeof constant);
    constant.kind = OBLIGATION_CONSTANT;
    constant.role = "witness";
    constant.region = constant.bound = constant.shape_function = constant.shape_constant = EXPR_NONE;
    constant.conclusion = formula;
    constant.point_count = statement->obligation->point_count;
    constant.points = statement->obligation->points;
    proof_t proof;
    proof_init(&proof);
    prove_constant(&proof, statement->prover, &constant);
    slong precision = -1;
    if (proof.verdict == VERDICT_PROVED && strncmp(proof.evidence.text, start, sizeof start - 1) == 0)
        precision = strtol(proof.evidence.text + sizeof start - 1, NULL, 10);
    proof_clear(&proof);
    return precision;
}

static bool in_order(const statement_t *statement, expr_t a, expr_t b, bool strict)
{
    dag_t *dag = statement->prover->dag;
    if (a == EXPR_NONE || b == EXPR_NONE)
        return true;
    if (a == b)
        return !strict;
    if (expr_op(dag, a) == EXPR_RATIONAL && expr_op(dag, b) == EXPR_RATIONAL)
        return fmpq_cmp(expr_rational_value(dag, a), expr_rational_value(dag, b)) < (strict ? 0 : 1);
    return closed_formula_precision(statement, expr_binary(dag, strict ? EXPR_LESS : EXPR_LESS_EQUAL, a, b)) >= 0;
}

static bool in_domain(const statement_t *statement, const expr_t *candidate)
{
    for (size_t i = 0; i < statement->count; i++) {
        const interval_t *domain = &statement->obligation->variables[i].domain;
        uint32_t lo = statement->root[i].lo_mark, hi = statement->root[i].hi_mark;
        expr_t lower = lo == MARK_NONE ? EXPR_NONE : statement->marks[lo].constant;
        expr_t upper = hi == MARK_NONE ? EXPR_NONE : statement->marks[hi].constant;
        if (!in_order(statement, lower, candidate[i], domain->lo_open) ||
            !in_order(statement, candidate[i], upper, domain->hi_open))
            return false;
    }
    return true;
}

// ---- intervals ----

static bool candidate_box(side_t *box, statement_t *statement, const expr_t *candidate)
{
    for (size_t i = 0; i < statement->count; i++) {
        uint32_t mark = statement_add_mark(statement, candidate[i]);
        const mark_t *place = statement->marks + mark;
        if (!(place->lo >= -DBL_MAX && place->hi <= DBL_MAX))
            return false;
        box[i] = place->lo == place->hi ? (side_t){place->lo, place->lo, MARK_NONE, MARK_NONE}
                                        : (side_t){place->lo, place->hi, mark, mark};
    }
    return true;
}

typedef struct {
    tape_truth_t region, conclusion;
} verdicts_t;

static verdicts_t evaluate_candidate(statement_t *statement, const expr_t *candidate, slong precision)
{
    verdicts_t found = {TRUTH_UNKNOWN, TRUTH_UNKNOWN};
    side_t *box = mem_alloc(statement->count, sizeof *box);
    size_t marks = statement->mark_count;
    if (candidate_box(box, statement, candidate)) {
        tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
        statement_evaluate(results, statement, statement->values, box, precision);
        found.region = condition_truth(&statement->region_condition, &statement->list, results, precision);
        found.conclusion = condition_truth(&statement->conclusion_condition, &statement->list, results, precision);
        mem_free(results);
    }
    statement->mark_count = marks; // the marks of a candidate are not needed any longer
    mem_free(box);
    return found;
}

static expr_t put_in(const statement_t *statement, expr_t formula, const expr_t *candidate)
{
    return expr_substitute(statement->prover->dag, formula, statement->count, statement->inputs, candidate);
}

// ---- witnesses ----

static bool write_evidence(proof_t *proof, const statement_t *statement, verdict_t verdict, char *const *coordinates,
                           slong precision)
{
    bool written = true;
    strbuf_printf(&proof->evidence, "evidence %s witness\n", verdict_name(verdict));
    for (size_t i = 0; i < statement->count; i++)
        written = written && witness_write_value(proof, statement->prover, statement->inputs[i], false, coordinates[i]);
    if (!written) {
        strbuf_reset(&proof->evidence);
        return false;
    }
    strbuf_printf(&proof->evidence, "precision %ld\n", (long)precision);
    proof->verdict = verdict;
    proof->method = precision ? format_text("a point, %ld bits", (long)precision) : format_text("a point, exact");
    return true;
}

static bool coordinate_texts(char **texts, const statement_t *statement, const expr_t *candidate)
{
    bool written = true;
    real_t value;
    real_init(value);
    for (size_t i = 0; i < statement->count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        written = written && constant_exact(value, statement->prover, candidate[i]) &&
                  number_write_real(&text, value, statement->prover->reals) == STATUS_OK;
        texts[i] = strbuf_detach(&text);
        strbuf_clear(&text);
    }
    real_clear(value);
    return written;
}

static bool accept_candidate(proof_t *proof, const statement_t *statement, verdict_t verdict, const expr_t *candidate,
                             slong precision)
{
    char **texts = mem_alloc(statement->count, sizeof *texts);
    bool written =
        coordinate_texts(texts, statement, candidate) && write_evidence(proof, statement, verdict, texts, precision);
    for (size_t i = 0; i < statement->count; i++)
        mem_free(texts[i]);
    mem_free(texts);
    return written;
}

// The precision at which "region and not conclusion" is proved at the candidate; -1 when it is not.
static slong failure_precision(statement_t *statement, const expr_t *candidate, bool thorough)
{
    static const slong precisions[] = {53, 106};
    for (size_t k = 0; k < 2; k++) {
        verdicts_t found = evaluate_candidate(statement, candidate, precisions[k]);
        if (found.region == TRUTH_TRUE && found.conclusion == TRUTH_FALSE)
            return precisions[k];
        if (found.region == TRUTH_FALSE || found.conclusion == TRUTH_TRUE)
            return -1;
    }
    if (!thorough)
        return -1;
    dag_t *dag = statement->prover->dag;
    expr_t failure =
        expr_and(dag, formula_normalise(dag, statement->obligation->region), formula_negate(dag, statement->stated));
    return closed_formula_precision(statement, put_in(statement, failure, candidate));
}

bool witness_verify(proof_t *proof, statement_t *statement, verdict_t verdict, const expr_t *candidate, bool thorough)
{
    if (dag_over_limit(statement->prover->dag) || !in_domain(statement, candidate))
        return false;
    slong precision = failure_precision(statement, candidate, thorough);
    return precision >= 0 && accept_candidate(proof, statement, verdict, candidate, precision);
}

bool witness_in_region(statement_t *statement, const expr_t *candidate, bool thorough)
{
    if (dag_over_limit(statement->prover->dag) || !in_domain(statement, candidate))
        return false;
    if (statement->unrestricted || evaluate_candidate(statement, candidate, 53).region == TRUTH_TRUE)
        return true;
    expr_t region = thorough ? put_in(statement, statement->obligation->region, candidate) : EXPR_NONE;
    return thorough && closed_formula_precision(statement, region) >= 0;
}

bool witness_accept(proof_t *proof, statement_t *statement, verdict_t verdict, char *const *coordinates)
{
    rpoint_t value;
    rpoint_init(value);
    bool inside = true;
    for (size_t i = 0; inside && i < statement->count; i++) {
        const interval_t *domain = &statement->obligation->variables[i].domain;
        if (!domain->lo_open && !domain->hi_open)
            continue;
        const side_t *root = statement->root + i;
        arb_t ball;
        arb_init(ball);
        inside = number_read(value, coordinates[i], strlen(coordinates[i]), statement->prover->reals) == STATUS_OK &&
                 rpoint_get_arb(ball, value, 64, statement->prover->reals) == STATUS_OK;
        dinterval_t place = dinterval_from_arb(ball);
        inside = inside && (!domain->lo_open || dinterval_lo(place) > side_inner_end(statement, root, false)) &&
                 (!domain->hi_open || place.hi < side_inner_end(statement, root, true));
        arb_clear(ball);
    }
    rpoint_clear(value);
    return inside && write_evidence(proof, statement, verdict, coordinates, 0);
}
