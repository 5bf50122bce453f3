// SPDX-License-Identifier: LGPL-3.0-or-later
// What a second thread is worth.
#ifndef CERTIFY_BENCH_THREADS_H
#define CERTIFY_BENCH_THREADS_H

#include "base/clock.h"
#include "base/parallel.h"

#include <time.h>

typedef struct {
    double wall;  // seconds that went by
    double first; // of processor time of the first thread: what `wall` tends to on idle processors
} thread_times_t;

static inline double first_thread_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

// The work on so many threads.
static inline thread_times_t time_on_threads(size_t threads, void (*work)(void *context), void *context)
{
    _Atomic size_t allowed = threads;
    parallel_allow(&allowed);
    double wall = clock_seconds(), first = first_thread_seconds();
    work(context);
    thread_times_t times = {clock_seconds() - wall, first_thread_seconds() - first};
    parallel_end();
    parallel_allow(NULL);
    return times;
}

#endif
