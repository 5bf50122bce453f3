// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/decoupled.h"

#include "base/memory.h"

#include <string.h>

// ---- numbers ----

static fmpq *fmpq_array_new(size_t count)
{
    fmpq *items = mem_alloc(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        fmpq_init(items + i);
    return items;
}

static void fmpq_array_free(fmpq *items, size_t count)
{
    for (size_t i = 0; items && i < count; i++)
        fmpq_clear(items + i);
    mem_free(items);
}

void quadratic_init(quadratic_t *w, size_t count)
{
    w->count = count;
    fmpq_init(w->constant);
    w->slope = fmpq_array_new(count);
    w->curvature = fmpq_array_new(count);
}

void quadratic_clear(quadratic_t *w)
{
    fmpq_clear(w->constant);
    fmpq_array_free(w->slope, w->count);
    fmpq_array_free(w->curvature, w->count);
}

// ---- couplings ----

static bool is_coupled(const decoupled_t *d, const separable_piece_t *term)
{
    size_t variables = 0;
    for (size_t i = 0; i < d->sum.obligation->variable_count; i++)
        variables += term->has[i];
    return variables >= 2;
}

size_t decoupled_find(const decoupled_t *d, const bool *chosen)
{
    size_t size = d->sum.obligation->variable_count * sizeof *chosen;
    for (size_t k = 0; k < d->count; k++)
        if (memcmp(d->couplings[k].has, chosen, size) == 0)
            return k;
    return SIZE_MAX;
}

static void add_coupled(decoupled_t *d, const separable_piece_t *term)
{
    size_t k = decoupled_find(d, term->has);
    if (k != SIZE_MAX) {
        d->couplings[k].q = expr_binary(d->sum.dag, EXPR_ADD, d->couplings[k].q, term->node);
        return;
    }
    d->couplings = mem_grow(d->couplings, &d->capacity, d->count + 1, sizeof *d->couplings);
    d->couplings[d->count++] = (coupling_t){.has = term->has, .q = term->node};
}

bool decoupled_init(decoupled_t *d, dag_t *dag, const obligation_t *obligation)
{
    *d = (decoupled_t){0};
    d->centre = fmpq_array_new(obligation->variable_count);
    quadratic_init(&d->total, obligation->variable_count);
    if (!separable_init(&d->sum, dag, obligation))
        return false;
    for (size_t t = 0; t < d->sum.terms.count && d->count <= DECOUPLED_MAX_COUPLINGS; t++)
        if (is_coupled(d, d->sum.terms.items + t))
            add_coupled(d, d->sum.terms.items + t);
    return d->count > 0 && d->count <= DECOUPLED_MAX_COUPLINGS && !dag_over_limit(dag);
}

void decoupled_clear(decoupled_t *d)
{
    mem_free(d->couplings);
    fmpq_array_free(d->centre, d->total.count);
    quadratic_clear(&d->total);
    separable_clear(&d->sum);
}

// ---- obligations ----

// e + sign B (x - Q), or e + sign A (x - Q)^2 for `power` 2; nothing for a factor 0.
static expr_t add_power(const decoupled_t *d, expr_t e, size_t i, int sign, const fmpq_t factor, slong power)
{
    dag_t *dag = d->sum.dag;
    if (fmpq_is_zero(factor))
        return e;
    expr_t distance =
        expr_binary(dag, EXPR_SUB, d->sum.obligation->variables[i].variable, expr_rational(dag, d->centre + i));
    expr_t raised = power == 1 ? distance : expr_power(dag, distance, power, 1);
    expr_t term = expr_binary(dag, EXPR_MUL, expr_rational(dag, factor), raised);
    return expr_binary(dag, sign > 0 ? EXPR_ADD : EXPR_SUB, e, term);
}

static expr_t add_quadratic(const decoupled_t *d, expr_t e, int sign, const quadratic_t *w, const bool *has)
{
    for (size_t i = 0; i < w->count; i++) {
        if (has && !has[i])
            continue;
        e = add_power(d, e, i, sign, w->slope + i, 1);
        e = add_power(d, e, i, sign, w->curvature + i, 2);
    }
    return e;
}

bool decoupled_take(obligation_t *part, decoupled_t *d, size_t k, const quadratic_t *w)
{
    dag_t *dag = d->sum.dag;
    coupling_t *coupling = d->couplings + k;
    if (coupling->taken)
        return false;
    coupling->taken = true;
    fmpq_add(d->total.constant, d->total.constant, w->constant);
    for (size_t i = 0; i < w->count; i++) {
        if (!coupling->has[i])
            continue;
        fmpq_add(d->total.slope + i, d->total.slope + i, w->slope + i);
        fmpq_add(d->total.curvature + i, d->total.curvature + i, w->curvature + i);
    }
    expr_t e = expr_binary(dag, EXPR_SUB, coupling->q, expr_rational(dag, w->constant));
    e = add_quadratic(d, e, -1, w, coupling->has);
    separable_begin(part, &d->sum, coupling->has);
    part->conclusion = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), e);
    if (dag_over_limit(dag))
        obligation_clear(part);
    return !dag_over_limit(dag);
}

bool decoupled_rest(obligation_t *rest, decoupled_t *d)
{
    dag_t *dag = d->sum.dag;
    const obligation_t *whole = d->sum.obligation;
    for (size_t k = 0; k < d->count; k++)
        if (!d->couplings[k].taken)
            return false;
    expr_t e = expr_rational(dag, d->total.constant);
    for (size_t t = 0; t < d->sum.terms.count; t++)
        if (!is_coupled(d, d->sum.terms.items + t))
            e = expr_binary(dag, EXPR_ADD, e, d->sum.terms.items[t].node);
    e = add_quadratic(d, e, 1, &d->total, NULL);
    expr_t conclusion = expr_binary(dag, expr_op(dag, whole->conclusion), expr_integer(dag, 0), e);
    if (dag_over_limit(dag))
        return false;
    bool *all = mem_alloc(whole->variable_count, sizeof *all);
    for (size_t i = 0; i < whole->variable_count; i++)
        all[i] = true;
    separable_begin(rest, &d->sum, all);
    rest->conclusion = conclusion;
    mem_free(all);
    return true;
}
