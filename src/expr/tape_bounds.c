// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds of all values that a register has in a block: what lets products do without looking for signs and infinite ends,
// and comparisons with constants without looking at the boxes. docs/kernel.md, "Bounds of a block".
#include "expr/tape_block.h"
#include "interval/bound.h"

void block_set_bound(const tape_batch_t *m, uint32_t reg, dinterval_t bound)
{
    block_bound_t *b = m->bounds + reg;
    b->ends.most.neg_lo = bound.neg_lo;
    b->ends.most.hi = bound.hi;
    b->most_measured = b->least_measured = b->worth_measuring = false;
}

void block_bound_constant(const tape_batch_t *m, uint32_t reg, dinterval_t value)
{
    m->bounds[reg] = (block_bound_t){{value, value}, true, true, false};
}

// Most tapes read a variable several times.
void block_bound_variable(const tape_batch_t *m, uint32_t reg)
{
    block_set_bound(m, reg, dinterval_whole());
    m->bounds[reg].worth_measuring = true;
}

static void measure_most(const tape_batch_t *m, uint32_t reg)
{
    block_bound_t *bound = m->bounds + reg;
    if (!bound->most_measured)
        bound->ends.most = interval_most(m->values[reg], m->count);
    bound->most_measured = true;
    bound->worth_measuring = false;
}

// When all are strictly on one side, the greatest ends tell, and none is on the other.
interval_orders_t block_order(const tape_batch_t *m, uint32_t reg, dinterval_t constant)
{
    block_bound_t *bound = m->bounds + reg;
    if (!bound->least_measured) {
        measure_most(m, reg);
        unsigned order = interval_order_of(bound->ends.most, constant);
        if (order & (ORDER_BELOW | ORDER_ABOVE))
            return (interval_orders_t){order, order};
        bound->ends = interval_extents(m->values[reg], m->count);
        bound->least_measured = true;
    }
    return (interval_orders_t){interval_order_of(bound->ends.most, constant),
                               interval_order_of(bound->ends.least, constant)};
}

// ---- loads ----

static dinterval_t loaded_bound(const tape_batch_t *m, const tape_load_t *load)
{
    block_bound_t *base = m->bounds + load->reg;
    const interval_form_t *form = &load->form;
    if (base->worth_measuring)
        measure_most(m, load->reg);
    dinterval_t bound = load->negated ? bound_negated(base->ends.most) : base->ends.most;
    bound = form->mode == LOAD_PLAIN ? bound : bound_sum(bound, form->shift);
    return form->mode == LOAD_SCALED ? (dinterval_t){bound.neg_lo * form->scale, bound.hi * form->scale} : bound;
}

dinterval_t block_load(interval_load_t *result, const tape_batch_t *m, const instruction_t *code, size_t k)
{
    const tape_load_t *load = m->tape->loads + 2 * (size_t)(code - m->tape->code) + k;
    const dinterval_t bound = loaded_bound(m, load);
    const interval_array_t array = m->values[load->reg];
    result->array.neg_lo = load->negated ? array.hi : array.neg_lo;
    result->array.hi = load->negated ? array.neg_lo : array.hi;
    result->form = &load->form;
    result->sign = bound_sign(bound);
    result->finite = bound_is_finite(bound);
    return bound;
}

// ---- results ----

static double larger(double x, double y)
{
    return x > y ? x : y;
}

static double smaller(double x, double y)
{
    return x < y ? x : y;
}

static dinterval_t with_two(expr_op_t op, dinterval_t a, dinterval_t b)
{
    switch (op) {
    case EXPR_ADD:
        return bound_sum(a, b);
    case EXPR_SUB:
        return bound_sum(a, bound_negated(b));
    case EXPR_MUL:
        return bound_product(a, b);
    case EXPR_MIN:
        return (dinterval_t){larger(a.neg_lo, b.neg_lo), smaller(a.hi, b.hi)};
    case EXPR_MAX:
        return (dinterval_t){smaller(a.neg_lo, b.neg_lo), larger(a.hi, b.hi)};
    default:
        return dinterval_whole();
    }
}

static dinterval_t with_one(expr_op_t op, dinterval_t a)
{
    switch (op) {
    case EXPR_NEG:
        return bound_negated(a);
    case EXPR_ABS:
        return (dinterval_t){0, larger(a.neg_lo, a.hi)};
    case EXPR_RELU:
        return (dinterval_t){smaller(a.neg_lo, 0), larger(a.hi, 0)};
    case EXPR_TANH: // as the kernel gives it, which is never beyond 1 and keeps signs
        return (dinterval_t){a.neg_lo <= 0 ? 0 : 1, a.hi <= 0 ? 0 : 1};
    default:
        return dinterval_whole();
    }
}

void block_bound_result(const tape_batch_t *m, const instruction_t *code)
{
    dinterval_t a = m->bounds[block_operand(m, code, 0)].ends.most;
    dinterval_t bound = code->count == 2 ? with_two(code->op, a, m->bounds[block_operand(m, code, 1)].ends.most)
                                         : with_one(code->op, a);
    block_set_bound(m, code->result, bound);
}

void block_bound_loaded(const tape_batch_t *m, const instruction_t *code, dinterval_t a, dinterval_t b)
{
    block_set_bound(m, code->result,
                    code->op == EXPR_POWER ? bound_power(a, (int)code->p)
                    : code->op == EXPR_MUL ? bound_product(a, b)
                                           : bound_sum(a, b));
}
