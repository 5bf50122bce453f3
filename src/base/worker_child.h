// SPDX-License-Identifier: LGPL-3.0-or-later
// The child's side of base/worker.h: starting it, and what it does before and after the task.
#ifndef CERTIFY_BASE_WORKER_CHILD_H
#define CERTIFY_BASE_WORKER_CHILD_H

#include "base/worker.h"

#include <sys/types.h>

typedef struct {
    pid_t process;
    int output_end, message_end; // to read its output and its standard error, without waiting
} worker_child_t;

// The child notes what it is at in the slot (NULL for nowhere). STATUS_IO, with errno set, when there can be no further
// process or pipe.
status_t worker_child_start(worker_child_t *child, const worker_options_t *options, const worker_calls_t *calls,
                            size_t index, work_slot_t *slot) CERTIFY_MUST_USE;

// The memory that the process uses, and those that it started, but for what they have in common with files or each
// other, in bytes; 0 where that cannot be known.
uint64_t worker_child_memory(pid_t process);

#endif
