// SPDX-License-Identifier: LGPL-3.0-or-later
// Obligations of claims with `?` that say the same whatever the constant is.
#ifndef CERTIFY_CLAIM_UNKNOWN_H
#define CERTIFY_CLAIM_UNKNOWN_H

#include "claim/claim.h"

// Whether obligation number `index` of an instance with a rational constant in the place of `?` has the same text with
// another constant in its place: then the constant does not occur in it, and if it is refuted no constant will do.
bool claim_ignores_unknown(spec_t *spec, const instance_t *instance, size_t index);

#endif
