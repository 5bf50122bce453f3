// SPDX-License-Identifier: LGPL-3.0-or-later
// What a search is at: figures that a process which searches lays open for the one that waits for it, and how many
// threads that one lets it use.
#ifndef CERTIFY_BASE_WORK_H
#define CERTIFY_BASE_WORK_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t boxes; // or cells: looked at, by all searches so far
    uint64_t open;  // waiting in the present search
    double left;    // their share of the volume that it began with; NAN where that has no meaning
} work_t;

// In memory that both processes share. Each figure is whole by itself; together they may be of different moments.
typedef struct {
    _Atomic uint64_t boxes, open, left; // `left` by its bits
    _Atomic size_t threads;             // for base/parallel.h
} work_slot_t;

// An array of slots, all at 0; NULL, with errno set, when there is no memory.
work_slot_t *work_slots_new(size_t count);
void work_slots_free(work_slot_t *slots, size_t count);
work_t work_read(const work_slot_t *slot);
// Back to 0.
void work_clear(work_slot_t *slot);

// From now on this process notes its figures there; NULL for nowhere, as in the beginning.
void work_use(work_slot_t *slot);
// So many more boxes have been looked at, and this is what the present search has left.
void work_note(uint64_t boxes, uint64_t open, double left);

#endif
