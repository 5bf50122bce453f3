// SPDX-License-Identifier: LGPL-3.0-or-later
// A function of one variable as a picture. Its values are enclosed in Arb, on points and on the intervals between them:
// a line is drawn only where the function is known to lie as near to it as the eye can tell, so never across a pole, a
// jump or a place without values, however narrow.
#ifndef CERTIFY_REPORT_SCENE_CURVE_H
#define CERTIFY_REPORT_SCENE_CURVE_H

#include "report/scene.h"

typedef struct {
    double x, y; // y is NaN where the curve is interrupted
} curve_point_t;

typedef struct {
    const char *name; // as in the spec; borrowed
    bool minimum;     // a claim that it is one is proved
    double x, y;
} curve_mark_t;

typedef struct {
    const char *name;
    double lo, hi; // one interval of the region, within the picture
} curve_band_t;

typedef struct {
    double lo, hi, bottom, top; // the picture; values beyond bottom and top are cut off
    bool is_cut;                // there are such values
    double unit; // of the scale of heights asinh(y/unit), logarithmic far from 0; 0 where heights are linear
    size_t count, break_count, mark_count, band_count, line_count;
    curve_point_t *points; // in the arena of the scene, as all of this
    double *breaks;        // ends of pieces, ascending
    curve_mark_t *marks;   // declared points
    curve_band_t *bands;   // declared regions; line_count names, those of one beside each other
} curve_t;

typedef enum {
    CURVE_CUT,    // linear; the steepest parts are cut off at quantiles of the values, where the whole is much higher
    CURVE_AUTO,   // linear where that leaves something to be seen of the lower half of the values, else logarithmic
    CURVE_LINEAR, // the whole height
    CURVE_LOGARITHMIC, // asinh
} curve_scale_t;

typedef struct {
    curve_scale_t scale;
    double lo, hi; // the part to be shown; chosen by what the spec declares unless lo < hi
    bool even;     // also where the line is straight, it has points so near to each other that they tell all values
} curve_style_t;

// The landscape. False when it has several variables, or no values there.
bool curve_make(curve_t *curve, const scene_t *scene, const curve_style_t *style);
// Any term of one variable from style->lo to style->hi, without points, regions and ends of pieces.
bool curve_make_term(curve_t *curve, const scene_t *scene, expr_t term, expr_t variable, const curve_style_t *style);

// A height in the scale of the curve.
double curve_scaled(const curve_t *curve, double y);

#endif
