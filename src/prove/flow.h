// SPDX-License-Identifier: LGPL-3.0-or-later
// Where a solution of dx/dt = F(x) is at a time.
#ifndef CERTIFY_PROVE_FLOW_H
#define CERTIFY_PROVE_FLOW_H

#include "prove/prove.h"

// Encloses the end of the solution that an obligation of kind FLOW with a start, at its time, speaks of (its target being all
// states), each coordinate to so many bits relative to its distance from 0; where the obligation has parameters, the ends for all of
// their values in one box. False when that was not reached.
bool flow_end(arb_ptr end, prover_t *prover, const obligation_t *obligation, slong bits);

#endif
