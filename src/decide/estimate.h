// SPDX-License-Identifier: LGPL-3.0-or-later
// A guess at the best constant of a claim with `?`. It proves nothing.
#ifndef CERTIFY_DECIDE_ESTIMATE_H
#define CERTIFY_DECIDE_ESTIMATE_H

#include "decide/instance.h"

// False, with 0, when there is none.
bool estimate_best_constant(fmpq_t estimate, decider_t *decider, size_t row);

#endif
