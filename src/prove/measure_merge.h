// SPDX-License-Identifier: LGPL-3.0-or-later
// A smaller subdivision with the same volumes.
#ifndef CERTIFY_PROVE_MEASURE_MERGE_H
#define CERTIFY_PROVE_MEASURE_MERGE_H

#include "prove/measure_tree.h"
#include "prove/trajectory.h"

// Puts together cells side by side that are open, or of which the same is shown, where it is shown of all of them at
// once. In one variable the line is split anew into what results, in a tree of little depth; in several the tree is
// changed in place, and not more than about `most_lost` images are computed in vain (measure_fold.h). From then on it
// can only be written.
void cell_tree_merge(cell_tree_t *tree, trajectory_t *trajectory, size_t most_lost);

#endif
