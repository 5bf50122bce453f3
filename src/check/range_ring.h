// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_CHECK_RANGE_RING_H
#define CERTIFY_CHECK_RANGE_RING_H

#include "check/range.h"
#include "check/ring.h"

// What the operations know: the precision, and values of elementary functions of doubles that were asked for before. The
// boxes of a subdivision have few different sides, so that most values are asked for many times.
typedef struct known_value known_value_t;
typedef struct {
    slong precision;
    known_value_t *values; // NULL before the first one
} range_context_t;

void range_context_init(range_context_t *context, slong precision);
void range_context_clear(range_context_t *context);

// Ranges (range_t) of the precision as a ring for jets. Its operations need the upward rounding mode (range.h). The
// context is borrowed.
ring_t range_ring(range_context_t *context);

#endif
