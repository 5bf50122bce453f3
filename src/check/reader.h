// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading a certificate line by line: words, numbers, the running hash, and the first thing that is wrong with it.
#ifndef CERTIFY_CHECK_READER_H
#define CERTIFY_CHECK_READER_H

#include "base/sha256.h"
#include "base/status.h"
#include "base/strbuf.h"
#include "real/rpoint.h"

#include <stdbool.h>
#include <stdio.h>

#define READER_MAX_LINE (1024 * 1024)
#define READER_MAX_BYTES (1024LL * 1024 * 1024)
#define READER_MAX_PRECISION 100000

typedef enum {
    FAULT_NONE,
    FAULT_MALFORMED, // not in the grammar, or over a limit
    FAULT_REFUSED    // in the grammar, but it does not show what it says
} fault_t;

typedef struct {
    FILE *stream; // borrowed
    strbuf_t line;
    strbuf_t split; // the line again, its spaces replaced by NULs
    const char **words;
    size_t word_count, word_capacity;
    size_t line_number;
    long long byte_count;
    sha256_t hash;     // of all lines before the present one
    bool line_pending; // the present line is not yet in the hash
    bool line_held;    // and is to be read once more
    fault_t fault;
    strbuf_t message; // of the first fault
} reader_t;

void reader_init(reader_t *reader, FILE *stream);
void reader_clear(reader_t *reader);

// Notes a fault at the present line, unless there is one already. Returns false.
bool reader_fail(reader_t *reader, fault_t fault, const char *format, ...) CERTIFY_PRINTF(3, 4);

// All of these return false, with a fault noted, when it is not so; they do nothing after a fault.

// Reads the next line, without splitting it into words.
bool reader_raw_line(reader_t *reader) CERTIFY_MUST_USE;
// Reads the next line: `count` words of which the first is `keyword`; any number of words from `count` on for
// reader_line_from.
bool reader_line(reader_t *reader, const char *keyword, size_t count) CERTIFY_MUST_USE;
bool reader_line_from(reader_t *reader, const char *keyword, size_t count) CERTIFY_MUST_USE;
// Reads the next line whatever its words are.
bool reader_any_line(reader_t *reader) CERTIFY_MUST_USE;
// Passes over some lines.
bool reader_skip(reader_t *reader, size_t count) CERTIFY_MUST_USE;
// Passes over lines up to one that has one of these words (up to a NULL) as its first; that is the next line then.
bool reader_skip_to(reader_t *reader, const char *const *keywords) CERTIFY_MUST_USE;
// The next `count` bytes and a line feed, into a new text (mem_free).
bool reader_bytes(char **bytes, reader_t *reader, size_t count) CERTIFY_MUST_USE;
// The stream ends here.
bool reader_at_end(reader_t *reader) CERTIFY_MUST_USE;

// Whether word `index` of the present line (from 0) is there and is `text`.
bool reader_word_is(const reader_t *reader, size_t index, const char *text);
// The present line has exactly `count` words.
bool reader_has_words(reader_t *reader, size_t count) CERTIFY_MUST_USE;

// Numbers of the present line.
bool reader_unsigned(size_t *value, reader_t *reader, size_t index, size_t max) CERTIFY_MUST_USE;
bool reader_rational(fmpq_t value, reader_t *reader, size_t index) CERTIFY_MUST_USE;
bool reader_number(rpoint_t value, reader_t *reader, size_t index, real_ctx_t ctx) CERTIFY_MUST_USE;
// Bits, from 2 to READER_MAX_PRECISION, or 0 if that is allowed.
bool reader_precision(slong *value, reader_t *reader, size_t index, bool may_be_zero) CERTIFY_MUST_USE;

#endif
