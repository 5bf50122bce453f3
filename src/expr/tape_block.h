// SPDX-License-Identifier: LGPL-3.0-or-later
// The inside of a tape_batch_t, shared by its arithmetic (tape_batch.c) and its rules for levels, formulas and cases
// (tape_block.c).
#ifndef CERTIFY_EXPR_TAPE_BLOCK_H
#define CERTIFY_EXPR_TAPE_BLOCK_H

#include "expr/tape_batch.h"
#include "expr/tape_code.h"

// The most boxes of a block.
#define TAPE_ROOM_MOST 256

// Register r, box i: its value is at values[r], place i. What is known of it, its fact, is common[r] for all boxes of the
// block alike, and only if mixed[r] there is one for each, in level and truth at r * width + i.
typedef struct {
    interval_extents_t ends; // the greatest ones are those of an interval that contains those of all boxes
    bool most_measured;      // they are attained
    bool least_measured;     // else the least ones mean nothing
    bool worth_measuring;
} block_bound_t;

struct tape_batch {
    const tape_t *tape;
    size_t width; // room
    size_t count; // boxes now
    interval_array_t *values; // of a variable where the caller has them, of a cases node where the value is that applies
    interval_array_t *rows;   // the register's own place
    block_bound_t *bounds;
    fact_t *common;
    bool *mixed;
    uint8_t *level, *truth; // level_t, tape_truth_t
    uint8_t *defined;       // one row, for partial operations
    double *numbers;        // what the rows are in
    bool upward;            // the rounding mode now
    bool surprised;         // in this run, or the last one: something had another level than was foreseen
};

static inline uint32_t block_operand(const tape_batch_t *m, const instruction_t *code, size_t k)
{
    return m->tape->operands[code->first + k];
}

static inline dinterval_t block_value(const tape_batch_t *m, uint32_t reg, size_t i)
{
    return (dinterval_t){m->values[reg].neg_lo[i], m->values[reg].hi[i]};
}

static inline void block_set_value(const tape_batch_t *m, uint32_t reg, size_t i, dinterval_t value)
{
    m->values[reg].neg_lo[i] = value.neg_lo;
    m->values[reg].hi[i] = value.hi;
}

static inline level_t block_level(const tape_batch_t *m, uint32_t reg, size_t i)
{
    return m->mixed[reg] ? (level_t)m->level[reg * m->width + i] : m->common[reg].level;
}

static inline fact_t block_fact(const tape_batch_t *m, uint32_t reg, size_t i)
{
    if (!m->mixed[reg])
        return m->common[reg];
    return (fact_t){(tape_truth_t)m->truth[reg * m->width + i], block_level(m, reg, i)};
}

static inline void block_set_common(const tape_batch_t *m, uint32_t reg, fact_t fact)
{
    m->mixed[reg] = false;
    m->common[reg] = fact;
}

// Bounds of all values of a register in the block (tape_bounds.c). They are exact for constants and once they have been
// measured; else they follow from those of the operands.
// How all values of a register compare with a constant: measures them.
interval_orders_t block_order(const tape_batch_t *m, uint32_t reg, dinterval_t constant);
void block_set_bound(const tape_batch_t *m, uint32_t reg, dinterval_t bound);
void block_bound_constant(const tape_batch_t *m, uint32_t reg, dinterval_t value);
void block_bound_variable(const tape_batch_t *m, uint32_t reg);
// From the bounds of the operands, which are not loaded. Sums and products need the mode upward.
void block_bound_result(const tape_batch_t *m, const instruction_t *code);
// Operand k of an instruction that reads through the loads of the tape; returns its bound. Needs the mode upward.
dinterval_t block_load(interval_load_t *load, const tape_batch_t *m, const instruction_t *code, size_t k);
// The bound of the result of such an instruction, from those. Needs the mode upward.
void block_bound_loaded(const tape_batch_t *m, const instruction_t *code, dinterval_t a, dinterval_t b);

// Sets the facts of the result of an instruction, whose values are there. `alike`: what the rules ask of the values of
// the operands (signs, order, whether the operation is defined there) has the same answer for all boxes.
void block_find_facts(tape_batch_t *m, const instruction_t *code, bool alike);
static inline void block_set_facts(tape_batch_t *m, const instruction_t *code, bool alike)
{
    if (alike && code->foreseen && !m->surprised)
        block_set_common(m, code->result, (fact_t){TRUTH_UNKNOWN, (level_t)code->level});
    else
        block_find_facts(m, code, alike);
}

// The rules for one box: the fact that the operator of an instruction makes of the facts of its operands, that of a
// comparison, and the level of min or max, of operands that compare in the given way.
fact_t block_found_fact(const tape_batch_t *m, const instruction_t *code, size_t i);
fact_t block_compared(const tape_batch_t *m, const instruction_t *code, size_t i, unsigned order);
level_t block_choice_level(expr_op_t op, unsigned order, level_t x_level, level_t y_level);

// The same for all boxes of a block that are not alike (tape_mixed.c); false where the instruction is none that they
// know. In block_mix_levels and block_mix_connective the values do not matter, in block_mix_comparison the operands' facts
// are the same for all boxes.
bool block_mix_levels(const tape_batch_t *m, const instruction_t *code);
bool block_mix_connective(const tape_batch_t *m, const instruction_t *code);
bool block_mix_choice(const tape_batch_t *m, const instruction_t *code);
void block_mix_comparison(const tape_batch_t *m, const instruction_t *code);

// Instructions that make facts from values.
void block_run_comparison(const tape_batch_t *m, const instruction_t *code);
void block_run_cases(tape_batch_t *m, const instruction_t *code);
void block_run_unknown(const tape_batch_t *m, const instruction_t *code);

#endif
