// SPDX-License-Identifier: LGPL-3.0-or-later
// Errors and warnings about a text, with their place in it.
#ifndef CERTIFY_BASE_DIAGNOSTIC_H
#define CERTIFY_BASE_DIAGNOSTIC_H

#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t offset; // in bytes from the start of the text
    size_t length; // of the marked part, in bytes; 0 marks one place
} span_t;

typedef struct {
    bool is_error; // else a warning
    span_t span;
    char *message;
} diagnostic_t;

typedef struct {
    diagnostic_t *items;
    size_t count, capacity;
    size_t error_count;
} diagnostics_t;

void diagnostics_init(diagnostics_t *list);
void diagnostics_clear(diagnostics_t *list);
void diagnostics_error(diagnostics_t *list, span_t span, const char *format, ...) CERTIFY_PRINTF(3, 4);
void diagnostics_warning(diagnostics_t *list, span_t span, const char *format, ...) CERTIFY_PRINTF(3, 4);

// Line and column (both from 1, columns in Unicode code points) of a byte offset.
void text_position(size_t *line, size_t *column, const char *text, size_t length, size_t offset);

// Appends `PATH:LINE:COLUMN: error: MESSAGE`, the line (tabs as single spaces, cut around the place when it is longer
// than a screen) and a caret line `    ^~~~` under the marked part.
void diagnostic_write(strbuf_t *out, const diagnostic_t *item, const char *path, const char *text, size_t length);

#endif
