// SPDX-License-Identifier: LGPL-3.0-or-later
// A property of all points of a box, shown on the box as a whole or on parts that cover it. Enclosures over parts are
// tighter; which parts is a fixed rule.
#ifndef CERTIFY_CHECK_PARTS_H
#define CERTIFY_CHECK_PARTS_H

#include "check/range.h"

#define PARTS_MAX_TESTS 200

// Whether the test shows the property for these ranges of the variables.
typedef bool (*part_test_t)(void *data, const range_t *ranges);

// Halves ranges that the test fails for, the one first that is widest relative to its magnitude, until it succeeds on
// all parts; false when that takes more than PARTS_MAX_TESTS tests, or nothing is left to halve.
bool holds_on_parts(const range_t *ranges, size_t count, part_test_t test, void *data);

#endif
