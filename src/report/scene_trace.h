// SPDX-License-Identifier: LGPL-3.0-or-later
// The line of a curve. Internal to scene_curve.c.
#ifndef CERTIFY_REPORT_SCENE_TRACE_H
#define CERTIFY_REPORT_SCENE_TRACE_H

#include "report/scene_curve.h"

// Sets the points of a curve that has its frame and scale. The grid is ascending and spans the frame; the line is
// refined between its members. Points that the line does not need are left out; if `even`, not on long stretches.
void trace_curve(curve_t *curve, arena_t *arena, sampler_t *sampler, size_t grid_count, const double *grid, bool even);

#endif
