// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void out_of_memory(void)
{
    static const char message[] = "certify: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(MEM_EXIT_STATUS);
}

void *mem_alloc(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);
    if (!block)
        out_of_memory();
    return block;
}

void *mem_resize(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        out_of_memory();
    void *moved = realloc(block, count && size ? count * size : 1);
    if (!moved)
        out_of_memory();
    return moved;
}

void *mem_grow(void *block, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return block;
    size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
    if (grown < needed)
        grown = needed;
    block = mem_resize(block, grown, size);
    *capacity = grown;
    return block;
}

char *mem_copy_text(const char *text, size_t length)
{
    char *copy = mem_alloc(length + 1, 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}

void mem_free(void *block)
{
    free(block);
}
