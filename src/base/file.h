// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading files, compressed ones too; writing a file that is either complete or not there.
#ifndef CERTIFY_BASE_FILE_H
#define CERTIFY_BASE_FILE_H

#include "base/sha256.h"
#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// A stream of the file's bytes, or of what it holds where it is compressed by gzip; fclose when done. NULL when it cannot
// be read (missing, a directory, no permission); *error says why, without the path.
FILE *file_open(strbuf_t *error, const char *path) CERTIFY_MUST_USE;

// Reads all of it into *text (NUL-terminated; mem_free) and *length. On failure *text is NULL and *error says what is
// wrong, without the path: STATUS_IO when it cannot be read, STATUS_LIMIT when there are more than `limit` bytes.
status_t file_read(char **text, size_t *length, strbuf_t *error, const char *path, size_t limit) CERTIFY_MUST_USE;

// A file being written beside its final place. It takes that place only by file_commit, in one step: before that, and
// whatever happens, an older file of that name stays as it was.
typedef struct {
    char *path;      // the final place
    char *temporary; // in the same directory; NULL once committed or abandoned
    FILE *stream;
    sha256_t hash; // of the bytes added so far
    bool failed;
} file_writer_t;

// Opens the temporary file, making missing directories of `path` first. It is compressed by gzip if `path` ends in `.gz`.
// What stands at `path` and is no regular file (a device, a pipe, a directory) is left alone. On STATUS_IO *error says what is wrong, with the path, and nothing needs to
// be closed.
status_t file_writer_open(file_writer_t *writer, strbuf_t *error, const char *path) CERTIFY_MUST_USE;
// Errors are remembered and reported by file_commit.
void file_writer_add(file_writer_t *writer, const char *bytes, size_t length);
// Moves the file to its place. On STATUS_IO *error says why it could not, and the temporary file is gone. Ends the
// writer in either case.
status_t file_commit(file_writer_t *writer, strbuf_t *error) CERTIFY_MUST_USE;
// Removes the temporary file and ends the writer. Does nothing to a writer that has ended.
void file_abandon(file_writer_t *writer);

#endif
