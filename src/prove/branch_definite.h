// SPDX-License-Identifier: LGPL-3.0-or-later
// Definiteness of symmetric interval matrices.
#ifndef CERTIFY_PROVE_BRANCH_DEFINITE_H
#define CERTIFY_PROVE_BRANCH_DEFINITE_H

#include "interval/dinterval.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    DEFINITE_UNKNOWN,
    DEFINITE_NOISE, // undecided by an amount that rounding may explain: more bits may help
    DEFINITE_YES
} definite_t;

// Whether all symmetric matrices with entries in the given intervals (n by n, by rows; the lower triangle is read and
// overwritten) are positive definite: the factorisation L D L' without pivoting in interval arithmetic, all of D
// positive with `room` (relative to the largest diagonal entry, unless all entries are exact) to spare. With
// `semidefinite` a pivot may have the lower end 0 when the entries below it are exactly 0. Interval elimination is sound
// because it encloses the elimination for each matrix (Neumaier 1990, Interval Methods for Systems of Equations,
// section 4.5). The steps are a_ij - (a_ik a_jk) / a_kk.
definite_t interval_definite(dinterval_t *matrix, size_t n, double room, bool semidefinite);

// Whether the spectral norm of all symmetric matrices in the interval matrix (lower triangle) is at most the
// bound: bound I - M and bound I + M are positive semidefinite.
definite_t interval_norm_bounded(const dinterval_t *matrix, size_t n, dinterval_t bound, double room);

dinterval_t interval_scalar_add(dinterval_t a, dinterval_t b);
dinterval_t interval_scalar_sub(dinterval_t a, dinterval_t b);
dinterval_t interval_scalar_mul(dinterval_t a, dinterval_t b);
// a^n for 1 <= n <= INTERVAL_POWER_MAX.
dinterval_t interval_scalar_power(dinterval_t a, int n);

#endif
