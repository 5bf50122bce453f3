// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `local`: the conclusion holds in some neighbourhood of the centre.
#include "base/memory.h"
#include "check/cells.h"
#include "check/tree.h"

// ---- radius ----

// The end centre + offset.
static bool shift_end(end_t *end, evidence_t *ev, const end_t *centre, const fmpq_t offset)
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
    return true;
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
        good = evidence_centre(&centre, ev, i) && shift_end(ev->lo + i, ev, &centre, opposite) &&
               shift_end(ev->hi + i, ev, &centre, radius);
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
static bool ray(assignment_t *a, evidence_t *ev, const fmpq *direction)
{
    real_t step;
    rpoly_t x;
    real_init(step);
    rpoly_init(x);
    assignment_init(a, ev->variable_count);
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

// The conclusion is false in the cell that begins at t = 0: `cells K`, then the numbers, the first of which is 0.
static bool check_ray(evidence_t *ev, const fmpq *direction)
{
    size_t count;
    if (!reader_has_words(ev->reader, 2) || !reader_unsigned(&count, ev->reader, 1, SIZE_MAX))
        return false;
    end_t zero, infinite;
    cells_t cells;
    assignment_t a;
    place_t place;
    end_init(&zero);
    end_set_rational(&zero, zero.lower); // 0
    end_init(&infinite);
    infinite.infinite = true;
    cells_init(&cells);
    bool shown = cells_read(&cells, ev, count, &zero, &infinite) && evidence_put_statement(ev);
    bool is_cell = shown && cells_place(&place, &cells, 2, ev->ground->reals) == STATUS_OK;
    if (shown && ray(&a, ev, direction) && is_cell) {
        const exact_t *exact = question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place,
                                               EXPR_NONE);
        shown = exact_root(exact, STATEMENT_CONCLUSION)->truth == KLEENE_FALSE;
    } else {
        shown = false;
    }
    (void)place;
    cells_clear(&cells);
    end_clear(&zero);
    end_clear(&infinite);
    return shown || evidence_refuse(ev, "the conclusion is not shown to fail along the ray");
}
