// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/cells.h"

#include "base/memory.h"

void cells_init(cells_t *cells)
{
    *cells = (cells_t){.has_lo = false};
    rpoint_list_init(cells->points);
}

void cells_clear(cells_t *cells)
{
    rpoint_list_clear(cells->points);
}

// ---- reading ----

static bool out_of_reach(evidence_t *ev)
{
    return evidence_refuse(ev, "exact arithmetic on these numbers is out of reach");
}

static const rpoint_struct *last_point(const cells_t *cells)
{
    return cells->points->count ? cells->points->points + cells->points->count - 1 : NULL;
}

static bool end_point(rpoint_t point, evidence_t *ev, const end_t *end)
{
    if (!end->exact)
        return evidence_refuse(ev, "an end of the interval is not an algebraic number");
    rpoint_set_real(point, end->value);
    return true;
}

// Keeps a number that lies above what is there and below the upper end; *previous is the last number read.
static bool take_number(cells_t *cells, evidence_t *ev, rpoint_t previous, bool has_previous,
                        const rpoint_struct *upper)
{
    real_ctx_struct *reals = ev->ground->reals;
    rpoint_t number;
    int order = 1, above = 1, below = -1;
    rpoint_init(number);
    bool good = reader_line(ev->reader, "at", 2) && reader_number(number, ev->reader, 1, reals);
    if (good && has_previous)
        good = rpoint_cmp(&order, number, previous, reals) == STATUS_OK || out_of_reach(ev);
    if (good && order <= 0)
        good = reader_fail(ev->reader, FAULT_MALFORMED, "numbers that do not increase");
    if (good && last_point(cells))
        good = rpoint_cmp(&above, number, last_point(cells), reals) == STATUS_OK || out_of_reach(ev);
    if (good && upper)
        good = rpoint_cmp(&below, number, upper, reals) == STATUS_OK || out_of_reach(ev);
    if (good && above > 0 && below < 0)
        rpoint_list_append(cells->points, number);
    rpoint_swap(previous, number);
    rpoint_clear(number);
    return good;
}

bool cells_read(cells_t *cells, evidence_t *ev, size_t count, const end_t *lo, const end_t *hi)
{
    rpoint_t lower, upper, previous;
    rpoint_init(lower);
    rpoint_init(upper);
    rpoint_init(previous);
    cells->has_lo = !lo->infinite;
    cells->has_hi = !hi->infinite;
    bool good = (lo->infinite || end_point(lower, ev, lo)) && (hi->infinite || end_point(upper, ev, hi));
    if (good && cells->has_lo)
        rpoint_list_append(cells->points, lower);
    for (size_t i = 0; good && i < count; i++)
        good = take_number(cells, ev, previous, i > 0, cells->has_hi ? upper : NULL);
    int order = -1;
    if (good && cells->has_lo && cells->has_hi)
        good = rpoint_cmp(&order, lower, upper, ev->ground->reals) == STATUS_OK || out_of_reach(ev);
    if (good && order > 0)
        good = evidence_refuse(ev, "an interval with its ends in the wrong order");
    if (good && cells->has_hi && order < 0)
        rpoint_list_append(cells->points, upper);
    rpoint_clear(lower);
    rpoint_clear(upper);
    rpoint_clear(previous);
    return good;
}

// ---- cells ----

size_t cells_first(const cells_t *cells)
{
    return !cells->has_lo ? 0 : cells->lo_open ? 2 : 1;
}

size_t cells_last(const cells_t *cells)
{
    size_t count = cells->points->count;
    return !cells->has_hi ? 2 * count : cells->hi_open ? 2 * count - 2 : 2 * count - 1;
}

const rpoint_struct *cells_lower(const cells_t *cells, size_t cell)
{
    if (cell % 2 == 1)
        return cells->points->points + cell / 2;
    return cell > 0 ? cells->points->points + cell / 2 - 1 : NULL;
}

const rpoint_struct *cells_upper(const cells_t *cells, size_t cell)
{
    return cell / 2 < cells->points->count ? cells->points->points + cell / 2 : NULL;
}

status_t cells_place(place_t *place, const cells_t *cells, size_t cell, real_ctx_struct *reals)
{
    if (cell % 2 == 0)
        return place_init_cell(place, cells_lower(cells, cell), cells_upper(cells, cell), reals);
    place_init(place, PLACE_POINT, cells_lower(cells, cell));
    return STATUS_OK;
}

// ---- statements ----

static bool holds_in_cell(evidence_t *ev, const place_t *place, const assignment_t *a, expr_t line, bool region_is_true,
                          bool weak)
{
    const exact_t *exact = question_decide(&ev->statement, ev->ground, a->count, a->variables, a->values, place, line);
    if (!region_is_true && exact_root(exact, STATEMENT_REGION)->truth == KLEENE_FALSE)
        return true;
    return goal_holds_exactly(ev, weak, exact, place);
}

bool cells_show_statement(evidence_t *ev, const cells_t *cells, const assignment_t *a, expr_t line, bool region_is_true,
                          bool weak)
{
    bool holds = evidence_put_statement(ev);
    for (size_t c = cells_first(cells); holds && c <= cells_last(cells); c++) {
        place_t place;
        holds = cells_place(&place, cells, c, ev->ground->reals) == STATUS_OK || out_of_reach(ev);
        holds = holds && (holds_in_cell(ev, &place, a, line, region_is_true, weak) ||
                          evidence_refuse(ev, c % 2 ? "the conclusion is not shown at one of the numbers"
                                                    : "the conclusion is not shown between two of the numbers"));
        place_clear(&place);
    }
    return holds;
}

static bool region_is_trivial(const evidence_t *ev)
{
    return ev->goal.region == EXPR_NONE || expr_op(ev->ground->dag, ev->goal.region) == EXPR_TRUE;
}

// Below a face, or where nothing depends on another variable: other variables without a value leave what they occur in
// without one.
bool check_leaf_cells(evidence_t *ev, const scope_t *scope)
{
    size_t v, count;
    if (!reader_has_words(ev->reader, 3) || !leaf_variable(&v, ev) || !reader_unsigned(&count, ev->reader, 2, SIZE_MAX))
        return false;
    if (scope->box->fixed[v])
        return evidence_refuse(ev, "this variable is fixed by a face");
    cells_t cells;
    assignment_t a;
    cells_init(&cells);
    assignment_of_box(&a, scope->box, v);
    bool holds = cells_read(&cells, ev, count, scope->box->lo[v], scope->box->hi[v]);
    cells.lo_open = cells.has_lo && leaf_is_at_open_end(ev, scope, v, false);
    cells.hi_open = cells.has_hi && leaf_is_at_open_end(ev, scope, v, true);
    holds = holds &&
            cells_show_statement(ev, &cells, &a, scope->box->variables[v], scope->region_is_true, scope->weak);
    assignment_clear(&a);
    cells_clear(&cells);
    return holds;
}

// The kind `local`: the conclusion holds in the cell of the centre, and at a number also in the cells beside it.
static bool show_near_centre(evidence_t *ev, cells_t *cells, const assignment_t *a)
{
    end_t centre;
    rpoint_t point;
    end_init(&centre);
    rpoint_init(point);
    bool good = evidence_centre(&centre, ev, 0);
    if (good && !centre.exact)
        good = evidence_refuse(ev, "the centre is not an algebraic number");
    size_t cell = 0;
    int order = 1;
    rpoint_set_real(point, centre.value);
    for (size_t i = 0; good && order > 0 && i < cells->points->count; i++) {
        good = rpoint_cmp(&order, point, cells->points->points + i, ev->ground->reals) == STATUS_OK || out_of_reach(ev);
        cell += order > 0 ? 2 : order == 0 ? 1 : 0;
    }
    bool at_number = cell % 2 == 1;
    for (size_t c = cell - at_number; good && c <= cell + at_number; c++) {
        place_t place;
        good = cells_place(&place, cells, c, ev->ground->reals) == STATUS_OK || out_of_reach(ev);
        good = good && (holds_in_cell(ev, &place, a, ev->variables[0], true, false) ||
                        evidence_refuse(ev, "the conclusion is not shown near the centre"));
        place_clear(&place);
    }
    rpoint_clear(point);
    end_clear(&centre);
    return good;
}

static bool show(evidence_t *ev, cells_t *cells, bool proving)
{
    assignment_t a;
    assignment_of_box(&a, &ev->root, 0);
    bool shown;
    if (ev->obligation->kind == OBLIGATION_PAIR)
        shown = cells_show_pair(ev, cells);
    else if (ev->obligation->kind == OBLIGATION_ROOT)
        shown = cells_show_root(ev, cells, proving);
    else if (ev->obligation->kind == OBLIGATION_LOCAL)
        shown = evidence_put_statement(ev) && show_near_centre(ev, cells, &a);
    else
        shown = cells_show_statement(ev, cells, &a, ev->variables[0], region_is_trivial(ev), false);
    assignment_clear(&a);
    return shown;
}

bool check_cells(evidence_t *ev, bool proving)
{
    size_t count;
    if (!reader_unsigned(&count, ev->reader, 3, SIZE_MAX))
        return false;
    if (ev->variable_count != 1)
        return evidence_refuse(ev, "cells are for one variable");
    cells_t cells;
    cells_init(&cells);
    cells.lo_open = ev->obligation->variables[0].domain.lo_open;
    cells.hi_open = ev->obligation->variables[0].domain.hi_open;
    bool shown = cells_read(&cells, ev, count, ev->lo, ev->hi) && show(ev, &cells, proving);
    cells_clear(&cells);
    return shown;
}
