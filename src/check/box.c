// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/box.h"

#include "base/memory.h"
#include "check/exact.h"

#define BOUND_BITS 160 // relative accuracy of the bounds of ends that are not rational

void end_init(end_t *end)
{
    end->infinite = end->exact = false;
    end->term = EXPR_NONE;
    real_init(end->value);
    fmpq_init(end->lower);
    fmpq_init(end->upper);
}

void end_clear(end_t *end)
{
    real_clear(end->value);
    fmpq_clear(end->lower);
    fmpq_clear(end->upper);
}

void end_set_rational(end_t *end, const fmpq_t value)
{
    end->infinite = false;
    end->exact = true;
    real_set_fmpq(end->value, value);
    fmpq_set(end->lower, value);
    fmpq_set(end->upper, value);
}

void end_set_real(end_t *end, const real_t value)
{
    end->infinite = false;
    end->exact = true;
    real_set(end->value, value);
    real_get_bounds(end->lower, end->upper, value, BOUND_BITS);
}

// The enclosure of a constant term; false when it is unbounded or undefined.
static bool enclose_term(range_t *result, const dag_t *dag, expr_t term, real_ctx_struct *reals)
{
    plan_t *plan;
    const int order = 0;
    if (plan_new(&plan, dag, 1, &term, &order, 0, NULL) != STATUS_OK)
        return false;
    evaluator_t *evaluator = evaluator_new(plan, range_precision(result), reals);
    evaluator_run(evaluator, NULL);
    const enclosure_t *root = evaluator_root(evaluator, 0);
    bool known = jet_has_value(&root->jet) && range_is_bounded(enclosure_coefficient(root, 0));
    if (known)
        range_set(result, enclosure_coefficient(root, 0));
    evaluator_free(evaluator);
    plan_free(plan);
    return known;
}

void end_set_range(end_t *end, const range_t *range)
{
    mpq_t exact;
    end->infinite = end->exact = false;
    mpq_init(exact);
    mpfr_get_q(exact, range->big);
    fmpq_set_mpq(end->lower, exact);
    mpfr_get_q(exact, range->big + 1);
    fmpq_set_mpq(end->upper, exact);
    mpq_clear(exact);
}

bool end_set_term(end_t *end, const dag_t *dag, expr_t term, real_ctx_struct *reals)
{
    real_t value;
    real_init(value);
    bool known = exact_constant(value, dag, term, reals) == STATUS_OK;
    if (known) {
        end_set_real(end, value);
    } else {
        range_t range;
        range_init(&range, BOUND_BITS);
        known = enclose_term(&range, dag, term, reals);
        if (known)
            end_set_range(end, &range);
        range_clear(&range);
    }
    end->term = term;
    real_clear(value);
    return known;
}

int end_compare(const end_t *end, const fmpq_t value)
{
    if (fmpq_cmp(end->upper, value) < 0)
        return -1;
    if (fmpq_cmp(end->lower, value) > 0)
        return 1;
    return end->exact ? real_cmp_fmpq(end->value, value) : 2;
}

void end_range(range_t *result, const end_t *end, const dag_t *dag, real_ctx_struct *reals)
{
    slong precision = range_precision(result);
    range_set_rationals(result, end->lower, end->upper);
    if (precision <= BOUND_BITS || fmpq_equal(end->lower, end->upper))
        return;
    if (!end->exact) {
        if (end->term != EXPR_NONE)
            (void)enclose_term(result, dag, end->term, reals);
        return;
    }
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    real_get_bounds(lower, upper, end->value, precision);
    range_set_rationals(result, lower, upper);
    fmpq_clear(lower);
    fmpq_clear(upper);
}

void box_init(box_t *box, size_t count, const expr_t *variables)
{
    box->count = count;
    box->variables = variables;
    box->lo = mem_alloc(count, sizeof *box->lo);
    box->hi = mem_alloc(count, sizeof *box->hi);
    box->fixed = mem_alloc(count, sizeof *box->fixed);
}

void box_clear(box_t *box)
{
    mem_free(box->lo);
    mem_free(box->hi);
    mem_free(box->fixed);
}

void box_copy(box_t *box, const box_t *from)
{
    box_init(box, from->count, from->variables);
    for (size_t i = 0; i < from->count; i++) {
        box->lo[i] = from->lo[i];
        box->hi[i] = from->hi[i];
        box->fixed[i] = from->fixed[i];
    }
}

bool box_is_bounded(const box_t *box)
{
    for (size_t i = 0; i < box->count; i++)
        if (box->lo[i]->infinite || box->hi[i]->infinite)
            return false;
    return true;
}

void box_ranges(range_t *values, const box_t *box, const dag_t *dag, real_ctx_struct *reals)
{
    range_t upper;
    for (size_t i = 0; i < box->count; i++) {
        range_init(&upper, range_precision(values + i));
        if (!box->lo[i]->infinite)
            end_range(values + i, box->lo[i], dag, reals);
        if (!box->hi[i]->infinite)
            end_range(&upper, box->hi[i], dag, reals);
        range_set_ends(values + i, box->lo[i]->infinite ? NULL : values + i, box->hi[i]->infinite ? NULL : &upper);
        range_clear(&upper);
    }
}

void box_midpoint(range_t *centre, const box_t *box, const range_t *ranges)
{
    for (size_t i = 0; i < box->count; i++)
        if (box->fixed[i])
            range_set(centre + i, ranges + i);
        else
            range_middle(centre + i, ranges + i);
}
