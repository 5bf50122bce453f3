// SPDX-License-Identifier: LGPL-3.0-or-later
// Levels, formulas and cases of a block of boxes. No floating-point arithmetic happens in this file, only comparisons and
// negations: it runs in either rounding mode.
//
// Most blocks are alike: every box is on the same side of every kink and border. Then a rule is applied once, to the
// first box, instead of to each.
#include "expr/tape_block.h"

static void set_mixed(const tape_batch_t *m, uint32_t reg, size_t i, fact_t fact)
{
    m->truth[reg * m->width + i] = (uint8_t)fact.truth;
    m->level[reg * m->width + i] = (uint8_t)fact.level;
}

// ---- rules for one box ----

static level_t kink_level(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    uint32_t a = block_operand(m, code, 0);
    dinterval_t x = block_value(m, a, i);
    level_t level = block_level(m, a, i);
    bool away = x.neg_lo < 0 || x.hi < 0;
    return code->op == EXPR_ABS ? level_kink(level, away) : level_relu(level, away, x.hi < 0);
}

// min and max of what surely differs is the one or the other throughout.
level_t block_choice_level(expr_op_t op, unsigned order, level_t x_level, level_t y_level)
{
    bool x_below = order & ORDER_BELOW, y_below = order & ORDER_ABOVE;
    if (!x_below && !y_below)
        return level_least(level_least(x_level, y_level), LEVEL_CONTINUOUS);
    bool chooses_x = x_below == (op == EXPR_MIN);
    return chooses_x ? level_choice(x_level, y_level) : level_choice(y_level, x_level);
}

static level_t choice_level(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    uint32_t a = block_operand(m, code, 0), b = block_operand(m, code, 1);
    return block_choice_level(code->op, interval_order_of(block_value(m, a, i), block_value(m, b, i)), block_level(m, a, i),
                              block_level(m, b, i));
}

static level_t product_level(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    return level_product(block_level(m, block_operand(m, code, 0), i), code->total[0],
                         block_level(m, block_operand(m, code, 1), i), code->total[1]);
}

static level_t root_level(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    uint32_t a = block_operand(m, code, 0);
    return m->defined[i] ? level_root(block_level(m, a, i), m->values[a].neg_lo[i] < 0) : LEVEL_UNKNOWN;
}

static level_t partial_level(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    level_t level = block_level(m, block_operand(m, code, 0), i);
    if (code->count == 2)
        level = level_least(level, block_level(m, block_operand(m, code, 1), i));
    return m->defined[i] ? level : LEVEL_UNKNOWN;
}

static level_t level_by_operator(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    switch (code->op) {
    case EXPR_ADD:
    case EXPR_SUB:
        return level_least(block_level(m, block_operand(m, code, 0), i), block_level(m, block_operand(m, code, 1), i));
    case EXPR_MUL:
        return product_level(m, code, i);
    case EXPR_NEG:
        return block_level(m, block_operand(m, code, 0), i);
    case EXPR_ABS:
    case EXPR_RELU:
        return kink_level(m, code, i);
    case EXPR_MIN:
    case EXPR_MAX:
        return choice_level(m, code, i);
    case EXPR_SQRT:
        return root_level(m, code, i);
    case EXPR_POWER:
        return code->q != 1 ? root_level(m, code, i)
               : code->p < 0 ? partial_level(m, code, i)
                             : block_level(m, block_operand(m, code, 0), i);
    default: // division and functions
        return partial_level(m, code, i);
    }
}

static fact_t fact_by_operator(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    switch (code->op) {
    case EXPR_NOT:
        return fact_not(block_fact(m, block_operand(m, code, 0), i));
    case EXPR_AND:
        return fact_and(block_fact(m, block_operand(m, code, 0), i), block_fact(m, block_operand(m, code, 1), i));
    case EXPR_OR:
        return fact_or(block_fact(m, block_operand(m, code, 0), i), block_fact(m, block_operand(m, code, 1), i));
    default:
        break;
    }
    if (expr_op_is_formula(code->op))
        return fact_regularity(code->op, block_level(m, block_operand(m, code, 0), i));
    return (fact_t){TRUTH_UNKNOWN, level_by_operator(m, code, i)};
}

static fact_t capped(const instruction_t *code, fact_t fact)
{
    fact.level = level_of_operator(code->op, fact.level);
    if (code->still)
        fact.level = level_still(fact.level);
    return fact;
}

fact_t block_found_fact(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    return capped(code, fact_by_operator(m, code, i));
}

static bool operands_are_alike(const tape_batch_t *m, const instruction_t *code)
{
    for (size_t k = 0; k < code->count; k++)
        if (m->mixed[block_operand(m, code, k)])
            return false;
    return true;
}

// Whether the facts of all operands are the same for box i as for the one before.
static bool is_like_previous(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    if (i == 0)
        return false;
    for (size_t k = 0; k < code->count; k++) {
        uint32_t reg = block_operand(m, code, k);
        const uint8_t *level = m->level + reg * m->width + i, *truth = m->truth + reg * m->width + i;
        if (m->mixed[reg] && (level[0] != level[-1] || truth[0] != truth[-1]))
            return false;
    }
    return true;
}

// The result is not in the place of an operand, so that its facts may be written one by one.
void block_find_facts(tape_batch_t *m, const instruction_t *code, bool alike)
{
    m->surprised = m->surprised || code->foreseen;
    if (alike && operands_are_alike(m, code)) {
        block_set_common(m, code->result, block_found_fact(m, code, 0));
        return;
    }
    bool is_choice = code->op == EXPR_MIN || code->op == EXPR_MAX;
    if ((alike && (block_mix_levels(m, code) || block_mix_connective(m, code))) || (is_choice && block_mix_choice(m, code)))
        return;
    m->mixed[code->result] = true;
    fact_t fact = {TRUTH_UNKNOWN, LEVEL_UNKNOWN};
    for (size_t i = 0; i < m->count; i++) {
        if (!alike || !is_like_previous(m, code, i))
            fact = block_found_fact(m, code, i);
        set_mixed(m, code->result, i, fact);
    }
}

// ---- comparisons ----

static tape_truth_t decide(bool holds, bool fails)
{
    return holds ? TRUTH_TRUE : fails ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static tape_truth_t comparison_truth(expr_op_t op, unsigned order)
{
    bool below = order & ORDER_BELOW, above = order & ORDER_ABOVE;
    bool not_above = order & ORDER_NOT_ABOVE, not_below = order & ORDER_NOT_BELOW;
    switch (op) {
    case EXPR_LESS:
        return decide(below, not_below);
    case EXPR_LESS_EQUAL:
        return decide(not_above, above);
    case EXPR_EQUAL:
        return decide(not_above && not_below, below || above);
    default: // NOT_EQUAL
        return decide(below || above, not_above && not_below);
    }
}

// Of the operands of a comparison, for box i, given how their values compare there. What is compared with itself is
// equal, whatever the values.
fact_t block_compared(const tape_batch_t *m, const instruction_t *code, size_t i, unsigned order)
{
    uint32_t a = block_operand(m, code, 0), b = block_operand(m, code, 1);
    if (a == b)
        order = ORDER_NOT_ABOVE | ORDER_NOT_BELOW;
    bool lasting = a == b || order & (ORDER_BELOW | ORDER_ABOVE);
    fact_t fact = fact_comparison(block_level(m, a, i), block_level(m, b, i), comparison_truth(code->op, order), lasting);
    return capped(code, fact);
}

// The same seen from the other side.
static unsigned reversed(unsigned order)
{
    return (order & (ORDER_BELOW | ORDER_NOT_ABOVE)) << 2 | order >> 2;
}

static interval_orders_t orders_of(const tape_batch_t *m, uint32_t a, uint32_t b)
{
    const preset_t *first = tape_constant(m->tape, a), *second = tape_constant(m->tape, b);
    if (second)
        return block_order(m, a, second->value);
    if (!first)
        return interval_order(m->values[a], m->values[b], m->count);
    interval_orders_t orders = block_order(m, b, first->value);
    return (interval_orders_t){reversed(orders.all), reversed(orders.any)};
}

void block_run_comparison(const tape_batch_t *m, const instruction_t *code)
{
    uint32_t a = block_operand(m, code, 0), b = block_operand(m, code, 1);
    interval_orders_t orders = orders_of(m, a, b);
    if (orders.all == orders.any && operands_are_alike(m, code)) {
        block_set_common(m, code->result, block_compared(m, code, 0, orders.all));
        return;
    }
    if (operands_are_alike(m, code)) {
        block_mix_comparison(m, code);
        return;
    }
    m->mixed[code->result] = true;
    fact_t fact = {TRUTH_UNKNOWN, LEVEL_UNKNOWN};
    unsigned last = 0;
    for (size_t i = 0; i < m->count; i++) {
        unsigned order = interval_order_of(block_value(m, a, i), block_value(m, b, i));
        if (order != last || !is_like_previous(m, code, i))
            fact = block_compared(m, code, i, order);
        last = order;
        set_mixed(m, code->result, i, fact);
    }
}

// ---- cases ----

static bool is_exhaustive(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    if (code->index == TAPE_NO_INDEX)
        return false;
    const tape_coverage_t *cover = m->tape->coverages + code->index;
    dinterval_t scale_values[COVERAGE_MAX_MEMBERS];
    for (size_t s = 0; s < coverage_scale_count(cover->coverage); s++) {
        uint32_t reg = m->tape->operands[cover->first + s];
        scale_values[s] = reg == TAPE_NO_INDEX ? dinterval_whole() : block_value(m, reg, i);
    }
    return coverage_is_exhaustive(cover->coverage, scale_values);
}

// All guards and values being alike, and a guard surely true or no value possible: the same walk for all boxes. The
// only value that may apply is not copied.
static bool run_alike_cases(tape_batch_t *m, const instruction_t *code)
{
    case_walk_t walk = case_walk_start();
    interval_array_t own = m->values[code->result], met = own;
    uint32_t only = code->result; // the value that applies, while there is one
    bool any = false;
    if (!operands_are_alike(m, code))
        return false;
    for (size_t k = 0; k < code->count && !walk.settled; k += 2) {
        uint32_t value = block_operand(m, code, k + 1);
        if (!case_walk_step(&walk, m->common[block_operand(m, code, k)], m->common[value].level))
            continue;
        if (any) {
            interval_hull(own, met, m->values[value], m->count);
            met = own;
            only = code->result;
        } else {
            met = m->values[value];
            only = value;
        }
        any = true;
    }
    if (!walk.settled && walk.level != LEVEL_UNKNOWN)
        return false;
    level_t level = case_walk_finish(&walk, false);
    if (level == LEVEL_UNKNOWN)
        block_run_unknown(m, code);
    else
        block_set_common(m, code->result, capped(code, (fact_t){TRUTH_UNKNOWN, level}));
    if (level != LEVEL_UNKNOWN) {
        m->values[code->result] = met;
        m->bounds[code->result] = m->bounds[only];
    }
    return true;
}

// What a walk through the guards finds.
#define MET_MOST 64
typedef struct {
    case_walk_t walk;
    uint64_t met;     // which values may apply, when there are no more than MET_MOST
    dinterval_t hull; // of these
} case_visit_t;

static case_visit_t visit_cases(const tape_batch_t *m, const instruction_t *code, size_t i)
{
    case_visit_t visit = {case_walk_start(), 0, {-INFINITY, -INFINITY}};
    for (size_t k = 0; 2 * k < code->count && !visit.walk.settled; k++) {
        uint32_t value = block_operand(m, code, 2 * k + 1);
        if (!case_walk_step(&visit.walk, block_fact(m, block_operand(m, code, 2 * k), i), block_level(m, value, i)))
            continue;
        visit.met |= UINT64_C(1) << k % MET_MOST;
        visit.hull = dinterval_hull(visit.hull, block_value(m, value, i));
    }
    return visit;
}

// For a box like one that was visited.
static dinterval_t hull_of_met(const tape_batch_t *m, const instruction_t *code, size_t i, uint64_t met)
{
    dinterval_t hull = {-INFINITY, -INFINITY};
    for (size_t k = 0; 2 * k < code->count; k++)
        if (met >> k & 1)
            hull = dinterval_hull(hull, block_value(m, block_operand(m, code, 2 * k + 1), i));
    return hull;
}

static void finish_cases(const tape_batch_t *m, const instruction_t *code, size_t i, const case_visit_t *visit)
{
    bool undecided = !visit->walk.settled && visit->walk.level != LEVEL_UNKNOWN;
    level_t level = case_walk_finish(&visit->walk, undecided && is_exhaustive(m, code, i));
    block_set_value(m, code->result, i, level == LEVEL_UNKNOWN ? dinterval_whole() : visit->hull);
    set_mixed(m, code->result, i, capped(code, (fact_t){TRUTH_UNKNOWN, level}));
}

void block_run_cases(tape_batch_t *m, const instruction_t *code)
{
    if (run_alike_cases(m, code))
        return;
    m->mixed[code->result] = true;
    case_visit_t visit = visit_cases(m, code, 0);
    for (size_t i = 0; i < m->count; i++) {
        if (code->count / 2 <= MET_MOST && is_like_previous(m, code, i))
            visit.hull = hull_of_met(m, code, i, visit.met);
        else
            visit = visit_cases(m, code, i);
        finish_cases(m, code, i, &visit);
    }
}

void block_run_unknown(const tape_batch_t *m, const instruction_t *code)
{
    for (size_t i = 0; i < m->count; i++)
        block_set_value(m, code->result, i, dinterval_whole());
    block_set_common(m, code->result, capped(code, (fact_t){TRUTH_UNKNOWN, LEVEL_UNKNOWN}));
}
