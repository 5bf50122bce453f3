// SPDX-License-Identifier: LGPL-3.0-or-later
// Polynomials in one variable t with real algebraic coefficients, at a place of the line (place.h), as a ring for jets.
// The value of an element at the place is what counts: division, roots and functions may use where that is.
#ifndef CERTIFY_CHECK_POLYNOMIAL_RING_H
#define CERTIFY_CHECK_POLYNOMIAL_RING_H

#include "check/place.h"
#include "check/ring.h"

typedef struct {
    real_ctx_struct *reals;
    const place_t *place;
} polynomial_context_t;

// Elements are rpoly_struct. STATUS_DOMAIN: undefined at every point of the place; STATUS_UNSUPPORTED: not a
// polynomial, or not known to be one.
ring_t polynomial_ring(polynomial_context_t *context);

#endif
