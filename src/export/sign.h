// SPDX-License-Identifier: LGPL-3.0-or-later
// Signs of polynomials on boxes by Bernstein's basis: a polynomial whose coefficients in the products of (x - a)^i (b -
// x)^j (on half-lines: of (x - a)^i) are all positive is positive inside; else the box is divided. The procedure of
// coq/decide.v does the same in Coq, so that what is shown here is shown there.
#ifndef CERTIFY_EXPORT_SIGN_H
#define CERTIFY_EXPORT_SIGN_H

#include "export/polynomial.h"

// Whether the polynomial is shown to be positive (not negative for `strict` false) on the cell; it is reduced
// (terms_reduce).
bool sign_shows(const fmpq_mpoly_t polynomial, const patch_t *cell, bool strict);

// -1, 0, 1 where that is the sign on all of the cell; false when it is not known.
bool sign_of(int *sign, const fmpq_mpoly_t polynomial, const patch_t *cell);

#endif
