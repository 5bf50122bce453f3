// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/float_code.h"

#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <mpfr.h>

_Static_assert(FLT_EVAL_METHOD == 0, "operations of float and double must be done in float and double");

typedef struct {
    const char *text;
    mpfr_prec_t bits;
    mpfr_exp_t least, greatest;
} format_row_t;

static const format_row_t formats[FLOAT_FORMAT_COUNT] = {
#define FORMAT_ROW(name, text, bits, least, greatest) {text, bits, least, greatest},
    FLOAT_FORMATS(FORMAT_ROW)
#undef FORMAT_ROW
};

const char *float_format_text(float_format_t format)
{
    return formats[format].text;
}

// ---- what MPFR rounds ----

// MPFR with the exponents of a format, for one operation.
typedef struct {
    mpfr_exp_t least, greatest; // as they were
    mpfr_t result, a, b;
} rounding_t;

static void rounding_init(rounding_t *rounding, float_format_t format)
{
    const format_row_t *row = formats + format;
    *rounding = (rounding_t){.least = mpfr_get_emin(), .greatest = mpfr_get_emax()};
    mpfr_init2(rounding->result, row->bits);
    mpfr_init2(rounding->a, row->bits);
    mpfr_init2(rounding->b, row->bits);
    mpfr_set_emin(row->least + 1); // MPFR's significands are in [1/2, 1)
    mpfr_set_emax(row->greatest);
}

// The result, of this ternary value, rounded to a number of the format even if it is subnormal.
static double rounding_finish(rounding_t *rounding, int ternary)
{
    mpfr_subnormalize(rounding->result, ternary, MPFR_RNDN);
    double value = mpfr_get_d(rounding->result, MPFR_RNDN);
    mpfr_set_emin(rounding->least);
    mpfr_set_emax(rounding->greatest);
    mpfr_clear(rounding->result);
    mpfr_clear(rounding->a);
    mpfr_clear(rounding->b);
    return value;
}

double float_round(const fmpq_t value, float_format_t format)
{
    rounding_t rounding;
    mpq_t q;
    mpq_init(q);
    fmpq_get_mpq(q, value);
    rounding_init(&rounding, format);
    double result = rounding_finish(&rounding, mpfr_set_q(rounding.result, q, MPFR_RNDN));
    mpq_clear(q);
    return result;
}

double float_number(expr_op_t op, float_format_t format)
{
    rounding_t rounding;
    rounding_init(&rounding, format);
    if (op == EXPR_PI)
        return rounding_finish(&rounding, mpfr_const_pi(rounding.result, MPFR_RNDN));
    mpfr_set_ui(rounding.a, 1, MPFR_RNDN);
    return rounding_finish(&rounding, mpfr_exp(rounding.result, rounding.a, MPFR_RNDN));
}

static double integer_power(double a, slong n, float_format_t format)
{
    rounding_t rounding;
    rounding_init(&rounding, format);
    mpfr_set_d(rounding.a, a, MPFR_RNDN);
    return rounding_finish(&rounding, mpfr_pow_si(rounding.result, rounding.a, n, MPFR_RNDN));
}

static double power(double a, double b, float_format_t format)
{
    rounding_t rounding;
    rounding_init(&rounding, format);
    mpfr_set_d(rounding.a, a, MPFR_RNDN);
    mpfr_set_d(rounding.b, b, MPFR_RNDN);
    return rounding_finish(&rounding, mpfr_pow(rounding.result, rounding.a, rounding.b, MPFR_RNDN));
}

static int apply(mpfr_t result, expr_op_t function, const mpfr_t a)
{
    switch (function) {
    case EXPR_EXP:
        return mpfr_exp(result, a, MPFR_RNDN);
    case EXPR_LOG:
        return mpfr_log(result, a, MPFR_RNDN);
    case EXPR_SIN:
        return mpfr_sin(result, a, MPFR_RNDN);
    case EXPR_COS:
        return mpfr_cos(result, a, MPFR_RNDN);
    case EXPR_TAN:
        return mpfr_tan(result, a, MPFR_RNDN);
    case EXPR_ATAN:
        return mpfr_atan(result, a, MPFR_RNDN);
    case EXPR_SINH:
        return mpfr_sinh(result, a, MPFR_RNDN);
    case EXPR_COSH:
        return mpfr_cosh(result, a, MPFR_RNDN);
    default:
        return mpfr_tanh(result, a, MPFR_RNDN);
    }
}

static double function_value(expr_op_t function, double a, float_format_t format)
{
    rounding_t rounding;
    rounding_init(&rounding, format);
    mpfr_set_d(rounding.a, a, MPFR_RNDN);
    return rounding_finish(&rounding, apply(rounding.result, function, rounding.a));
}

// ---- the machine ----

// One operation of the format; double operations are not done for float and rounded again.
static double arithmetic(float_op_t op, double a, double b, float_format_t format)
{
    float x = (float)a, y = (float)b;
    bool single = format == FLOAT_32;
    switch (op) {
    case FLOAT_ADD:
        return single ? (double)(x + y) : a + b;
    case FLOAT_SUB:
        return single ? (double)(x - y) : a - b;
    case FLOAT_MUL:
        return single ? (double)(x * y) : a * b;
    default:
        return single ? (double)(x / y) : a / b;
    }
}

static double logic(float_op_t op, double a, double b)
{
    switch (op) {
    case FLOAT_LESS:
        return a < b;
    case FLOAT_LESS_EQUAL:
        return a <= b;
    case FLOAT_EQUAL:
        return a == b;
    case FLOAT_NOT_EQUAL:
        return a != b;
    case FLOAT_AND:
        return a != 0 && b != 0;
    case FLOAT_OR:
        return a != 0 || b != 0;
    default:
        return a == 0;
    }
}

static double run_one(const float_program_t *program, const float_instruction_t *code, const double *inputs)
{
    const double *registers = program->registers;
    double a = registers[code->a], b = registers[code->b];
    switch (code->op) {
    case FLOAT_INPUT:
        return inputs[code->index];
    case FLOAT_ADD:
    case FLOAT_SUB:
    case FLOAT_MUL:
    case FLOAT_DIV:
        return arithmetic(code->op, a, b, program->format);
    case FLOAT_NEG:
        return -a;
    case FLOAT_ABS:
        return fabs(a);
    case FLOAT_SQRT:
        return program->format == FLOAT_32 ? (double)sqrtf((float)a) : sqrt(a);
    case FLOAT_INTEGER_POWER:
        return code->index == 2 ? arithmetic(FLOAT_MUL, a, a, program->format)
                                : integer_power(a, code->index, program->format);
    case FLOAT_POWER:
        return power(a, b, program->format);
    case FLOAT_FUNCTION:
        return function_value(code->function, a, program->format);
    case FLOAT_SELECT:
        return a != 0 ? b : registers[code->c];
    default:
        return logic(code->op, a, b);
    }
}

void float_program_run(double *values, float_program_t *program, const double *inputs)
{
    for (size_t k = 0; k < program->length; k++)
        if (program->code[k].op != FLOAT_CONSTANT)
            program->registers[k] = run_one(program, program->code + k, inputs);
    for (size_t r = 0; r < program->root_count; r++)
        values[r] = program->registers[program->roots[r]];
}

void float_program_free(float_program_t *program)
{
    if (!program)
        return;
    mem_free(program->code);
    mem_free(program->registers);
    mem_free(program->roots);
    mem_free(program);
}

// ---- orbits ----

static bool all_finite(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

static void take_exactly(fmpq *end, const double *values, size_t count)
{
    arf_t x;
    arf_init(x);
    for (size_t i = 0; i < count; i++) {
        arf_set_d(x, values[i]);
        arf_get_fmpq(end + i, x);
    }
    arf_clear(x);
}

bool float_orbit_end(fmpq *end, const dag_t *dag, float_format_t format, size_t count, const expr_t *state,
                     const expr_t *map, const expr_t *start, size_t steps)
{
    float_program_t *first = float_program_new(dag, format, count, start, 0, NULL);
    float_program_t *next = float_program_new(dag, format, count, map, count, state);
    double *values = mem_alloc(count, sizeof *values), *inputs = mem_alloc(count, sizeof *inputs);
    bool finite = first && next;
    if (finite) {
        float_program_run(values, first, NULL);
        finite = all_finite(values, count);
    }
    for (size_t t = 0; finite && t < steps; t++) {
        double *swap = inputs;
        inputs = values;
        values = swap;
        float_program_run(values, next, inputs);
        finite = all_finite(values, count);
    }
    if (finite)
        take_exactly(end, values, count);
    mem_free(values);
    mem_free(inputs);
    float_program_free(first);
    float_program_free(next);
    return finite;
}
