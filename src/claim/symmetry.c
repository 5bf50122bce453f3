// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/symmetry.h"

#include "base/memory.h"

static void add_end(symmetry_t *symmetry, expr_t end)
{
    if (end != EXPR_NONE)
        symmetry->ends[symmetry->end_count++] = end;
}

bool symmetry_init(symmetry_t *symmetry, dag_t *dag, const obligation_t *obligation)
{
    *symmetry = (symmetry_t){.obligation = obligation};
    size_t count = obligation->variable_count;
    if (obligation->kind != OBLIGATION_FORALL || count == 0)
        return false;
    symmetry->variables = mem_alloc(count, sizeof *symmetry->variables);
    symmetry->ends = mem_alloc(2 * count + 2, sizeof *symmetry->ends);
    for (size_t i = 0; i < count; i++) {
        symmetry->variables[i] = obligation->variables[i].variable;
        add_end(symmetry, obligation->variables[i].domain.lo);
        add_end(symmetry, obligation->variables[i].domain.hi);
    }
    size_t roots = symmetry->end_count;
    symmetry->ends[roots++] = obligation->region;
    symmetry->ends[roots++] = obligation->conclusion;
    normal_forms_init(&symmetry->forms, dag, roots, symmetry->ends, count, symmetry->variables);
    return !dag_over_limit(dag);
}

void symmetry_clear(symmetry_t *symmetry)
{
    mem_free(symmetry->variables);
    mem_free(symmetry->ends);
    normal_forms_clear(&symmetry->forms);
}

// ---- intervals ----

static bool is_same_end(const symmetry_t *symmetry, expr_t a, expr_t b, bool negative)
{
    if (a == EXPR_NONE || b == EXPR_NONE)
        return a == b;
    normal_form_t first = normal_form_of(&symmetry->forms, a), second = normal_form_of(&symmetry->forms, b);
    if (first.node == EXPR_NONE || first.node != second.node)
        return false;
    const dag_t *dag = symmetry->forms.dag;
    bool is_zero = expr_op(dag, first.node) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, first.node));
    return is_zero || (first.negative != second.negative) == negative;
}

// Whether b, or -b for a negative sign, is the interval a.
static bool is_same_interval(const symmetry_t *symmetry, const interval_t *a, const interval_t *b, bool negative)
{
    interval_t image = *b;
    if (negative)
        image = (interval_t){.lo = b->hi, .hi = b->lo, .lo_open = b->hi_open, .hi_open = b->lo_open};
    return a->lo_open == image.lo_open && a->hi_open == image.hi_open &&
           is_same_end(symmetry, a->lo, image.lo, negative) && is_same_end(symmetry, a->hi, image.hi, negative);
}

// ---- symmetries ----

size_t permutation_last(const signed_permutation_t *permutation)
{
    for (size_t i = permutation->count; i-- > 0;)
        if (permutation->image[i] != i || permutation->negative[i])
            return i;
    return SIZE_MAX;
}

static bool keeps_intervals(const symmetry_t *symmetry, const signed_permutation_t *permutation)
{
    const obligation_t *obligation = symmetry->obligation;
    for (size_t i = 0; i < obligation->variable_count; i++) {
        size_t image = permutation->image[i];
        if ((i < obligation->state_count) != (image < obligation->state_count) ||
            !is_same_interval(symmetry, &obligation->variables[i].domain, &obligation->variables[image].domain,
                              permutation->negative[i]))
            return false;
    }
    return true;
}

bool symmetry_has(const symmetry_t *symmetry, const signed_permutation_t *permutation)
{
    const expr_t formulas[] = {symmetry->obligation->region, symmetry->obligation->conclusion};
    return permutation_last(permutation) != SIZE_MAX && keeps_intervals(symmetry, permutation) &&
           normal_forms_are_kept(&symmetry->forms, permutation, 2, formulas);
}

// ---- the smaller obligation ----

// For a permutation that moves its last variable to another place.
static void add_inequality(obligation_t *reduced, dag_t *dag, const signed_permutation_t *permutation)
{
    size_t last = permutation_last(permutation);
    expr_t variable = reduced->variables[last].variable;
    expr_t value = reduced->variables[permutation->image[last]].variable;
    if (permutation->negative[last])
        value = expr_unary(dag, EXPR_NEG, value);
    expr_t difference = expr_binary(dag, EXPR_SUB, variable, value);
    expr_t inequality = expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), difference);
    reduced->region = expr_and(dag, reduced->region, inequality);
}

// Of a permutation that only changes the sign of its last variable: -x <= x, where the interval is symmetric about 0.
static void cut_interval(interval_t *domains, dag_t *dag, const signed_permutation_t *permutation)
{
    size_t last = permutation_last(permutation);
    domains[last].lo = expr_integer(dag, 0);
    domains[last].lo_open = false;
}

static bool only_changes_sign(const signed_permutation_t *permutation)
{
    size_t last = permutation_last(permutation);
    return permutation->image[last] == last;
}

static void copy_shape(obligation_t *reduced, const obligation_t *whole)
{
    reduced->shape = whole->shape;
    reduced->shape_function = whole->shape_function;
    reduced->shape_constant = whole->shape_constant;
    reduced->shape_lemma = whole->shape_lemma;
    if (!whole->centre)
        return;
    reduced->centre = mem_alloc(whole->state_count, sizeof *reduced->centre);
    for (size_t i = 0; i < whole->state_count; i++)
        reduced->centre[i] = whole->centre[i];
}

bool symmetry_reduce(obligation_t *reduced, const symmetry_t *symmetry, size_t count,
                     const signed_permutation_t *permutations)
{
    const obligation_t *whole = symmetry->obligation;
    dag_t *dag = symmetry->forms.dag;
    interval_t *domains = mem_alloc(whole->variable_count, sizeof *domains);
    for (size_t i = 0; i < whole->variable_count; i++)
        domains[i] = whole->variables[i].domain;
    for (size_t k = 0; k < count; k++)
        if (only_changes_sign(permutations + k))
            cut_interval(domains, dag, permutations + k);
    obligation_restrict(reduced, whole, domains);
    mem_free(domains);
    copy_shape(reduced, whole);
    for (size_t k = 0; k < count; k++)
        if (!only_changes_sign(permutations + k))
            add_inequality(reduced, dag, permutations + k);
    if (dag_over_limit(dag))
        obligation_clear(reduced);
    return !dag_over_limit(dag);
}
