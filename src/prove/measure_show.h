// SPDX-License-Identifier: LGPL-3.0-or-later
// What is shown of boxes of starts, many at a time: an interval for each state and parameter.
#ifndef CERTIFY_PROVE_MEASURE_SHOW_H
#define CERTIFY_PROVE_MEASURE_SHOW_H

#include "prove/measure_tree.h"
#include "prove/trajectory.h"

// The truth of the region on each box.
void boxes_region(tape_truth_t *truths, const statement_t *statement, size_t count, const dinterval_t *boxes);

// The same, and the fates of the boxes in the region; of the others the target is TARGET_NONE.
void boxes_run(tape_truth_t *truths, fate_t *fates, const statement_t *statement, trajectory_t *trajectory,
               size_t count, const dinterval_t *boxes);

// Whether that shows of a box what a cell, which is not open, says.
bool cell_is_shown(const cell_t *cell, tape_truth_t region, const fate_t *fate);

#endif
