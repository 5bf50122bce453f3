// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/gzip.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

bool gzip_is_named(const char *path)
{
    static const char suffix[] = ".gz";
    size_t length = strlen(path);
    return length >= sizeof suffix && strcmp(path + length - (sizeof suffix - 1), suffix) == 0;
}

// Errors of the system keep their number; damage has none of its own.
static void set_errno(gzFile file)
{
    int error;
    (void)gzerror(file, &error);
    if (error == Z_MEM_ERROR)
        errno = ENOMEM;
    else if (error != Z_ERRNO)
        errno = EBADMSG;
}

static ssize_t read_some(void *file, char *bytes, size_t size)
{
    int count = gzread(file, bytes, size > INT_MAX ? INT_MAX : (unsigned)size), error;
    (void)gzerror(file, &error);
    if (count < 0 || (count == 0 && error != Z_OK && error != Z_STREAM_END)) {
        set_errno(file);
        return -1;
    }
    return count;
}

static ssize_t write_some(void *file, const char *bytes, size_t size)
{
    int count = size ? gzwrite(file, bytes, size > INT_MAX ? INT_MAX : (unsigned)size) : 0;
    if (count == 0 && size)
        set_errno(file);
    return count;
}

static int seek(void *file, off64_t *offset, int from)
{
    if (from == SEEK_END)
        return -1;
    z_off_t reached = gzseek(file, *offset, from);
    *offset = reached;
    return reached < 0 ? -1 : 0;
}

static int close_file(void *file)
{
    int error = gzclose(file);
    if (error == Z_OK || error == Z_BUF_ERROR) // the latter: read up to where it is cut short
        return 0;
    if (error != Z_ERRNO)
        errno = EIO;
    return EOF;
}

FILE *gzip_stream(int descriptor, const char *mode)
{
    errno = ENOMEM;
    gzFile file = gzdopen(descriptor, mode);
    if (!file)
        return NULL;
    cookie_io_functions_t functions = {read_some, write_some, seek, close_file};
    FILE *stream = fopencookie(file, mode, functions);
    if (!stream)
        gzclose(file);
    return stream;
}
