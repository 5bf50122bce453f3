// SPDX-License-Identifier: LGPL-3.0-or-later
// Files compressed by gzip as streams of what they hold (RFC 1952, by zlib).
#ifndef CERTIFY_BASE_GZIP_H
#define CERTIFY_BASE_GZIP_H

#include <stdbool.h>
#include <stdio.h>

// The first byte of a compressed file; no text begins with it.
#define GZIP_FIRST_BYTE 0x1f

// Whether the path ends in `.gz`.
bool gzip_is_named(const char *path);

// A stream of what the open file holds ("r", which rewind() takes to its beginning), or one that is compressed into it
// ("w"). fclose closes the file, too. A file that is cut short or damaged, or goes on after its last member, ends in an error of
// the stream (ferror), with errno EBADMSG. NULL, with errno, when there is no memory; the file is then still open.
FILE *gzip_stream(int descriptor, const char *mode);

#endif
