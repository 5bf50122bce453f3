// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_CHECK_RANGE_RING_H
#define CERTIFY_CHECK_RANGE_RING_H

#include "check/ring.h"

// Ranges (range_t) of the precision as a ring for jets. Its operations need the upward rounding mode (range.h). The
// precision is borrowed.
ring_t range_ring(slong *precision);

#endif
