// SPDX-License-Identifier: LGPL-3.0-or-later
// ROOT in one dimension: how many zeros the map has in the closed box.
#include "base/memory.h"
#include "prove/exact.h"

typedef struct {
    size_t zeros;  // cells of the box in which the map vanishes
    size_t zero;   // one of them
    bool interval; // one of them is open
    bool undefined, unsupported;
} zero_count_t;

static zero_count_t count_zeros(const frame_t *frame, const signs_t *signs, size_t first, size_t last)
{
    zero_count_t found = {0, 0, false, false, false};
    for (size_t c = first; c <= last; c++) {
        cell_sign_t sign = signs->signs[frame->maps[0][c]];
        if (sign == SIGN_ZERO) {
            found.zero = c;
            found.zeros++;
            found.interval = found.interval || c % 2 == 0;
        }
        found.undefined = found.undefined || sign == SIGN_UNDEFINED;
        found.unsupported = found.unsupported || sign == SIGN_UNSUPPORTED;
    }
    return found;
}

#define KNOWN_BITS 128

// The point whose coordinate the obligation is about stands for the zero from now on.
static status_t remember(problem_t *problem, const rpoint_struct *zero)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    status_t status = rpoint_refine(lo, hi, zero, KNOWN_BITS, problem->prover->reals);
    if (status == STATUS_OK && problem->obligation->point_count == 1) {
        known_coordinate_t *known = prover_known(problem->prover, problem->obligation->points[0].variable);
        fmpq_set(known->lo, lo);
        fmpq_set(known->hi, hi);
        known->is_exact = true;
        rpoint_set(known->exact, zero);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return status;
}

static char *explain(const frame_t *frame, const zero_count_t *found, const problem_t *problem, bool unique)
{
    strbuf_t text;
    strbuf_init(&text);
    if (found->zeros == 0)
        strbuf_append(&text, "no zero in the box");
    else if (found->interval)
        strbuf_append(&text, "zero on a whole interval");
    else if (found->zeros > 1)
        strbuf_printf(&text, "%zu zeros in the box", found->zeros);
    else
        strbuf_append(&text, unique ? "the zero is " : "the only zero is an end of the box: ");
    if (found->zeros == 1 && !found->interval)
        describe_cell(&text, problem, frame->partition, found->zero);
    return finish_text(&text);
}

static status_t settle(proof_t *proof, const frame_t *frame, size_t first, size_t last, const zero_count_t *found,
                       problem_t *problem)
{
    // The interior of the closed box: its first and last cells are its ends.
    bool unique = found->zeros == 1 && found->zero % 2 == 1 && found->zero > first && found->zero < last;
    if (found->undefined && unique) {
        proof->reason = format_text("the map has no value at some points of the box");
        return STATUS_OK;
    }
    strbuf_t evidence;
    strbuf_init(&evidence);
    strbuf_printf(&evidence, "evidence %s ", unique ? "proved" : "refuted");
    status_t status = evidence_cells(&evidence, frame, first, last, problem);
    if (status == STATUS_OK && unique)
        status = remember(problem, partition_point(frame->partition, found->zero / 2));
    if (status == STATUS_OK) {
        proof_settle(proof, unique ? VERDICT_PROVED : VERDICT_REFUTED, &evidence, last - first + 1);
        proof->detail = explain(frame, found, problem, unique);
    }
    strbuf_clear(&evidence);
    return status;
}

status_t prove_exact_root(proof_t *proof, problem_t *problem)
{
    line_t *line = &problem->line;
    if (line->variable == EXPR_NONE || !problem->has_lo || !problem->has_hi)
        return STATUS_UNSUPPORTED;
    signs_t signs;
    status_t status = piecewise_signs(&signs, line_function(line, problem->map), line);
    if (status != STATUS_OK)
        return status;
    frame_t frame;
    size_t first, last;
    frame_init(&frame);
    status = frame_add(&frame, signs.partition, line);
    if (status == STATUS_OK)
        status = frame_add(&frame, problem->met, line);
    if (status == STATUS_OK)
        status = problem_range(&frame, &first, &last, problem);
    if (status == STATUS_OK && first > last)
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK) {
        zero_count_t found = count_zeros(&frame, &signs, first, last);
        status = found.unsupported ? problem_failure(problem) : settle(proof, &frame, first, last, &found, problem);
    }
    frame_clear(&frame);
    signs_clear(&signs);
    return status;
}
