// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes in the order of their bounds. Internal to bound.c.
#ifndef CERTIFY_DECIDE_BOUND_QUEUE_H
#define CERTIFY_DECIDE_BOUND_QUEUE_H

#include "interval/dinterval.h"

#include <stddef.h>

typedef enum { SIDE_NONE, SIDE_LO, SIDE_HI } side_t; // where a variable is fixed at an end of its whole interval

typedef struct {
    dinterval_t range; // encloses the end when fixed
    side_t fixed;
} slot_t;

typedef struct {
    double bound;  // of the expression on the box, from below
    slot_t *slots; // per variable, owned
} bound_cell_t;

typedef struct {
    size_t count, capacity;
    bound_cell_t *cells; // a heap, the lowest bound first
} bound_queue_t;

void bound_queue_push(bound_queue_t *queue, bound_cell_t cell);
// The cell with the lowest bound; the queue must not be empty.
bound_cell_t bound_queue_pop(bound_queue_t *queue);
void bound_queue_clear(bound_queue_t *queue);

#endif
