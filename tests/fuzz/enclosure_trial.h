// SPDX-License-Identifier: LGPL-3.0-or-later
// Trials of the tapes: a random expression, its simplification, its derivative and a formula over random boxes, checked
// against the reference at points of the boxes.
#ifndef CERTIFY_TESTS_ENCLOSURE_TRIAL_H
#define CERTIFY_TESTS_ENCLOSURE_TRIAL_H

#include "samples.h"

typedef struct {
    size_t boxes;      // evaluated in double intervals
    size_t balls;      // evaluated in Arb
    size_t values;     // times that a box's enclosure was compared with a value
    size_t defined;    // ... and was claimed to be defined on the box
    size_t neighbours; // points at which continuity claims were tried
    size_t misses;
} trial_counts_t;

#define TRIAL_POINTS 8
#define TRIAL_REGULARITY_POINTS 12

// One expression over `boxes_per_point` boxes around each of TRIAL_POINTS points. Misses are described on stderr, the
// first ten of them.
void enclosure_trial(trial_counts_t *counts, samples_t *samples, size_t boxes_per_point);

// One small expression at TRIAL_REGULARITY_POINTS points where kinks and jumps are likely: whatever is claimed of a box
// with the point in it must agree with what the reference finds very near the point.
void regularity_trial(trial_counts_t *counts, samples_t *samples);

#endif
