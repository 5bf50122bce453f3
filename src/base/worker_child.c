// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/worker_child.h"

#include "base/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

// What malloc reserves for each thread, without using it, does not count under Linux; elsewhere there is no such limit.
#if defined(__linux__)
#define LIMITED_MEMORY RLIMIT_DATA
#else
#define LIMITED_MEMORY RLIMIT_AS
#endif

// AddressSanitizer reserves terabytes of addresses, so that a limit on them cannot be set there.
#if defined(__SANITIZE_ADDRESS__)
#define LIMIT_ADDRESSES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMIT_ADDRESSES 0
#endif
#endif
#ifndef LIMIT_ADDRESSES
#define LIMIT_ADDRESSES 1
#endif

void worker_send(worker_output_t *output, const char *bytes, size_t length)
{
    while (length) {
        ssize_t count = write(output->descriptor, bytes, length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            _exit(1);
        bytes += count;
        length -= (size_t)count;
    }
}

static void lower(struct rlimit *limit, rlim_t value)
{
    if (limit->rlim_cur == RLIM_INFINITY || limit->rlim_cur > value)
        limit->rlim_cur = value;
}

// The parent's clock is what ends a child in time; the limit on processor time, for all processors together, stands
// behind it for the case that the parent itself is stopped.
static void set_limits(const worker_options_t *options)
{
    struct rlimit limit;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    double seconds = (ceil(options->time_limit) + 1) * (double)(processors > 0 ? processors : 1);
    if (seconds < 1e9 && getrlimit(RLIMIT_CPU, &limit) == 0) {
        lower(&limit, (rlim_t)seconds);
        setrlimit(RLIMIT_CPU, &limit);
    }
    if (LIMIT_ADDRESSES && options->max_memory && getrlimit(LIMITED_MEMORY, &limit) == 0) {
        lower(&limit, (rlim_t)options->max_memory);
        setrlimit(LIMITED_MEMORY, &limit);
    }
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        lower(&limit, 0);
        setrlimit(RLIMIT_CORE, &limit);
    }
}

// An interrupt is the parent's business, and the child does not outlive the parent.
static void set_signals(pid_t parent)
{
    static const int held[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t none;
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        signal(held[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
}

static _Noreturn void child_main(const worker_options_t *options, const worker_calls_t *calls, size_t index,
                                 int output_end, int message_end, pid_t parent)
{
    set_signals(parent);
    set_limits(options);
    int nothing = open("/dev/null", O_WRONLY);
    if (nothing >= 0)
        dup2(nothing, STDOUT_FILENO);
    dup2(message_end, STDERR_FILENO);
    worker_output_t output = {output_end};
    calls->task(&output, index, calls->context);
    parallel_end();
    _exit(0);
}

static void close_pair(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

static status_t open_pipes(int output[2], int messages[2])
{
    if (pipe2(output, O_CLOEXEC) != 0)
        return STATUS_IO;
    if (pipe2(messages, O_CLOEXEC) == 0)
        return STATUS_OK;
    close_pair(output);
    return STATUS_IO;
}

status_t worker_child_start(worker_child_t *child, const worker_options_t *options, const worker_calls_t *calls,
                            size_t index, work_slot_t *slot)
{
    int output[2], messages[2];
    if (open_pipes(output, messages) != STATUS_OK)
        return STATUS_IO;
    fflush(NULL);
    pid_t parent = getpid(), process = fork();
    if (process == 0) {
        work_use(slot);
        parallel_allow(slot ? &slot->threads : NULL);
        child_main(options, calls, index, output[1], messages[1], parent);
    }
    if (process < 0) {
        close_pair(output);
        close_pair(messages);
        return STATUS_IO;
    }
    close(output[1]);
    close(messages[1]);
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(messages[0], F_SETFL, O_NONBLOCK);
    *child = (worker_child_t){process, output[0], messages[0]};
    return STATUS_OK;
}

static uint64_t resident_memory(pid_t process)
{
    char path[64];
    unsigned long long whole, resident = 0, shared = 0;
    snprintf(path, sizeof path, "/proc/%ld/statm", (long)process);
    FILE *file = fopen(path, "re");
    bool known = file && fscanf(file, "%llu %llu %llu", &whole, &resident, &shared) == 3;
    if (file)
        fclose(file);
    long page = sysconf(_SC_PAGESIZE);
    return known && page > 0 && resident > shared ? (resident - shared) * (uint64_t)page : 0;
}

// What a process has for itself: not what it still shares with the one that it was forked from.
static uint64_t private_memory(pid_t process)
{
    char path[64], line[128];
    unsigned long long kilobytes = 0, part;
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", (long)process);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "Private_Clean: %llu", &part) == 1 || sscanf(line, "Private_Dirty: %llu", &part) == 1)
            kilobytes += part;
    if (file)
        fclose(file);
    return kilobytes * 1024;
}

uint64_t worker_child_memory(pid_t process)
{
    char path[64];
    long helper;
    uint64_t together = resident_memory(process);
    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)process, (long)process);
    FILE *file = fopen(path, "re");
    while (file && fscanf(file, "%ld", &helper) == 1)
        together += private_memory((pid_t)helper);
    if (file)
        fclose(file);
    return together;
}
