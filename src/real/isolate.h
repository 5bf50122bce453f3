// SPDX-License-Identifier: LGPL-3.0-or-later
// Finding the real roots of a polynomial (search; what is found is certified independently by real/sturm.h).
#ifndef CERTIFY_REAL_ISOLATE_H
#define CERTIFY_REAL_ISOLATE_H

#include "real/rpoint.h"
#include "real/rpoly.h"

// All distinct real roots of p in increasing order, appended to the empty list `roots`. Rational roots and roots of
// linear factors over Q come out as exact numbers, all others as roots of squarefree polynomials in isolating
// intervals. Complex enclosures of all roots of the squarefree part are refined until they are disjoint and the real
// ones are told from the others by symmetry, so none is missed. STATUS_DOMAIN for p = 0.
status_t rpoly_isolate_roots(rpoint_list_t roots, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
