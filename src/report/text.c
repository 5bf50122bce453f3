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

// Bytes of the first `count` characters.
static size_t prefix(const char *text, size_t count)
{
    size_t i = 0;
    while (text[i] && count--)
        do
            i++;
        while ((text[i] & 0xc0) == 0x80);
    return i;
}

size_t text_width(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += (*text & 0xc0) != 0x80;
    return width;
}

void text_append_cell(strbuf_t *out, const char *text, size_t width)
{
    size_t have = text_width(text);
    if (have > width && width > 0) {
        strbuf_append_bytes(out, text, prefix(text, width - 1));
        strbuf_append(out, OMISSION);
        return;
    }
    strbuf_append(out, text);
    for (; have < width; have++)
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
