// SPDX-License-Identifier: LGPL-3.0-or-later
// The leaves of subdivision trees. Each test reads its parameters from the present line.
#ifndef CERTIFY_CHECK_LEAF_H
#define CERTIFY_CHECK_LEAF_H

#include "check/evidence.h"

// What a part of a tree has to show: the goal on `box`. The leaves of a scope cover `whole`: the root of the tree, or
// the face that a face node has gone to.
typedef struct {
    box_t *box;
    const box_t *whole;
    bool region_is_true;
    bool weak; // 0 <= e is enough for a strict goal: below an open face
    bool stationary_allowed;
} scope_t;

bool check_leaf_outside(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_natural(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_centred(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_convex(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_stationary(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_shape(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_constant(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;
bool check_leaf_expand(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;   // expand.c
bool check_leaf_cells(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;    // cells.c
bool check_leaf_combined(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE; // combined.c
bool check_leaf_box(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE;      // box_leaf.c
bool check_leaf_jacobian(evidence_t *ev, const scope_t *scope) CERTIFY_MUST_USE; // pair.c

// `V` of the present line as an index from 0.
bool leaf_variable(size_t *variable, evidence_t *ev) CERTIFY_MUST_USE;

// Whether the box ends where the variable's interval has an open end, which its values do not attain.
bool leaf_is_at_open_end(const evidence_t *ev, const scope_t *scope, size_t variable, bool upper);

// Whether along the variable, for all values of the others in the box, e is continuous and its derivative, of all cases that
// meet the box, is at least 0 (at most 0 for sign < 0), or strictly so.
bool leaf_is_monotone(evidence_t *ev, const scope_t *scope, size_t variable, int sign, bool strict,
                      slong precision) CERTIFY_MUST_USE;

// What the tests on boxes are about.
typedef struct {
    evidence_t *ev;
    slong precision;
    bool weak;
    const box_t *box;
    size_t index; // of a variable, or a component of the map
    int sign;
    bool strict;
} leaf_test_t;

#endif
