// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation in double intervals, a block of boxes at a time. No floating-point arithmetic happens in this file, only
// comparisons and negations: it runs in either rounding mode. Kernels need upward, functions by MPFR to-nearest.
#include "expr/tape_batch.h"

#include "base/memory.h"
#include "expr/tape_block.h"
#include "interval/elementary.h"
#include "interval/rounding.h"

#include <string.h>

// A block has as many boxes as let the values of all registers fit into the nearest caches, but at least ROOM_LEAST.
#define CACHE_BYTES 98304
#define ROOM_LEAST 32
// Rows of doubles start at multiples of this.
#define ALIGNMENT 64

static void set_mode(tape_batch_t *m, bool upward)
{
    if (m->upward == upward)
        return;
    if (upward)
        interval_round_upward();
    else
        interval_round_nearest();
    m->upward = upward;
}

// ---- arithmetic ----

static interval_array_t negated(interval_array_t a)
{
    return (interval_array_t){a.hi, a.neg_lo};
}

static interval_array_t operand_values(const tape_batch_t *m, const instruction_t *code, size_t k)
{
    return m->values[block_operand(m, code, k)];
}

static const preset_t *constant_operand(const tape_batch_t *m, const instruction_t *code, size_t k)
{
    return tape_constant(m->tape, block_operand(m, code, k));
}

// With a constant; other sums are loaded.
static void run_sum(const tape_batch_t *m, const instruction_t *code)
{
    interval_array_t r = m->values[code->result], a = operand_values(m, code, 0), b = operand_values(m, code, 1);
    const preset_t *first = constant_operand(m, code, 0), *second = constant_operand(m, code, 1);
    bool minus = code->op == EXPR_SUB;
    if (first)
        interval_shift(r, minus ? negated(b) : b, first->value, m->count);
    else if (minus)
        interval_shift(r, a, (dinterval_t){second->value.hi, second->value.neg_lo}, m->count);
    else
        interval_shift(r, a, second->value, m->count);
}

static bool can_scale(const preset_t *constant)
{
    return constant && isfinite(constant->value.neg_lo) && isfinite(constant->value.hi) &&
           (constant->value.neg_lo < 0 || constant->value.hi < 0);
}

static void run_product(const tape_batch_t *m, const instruction_t *code)
{
    interval_array_t r = m->values[code->result], a = operand_values(m, code, 0), b = operand_values(m, code, 1);
    const preset_t *first = constant_operand(m, code, 0), *second = constant_operand(m, code, 1);
    if (can_scale(first))
        interval_scale(r, b, first->value, m->count);
    else if (can_scale(second))
        interval_scale(r, a, second->value, m->count);
    else
        interval_mul(r, a, b, m->count);
}

// A difference is a sum with the second operand loaded with a minus.
static void run_loaded(const tape_batch_t *m, const instruction_t *code)
{
    interval_load_t a, b;
    dinterval_t a_bound = block_load(&a, m, code, 0), b_bound = block_load(&b, m, code, 1);
    if (code->op == EXPR_MUL)
        interval_mul_loaded(m->values[code->result], &a, &b, m->count);
    else
        interval_add_loaded(m->values[code->result], &a, &b, m->count);
    block_bound_loaded(m, code, a_bound, b_bound);
}

static void run_arithmetic(tape_batch_t *m, const instruction_t *code)
{
    bool defined = true;
    set_mode(m, true);
    if (code->loads)
        run_loaded(m, code);
    else if (code->op == EXPR_MUL)
        run_product(m, code);
    else if (code->op == EXPR_DIV)
        defined = interval_div(m->values[code->result], m->defined, operand_values(m, code, 0),
                               operand_values(m, code, 1), m->count);
    else
        run_sum(m, code);
    if (!code->loads)
        block_bound_result(m, code);
    block_set_facts(m, code, defined);
}

static bool is_alike(interval_orders_t orders)
{
    return orders.all == orders.any;
}

static bool signs_are_alike(const tape_batch_t *m, const instruction_t *code)
{
    return is_alike(block_order(m, block_operand(m, code, 0), dinterval_point(0)));
}

// Negation, abs, relu.
static void run_unary(tape_batch_t *m, const instruction_t *code)
{
    interval_array_t r = m->values[code->result], a = operand_values(m, code, 0);
    if (code->op == EXPR_NEG)
        interval_neg(r, a, m->count);
    else if (code->op == EXPR_ABS)
        interval_abs(r, a, m->count);
    else
        interval_relu(r, a, m->count);
    block_bound_result(m, code);
    block_set_facts(m, code, code->op == EXPR_NEG || signs_are_alike(m, code));
}

static void run_choice(tape_batch_t *m, const instruction_t *code)
{
    interval_array_t r = m->values[code->result], a = operand_values(m, code, 0), b = operand_values(m, code, 1);
    if (code->op == EXPR_MIN)
        interval_min(r, a, b, m->count);
    else
        interval_max(r, a, b, m->count);
    block_bound_result(m, code);
    block_set_facts(m, code, is_alike(interval_order(a, b, m->count)));
}

static void run_sqrt(tape_batch_t *m, const instruction_t *code)
{
    interval_array_t a = operand_values(m, code, 0);
    set_mode(m, true);
    bool defined = interval_sqrt(m->values[code->result], m->defined, a, m->count);
    block_set_facts(m, code, defined && signs_are_alike(m, code));
}

static void run_power_by_library(tape_batch_t *m, const instruction_t *code)
{
    bool defined = true;
    set_mode(m, false);
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t x = block_value(m, block_operand(m, code, 0), i), y;
        status_t status =
            code->q == 1 ? interval_integer_power(&y, x, code->p) : interval_rational_power(&y, x, code->p, code->q);
        block_set_value(m, code->result, i, y);
        m->defined[i] = status == STATUS_OK;
        defined &= m->defined[i];
    }
    block_set_facts(m, code, defined && (code->q == 1 || signs_are_alike(m, code)));
}

static void run_power(tape_batch_t *m, const instruction_t *code)
{
    interval_array_t r = m->values[code->result], a = operand_values(m, code, 0);
    bool defined = true;
    if (code->q != 1 || code->p == 0 || code->p > INTERVAL_POWER_MAX || code->p < -INTERVAL_POWER_MAX) {
        run_power_by_library(m, code);
        return;
    }
    set_mode(m, true);
    if (code->loads) {
        interval_load_t load;
        dinterval_t bound = block_load(&load, m, code, 0);
        interval_power_loaded(r, &load, (int)code->p, m->count);
        block_bound_loaded(m, code, bound, bound);
    } else
        defined = interval_power(r, m->defined, a, (int)code->p, m->count);
    block_set_facts(m, code, defined);
}

// ---- functions ----

static interval_function_t function_of(expr_op_t op)
{
    switch (op) {
    case EXPR_EXP:
        return interval_exp;
    case EXPR_LOG:
        return interval_log;
    case EXPR_SIN:
        return interval_sin;
    case EXPR_COS:
        return interval_cos;
    case EXPR_TAN:
        return interval_tan;
    case EXPR_ATAN:
        return interval_atan;
    case EXPR_SINH:
        return interval_sinh;
    case EXPR_COSH:
        return interval_cosh;
    case EXPR_TANH:
        return interval_tanh;
    case EXPR_SIGMOID:
        return interval_sigmoid;
    default:
        return interval_softplus;
    }
}

typedef bool (*array_function_t)(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);

// NULL for functions without a kernel.
static array_function_t array_function_of(expr_op_t op)
{
    switch (op) {
    case EXPR_COS:
        return interval_array_cos;
    case EXPR_EXP:
        return interval_array_exp;
    case EXPR_LOG:
        return interval_array_log;
    case EXPR_SIGMOID:
        return interval_array_sigmoid;
    case EXPR_SIN:
        return interval_array_sin;
    case EXPR_SOFTPLUS:
        return interval_array_softplus;
    case EXPR_TANH:
        return interval_array_tanh;
    case EXPR_ATAN:
        return interval_array_atan;
    case EXPR_COSH:
        return interval_array_cosh;
    case EXPR_SINH:
        return interval_array_sinh;
    case EXPR_TAN:
        return interval_array_tan;
    default:
        return NULL;
    }
}

// Those boxes that the kernel did not reach; all of them when there is no kernel.
static bool run_function_by_library(tape_batch_t *m, const instruction_t *code)
{
    uint32_t a = block_operand(m, code, 0);
    interval_function_t function = function_of(code->op);
    bool defined = true;
    set_mode(m, false);
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t y;
        if (m->defined[i])
            continue;
        m->defined[i] = function(&y, block_value(m, a, i)) == STATUS_OK;
        defined &= m->defined[i];
        block_set_value(m, code->result, i, y);
    }
    return defined;
}

static void run_function(tape_batch_t *m, const instruction_t *code)
{
    array_function_t function = array_function_of(code->op);
    bool defined = false;
    if (function) {
        set_mode(m, true);
        defined = function(m->values[code->result], m->defined, operand_values(m, code, 0), m->count);
    } else {
        memset(m->defined, 0, m->count);
    }
    if (defined)
        block_bound_result(m, code);
    block_set_facts(m, code, defined || run_function_by_library(m, code));
}

// ---- the machine ----

static void run_formula(tape_batch_t *m, const instruction_t *code)
{
    if (code->op >= EXPR_LESS && code->op <= EXPR_NOT_EQUAL)
        block_run_comparison(m, code);
    else
        block_set_facts(m, code, true);
}

static void run(tape_batch_t *m, const instruction_t *code)
{
    m->values[code->result] = m->rows[code->result];
    block_set_bound(m, code->result, dinterval_whole());
    if (code->folded) {
        block_set_facts(m, code, true);
        return;
    }
    switch (code->op) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        run_arithmetic(m, code);
        break;
    case EXPR_NEG:
    case EXPR_ABS:
    case EXPR_RELU:
        run_unary(m, code);
        break;
    case EXPR_POWER:
        run_power(m, code);
        break;
    case EXPR_SQRT:
        run_sqrt(m, code);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        run_choice(m, code);
        break;
    case EXPR_CASES:
        block_run_cases(m, code);
        break;
    case EXPR_DERIVATIVE:
        block_run_unknown(m, code);
        break;
    default:
        if (expr_op_is_formula(code->op))
            run_formula(m, code);
        else
            run_function(m, code);
    }
}

// A variable that the tape was not told of may have any value.
static void load_variable(const tape_batch_t *m, const instruction_t *code, const interval_array_t *inputs)
{
    if (code->index != TAPE_NO_INDEX)
        m->values[code->result] = inputs[code->index];
    else
        for (size_t i = 0; i < m->count; i++)
            block_set_value(m, code->result, i, dinterval_whole());
    block_bound_variable(m, code->result);
    block_set_common(m, code->result, (fact_t){TRUTH_UNKNOWN, LEVEL_SMOOTH});
}

static bool is_surely(const tape_batch_t *m, uint32_t guard, tape_truth_t truth)
{
    return !m->mixed[guard] && m->common[guard].truth == truth;
}

static bool is_passed_over(const tape_batch_t *m, const tape_skip_t *skip)
{
    const instruction_t *cases = m->tape->code + skip->cases;
    for (size_t k = 0; k < skip->branch; k++)
        if (is_surely(m, block_operand(m, cases, 2 * k), TRUTH_TRUE))
            return true;
    return is_surely(m, block_operand(m, cases, 2 * skip->branch), TRUTH_FALSE);
}

// Where the next instruction to run is, from `at` on; `skip` is the next region that has not begun.
static inline size_t pass_over(const tape_batch_t *m, size_t at, size_t *skip)
{
    const tape_t *tape = m->tape;
    for (; *skip < tape->skip_count && tape->skips[*skip].start <= at; ++*skip)
        if (tape->skips[*skip].start == at && is_passed_over(m, tape->skips + *skip))
            at = tape->skips[*skip].end;
    return at;
}

static inline bool is_settled(const tape_batch_t *m, const instruction_t *code)
{
    return code->folded && code->foreseen && !m->surprised;
}

// Of what is folded, for instructions that look for facts of their operands; as long as nothing surprises.
static void set_foreseen_facts(const tape_batch_t *m)
{
    for (size_t k = m->tape->fixed_count; k < m->tape->length; k++) {
        const instruction_t *code = m->tape->code + k;
        if (is_settled(m, code))
            block_set_common(m, code->result, (fact_t){TRUTH_UNKNOWN, (level_t)code->level});
    }
}

void tape_batch_run(tape_batch_t *m, size_t count, const interval_array_t *inputs)
{
    const tape_t *tape = m->tape;
    size_t skip = 0;
    m->count = count;
    if (m->surprised) {
        m->surprised = false;
        set_foreseen_facts(m);
    }
    for (size_t k = pass_over(m, tape->fixed_count, &skip); k < tape->length; k = pass_over(m, k + 1, &skip)) {
        const instruction_t *code = tape->code + k;
        if (code->op == EXPR_VARIABLE)
            load_variable(m, code, inputs);
        else if (!is_settled(m, code))
            run(m, code);
    }
    set_mode(m, false);
}

static void load_preset(const tape_batch_t *m, uint32_t reg, const preset_t *preset)
{
    for (size_t i = 0; i < m->width; i++)
        block_set_value(m, reg, i, preset->value);
    block_bound_constant(m, reg, preset->value);
    block_set_common(m, reg, (fact_t){preset->truth, preset->level});
}

static void load_presets(const tape_batch_t *m)
{
    const tape_t *tape = m->tape;
    for (size_t k = 0; k < tape->fixed_count; k++)
        if (tape->code[k].loaded)
            load_preset(m, tape->code[k].result, tape->presets + k);
}

// Registers that a block really works in.
static size_t count_busy(const tape_t *tape)
{
    size_t count = 0;
    bool *busy = mem_alloc(tape->register_count, sizeof *busy);
    for (size_t k = 0; k < tape->length; k++)
        busy[tape->code[k].result] |= !tape->code[k].fixed && !tape->code[k].folded;
    for (size_t r = 0; r < tape->register_count; r++)
        count += busy[r];
    mem_free(busy);
    return count;
}

static size_t room_for(const tape_t *tape, size_t most)
{
    if (most <= ROOM_LEAST)
        return most;
    size_t room = CACHE_BYTES / (2 * sizeof(double)) / (count_busy(tape) + 1);
    room = room < ROOM_LEAST ? ROOM_LEAST : room > TAPE_ROOM_MOST ? TAPE_ROOM_MOST : room / ROOM_LEAST * ROOM_LEAST;
    return most < room ? most : room;
}

// All rows of one register are as long as a multiple of the alignment.
static void lay_out(tape_batch_t *m)
{
    const size_t step = ALIGNMENT / sizeof(double), row = (m->width + step - 1) / step * step + step;
    m->numbers = mem_alloc(2 * row * m->tape->register_count + step, sizeof *m->numbers);
    double *next = m->numbers + (ALIGNMENT - (uintptr_t)m->numbers % ALIGNMENT) % ALIGNMENT / sizeof(double);
    for (size_t r = 0; r < m->tape->register_count; r++, next += 2 * row)
        m->rows[r] = m->values[r] = (interval_array_t){next, next + row};
}

tape_batch_t *tape_batch_new(const tape_t *tape, size_t most)
{
    tape_batch_t *m = mem_alloc(1, sizeof *m);
    *m = (tape_batch_t){.tape = tape, .width = room_for(tape, most)};
    m->values = mem_alloc(tape->register_count, sizeof *m->values);
    m->rows = mem_alloc(tape->register_count, sizeof *m->rows);
    m->bounds = mem_alloc(tape->register_count, sizeof *m->bounds);
    m->common = mem_alloc(tape->register_count, sizeof *m->common);
    m->mixed = mem_alloc(tape->register_count, sizeof *m->mixed);
    m->level = mem_alloc(tape->register_count * m->width, sizeof *m->level);
    m->truth = mem_alloc(tape->register_count * m->width, sizeof *m->truth);
    m->defined = mem_alloc(m->width, sizeof *m->defined);
    lay_out(m);
    load_presets(m);
    set_foreseen_facts(m);
    return m;
}

void tape_batch_free(tape_batch_t *m)
{
    if (!m)
        return;
    mem_free(m->values);
    mem_free(m->rows);
    mem_free(m->bounds);
    mem_free(m->common);
    mem_free(m->mixed);
    mem_free(m->level);
    mem_free(m->truth);
    mem_free(m->defined);
    mem_free(m->numbers);
    mem_free(m);
}

size_t tape_batch_room(const tape_batch_t *m)
{
    return m->width;
}

interval_array_t tape_batch_values(const tape_batch_t *m, size_t root)
{
    return m->values[m->tape->roots[root].reg];
}

regularity_t tape_batch_regularity(const tape_batch_t *m, size_t root, size_t i)
{
    return level_regularity(block_level(m, m->tape->roots[root].reg, i));
}

tape_truth_t tape_batch_truth(const tape_batch_t *m, size_t root, size_t i)
{
    const tape_root_t *r = m->tape->roots + root;
    return r->is_formula ? block_fact(m, r->reg, i).truth : TRUTH_UNKNOWN;
}
