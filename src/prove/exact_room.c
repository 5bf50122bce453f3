// SPDX-License-Identifier: LGPL-3.0-or-later
// How much room an inequality has: the infimum of a piecewise polynomial over a region, from the ends of cells, zeros
// of derivatives and the behaviour at infinity.
#include "base/memory.h"
#include "claim/formula.h"
#include "prove/exact.h"

#include <math.h>

#define ROOM_PREC 128

static void take_smaller(arb_t infimum, const arb_t value, slong prec)
{
    arb_min(infimum, infimum, value, prec);
}

// p at the point: exactly where the point is rational, so that a bound that is attained shows as 0.
static status_t value_at(arb_t value, const rpoly_t p, const rpoint_struct *point, slong prec, line_t *line)
{
    fmpq_t lo, hi;
    real_t exact;
    fmpq_init(lo);
    fmpq_init(hi);
    real_init(exact);
    rpoint_get_interval(lo, hi, point);
    status_t status = STATUS_OK;
    if (fmpq_equal(lo, hi)) {
        status = rpoly_evaluate_fmpq(exact, p, lo, line->reals);
        real_get_arb(value, exact, prec);
    } else {
        status = rpoint_get_arb(value, point, prec, line->reals);
        if (status == STATUS_OK)
            rpoly_evaluate_arb(value, p, value, prec);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    real_clear(exact);
    return status;
}

static status_t take_value(arb_t infimum, const rpoly_t p, const rpoint_struct *point, slong prec, line_t *line)
{
    arb_t value;
    arb_init(value);
    status_t status = value_at(value, p, point, prec, line);
    if (status == STATUS_OK)
        take_smaller(infimum, value, prec);
    arb_clear(value);
    return status;
}

// p not constant, towards plus (side 1) or minus infinity.
static void take_limit(arb_t infimum, const rpoly_t p, int side)
{
    int sign = rpoly_lead_sgn(p) * (side < 0 && rpoly_degree(p) % 2 == 1 ? -1 : 1);
    if (sign < 0)
        arb_neg_inf(infimum);
}

static status_t take_critical(arb_t infimum, const rpoly_t p, const partition_t *partition, size_t cell, slong prec,
                              line_t *line)
{
    if (rpoly_degree(p) < 2)
        return STATUS_OK;
    rpoly_t derivative;
    rpoint_list_t roots;
    rpoly_init(derivative);
    rpoint_list_init(roots);
    status_t status = rpoly_derivative(derivative, p, line->reals);
    if (status == STATUS_OK)
        status = line_roots(roots, derivative, partition, cell, line);
    for (size_t i = 0; status == STATUS_OK && i < roots->count; i++)
        status = take_value(infimum, p, roots->points + i, prec, line);
    rpoint_list_clear(roots);
    rpoly_clear(derivative);
    return status;
}

status_t polynomial_infimum(arb_t infimum, const rpoly_t p, const partition_t *partition, size_t cell, slong prec,
                            line_t *line)
{
    arb_pos_inf(infimum);
    if (rpoly_is_constant(p)) {
        arb_zero(infimum);
        rpoly_evaluate_arb(infimum, p, infimum, prec);
        return STATUS_OK;
    }
    size_t above = cell / 2;
    status_t status = STATUS_OK;
    if (above > 0)
        status = take_value(infimum, p, partition_point(partition, above - 1), prec, line);
    else
        take_limit(infimum, p, -1);
    if (status == STATUS_OK && above < partition->points->count)
        status = take_value(infimum, p, partition_point(partition, above), prec, line);
    else if (status == STATUS_OK)
        take_limit(infimum, p, 1);
    return status == STATUS_OK ? take_critical(infimum, p, partition, cell, prec, line) : status;
}

// ---- the room of a conclusion ----

// The e of an atom 0 <= e or 0 < e; false for other formulas.
static bool atom_term(expr_t *e, const dag_t *dag, expr_t atom)
{
    expr_op_t op = expr_op(dag, atom);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    expr_t left = expr_child(dag, atom, 0);
    *e = expr_child(dag, atom, 1);
    return expr_op(dag, left) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, left));
}

// Lowers the infimum to that of e over the region; *any is set when a cell is in the region.
static bool take_term(arb_t infimum, bool *any, const piecewise_t *e, frame_t *frame, size_t first, size_t last,
                      problem_t *problem)
{
    line_t *line = &problem->line;
    const truths_t *region = line_formula(line, problem->region);
    arb_t value;
    arb_init(value);
    bool known = true;
    size_t map = frame->map_count - 1;
    for (size_t c = first; known && c <= last; c++) {
        if (region->truths[frame->maps[0][c]] != CELL_TRUE)
            continue;
        const piece_t *piece = e->pieces + frame->maps[map][c];
        arb_pos_inf(value);
        known =
            piece->state == PIECE_POLYNOMIAL &&
            (c % 2 ? take_value(value, piece->polynomial, partition_point(frame->partition, c / 2), ROOM_PREC, line)
                   : polynomial_infimum(value, piece->polynomial, frame->partition, c, ROOM_PREC, line)) == STATUS_OK;
        take_smaller(infimum, value, ROOM_PREC);
        *any = true;
    }
    arb_clear(value);
    return known;
}

static void outward(double *lo, double *hi, const arb_t value)
{
    arf_t end;
    arf_init(end);
    arb_get_lbound_arf(end, value, 64);
    *lo = arf_get_d(end, ARF_RND_FLOOR);
    arb_get_ubound_arf(end, value, 64);
    *hi = arf_get_d(end, ARF_RND_CEIL);
    arf_clear(end);
}

bool exact_room(double *lo, double *hi, frame_t *frame, size_t first, size_t last, verdict_t verdict,
                problem_t *problem)
{
    expr_t *atoms = NULL;
    size_t count = 0, capacity = 0, cells = partition_cell_count(frame->partition);
    arb_t infimum;
    arb_init(infimum);
    arb_pos_inf(infimum);
    formula_conjuncts(&atoms, &count, &capacity, problem->line.dag, problem->conclusion);
    bool known = true, any = false;
    for (size_t i = 0; known && i < count; i++) {
        expr_t e;
        known = atom_term(&e, problem->line.dag, atoms[i]);
        if (!known)
            break;
        const piecewise_t *f = line_function(&problem->line, e);
        // The conclusion's partition is part of the frame already, so no cell is cut.
        known = frame_add(frame, f->partition, &problem->line) == STATUS_OK &&
                partition_cell_count(frame->partition) == cells &&
                take_term(infimum, &any, f, frame, first, last, problem);
        mem_free(frame->maps[--frame->map_count]);
    }
    mem_free(atoms);
    known = known && any;
    if (known)
        outward(lo, hi, infimum);
    if (known && verdict == VERDICT_PROVED) // then no value is negative
        *lo = fmax(*lo, 0.0);
    arb_clear(infimum);
    return known;
}
