// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/text.h"

#include "base/utf8.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define OMISSION "\xe2\x80\xa6"

static int is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

void text_append_clean(strbuf_t *out, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t character;
        size_t size = utf8_decode(&character, text + i, length - i);
        if (size == 0)
            strbuf_append(out, REPLACEMENT);
        else if (is_control(character))
            strbuf_append_char(out, ' ');
        else
            strbuf_append_bytes(out, text + i, size);
        i += size ? size : 1;
    }
}

// Bytes of the longest prefix of at most so many columns; *columns is what it takes up.
static size_t prefix(size_t *columns, const char *text, size_t width)
{
    size_t length = strlen(text), i = 0;
    *columns = 0;
    while (i < length) {
        uint32_t character = 0;
        size_t size = utf8_decode(&character, text + i, length - i), more = utf8_columns(character);
        if (size == 0 || *columns + more > width)
            break;
        *columns += more;
        i += size;
    }
    return i;
}

size_t text_width(const char *text)
{
    size_t columns;
    prefix(&columns, text, SIZE_MAX);
    return columns;
}

void text_append_cell(strbuf_t *out, const char *text, size_t width)
{
    size_t columns;
    if (text[prefix(&columns, text, width)] == '\0') {
        strbuf_append(out, text);
    } else if (width > 0) {
        strbuf_append_bytes(out, text, prefix(&columns, text, width - 1));
        strbuf_append(out, OMISSION);
        columns++;
    }
    for (; columns < width; columns++)
        strbuf_append_char(out, ' ');
}

void text_append_indented(strbuf_t *out, const char *text, size_t indent)
{
    while (*text) {
        size_t line = strcspn(text, "\n");
        strbuf_printf(out, "%*s", (int)indent, "");
        strbuf_append_bytes(out, text, line);
        strbuf_append_char(out, '\n');
        text += line + (text[line] == '\n');
    }
}
