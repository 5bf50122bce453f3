// SPDX-License-Identifier: LGPL-3.0-or-later
// Allocation. Running out of memory ends the process with a message, as GMP and FLINT do: each claim is decided in a
// worker process of its own (base/worker.h), so the claim becomes UNDECIDED and nothing else is lost.
#ifndef CERTIFY_BASE_MEMORY_H
#define CERTIFY_BASE_MEMORY_H

#include <stddef.h>

// Exit status of a process that could not get memory.
#define MEM_EXIT_STATUS 71

// count * size bytes, zeroed. Never NULL; free with mem_free.
void *mem_alloc(size_t count, size_t size);

// Resizes to count * size bytes; new bytes are not initialised.
void *mem_resize(void *block, size_t count, size_t size);

// Grows *capacity geometrically to at least `needed` elements of `size` bytes and returns the (moved) block.
void *mem_grow(void *block, size_t *capacity, size_t needed, size_t size);

// A copy of the first `length` bytes of text, with a terminating NUL.
char *mem_copy_text(const char *text, size_t length);

void mem_free(void *block);

#endif
