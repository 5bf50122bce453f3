// SPDX-License-Identifier: LGPL-3.0-or-later
// Whether a rational interval isolates a root of an integer polynomial. Internal to real/.
#ifndef CERTIFY_REAL_ROOT_COUNT_H
#define CERTIFY_REAL_ROOT_COUNT_H

#include "real/real.h"

// Whether a squarefree polynomial has exactly one root in (lo, hi) and does not vanish at the ends. Descartes' rule
// where it tells, else Sturm's theorem; STATUS_LIMIT where either would be too much work.
status_t fmpz_poly_has_one_root(bool *isolated, const fmpz_poly_t poly, const fmpq_t lo, const fmpq_t hi,
                                real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
