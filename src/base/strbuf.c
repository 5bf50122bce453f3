// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/strbuf.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

void strbuf_init(strbuf_t *buffer)
{
    buffer->capacity = 64;
    buffer->text = mem_alloc(buffer->capacity, 1);
    buffer->length = 0;
}

void strbuf_clear(strbuf_t *buffer)
{
    mem_free(buffer->text);
    buffer->text = NULL;
    buffer->length = buffer->capacity = 0;
}

void strbuf_reset(strbuf_t *buffer)
{
    buffer->length = 0;
    buffer->text[0] = '\0';
}

void strbuf_append_bytes(strbuf_t *buffer, const char *bytes, size_t length)
{
    buffer->text = mem_grow(buffer->text, &buffer->capacity, buffer->length + length + 1, 1);
    memcpy(buffer->text + buffer->length, bytes, length);
    buffer->length += length;
    buffer->text[buffer->length] = '\0';
}

void strbuf_append(strbuf_t *buffer, const char *text)
{
    strbuf_append_bytes(buffer, text, strlen(text));
}

void strbuf_append_char(strbuf_t *buffer, char byte)
{
    strbuf_append_bytes(buffer, &byte, 1);
}

void strbuf_vprintf(strbuf_t *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        return;
    size_t added = (size_t)length;
    buffer->text = mem_grow(buffer->text, &buffer->capacity, buffer->length + added + 1, 1);
    vsnprintf(buffer->text + buffer->length, added + 1, format, arguments);
    buffer->length += added;
}

void strbuf_printf(strbuf_t *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    strbuf_vprintf(buffer, format, arguments);
    va_end(arguments);
}

char *strbuf_detach(strbuf_t *buffer)
{
    char *text = buffer->text;
    strbuf_init(buffer);
    return text;
}
