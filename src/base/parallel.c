// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/parallel.h"

#include "base/flint.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>

#define STACK_BYTES ((size_t)4 << 20)

typedef struct {
    size_t count;
    parallel_work_t work;
    void *context;
    _Atomic size_t next; // item
} round_t;

// All but `round` is guarded by the lock; `round` changes only while no thread but the first is inside.
typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t opened, left;
    size_t thread_count; // beside the first
    pthread_t threads[PARALLEL_MAX];
    uint64_t number; // of the round
    size_t welcome;  // threads that may enter the round; 0 when it is closed
    size_t inside;
    bool end;
    round_t round;
} team_t;

static team_t team = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER, .left = PTHREAD_COND_INITIALIZER};
static const _Atomic size_t *allowed;
static _Thread_local size_t self;
static _Thread_local bool within_item;

void parallel_allow(const _Atomic size_t *threads)
{
    allowed = threads;
}

size_t parallel_allowed(void)
{
    size_t threads = allowed ? atomic_load_explicit(allowed, memory_order_relaxed) : 1;
    return threads < 1 ? 1 : threads < PARALLEL_MAX ? threads : PARALLEL_MAX;
}

size_t parallel_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > 0 ? (size_t)count : 1;
}

size_t parallel_self(void)
{
    return self;
}

static void do_items(round_t *round)
{
    size_t item;
    within_item = true;
    while ((item = atomic_fetch_add_explicit(&round->next, 1, memory_order_relaxed)) < round->count)
        round->work(item, round->context);
    within_item = false;
}

// ---- threads beside the first ----

// Waits for a round to enter; false at the end. The lock is held.
static bool enter(uint64_t *last)
{
    while (!team.end && (team.number == *last || self > team.welcome))
        pthread_cond_wait(&team.opened, &team.lock);
    *last = team.number;
    return !team.end;
}

static void *thread_main(void *number)
{
    uint64_t last = 0;
    self = (size_t)(uintptr_t)number;
    pthread_mutex_lock(&team.lock);
    while (enter(&last)) {
        team.inside++;
        pthread_mutex_unlock(&team.lock);
        do_items(&team.round);
        pthread_mutex_lock(&team.lock);
        if (--team.inside == 0)
            pthread_cond_signal(&team.left);
    }
    pthread_mutex_unlock(&team.lock);
    flint_cleanup();
    return NULL;
}

// Where no further thread can be had, there are fewer.
static void start_threads(size_t wanted)
{
    pthread_attr_t attributes;
    if (team.thread_count >= wanted || pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    while (team.thread_count < wanted && pthread_create(team.threads + team.thread_count, &attributes, thread_main,
                                                        (void *)(uintptr_t)(team.thread_count + 1)) == 0)
        team.thread_count++;
    pthread_attr_destroy(&attributes);
}

// ---- rounds ----

static bool libraries_allow_threads(void)
{
#if defined(FLINT_USES_TLS) && FLINT_USES_TLS
    return mpfr_buildopt_tls_p();
#else
    return false;
#endif
}

// That may help the first one.
static size_t helpers_for(size_t count)
{
    size_t threads = libraries_allow_threads() ? parallel_allowed() : 1;
    threads = threads < count ? threads : count;
    return threads > 1 ? threads - 1 : 0;
}

static void open_round(size_t helpers)
{
    pthread_mutex_lock(&team.lock);
    start_threads(helpers);
    team.welcome = helpers;
    team.number++;
    pthread_cond_broadcast(&team.opened);
    pthread_mutex_unlock(&team.lock);
}

// Threads that have not come yet are not waited for.
static void close_round(void)
{
    pthread_mutex_lock(&team.lock);
    team.welcome = 0;
    while (team.inside)
        pthread_cond_wait(&team.left, &team.lock);
    pthread_mutex_unlock(&team.lock);
}

void parallel_run(size_t count, parallel_work_t work, void *context)
{
    size_t helpers = within_item ? 0 : helpers_for(count);
    if (helpers == 0) {
        for (size_t item = 0; item < count; item++)
            work(item, context);
        return;
    }
    team.round.count = count;
    team.round.work = work;
    team.round.context = context;
    atomic_store_explicit(&team.round.next, 0, memory_order_relaxed);
    open_round(helpers);
    do_items(&team.round);
    close_round();
}

void parallel_end(void)
{
    pthread_mutex_lock(&team.lock);
    team.end = true;
    pthread_cond_broadcast(&team.opened);
    pthread_mutex_unlock(&team.lock);
    while (team.thread_count)
        pthread_join(team.threads[--team.thread_count], NULL);
    team.end = false;
}
