// SPDX-License-Identifier: LGPL-3.0-or-later
// A certified orbit beside the trajectories that floating point computes from the same start: docs/dynamics.md, "Orbits
// and floating point".
#ifndef CERTIFY_DYNAMICS_COMPARISON_H
#define CERTIFY_DYNAMICS_COMPARISON_H

#include "claim/system.h"
#include "expr/float_value.h"
#include "prove/orbit.h"

#define NO_STEP SIZE_MAX

// What is known to be so, known not to be so, or not known.
typedef enum { KNOWN_FALSE, KNOWN_TRUE, NOT_KNOWN } known_t;

typedef struct {
    bool has_program;    // false: the map is not one that is computed in floating point
    double *end;         // of the landscape's variables
    size_t finite_steps; // the last step at which all numbers are finite
    // Whether the error reaches a tenth of the orbit's distance from 0 (1/10 where that is 0) at some step, and the
    // first such step; before it no step is doubtful.
    known_t lost;
    size_t lost_at;
    size_t stuck_from; // the first step from which the state stays the same; NO_STEP if the last step still moves
    const char *point; // the declared point, rounded to the format, at which it ends; NULL for none
    known_t same_case; // whether both ends belong to the same case of the landscape; NOT_KNOWN also if it has none
} float_trajectory_t;

typedef struct {
    size_t dimension;   // of the landscape
    size_t state_count; // of the orbit's states: with momentum, the coordinates of the step before, too
    size_t steps;
    orbit_result_t orbit;
    arb_ptr start;
    bool moves; // the last two certified states are surely different
    float_trajectory_t floats[FLOAT_FORMAT_COUNT];
} comparison_t;

// Follows the orbit of a system without noise from the start (one constant for each variable of the landscape, also the
// position before) until its end is known to the relative accuracy of so many decimal digits, with respect to its
// distance from 0.
void comparison_init(comparison_t *comparison, prover_t *prover, const spec_t *spec, const system_t *system,
                     const expr_t *start, size_t steps, slong digits);
void comparison_clear(comparison_t *comparison);

#endif
