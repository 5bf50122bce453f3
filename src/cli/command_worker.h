// SPDX-License-Identifier: LGPL-3.0-or-later
// Commands whose work is done in one process of its own, with limits of time and memory.
#ifndef CERTIFY_CLI_COMMAND_WORKER_H
#define CERTIFY_CLI_COMMAND_WORKER_H

#include "base/worker.h"
#include "cli/command_line.h"

// What the worker sends, once: its exit status, and a text for the output, or one for standard error that says why
// there is none.
typedef enum { ANSWER_OUTPUT, ANSWER_ERROR } answer_kind_t;
void command_answer(worker_output_t *output, exit_code_t code, answer_kind_t kind, const strbuf_t *text);

// Is to answer once.
typedef void (*command_work_t)(worker_output_t *output, void *context);

// Has the work done in a process of its own, within --time-limit and --max-memory, and writes the answer to the file of
// --output. The status of the answer, or of what failed: UNDECIDED without an answer, NO_OUTPUT where it cannot be
// written.
exit_code_t command_run(const options_t *options, command_work_t task, void *context) CERTIFY_MUST_USE;

#endif
