// SPDX-License-Identifier: LGPL-3.0-or-later
// Cells with the same box of the parameters: their images meet such parts of the tree only as hold there, so that what is
// known of nodes for one of them is known for all. Internal to prove/.
#ifndef CERTIFY_PROVE_PARTITION_SLICE_H
#define CERTIFY_PROVE_PARTITION_SLICE_H

#include "prove/partition.h"

typedef struct {
    uint32_t cell; // one of the slice, CELL_NONE at first
    bool *all;     // per node, for space_first_but
} slice_t;

void slice_init(slice_t *slice, const space_t *p);
void slice_clear(slice_t *slice);

// What is known of nodes, for calls about this cell: kept from the call before if that was about the same slice.
bool *slice_marks(slice_t *slice, const space_t *p, uint32_t cell);

// Puts cells of one slice together.
void slice_sort(uint32_t *cells, size_t count, const space_t *p);

#endif
