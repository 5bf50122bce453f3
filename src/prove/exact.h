// SPDX-License-Identifier: LGPL-3.0-or-later
// What the files exact*.c, constant.c and estimate.c share.
#ifndef CERTIFY_PROVE_EXACT_H
#define CERTIFY_PROVE_EXACT_H

#include "prove/piecewise.h"
#include "prove/prove.h"

// ---- frames: a partition that several functions and formulas are read on (exact_frame.c) ----

#define FRAME_MAX_MAPS 6

typedef struct {
    partition_t *partition;
    size_t map_count;
    size_t *maps[FRAME_MAX_MAPS]; // maps[k][c]: the cell of the k-th added partition that cell c lies in
} frame_t;

void frame_init(frame_t *frame);
void frame_clear(frame_t *frame);
// Refines the frame by the partition; its cells become the next map.
status_t frame_add(frame_t *frame, partition_t *partition, line_t *line) CERTIFY_MUST_USE;
// Refines the frame by one point; *cell is its cell. Earlier cell numbers lose their meaning.
status_t frame_add_point(frame_t *frame, const rpoint_t point, size_t *cell, line_t *line) CERTIFY_MUST_USE;
// The cell in which the point lies.
status_t frame_locate(size_t *cell, const frame_t *frame, const rpoint_t point, line_t *line) CERTIFY_MUST_USE;

// ---- an obligation of at most one variable ----

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    line_t line;
    // Nodes with the same values on the line as those of the obligation; EXPR_NONE where it has none.
    expr_t region, conclusion, map, denominator, bound, centre, lo_end, hi_end;
    partition_t *met;
    bool has_lo, has_hi, lo_open, hi_open;
    rpoint_t lo, hi;
} problem_t;

// For obligations with at most one variable; known coordinates are put in for implicit points. Must be cleared in any
// case. STATUS_UNSUPPORTED: more variables, or ends of the interval that are not algebraic.
status_t problem_init(problem_t *problem, prover_t *prover, const obligation_t *obligation) CERTIFY_MUST_USE;
void problem_clear(problem_t *problem);

// Adds the ends of the interval to the frame; *first .. *last are then its cells inside the interval, none if
// *first > *last.
status_t problem_range(frame_t *frame, size_t *first, size_t *last, problem_t *problem) CERTIFY_MUST_USE;

// STATUS_LIMIT when a limit was met, else STATUS_UNSUPPORTED: why something is not known.
status_t problem_failure(const problem_t *problem);

// ---- evidence (exact_evidence.c) ----

// `at NUMBER` lines of points first .. first + count - 1 of the partition.
status_t evidence_points(strbuf_t *out, const partition_t *partition, size_t first, size_t count,
                         real_ctx_t ctx) CERTIFY_MUST_USE;
// The line `cells K` and those of the points that bound or lie between the cells first .. last.
status_t evidence_cells(strbuf_t *out, const frame_t *frame, size_t first, size_t last,
                        const problem_t *problem) CERTIFY_MUST_USE;
// `value NUMBER`, and the value in the proof's list for people.
status_t evidence_value(strbuf_t *out, proof_t *proof, expr_t variable, bool second, const rpoint_t value,
                        real_ctx_t ctx) CERTIFY_MUST_USE;
// A point in the cell: the simplest rational of an open one, else the point itself.
status_t cell_point(rpoint_t point, const partition_t *partition, size_t cell, real_ctx_t ctx) CERTIFY_MUST_USE;
// For people: exact when that is short, else 17 digits and "...".
status_t decimal_text(strbuf_t *out, const rpoint_t value, real_ctx_t ctx) CERTIFY_MUST_USE;
// The text of the buffer, which is cleared.
char *finish_text(strbuf_t *text);
char *format_text(const char *format, ...) CERTIFY_PRINTF(1, 2);
// Fills in verdict and method; takes over the evidence text.
void proof_settle(proof_t *proof, verdict_t verdict, strbuf_t *evidence, size_t cells);
// "NAME = VALUE" of a point of the cell.
void describe_cell(strbuf_t *out, const problem_t *problem, const partition_t *partition, size_t cell);

// ---- ties of constants (separation.c) ----

// The operator-free formula with its comparisons of equal algebraic constants replaced by TRUE and FALSE; *precision is
// the number of bits that shows all of them equal, 0 when there are none. *obstacle: a comparison was left because a side
// is not evidently algebraic (STATUS_UNSUPPORTED), or is of too large a degree (STATUS_LIMIT).
expr_t replace_ties(slong *precision, status_t *obstacle, dag_t *dag, expr_t formula);

// ---- methods ----

// Each leaves the proof untouched unless the status is STATUS_OK.
status_t prove_exact_forall(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE; // and exists
status_t prove_exact_local(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE;
status_t prove_exact_pair(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE;
status_t prove_exact_root(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE;
status_t prove_exact_lipschitz(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE; // only refutes
status_t prove_exact_bounded(proof_t *proof, problem_t *problem) CERTIFY_MUST_USE;   // only refutes

// Encloses the infimum, over the cells first .. last of the frame where the region (map 0) holds, of the e of all
// conjuncts 0 <= e and 0 < e of the conclusion; false when the conclusion has another form, or no cell is in the
// region.
bool exact_room(double *lo, double *hi, frame_t *frame, size_t first, size_t last, verdict_t verdict,
                problem_t *problem);

// An enclosure of the infimum of p on the open cell, its ends counted in; infinite when it is.
status_t polynomial_infimum(arb_t infimum, const rpoly_t p, const partition_t *partition, size_t cell, slong prec,
                            line_t *line) CERTIFY_MUST_USE;

#endif
