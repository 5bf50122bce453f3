// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/tex.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

#define LONG_WORD 12 // letters without a space, after which a line may end at a sign or digit

static const struct {
    uint32_t character;
    const char *tex;
} replacements[] = {
    {'\\', "\\textbackslash{}"},
    {'{', "\\{"},
    {'}', "\\}"},
    {'$', "\\$"},
    {'&', "\\&"},
    {'#', "\\#"},
    {'%', "\\%"},
    {'_', "\\_"},
    {'^', "\\textasciicircum{}"},
    {'~', "\\textasciitilde{}"},
    {'"', "\\textquotedblright{}"},
    {'<', "\\ensuremath{<}"},
    {'>', "\\ensuremath{>}"},
    {'|', "\\ensuremath{|}"},
    {0xb1, "\\ensuremath{\\pm}"},
    {0xb2, "\\ensuremath{^2}"},
    {0xb3, "\\ensuremath{^3}"},
    {0xb7, "\\ensuremath{\\cdot}"},
    {0xd7, "\\ensuremath{\\times}"},
    {0x3b1, "\\ensuremath{\\alpha}"},
    {0x3b2, "\\ensuremath{\\beta}"},
    {0x3b3, "\\ensuremath{\\gamma}"},
    {0x3b4, "\\ensuremath{\\delta}"},
    {0x3b5, "\\ensuremath{\\varepsilon}"},
    {0x3b7, "\\ensuremath{\\eta}"},
    {0x3bb, "\\ensuremath{\\lambda}"},
    {0x3bc, "\\ensuremath{\\mu}"},
    {0x3c0, "\\ensuremath{\\pi}"},
    {0x3c3, "\\ensuremath{\\sigma}"},
    {0x2013, "--"},
    {0x2014, "---"},
    {0x2018, "`"},
    {0x2019, "'"},
    {0x201c, "``"},
    {0x201d, "''"},
    {0x2020, "\\ensuremath{\\dagger}"},
    {0x2026, "\\ldots{}"},
    {0x2032, "\\ensuremath{'}"},
    {0x2192, "\\ensuremath{\\to}"},
    {0x2202, "\\ensuremath{\\partial}"},
    {0x2207, "\\ensuremath{\\nabla}"},
    {0x2208, "\\ensuremath{\\in}"},
    {0x2212, "\\ensuremath{-}"},
    {0x221a, "\\ensuremath{\\surd}"},
    {0x221e, "\\ensuremath{\\infty}"},
    {0x2248, "\\ensuremath{\\approx}"},
    {0x2260, "\\ensuremath{\\ne}"},
    {0x2264, "\\ensuremath{\\le}"},
    {0x2265, "\\ensuremath{\\ge}"},
};

// Letters of Western Europe that TeX composes in any encoding: all of Latin-1 but eth and thorn.
static bool is_plain_letter(uint32_t character)
{
    bool eth = character == 0xd0 || character == 0xf0, thorn = character == 0xde || character == 0xfe;
    return character >= 0xc0 && character <= 0xff && character != 0xf7 && !eth && !thorn;
}

static void append_character(strbuf_t *out, uint32_t character, const char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++)
        if (replacements[i].character == character) {
            strbuf_append(out, replacements[i].tex);
            return;
        }
    if (character < 0x20 || character == 0x7f)
        strbuf_append_char(out, ' ');
    else if (character < 0x80 || is_plain_letter(character))
        strbuf_append_bytes(out, bytes, size);
    else
        strbuf_printf(out, "[U+%04lX]", (unsigned long)character);
}

// Two of them in a row may be read as another sign: --, '', ?`.
static bool joins(char byte)
{
    return byte && strchr("-'`,?!", byte) != NULL;
}

void tex_escape(strbuf_t *out, const char *text, size_t length)
{
    size_t run = 0;
    for (size_t i = 0; i < length;) {
        uint32_t character = 0xfffd;
        size_t size = utf8_decode(&character, text + i, length - i);
        bool sign = character < 0x80 && !isalpha((int)character) && character > ' ';
        append_character(out, size ? character : 0xfffd, text + i, size);
        i += size ? size : 1;
        run = character <= ' ' ? 0 : run + 1;
        if (i < length && joins(text[i - 1]) && joins(text[i]))
            strbuf_append(out, "{}");
        if (i < length && run >= LONG_WORD && (sign || run >= 3 * LONG_WORD))
            strbuf_append(out, "\\allowbreak{}");
    }
}
