// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/gzip.h"

#include "base/memory.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) // the largest, in the format of gzip alone

bool gzip_is_named(const char *path)
{
    static const char suffix[] = ".gz";
    size_t length = strlen(path);
    return length >= sizeof suffix && strcmp(path + length - (sizeof suffix - 1), suffix) == 0;
}

static unsigned at_most(size_t size)
{
    return size > INT_MAX ? INT_MAX : (unsigned)size;
}

// ---- reading: zlib's own streams pass over what follows the last member, and do not rewind after damage ----

typedef struct {
    int descriptor;
    z_stream stream;
    off64_t place; // in what the file holds
    bool between;  // no member has been begun
    unsigned char block[65536];
} source_t;

// More of the file. 0, also at its end, or -1.
static int fill(source_t *source)
{
    ssize_t count;
    do
        count = read(source->descriptor, source->block, sizeof source->block);
    while (count < 0 && errno == EINTR);
    source->stream.next_in = source->block;
    source->stream.avail_in = count > 0 ? (unsigned)count : 0;
    return count < 0 ? -1 : 0;
}

// What inflating gives next. 0, or -1.
static int inflate_some(source_t *source)
{
    if (source->between)
        (void)inflateReset(&source->stream);
    int status = inflate(&source->stream, Z_NO_FLUSH);
    source->between = status == Z_STREAM_END;
    if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR)
        return 0;
    errno = status == Z_MEM_ERROR ? ENOMEM : EBADMSG;
    return -1;
}

// The end of the file is that of a member, or damage.
static ssize_t read_some(void *cookie, char *bytes, size_t size)
{
    source_t *source = cookie;
    unsigned most = at_most(size);
    source->stream.next_out = (unsigned char *)bytes;
    source->stream.avail_out = most;
    while (most && source->stream.avail_out == most) {
        if (source->stream.avail_in == 0 && fill(source) != 0)
            return -1;
        if (source->stream.avail_in == 0 && source->between)
            return 0;
        if (source->stream.avail_in == 0) {
            errno = EBADMSG;
            return -1;
        }
        if (inflate_some(source) != 0 && source->stream.avail_out == most)
            return -1;
    }
    ssize_t count = (ssize_t)(most - source->stream.avail_out);
    source->place += count;
    return count;
}

// To the beginning, or nowhere.
static int seek(void *cookie, off64_t *offset, int from)
{
    source_t *source = cookie;
    bool stays = from == SEEK_CUR && *offset == 0;
    if (!stays && (from != SEEK_SET || *offset != 0)) {
        errno = EINVAL;
        return -1;
    }
    if (!stays) {
        if (lseek(source->descriptor, 0, SEEK_SET) != 0)
            return -1;
        source->stream.avail_in = 0;
        source->between = true;
        source->place = 0;
    }
    *offset = source->place;
    return 0;
}

static int close_source(void *cookie)
{
    source_t *source = cookie;
    int status = close(source->descriptor);
    (void)inflateEnd(&source->stream);
    mem_free(source);
    return status;
}

static FILE *source_stream(int descriptor)
{
    source_t *source = mem_alloc(1, sizeof *source);
    source->descriptor = descriptor;
    source->between = true;
    cookie_io_functions_t functions = {.read = read_some, .seek = seek, .close = close_source};
    bool begun = inflateInit2(&source->stream, GZIP_WINDOW) == Z_OK;
    FILE *stream = begun ? fopencookie(source, "r", functions) : NULL;
    if (!stream) {
        if (begun)
            (void)inflateEnd(&source->stream);
        mem_free(source);
        errno = ENOMEM;
    }
    return stream;
}

// ---- writing ----

static ssize_t write_some(void *file, const char *bytes, size_t size)
{
    int count = size ? gzwrite(file, bytes, at_most(size)) : 0, error;
    (void)gzerror(file, &error);
    if (count == 0 && size && error != Z_ERRNO)
        errno = error == Z_MEM_ERROR ? ENOMEM : EIO;
    return count;
}

static int close_file(void *file)
{
    int error = gzclose(file);
    if (error != Z_OK && error != Z_ERRNO)
        errno = EIO;
    return error == Z_OK ? 0 : EOF;
}

static FILE *target_stream(int descriptor)
{
    errno = ENOMEM;
    gzFile file = gzdopen(descriptor, "w");
    if (!file)
        return NULL;
    cookie_io_functions_t functions = {.write = write_some, .close = close_file};
    FILE *stream = fopencookie(file, "w", functions);
    if (!stream)
        gzclose(file);
    return stream;
}

FILE *gzip_stream(int descriptor, const char *mode)
{
    return strcmp(mode, "r") == 0 ? source_stream(descriptor) : target_stream(descriptor);
}
