// SPDX-License-Identifier: LGPL-3.0-or-later
// Cases that overlap: the first one that holds is taken, and where two meet with different values the author should
// know.
#ifndef CERTIFY_CLAIM_OVERLAP_H
#define CERTIFY_CLAIM_OVERLAP_H

#include "claim/claim.h"

// For each two guards of a cases node (`otherwise` left out) of the landscape, or of a function of one variable that is
// not part of it, two EXISTS obligations, one after the other:
//   "overlap": some point satisfies both, is at an edge of both (neither holds with all comparisons made strict), and
//   the values differ there; "common-interior": some point satisfies both with all comparisons made strict, so that an
//   open set does.
// At most OVERLAP_MAX such pairs of obligations, of the first OVERLAP_GUARDS guards. Where the first is true and the
// second is not, two closed cases meet with different values, which is worth a warning. Where the second is true the
// author goes by the order of the cases, as in `x < 0 : ...`, `x <= 1 : ...`.
#define OVERLAP_MAX 200
#define OVERLAP_GUARDS 2000
void overlap_obligations(obligation_list_t *list, spec_t *spec);

#endif
