// SPDX-License-Identifier: LGPL-3.0-or-later
// The inside of a tape, shared by the compiler (tape.c) and the two evaluators (tape_batch.c, tape_arb.c).
#ifndef CERTIFY_EXPR_TAPE_CODE_H
#define CERTIFY_EXPR_TAPE_CODE_H

#include "base/parallel.h"
#include "expr/coverage.h"
#include "expr/level.h"
#include "interval/arithmetic.h"

// One operation. Its operands are registers: tape->operands[first], ..., count of them. Operations that no evaluator
// knows (operators not eliminated, formulas where numbers are expected) have the op EXPR_DERIVATIVE and enclose by
// "anything".
typedef struct {
    expr_op_t op;
    bool fixed;      // no variable below: computed once, when the tape is compiled, for the double evaluator
    uint32_t result; // register, never one of the operands
    uint32_t first, count;
    uint32_t index; // RATIONAL: in tape->rationals; VARIABLE: of the box; CASES: in tape->coverages; else TAPE_NO_INDEX
    slong p, q;     // POWER
    bool loaded;    // read by instructions that are not fixed, or a root
    bool still;     // of a tape along a variable, and without it
    bool total[2];  // MUL: the factor has a value everywhere
    bool folded;    // not computed: what reads it does so through loads
    bool loads;     // reads its operands through the loads of the tape, at its place in them
    bool foreseen;  // the level of the result is known, where the operations up to here have values
    uint8_t level;  // level_t, if foreseen
} instruction_t;

#define TAPE_NO_INDEX UINT32_MAX

// What is known of a fixed instruction.
typedef struct {
    dinterval_t value; // of a real one
    level_t level;
    tape_truth_t truth;
} preset_t;

// For a cases node without a guard that is surely true: the guards' coverage, and the registers of its scales'
// expressions, tape->operands[first] onwards (TAPE_NO_INDEX for scales that have none).
typedef struct {
    coverage_t *coverage;
    uint32_t first;
} tape_coverage_t;

typedef struct {
    uint32_t reg;
    bool is_formula;
} tape_root_t;

// An operand as scale * (register + shift); docs/kernel.md, "Folding".
typedef struct {
    uint32_t reg;
    bool negated; // the register
    interval_form_t form;
} tape_load_t;

// The instructions from `start` up to before `end` are passed over where a guard of a cases node (the instruction
// `cases`) before the value of that number surely holds, or the guard of that value surely does not.
typedef struct {
    size_t start, end, cases, branch;
} tape_skip_t;

// What tape_evaluate runs the tape with, kept from one call to the next (tape_double.c).
typedef struct tape_runner tape_runner_t;
void tape_runner_free(tape_runner_t *runner); // NULL is allowed

struct tape {
    instruction_t *code;
    preset_t *presets; // one per instruction, meaningful for fixed ones
    size_t length;
    size_t fixed_count; // the fixed instructions come first
    tape_load_t *loads; // two per instruction, meaningful for those that read through them
    tape_skip_t *skips; // by their starts, outer ones first
    size_t skip_count;
    uint32_t *fixed_at; // per register: the fixed instruction that it belongs to, or TAPE_NO_INDEX
    uint32_t *operands;
    size_t operand_count, operand_capacity;
    fmpq *rationals;
    size_t rational_count, rational_capacity;
    tape_coverage_t *coverages;
    size_t coverage_count, coverage_capacity;
    tape_root_t *roots;
    size_t root_count;
    size_t register_count;
    size_t variable_count;
    tape_runner_t **runners; // per thread, NULL before it runs the tape; not a part of what the tape computes
};

// The constant that a register holds, or NULL.
static inline const preset_t *tape_constant(const tape_t *tape, uint32_t reg)
{
    return tape->fixed_at[reg] == TAPE_NO_INDEX ? NULL : tape->presets + tape->fixed_at[reg];
}

// In Arb: everything about register r. A formula register has no value.
typedef struct {
    arb_ptr value;
    level_t *level;
    tape_truth_t *truth;
} arb_registers_t;

void arb_registers_init(arb_registers_t *registers, size_t count);
void arb_registers_clear(arb_registers_t *registers, size_t count);

// Runs one instruction in Arb on its registers; the box gives the variables.
void tape_step_arb(arb_registers_t *registers, const tape_t *tape, const instruction_t *code, arb_srcptr box,
                   slong prec);

#endif
