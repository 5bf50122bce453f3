// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/program_internal.h"

#include "base/memory.h"
#include "check/range_double.h"

// ---- instructions ----

bool program_may_fail(const program_t *program, size_t index)
{
    const instruction_t *i = program->instructions + index;
    switch (i->op) {
    case PROGRAM_DIV:
        return program->instructions[i->b].op != PROGRAM_CONSTANT || range_contains_zero(program->registers + i->b);
    case PROGRAM_POWER:
        return i->p < 0 || i->q > 1;
    case PROGRAM_FUNCTION:
        return true;
    default:
        return false;
    }
}

bool program_execute(program_t *program, size_t index)
{
    const instruction_t *i = program->instructions + index;
    range_t *result = program->registers + index;
    const range_t *a = program->registers + i->a, *b = program->registers + i->b;
    const ring_t *ring = &program->ring;
    switch (i->op) {
    case PROGRAM_NEG:
        double_neg(result, a);
        return true;
    case PROGRAM_ADD:
        double_add(result, a, b);
        return true;
    case PROGRAM_SUB:
        double_sub(result, a, b);
        return true;
    case PROGRAM_MUL:
        double_mul(result, a, b);
        return true;
    case PROGRAM_DIV:
        return range_div(result, a, b) == STATUS_OK;
    case PROGRAM_POWER:
        return range_power(result, a, i->p, i->q) == STATUS_OK;
    case PROGRAM_FUNCTION:
        return ring->function(result, i->function, a, ring->context) == STATUS_OK;
    default:
        return true;
    }
}

bool program_execute_fine(program_t *program, size_t index)
{
    const instruction_t *i = program->instructions + index;
    range_t *result = program->fine + index;
    const range_t *a = program->fine + i->a, *b = program->fine + i->b;
    switch (i->op) {
    case PROGRAM_NEG:
        range_neg(result, a);
        return true;
    case PROGRAM_ADD:
        range_add(result, a, b);
        return true;
    case PROGRAM_SUB:
        range_sub(result, a, b);
        return true;
    case PROGRAM_MUL:
        if (i->q > 0)
            range_scale(result, a, i->p, i->q);
        else
            range_mul(result, a, b);
        return true;
    case PROGRAM_DIV:
        if (i->q == 0)
            return range_div(result, a, b) == STATUS_OK;
        range_scale(result, a, i->p, i->q);
        return true;
    case PROGRAM_POWER:
        return range_power(result, a, i->p, i->q) == STATUS_OK;
    case PROGRAM_FUNCTION:
        return range_function(result, i->function, a) == STATUS_OK;
    default:
        return true;
    }
}

typedef bool (*execute_t)(program_t *program, size_t index);

static bool run_code(program_t *program, const code_t *code, execute_t execute)
{
    bool defined = true;
    for (size_t k = 0; defined && k < code->count; k++)
        defined = execute(program, code->instructions[k]);
    return defined;
}

static void set_inputs(const program_t *program, range_t *registers, const range_t *inputs)
{
    for (size_t v = 0; v < program->input_count; v++)
        range_set(registers + v, inputs + v);
}

static bool conditions_hold(const program_t *program)
{
    for (size_t k = 0; k < program->condition_count; k++) {
        const condition_t *c = program->conditions + k;
        if (enclose_compare(c->op, program->registers + c->left, program->registers + c->right) != c->truth)
            return false;
    }
    return true;
}

// ---- running ----

bool program_run(program_t *program, const range_t *inputs)
{
    set_inputs(program, program->registers, inputs);
    rounding_t mode = rounding_upward();
    bool runs = run_code(program, &program->decide, program_execute) && conditions_hold(program) &&
                run_code(program, &program->finish, program_execute);
    rounding_restore(mode);
    return runs;
}

bool program_run_values(program_t *program, const range_t *inputs)
{
    set_inputs(program, program->registers, inputs);
    rounding_t mode = rounding_upward();
    bool defined = run_code(program, &program->values, program_execute);
    rounding_restore(mode);
    return defined;
}

bool program_run_fine(program_t *program, const range_t *inputs)
{
    set_inputs(program, program->fine, inputs);
    return run_code(program, &program->values, program_execute_fine);
}

static size_t output_of(const program_t *program, size_t root)
{
    return program->outputs[root * (program->input_count + 1)];
}

const range_t *program_fine_value(const program_t *program, size_t root)
{
    return program->fine + output_of(program, root);
}

const range_t *program_value(const program_t *program, size_t root)
{
    return program->registers + output_of(program, root);
}

const range_t *program_slope(const program_t *program, size_t root, size_t input)
{
    return program->registers + program->outputs[root * (program->input_count + 1) + 1 + input];
}

int program_level(const program_t *program, size_t root)
{
    return program->levels[root];
}

void program_free(program_t *program)
{
    if (!program)
        return;
    range_context_clear(&program->arithmetic);
    mem_free(program->instructions);
    mem_free(program->registers); // doubles: nothing to clear
    range_array_free(program->fine, program->precision == RANGE_DOUBLE ? 0 : program->count);
    mem_free(program->conditions);
    mem_free(program->outputs);
    mem_free(program->levels);
    mem_free(program->decide.instructions);
    mem_free(program->finish.instructions);
    mem_free(program->values.instructions);
    mem_free(program);
}

// ---- all of a question ----

void programs_clear(programs_t *programs)
{
    for (size_t i = 0; i < programs->count; i++)
        program_free(programs->items[i]);
    *programs = (programs_t){0};
}

static program_t *move_to_front(programs_t *programs, size_t index)
{
    program_t *found = programs->items[index];
    for (size_t i = index; i > 0; i--)
        programs->items[i] = programs->items[i - 1];
    programs->items[0] = found;
    return found;
}

program_t *programs_find(programs_t *programs, const range_t *inputs)
{
    for (size_t i = 0; i < programs->count; i++)
        if (program_run(programs->items[i], inputs))
            return move_to_front(programs, i);
    return NULL;
}

void programs_record(programs_t *programs, const evaluator_t *values, const evaluator_t *constants, const plan_t *plan,
                     size_t input_count, const expr_t *inputs)
{
    if (programs->attempts == PROGRAMS_ATTEMPTS)
        return;
    programs->attempts++;
    program_t *program = program_record(values, constants, plan, input_count, inputs);
    if (!program)
        return;
    if (programs->count == PROGRAMS_MAX)
        program_free(programs->items[--programs->count]);
    programs->items[programs->count++] = program;
    (void)move_to_front(programs, programs->count - 1);
}
