// SPDX-License-Identifier: LGPL-3.0-or-later
// Memory that lives as long as the reading of one text and is freed all at once.
#ifndef CERTIFY_SPEC_ARENA_H
#define CERTIFY_SPEC_ARENA_H

#include "base/status.h"

#include <stddef.h>

typedef struct arena_block arena_block_t;

typedef struct {
    arena_block_t *blocks; // the current one first
} arena_t;

void arena_init(arena_t *arena);
void arena_clear(arena_t *arena);

// count * size bytes, zeroed; freed by arena_clear. Never NULL.
void *arena_alloc(arena_t *arena, size_t count, size_t size);

// An array with room for one more element than `count`: `items` itself, or a larger copy when *capacity is used up.
void *arena_grow(arena_t *arena, void *items, size_t count, size_t *capacity, size_t size);

// A text in the arena.
char *arena_text(arena_t *arena, const char *format, ...) CERTIFY_PRINTF(2, 3);

#endif
