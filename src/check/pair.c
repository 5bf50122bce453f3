// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `pair`: norm(map(x) - map(y)) <= bound * norm(x - y) for all x and y of the region.
#include "base/memory.h"
#include "check/cells.h"
#include "check/matrix.h"

// ---- on the line, exactly ----

// A cell of the region on which the map is a polynomial g.
typedef struct {
    bool present;
    const rpoint_struct *end; // its upper end
    rpoly_t g;
} stretch_t;

static bool put_pair(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    const int orders[] = {0, 0, 0};
    const expr_t roots[] = {obligation->region, obligation->map[0], obligation->bound};
    return question_put(&ev->map, ev->ground, 3, roots, orders, 0, NULL) ||
           evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

// 0 <= bound - g' and 0 <= bound + g' in the cell.
static status_t slope_is_bounded(bool *bounded, const rpoly_t g, const rpoly_struct *bound, const place_t *place,
                                 real_ctx_struct *reals)
{
    rpoly_t slope, room;
    rpoly_init(slope);
    rpoly_init(room);
    int below = -1, above = -1;
    status_t status = rpoly_derivative(slope, g, reals);
    if (status == STATUS_OK)
        status = rpoly_sub(room, bound, slope, reals);
    if (status == STATUS_OK)
        status = place_sign(&above, room, place, reals);
    if (status == STATUS_OK)
        status = rpoly_add(room, bound, slope, reals);
    if (status == STATUS_OK)
        status = place_sign(&below, room, place, reals);
    *bounded = above >= 0 && below >= 0;
    rpoly_clear(slope);
    rpoly_clear(room);
    return status;
}

// |g2(t) - g1(s)| <= bound (t - s) for s < t.
static status_t gap_is_bounded(bool *bounded, const rpoly_t g1, const rpoint_struct *s, const rpoly_t g2,
                               const rpoint_struct *t, const rpoly_struct *bound, real_ctx_struct *reals)
{
    real_t from, to, rise, room, factor;
    real_init(from);
    real_init(to);
    real_init(rise);
    real_init(room);
    real_init(factor);
    rpoly_get_coeff(factor, bound, 0);
    status_t status = real_set_rpoint(from, s, reals);
    if (status == STATUS_OK)
        status = real_set_rpoint(to, t, reals);
    if (status == STATUS_OK)
        status = real_sub(room, to, from, reals);
    if (status == STATUS_OK)
        status = real_mul(room, room, factor, reals);
    if (status == STATUS_OK)
        status = rpoly_evaluate(to, g2, to, reals);
    if (status == STATUS_OK)
        status = rpoly_evaluate(from, g1, from, reals);
    if (status == STATUS_OK)
        status = real_sub(rise, to, from, reals);
    if (status == STATUS_OK) {
        real_abs(rise, rise);
        *bounded = real_cmp(rise, room) <= 0;
    }
    real_clear(from);
    real_clear(to);
    real_clear(rise);
    real_clear(room);
    real_clear(factor);
    return status;
}

// From the stretch before to g on a cell that begins at t.
static status_t step_is_bounded(bool *bounded, const stretch_t *before, const rpoly_t g, const rpoint_struct *t,
                                const rpoly_struct *bound, real_ctx_struct *reals)
{
    int order, sign = 1;
    status_t status = rpoint_cmp(&order, before->end, t, reals);
    if (status != STATUS_OK || order < 0)
        return status == STATUS_OK ? gap_is_bounded(bounded, before->g, before->end, g, t, bound, reals) : status;
    rpoly_t jump; // where the stretches touch the map must not jump
    rpoly_init(jump);
    status = rpoly_sub(jump, g, before->g, reals);
    if (status == STATUS_OK)
        status = rpoly_sign_at(&sign, jump, t, reals);
    *bounded = sign == 0;
    rpoly_clear(jump);
    return status;
}

static bool is_known(const exact_value_t *value)
{
    return jet_has_value(&value->jet);
}

static bool extend(evidence_t *ev, stretch_t *before, const cells_t *cells, size_t cell, const place_t *place,
                   const exact_t *exact)
{
    real_ctx_struct *reals = ev->ground->reals;
    const exact_value_t *map = exact_root(exact, 1), *bound = exact_root(exact, 2);
    if (!is_known(map) || !is_known(bound) || !rpoly_is_constant(exact_coefficient(bound, 0)))
        return evidence_refuse(ev, "the map or the bound is not known exactly in a cell of the region");
    const rpoly_struct *g = exact_coefficient(map, 0), *limit = exact_coefficient(bound, 0);
    bool bounded = true;
    status_t status = STATUS_OK;
    if (place->kind == PLACE_CELL)
        status = slope_is_bounded(&bounded, g, limit, place, reals);
    if (status == STATUS_OK && bounded && before->present)
        status = step_is_bounded(&bounded, before, g, cells_lower(cells, cell), limit, reals);
    before->present = true;
    before->end = cells_upper(cells, cell);
    rpoly_set(before->g, g);
    return (status == STATUS_OK && bounded) || evidence_refuse(ev, "the bound is not shown along the cells");
}

// Adding up along the cells of the region from x to y gives |map(x) - map(y)| <= bound |x - y|.
bool cells_show_pair(evidence_t *ev, const cells_t *cells)
{
    assignment_t a;
    stretch_t before = {.present = false};
    rpoly_init(before.g);
    assignment_of_box(&a, &ev->root, 0);
    bool shown = ev->obligation->map_count == 1 ? put_pair(ev) : evidence_refuse(ev, "cells are for one variable");
    for (size_t c = cells_first(cells); shown && c <= cells_last(cells); c++) {
        place_t place;
        shown = cells_place(&place, cells, c, ev->ground->reals) == STATUS_OK || evidence_refuse(ev, "an empty cell");
        if (shown) {
            const exact_t *exact =
                question_decide(&ev->map, ev->ground, a.count, a.variables, a.values, &place, ev->variables[0]);
            kleene_t region = exact_root(exact, 0)->truth;
            if (region == KLEENE_UNKNOWN)
                shown = evidence_refuse(ev, "the region is not decided in a cell");
            else if (region == KLEENE_TRUE)
                shown = extend(ev, &before, cells, c, &place, exact);
        }
        place_clear(&place);
    }
    assignment_clear(&a);
    rpoly_clear(before.g);
    return shown;
}

// ---- in more dimensions ----

// Whether the map is the gradient of one function, so that its Jacobian is symmetric where it is C1.
static bool is_gradient(const evidence_t *ev)
{
    const dag_t *dag = ev->ground->dag;
    const obligation_t *obligation = ev->obligation;
    if (obligation->map_count != obligation->state_count)
        return false;
    for (size_t i = 0; i < obligation->map_count; i++) {
        expr_t component = obligation->map[i];
        if (expr_op(dag, component) != EXPR_PARTIAL || expr_child(dag, component, 1) != ev->variables[i] ||
            expr_child(dag, component, 0) != expr_child(dag, obligation->map[0], 0))
            return false;
    }
    return true;
}

// sign * J + bound * I, the lower triangle.
static void fill_matrix(range_t *entries, const evidence_t *ev, const evaluator_t *values, const range_t *bound,
                        int sign)
{
    size_t n = ev->obligation->state_count;
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            const enclosure_t *component = evaluator_root(values, i);
            const range_t *entry = enclosure_coefficient(component, monomial_variable(j));
            range_scale(entries + i * n + j, entry, sign, 1);
            if (i == j)
                range_add(entries + i * n + j, entries + i * n + j, bound);
        }
    rounding_restore(mode);
}

static bool spectral_norm_is_bounded(const evidence_t *ev, const evaluator_t *values, const range_t *bound)
{
    size_t n = ev->obligation->state_count;
    range_t *entries = range_array_new(n * n, range_precision(bound));
    fill_matrix(entries, ev, values, bound, -1);
    bool bounded = matrix_is_positive(entries, n, false);
    if (bounded) {
        fill_matrix(entries, ev, values, bound, 1);
        bounded = matrix_is_positive(entries, n, false);
    }
    range_array_free(entries, n * n);
    return bounded;
}

// The sum of the squares of all entries is at most bound^2, and bound is not negative.
static bool frobenius_norm_is_bounded(const evidence_t *ev, const evaluator_t *values, const range_t *bound)
{
    range_t sum, square;
    range_init(&sum, range_precision(bound));
    range_init(&square, range_precision(bound));
    rounding_t mode = rounding_upward();
    bool bounded = range_is_nonnegative(bound);
    for (size_t i = 0; i < ev->obligation->map_count; i++)
        for (size_t j = 0; j < ev->obligation->state_count; j++) {
            size_t monomial = monomial_variable(j);
            bounded = bounded && range_power(&square, enclosure_coefficient(evaluator_root(values, i), monomial), 2,
                                             1) == STATUS_OK;
            range_add(&sum, &sum, &square);
        }
    bounded = bounded && range_power(&square, bound, 2, 1) == STATUS_OK && range_less_equal(&sum, &square);
    rounding_restore(mode);
    range_clear(&sum);
    range_clear(&square);
    return bounded;
}

static bool put_jacobian(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    size_t count = obligation->map_count;
    expr_t *roots = mem_alloc(count + 1, sizeof *roots);
    int *orders = mem_alloc(count + 1, sizeof *orders);
    for (size_t i = 0; i < count; i++) {
        roots[i] = obligation->map[i];
        orders[i] = 1;
    }
    roots[count] = obligation->bound;
    bool fits =
        question_put(&ev->jacobian, ev->ground, count + 1, roots, orders, obligation->state_count, ev->variables);
    mem_free(roots);
    mem_free(orders);
    return fits || evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

static bool derivative_is_bounded(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    size_t count = ev->obligation->map_count;
    const evaluator_t *values = evidence_at(ev, &ev->jacobian, ranges, t->precision);
    const enclosure_t *bound = evaluator_root(values, count);
    bool usable = jet_has_value(&bound->jet);
    for (size_t i = 0; i < count; i++)
        usable = usable && jet_is_known(&evaluator_root(values, i)->jet, 1, &ev->jacobian.plan->monomials) &&
                 evaluator_root(values, i)->level >= LEVEL_C1;
    const range_t *limit = enclosure_coefficient(bound, 0);
    return usable && ((is_gradient(ev) && spectral_norm_is_bounded(ev, values, limit)) ||
                      frobenius_norm_is_bounded(ev, values, limit));
}

// On the segment from x to y, which stays in the convex region, or in the box of the intervals where all of that is
// covered, the map is C1 with a derivative of norm <= bound.
bool check_leaf_jacobian(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false) || !put_jacobian(ev))
        return false;
    leaf_test_t test = {.ev = ev, .precision = precision};
    return evidence_holds_on(ev, scope->box, precision, derivative_is_bounded, &test) ||
           evidence_refuse(ev, "the derivative of the map is not shown to be bounded on the box");
}
