// SPDX-License-Identifier: LGPL-3.0-or-later
// The subdivision that evidence describes, as boxes to be drawn: one or two variables, ends in doubles.
#ifndef CERTIFY_REPORT_DOCUMENT_BOXES_H
#define CERTIFY_REPORT_DOCUMENT_BOXES_H

#include "report/document.h"

#define BOXES_MOST 20000 // in one picture

typedef struct {
    double lo[2], hi[2];
    size_t depth;     // in the tree
    const char *kind; // the leaf's first word: natural, step, end, open, ...
    size_t target;    // of `end`, from 1; else 0
} box_t;

typedef struct {
    size_t dimension; // 1 or 2
    double lo[2], hi[2];
    size_t count, capacity, deepest;
    box_t *items; // in the arena of the document
} boxes_t;

// False when the evidence has no subdivision of one or two variables, or one of more than BOXES_MOST boxes. Unbounded
// variables are shown around the places where they are cut.
bool boxes_make(boxes_t *boxes, document_t *document, const record_obligation_t *obligation);

#endif
