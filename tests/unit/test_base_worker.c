// SPDX-License-Identifier: LGPL-3.0-or-later
// Workers: order and completeness of the output, limits, crashes, and what they leave behind.
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/worker.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define MAX_TASKS 64

typedef struct {
    void (*work)(worker_output_t *output, size_t index);
    size_t count;
    size_t indices[MAX_TASKS];
    char *outputs[MAX_TASKS], *failures[MAX_TASKS];
    double seconds[MAX_TASKS];
} log_t;

static void task(worker_output_t *output, size_t index, void *context)
{
    const log_t *log = context;
    log->work(output, index);
}

static void deliver(const worker_result_t *result, void *context)
{
    log_t *log = context;
    size_t i = log->count++;
    log->indices[i] = result->index;
    log->outputs[i] = mem_copy_text(result->output->text, result->output->length);
    log->failures[i] = result->failure ? mem_copy_text(result->failure, strlen(result->failure)) : NULL;
    log->seconds[i] = result->seconds;
}

static void run(log_t *log, size_t count, size_t jobs, double seconds,
                void (*work)(worker_output_t *output, size_t index))
{
    worker_options_t options = {jobs, seconds, (uint64_t)512 << 20};
    worker_calls_t calls = {task, deliver, NULL, log};
    interrupt_hold_t hold;
    *log = (log_t){.work = work};
    interrupt_hold(&hold);
    worker_run(count, &options, &calls);
    interrupt_release(&hold);
    assert_int_equal(log->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(log->indices[i], i);
}

static void log_clear(log_t *log)
{
    for (size_t i = 0; i < log->count; i++) {
        mem_free(log->outputs[i]);
        mem_free(log->failures[i]);
    }
}

static void send_text(worker_output_t *output, const char *text)
{
    worker_send(output, text, strlen(text));
}

// ---- tasks that return ----

// Later tasks finish first.
static void work_in_reverse(worker_output_t *output, size_t index)
{
    char text[32];
    usleep((useconds_t)(20000 * (9 - index)));
    snprintf(text, sizeof text, "task %zu", index);
    send_text(output, text);
}

static void test_order(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 16; jobs *= 4) {
        log_t log;
        run(&log, 10, jobs, 60, work_in_reverse);
        for (size_t i = 0; i < 10; i++) {
            char expected[32];
            snprintf(expected, sizeof expected, "task %zu", i);
            assert_null(log.failures[i]);
            assert_string_equal(log.outputs[i], expected);
        }
        log_clear(&log);
    }
}

#define LARGE 3000000

static void work_large(worker_output_t *output, size_t index)
{
    char *bytes = mem_alloc(LARGE + 1, 1);
    memset(bytes, (int)('a' + index), LARGE);
    worker_send(output, bytes, LARGE);
    mem_free(bytes);
}

static void test_large_output(void **state)
{
    (void)state;
    log_t log;
    run(&log, 4, 2, 60, work_large);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(strlen(log.outputs[i]), LARGE);
        assert_int_equal(log.outputs[i][0], 'a' + i);
        assert_int_equal(log.outputs[i][LARGE - 1], 'a' + i);
    }
    log_clear(&log);
}

static void test_no_tasks(void **state)
{
    (void)state;
    log_t log;
    run(&log, 0, 2, 60, work_large);
    log_clear(&log);
}

// ---- tasks that do not return ----

static void work_for_ever(worker_output_t *output, size_t index)
{
    volatile bool wanted = index == 1;
    send_text(output, "begun");
    while (wanted)
        continue;
}

static void test_time_limit(void **state)
{
    (void)state;
    log_t log;
    run(&log, 3, 3, 0.3, work_for_ever);
    assert_null(log.failures[0]);
    assert_string_equal(log.failures[1], "time limit of 0.3 s reached");
    assert_string_equal(log.outputs[1], "begun");
    assert_true(log.seconds[1] >= 0.3 && log.seconds[1] < 5);
    assert_null(log.failures[2]);
    log_clear(&log);
}

static void work_eating_memory(worker_output_t *output, size_t index)
{
    volatile bool wanted = index == 0;
    send_text(output, "begun");
    while (wanted)
        memset(mem_alloc(1, 16 << 20), 1, 16 << 20);
}

static void test_memory_limit(void **state)
{
    (void)state;
    if (SANITIZED)
        skip();
    log_t log;
    run(&log, 2, 2, 60, work_eating_memory);
    assert_string_equal(log.failures[0], "memory limit of 512 MiB reached");
    assert_null(log.failures[1]);
    log_clear(&log);
}

static void hold_memory(worker_output_t *output, size_t index)
{
    char *block = mem_alloc(200, 1 << 20);
    char text[32];
    for (size_t i = 0; i < 200; i++) {
        memset(block + (i << 20), (int)index + 1, 1 << 20);
        usleep(2000);
    }
    usleep(100000);
    snprintf(text, sizeof text, "task %zu", index);
    send_text(output, text);
    mem_free(block);
}

// Four times 200 MiB do not go into 512 MiB at once, but one after the other; the watch looks ten times a second.
static void test_memory_together(void **state)
{
    (void)state;
    log_t log;
    run(&log, 4, 4, 60, hold_memory);
    for (size_t i = 0; i < 4; i++) {
        char expected[32];
        snprintf(expected, sizeof expected, "task %zu", i);
        assert_null(log.failures[i]);
        assert_string_equal(log.outputs[i], expected);
    }
    log_clear(&log);
}

static void work_ending_badly(worker_output_t *output, size_t index)
{
    send_text(output, "begun");
    if (index == 0)
        raise(SIGKILL);
    if (index == 1) {
        fputs("first line\nsecond line\n", stderr);
        signal(SIGABRT, SIG_DFL);
        abort();
    }
    if (index == 2)
        _exit(3);
    if (index == 3) {
        fputs("GNU MP: Cannot allocate memory (size=1)\n", stderr);
        signal(SIGABRT, SIG_DFL);
        abort();
    }
}

static void test_bad_ends(void **state)
{
    (void)state;
    log_t log;
    run(&log, 5, 2, 60, work_ending_badly);
    assert_string_equal(log.failures[0], "stopped by signal 9 (Killed)");
    assert_string_equal(log.failures[1], "stopped by signal 6 (Aborted): first line");
    assert_string_equal(log.failures[2], "stopped with status 3");
    assert_string_equal(log.failures[3], "memory limit of 512 MiB reached");
    assert_null(log.failures[4]);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(log.outputs[i], "begun");
    log_clear(&log);
}

// ---- threads of a task ----

static void wait_for_thread(size_t item, void *context)
{
    _Atomic bool *seen = context;
    (void)item;
    if (parallel_self() > 0)
        *seen = true;
    for (int k = 0; k < 2000 && !*seen; k++)
        usleep(1000);
}

// Five jobs and one task that is left: it may use five threads.
static void work_with_threads(worker_output_t *output, size_t index)
{
    (void)index;
    _Atomic bool seen = false;
    for (int k = 0; k < 10 && !seen; k++)
        parallel_run(5, wait_for_thread, &seen);
    send_text(output, seen ? "several" : "one");
}

static void test_threads(void **state)
{
    (void)state;
    log_t log;
    run(&log, 1, 5, 60, work_with_threads);
    assert_null(log.failures[0]);
    assert_string_equal(log.outputs[0], "several");
    log_clear(&log);
    run(&log, 1, 1, 0.2, work_with_threads);
    assert_string_equal(log.failures[0], "time limit of 0.2 s reached");
    log_clear(&log);
}

static void never_return(size_t item, void *context)
{
    volatile bool wanted = parallel_self() > 0;
    (void)context;
    while (wanted)
        continue;
    usleep(item ? 1000 : 0);
}

static void work_for_ever_in_a_thread(worker_output_t *output, size_t index)
{
    (void)index;
    send_text(output, "begun");
    for (;;)
        parallel_run(64, never_return, NULL);
}

static void eat_memory(size_t item, void *context)
{
    (void)item;
    (void)context;
    while (parallel_self() > 0)
        memset(mem_alloc(1, 16 << 20), 1, 16 << 20);
    usleep(1000);
}

static void work_eating_memory_in_a_thread(worker_output_t *output, size_t index)
{
    (void)index;
    send_text(output, "begun");
    for (;;)
        parallel_run(64, eat_memory, NULL);
}

static void end_badly(size_t item, void *context)
{
    (void)item;
    (void)context;
    if (parallel_self() > 0)
        abort();
    usleep(1000);
}

static void work_ending_badly_in_a_thread(worker_output_t *output, size_t index)
{
    (void)index;
    send_text(output, "begun");
    for (;;)
        parallel_run(64, end_badly, NULL);
}

static void test_limits_in_threads(void **state)
{
    (void)state;
    log_t log;
    run(&log, 1, 3, 0.5, work_for_ever_in_a_thread);
    assert_string_equal(log.failures[0], "time limit of 0.5 s reached");
    assert_string_equal(log.outputs[0], "begun");
    log_clear(&log);
    run(&log, 1, 3, 60, work_ending_badly_in_a_thread);
    assert_string_equal(log.failures[0], "stopped by signal 6 (Aborted)");
    log_clear(&log);
    if (SANITIZED)
        skip();
    run(&log, 1, 3, 60, work_eating_memory_in_a_thread);
    assert_string_equal(log.failures[0], "memory limit of 512 MiB reached");
    assert_string_equal(log.outputs[0], "begun");
    log_clear(&log);
}

// ---- interrupts ----

static void work_interrupting(worker_output_t *output, size_t index)
{
    send_text(output, "begun");
    if (index == 0)
        return;
    if (index == 1)
        kill(getppid(), SIGTERM);
    for (;;)
        pause();
}

// In a process of its own, since the interrupt ends it: 0 when all was as it should be before that.
static int interrupted_run(void)
{
    log_t log;
    worker_options_t options = {1, 60, 0};
    worker_calls_t calls = {task, deliver, NULL, &log};
    interrupt_hold_t hold;
    log = (log_t){.work = work_interrupting};
    interrupt_hold(&hold);
    worker_run(3, &options, &calls);
    bool good = log.count == 3 && !log.failures[0] && log.failures[1] && log.failures[2] &&
                strcmp(log.failures[1], "interrupted") == 0 && strcmp(log.failures[2], "interrupted") == 0 &&
                waitpid(-1, NULL, WNOHANG) == -1; // no child is left
    log_clear(&log);
    if (good)
        interrupt_release(&hold);
    return 1;
}

static void test_interrupt(void **state)
{
    (void)state;
    int status;
    pid_t process = fork();
    if (process == 0)
        _exit(interrupted_run());
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
}

// ---- units ----

static void test_units(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    worker_write_seconds(&text, 60);
    strbuf_append_char(&text, ' ');
    worker_write_seconds(&text, 1.5);
    strbuf_append_char(&text, ' ');
    worker_write_bytes(&text, (uint64_t)2 << 30);
    strbuf_append_char(&text, ' ');
    worker_write_bytes(&text, (uint64_t)512 << 20);
    strbuf_append_char(&text, ' ');
    worker_write_bytes(&text, 1000);
    assert_string_equal(text.text, "60 s 1.5 s 2 GiB 512 MiB 1000 bytes");
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_large_output), cmocka_unit_test(test_no_tasks),
        cmocka_unit_test(test_time_limit), cmocka_unit_test(test_memory_limit), cmocka_unit_test(test_bad_ends),
        cmocka_unit_test(test_memory_together),
        cmocka_unit_test(test_threads),    cmocka_unit_test(test_limits_in_threads),
        cmocka_unit_test(test_interrupt),  cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
