// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/math.h"

#include <ctype.h>
#include <string.h>

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

size_t math_coordinate_base(const char *text)
{
    size_t base = strcspn(text, "["), digits = text[base] ? strspn(text + base + 1, "0123456789") : 0;
    for (size_t i = 0; i < base; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_')
            return 0;
    return digits > 0 && strcmp(text + base + 1 + digits, "]") == 0 ? base : 0;
}

// Other texts, with the signs that are written with two.
static void append_relations(strbuf_t *out, const char *text)
{
    static const struct {
        const char *source, *plain;
    } signs[] = {{"<=", "\xe2\x89\xa4"}, {">=", "\xe2\x89\xa5"}, {"!=", "\xe2\x89\xa0"}, {"==", "="}};
    while (*text) {
        size_t k = 0;
        while (k < sizeof signs / sizeof *signs && strncmp(text, signs[k].source, 2) != 0)
            k++;
        bool found = k < sizeof signs / sizeof *signs;
        if (found)
            strbuf_append(out, signs[k].plain);
        else
            strbuf_append_char(out, *text);
        text += found ? 2 : 1;
    }
}

void math_append_plain_name(strbuf_t *out, const char *name)
{
    size_t base = math_coordinate_base(name);
    if (base > 0) {
        strbuf_t letters;
        strbuf_init(&letters);
        strbuf_append_bytes(&letters, name, base);
        math_append_plain_name(out, letters.text);
        append_index(out, name + base + 1, strlen(name + base + 1) - 1);
        strbuf_clear(&letters);
        return;
    }
    if (!math_is_name(name)) {
        append_relations(out, name);
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
