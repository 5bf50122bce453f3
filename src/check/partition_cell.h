// SPDX-License-Identifier: LGPL-3.0-or-later
// What the rules for the leaves of a partition share: partition_leaf.c, partition_expel.c.
#ifndef CERTIFY_CHECK_PARTITION_CELL_H
#define CERTIFY_CHECK_PARTITION_CELL_H

#include "check/partition.h"

#define MAX_DECIDED 64 // comparisons of one formula that the ends of a cell decide

// What the tests on parts of a cell are about.
typedef struct {
    partition_t *p;
    size_t index;
    const node_t *leaf;
    const range_t *noise;
    const box_t *within; // of the states: what the image lies in by an earlier obligation; NULL for nothing
    cell_test_t accepts;
} cell_data_t;

// Whether the other leaf has a rank below that of the cell.
bool cell_is_lower(const cell_data_t *cell, const node_t *other);
// The inputs of the map: the ranges of the variables and those of the noise, in a new array.
range_t *cell_inputs(const cell_data_t *cell, const range_t *ranges);
// Whether the leaves that are accepted are shown to cover the image of the cell for that noise. Else the reason is
// noted.
bool cell_is_covered(const cell_data_t *cell, const box_t *box, const range_t *noise, cell_test_t accepts,
                     const char *why);

// Whether starts on faces of cells do not count: for almost all starts, without momentum. With it the starts, at rest,
// are a null set of the states, and faces may hold many of them.
bool cell_faces_are_null(const evidence_t *ev);

// The leaves `expel` and `null`.
bool cell_expels(const cell_data_t *cell, const box_t *box);
bool cell_is_null(const cell_data_t *cell, const box_t *box);
// What such leaves ask of other leaves of their rank or more.
bool cell_suits_expulsion(const cell_data_t *cell, const box_t *box);

#endif
