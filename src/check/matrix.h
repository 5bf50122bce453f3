// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_CHECK_MATRIX_H
#define CERTIFY_CHECK_MATRIX_H

#include "check/range.h"

// Whether every symmetric matrix with its lower triangle in the entries (n rows of n) is positive definite, or, when
// not `strict`, positive semidefinite. By LDL' factorisation without pivoting in interval arithmetic: all pivots are
// positive; for semidefinite ones a pivot may be nonnegative when the rest of its column is exactly zero. Overwrites
// the entries.
bool matrix_is_positive(range_t *entries, size_t n, bool strict);

#endif
