// SPDX-License-Identifier: LGPL-3.0-or-later
// The coefficient array behind polynomials over a number field. Internal to real/.
#ifndef CERTIFY_REAL_RPOLY_INTERNAL_H
#define CERTIFY_REAL_RPOLY_INTERNAL_H

#include "real/field.h"
#include "real/rpoly.h"

// Replaces the polynomial by an array of `length` zero coefficients over `field` (not NULL), to be filled by the
// caller and handed to rpoly_settle.
void rpoly_set_array(rpoly_t p, real_field_t *field, slong length);

// Drops leading zeros of an array, and the array itself when all its coefficients are rational.
void rpoly_settle(rpoly_t p);

// p as an array over `field`, which must contain p's own field as for real_lift; not settled.
status_t rpoly_widen(rpoly_t result, const rpoly_t p, real_field_t *field, real_ctx_t ctx) CERTIFY_MUST_USE;

// Both as arrays over a common field; p and q must not both be rational.
status_t rpoly_widen_pair(rpoly_t wide_p, rpoly_t wide_q, const rpoly_t p, const rpoly_t q,
                          real_ctx_t ctx) CERTIFY_MUST_USE;

// Adds the product of two arrays over one field: p += factor * x^shift * q. p must be long enough.
status_t rpoly_add_multiple(rpoly_t p, const real_t factor, slong shift, const rpoly_t q,
                            real_ctx_t ctx) CERTIFY_MUST_USE;

// STATUS_LIMIT when rational coefficients pass the limit.
status_t rpoly_check_rational(const fmpq_poly_t p, const real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
