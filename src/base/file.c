// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/file.h"

#include "base/gzip.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- reading ----

// Compressed files are known by their first byte. The stream is at the beginning; NULL, with errno.
static FILE *decompress(FILE *stream)
{
    int descriptor = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0);
    fclose(stream);
    if (descriptor < 0)
        return NULL;
    FILE *inside = lseek(descriptor, 0, SEEK_SET) == 0 ? gzip_stream(descriptor, "r") : NULL;
    if (!inside) {
        int number = errno;
        close(descriptor);
        errno = number;
    }
    return inside;
}

FILE *file_open(strbuf_t *error, const char *path)
{
    FILE *stream = fopen(path, "rbe");
    if (stream) {
        int first = getc(stream);
        if (first == EOF && ferror(stream)) {
            int number = errno;
            fclose(stream);
            errno = number;
            stream = NULL;
        } else if (first == GZIP_FIRST_BYTE) {
            stream = decompress(stream);
        } else {
            ungetc(first, stream);
        }
    }
    if (!stream)
        strbuf_append(error, strerror(errno));
    return stream;
}

// Appends everything that can be read, up to a block more than the limit. 0, or the error's number.
static int read_all(strbuf_t *content, FILE *stream, size_t limit)
{
    char block[65536];
    for (;;) {
        size_t count = fread(block, 1, sizeof block, stream);
        strbuf_append_bytes(content, block, count);
        if (content->length > limit || feof(stream))
            return 0;
        if (ferror(stream) && errno != EINTR)
            return errno;
        clearerr(stream);
    }
}

status_t file_read(char **text, size_t *length, strbuf_t *error, const char *path, size_t limit)
{
    *text = NULL;
    *length = 0;
    FILE *stream = file_open(error, path);
    if (!stream)
        return STATUS_IO;
    strbuf_t content;
    strbuf_init(&content);
    int number = read_all(&content, stream, limit);
    fclose(stream);
    status_t status = STATUS_OK;
    if (number) {
        strbuf_append(error, strerror(number));
        status = STATUS_IO;
    } else if (content.length > limit) {
        strbuf_printf(error, "the file is longer than %zu bytes", limit);
        status = STATUS_LIMIT;
    } else {
        *length = content.length;
        *text = strbuf_detach(&content);
    }
    strbuf_clear(&content);
    return status;
}

// ---- writing ----

// Makes the directories that lead to the file. 0, or the error's number.
static int make_directories(const char *path)
{
    char *prefix = mem_copy_text(path, strlen(path));
    int number = 0;
    for (char *slash = strchr(prefix + 1, '/'); slash && !number; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(prefix, 0777) != 0 && errno != EEXIST)
            number = errno;
        *slash = '/';
    }
    mem_free(prefix);
    return number;
}

static char *temporary_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t directory = slash ? (size_t)(slash - path) + 1 : 0;
    strbuf_t name;
    strbuf_init(&name);
    strbuf_append_bytes(&name, path, directory);
    strbuf_printf(&name, ".%s.XXXXXX", path + directory);
    char *text = strbuf_detach(&name);
    strbuf_clear(&name);
    return text;
}

// mkstemp gives the file to its owner alone; the final file gets what open() would have given.
static void set_permissions(int descriptor)
{
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(descriptor, 0666 & ~mask) != 0)
        return; // a file system without permissions
}

static status_t report(strbuf_t *error, const char *path, int number)
{
    strbuf_printf(error, "%s: %s", path, strerror(number));
    return STATUS_IO;
}

// Devices, pipes and directories: a file in their place would remove them.
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

status_t file_writer_open(file_writer_t *writer, strbuf_t *error, const char *path)
{
    *writer = (file_writer_t){.path = NULL};
    int number = make_directories(path);
    if (number)
        return report(error, path, number);
    if (is_special(path)) {
        strbuf_printf(error, "%s: not a regular file", path);
        return STATUS_IO;
    }
    char *temporary = temporary_name(path);
    int descriptor = mkstemp(temporary);
    if (descriptor < 0) {
        number = errno;
        mem_free(temporary);
        return report(error, path, number);
    }
    set_permissions(descriptor);
    writer->path = mem_copy_text(path, strlen(path));
    writer->temporary = temporary;
    writer->stream = gzip_is_named(path) ? gzip_stream(descriptor, "w") : fdopen(descriptor, "w");
    sha256_init(&writer->hash);
    if (writer->stream)
        return STATUS_OK;
    number = errno;
    close(descriptor);
    file_abandon(writer);
    return report(error, path, number);
}

void file_writer_add(file_writer_t *writer, const char *bytes, size_t length)
{
    sha256_add(&writer->hash, bytes, length);
    if (fwrite(bytes, 1, length, writer->stream) != length)
        writer->failed = true;
}

status_t file_commit(file_writer_t *writer, strbuf_t *error)
{
    errno = 0;
    bool written = fflush(writer->stream) == 0 && !writer->failed;
    int number = errno ? errno : EIO;
    written = fclose(writer->stream) == 0 && written;
    writer->stream = NULL;
    if (written && rename(writer->temporary, writer->path) != 0) {
        number = errno;
        written = false;
    }
    status_t status = STATUS_OK;
    if (written) {
        mem_free(writer->temporary);
        writer->temporary = NULL;
    } else {
        status = report(error, writer->path, number);
    }
    file_abandon(writer);
    return status;
}

void file_abandon(file_writer_t *writer)
{
    if (writer->stream)
        fclose(writer->stream);
    if (writer->temporary)
        unlink(writer->temporary);
    mem_free(writer->temporary);
    mem_free(writer->path);
    *writer = (file_writer_t){.path = NULL};
}
