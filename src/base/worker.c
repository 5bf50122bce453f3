// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/worker.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/worker_child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TICK_MILLISECONDS 100
#define WATCH_MILLISECONDS 10 // between looks at the memory of all children where more than half of the limit is in use
#define MAX_MESSAGES 4000u    // bytes kept of what a child wrote to its standard error

typedef enum { CHILD_WAITING, CHILD_RUNNING, CHILD_ENDED } child_state_t;

typedef struct {
    child_state_t state;
    pid_t process;
    int output_end, message_end; // read ends; -1 when closed
    strbuf_t output, messages;
    strbuf_t failure; // "" when the task returned
    double started, seconds;
    bool timed_out;
} child_t;

typedef struct {
    size_t count, started, running, delivered; // started: one past the last task that has been
    size_t room;                               // for children, as far as memory is known to last
    bool watching;                             // memory may soon not last
    child_t *children;
    work_slot_t *slots; // one for each task; NULL when there is no memory to share
    const worker_options_t *options;
    const worker_calls_t *calls;
    struct pollfd *poll; // two for each running child
    size_t *poll_child;  // which child an entry of poll belongs to
} pool_t;

// ---- the reason of an end ----

void worker_write_seconds(strbuf_t *out, double seconds)
{
    strbuf_printf(out, "%.15g s", seconds);
}

void worker_write_bytes(strbuf_t *out, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (unit + 1 < sizeof units / sizeof *units && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        unit++;
    }
    strbuf_printf(out, "%llu %s", (unsigned long long)bytes, units[unit]);
}

// GMP and FLINT say so on standard error before they abort; mem_alloc exits with a status of its own.
static bool is_out_of_memory(const child_t *child, int status)
{
    return (WIFEXITED(status) && WEXITSTATUS(status) == MEM_EXIT_STATUS) ||
           strstr(child->messages.text, "allocate memory") || strstr(child->messages.text, "out of memory");
}

// The first line of what the child wrote to its standard error.
static void append_message(strbuf_t *out, const strbuf_t *messages)
{
    size_t length = strcspn(messages->text, "\n");
    if (length == 0)
        return;
    strbuf_append(out, ": ");
    strbuf_append_bytes(out, messages->text, length);
}

static void explain_end(child_t *child, const worker_options_t *options, int status)
{
    bool out_of_time = child->timed_out || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && !out_of_time)
        return;
    if (out_of_time) {
        strbuf_append(&child->failure, "time limit of ");
        worker_write_seconds(&child->failure, options->time_limit);
        strbuf_append(&child->failure, " reached");
    } else if (is_out_of_memory(child, status)) {
        strbuf_append(&child->failure, "memory limit of ");
        worker_write_bytes(&child->failure, options->max_memory);
        strbuf_append(&child->failure, " reached");
    } else if (WIFSIGNALED(status)) {
        strbuf_printf(&child->failure, "stopped by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
        append_message(&child->failure, &child->messages);
    } else {
        strbuf_printf(&child->failure, "stopped with status %d", WEXITSTATUS(status));
        append_message(&child->failure, &child->messages);
    }
}

// ---- threads ----

// The jobs divided evenly among the children that run: one each, but where there are fewer children left than jobs.
static void divide_jobs(pool_t *pool)
{
    size_t left = pool->options->jobs, running = pool->running;
    for (size_t i = pool->delivered; pool->slots && i < pool->started; i++)
        if (pool->children[i].state == CHILD_RUNNING) {
            size_t share = left / running--;
            atomic_store_explicit(&pool->slots[i].threads, share, memory_order_relaxed);
            left -= share;
        }
}

// ---- children ----

static void child_init(child_t *child)
{
    *child = (child_t){.output_end = -1, .message_end = -1};
    strbuf_init(&child->output);
    strbuf_init(&child->messages);
    strbuf_init(&child->failure);
}

static void child_clear(child_t *child)
{
    strbuf_clear(&child->output);
    strbuf_clear(&child->messages);
    strbuf_clear(&child->failure);
}

static void close_end(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

static void child_end(pool_t *pool, child_t *child)
{
    int status = 0;
    while (waitpid(child->process, &status, 0) < 0 && errno == EINTR)
        continue;
    close_end(&child->output_end);
    close_end(&child->message_end);
    child->seconds = clock_seconds() - child->started;
    explain_end(child, pool->options, status);
    child->state = CHILD_ENDED;
    pool->running--;
    pool->room = pool->options->jobs;
    divide_jobs(pool);
}

// As if it had never run.
static void child_put_back(pool_t *pool, child_t *child)
{
    kill(child->process, SIGKILL);
    child_end(pool, child);
    strbuf_reset(&child->output);
    strbuf_reset(&child->messages);
    strbuf_reset(&child->failure);
    child->state = CHILD_WAITING;
    pool->room = pool->running;
}

static void child_start(pool_t *pool, size_t index)
{
    child_t *child = pool->children + index;
    worker_child_t ends;
    child->started = clock_seconds();
    pool->started = index < pool->started ? pool->started : index + 1;
    if (pool->slots)
        work_clear(pool->slots + index);
    if (worker_child_start(&ends, pool->options, pool->calls, index, pool->slots ? pool->slots + index : NULL) !=
        STATUS_OK) {
        strbuf_printf(&child->failure, "no process could be started: %s", strerror(errno));
        child->state = CHILD_ENDED;
        return;
    }
    child->process = ends.process;
    child->output_end = ends.output_end;
    child->message_end = ends.message_end;
    child->state = CHILD_RUNNING;
    pool->running++;
    divide_jobs(pool);
}

// Takes what can be read without waiting; closes the end when there will be no more.
static void take(strbuf_t *buffer, int *descriptor, size_t limit)
{
    char block[65536];
    for (;;) {
        ssize_t count = read(*descriptor, block, sizeof block);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0) {
            close_end(descriptor);
            return;
        }
        size_t room = limit > buffer->length ? limit - buffer->length : 0;
        strbuf_append_bytes(buffer, block, (size_t)count < room ? (size_t)count : room);
    }
}

// ---- the loop ----

static size_t list_ends(pool_t *pool)
{
    size_t count = 0;
    for (size_t i = pool->delivered; i < pool->started; i++) {
        const child_t *child = pool->children + i;
        int ends[2] = {child->output_end, child->message_end};
        for (size_t k = 0; child->state == CHILD_RUNNING && k < 2; k++)
            if (ends[k] >= 0) {
                pool->poll[count] = (struct pollfd){ends[k], POLLIN, 0};
                pool->poll_child[count++] = i;
            }
    }
    return count;
}

static void enforce_time(pool_t *pool)
{
    double time = clock_seconds();
    for (size_t i = pool->delivered; i < pool->started; i++) {
        child_t *child = pool->children + i;
        if (child->state == CHILD_RUNNING && !child->timed_out && time - child->started > pool->options->time_limit) {
            child->timed_out = true;
            kill(child->process, SIGKILL);
        }
    }
}

static void enforce_memory(pool_t *pool)
{
    uint64_t together = 0;
    child_t *last = NULL;
    for (size_t i = pool->delivered; pool->options->max_memory && pool->running > 1 && i < pool->started; i++) {
        child_t *child = pool->children + i;
        if (child->state != CHILD_RUNNING || child->timed_out)
            continue;
        together += worker_child_memory(child->process);
        last = last && last->started > child->started ? last : child;
    }
    pool->watching = together > pool->options->max_memory / 2;
    if (last && together > pool->options->max_memory)
        child_put_back(pool, last);
}

static void collect(pool_t *pool, size_t ends)
{
    for (size_t k = 0; k < ends; k++) {
        child_t *child = pool->children + pool->poll_child[k];
        if (pool->poll[k].revents == 0)
            continue;
        if (pool->poll[k].fd == child->output_end)
            take(&child->output, &child->output_end, SIZE_MAX / 2);
        else if (pool->poll[k].fd == child->message_end)
            take(&child->messages, &child->message_end, MAX_MESSAGES);
        if (child->output_end < 0 && child->message_end < 0)
            child_end(pool, child);
    }
}

// Until the next time limit, tick or look at the memory, whichever is first.
static int wait_time(const pool_t *pool)
{
    double time = clock_seconds(), wait = (pool->watching ? WATCH_MILLISECONDS : TICK_MILLISECONDS) / 1000.0;
    for (size_t i = pool->delivered; i < pool->started; i++) {
        const child_t *child = pool->children + i;
        double left = child->started + pool->options->time_limit - time;
        if (child->state == CHILD_RUNNING && !child->timed_out && left < wait)
            wait = left;
    }
    return wait > 0 ? (int)(wait * 1000) + 1 : 0;
}

static work_t work_of(const pool_t *pool, size_t task)
{
    return pool->slots ? work_read(pool->slots + task) : (work_t){0};
}

static void tick(const pool_t *pool)
{
    worker_state_t state = {.finished = pool->delivered, .count = pool->count, .task = SIZE_MAX};
    for (size_t i = pool->started; i-- > pool->delivered;)
        if (pool->children[i].state == CHILD_RUNNING)
            state.task = i;
    if (state.task != SIZE_MAX) {
        state.seconds = clock_seconds() - pool->children[state.task].started;
        state.work = work_of(pool, state.task);
    }
    pool->calls->tick(&state, pool->calls->context);
}

static void deliver_finished(pool_t *pool)
{
    while (pool->delivered < pool->count && pool->children[pool->delivered].state == CHILD_ENDED) {
        child_t *child = pool->children + pool->delivered;
        worker_result_t result = {.index = pool->delivered,
                                  .output = &child->output,
                                  .failure = child->failure.length ? child->failure.text : NULL,
                                  .seconds = child->seconds,
                                  .work = work_of(pool, pool->delivered)};
        pool->calls->deliver(&result, pool->calls->context);
        child_clear(child);
        pool->delivered++;
    }
}

static void stop_all(pool_t *pool)
{
    for (size_t i = pool->delivered; i < pool->count; i++) {
        child_t *child = pool->children + i;
        if (child->state == CHILD_ENDED)
            continue;
        if (child->state == CHILD_RUNNING) {
            kill(child->process, SIGKILL);
            child_end(pool, child);
            strbuf_reset(&child->failure);
        }
        child->state = CHILD_ENDED;
        strbuf_append(&child->failure, "interrupted");
    }
}

static void run_loop(pool_t *pool)
{
    while (pool->delivered < pool->count) {
        for (size_t i = pool->delivered; i < pool->count && pool->running < pool->room; i++)
            if (pool->children[i].state == CHILD_WAITING)
                child_start(pool, i);
        size_t ends = list_ends(pool);
        if (pool->running && poll(pool->poll, ends, wait_time(pool)) > 0)
            collect(pool, ends);
        enforce_time(pool);
        enforce_memory(pool);
        if (interrupt_arrived())
            stop_all(pool);
        if (pool->calls->tick)
            tick(pool);
        deliver_finished(pool);
    }
}

void worker_run(size_t count, const worker_options_t *options, const worker_calls_t *calls)
{
    pool_t pool = {.count = count, .room = options->jobs, .options = options, .calls = calls};
    pool.children = mem_alloc(count, sizeof *pool.children);
    pool.slots = work_slots_new(count);
    pool.poll = mem_alloc(2 * count, sizeof *pool.poll);
    pool.poll_child = mem_alloc(2 * count, sizeof *pool.poll_child);
    for (size_t i = 0; i < count; i++)
        child_init(pool.children + i);
    run_loop(&pool);
    work_slots_free(pool.slots, count);
    mem_free(pool.children);
    mem_free(pool.poll);
    mem_free(pool.poll_child);
}
