// SPDX-License-Identifier: LGPL-3.0-or-later
// A line through a point along which a function lacks a regularity.
#include "check/point.h"

// x_i = v_i + d_i t for the state variables.
static bool line_assignment(assignment_t *a, evidence_t *ev, const point_t *point, const fmpq *direction)
{
    real_t value;
    rpoly_t x;
    real_init(value);
    rpoly_init(x);
    assignment_init(a, ev->variable_count);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        known = real_set_rpoint(value, point->values + i, ev->ground->reals) == STATUS_OK;
        rpoly_set_real(x, value);
        if (known && i < ev->obligation->state_count) {
            real_set_fmpq(value, direction + i);
            known = rpoly_set_coeff(x, 1, value, ev->ground->reals) == STATUS_OK;
        }
        if (known)
            assignment_add(a, ev->variables[i], x);
    }
    real_clear(value);
    rpoly_clear(x);
    return known;
}

static bool read_direction(fmpq *direction, evidence_t *ev)
{
    size_t n = ev->obligation->state_count;
    bool good = reader_line(ev->reader, "direction", n + 1);
    for (size_t i = 0; good && i < n; i++)
        good = reader_rational(direction + i, ev->reader, i + 1);
    return good;
}

bool check_direction(evidence_t *ev)
{
    point_t point;
    assignment_t a;
    place_t place;
    rpoint_t origin;
    fmpq *direction = _fmpq_vec_init((slong)ev->obligation->state_count);
    point_init(&point, ev->variable_count);
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, origin);
    bool shown = point_read(&point, ev) && read_direction(direction, ev) && evidence_put_statement(ev);
    if (shown) {
        shown = line_assignment(&a, ev, &point, direction);
        if (shown) {
            const exact_t *exact =
                question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place, EXPR_NONE);
            shown = exact_root(exact, STATEMENT_REGION)->truth == KLEENE_TRUE &&
                    exact_root(exact, STATEMENT_CONCLUSION)->truth == KLEENE_FALSE;
        }
        assignment_clear(&a);
        shown = shown || evidence_refuse(ev, "the function is not shown to lack the regularity along this line");
    }
    point_clear(&point);
    place_clear(&place);
    rpoint_clear(origin);
    _fmpq_vec_clear(direction, (slong)ev->obligation->state_count);
    return shown;
}
