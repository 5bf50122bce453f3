// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/work.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

static work_slot_t *slot_in_use;

work_slot_t *work_slots_new(size_t count)
{
    if (count == 0 || count > SIZE_MAX / sizeof(work_slot_t))
        return NULL;
    void *memory = mmap(NULL, count * sizeof(work_slot_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

void work_slots_free(work_slot_t *slots, size_t count)
{
    if (slots)
        munmap(slots, count * sizeof *slots);
}

work_t work_read(const work_slot_t *slot)
{
    work_t work = {atomic_load_explicit(&slot->boxes, memory_order_relaxed),
                   atomic_load_explicit(&slot->open, memory_order_relaxed), 0};
    uint64_t bits = atomic_load_explicit(&slot->left, memory_order_relaxed);
    memcpy(&work.left, &bits, sizeof work.left);
    return work;
}

void work_clear(work_slot_t *slot)
{
    atomic_store_explicit(&slot->boxes, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->open, 0, memory_order_relaxed);
    atomic_store_explicit(&slot->left, 0, memory_order_relaxed);
}

void work_use(work_slot_t *slot)
{
    slot_in_use = slot;
}

void work_note(uint64_t boxes, uint64_t open, double left)
{
    uint64_t bits;
    if (!slot_in_use)
        return;
    memcpy(&bits, &left, sizeof bits);
    atomic_fetch_add_explicit(&slot_in_use->boxes, boxes, memory_order_relaxed);
    atomic_store_explicit(&slot_in_use->open, open, memory_order_relaxed);
    atomic_store_explicit(&slot_in_use->left, bits, memory_order_relaxed);
}
