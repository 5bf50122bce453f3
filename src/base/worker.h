// SPDX-License-Identifier: LGPL-3.0-or-later
// Tasks in child processes of their own, with limits. A task that hangs, eats memory, aborts inside a library or
// crashes ends its own child and nothing else: its output up to then and the reason of its end are what the caller
// gets.
//
// No child gets more memory than the limit. Where several together have more, the one that was started last is stopped,
// and its task begun anew when another one has ended: whether a task has memory enough does not depend on its company.
#ifndef CERTIFY_BASE_WORKER_H
#define CERTIFY_BASE_WORKER_H

#include "base/status.h"
#include "base/strbuf.h"
#include "base/work.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t jobs;         // children at once, at least 1; where fewer are left, those may use as many threads together
    double time_limit;   // seconds of wall clock for each task
    uint64_t max_memory; // bytes for all tasks that run at one time, 0 for no limit
} worker_options_t;

// Where a task writes its output; only inside the child.
typedef struct {
    int descriptor;
} worker_output_t;

// Blocks until the parent has taken the bytes. Ends the child when the parent is gone.
void worker_send(worker_output_t *output, const char *bytes, size_t length);

// What a task left behind.
typedef struct {
    size_t index;
    const strbuf_t *output; // everything sent, also by a task that did not finish
    const char *failure;    // NULL when the task returned; else why it did not: "time limit of 60 s reached"
    double seconds;         // wall clock
    work_t work;            // the last figures
} worker_result_t;

// What is going on.
typedef struct {
    size_t finished, count; // tasks
    size_t task;            // the one that has been running for the longest time; SIZE_MAX for none
    double seconds;         // for so long
    work_t work;            // what it is at
} worker_state_t;

typedef struct {
    // Runs in the child; returning ends the child.
    void (*task)(worker_output_t *output, size_t index, void *context);
    // Runs in the parent, once for each task, in the order of their indices.
    void (*deliver)(const worker_result_t *result, void *context);
    // Runs in the parent at least ten times a second while it waits; may be NULL.
    void (*tick)(const worker_state_t *state, void *context);
    void *context;
} worker_calls_t;

// Runs the tasks 0 .. count-1. SIGINT, SIGTERM and SIGHUP must be held (base/interrupt.h): when one arrives, all
// children are killed and the tasks that were not finished are delivered with the failure "interrupted".
void worker_run(size_t count, const worker_options_t *options, const worker_calls_t *calls);

// "60 s", "1.5 s"; "2 GiB", "512 MiB".
void worker_write_seconds(strbuf_t *out, double seconds);
void worker_write_bytes(strbuf_t *out, uint64_t bytes);

#endif
