// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/program_writer.h"

#include "base/memory.h"

#define MAX_INSTRUCTIONS 20000u
#define MAX_FINE_BITS (UINT64_C(1) << 26) // of the ends of all registers together
#define MAX_SMALL 0x7fffffff              // numerator and denominator of small constants
#define LONG_PRECISION 192                // from here on two passes over a number are cheaper than a product

// ---- instructions ----

static bool is_constant(const program_t *program, size_t index)
{
    return program->instructions[index].op == PROGRAM_CONSTANT;
}

static bool is_number(const program_t *program, size_t index, double number)
{
    const range_t *value = program->registers + index;
    return is_constant(program, index) && value->lo == number && value->hi == number;
}

static size_t append(writer_t *w, const instruction_t *instruction)
{
    program_t *program = w->program;
    if (program->count == w->most) {
        w->too_long = true;
        return w->zero;
    }
    size_t index = program->count++;
    program->instructions =
        mem_grow(program->instructions, &program->capacity, program->count, sizeof *program->instructions);
    program->registers =
        mem_grow(program->registers, &program->register_capacity, program->count, sizeof *program->registers);
    program->instructions[index] = *instruction;
    range_init(program->registers + index, RANGE_DOUBLE);
    if (program->precision != RANGE_DOUBLE) {
        program->fine = mem_grow(program->fine, &program->fine_capacity, program->count, sizeof *program->fine);
        range_init(program->fine + index, RANGE_DOUBLE); // takes no room before it is a constant's, or needed
    }
    return index;
}

range_t *program_fine_register(program_t *program, size_t index)
{
    if (program->precision == RANGE_DOUBLE)
        return program->registers + index;
    if (!program->fine[index].big)
        range_init(program->fine + index, program->precision);
    return program->fine + index;
}

size_t writer_constant(writer_t *w, const range_t *value)
{
    const instruction_t constant = {.op = PROGRAM_CONSTANT};
    size_t index = append(w, &constant);
    if (w->too_long)
        return index;
    range_set(program_fine_register(w->program, index), value);
    range_set_rounded(w->program->registers + index, value);
    return index;
}

static void note_small(const writer_t *w, size_t index, slong p, slong q)
{
    instruction_t *constant = w->program->instructions + index;
    if (w->too_long || p < -MAX_SMALL || p > MAX_SMALL || q > MAX_SMALL)
        return;
    constant->p = p;
    constant->q = q;
}

static size_t append_integer(writer_t *w, slong value)
{
    range_t range;
    range_init(&range, w->program->precision);
    range_set_si(&range, value);
    size_t index = writer_constant(w, &range);
    note_small(w, index, value, 1);
    range_clear(&range);
    return index;
}

size_t writer_rational(writer_t *w, const range_t *range, const fmpq_t value)
{
    size_t index = writer_constant(w, range);
    if (fmpz_fits_si(fmpq_numref(value)) && fmpz_fits_si(fmpq_denref(value)))
        note_small(w, index, fmpz_get_si(fmpq_numref(value)), fmpz_get_si(fmpq_denref(value)));
    return index;
}

// A product with a small constant, or a quotient by one, notes that.
static void note_scale(instruction_t *i, const program_t *program)
{
    const instruction_t *a = program->instructions + i->a, *b = program->instructions + i->b;
    bool is_product = i->op == PROGRAM_MUL;
    if ((is_product && program->precision <= LONG_PRECISION) || (!is_product && i->op != PROGRAM_DIV))
        return;
    if (is_product && a->op == PROGRAM_CONSTANT && a->q > 0) {
        size_t other = i->b;
        i->b = i->a;
        i->a = other;
        b = a;
    }
    if (b->op != PROGRAM_CONSTANT || b->q == 0 || (b->p == 0 && !is_product))
        return;
    i->p = is_product ? b->p : b->p < 0 ? -b->q : b->q;
    i->q = is_product ? b->q : b->p < 0 ? -b->p : b->p;
}

// An instruction with constant operands, as a constant. False when it has no value.
static bool fold(program_t *program, size_t index)
{
    rounding_t mode = program->precision == RANGE_DOUBLE ? rounding_upward() : rounding_nearest();
    range_t *value = program_fine_register(program, index);
    bool defined =
        program->precision == RANGE_DOUBLE ? program_execute(program, index) : program_execute_fine(program, index);
    if (defined)
        range_set_rounded(program->registers + index, value);
    rounding_restore(mode);
    return defined;
}

// What the operation gives exactly without an instruction; SIZE_MAX for nothing.
static size_t known_result(const writer_t *w, const instruction_t *i)
{
    const program_t *program = w->program;
    if (i->op == PROGRAM_ADD && is_number(program, i->a, 0))
        return i->b;
    if ((i->op == PROGRAM_ADD || i->op == PROGRAM_SUB) && is_number(program, i->b, 0))
        return i->a;
    if (i->op == PROGRAM_MUL && is_number(program, i->a, 1))
        return i->b;
    if ((i->op == PROGRAM_MUL || i->op == PROGRAM_DIV) && is_number(program, i->b, 1))
        return i->a;
    if (i->op == PROGRAM_POWER && i->p == 0)
        return w->one;
    return i->op == PROGRAM_POWER && i->p == 1 && i->q == 1 ? i->a : SIZE_MAX;
}

static status_t emit(void *result, writer_t *w, const instruction_t *instruction)
{
    symbol_t *symbol = result;
    program_t *program = w->program;
    symbol->index = known_result(w, instruction);
    if (symbol->index != SIZE_MAX)
        return STATUS_OK;
    bool constant = is_constant(program, instruction->a) && is_constant(program, instruction->b);
    symbol->index = append(w, instruction);
    if (w->too_long)
        return STATUS_LIMIT;
    note_scale(program->instructions + symbol->index, program);
    if (constant && fold(program, symbol->index))
        program->instructions[symbol->index] = (instruction_t){.op = PROGRAM_CONSTANT};
    return STATUS_OK;
}

// ---- the ring ----

static size_t index_of(const void *element)
{
    return ((const symbol_t *)element)->index;
}

static void symbol_init(void *element, void *context)
{
    writer_t *w = context;
    *(symbol_t *)element = (symbol_t){w, w->zero};
}

static void symbol_clear(void *element)
{
    (void)element;
}

static void symbol_zero(void *element)
{
    symbol_t *symbol = element;
    symbol->index = symbol->writer->zero;
}

static void symbol_set(void *result, const void *a)
{
    ((symbol_t *)result)->index = index_of(a);
}

static bool symbol_is_zero(const void *a)
{
    return is_number(((const symbol_t *)a)->writer->program, index_of(a), 0);
}

static status_t binary(void *result, program_op_t op, const void *a, const void *b, void *context)
{
    return emit(result, context, &(instruction_t){.op = op, .a = index_of(a), .b = index_of(b)});
}

static void symbol_neg(void *result, const void *a)
{
    size_t index = index_of(a);
    (void)emit(result, ((const symbol_t *)a)->writer, &(instruction_t){.op = PROGRAM_NEG, .a = index, .b = index});
}

static status_t symbol_add(void *result, const void *a, const void *b, void *context)
{
    return binary(result, PROGRAM_ADD, a, b, context);
}

static status_t symbol_sub(void *result, const void *a, const void *b, void *context)
{
    return binary(result, PROGRAM_SUB, a, b, context);
}

static status_t symbol_mul(void *result, const void *a, const void *b, void *context)
{
    return binary(result, PROGRAM_MUL, a, b, context);
}

static status_t symbol_div(void *result, const void *a, const void *b, void *context)
{
    return binary(result, PROGRAM_DIV, a, b, context);
}

// a p / q, q > 0.
static status_t symbol_scale(void *result, const void *a, slong p, slong q, void *context)
{
    symbol_t factor = {context, append_integer(context, p)}, divisor = {context, append_integer(context, q)};
    status_t status = symbol_mul(result, a, &factor, context);
    return status == STATUS_OK ? symbol_div(result, result, &divisor, context) : status;
}

static status_t symbol_power(void *result, const void *a, slong p, slong q, void *context)
{
    size_t index = index_of(a);
    return emit(result, context, &(instruction_t){.op = PROGRAM_POWER, .a = index, .b = index, .p = p, .q = q});
}

static status_t symbol_function(void *result, expr_op_t op, const void *a, void *context)
{
    size_t index = index_of(a);
    return emit(result, context, &(instruction_t){.op = PROGRAM_FUNCTION, .function = op, .a = index, .b = index});
}

ring_t writer_ring(writer_t *w)
{
    return (ring_t){sizeof(symbol_t), w,          symbol_init, symbol_clear, symbol_zero, symbol_set,   symbol_is_zero,
                    symbol_neg,       symbol_add, symbol_sub,  symbol_mul,   symbol_div,  symbol_scale, symbol_power,
                    symbol_function};
}

// ---- beginning ----

void writer_init(writer_t *w, program_t *program)
{
    const instruction_t input = {.op = PROGRAM_INPUT};
    uint64_t bits = 2 * (uint64_t)program->precision;
    *w = (writer_t){.program = program, .most = MAX_INSTRUCTIONS};
    if (program->precision != RANGE_DOUBLE && MAX_FINE_BITS / bits < w->most)
        w->most = MAX_FINE_BITS / bits;
    for (size_t v = 0; v < program->input_count; v++)
        (void)append(w, &input);
    w->zero = append_integer(w, 0);
    w->one = append_integer(w, 1);
}
