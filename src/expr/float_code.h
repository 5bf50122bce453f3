// SPDX-License-Identifier: LGPL-3.0-or-later
// The inside of a floating-point program, shared by the compiler (float_compile.c) and the machine (float_run.c). A
// program is a list of operations on numbers; formulas are 0 and 1.
#ifndef CERTIFY_EXPR_FLOAT_CODE_H
#define CERTIFY_EXPR_FLOAT_CODE_H

#include "expr/float_value.h"

typedef enum {
    FLOAT_CONSTANT, // put into its register before the program runs
    FLOAT_INPUT,    // inputs[index]
    FLOAT_ADD,
    FLOAT_SUB,
    FLOAT_MUL,
    FLOAT_DIV,
    FLOAT_NEG,
    FLOAT_ABS,
    FLOAT_SQRT,
    FLOAT_INTEGER_POWER, // a^index
    FLOAT_POWER,         // a^b
    FLOAT_FUNCTION,      // function(a)
    FLOAT_LESS,
    FLOAT_LESS_EQUAL,
    FLOAT_EQUAL,
    FLOAT_NOT_EQUAL,
    FLOAT_AND,
    FLOAT_OR,
    FLOAT_NOT,
    FLOAT_SELECT // a ? b : c
} float_op_t;

// Its result is the register of the same number as its place.
typedef struct {
    float_op_t op;
    expr_op_t function;
    slong index;
    uint32_t a, b, c;
    double constant;
} float_instruction_t;

struct float_program {
    float_format_t format;
    size_t length, capacity;
    float_instruction_t *code;
    double *registers;
    size_t root_count;
    uint32_t *roots;
};

// The number of the format next to the rational, and to pi and e; ties to even.
double float_round(const fmpq_t value, float_format_t format);
double float_number(expr_op_t op, float_format_t format);

#endif
