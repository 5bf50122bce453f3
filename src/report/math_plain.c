// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/math.h"

#include <ctype.h>

static const char *mark_text(char mark)
{
    return mark == 'd' ? "\xe2\x80\xa0" : mark == 's' ? "\xe2\x8b\x86" : "";
}

static void append_index(strbuf_t *out, const char *text, size_t length)
{
    bool digits = true;
    for (size_t i = 0; i < length; i++)
        digits = digits && text[i] >= '0' && text[i] <= '9';
    if (!digits)
        strbuf_append_char(out, '_');
    for (size_t i = 0; i < length; i++)
        if (digits)
            strbuf_printf(out, "\xe2\x82%c", 0x80 + (text[i] - '0'));
        else
            strbuf_append_char(out, text[i]);
}

bool math_is_name(const char *text)
{
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return *text == 0;
}

void math_append_plain_name(strbuf_t *out, const char *name)
{
    if (!math_is_name(name)) {
        strbuf_append(out, name);
        return;
    }
    math_name_parts_t parts = math_name_parts(name);
    if (parts.mathml)
        strbuf_append(out, parts.mathml);
    else
        strbuf_append_bytes(out, name, parts.base);
    strbuf_append(out, mark_text(parts.mark));
    if (parts.mark_below)
        strbuf_append(out, mark_text(parts.mark_below));
    else if (parts.below)
        append_index(out, name + parts.below_from, parts.below);
}
