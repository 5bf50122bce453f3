// SPDX-License-Identifier: LGPL-3.0-or-later
// The cells of a partition that orbits from the region may come to before they arrive. Internal to prove/.
#ifndef CERTIFY_PROVE_RANK_NEEDED_H
#define CERTIFY_PROVE_RANK_NEEDED_H

#include "prove/partition.h"

// The cells that meet the region, and those that images lead to; not further from the target (rank 0) and from where the
// map may be undefined.
void rank_find_needed(bool *needed, space_t *p);

#endif
