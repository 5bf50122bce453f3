// SPDX-License-Identifier: LGPL-3.0-or-later
// Where to cut cells whose images are not shown to end in one target. In one variable such a cell mostly holds a
// preimage of a place at which the map jumps; that is found by a secant method, and a narrow cell about it is left
// open. All of it is guesswork; nothing here proves anything.
#ifndef CERTIFY_PROVE_MEASURE_SPLIT_H
#define CERTIFY_PROVE_MEASURE_SPLIT_H

#include "prove/measure_tree.h"
#include "prove/trajectory.h"

// An open cell to be cut.
typedef struct {
    uint32_t cell;
    fate_t fate;
    double weight; // that its parts wait with
} failed_t;

// Cuts the cells, and lets the parts wait that are worth it.
void split_cells(cell_tree_t *tree, trajectory_t *trajectory, size_t count, const failed_t *failed);

#endif
