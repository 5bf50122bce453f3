// SPDX-License-Identifier: LGPL-3.0-or-later
// Constants without a value, as 1/0, sqrt(-1) and log(0).
#ifndef CERTIFY_CLAIM_UNDEFINED_H
#define CERTIFY_CLAIM_UNDEFINED_H

#include "spec/spec.h"

// Reports, in spec->diagnostics, the numbers among the arguments and `for` clauses of claims and the coordinates of
// points that exact arithmetic with algebraic numbers of moderate size shows to be undefined, whatever the parameters.
void constants_validate(spec_t *spec);

#endif
