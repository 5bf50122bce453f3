// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of the image of a box under the map of an obligation about orbits.
//
// Where guards, or the signs that derivatives of abs, relu, min and max depend on, are not decided on the box, each way
// to decide them is followed for itself, on the part of the box that it leaves. Then the map is given by one formula
// there, and three enclosures are intersected: by evaluation; where the formula is continuous, with variables of which
// the derivative has one sign set to their ends; on bounded boxes, by the mean value form.
#ifndef CERTIFY_CHECK_IMAGE_H
#define CERTIFY_CHECK_IMAGE_H

#include "check/evidence.h"

// The quantified variables and the noise.
size_t image_check_inputs(const evidence_t *ev);

// Encloses the components of the map on the box of the inputs, variables before noise. False when the map is not shown
// to be defined on all of it, or is too large to be differentiated (then a fault is noted).
bool image_check(range_t *out, evidence_t *ev, const range_t *inputs, slong precision) CERTIFY_MUST_USE;
// The same for map(x) - x.
bool image_check_change(range_t *out, evidence_t *ev, const range_t *inputs, slong precision) CERTIFY_MUST_USE;

// Whether the map is shown to be defined on the box and `accepts` is true for the enclosures of all parts of the image,
// one for each way to decide the guards.
typedef bool (*image_test_t)(void *data, const range_t *part);
bool image_check_parts(evidence_t *ev, const range_t *inputs, slong precision, image_test_t accepts,
                       void *data) CERTIFY_MUST_USE;

// The derivatives of all components in the inputs at a place in the box, out[i * image_check_inputs + v], of the
// formula that the map is given by when the comparisons have the assumed outcomes. False when these do not leave one
// formula that has at least this level on the box (LEVEL_C1, LEVEL_SMOOTH).
bool image_check_slopes(range_t *out, evidence_t *ev, size_t count, const assumption_t *assumptions, const range_t *box,
                        const range_t *place, int level, slong precision) CERTIFY_MUST_USE;

// Puts the question that the above evaluate, for whoever looks at its plan. False, with a fault, when it is too large.
bool image_check_put(evidence_t *ev) CERTIFY_MUST_USE;

#endif
