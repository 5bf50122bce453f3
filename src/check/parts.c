// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/parts.h"

#define NARROW 1e-12 // relative width of what is not halved any more

typedef struct {
    size_t count;
    part_test_t test;
    void *data;
    int tests; // so far
} parts_t;

// The range that is widest relative to its magnitude; count when all are narrow or unbounded.
static size_t widest(const range_t *ranges, size_t count)
{
    size_t found = count;
    double most = NARROW;
    for (size_t i = 0; i < count; i++) {
        double width = range_relative_width(ranges + i);
        if (range_is_bounded(ranges + i) && width > most) {
            most = width;
            found = i;
        }
    }
    return found;
}

static bool holds(parts_t *parts, range_t *ranges)
{
    if (parts->test(parts->data, ranges))
        return true;
    size_t v = widest(ranges, parts->count);
    if (v == parts->count || (parts->tests += 2) > PARTS_MAX_TESTS)
        return false;
    range_t whole, middle;
    range_init(&whole, range_precision(ranges));
    range_init(&middle, range_precision(ranges));
    range_set(&whole, ranges + v);
    range_middle(&middle, &whole);
    range_set_ends(ranges + v, &whole, &middle);
    bool both = holds(parts, ranges);
    range_set_ends(ranges + v, &middle, &whole);
    both = both && holds(parts, ranges);
    range_set(ranges + v, &whole);
    range_clear(&whole);
    range_clear(&middle);
    return both;
}

bool holds_on_parts(const range_t *ranges, size_t count, part_test_t test, void *data)
{
    parts_t parts = {count, test, data, 1};
    if (count == 0)
        return test(data, ranges);
    range_t *working = range_array_new(count, range_precision(ranges));
    for (size_t i = 0; i < count; i++)
        range_set(working + i, ranges + i);
    bool all = holds(&parts, working);
    range_array_free(working, count);
    return all;
}
