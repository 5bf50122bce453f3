// SPDX-License-Identifier: LGPL-3.0-or-later
// Derivatives the other way: truncated Taylor series of an operator-free expression along a line, in ball arithmetic.
#ifndef CERTIFY_TESTS_SERIES_H
#define CERTIFY_TESTS_SERIES_H

#include "reference.h"

#define SERIES_LENGTH 3

// The Taylor coefficients c0 + c1 t + c2 t^2 of a at (evaluated point) + t direction, of the case that the point
// belongs to, where abs and relu are 0 around a zero and min and max follow their first argument on a tie. The
// reference has been evaluated at the point. False when a has no such series there, or when the precision does not
// tell.
bool series_evaluate(arb_poly_t result, const reference_t *reference, expr_t a, size_t count, const expr_t *variables,
                     const slong *direction);

#endif
