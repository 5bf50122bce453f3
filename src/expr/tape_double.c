// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation in double intervals, a batch of boxes at a time. No floating-point arithmetic happens in this file, only
// comparisons and negations: it runs in either rounding mode. Kernels need upward, functions need to-nearest.
#include "base/memory.h"
#include "expr/tape_code.h"
#include "interval/arithmetic.h"
#include "interval/elementary.h"
#include "interval/rounding.h"

#include <string.h>

// Boxes evaluated together: few enough for the registers to stay in the cache.
#define BATCH 64

// Register r, box i is at r * width + i.
typedef struct {
    const tape_t *tape;
    size_t width; // room
    size_t count; // boxes now
    double *neg_lo, *hi;
    uint8_t *level, *truth; // level_t, tape_truth_t
    uint8_t *defined;       // one row, for partial kernels
    bool upward;            // the rounding mode now
} machine_t;

static interval_array_t values(const machine_t *m, uint32_t reg)
{
    return (interval_array_t){m->neg_lo + reg * m->width, m->hi + reg * m->width};
}

static uint8_t *levels(const machine_t *m, uint32_t reg)
{
    return m->level + reg * m->width;
}

static uint32_t operand(const machine_t *m, const instruction_t *code, size_t k)
{
    return m->tape->operands[code->first + k];
}

static dinterval_t value_at(const machine_t *m, uint32_t reg, size_t i)
{
    return (dinterval_t){m->neg_lo[reg * m->width + i], m->hi[reg * m->width + i]};
}

static void set_value(const machine_t *m, uint32_t reg, size_t i, dinterval_t value)
{
    m->neg_lo[reg * m->width + i] = value.neg_lo;
    m->hi[reg * m->width + i] = value.hi;
}

static level_t level_at(const machine_t *m, uint32_t reg, size_t i)
{
    return (level_t)m->level[reg * m->width + i];
}

static void set_level(const machine_t *m, uint32_t reg, size_t i, level_t level)
{
    m->level[reg * m->width + i] = (uint8_t)level;
}

static fact_t fact_at(const machine_t *m, uint32_t reg, size_t i)
{
    return (fact_t){(tape_truth_t)m->truth[reg * m->width + i], level_at(m, reg, i)};
}

static void set_fact(const machine_t *m, uint32_t reg, size_t i, fact_t fact)
{
    m->truth[reg * m->width + i] = (uint8_t)fact.truth;
    set_level(m, reg, i, fact.level);
}

static void set_mode(machine_t *m, bool upward)
{
    if (m->upward == upward)
        return;
    if (upward)
        interval_round_upward();
    else
        interval_round_nearest();
    m->upward = upward;
}

// ---- levels of whole rows ----

static void pass_levels(const machine_t *m, uint32_t result, uint32_t a)
{
    memcpy(levels(m, result), levels(m, a), m->count);
}

static void least_levels(const machine_t *m, uint32_t result, uint32_t a, uint32_t b)
{
    uint8_t *r = levels(m, result);
    const uint8_t *x = levels(m, a), *y = levels(m, b);
    for (size_t i = 0; i < m->count; i++)
        r[i] = x[i] < y[i] ? x[i] : y[i];
}

static void drop_undefined(const machine_t *m, uint32_t result)
{
    uint8_t *r = levels(m, result);
    for (size_t i = 0; i < m->count; i++)
        r[i] = m->defined[i] ? r[i] : LEVEL_UNKNOWN;
}

static void product_levels(const machine_t *m, const instruction_t *code)
{
    uint32_t a = operand(m, code, 0), b = operand(m, code, 1);
    for (size_t i = 0; i < m->count; i++)
        set_level(m, code->result, i,
                  level_product(level_at(m, a, i), code->total[0], level_at(m, b, i), code->total[1]));
}

static void cap_levels(const machine_t *m, const instruction_t *code)
{
    for (size_t i = 0; i < m->count; i++)
        set_level(m, code->result, i, level_of_operator(code->op, level_at(m, code->result, i)));
    for (size_t i = 0; code->still && i < m->count; i++)
        set_level(m, code->result, i, level_still(level_at(m, code->result, i)));
}

// ---- arithmetic ----

static void run_binary(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0), b = operand(m, code, 1);
    set_mode(m, true);
    least_levels(m, r, a, b);
    if (code->op == EXPR_ADD)
        interval_add(values(m, r), values(m, a), values(m, b), m->count);
    else if (code->op == EXPR_SUB)
        interval_sub(values(m, r), values(m, a), values(m, b), m->count);
    else if (code->op == EXPR_MUL) {
        interval_mul(values(m, r), values(m, a), values(m, b), m->count);
        product_levels(m, code);
    } else {
        interval_div(values(m, r), m->defined, values(m, a), values(m, b), m->count);
        drop_undefined(m, r);
    }
}

static void run_negation(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    interval_neg(values(m, r), values(m, a), m->count);
    pass_levels(m, r, a);
}

static void run_kink(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    if (code->op == EXPR_ABS)
        interval_abs(values(m, r), values(m, a), m->count);
    else
        interval_relu(values(m, r), values(m, a), m->count);
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t x = value_at(m, a, i);
        bool away = x.neg_lo < 0 || x.hi < 0;
        set_level(m, r, i, code->op == EXPR_ABS ? level_kink(level_at(m, a, i), away)
                                                : level_relu(level_at(m, a, i), away, x.hi < 0));
    }
}

// min and max of what surely differs is the one or the other throughout.
static level_t choice_level(expr_op_t op, dinterval_t x, dinterval_t y, level_t a, level_t b)
{
    bool a_below = x.hi < -y.neg_lo, b_below = y.hi < -x.neg_lo;
    if (!a_below && !b_below)
        return level_least(level_least(a, b), LEVEL_CONTINUOUS);
    bool chooses_a = a_below == (op == EXPR_MIN);
    return chooses_a ? level_choice(a, b) : level_choice(b, a);
}

static void run_choice(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0), b = operand(m, code, 1);
    if (code->op == EXPR_MIN)
        interval_min(values(m, r), values(m, a), values(m, b), m->count);
    else
        interval_max(values(m, r), values(m, a), values(m, b), m->count);
    for (size_t i = 0; i < m->count; i++)
        set_level(m, r, i,
                  choice_level(code->op, value_at(m, a, i), value_at(m, b, i), level_at(m, a, i), level_at(m, b, i)));
}

static void run_sqrt(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    set_mode(m, true);
    interval_sqrt(values(m, r), m->defined, values(m, a), m->count);
    for (size_t i = 0; i < m->count; i++)
        set_level(m, r, i, level_root(level_at(m, a, i), value_at(m, a, i).neg_lo < 0));
    drop_undefined(m, r);
}

static void run_power_by_library(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    set_mode(m, false);
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t x = value_at(m, a, i), y;
        level_t level = level_at(m, a, i);
        status_t status =
            code->q == 1 ? interval_integer_power(&y, x, code->p) : interval_rational_power(&y, x, code->p, code->q);
        if (code->q != 1)
            level = level_root(level, x.neg_lo < 0);
        set_value(m, r, i, y);
        set_level(m, r, i, status == STATUS_OK ? level : LEVEL_UNKNOWN);
    }
}

static void run_power(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    if (code->q != 1 || code->p == 0 || code->p > INTERVAL_POWER_MAX || code->p < -INTERVAL_POWER_MAX) {
        run_power_by_library(m, code);
        return;
    }
    set_mode(m, true);
    pass_levels(m, r, a);
    if (code->p == 2) {
        interval_sqr(values(m, r), values(m, a), m->count);
    } else {
        interval_power(values(m, r), m->defined, values(m, a), (int)code->p, m->count);
        drop_undefined(m, r);
    }
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

static void run_function(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0);
    interval_function_t function = function_of(code->op);
    set_mode(m, false);
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t y;
        status_t status = function(&y, value_at(m, a, i));
        set_value(m, r, i, y);
        set_level(m, r, i, status == STATUS_OK ? level_at(m, a, i) : LEVEL_UNKNOWN);
    }
}

// ---- formulas ----

// The order of x and y on the whole box.
typedef struct {
    bool below, not_above, above, not_below, equal;
} order_t;

static order_t order_of(dinterval_t x, dinterval_t y, bool same)
{
    order_t order = {!same && x.hi < -y.neg_lo, same || x.hi <= -y.neg_lo, !same && y.hi < -x.neg_lo,
                     same || y.hi <= -x.neg_lo, same};
    order.equal = order.not_above && order.not_below;
    return order;
}

static tape_truth_t decide(bool holds, bool fails)
{
    return holds ? TRUTH_TRUE : fails ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static tape_truth_t comparison_truth(expr_op_t op, const order_t *order)
{
    switch (op) {
    case EXPR_LESS:
        return decide(order->below, order->not_below);
    case EXPR_LESS_EQUAL:
        return decide(order->not_above, order->above);
    case EXPR_EQUAL:
        return decide(order->equal, order->below || order->above);
    default: // NOT_EQUAL
        return decide(order->below || order->above, order->equal);
    }
}

static void run_comparison(machine_t *m, const instruction_t *code)
{
    uint32_t r = code->result, a = operand(m, code, 0), b = operand(m, code, 1);
    for (size_t i = 0; i < m->count; i++) {
        order_t order = order_of(value_at(m, a, i), value_at(m, b, i), a == b);
        bool lasting = a == b || order.below || order.above;
        set_fact(m, r, i,
                 fact_comparison(level_at(m, a, i), level_at(m, b, i), comparison_truth(code->op, &order), lasting));
    }
}

static fact_t connect(const machine_t *m, const instruction_t *code, size_t i)
{
    fact_t a = fact_at(m, operand(m, code, 0), i);
    if (code->op == EXPR_NOT)
        return fact_not(a);
    fact_t b = fact_at(m, operand(m, code, 1), i);
    return code->op == EXPR_AND ? fact_and(a, b) : fact_or(a, b);
}

static void run_formula(machine_t *m, const instruction_t *code)
{
    if (code->op >= EXPR_LESS && code->op <= EXPR_NOT_EQUAL) {
        run_comparison(m, code);
        return;
    }
    for (size_t i = 0; i < m->count; i++) {
        if (code->op == EXPR_AND || code->op == EXPR_OR || code->op == EXPR_NOT)
            set_fact(m, code->result, i, connect(m, code, i));
        else
            set_fact(m, code->result, i, fact_regularity(code->op, level_at(m, operand(m, code, 0), i)));
    }
}

// ---- cases ----

static bool is_exhaustive(const machine_t *m, const instruction_t *code, size_t i)
{
    if (code->index == TAPE_NO_INDEX)
        return false;
    const tape_coverage_t *cover = m->tape->coverages + code->index;
    dinterval_t scale_values[COVERAGE_MAX_MEMBERS];
    for (size_t s = 0; s < coverage_scale_count(cover->coverage); s++) {
        uint32_t reg = m->tape->operands[cover->first + s];
        scale_values[s] = reg == TAPE_NO_INDEX ? dinterval_whole() : value_at(m, reg, i);
    }
    return coverage_is_exhaustive(cover->coverage, scale_values);
}

static void run_cases_at(const machine_t *m, const instruction_t *code, size_t i)
{
    case_walk_t walk = case_walk_start();
    dinterval_t hull = {-INFINITY, -INFINITY};
    for (size_t k = 0; k < code->count && !walk.settled; k += 2) {
        uint32_t value = operand(m, code, k + 1);
        if (case_walk_step(&walk, fact_at(m, operand(m, code, k), i), level_at(m, value, i)))
            hull = dinterval_hull(hull, value_at(m, value, i));
    }
    bool undecided = !walk.settled && walk.level != LEVEL_UNKNOWN;
    level_t level = case_walk_finish(&walk, undecided && is_exhaustive(m, code, i));
    set_value(m, code->result, i, level == LEVEL_UNKNOWN ? dinterval_whole() : hull);
    set_level(m, code->result, i, level);
}

static void run_cases(machine_t *m, const instruction_t *code)
{
    for (size_t i = 0; i < m->count; i++)
        run_cases_at(m, code, i);
}

// ---- the machine ----

static void run_unknown(machine_t *m, const instruction_t *code)
{
    for (size_t i = 0; i < m->count; i++) {
        set_value(m, code->result, i, dinterval_whole());
        set_fact(m, code->result, i, (fact_t){TRUTH_UNKNOWN, LEVEL_UNKNOWN});
    }
}

static void run(machine_t *m, const instruction_t *code)
{
    switch (code->op) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        run_binary(m, code);
        break;
    case EXPR_NEG:
        run_negation(m, code);
        break;
    case EXPR_POWER:
        run_power(m, code);
        break;
    case EXPR_SQRT:
        run_sqrt(m, code);
        break;
    case EXPR_ABS:
    case EXPR_RELU:
        run_kink(m, code);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        run_choice(m, code);
        break;
    case EXPR_CASES:
        run_cases(m, code);
        break;
    case EXPR_DERIVATIVE:
        run_unknown(m, code);
        break;
    default:
        if (expr_op_is_formula(code->op))
            run_formula(m, code);
        else
            run_function(m, code);
    }
}

static void load_preset(const machine_t *m, uint32_t reg, const preset_t *preset)
{
    for (size_t i = 0; i < m->count; i++) {
        set_value(m, reg, i, preset->value);
        set_fact(m, reg, i, (fact_t){preset->truth, preset->level});
    }
}

static void load_variable(const machine_t *m, const instruction_t *code, const dinterval_t *boxes)
{
    for (size_t i = 0; i < m->count; i++) {
        dinterval_t x = dinterval_whole();
        if (code->index != TAPE_NO_INDEX)
            x = boxes[i * m->tape->variable_count + code->index];
        set_value(m, code->result, i, dinterval_is_valid(x) ? x : dinterval_whole());
        set_level(m, code->result, i, LEVEL_SMOOTH);
    }
}

static void store_result(tape_result_t *result, const machine_t *m, const tape_root_t *root, size_t i)
{
    result->regularity = level_regularity(level_at(m, root->reg, i));
    result->truth = root->is_formula ? fact_at(m, root->reg, i).truth : TRUTH_UNKNOWN;
    bool whole = root->is_formula || result->regularity == REGULARITY_UNKNOWN;
    result->value = whole ? dinterval_whole() : value_at(m, root->reg, i);
}

static void run_batch(machine_t *m, tape_result_t *results, const dinterval_t *boxes)
{
    const tape_t *tape = m->tape;
    for (size_t k = 0; k < tape->length; k++) {
        const instruction_t *code = tape->code + k;
        if (code->fixed)
            continue;
        if (code->op == EXPR_VARIABLE) {
            load_variable(m, code, boxes);
        } else {
            run(m, code);
            cap_levels(m, code);
        }
    }
    set_mode(m, false);
    for (size_t i = 0; i < m->count; i++)
        for (size_t r = 0; r < tape->root_count; r++)
            store_result(results + i * tape->root_count + r, m, tape->roots + r, i);
}

static void machine_init(machine_t *m, const tape_t *tape, size_t width)
{
    size_t cells = tape->register_count * width;
    m->tape = tape;
    m->width = width;
    m->count = width;
    m->neg_lo = mem_alloc(cells, sizeof *m->neg_lo);
    m->hi = mem_alloc(cells, sizeof *m->hi);
    m->level = mem_alloc(cells, sizeof *m->level);
    m->truth = mem_alloc(cells, sizeof *m->truth);
    m->defined = mem_alloc(width, sizeof *m->defined);
    m->upward = false;
    for (size_t k = 0; k < tape->length; k++)
        if (tape->code[k].loaded && tape->code[k].fixed)
            load_preset(m, tape->code[k].result, tape->presets + k);
}

static void machine_clear(machine_t *m)
{
    mem_free(m->neg_lo);
    mem_free(m->hi);
    mem_free(m->level);
    mem_free(m->truth);
    mem_free(m->defined);
}

void tape_evaluate(tape_result_t *results, const tape_t *tape, size_t count, const dinterval_t *boxes)
{
    if (count == 0)
        return;
    machine_t machine;
    machine_init(&machine, tape, count < BATCH ? count : BATCH);
    for (size_t done = 0; done < count; done += machine.count) {
        machine.count = count - done < machine.width ? count - done : machine.width;
        run_batch(&machine, results + done * tape->root_count, boxes + done * tape->variable_count);
    }
    machine_clear(&machine);
}
