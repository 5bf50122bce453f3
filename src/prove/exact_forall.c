// SPDX-License-Identifier: LGPL-3.0-or-later
// FORALL and EXISTS: the truth of the formula in every cell of the interval. An EXISTS is a FORALL of the negated
// conclusion with the verdicts exchanged.
#include "base/memory.h"
#include "prove/exact.h"

typedef struct {
    frame_t frame;
    size_t first, last;   // the cells of the interval, none when first > last
    cell_truth_t *truths; // per cell: region implies conclusion
} survey_t;

static cell_truth_t negated(cell_truth_t truth)
{
    return truth == CELL_TRUE ? CELL_FALSE : truth == CELL_FALSE ? CELL_TRUE : truth;
}

static cell_truth_t implication(cell_truth_t region, cell_truth_t conclusion)
{
    if (region == CELL_FALSE || conclusion == CELL_TRUE)
        return CELL_TRUE;
    return region == CELL_TRUE ? conclusion : region;
}

static status_t survey_init(survey_t *survey, problem_t *problem, bool negate)
{
    line_t *line = &problem->line;
    const truths_t *region = line_formula(line, problem->region), *conclusion = line_formula(line, problem->conclusion);
    survey->truths = NULL;
    frame_init(&survey->frame);
    status_t status = frame_add(&survey->frame, region->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&survey->frame, conclusion->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&survey->frame, problem->met, line);
    if (status == STATUS_OK)
        status = problem_range(&survey->frame, &survey->first, &survey->last, problem);
    if (status != STATUS_OK)
        return status;
    size_t cells = partition_cell_count(survey->frame.partition);
    survey->truths = mem_alloc(cells, sizeof *survey->truths);
    for (size_t c = 0; c < cells; c++) {
        cell_truth_t concluded = conclusion->truths[survey->frame.maps[1][c]];
        survey->truths[c] =
            implication(region->truths[survey->frame.maps[0][c]], negate ? negated(concluded) : concluded);
    }
    return STATUS_OK;
}

static void survey_clear(survey_t *survey)
{
    frame_clear(&survey->frame);
    mem_free(survey->truths);
}

static size_t cell_total(const survey_t *survey)
{
    return survey->first > survey->last ? 0 : survey->last - survey->first + 1;
}

// The first cell of the interval with the truth value; false when there is none.
static bool find_cell(size_t *cell, const survey_t *survey, cell_truth_t truth)
{
    for (size_t c = survey->first; c <= survey->last; c++)
        if (survey->truths[c] == truth) {
            *cell = c;
            return true;
        }
    return false;
}

// ---- a point where the formula is false ----

static bool simpler(const fmpq_t a, const fmpq_t b)
{
    int order = fmpz_cmp(fmpq_denref(a), fmpq_denref(b));
    return order < 0 || (order == 0 && fmpz_cmpabs(fmpq_numref(a), fmpq_numref(b)) < 0);
}

// The simplest rational among those of the failing open cells and the failing points that are rational, open cells
// first; else the first failing point. *isolated: no open cell fails.
static status_t find_witness(rpoint_t witness, bool *isolated, const survey_t *survey, real_ctx_t ctx)
{
    fmpq_t best, candidate, high;
    fmpq_init(best);
    fmpq_init(candidate);
    fmpq_init(high);
    bool found = false;
    status_t status = STATUS_OK;
    for (size_t parity = 0; parity < 2 && !found && status == STATUS_OK; parity++) {
        *isolated = parity == 1;
        for (size_t c = survey->first; c <= survey->last && status == STATUS_OK; c++) {
            if (survey->truths[c] != CELL_FALSE || c % 2 != parity)
                continue;
            if (parity == 0)
                status = partition_sample(candidate, survey->frame.partition, c, ctx);
            else
                rpoint_get_interval(candidate, high, partition_point(survey->frame.partition, c / 2));
            bool rational = parity == 0 || fmpq_equal(candidate, high);
            if (rational && (!found || simpler(candidate, best))) {
                fmpq_set(best, candidate);
                found = true;
            }
        }
    }
    size_t cell;
    if (status == STATUS_OK && found)
        rpoint_set_fmpq(witness, best);
    else if (status == STATUS_OK && find_cell(&cell, survey, CELL_FALSE))
        status = cell_point(witness, survey->frame.partition, cell, ctx);
    fmpq_clear(best);
    fmpq_clear(candidate);
    fmpq_clear(high);
    return status;
}

#define LISTED_POINTS 8

// "fails only at x = ..., ...".
static char *describe_isolated(const survey_t *survey, const problem_t *problem, bool negate)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, negate ? "true only at " : "fails only at ");
    size_t count = 0;
    for (size_t c = survey->first; c <= survey->last; c++) {
        if (survey->truths[c] != CELL_FALSE)
            continue;
        if (count < LISTED_POINTS) {
            strbuf_append(&text, count ? ", " : "");
            describe_cell(&text, problem, survey->frame.partition, c);
        }
        count++;
    }
    if (count > LISTED_POINTS)
        strbuf_printf(&text, " and %zu more points", count - LISTED_POINTS);
    return finish_text(&text);
}

// ---- verdicts ----

static status_t settle_false(proof_t *proof, const survey_t *survey, problem_t *problem, bool negate)
{
    rpoint_t witness;
    strbuf_t evidence;
    bool isolated = false;
    status_t status = STATUS_OK;
    rpoint_init(witness);
    strbuf_init(&evidence);
    strbuf_printf(&evidence, "evidence %s witness\n", negate ? "proved" : "refuted");
    if (problem->line.variable != EXPR_NONE) {
        status = find_witness(witness, &isolated, survey, problem->prover->reals);
        if (status == STATUS_OK)
            status = evidence_value(&evidence, proof, problem->line.variable, false, witness, problem->prover->reals);
    }
    strbuf_append(&evidence, "precision 0\n");
    if (status == STATUS_OK) {
        proof_settle(proof, negate ? VERDICT_PROVED : VERDICT_REFUTED, &evidence, cell_total(survey));
        if (isolated)
            proof->detail = describe_isolated(survey, problem, negate);
    }
    strbuf_clear(&evidence);
    rpoint_clear(witness);
    return status;
}

// Without a variable there are no cells: the conclusion alone holds, or it is for another method.
static status_t write_cells(strbuf_t *evidence, const survey_t *survey, const problem_t *problem, bool negate)
{
    if (problem->line.variable != EXPR_NONE)
        return evidence_cells(evidence, &survey->frame, survey->first, survey->last, problem);
    strbuf_append(evidence, "tree\nconstant 0\n");
    cell_truth_t conclusion = line_formula(&problem->line, problem->conclusion)->truths[0];
    return conclusion == (negate ? CELL_FALSE : CELL_TRUE) ? STATUS_OK : STATUS_UNSUPPORTED;
}

static status_t settle_true(proof_t *proof, const survey_t *survey, const problem_t *problem, bool negate)
{
    strbuf_t evidence;
    strbuf_init(&evidence);
    strbuf_printf(&evidence, "evidence %s ", negate ? "refuted" : "proved");
    status_t status = write_cells(&evidence, survey, problem, negate);
    if (status == STATUS_OK)
        proof_settle(proof, negate ? VERDICT_REFUTED : VERDICT_PROVED, &evidence, cell_total(survey));
    strbuf_clear(&evidence);
    return status;
}

static void settle_undefined(proof_t *proof, const survey_t *survey, const problem_t *problem, size_t cell)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, "a term of the claim has no value");
    if (problem->line.variable != EXPR_NONE)
        strbuf_append(&text, " at ");
    describe_cell(&text, problem, survey->frame.partition, cell);
    proof->verdict = VERDICT_UNDECIDED;
    proof->reason = finish_text(&text);
}

static status_t settle(proof_t *proof, const survey_t *survey, problem_t *problem, bool negate)
{
    size_t cell;
    if (find_cell(&cell, survey, CELL_FALSE))
        return settle_false(proof, survey, problem, negate);
    if (find_cell(&cell, survey, CELL_UNSUPPORTED))
        return problem_failure(problem);
    if (!find_cell(&cell, survey, CELL_UNDEFINED))
        return settle_true(proof, survey, problem, negate);
    settle_undefined(proof, survey, problem, cell);
    return STATUS_OK;
}

status_t prove_exact_forall(proof_t *proof, problem_t *problem)
{
    bool negate = problem->obligation->kind == OBLIGATION_EXISTS;
    survey_t survey;
    status_t status = survey_init(&survey, problem, negate);
    if (status == STATUS_OK)
        status = settle(proof, &survey, problem, negate);
    if (status == STATUS_OK && !negate && proof->verdict != VERDICT_UNDECIDED)
        proof->has_room = exact_room(&proof->room_lo, &proof->room_hi, &survey.frame, survey.first, survey.last,
                                     proof->verdict, problem);
    survey_clear(&survey);
    return status;
}
