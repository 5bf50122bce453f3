// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact points as witnesses give them: `value NUMBER` for each variable.
#ifndef CERTIFY_CHECK_POINT_H
#define CERTIFY_CHECK_POINT_H

#include "check/evidence.h"

typedef struct {
    size_t count;
    rpoint_struct *values;
} point_t;

void point_init(point_t *point, size_t count);
void point_clear(point_t *point);

// Reads `value NUMBER` for the first point->count variables, each in its interval.
bool point_read(point_t *point, evidence_t *ev) CERTIFY_MUST_USE;
// Reads `precision P`, P = 0 allowed.
bool point_read_precision(slong *precision, evidence_t *ev) CERTIFY_MUST_USE;

// The ranges of the point at their precision; false when they are out of reach.
bool point_ranges(range_t *ranges, evidence_t *ev, const point_t *point) CERTIFY_MUST_USE;
// The exact values as constants; variable `line`, unless SIZE_MAX, as t. False when they are out of reach of number
// fields. The assignment is initialised in any case.
bool point_assignment(assignment_t *a, evidence_t *ev, const point_t *point, size_t line) CERTIFY_MUST_USE;

// The precision of ranges that help out where exact arithmetic leaves something open.
#define POINT_BITS 128

#endif
