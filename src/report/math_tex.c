// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas in TeX.
#include "report/math.h"

#include "report/tex.h"

#include <ctype.h>
#include <string.h>

static const char *const signs[] = {
#define SIGN_TEX(name, tex, mathml) tex,
    MATH_SIGNS(SIGN_TEX)
#undef SIGN_TEX
};

static const struct {
    const char *open, *close;
} fences[] = {
#define FENCE_TEX(name, open, close, mathml_open, mathml_close) {open, close},
    MATH_FENCES(FENCE_TEX)
#undef FENCE_TEX
};

// Digits in groups of three from five on; a line may end behind a group.
static void write_number(strbuf_t *out, const math_t *math)
{
    const char *text = math->text;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && digits > 4 && (digits - i) % 3 == 0)
            strbuf_append(out, "\\,\\penalty900 ");
        strbuf_append_char(out, text[i]);
    }
    size_t rest = strlen(text + digits);
    bool dots = rest >= 3 && strcmp(text + digits + rest - 3, "...") == 0;
    strbuf_append_bytes(out, text + digits, dots ? rest - 3 : rest);
    strbuf_append(out, dots ? "\\ldots " : "");
}

static void write_letters(strbuf_t *out, const char *text, size_t length, const char *style)
{
    if (length != 1)
        strbuf_printf(out, "%s{", style);
    tex_escape(out, text, length);
    if (length != 1)
        strbuf_append_char(out, '}');
}

static const char *mark(char kind)
{
    return kind == 'd' ? "\\dagger" : "\\star";
}

static void write_name(strbuf_t *out, const math_t *math)
{
    const char *name = math->text;
    math_name_parts_t parts = math_name_parts(name);
    if (parts.tex)
        strbuf_append(out, parts.tex);
    else
        write_letters(out, name, parts.base, "\\mathit");
    if (parts.below) {
        strbuf_append(out, "_{");
        if (parts.mark_below)
            strbuf_append(out, mark(parts.mark_below));
        else
            write_letters(out, name + parts.below_from, parts.below,
                          isdigit((unsigned char)name[parts.below_from]) ? "\\mathrm" : "\\mathit");
        strbuf_append_char(out, '}');
    }
    if (parts.mark)
        strbuf_printf(out, "^{%s}", mark(parts.mark));
}

static void write_word(strbuf_t *out, const math_t *math)
{
    const char *text = math->text;
    static const char *const known[] = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "min", "max"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], text) == 0) {
            strbuf_printf(out, "\\%s ", text);
            return;
        }
    strbuf_append(out, "\\operatorname{");
    tex_escape(out, text, strlen(text));
    strbuf_append_char(out, '}');
}

static void write_phrase(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, math->kind == MATH_PHRASE ? "\\text{ " : "\\text{");
    tex_escape(out, math->text, strlen(math->text));
    strbuf_append(out, " }\\allowbreak ");
}

static void write_braced(strbuf_t *out, const math_t *math)
{
    strbuf_append_char(out, '{');
    math_write_tex(out, math);
    strbuf_append_char(out, '}');
}

#define LONG_FENCED 40 // columns that a line may have to end within

// Only where the content is higher than a line are fences made to fit: between \left and \right no line can end, so
// that around long contents they are of one size.
static void write_fenced(strbuf_t *out, const math_t *math)
{
    const math_t *content = math->children[0];
    bool tall = math_is_tall(content), is_long = math_width(content) > LONG_FENCED;
    bool bars = math->fence == FENCE_BARS && !tall;
    strbuf_append(out, !tall ? "" : is_long ? "\\bigl" : "\\left");
    strbuf_append(out, bars ? "\\lvert " : fences[math->fence].open);
    math_write_tex(out, content);
    strbuf_append(out, !tall ? "" : is_long ? "\\bigr" : "\\right");
    strbuf_append(out, bars ? "\\rvert " : fences[math->fence].close);
}

#define HIGH_CASES 10 // lines; higher ones of short lines are set in columns
#define COLUMNS_WIDTH 80
#define MOST_COLUMNS 4

static size_t case_columns(const math_t *math)
{
    size_t widest = 1, lines = math->count / 2, most = MOST_COLUMNS;
    for (size_t i = 0; i + 1 < math->count; i += 2) {
        size_t width = math_width(math->children[i]) + math_width(math->children[i + 1]) + 5;
        widest = width > widest ? width : widest;
    }
    most = COLUMNS_WIDTH / widest < most ? COLUMNS_WIDTH / widest : most;
    return lines <= HIGH_CASES || most < 2 ? 1 : most;
}

// Down the first column, then down the next one.
static void write_case_columns(strbuf_t *out, const math_t *math, size_t columns)
{
    size_t lines = math->count / 2, height = (lines + columns - 1) / columns;
    strbuf_append(out, "\\left\\{\\begin{array}{@{}");
    for (size_t x = 0; x < columns; x++)
        strbuf_append(out, x ? "@{\\qquad}l@{\\quad}l" : "l@{\\quad}l");
    strbuf_append(out, "@{}}\n");
    for (size_t y = 0; y < height; y++) {
        for (size_t i = y; i < lines; i += height) {
            strbuf_append(out, i == y ? "  " : " & ");
            math_write_tex(out, math->children[2 * i]);
            strbuf_append(out, " & ");
            math_write_tex(out, math->children[2 * i + 1]);
        }
        strbuf_append(out, y + 1 < height ? " \\\\\n" : "\n");
    }
    strbuf_append(out, "\\end{array}\\right.");
}

// Whether lines i and i + 1 would nearly touch.
static bool are_close(const math_t *math, size_t i)
{
    return math_is_tall(math->children[2 * i]) && math_is_tall(math->children[2 * i + 2]);
}

static void write_cases(strbuf_t *out, const math_t *math)
{
    size_t columns = case_columns(math);
    if (columns > 1) {
        write_case_columns(out, math, columns);
        return;
    }
    strbuf_append(out, "\\begin{cases}\n");
    for (size_t i = 0; i + 1 < math->count; i += 2) {
        strbuf_append(out, "  ");
        math_write_tex(out, math->children[i]);
        strbuf_append(out, " & ");
        math_write_tex(out, math->children[i + 1]);
        bool is_last = i + 3 >= math->count;
        strbuf_append(out, is_last ? "\n" : are_close(math, i / 2) ? " \\\\[2pt]\n" : " \\\\\n");
    }
    strbuf_append(out, "\\end{cases}");
}

static void write_power(strbuf_t *out, const math_t *math)
{
    const math_t *base = math->children[0];
    bool marked = base->kind == MATH_NAME && math_name_parts(base->text).mark;
    strbuf_append(out, marked ? "(" : "");
    math_write_tex(out, base);
    strbuf_append(out, marked ? ")^" : base->kind == MATH_PRIMED ? "{}^" : "^");
    write_braced(out, math->children[1]);
}

static void write_sum(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, "\\sum_{");
    math_write_tex(out, math->children[0]);
    strbuf_append_char(out, '=');
    math_write_tex(out, math->children[1]);
    strbuf_append(out, "}^");
    write_braced(out, math->children[2]);
    math_write_tex(out, math->children[3]);
}

// Side by side; a sign at the beginning is no operator between two terms.
static void write_row(strbuf_t *out, const math_t *math)
{
    bool begins_with_sign = math->count > 1 && math->children[0]->kind == MATH_SIGN &&
                            (math->children[0]->sign == MATH_MINUS || math->children[0]->sign == MATH_PLUS);
    for (size_t i = 0; i < math->count; i++) {
        strbuf_append(out, i == 0 && begins_with_sign ? "{" : "");
        math_write_tex(out, math->children[i]);
        strbuf_append(out, i == 0 && begins_with_sign ? "}" : "");
    }
}

static void write_sign(strbuf_t *out, const math_t *math)
{
    math_sign_t sign = math->sign;
    strbuf_append(out, signs[sign]);
    if (sign == MATH_COMMA)
        strbuf_append(out, "\\penalty100 ");
    if (sign == MATH_TIMES || sign == MATH_JOINED || sign == MATH_SPACED)
        strbuf_append(out, "\\penalty700 ");
}

// Children in braces behind the text: \frac{a}{b}, \sqrt{a}.
static void write_command(strbuf_t *out, const char *command, const math_t *math)
{
    strbuf_append(out, command);
    for (size_t i = 0; i < math->count; i++)
        write_braced(out, math->children[i]);
}

static void write_fraction(strbuf_t *out, const math_t *math)
{
    write_command(out, "\\frac", math);
}

static void write_root(strbuf_t *out, const math_t *math)
{
    write_command(out, "\\sqrt", math);
}

static void write_indexed(strbuf_t *out, const math_t *math)
{
    write_braced(out, math->children[0]);
    strbuf_append_char(out, '_');
    write_braced(out, math->children[1]);
}

static void write_primed(strbuf_t *out, const math_t *math)
{
    math_write_tex(out, math->children[0]);
    for (unsigned i = 0; i < math->primes; i++)
        strbuf_append_char(out, '\'');
}

// One of the lone fences around several lines.
static void write_lone_fence(strbuf_t *out, const math_t *math)
{
    bool opens = math->kind == MATH_OPENING;
    strbuf_append(out, opens ? "\\bigl" : "\\bigr");
    strbuf_append(out, opens ? fences[math->fence].open : fences[math->fence].close);
}

static void (*const writers[])(strbuf_t *,
                               const math_t *) = {[MATH_ROW] = write_row,           [MATH_SIGN] = write_sign,
                                                  [MATH_NUMBER] = write_number,     [MATH_NAME] = write_name,
                                                  [MATH_WORD] = write_word,         [MATH_PREFIX] = write_phrase,
                                                  [MATH_PHRASE] = write_phrase,     [MATH_FRACTION] = write_fraction,
                                                  [MATH_POWER] = write_power,       [MATH_INDEXED] = write_indexed,
                                                  [MATH_PRIMED] = write_primed,     [MATH_ROOT] = write_root,
                                                  [MATH_FENCED] = write_fenced,     [MATH_CASES] = write_cases,
                                                  [MATH_SUM] = write_sum,           [MATH_OPENING] = write_lone_fence,
                                                  [MATH_CLOSING] = write_lone_fence};

void math_write_tex(strbuf_t *out, const math_t *math)
{
    writers[math->kind](out, math);
}
