// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/gnuplot.h"

#include "report/text.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_BYTES (256u << 20) // of a picture
#define MESSAGE_BYTES 400

static bool write_script(FILE *file, const strbuf_t *script)
{
    return fwrite(script->text, 1, script->length, file) == script->length && fflush(file) == 0 &&
           fseek(file, 0, SEEK_SET) == 0;
}

// 0, or the errno of what went wrong.
static int start(pid_t *child, int input, int output, int errors)
{
    static char name[] = "gnuplot", defaults[] = "-d", standard_input[] = "-";
    char *const arguments[] = {name, defaults, standard_input, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t usual;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE); // which this program ignores
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    int failure = posix_spawnp(child, name, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

// Everything up to the end of the output; what is more than MOST_BYTES is read and dropped.
static void collect(strbuf_t *picture, int descriptor)
{
    char bytes[65536];
    for (;;) {
        ssize_t got = read(descriptor, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return;
        if (picture->length < MOST_BYTES)
            strbuf_append_bytes(picture, bytes, (size_t)got);
    }
}

// The first line of its messages that says something.
static void append_message(strbuf_t *error, FILE *messages)
{
    char line[MESSAGE_BYTES];
    rewind(messages);
    while (fgets(line, sizeof line, messages)) {
        line[strcspn(line, "\n")] = 0;
        if (line[strspn(line, " \t^")] == 0)
            continue;
        strbuf_append(error, ": ");
        text_append_clean(error, line + strspn(line, " \t"));
        return;
    }
}

static status_t wait_for(pid_t child, strbuf_t *picture, strbuf_t *error, FILE *messages)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && picture->length > 0 && picture->length < MOST_BYTES)
        return STATUS_OK;
    strbuf_append(error, "gnuplot has drawn nothing");
    append_message(error, messages);
    return STATUS_IO;
}

static status_t run(strbuf_t *picture, strbuf_t *error, FILE *input, FILE *messages)
{
    int ends[2];
    pid_t child;
    if (pipe(ends) != 0) {
        strbuf_printf(error, "gnuplot cannot be started: %s", strerror(errno));
        return STATUS_IO;
    }
    int failure = start(&child, fileno(input), ends[1], fileno(messages));
    close(ends[1]);
    if (failure == ENOENT)
        strbuf_append(error, "gnuplot is not installed (Debian: the package gnuplot-nox)");
    else if (failure)
        strbuf_printf(error, "gnuplot cannot be started: %s", strerror(failure));
    else
        collect(picture, ends[0]);
    close(ends[0]);
    return failure ? STATUS_IO : wait_for(child, picture, error, messages);
}

status_t gnuplot_run(strbuf_t *picture, strbuf_t *error, const strbuf_t *script)
{
    FILE *input = tmpfile(), *messages = tmpfile();
    status_t status = STATUS_IO;
    if (!input || !messages || !write_script(input, script))
        strbuf_printf(error, "a temporary file cannot be written: %s", strerror(errno));
    else
        status = run(picture, error, input, messages);
    if (input)
        fclose(input);
    if (messages)
        fclose(messages);
    return status;
}
