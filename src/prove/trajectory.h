// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of the images of boxes ("cells") under repeated application of the map of an obligation, many cells at a
// time, until each lies in a target or is seen never to get there.
#ifndef CERTIFY_PROVE_TRAJECTORY_H
#define CERTIFY_PROVE_TRAJECTORY_H

#include "prove/branch_statement.h"

#define TARGET_NONE SIZE_MAX

typedef struct trajectory trajectory_t;

// What became of a cell.
typedef struct {
    size_t target; // that the image lies in after `steps` steps; TARGET_NONE when it is not shown to be in any
    size_t steps;
    size_t jump; // a place that the image met, first after `jump_steps` steps; SIZE_MAX when it met none
    size_t jump_steps;
} fate_t;

// For an obligation of kind MEASURE, its statement having been set up. NULL, with a
// reason, when the map or the targets cannot be compiled. The statement is borrowed.
trajectory_t *trajectory_new(const char **reason, const statement_t *statement);
void trajectory_free(trajectory_t *trajectory);

// One variable, no parameters: the places at which the map jumps, as it seems, in increasing order; and the same for what meets them.
void trajectory_find_jumps(trajectory_t *trajectory, size_t count, const double *candidates);
double trajectory_jump(const trajectory_t *trajectory, size_t jump);

// The fates of `count` cells, an interval for each state and parameter: for all values of the parameters in theirs.
// Shared between threads.
void trajectory_run(fate_t *fates, trajectory_t *trajectory, size_t count, const dinterval_t *cells);

// One variable, no parameters, no proof: where the orbits that begin at the points are after some steps; NaN where undefined. False,
// with unknown ends, when a formula is needed that is not made while threads share the trajectory.
bool trajectory_follow(double *ends, trajectory_t *trajectory, size_t count, const double *starts, const size_t *steps);

// Has `count` things, numbered from 0, done in shares of successive ones, by several threads: the division depends on
// `count` alone. `work` does a share, with trajectory_follow; where it returns false it is called again for the same
// share, alone, and then formulas are made.
typedef bool (*trajectory_work_t)(size_t first, size_t count, void *context);
void trajectory_share(trajectory_t *trajectory, size_t count, trajectory_work_t work, void *context);

// How many images of cells and points have been computed.
size_t trajectory_image_count(const trajectory_t *trajectory);

#endif
