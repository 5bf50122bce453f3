// SPDX-License-Identifier: LGPL-3.0-or-later
// A point at which the region holds and the conclusion is false, or true.
#include "check/point.h"

// What was found out about a point.
typedef struct {
    kleene_t region, conclusion;
} finding_t;

static bool is_settled(const finding_t *finding)
{
    return finding->region != KLEENE_UNKNOWN && finding->conclusion != KLEENE_UNKNOWN;
}

static void learn(finding_t *finding, kleene_t region, kleene_t conclusion)
{
    if (finding->region == KLEENE_UNKNOWN)
        finding->region = region;
    if (finding->conclusion == KLEENE_UNKNOWN)
        finding->conclusion = conclusion;
}

static void look_with_ranges(finding_t *finding, evidence_t *ev, const point_t *point, slong precision)
{
    range_t *ranges = range_array_new(point->count, precision);
    if (point_ranges(ranges, ev, point)) {
        const evaluator_t *values = evidence_at(ev, &ev->statement, ranges, precision);
        learn(finding, evaluator_root(values, STATEMENT_REGION)->truth,
              evaluator_root(values, STATEMENT_CONCLUSION)->truth);
    }
    range_array_free(ranges, point->count);
}

// Exactly, on the line through the point along which variable `line` varies (SIZE_MAX: at the point alone).
static void look_exactly(finding_t *finding, evidence_t *ev, const point_t *point, size_t line)
{
    assignment_t a;
    place_t place;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, line == SIZE_MAX ? origin : point->values + line);
    if (point_assignment(&a, ev, point, line)) {
        const exact_t *exact = question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place,
                                               line == SIZE_MAX ? EXPR_NONE : ev->variables[line]);
        learn(finding, exact_root(exact, STATEMENT_REGION)->truth, exact_root(exact, STATEMENT_CONCLUSION)->truth);
    }
    assignment_clear(&a);
    place_clear(&place);
    rpoint_clear(origin);
}

// With exact arithmetic: at the point itself, then along one variable, which tells more about regularity and spares a
// number field; what that leaves open (terms with implicit points that are not exact), with ranges.
static void look(finding_t *finding, evidence_t *ev, const point_t *point, slong precision)
{
    if (precision != 0) {
        look_with_ranges(finding, ev, point, precision);
        return;
    }
    look_exactly(finding, ev, point, SIZE_MAX);
    for (size_t i = 0; !is_settled(finding) && i < point->count; i++)
        look_exactly(finding, ev, point, i);
    if (!is_settled(finding))
        look_with_ranges(finding, ev, point, POINT_BITS);
}

bool check_witness(evidence_t *ev, bool proving)
{
    point_t point;
    slong precision;
    finding_t finding = {KLEENE_UNKNOWN, KLEENE_UNKNOWN};
    point_init(&point, ev->variable_count);
    bool shown = point_read(&point, ev) && point_read_precision(&precision, ev) && evidence_put_statement(ev);
    if (shown) {
        look(&finding, ev, &point, precision);
        shown = (finding.region == KLEENE_TRUE && finding.conclusion == (proving ? KLEENE_TRUE : KLEENE_FALSE)) ||
                evidence_refuse(ev, "the point is not shown to be a witness");
    }
    point_clear(&point);
    return shown;
}
