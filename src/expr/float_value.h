// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms in floating point: the values that a program would compute, rounding included. Not rigorous enclosures: the
// point is to reproduce floating-point trajectories bit by bit. The order of operations is published in
// docs/dynamics.md.
#ifndef CERTIFY_EXPR_FLOAT_VALUE_H
#define CERTIFY_EXPR_FLOAT_VALUE_H

#include "expr/expr.h"

// X(name, text, bits of the significand, least exponent, greatest exponent): 2^least is the least positive number, all
// are below 2^greatest.
#define FLOAT_FORMATS(X)                                                                                               \
    X(FLOAT_64, "float64", 53, -1074, 1024)                                                                            \
    X(FLOAT_32, "float32", 24, -149, 128)

typedef enum {
#define FLOAT_ENUM(name, text, bits, least, greatest) name,
    FLOAT_FORMATS(FLOAT_ENUM)
#undef FLOAT_ENUM
        FLOAT_FORMAT_COUNT
} float_format_t;

const char *float_format_text(float_format_t format);

typedef struct float_program float_program_t;

// A program for the values of the roots. Derivatives are computed by the rules of forward accumulation, each operation
// rounded to the format. NULL when a term is not one of numbers, asks for regularity, has derivatives nested more than
// 5 deep, or is too large. Keeps no reference to the dag.
float_program_t *float_program_new(const dag_t *dag, float_format_t format, size_t root_count, const expr_t *roots,
                                   size_t variable_count, const expr_t *variables);
void float_program_free(float_program_t *program);
// The inputs are numbers of the format; so are the values, which may be infinite or NaN (also where a term has no
// value).
void float_program_run(double *values, float_program_t *program, const double *inputs);

// The state after `steps` steps of the map (terms in the state variables) from the start (constant terms), as exact
// rationals. False when a value is not finite, or a term has no value or no program.
bool float_orbit_end(fmpq *end, const dag_t *dag, float_format_t format, size_t count, const expr_t *state,
                     const expr_t *map, const expr_t *start, size_t steps);

#endif
