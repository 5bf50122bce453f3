// SPDX-License-Identifier: LGPL-3.0-or-later
// Straight-line programs: what evaluation over a box (enclose.h) does with double ranges where every comparison in the
// terms is decided, so that each is given by one formula. On boxes on which the comparisons have the same outcomes the
// values and slopes are those of that evaluation, without its cost.
#ifndef CERTIFY_CHECK_PROGRAM_H
#define CERTIFY_CHECK_PROGRAM_H

#include "check/enclose.h"

typedef struct program program_t;

// The program of the evaluation that was run last: with double ranges, of terms to order 1 or more in the inputs, which
// come first among the plan's variables, under evaluator_assume with no assumptions. NULL when it was another one, when
// some comparison is open on that box, some coefficient unknown or a variable none of the inputs, and when the terms
// have operators that programs are without (AT, PARTIAL, regularity) or are long. Constants are those of `constants`,
// an evaluator for the plan at the precision of fine runs; `values` itself where there is no need of these.
program_t *program_record(const evaluator_t *values, const evaluator_t *constants, const plan_t *plan,
                          size_t input_count, const expr_t *inputs);
void program_free(program_t *program);

// Whether the comparisons are shown to have the outcomes that they had when the program was recorded, and all terms to
// be defined, on this box. Then the next three are about it. Enters and leaves in any rounding mode.
bool program_run(program_t *program, const range_t *inputs) CERTIFY_MUST_USE;
const range_t *program_value(const program_t *program, size_t root);
const range_t *program_slope(const program_t *program, size_t root, size_t input);
// As for enclosure_t, of the formulas that the terms are given by there.
int program_level(const program_t *program, size_t root);

// The values at a part of a box on which program_run succeeded, which program_value gives then. False when they are not
// known.
bool program_run_values(program_t *program, const range_t *inputs) CERTIFY_MUST_USE;

// The same between ranges of the precision of the constants, where that is not RANGE_DOUBLE.
bool program_run_fine(program_t *program, const range_t *inputs) CERTIFY_MUST_USE;
const range_t *program_fine_value(const program_t *program, size_t root);

// ---- the programs of one question ----

#define PROGRAMS_MAX 16       // kept at a time
#define PROGRAMS_ATTEMPTS 256 // to record one

typedef struct {
    size_t attempts;
    size_t count;
    program_t *items[PROGRAMS_MAX]; // the one used last comes first
} programs_t;

void programs_clear(programs_t *programs);
// One that runs on the box; NULL if there is none.
program_t *programs_find(programs_t *programs, const range_t *inputs);
// Records one more, unless there have been PROGRAMS_ATTEMPTS attempts; the one not used for longest makes room.
void programs_record(programs_t *programs, const evaluator_t *values, const evaluator_t *constants, const plan_t *plan,
                     size_t input_count, const expr_t *inputs);

#endif
