// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/source.h"

#include "base/utf8.h"
#include "spec/spec.h"

#include <stdlib.h>
#include <string.h>

source_t source_make(diagnostics_t *diagnostics, const char *text, size_t length)
{
    return (source_t){text, length, diagnostics, diagnostics->count, 0, false};
}

bool source_is_full(const source_t *source)
{
    return source->error_count >= SPEC_MAX_ERRORS;
}

static void report(source_t *source, span_t span, const char *format, va_list arguments)
{
    if (source_is_full(source))
        return;
    strbuf_t message;
    strbuf_init(&message);
    strbuf_vprintf(&message, format, arguments);
    diagnostics_error(source->diagnostics, span, "%s", message.text);
    strbuf_clear(&message);
    source->error_count++;
}

void source_error(source_t *source, span_t span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(source, span, format, arguments);
    va_end(arguments);
}

void source_limit(source_t *source, span_t span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(source, span, format, arguments);
    va_end(arguments);
    source->limit_reached = true;
}

static bool is_forbidden(uint32_t character)
{
    bool is_space = character == '\t' || character == '\n' || character == '\r';
    return (character < 0x20 && !is_space) || (character >= 0x7f && character < 0xa0);
}

static bool check_character(source_t *source, size_t offset, size_t *size)
{
    uint32_t character;
    *size = utf8_decode(&character, source->text + offset, source->length - offset);
    span_t span = {offset, *size ? *size : 1};
    if (*size == 0)
        source_error(source, span, "this is not UTF-8 text: byte 0x%02x does not belong here; save the file as UTF-8",
                     (unsigned char)source->text[offset]);
    else if (is_forbidden(character))
        source_error(source, span, "the control character U+%04X is not allowed; remove it", (unsigned)character);
    else if (character == '\r' && (offset + 1 == source->length || source->text[offset + 1] != '\n'))
        source_error(source, span, "a carriage return stands only before a line feed; save the file with LF line ends");
    else
        return true;
    return false;
}

bool source_check_text(source_t *source)
{
    if (source->length > SPEC_MAX_BYTES) {
        source_limit(source, (span_t){0, 0}, "the text has %zu bytes; the limit is %u", source->length, SPEC_MAX_BYTES);
        return false;
    }
    size_t size;
    for (size_t offset = 0; offset < source->length; offset += size)
        if (!check_character(source, offset, &size))
            return false;
    return true;
}

static int compare_places(const void *left, const void *right)
{
    const diagnostic_t *a = left, *b = right;
    if (a->span.offset != b->span.offset)
        return a->span.offset < b->span.offset ? -1 : 1;
    return strcmp(a->message, b->message);
}

status_t source_finish(source_t *source)
{
    diagnostics_t *list = source->diagnostics;
    if (list->count > source->first)
        qsort(list->items + source->first, list->count - source->first, sizeof *list->items, compare_places);
    if (source->limit_reached)
        return STATUS_LIMIT;
    return source->error_count ? STATUS_MALFORMED : STATUS_OK;
}

size_t source_line(const source_t *source, span_t span)
{
    size_t line, column;
    if (source_is_full(source))
        return 0;
    text_position(&line, &column, source->text, source->length, span.offset);
    return line;
}

name_t source_name(const source_t *source, span_t span)
{
    return (name_t){source->text + span.offset, span.length};
}

bool name_is(name_t name, const char *text)
{
    return strlen(text) == name.length && memcmp(name.text, text, name.length) == 0;
}

int name_compare(name_t a, name_t b)
{
    size_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.text, b.text, common) : 0;
    if (order != 0 || a.length == b.length)
        return order;
    return a.length < b.length ? -1 : 1;
}

span_t span_join(span_t first, span_t last)
{
    return (span_t){first.offset, last.offset + last.length - first.offset};
}
