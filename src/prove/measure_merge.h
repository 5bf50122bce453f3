// SPDX-License-Identifier: LGPL-3.0-or-later
// A smaller subdivision of a line with the same volumes.
#ifndef CERTIFY_PROVE_MEASURE_MERGE_H
#define CERTIFY_PROVE_MEASURE_MERGE_H

#include "prove/measure_tree.h"
#include "prove/trajectory.h"

// One variable, no parameters: puts together cells side by side that end in the same target, where that can be shown of all of them at
// once, and open ones, and splits the line anew into what results, in a tree of little depth.
void cell_tree_merge(cell_tree_t *tree, trajectory_t *trajectory);

#endif
