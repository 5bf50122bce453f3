// SPDX-License-Identifier: LGPL-3.0-or-later
// The truth of formulas, cell by cell: comparisons by signs, connectives after Kleene, regularity by the polynomials
// beside a point.
#include "prove/piecewise.h"

// ---- comparisons ----

static cell_truth_t comparison_truth(expr_op_t op, cell_sign_t sign)
{
    bool holds;
    if (sign == SIGN_UNDEFINED || sign == SIGN_UNSUPPORTED)
        return sign == SIGN_UNDEFINED ? CELL_UNDEFINED : CELL_UNSUPPORTED;
    switch (op) {
    case EXPR_LESS:
        holds = sign == SIGN_POSITIVE;
        break;
    case EXPR_LESS_EQUAL:
        holds = sign != SIGN_NEGATIVE;
        break;
    case EXPR_EQUAL:
        holds = sign == SIGN_ZERO;
        break;
    default:
        holds = sign != SIGN_ZERO;
    }
    return holds ? CELL_TRUE : CELL_FALSE;
}

// a op b, by the sign of b - a.
static status_t compare(truths_t *result, expr_op_t op, const piecewise_t *a, const piecewise_t *b, line_t *line)
{
    overlay_t overlay;
    piecewise_t difference;
    signs_t signs;
    status_t status = piecewise_difference(&difference, &overlay, b, a, line);
    if (status != STATUS_OK)
        return status;
    status = piecewise_signs(&signs, &difference, line);
    if (status == STATUS_OK) {
        truths_init(result, partition_retain(signs.partition));
        for (size_t c = 0; c < partition_cell_count(signs.partition); c++)
            result->truths[c] = comparison_truth(op, signs.signs[c]);
        signs_clear(&signs);
    }
    piecewise_clear(&difference);
    overlay_clear(&overlay);
    return status;
}

// ---- connectives ----

static bool either_is(cell_truth_t a, cell_truth_t b, cell_truth_t value)
{
    return a == value || b == value;
}

static cell_truth_t connect(bool conjunction, cell_truth_t a, cell_truth_t b)
{
    cell_truth_t deciding = conjunction ? CELL_FALSE : CELL_TRUE;
    if (either_is(a, b, deciding))
        return deciding;
    if (either_is(a, b, CELL_UNSUPPORTED))
        return CELL_UNSUPPORTED;
    if (either_is(a, b, CELL_UNDEFINED))
        return CELL_UNDEFINED;
    return conjunction ? CELL_TRUE : CELL_FALSE;
}

static status_t combine(truths_t *result, bool conjunction, const truths_t *a, const truths_t *b, line_t *line)
{
    overlay_t overlay;
    status_t status = overlay_init(&overlay, a->partition, b->partition, line);
    if (status != STATUS_OK)
        return status;
    truths_init(result, partition_retain(overlay.partition));
    for (size_t c = 0; c < partition_cell_count(overlay.partition); c++)
        result->truths[c] = connect(conjunction, a->truths[overlay.first[c]], b->truths[overlay.second[c]]);
    overlay_clear(&overlay);
    return STATUS_OK;
}

static void negate(truths_t *result, const truths_t *a)
{
    truths_init(result, partition_retain(a->partition));
    for (size_t c = 0; c < partition_cell_count(a->partition); c++) {
        cell_truth_t truth = a->truths[c];
        result->truths[c] = truth == CELL_TRUE ? CELL_FALSE : truth == CELL_FALSE ? CELL_TRUE : truth;
    }
}

// ---- regularity ----

// Whether derivatives 0 .. order of p and q agree at the point.
static status_t agree_at(bool *agree, const rpoly_t p, const rpoly_t q, int order, const rpoint_struct *point,
                         real_ctx_t ctx)
{
    rpoly_t difference;
    rpoly_init(difference);
    status_t status = rpoly_sub(difference, p, q, ctx);
    *agree = true;
    for (int k = 0; status == STATUS_OK && *agree && k <= order && !rpoly_is_zero(difference); k++) {
        int sign = 0;
        status = rpoly_sign_at(&sign, difference, point, ctx);
        *agree = sign == 0;
        if (status == STATUS_OK && k < order)
            status = rpoly_derivative(difference, difference, ctx);
    }
    rpoly_clear(difference);
    return status;
}

// Truth of "the first and second piece continue each other at the point up to derivatives of the order".
static cell_truth_t continues(const piece_t *first, const piece_t *second, int order, const rpoint_struct *point,
                              line_t *line)
{
    bool agree;
    if (agree_at(&agree, first->polynomial, second->polynomial, order, point, line->reals) == STATUS_OK)
        return agree ? CELL_TRUE : CELL_FALSE;
    line->limited = true;
    return CELL_UNSUPPORTED;
}

// Continuity relative to the domain: a side without values does not count.
static cell_truth_t continuous_at(const piecewise_t *f, size_t cell, const rpoint_struct *point, line_t *line)
{
    const piece_t *here = f->pieces + cell;
    cell_truth_t truth = CELL_TRUE;
    for (int side = -1; side <= 1; side += 2) {
        const piece_t *beside = f->pieces + (side < 0 ? cell - 1 : cell + 1);
        if (beside->state == PIECE_UNSUPPORTED)
            truth = connect(true, truth, CELL_UNSUPPORTED);
        else if (beside->state == PIECE_POLYNOMIAL)
            truth = connect(true, truth, continues(here, beside, 0, point, line));
    }
    return truth;
}

// The polynomials of both sides agree at the point in value and derivatives, and the value there is theirs. A piecewise
// polynomial that is differentiable at the point is C1 near it, its derivative being continuous at the point then.
static cell_truth_t differentiable_at(const piecewise_t *f, size_t cell, int order, const rpoint_struct *point,
                                      line_t *line)
{
    const piece_t *here = f->pieces + cell, *below = f->pieces + cell - 1, *above = f->pieces + cell + 1;
    if (below->state == PIECE_UNDEFINED || above->state == PIECE_UNDEFINED)
        return CELL_FALSE; // no neighbourhood lies in the domain
    if (below->state == PIECE_UNSUPPORTED || above->state == PIECE_UNSUPPORTED)
        return CELL_UNSUPPORTED;
    return connect(true, continues(here, below, 0, point, line), continues(below, above, order, point, line));
}

static void partial_at(piece_t *result, const piecewise_t *f, size_t cell, line_t *line)
{
    const piece_t *source = f->pieces + cell;
    if (cell % 2 == 1 && source->state == PIECE_POLYNOMIAL) {
        cell_truth_t differentiable = differentiable_at(f, cell, 1, partition_point(f->partition, cell / 2), line);
        if (differentiable != CELL_TRUE) {
            result->state = differentiable == CELL_FALSE ? PIECE_UNDEFINED : PIECE_UNSUPPORTED;
            return;
        }
        source = f->pieces + cell - 1;
    }
    piece_operate(result, EXPR_DERIVATIVE, source, NULL, 1, 1, line);
}

status_t piecewise_partial(piecewise_t *result, const piecewise_t *f, line_t *line)
{
    if (line->variable == EXPR_NONE || expr_variable_kind(line->dag, line->variable) != VARIABLE_STATE)
        return STATUS_UNSUPPORTED;
    piecewise_init(result, partition_retain(f->partition));
    for (size_t c = 0; c < partition_cell_count(f->partition); c++)
        partial_at(result->pieces + c, f, c, line);
    return STATUS_OK;
}

static cell_truth_t regular_at(expr_op_t op, const piecewise_t *f, size_t cell, const rpoint_struct *point,
                               line_t *line)
{
    switch (op) {
    case EXPR_CONTINUOUS:
        return continuous_at(f, cell, point, line);
    case EXPR_DIFFERENTIABLE:
    case EXPR_C1:
        return differentiable_at(f, cell, 1, point, line);
    default:
        return differentiable_at(f, cell, 2, point, line);
    }
}

static void regularity(truths_t *result, expr_op_t op, const piecewise_t *f, line_t *line)
{
    bool beyond_line = line->variable == EXPR_NONE || expr_variable_kind(line->dag, line->variable) != VARIABLE_STATE;
    truths_init(result, partition_retain(f->partition));
    for (size_t c = 0; c < partition_cell_count(f->partition); c++) {
        piece_state_t state = f->pieces[c].state;
        if (state == PIECE_UNDEFINED)
            result->truths[c] = CELL_FALSE;
        else if (state == PIECE_UNSUPPORTED || (beyond_line && op != EXPR_DEFINED))
            result->truths[c] = CELL_UNSUPPORTED;
        else if (c % 2 == 0 || op == EXPR_DEFINED)
            result->truths[c] = CELL_TRUE;
        else
            result->truths[c] = regular_at(op, f, c, partition_point(f->partition, c / 2), line);
    }
}

// ---- all formulas ----

status_t truths_build(truths_t *result, expr_t a, line_t *line)
{
    const dag_t *dag = line->dag;
    expr_op_t op = expr_op(dag, a);
    switch (op) {
    case EXPR_TRUE:
    case EXPR_FALSE:
    case EXPR_AT: // regularity at another point
        truths_init(result, partition_new());
        result->truths[0] = op == EXPR_TRUE ? CELL_TRUE : op == EXPR_FALSE ? CELL_FALSE : CELL_UNSUPPORTED;
        return STATUS_OK;
    case EXPR_AND:
    case EXPR_OR:
        return combine(result, op == EXPR_AND, line_formula(line, expr_child(dag, a, 0)),
                       line_formula(line, expr_child(dag, a, 1)), line);
    case EXPR_NOT:
        negate(result, line_formula(line, expr_child(dag, a, 0)));
        return STATUS_OK;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return compare(result, op, line_function(line, expr_child(dag, a, 0)),
                       line_function(line, expr_child(dag, a, 1)), line);
    default:
        regularity(result, op, line_function(line, expr_child(dag, a, 0)), line);
        return STATUS_OK;
    }
}
