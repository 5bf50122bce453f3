// SPDX-License-Identifier: LGPL-3.0-or-later
// Which cells of a partition are cut next, in the search for ranks. Internal to prove/.
#ifndef CERTIFY_PROVE_RANK_REFINE_H
#define CERTIFY_PROVE_RANK_REFINE_H

#include "prove/partition.h"

// Halves the larger ones of the marked cells that are near to being settled, else of all, whose largest size is given.
// False when none can be. Where p->terminal_first, only those count that every unsettled cell leads to, and only they
// remain marked.
bool rank_refine(space_t *p, bool *marked, double size);

#endif
