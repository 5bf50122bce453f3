// SPDX-License-Identifier: LGPL-3.0-or-later
// What the images of a partition's cells meet, kept from one round of a search to the next: of most cells the lists
// are short and stay as they are. Internal to partition_*.c.
#ifndef CERTIFY_PROVE_PARTITION_MEETS_H
#define CERTIFY_PROVE_PARTITION_MEETS_H

#include <stddef.h>
#include <stdint.h>

#define MEETS_CHUNK 64            // cells whose lists are one block of memory
#define MEETS_ROOM ((size_t)4096) // entries of such a block: lists for which there is no room left are not kept

// Of cell i of the chunk the entries first[i] to first[i + 1]: for each box of the image for all noise the cells that it
// meets, in the order of the tree, and then CELL_NONE. No entries: not kept.
typedef struct {
    size_t first[MEETS_CHUNK + 1];
    uint32_t *cells;
} meets_chunk_t;

typedef struct {
    size_t count, capacity; // of cells
    uint32_t *nodes;        // of each cell when the lists were made: split since, it has another one
    size_t chunk_capacity;
    meets_chunk_t *chunks;
} meets_t;

void meets_clear(meets_t *meets);

#endif
