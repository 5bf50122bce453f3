// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/share.h"

#include "base/memory.h"
#include "base/strbuf.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#define LEAST_BYTES 65536      // below, a process costs more than it saves
#define MOST_BYTES (256 << 20) // above, a copy would take much memory
#define MOST_CHILDREN (sizeof((share_t *)NULL)->children / sizeof(pid_t))

// ---- what the processes have ----

// All processes are to read the same bytes, whatever becomes of the file meanwhile. The stream is at its beginning
// after. A pipe, which has no way back, is left to one process.
static bool copy_certificate(share_t *share, FILE *stream)
{
    if (ftell(stream) < 0)
        return false;
    rewind(stream);
    strbuf_t copy;
    strbuf_init(&copy);
    char block[65536];
    for (size_t count; copy.length <= MOST_BYTES && (count = fread(block, 1, sizeof block, stream)) > 0;)
        strbuf_append_bytes(&copy, block, count);
    bool whole = feof(stream) && copy.length >= LEAST_BYTES && copy.length <= MOST_BYTES;
    rewind(stream);
    share->size = copy.length;
    share->bytes = whole ? strbuf_detach(&copy) : NULL;
    strbuf_clear(&copy);
    return whole;
}

static bool make_shared(share_t *share)
{
    void *memory = mmap(NULL, sizeof *share->next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    share->next = memory;
    atomic_init(share->next, 0);
    return true;
}

static void release(share_t *share)
{
    if (share->stream)
        fclose(share->stream);
    if (share->next)
        munmap((void *)(uintptr_t)share->next, sizeof *share->next);
    mem_free(share->bytes);
}

// ---- processes ----

// A child says nothing but by its exit status, and does not outlive its parent.
static void become_child(share_t *share, pid_t parent)
{
    share->is_child = true;
    share->child_count = 0;
    int nothing = open("/dev/null", O_WRONLY);
    if (nothing >= 0)
        dup2(nothing, STDERR_FILENO);
#if defined(__linux__)
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
}

static void start_children(share_t *share, size_t count)
{
    pid_t parent = getpid();
    while (share->child_count < count && share->child_count < MOST_CHILDREN) {
        pid_t process = fork();
        if (process < 0)
            return;
        if (process == 0) {
            become_child(share, parent);
            return;
        }
        share->children[share->child_count++] = process;
    }
}

static bool start(share_t *share, size_t jobs)
{
    if (!make_shared(share)) {
        release(share);
        return false;
    }
    start_children(share, jobs - 1);
    return true;
}

bool share_begin(share_t *share, FILE *stream, size_t jobs)
{
    *share = (share_t){.taken = SIZE_MAX};
    if (jobs < 2 || !copy_certificate(share, stream) || !start(share, jobs))
        return false;
    share->stream = fmemopen(share->bytes, share->size, "rb");
    return true;
}

bool share_fork(share_t *share, size_t jobs)
{
    *share = (share_t){.taken = SIZE_MAX};
    return jobs >= 2 && start(share, jobs);
}

// What a process takes has not come to it yet: all up to its present item are taken.
bool share_takes(share_t *share)
{
    if (share->taken == SIZE_MAX)
        share->taken = atomic_fetch_add(share->next, 1);
    bool takes = share->item++ == share->taken;
    if (takes)
        share->taken = SIZE_MAX;
    return takes;
}

bool share_end(share_t *share, bool good)
{
    if (share->is_child)
        _exit(good ? 0 : 1);
    for (size_t i = 0; i < share->child_count; i++) {
        int status = 0;
        if (!good)
            kill(share->children[i], SIGKILL);
        pid_t ended = waitpid(share->children[i], &status, 0);
        good = good && ended == share->children[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    release(share);
    return good;
}
