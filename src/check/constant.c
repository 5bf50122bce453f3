// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `constant`: a formula without variables.
#include "check/evidence.h"

static kleene_t decide_exactly(evidence_t *ev)
{
    place_t anywhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    const exact_t *exact = question_decide(&ev->statement, ev->ground, 0, NULL, NULL, &anywhere, EXPR_NONE);
    place_clear(&anywhere);
    rpoint_clear(origin);
    return exact_root(exact, STATEMENT_CONCLUSION)->truth;
}

static kleene_t decide_with_ranges(evidence_t *ev, slong precision)
{
    const evaluator_t *values = question_enclose(&ev->statement, ev->ground, 0, NULL, NULL, precision);
    return evaluator_root(values, STATEMENT_CONCLUSION)->truth;
}

bool check_constant(evidence_t *ev, bool proving)
{
    slong precision;
    if (!reader_precision(&precision, ev->reader, 3, true))
        return false;
    if (ev->variable_count != 0 || ev->goal.region != EXPR_NONE)
        return evidence_refuse(ev, "not a statement about constants");
    if (!evidence_put_statement(ev))
        return false;
    kleene_t truth = precision == 0 ? decide_exactly(ev) : decide_with_ranges(ev, precision);
    return truth == (proving ? KLEENE_TRUE : KLEENE_FALSE) ||
           evidence_refuse(ev, "the relation between the constants is not shown");
}
