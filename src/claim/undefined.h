// SPDX-License-Identifier: LGPL-3.0-or-later
// Constants without a value, as 1/0, sqrt(-1) and log(0).
#ifndef CERTIFY_CLAIM_UNDEFINED_H
#define CERTIFY_CLAIM_UNDEFINED_H

#include "spec/spec.h"

// Reports, in spec->diagnostics, the numbers among the arguments and `for` clauses of claims, the coordinates of points,
// and the terms that the conditions of regions compare, as far as exact arithmetic with algebraic numbers of moderate
// size shows that they are undefined, whatever the variables and parameters.
void constants_validate(spec_t *spec);

#endif
