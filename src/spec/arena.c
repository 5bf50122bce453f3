// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES 65536u

struct arena_block {
    arena_block_t *next;
    size_t used, capacity;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(arena_t *arena)
{
    arena->blocks = NULL;
}

void arena_clear(arena_t *arena)
{
    while (arena->blocks) {
        arena_block_t *next = arena->blocks->next;
        mem_free(arena->blocks);
        arena->blocks = next;
    }
}

void *arena_alloc(arena_t *arena, size_t count, size_t size)
{
    size_t step = alignof(max_align_t);
    size_t bytes = (count * size + step - 1) / step * step;
    arena_block_t *block = arena->blocks;
    if (!block || block->capacity - block->used < bytes) {
        size_t capacity = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
        block = mem_alloc(1, sizeof *block + capacity);
        block->capacity = capacity;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *result = block->bytes + block->used;
    block->used += bytes;
    return result;
}

void *arena_grow(arena_t *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity < 4 ? 4 : 2 * *capacity;
    void *grown = arena_alloc(arena, *capacity, size);
    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
}

char *arena_text(arena_t *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, length < 0 ? 1 : (size_t)length + 1, 1);
    va_start(arguments, format);
    if (length > 0)
        vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}
