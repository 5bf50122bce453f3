// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/command_worker.h"

#include "base/interrupt.h"
#include "cli/output.h"

#define HEAD 2 // bytes before the text: the exit status, the kind

typedef struct {
    command_work_t work;
    void *context;
    const char *path; // of the output
    exit_code_t code;
} call_t;

void command_answer(worker_output_t *output, exit_code_t code, answer_kind_t kind, const strbuf_t *text)
{
    strbuf_t answer;
    strbuf_init(&answer);
    strbuf_append_char(&answer, (char)code);
    strbuf_append_char(&answer, (char)kind);
    strbuf_append_bytes(&answer, text->text, text->length);
    worker_send(output, answer.text, answer.length);
    strbuf_clear(&answer);
}

static void work(worker_output_t *output, size_t index, void *context)
{
    (void)index;
    call_t *call = context;
    call->work(output, call->context);
}

static void deliver(const worker_result_t *result, void *context)
{
    call_t *call = context;
    if (result->failure || result->output->length < HEAD) {
        output_error("%s", result->failure ? result->failure : "the worker process sent no result");
        call->code = EXIT_CODE_UNDECIDED;
        return;
    }
    const char *answer = result->output->text;
    call->code = (exit_code_t)answer[0];
    if (answer[1] == ANSWER_ERROR) {
        output_error("%s", answer + HEAD);
        return;
    }
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append_bytes(&text, answer + HEAD, result->output->length - HEAD);
    call->code = exit_code_worse(call->code, output_write_file(&text, call->path));
    strbuf_clear(&text);
}

exit_code_t command_run(const options_t *options, command_work_t task, void *context)
{
    call_t call = {task, context, command_output_path(options), EXIT_CODE_UNDECIDED};
    worker_options_t workers = job_default_settings().workers;
    workers.jobs = 1;
    if (options->values[COMMAND_TIME_LIMIT].is_set)
        workers.time_limit = options->values[COMMAND_TIME_LIMIT].number;
    if (options->values[COMMAND_MAX_MEMORY].is_set)
        workers.max_memory = options->values[COMMAND_MAX_MEMORY].size;
    worker_calls_t calls = {work, deliver, NULL, &call};
    interrupt_hold_t hold;
    interrupt_hold(&hold);
    worker_run(1, &workers, &calls);
    interrupt_release(&hold);
    return call.code;
}
