// SPDX-License-Identifier: LGPL-3.0-or-later
// A landscape of one variable as a picture: values in doubles, good enough to look at and for nothing else.
#ifndef CERTIFY_REPORT_DOCUMENT_CURVE_H
#define CERTIFY_REPORT_DOCUMENT_CURVE_H

#include "report/document.h"

typedef struct {
    double x, y; // y is NaN where the curve is interrupted
} curve_point_t;

typedef struct {
    const char *name; // as in the spec; borrowed
    double x, y;
} curve_mark_t;

typedef struct {
    const char *name;
    double lo, hi; // one interval of the region, within the picture
} curve_band_t;

typedef struct {
    double lo, hi, bottom, top; // the picture; values beyond bottom and top are cut off
    size_t count, break_count, mark_count, band_count;
    curve_point_t *points; // in the arena of the document, as all of this
    double *breaks;        // ends of pieces
    curve_mark_t *marks;   // declared points
    curve_band_t *bands;   // declared regions
} curve_t;

// False when the landscape has several variables or no values.
bool curve_make(curve_t *curve, document_t *document);

#endif
