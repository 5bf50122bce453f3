// SPDX-License-Identifier: LGPL-3.0-or-later
// Telling which root, or which factor, belongs to a number that is given by enclosures. Internal to real/.
#ifndef CERTIFY_REAL_SELECT_H
#define CERTIFY_REAL_SELECT_H

#include "base/flint.h"
#include "base/status.h"

// A real number of which balls of any precision can be had: radii tend to 0 as prec grows.
typedef struct {
    status_t (*enclose)(arb_t ball, const void *data, slong prec);
    const void *data;
} enclosure_t;

// The index of the one factor that vanishes at x. The factors must be pairwise coprime and x a root of their product.
// STATUS_LIMIT when a precision of SELECT_MAX_PREC bits does not tell (which the preconditions rule out in practice).
status_t select_factor(slong *index, const fmpz_poly_factor_t factors, const enclosure_t *x) CERTIFY_MUST_USE;

// All real roots of an irreducible polynomial in increasing order; free with _qqbar_vec_clear(roots, *count).
qqbar_ptr select_real_roots(slong *count, const fmpz_poly_t poly);

// The index of the one number among the `count` distinct real `candidates` that equals x.
status_t select_root(slong *index, qqbar_srcptr candidates, slong count, const enclosure_t *x) CERTIFY_MUST_USE;

#define SELECT_MAX_PREC (WORD(1) << 24)

#endif
