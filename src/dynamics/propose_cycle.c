// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

// near = p: boxes of falling size, down to where only one cycle is left in them.
void propose_cycle(proposal_t *proposal)
{
    static const double radii[] = {0x1p-2, 0x1p-4, 0x1p-7, 0x1p-10, 0x1p-14, 0x1p-20, 0x1p-30};
    if (!lowering_argument(&proposal->simulator.lowering, "near"))
        return;
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        tactic_t *tactic = tactic_list_add(proposal->list, "box", false, 1);
        proposal_shorten(tactic->values, radii[i]);
    }
}
