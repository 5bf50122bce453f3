// SPDX-License-Identifier: LGPL-3.0-or-later
// Equality of algebraic constants of any degree, by enclosures narrower than their separation bound.
#ifndef CERTIFY_CHECK_TIE_H
#define CERTIFY_CHECK_TIE_H

#include "check/range.h"

// Whether the two sides of a comparison of constants, which have values in `left` and `right`, are equal: so near to
// each other that different algebraic numbers, written as these are, cannot be. In any rounding mode.
bool is_tie(const dag_t *dag, expr_t comparison, const range_t *left, const range_t *right);

#endif
