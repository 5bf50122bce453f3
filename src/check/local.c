// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `local`: the conclusion holds in some neighbourhood of the centre.
#include "base/memory.h"
#include "check/cells.h"
#include "check/tree.h"

// ---- radius ----

// The end centre + offset.
static void shift_end(end_t *end, evidence_t *ev, const end_t *centre, const fmpq_t offset)
{
    real_t sum;
    fmpq_t lower, upper;
    real_init(sum);
    fmpq_init(lower);
    fmpq_init(upper);
    real_set_fmpq(sum, offset);
    if (centre->exact && real_add(sum, centre->value, sum, ev->ground->reals) == STATUS_OK) {
        end_set_real(end, sum);
    } else {
        fmpq_add(lower, centre->lower, offset);
        fmpq_add(upper, centre->upper, offset);
        fmpq_set(end->lower, lower);
        fmpq_set(end->upper, upper);
        end->infinite = end->exact = false;
        end->term = EXPR_NONE;
    }
    real_clear(sum);
    fmpq_clear(lower);
    fmpq_clear(upper);
}

// The intervals of the state variables become |x_i - p_i| <= radius, for p_i between bounds all that such p_i give.
static bool set_neighbourhood(evidence_t *ev, const fmpq_t radius)
{
    bool good = true;
    fmpq_t opposite;
    fmpq_init(opposite);
    fmpq_neg(opposite, radius);
    for (size_t i = 0; good && i < ev->obligation->state_count; i++) {
        end_t centre;
        end_init(&centre);
        good = evidence_centre(&centre, ev, i);
        if (good) {
            shift_end(ev->lo + i, ev, &centre, opposite);
            shift_end(ev->hi + i, ev, &centre, radius);
        }
        end_clear(&centre);
    }
    fmpq_clear(opposite);
    return good;
}

static bool check_cells_in_radius(evidence_t *ev)
{
    size_t count;
    if (!reader_has_words(ev->reader, 2) || !reader_unsigned(&count, ev->reader, 1, SIZE_MAX))
        return false;
    if (ev->variable_count != 1)
        return evidence_refuse(ev, "cells are for one variable");
    cells_t cells;
    assignment_t a;
    cells_init(&cells);
    assignment_of_box(&a, &ev->root, 0);
    bool shown = cells_read(&cells, ev, count, ev->lo, ev->hi) &&
                 cells_show_statement(ev, &cells, &a, ev->variables[0], true, false);
    assignment_clear(&a);
    cells_clear(&cells);
    return shown;
}

bool check_radius(evidence_t *ev)
{
    fmpq_t radius;
    fmpq_init(radius);
    bool good = reader_rational(radius, ev->reader, 3);
    if (good && fmpq_sgn(radius) <= 0)
        good = evidence_refuse(ev, "a radius that is not positive");
    good = good && set_neighbourhood(ev, radius) && reader_any_line(ev->reader);
    fmpq_clear(radius);
    if (!good)
        return false;
    if (reader_word_is(ev->reader, 0, "cells"))
        return check_cells_in_radius(ev);
    if (!reader_word_is(ev->reader, 0, "tree"))
        return reader_fail(ev->reader, FAULT_MALFORMED, "expected `cells` or `tree`");
    return reader_has_words(ev->reader, 1) && tree_check_statement(ev, &ev->root, true);
}

// ---- descent ----

// x_i = p_i + d_i t.
static bool assign_ray(assignment_t *a, evidence_t *ev, const fmpq *direction)
{
    real_t step;
    rpoly_t x;
    real_init(step);
    rpoly_init(x);
    bool good = true;
    for (size_t i = 0; good && i < ev->obligation->state_count; i++) {
        end_t centre;
        end_init(&centre);
        good = evidence_centre(&centre, ev, i) &&
               (centre.exact || evidence_refuse(ev, "the centre is not an algebraic number"));
        rpoly_set_real(x, centre.value);
        real_set_fmpq(step, direction + i);
        good = good && (rpoly_set_coeff(x, 1, step, ev->ground->reals) == STATUS_OK ||
                        evidence_refuse(ev, "exact arithmetic on these numbers is out of reach"));
        if (good)
            assignment_add(a, ev->variables[i], x);
        end_clear(&centre);
    }
    real_clear(step);
    rpoly_clear(x);
    return good;
}

// The conclusion is false in the cell between t = 0 and the next number.
static bool fails_on_ray(evidence_t *ev, const cells_t *cells, const fmpq *direction)
{
    assignment_t a;
    place_t place;
    assignment_init(&a, ev->variable_count);
    bool fails = cells_place(&place, cells, 2, ev->ground->reals) == STATUS_OK && assign_ray(&a, ev, direction);
    if (fails) {
        const exact_t *exact =
            question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place, EXPR_NONE);
        fails = exact_root(exact, STATEMENT_CONCLUSION)->truth == KLEENE_FALSE;
    }
    assignment_clear(&a);
    place_clear(&place);
    return fails || evidence_refuse(ev, "the conclusion is not shown to fail along the ray");
}

static bool check_cells_on_ray(evidence_t *ev, const fmpq *direction)
{
    size_t count;
    end_t zero, infinite;
    cells_t cells;
    if (!reader_has_words(ev->reader, 2) || !reader_unsigned(&count, ev->reader, 1, SIZE_MAX))
        return false;
    end_init(&zero);
    end_init(&infinite);
    zero.exact = true;
    infinite.infinite = true;
    cells_init(&cells);
    bool shown = cells_read(&cells, ev, count, &zero, &infinite) && evidence_put_statement(ev) &&
                 fails_on_ray(ev, &cells, direction);
    cells_clear(&cells);
    end_clear(&zero);
    end_clear(&infinite);
    return shown;
}

// Whether a formula says x = p and nothing else: a conjunction of `equal 0 x_i - p_i`.
static bool is_at_centre(const evidence_t *ev, expr_t formula)
{
    const dag_t *dag = ev->ground->dag;
    while (expr_op(dag, formula) == EXPR_AND && is_at_centre(ev, expr_child(dag, formula, 1)))
        formula = expr_child(dag, formula, 0);
    if (expr_op(dag, formula) != EXPR_EQUAL)
        return false;
    expr_t zero = expr_child(dag, formula, 0), offset = expr_child(dag, formula, 1);
    if (expr_op(dag, zero) != EXPR_RATIONAL || !fmpq_is_zero(expr_rational_value(dag, zero)) ||
        expr_op(dag, offset) != EXPR_SUB)
        return false;
    for (size_t i = 0; i < ev->obligation->state_count; i++)
        if (expr_child(dag, offset, 0) == ev->variables[i] && expr_child(dag, offset, 1) == ev->obligation->centre[i])
            return true;
    return false;
}

// Whether the conclusion fails where f(x) < f(p): it is 0 <= f(x) - f(p), or x = p or 0 < f(x) - f(p), without a
// region.
static bool compares_with_centre(const evidence_t *ev)
{
    const dag_t *dag = ev->ground->dag;
    const obligation_t *obligation = ev->obligation;
    expr_t atom = obligation->conclusion;
    if (obligation->shape != SHAPE_MINIMUM)
        return false;
    if (expr_op(dag, atom) == EXPR_OR) {
        if (!is_at_centre(ev, expr_child(dag, atom, 0)))
            return false;
        atom = expr_child(dag, atom, 1);
    }
    if (expr_op(dag, atom) != EXPR_LESS && expr_op(dag, atom) != EXPR_LESS_EQUAL)
        return false;
    expr_t excess = expr_child(dag, atom, 1);
    return expr_op(dag, excess) == EXPR_SUB && expr_child(dag, excess, 0) == obligation->shape_function;
}

// The derivative of f at p in the direction is negative, f being C1 near p: f(p + t d) < f(p) for small t > 0.
static bool slope_is_negative(evidence_t *ev, const fmpq *direction, slong precision)
{
    size_t n = ev->obligation->state_count;
    range_t *values = range_array_new(n, precision);
    const evaluator_t *centre = question_enclose(&ev->centre, ev->ground, 0, NULL, NULL, precision);
    bool known = true;
    for (size_t i = 0; i < n; i++) {
        known = known && jet_has_value(&evaluator_root(centre, i)->jet);
        range_set(values + i, enclosure_coefficient(evaluator_root(centre, i), 0));
    }
    const enclosure_t *f = evaluator_root(evidence_at(ev, &ev->shape, values, precision), 0);
    known = known && jet_is_known(&f->jet, 1, &ev->shape.plan->monomials) && f->level >= LEVEL_C1;
    range_t sum, step;
    range_init(&sum, precision);
    range_init(&step, precision);
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < n; i++) {
        range_set_rationals(&step, direction + i, direction + i);
        range_mul(&step, &step, enclosure_coefficient(f, monomial_variable(i)));
        range_add(&sum, &sum, &step);
    }
    rounding_restore(mode);
    bool negative = known && range_is_negative(&sum);
    range_clear(&sum);
    range_clear(&step);
    range_array_free(values, n);
    return negative || evidence_refuse(ev, "the slope at the centre is not shown to be negative");
}

static bool check_slope(evidence_t *ev, const fmpq *direction)
{
    slong precision;
    const int order = 1;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false))
        return false;
    if (!compares_with_centre(ev))
        return evidence_refuse(ev, "the conclusion is not a comparison with the value at the centre");
    if (!evidence_put_centre(ev) || !question_put(&ev->shape, ev->ground, 1, &ev->obligation->shape_function, &order,
                                                  ev->obligation->state_count, ev->variables))
        return evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
    return slope_is_negative(ev, direction, precision);
}

bool check_descent(evidence_t *ev)
{
    size_t n = ev->obligation->state_count;
    if (ev->variable_count != n)
        return evidence_refuse(ev, "descent for a statement with parameters");
    fmpq *direction = _fmpq_vec_init((slong)n);
    bool good = reader_line(ev->reader, "direction", n + 1);
    for (size_t i = 0; good && i < n; i++)
        good = reader_rational(direction + i, ev->reader, i + 1);
    good = good && reader_any_line(ev->reader);
    if (good && reader_word_is(ev->reader, 0, "cells"))
        good = check_cells_on_ray(ev, direction);
    else if (good && reader_word_is(ev->reader, 0, "slope"))
        good = check_slope(ev, direction);
    else if (good)
        good = reader_fail(ev->reader, FAULT_MALFORMED, "expected `cells` or `slope`");
    _fmpq_vec_clear(direction, (slong)n);
    return good;
}
