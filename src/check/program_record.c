// SPDX-License-Identifier: LGPL-3.0-or-later
// Recording: the Taylor arithmetic (jet.h) over a ring of registers, the operations of which write instructions.
//
// What is recorded follows the evaluation step by step: the same coefficients from the same operands in the same order.
#include "check/enclose_internal.h"
#include "check/program_writer.h"

#include "base/memory.h"
#include "check/monomials.h"

typedef struct {
    writer_t writer;
    const plan_t *plan;
    const evaluator_t *values, *constants;
    const expr_t *inputs;
    ring_t ring;
    jets_t jets;
    jet_t *terms; // of symbols, per step
} recorder_t;

// ---- terms ----

static jet_t *operand(recorder_t *r, const step_t *step, size_t k)
{
    return r->terms + r->plan->operands[step->first + k];
}

static size_t index_of(const void *element)
{
    return ((const symbol_t *)element)->index;
}

static size_t value_of(const jet_t *jet)
{
    return index_of(jet->c);
}

static const range_t *enclosed(const recorder_t *r, const step_t *step, size_t k)
{
    return enclosure_coefficient(evaluator_step(r->values, r->plan->operands[step->first + k]), 0);
}

// Adds the condition that the comparison of registers has the outcome that it has for these values; false when that is
// open.
static bool require(recorder_t *r, expr_op_t op, size_t left, const range_t *a, size_t right, const range_t *b)
{
    program_t *program = r->writer.program;
    kleene_t truth = enclose_compare(op, a, b);
    program->conditions = mem_grow(program->conditions, &program->condition_capacity, program->condition_count + 1,
                                   sizeof *program->conditions);
    program->conditions[program->condition_count++] = (condition_t){op, left, right, truth};
    return truth != KLEENE_UNKNOWN;
}

// Adds the condition that a register has the strict sign that this value has; false when it has none.
static bool require_sign(recorder_t *r, size_t index, const range_t *value)
{
    range_t zero;
    range_init(&zero, RANGE_DOUBLE);
    if (range_is_positive(value))
        return require(r, EXPR_LESS, r->writer.zero, &zero, index, value);
    return require(r, EXPR_LESS, index, value, r->writer.zero, &zero) && range_is_negative(value);
}

static void set_symbol(recorder_t *r, jet_t *jet, size_t index)
{
    symbol_t symbol = {&r->writer, index};
    jet_set_constant(jet, &symbol, &r->jets);
}

static bool record_constant(recorder_t *r, size_t index, jet_t *jet)
{
    const step_t *step = r->plan->steps + index;
    const enclosure_t *constant = evaluator_step(r->constants, index);
    if (!jet_has_value(&constant->jet))
        return false;
    const range_t *value = enclosure_coefficient(constant, 0);
    if (step->op == EXPR_RATIONAL)
        set_symbol(r, jet, writer_rational(&r->writer, value, expr_rational_value(r->plan->dag, step->node)));
    else
        set_symbol(r, jet, writer_constant(&r->writer, value));
    return !r->writer.too_long;
}

static bool record_variable(recorder_t *r, const step_t *step, jet_t *jet)
{
    size_t v = 0;
    while (v < r->writer.program->input_count && r->inputs[v] != step->node)
        v++;
    if (v == r->writer.program->input_count)
        return false;
    set_symbol(r, jet, v);
    if (step->order > 0 && step->variable != SIZE_MAX)
        ((symbol_t *)jet->c)[monomial_variable(step->variable)].index = r->writer.one;
    return true;
}

// u^(p/q), which for q > 1 is as regular as u where u > 0.
static bool record_power(recorder_t *r, const step_t *step, jet_t *jet)
{
    const jet_t *u = operand(r, step, 0);
    slong p = 1, q = 2;
    if (step->op == EXPR_POWER)
        expr_exponent(&p, &q, r->plan->dag, step->node);
    const range_t *value = enclosed(r, step, 0);
    if (q > 1 && !(range_is_positive(value) && require_sign(r, value_of(u), value)))
        return false;
    if (step->op == EXPR_SQRT)
        jet_sqrt(jet, u, &r->jets);
    else
        jet_power(jet, u, p, q, &r->jets);
    return true;
}

// abs and relu of something of one strict sign.
static bool record_by_sign(recorder_t *r, const step_t *step, jet_t *jet)
{
    const jet_t *u = operand(r, step, 0);
    const range_t *value = enclosed(r, step, 0);
    if (!require_sign(r, value_of(u), value))
        return false;
    if (range_is_positive(value))
        jet_set(jet, u, &r->jets);
    else if (step->op == EXPR_ABS)
        jet_neg(jet, u, &r->jets);
    else
        set_symbol(r, jet, r->writer.zero);
    return true;
}

// min and max of terms that are apart.
static bool record_extremum(recorder_t *r, const step_t *step, jet_t *jet)
{
    const jet_t *a = operand(r, step, 0), *b = operand(r, step, 1);
    const range_t *first = enclosed(r, step, 0), *second = enclosed(r, step, 1);
    bool less = range_less(first, second), first_wins = a == b || less == (step->op == EXPR_MIN);
    if (a != b && !less && !range_less(second, first))
        return false;
    jet_set(jet, first_wins ? a : b, &r->jets);
    return a == b || (less ? require(r, EXPR_LESS, value_of(a), first, value_of(b), second)
                           : require(r, EXPR_LESS, value_of(b), second, value_of(a), first));
}

// The value of the first guard that is true, all before it being false.
static bool record_cases(recorder_t *r, const step_t *step, jet_t *jet)
{
    for (size_t k = 0; k < step->count; k += 2) {
        const enclosure_t *guard = evaluator_step(r->values, r->plan->operands[step->first + k]);
        if (!guard->has_truth || guard->truth == KLEENE_UNKNOWN)
            return false;
        if (guard->truth == KLEENE_TRUE) {
            jet_set(jet, operand(r, step, k + 1), &r->jets);
            return true;
        }
    }
    return false;
}

static bool record_operator(recorder_t *r, const step_t *step, jet_t *jet)
{
    const jet_t *a = step->count > 0 ? operand(r, step, 0) : NULL, *b = step->count > 1 ? operand(r, step, 1) : NULL;
    switch (step->op) {
    case EXPR_VARIABLE:
        return record_variable(r, step, jet);
    case EXPR_ADD:
        jet_add(jet, a, b, &r->jets);
        return true;
    case EXPR_SUB:
        jet_sub(jet, a, b, &r->jets);
        return true;
    case EXPR_MUL:
        if (a == b)
            jet_power(jet, a, 2, 1, &r->jets);
        else
            jet_mul(jet, a, b, &r->jets);
        return true;
    case EXPR_DIV:
        jet_div(jet, a, b, &r->jets);
        return true;
    case EXPR_NEG:
        jet_neg(jet, a, &r->jets);
        return true;
    case EXPR_POWER:
    case EXPR_SQRT:
        return record_power(r, step, jet);
    case EXPR_ABS:
    case EXPR_RELU:
        return record_by_sign(r, step, jet);
    case EXPR_MIN:
    case EXPR_MAX:
        return record_extremum(r, step, jet);
    case EXPR_CASES:
        return record_cases(r, step, jet);
    case EXPR_DERIVATIVE:
        jet_derivative(jet, a, step->variable, &r->jets);
        return true;
    case EXPR_AT:
    case EXPR_PARTIAL:
        return false;
    default:
        jet_function(jet, step->op, a, &r->jets);
        return true;
    }
}

static bool record_term(recorder_t *r, size_t index)
{
    const step_t *step = r->plan->steps + index;
    const enclosure_t *v = evaluator_step(r->values, index);
    jet_t *jet = r->terms + index;
    if (v->is_idle || !jet_has_value(&v->jet)) {
        jet_fail(jet, STATUS_UNSUPPORTED, &r->jets);
        return true;
    }
    if (!jet_is_known(&v->jet, step->order, &r->plan->monomials))
        return false;
    if (step->is_constant)
        return record_constant(r, index, jet);
    return record_operator(r, step, jet) && jet_is_known(jet, step->order, &r->plan->monomials) && !r->writer.too_long;
}

// ---- formulas ----

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

// Connectives are decided by what they connect.
static bool record_formula(recorder_t *r, size_t index)
{
    const step_t *step = r->plan->steps + index;
    const enclosure_t *v = evaluator_step(r->values, index);
    bool connects = step->op == EXPR_AND || step->op == EXPR_OR || step->op == EXPR_NOT;
    if (step->is_constant || v->is_idle || connects)
        return true;
    if (!is_comparison(step->op) || !v->has_truth)
        return false;
    const jet_t *a = operand(r, step, 0), *b = operand(r, step, 1);
    if (a == b || v->truth == KLEENE_UNKNOWN)
        return true;
    return require(r, step->op, value_of(a), enclosed(r, step, 0), value_of(b), enclosed(r, step, 1));
}

// ---- code ----

// Marks the operands of marked instructions, all of which come earlier.
static void mark_operands(const program_t *program, bool *marks)
{
    for (size_t i = program->count; i-- > 0;)
        if (marks[i] && program->instructions[i].op > PROGRAM_CONSTANT)
            marks[program->instructions[i].a] = marks[program->instructions[i].b] = true;
}

static void set_code(code_t *code, const program_t *program, const bool *marks, const bool *done)
{
    code->instructions = mem_alloc(program->count, sizeof *code->instructions);
    for (size_t i = 0; i < program->count; i++)
        if (marks[i] && !(done && done[i]) && program->instructions[i].op > PROGRAM_CONSTANT)
            code->instructions[code->count++] = i;
}

static void set_codes(program_t *program)
{
    size_t width = program->input_count + 1;
    bool *decide = mem_alloc(program->count, sizeof *decide), *all = mem_alloc(program->count, sizeof *all);
    bool *values = mem_alloc(program->count, sizeof *values);
    for (size_t k = 0; k < program->condition_count; k++)
        decide[program->conditions[k].left] = decide[program->conditions[k].right] = true;
    for (size_t k = 0; k < program->root_count * width; k++)
        all[program->outputs[k]] = true;
    for (size_t k = 0; k < program->root_count; k++)
        values[program->outputs[k * width]] = true;
    for (size_t i = 0; i < program->count; i++)
        all[i] = all[i] || program_may_fail(program, i);
    mark_operands(program, decide);
    mark_operands(program, all);
    mark_operands(program, values);
    set_code(&program->decide, program, decide, NULL);
    set_code(&program->finish, program, all, decide);
    set_code(&program->values, program, values, NULL);
    mem_free(decide);
    mem_free(all);
    mem_free(values);
}

// ---- the whole ----

static bool set_outputs(recorder_t *r)
{
    program_t *program = r->writer.program;
    size_t width = program->input_count + 1;
    program->outputs = mem_alloc(program->root_count * width, sizeof *program->outputs);
    program->levels = mem_alloc(program->root_count, sizeof *program->levels);
    for (size_t k = 0; k < program->root_count; k++) {
        const jet_t *jet = r->terms + r->plan->roots[k];
        if (!jet_has_value(jet) || jet->order < 1)
            return false;
        program->levels[k] = evaluator_root(r->values, k)->level;
        program->outputs[k * width] = value_of(jet);
        for (size_t v = 0; v < program->input_count; v++)
            program->outputs[k * width + 1 + v] = index_of((const symbol_t *)jet->c + monomial_variable(v));
    }
    return true;
}

// What fine runs work in.
static void set_fine_registers(program_t *program)
{
    for (size_t v = 0; v < program->input_count; v++)
        (void)program_fine_register(program, v);
    for (size_t k = 0; k < program->values.count; k++)
        (void)program_fine_register(program, program->values.instructions[k]);
}

static program_t *new_program(const plan_t *plan, size_t input_count, slong precision)
{
    program_t *program = mem_alloc(1, sizeof *program);
    program->precision = precision;
    range_context_init(&program->arithmetic, RANGE_DOUBLE);
    program->ring = range_ring(&program->arithmetic);
    program->input_count = input_count;
    program->root_count = plan->root_count;
    return program;
}

static bool record_all(recorder_t *r)
{
    const plan_t *plan = r->plan;
    jets_init(&r->jets, &r->ring, &plan->monomials);
    for (size_t i = 0; i < plan->step_count; i++)
        jet_init(r->terms + i, &r->jets, plan->steps[i].is_formula ? 0 : plan->steps[i].order, plan->steps[i].depends);
    bool good = !r->writer.too_long;
    for (size_t i = 0; good && i < plan->step_count; i++)
        good = plan->steps[i].is_formula ? record_formula(r, i) : record_term(r, i);
    good = good && set_outputs(r);
    for (size_t i = 0; i < plan->step_count; i++)
        jet_clear(r->terms + i, &r->jets);
    jets_clear(&r->jets);
    return good;
}

program_t *program_record(const evaluator_t *values, const evaluator_t *constants, const plan_t *plan,
                          size_t input_count, const expr_t *inputs)
{
    bool suits = values->precision == RANGE_DOUBLE && values->assumptions && values->assumption_count == 0;
    if (!suits || plan->variable_count < input_count)
        return NULL;
    recorder_t r = {.plan = plan, .values = values, .constants = constants, .inputs = inputs};
    program_t *program = new_program(plan, input_count, constants->precision);
    writer_init(&r.writer, program);
    r.ring = writer_ring(&r.writer);
    r.terms = mem_alloc(plan->step_count, sizeof *r.terms);
    bool recorded = record_all(&r);
    mem_free(r.terms);
    if (!recorded) {
        program_free(program);
        return NULL;
    }
    set_codes(program);
    set_fine_registers(program);
    return program;
}
