// SPDX-License-Identifier: LGPL-3.0-or-later
// The text being read, and what is reported about it.
#ifndef CERTIFY_SPEC_SOURCE_H
#define CERTIFY_SPEC_SOURCE_H

#include "base/diagnostic.h"

#define SPEC_MAX_ERRORS 20u // reported of one text

typedef struct {
    const char *text;
    size_t length;
    diagnostics_t *diagnostics; // borrowed
    size_t first;               // index of the first diagnostic of this reading
    size_t error_count;         // of this reading
    bool limit_reached;
} source_t;

// A part of the text, borrowed, not NUL-terminated.
typedef struct {
    const char *text;
    size_t length;
} name_t;

source_t source_make(diagnostics_t *diagnostics, const char *text, size_t length);

// Reports an error, unless SPEC_MAX_ERRORS were reported already.
void source_error(source_t *source, span_t span, const char *format, ...) CERTIFY_PRINTF(3, 4);
// The same for a limit that the text exceeds.
void source_limit(source_t *source, span_t span, const char *format, ...) CERTIFY_PRINTF(3, 4);
bool source_is_full(const source_t *source);

// Whether the text may be read at all: not too long, well-formed UTF-8, no control characters but tabs and line ends.
// Reports the first error.
bool source_check_text(source_t *source);

// Puts the diagnostics of this reading in the order of the text and gives the status that they amount to.
status_t source_finish(source_t *source) CERTIFY_MUST_USE;

// Line of a place, from 1, for a message; 0 when none is reported any more (finding lines takes time).
size_t source_line(const source_t *source, span_t span);

name_t source_name(const source_t *source, span_t span);
bool name_is(name_t name, const char *text);
// Like memcmp, shorter first on equal beginnings.
int name_compare(name_t a, name_t b);
span_t span_join(span_t first, span_t last);

// For messages: `%.*s` with NAME_ARGUMENTS(name) prints a name.
#define NAME_ARGUMENTS(name) (int)(name).length, (name).text

#endif
