// SPDX-License-Identifier: LGPL-3.0-or-later
// A smaller subdivision of a box of several variables with the same volumes.
#ifndef CERTIFY_PROVE_MEASURE_FOLD_H
#define CERTIFY_PROVE_MEASURE_FOLD_H

#include "prove/measure_tree.h"
#include "prove/trajectory.h"

// Puts together pairs of cells that have a whole face in common: open ones, and those of which the same is shown, where
// it is shown of both at once. Not more than about `most_lost` images are computed in vain. The tree is changed in
// place; from then on it can only be written.
void cell_tree_fold(cell_tree_t *tree, trajectory_t *trajectory, size_t most_lost);

#endif
