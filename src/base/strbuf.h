// SPDX-License-Identifier: LGPL-3.0-or-later
// A growing text, always NUL-terminated.
#ifndef CERTIFY_BASE_STRBUF_H
#define CERTIFY_BASE_STRBUF_H

#include "base/status.h"

#include <stdarg.h>
#include <stddef.h>

typedef struct {
    char *text; // never NULL after strbuf_init
    size_t length;
    size_t capacity;
} strbuf_t;

void strbuf_init(strbuf_t *buffer);
void strbuf_clear(strbuf_t *buffer);
void strbuf_reset(strbuf_t *buffer);
void strbuf_append(strbuf_t *buffer, const char *text);
void strbuf_append_bytes(strbuf_t *buffer, const char *bytes, size_t length);
void strbuf_append_char(strbuf_t *buffer, char byte);
void strbuf_printf(strbuf_t *buffer, const char *format, ...) CERTIFY_PRINTF(2, 3);
void strbuf_vprintf(strbuf_t *buffer, const char *format, va_list arguments);

// Hands the text over to the caller (free with mem_free) and leaves the buffer empty and usable.
char *strbuf_detach(strbuf_t *buffer);

#endif
