// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html.h"

#include "base/utf8.h"

void html_escape(strbuf_t *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t character = 0xfffd;
        size_t size = utf8_decode(&character, text + i, length - i);
        bool control = character < 0x20 || (character >= 0x7f && character < 0xa0);
        if (size == 0)
            strbuf_append(out, "\xef\xbf\xbd");
        else if (character == '&')
            strbuf_append(out, "&amp;");
        else if (character == '<')
            strbuf_append(out, "&lt;");
        else if (character == '>')
            strbuf_append(out, "&gt;");
        else if (character == '"')
            strbuf_append(out, "&quot;");
        else if (control || character == 0xfffe || character == 0xffff)
            strbuf_append_char(out, ' ');
        else
            strbuf_append_bytes(out, text + i, size);
        i += size ? size : 1;
    }
}
