// SPDX-License-Identifier: LGPL-3.0-or-later
// Facts of blocks in which boxes differ, a row at a time: loops over bytes instead of a rule for each box. What depends on
// a few values only is found once for each combination that occurs. Nothing is rounded here.
#include "expr/tape_block.h"

#include <string.h>

#define LEVELS 8
#define FACTS (3 * LEVELS) // of a truth and a level
#define UNSEEN UINT8_MAX

typedef uint8_t row_t[TAPE_ROOM_MOST];

// The levels of a register, in its row, or in `room` when all are the same.
static const uint8_t *levels_of(const tape_batch_t *m, uint32_t reg, row_t room)
{
    if (m->mixed[reg])
        return m->level + reg * m->width;
    memset(room, (int)m->common[reg].level, m->count);
    return room;
}

static const uint8_t *truths_of(const tape_batch_t *m, uint32_t reg, row_t room)
{
    if (m->mixed[reg])
        return m->truth + reg * m->width;
    memset(room, (int)m->common[reg].truth, m->count);
    return room;
}

// The row of levels to write.
static uint8_t *start_levels(const tape_batch_t *m, const instruction_t *code)
{
    m->mixed[code->result] = true;
    memset(m->truth + code->result * m->width, TRUTH_UNKNOWN, m->count);
    return m->level + code->result * m->width;
}

// ---- sums, products and what passes on the level of its operand ----

static void set_least(uint8_t *result, const uint8_t *a, const uint8_t *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        result[i] = a[i] < b[i] ? a[i] : b[i];
}

// level_product.
static void set_product(uint8_t *result, const instruction_t *code, const uint8_t *a, const uint8_t *b, size_t count)
{
    const uint8_t hidden_a = code->total[0] ? LEVEL_DEFINED : LEVEL_CONTINUOUS;
    const uint8_t hidden_b = code->total[1] ? LEVEL_DEFINED : LEVEL_CONTINUOUS;
    for (size_t i = 0; i < count; i++) {
        uint8_t least = a[i] < b[i] ? a[i] : b[i];
        bool zero = ((a[i] == LEVEL_ZERO) & (b[i] >= hidden_b)) | ((b[i] == LEVEL_ZERO) & (a[i] >= hidden_a));
        result[i] = zero ? LEVEL_ZERO : least;
    }
}

bool block_mix_levels(const tape_batch_t *m, const instruction_t *code)
{
    row_t a_room, b_room;
    bool binary = code->op == EXPR_ADD || code->op == EXPR_SUB || code->op == EXPR_MUL || code->op == EXPR_DIV;
    bool passes = code->op == EXPR_NEG || (code->op == EXPR_POWER && code->q == 1);
    if ((!binary && !passes) || code->still)
        return false;
    const uint8_t *a = levels_of(m, block_operand(m, code, 0), a_room);
    const uint8_t *b = code->count == 2 ? levels_of(m, block_operand(m, code, 1), b_room) : a;
    uint8_t *result = start_levels(m, code), most = (uint8_t)level_of_operator(code->op, LEVEL_ZERO);
    if (code->op == EXPR_MUL)
        set_product(result, code, a, b, m->count);
    else
        set_least(result, a, b, m->count);
    for (size_t i = 0; i < m->count; i++)
        result[i] = result[i] < most ? result[i] : most;
    return true;
}

// ---- what depends on how two values compare ----

static void find_orders(row_t orders, const tape_batch_t *m, const instruction_t *code)
{
    uint32_t a = block_operand(m, code, 0), b = block_operand(m, code, 1);
    interval_order_each(orders, m->values[a], m->values[b], m->count);
}

bool block_mix_choice(const tape_batch_t *m, const instruction_t *code)
{
    row_t orders, a_room, b_room;
    uint8_t found[4 * LEVELS * LEVELS];
    if (code->still)
        return false;
    find_orders(orders, m, code);
    memset(found, UNSEEN, sizeof found);
    const uint8_t *a = levels_of(m, block_operand(m, code, 0), a_room);
    const uint8_t *b = levels_of(m, block_operand(m, code, 1), b_room);
    uint8_t *result = start_levels(m, code);
    for (size_t i = 0; i < m->count; i++) {
        unsigned order = (orders[i] & ORDER_BELOW ? 1u : 0u) | (orders[i] & ORDER_ABOVE ? 2u : 0u);
        uint8_t *level = found + (order * LEVELS + a[i]) * LEVELS + b[i];
        if (*level == UNSEEN)
            *level = (uint8_t)level_of_operator(code->op, block_choice_level(code->op, orders[i], (level_t)a[i], (level_t)b[i]));
        result[i] = *level;
    }
    return true;
}

void block_mix_comparison(const tape_batch_t *m, const instruction_t *code)
{
    row_t orders;
    fact_t facts[ORDER_ALL + 1];
    unsigned seen = 0;
    uint8_t *truth = m->truth + code->result * m->width, *level = m->level + code->result * m->width;
    find_orders(orders, m, code);
    m->mixed[code->result] = true;
    for (size_t i = 0; i < m->count; i++) {
        unsigned order = orders[i];
        if (!(seen >> order & 1u))
            facts[order] = block_compared(m, code, i, order);
        seen |= 1u << order;
        truth[i] = (uint8_t)facts[order].truth;
        level[i] = (uint8_t)facts[order].level;
    }
}

// ---- formulas of formulas ----

bool block_mix_connective(const tape_batch_t *m, const instruction_t *code)
{
    row_t a_room, b_room, a_truths, b_truths;
    uint8_t found[FACTS * FACTS];
    if (code->op != EXPR_AND && code->op != EXPR_OR)
        return false;
    uint32_t x = block_operand(m, code, 0), y = block_operand(m, code, 1);
    const uint8_t *a = levels_of(m, x, a_room), *b = levels_of(m, y, b_room);
    const uint8_t *a_truth = truths_of(m, x, a_truths), *b_truth = truths_of(m, y, b_truths);
    uint8_t *truth = m->truth + code->result * m->width, *level = m->level + code->result * m->width;
    memset(found, UNSEEN, sizeof found);
    m->mixed[code->result] = true;
    for (size_t i = 0; i < m->count; i++) {
        uint8_t *place = found + (a_truth[i] * LEVELS + a[i]) * FACTS + b_truth[i] * LEVELS + b[i];
        if (*place == UNSEEN) {
            fact_t fact = block_found_fact(m, code, i);
            *place = (uint8_t)(fact.truth * LEVELS + fact.level);
        }
        truth[i] = *place / LEVELS;
        level[i] = *place % LEVELS;
    }
    return true;
}
