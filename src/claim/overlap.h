// SPDX-License-Identifier: LGPL-3.0-or-later
// Cases that overlap: the first one that holds is taken, and where two meet with different values the author should
// know.
#ifndef CERTIFY_CLAIM_OVERLAP_H
#define CERTIFY_CLAIM_OVERLAP_H

#include "claim/claim.h"

// For each two guards of a cases node (`otherwise` left out) of the landscape, or of a function of one variable that is
// not part of it: "some point satisfies both, and the values differ there", as EXISTS obligations (role "overlap"). At
// most OVERLAP_MAX of them. A proved one is worth a warning.
#define OVERLAP_MAX 200
void overlap_obligations(obligation_list_t *list, spec_t *spec);

#endif
