// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/output.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

exit_code_t output_write(const strbuf_t *text)
{
    if (ferror(stdout))
        return EXIT_CODE_NO_OUTPUT; // the message is there already
    errno = 0;
    if (fwrite(text->text, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
        return EXIT_CODE_EXPECTED;
    output_error("standard output: %s", strerror(errno ? errno : EIO));
    return EXIT_CODE_NO_OUTPUT;
}

exit_code_t output_usage(const char *verb, const char *wrong)
{
    output_error("%s; `certify %s --help` tells more", wrong, verb);
    return EXIT_CODE_USAGE;
}

void output_error(const char *format, ...)
{
    va_list arguments;
    strbuf_t text;
    strbuf_init(&text);
    va_start(arguments, format);
    strbuf_vprintf(&text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "certify: error: %s\n", text.text);
    strbuf_clear(&text);
}

void output_diagnostics(const diagnostics_t *diagnostics, const char *name, const char *text)
{
    strbuf_t out;
    strbuf_init(&out);
    for (size_t i = 0; i < diagnostics->count; i++)
        diagnostic_write(&out, diagnostics->items + i, name, text, strlen(text));
    fputs(out.text, stderr);
    strbuf_clear(&out);
}

bool output_wants_color(int choice)
{
    enum { AUTO, ALWAYS, NEVER };
    const char *terminal = getenv("TERM"), *unwanted = getenv("NO_COLOR");
    if (choice != AUTO)
        return choice == ALWAYS;
    return isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !(unwanted && *unwanted);
}

size_t output_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

exit_code_t output_write_file(const strbuf_t *text, const char *path)
{
    if (strcmp(path, "-") == 0)
        return output_write(text);
    file_writer_t writer;
    strbuf_t error;
    strbuf_init(&error);
    bool written = file_writer_open(&writer, &error, path) == STATUS_OK;
    if (written) {
        file_writer_add(&writer, text->text, text->length);
        written = file_commit(&writer, &error) == STATUS_OK;
    }
    if (!written)
        output_error("%s", error.text);
    strbuf_clear(&error);
    return written ? EXIT_CODE_EXPECTED : EXIT_CODE_NO_OUTPUT;
}
