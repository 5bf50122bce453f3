// SPDX-License-Identifier: LGPL-3.0-or-later
// Work in rounds on several threads. What a round consists of, its items, may depend on the work alone, never on how
// many threads there are; an item reads what is shared and writes what is its own; and what comes of the items is put
// together afterwards, in their order, by the one thread that called. So the number of threads shows in no result.
//
// There is one set of threads in a process. They are started when they are first of use, sleep between rounds, and have
// memory and caches of FLINT, Arb and MPFR of their own. A thread that meets the end of memory, or an abort in a
// library, ends the process, as a single thread would (base/worker.h).
#ifndef CERTIFY_BASE_PARALLEL_H
#define CERTIFY_BASE_PARALLEL_H

#include <stdatomic.h>
#include <stddef.h>

#define PARALLEL_MAX 32 // threads, the first one included

// How many threads rounds may use from now on: a number that another process may change at any time, 0 counting as 1.
// NULL, as in the beginning: one.
void parallel_allow(const _Atomic size_t *threads);

// That number now, from 1 to PARALLEL_MAX.
size_t parallel_allowed(void);

typedef void (*parallel_work_t)(size_t item, void *context);

// Calls work(item, context) once for each item from 0 to count - 1, on this thread and others, and returns when all
// have returned. Items are begun in their order. From within an item all work is done by the thread itself.
// Rounding mode: that of every thread is to nearest, here and at the end of each item.
void parallel_run(size_t count, parallel_work_t work, void *context);

// The processors that this process may use.
size_t parallel_processors(void);

// Number of the thread that asks: 0 for the one that calls parallel_run, and then from 1 to PARALLEL_MAX - 1.
size_t parallel_self(void);

// Ends the threads, if there are any, and gives their memory back. Not from within an item.
void parallel_end(void);

#endif
