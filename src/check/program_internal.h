// SPDX-License-Identifier: LGPL-3.0-or-later
// What program.c runs and program_record.c writes.
#ifndef CERTIFY_CHECK_PROGRAM_INTERNAL_H
#define CERTIFY_CHECK_PROGRAM_INTERNAL_H

#include "check/program.h"
#include "check/range_ring.h"

typedef enum {
    PROGRAM_INPUT, // inputs and constants have their values before the program runs
    PROGRAM_CONSTANT,
    PROGRAM_NEG,
    PROGRAM_ADD,
    PROGRAM_SUB,
    PROGRAM_MUL,
    PROGRAM_DIV,
    PROGRAM_POWER, // a^(p/q)
    PROGRAM_FUNCTION
} program_op_t;

// Computes register i, i being the index of the instruction, from earlier ones. Constants that are p/q with small p and
// q > 0 say so (q = 0: others); fine runs take a product with one, or a quotient by one, as a (p/q) where q > 0.
typedef struct {
    program_op_t op;
    expr_op_t function;
    size_t a, b;
    slong p, q;
} instruction_t;

// A comparison and its outcome, which is not KLEENE_UNKNOWN.
typedef struct {
    expr_op_t op;
    size_t left, right; // registers
    kleene_t truth;
} condition_t;

// The instructions for some purpose, in order.
typedef struct {
    size_t count;
    size_t *instructions;
} code_t;

struct program {
    range_context_t arithmetic;
    ring_t ring;
    size_t input_count, root_count;
    size_t count, capacity;
    instruction_t *instructions;
    size_t register_capacity, fine_capacity;
    range_t *registers;
    slong precision; // of fine runs; RANGE_DOUBLE where there are none
    range_t *fine;   // registers of that precision: of the constants, and of what the values of the roots take
    size_t condition_count, condition_capacity;
    condition_t *conditions;
    size_t *outputs; // registers: of each root the value, then the slopes
    int *levels;     // of the roots
    code_t decide;   // the operands of the conditions
    code_t finish;   // what is left for the outputs, and whatever may be undefined
    code_t values;   // the values of the roots alone
};

// Computes the register; false when it is undefined for some numbers of the operands. The rounding mode is upward; for
// a fine register any.
bool program_execute(program_t *program, size_t index);
bool program_execute_fine(program_t *program, size_t index);

// Whether the instruction may be undefined for some operands.
bool program_may_fail(const program_t *program, size_t index);

#endif
