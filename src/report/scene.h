// SPDX-License-Identifier: LGPL-3.0-or-later
// What pictures are made from: the terms of a spec, evaluated in Arb, and where its points lie.
#ifndef CERTIFY_REPORT_SCENE_H
#define CERTIFY_REPORT_SCENE_H

#include "decide/result.h"
#include "expr/tape.h"
#include "spec/arena.h"
#include "spec/spec.h"

typedef struct {
    arena_t *arena; // of all pictures; borrowed, as the rest
    spec_t *spec;
    const claim_result_t *results; // per claim of the spec; NULL when no certificate tells them
} scene_t;

// What is known of a term, or a formula, on a box. The values of a defined term lie in [lo, hi].
typedef struct {
    double lo, hi;
    bool defined, continuous;
    tape_truth_t truth;
} sample_t;

typedef struct sampler sampler_t;

// Compiles a term or formula in the variables; the implicit points that results enclose count as known. NULL where it
// has other free variables.
sampler_t *sampler_new(const scene_t *scene, expr_t a, size_t count, const expr_t *variables);
void sampler_free(sampler_t *sampler);
// On the box from lo to hi, finite numbers; a point where they are equal.
sample_t sampler_box(sampler_t *sampler, const double *lo, const double *hi);
// The middle of the enclosure at the point; NaN where the term has no value there, or none is known.
double sampler_value(sampler_t *sampler, const double *point);
// Whether the formula surely holds at the point.
bool sampler_holds(sampler_t *sampler, const double *point);

// A constant term in double precision; NaN when it has no value.
double scene_constant(const scene_t *scene, expr_t a);
// The point's coordinates, one for each state variable. False for an implicit point that no result encloses.
bool scene_point(double *coordinates, const scene_t *scene, const spec_point_t *point);
// Whether a claim of that name's point being a minimum is proved.
bool scene_is_minimum(const scene_t *scene, const spec_point_t *point);

#endif
