// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/diagnostic.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <string.h>

#define SCREEN_COLUMNS 100u
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

void diagnostics_init(diagnostics_t *list)
{
    *list = (diagnostics_t){NULL, 0, 0, 0};
}

void diagnostics_clear(diagnostics_t *list)
{
    for (size_t i = 0; i < list->count; i++)
        mem_free(list->items[i].message);
    mem_free(list->items);
    diagnostics_init(list);
}

static void append(diagnostics_t *list, bool is_error, span_t span, const char *format, va_list arguments)
{
    strbuf_t message;
    strbuf_init(&message);
    strbuf_vprintf(&message, format, arguments);
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (diagnostic_t){is_error, span, strbuf_detach(&message)};
    strbuf_clear(&message);
    list->error_count += is_error;
}

void diagnostics_error(diagnostics_t *list, span_t span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(list, true, span, format, arguments);
    va_end(arguments);
}

void diagnostics_warning(diagnostics_t *list, span_t span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append(list, false, span, format, arguments);
    va_end(arguments);
}

// ---- places in a text ----

// Malformed bytes count as one character each, so that every byte has a place.
static size_t character_length(const char *text, size_t length)
{
    uint32_t character;
    size_t size = utf8_decode(&character, text, length);
    return size ? size : 1;
}

static size_t line_start(const char *text, size_t length, size_t offset)
{
    size_t start = offset;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    if (start == 0 && length >= 3 && offset >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0)
        start = 3;
    return start;
}

static size_t line_end(const char *text, size_t length, size_t offset)
{
    size_t end = offset;
    while (end < length && text[end] != '\n')
        end++;
    return end > offset && text[end - 1] == '\r' ? end - 1 : end;
}

// How many characters begin in text[from .. to).
static size_t count_characters(const char *text, size_t length, size_t from, size_t to)
{
    size_t count = 0;
    for (size_t i = from; i < to; i += character_length(text + i, length - i))
        count++;
    return count;
}

void text_position(size_t *line, size_t *column, const char *text, size_t length, size_t offset)
{
    offset = offset < length ? offset : length;
    *line = 1;
    for (size_t i = 0; i < offset; i++)
        *line += text[i] == '\n';
    *column = 1 + count_characters(text, length, line_start(text, length, offset), offset);
}

// ---- the line and its caret ----

typedef struct {
    size_t start, end;    // bytes of the line
    size_t column, marks; // of the marked part, in characters
    size_t first, last;   // the columns shown
    size_t columns;       // of the whole line
} excerpt_t;

static excerpt_t find_excerpt(span_t span, const char *text, size_t length)
{
    excerpt_t e;
    size_t offset = span.offset < length ? span.offset : length;
    e.start = line_start(text, length, offset);
    e.end = line_end(text, length, offset);
    e.columns = count_characters(text, length, e.start, e.end);
    e.column = 1 + count_characters(text, length, e.start, offset);
    size_t mark_end = span.length < e.end - offset ? offset + span.length : e.end;
    e.marks = count_characters(text, length, offset, mark_end);
    e.first = 1;
    if (e.columns > SCREEN_COLUMNS && e.column > SCREEN_COLUMNS / 2)
        e.first = e.column - SCREEN_COLUMNS / 2;
    e.last = e.first + SCREEN_COLUMNS - 1;
    return e;
}

// A character as it is safe to print on a terminal: no control characters, no malformed bytes.
static void append_printable(strbuf_t *out, const char *text, size_t length, size_t size)
{
    uint32_t character = 0;
    bool well_formed = utf8_decode(&character, text, length) > 0;
    if (character == '\t')
        strbuf_append_char(out, ' ');
    else if (!well_formed || character < 0x20 || (character >= 0x7f && character < 0xa0))
        strbuf_append_char(out, '?');
    else
        strbuf_append_bytes(out, text, size);
}

static void write_line(strbuf_t *out, const excerpt_t *e, const char *text, size_t length)
{
    strbuf_append(out, e->first > 1 ? "    ..." : "    ");
    size_t column = 1;
    for (size_t i = e->start; i < e->end; column++) {
        size_t size = character_length(text + i, length - i);
        if (column >= e->first && column <= e->last)
            append_printable(out, text + i, length - i, size);
        i += size;
    }
    strbuf_append(out, e->columns > e->last ? "...\n" : "\n");
}

static void write_caret(strbuf_t *out, const excerpt_t *e)
{
    strbuf_append(out, e->first > 1 ? "       " : "    ");
    for (size_t column = e->first; column < e->column; column++)
        strbuf_append_char(out, ' ');
    strbuf_append_char(out, '^');
    for (size_t k = 1; k < e->marks && e->column + k <= e->last; k++)
        strbuf_append_char(out, '~');
    strbuf_append_char(out, '\n');
}

void diagnostic_write(strbuf_t *out, const diagnostic_t *item, const char *path, const char *text, size_t length)
{
    size_t line, column;
    text_position(&line, &column, text, length, item->span.offset);
    strbuf_printf(out, "%s:%zu:%zu: %s: %s\n", path, line, column, item->is_error ? "error" : "warning", item->message);
    excerpt_t excerpt = find_excerpt(item->span, text, length);
    if (excerpt.columns == 0)
        return;
    write_line(out, &excerpt, text, length);
    write_caret(out, &excerpt);
}
