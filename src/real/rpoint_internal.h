// SPDX-License-Identifier: LGPL-3.0-or-later
// The shared object behind points that are roots. Internal to real/.
#ifndef CERTIFY_REAL_RPOINT_INTERNAL_H
#define CERTIFY_REAL_RPOINT_INTERNAL_H

#include "real/rpoint.h"
#include "real/select.h"

// Invariant: poly is squarefree with exactly one root in (lo, hi) and poly(lo) poly(hi) < 0; or lo = hi is that root.
struct rpoint_root_struct {
    size_t references;
    rpoly_t poly;
    rpoly_t derivative;
    int sign_at_lo; // of poly
    fmpq_t lo;
    fmpq_t hi;
};

// Whether the root is known to be the rational lo = hi.
bool rpoint_root_is_rational(const rpoint_root_t *root);

// Shrinks the interval to a width below 2^-bits.
status_t rpoint_root_refine(rpoint_root_t *root, slong bits, real_ctx_t ctx) CERTIFY_MUST_USE;

// The sign of root - x, exactly.
status_t rpoint_root_cmp_fmpq(int *order, rpoint_root_t *root, const fmpq_t x, real_ctx_t ctx) CERTIFY_MUST_USE;

// rpoint_get_arb as an enclosure_t's function; data is a rpoint_enclosure_t.
typedef struct {
    const rpoint_struct *point;
    real_ctx_struct *ctx;
} rpoint_enclosure_t;
status_t rpoint_enclose(arb_t ball, const void *data, slong prec) CERTIFY_MUST_USE;

#endif
