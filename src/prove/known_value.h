// SPDX-License-Identifier: LGPL-3.0-or-later
// The values of terms at implicit points that root obligations have located.
#ifndef CERTIFY_PROVE_KNOWN_VALUE_H
#define CERTIFY_PROVE_KNOWN_VALUE_H

#include "prove/prove.h"

// Encloses the terms, whose only variables are coordinates that the prover knows, at `precision` bits. False when that
// cannot be done or some value is not finite.
bool prover_enclose(arb_ptr values, prover_t *prover, size_t count, const expr_t *terms, slong precision);

#endif
