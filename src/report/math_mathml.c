// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas in MathML (the core that browsers draw: W3C, MathML Core).
#include "report/math.h"

#include "report/html.h"

#include <string.h>

#define NARROW_SPACE "\xe2\x80\xaf"
#define DAGGER "\xe2\x80\xa0"
#define STAR "\xe2\x8b\x86"
#define PRIME "\xe2\x80\xb2"
#define ELLIPSIS "\xe2\x80\xa6"

static const char *const signs[] = {
#define SIGN_MATHML(name, tex, mathml) mathml,
    MATH_SIGNS(SIGN_MATHML)
#undef SIGN_MATHML
};

static const struct {
    const char *open, *close;
} fences[] = {
#define FENCE_MATHML(name, open, close, mathml_open, mathml_close) {mathml_open, mathml_close},
    MATH_FENCES(FENCE_MATHML)
#undef FENCE_MATHML
};

static void append(strbuf_t *out, const math_t *math);

static void write_number(strbuf_t *out, const math_t *math)
{
    const char *text = math->text;
    size_t digits = strspn(text, "0123456789"), rest = strlen(text + digits);
    bool dots = rest >= 3 && strcmp(text + digits + rest - 3, "...") == 0;
    strbuf_append(out, "<mn>");
    for (size_t i = 0; i < digits; i++) {
        if (i > 0 && digits > 4 && (digits - i) % 3 == 0)
            strbuf_append(out, NARROW_SPACE);
        strbuf_append_char(out, text[i]);
    }
    html_escape(out, text + digits, dots ? rest - 3 : rest);
    strbuf_printf(out, "%s</mn>", dots ? ELLIPSIS : "");
}

static void write_letters(strbuf_t *out, const char *text, size_t length)
{
    strbuf_append(out, length == 1 ? "<mi>" : "<mi class=\"word\">");
    html_escape(out, text, length);
    strbuf_append(out, "</mi>");
}

static void write_base(strbuf_t *out, const char *name, const math_name_parts_t *parts)
{
    if (parts->mathml)
        strbuf_printf(out, "<mi>%s</mi>", parts->mathml);
    else
        write_letters(out, name, parts->base);
}

static void write_mark(strbuf_t *out, char kind)
{
    strbuf_printf(out, "<mo>%s</mo>", kind == 'd' ? DAGGER : STAR);
}

static void write_name(strbuf_t *out, const math_t *math)
{
    const char *name = math->text;
    math_name_parts_t parts = math_name_parts(name);
    const char *element = parts.below && parts.mark ? "msubsup" : parts.below ? "msub" : parts.mark ? "msup" : NULL;
    if (element)
        strbuf_printf(out, "<%s>", element);
    write_base(out, name, &parts);
    if (parts.mark_below)
        write_mark(out, parts.mark_below);
    else if (parts.below)
        write_letters(out, name + parts.below_from, parts.below);
    if (parts.mark)
        write_mark(out, parts.mark);
    if (element)
        strbuf_printf(out, "</%s>", element);
}

static void write_element(strbuf_t *out, const char *element, const math_t *math)
{
    strbuf_printf(out, "<%s>", element);
    for (size_t i = 0; i < math->count; i++)
        append(out, math->children[i]);
    strbuf_printf(out, "</%s>", element);
}

static void write_sign(strbuf_t *out, const math_t *math)
{
    math_sign_t sign = math->sign;
    bool is_letter = sign == MATH_INFINITY || sign == MATH_REALS || sign == MATH_UNKNOWN;
    const char *element = is_letter ? "mi" : "mo";
    strbuf_printf(out, "<%s%s>%s</%s>", element,
                  sign == MATH_SLASH || sign == MATH_SPACED ? " lspace=\"0\" rspace=\"0\"" : "", signs[sign], element);
}

static void write_fenced(strbuf_t *out, const math_t *math)
{
    const char *stretchy = math_is_tall(math->children[0]) ? "" : " stretchy=\"false\"";
    strbuf_printf(out, "<mrow><mo form=\"prefix\"%s>%s</mo>", stretchy, fences[math->fence].open);
    append(out, math->children[0]);
    strbuf_printf(out, "<mo form=\"postfix\"%s>%s</mo></mrow>", stretchy, fences[math->fence].close);
}

#define LONG_CASE 36 // letters: where there is little room, conditions stand below longer ones, and these are broken

// A line that goes on begins with an empty row (math_lines), in whose place the form of the sign says the same.
static void write_case_line(strbuf_t *out, const math_t *line)
{
    bool goes_on = line->count > 1 && line->children[0]->kind == MATH_ROW && line->children[0]->count == 0;
    bool signed_on = goes_on && line->children[1]->kind == MATH_SIGN;
    strbuf_append(out, "<mrow>");
    if (signed_on)
        strbuf_printf(out, "<mo form=\"infix\">%s</mo>", signs[line->children[1]->sign]);
    for (size_t i = signed_on ? 2 : 0; i < line->count; i++)
        append(out, line->children[i]);
    strbuf_append(out, "</mrow>");
}

// The value of a case: one line, where there is little room several.
static void write_case(strbuf_t *out, const math_t *value)
{
    arena_t arena;
    arena_init(&arena);
    math_lines_t lines = math_lines(&arena, value, LONG_CASE);
    if (lines.count > 1) {
        strbuf_append(out, "<mtd class=\"lines\">");
        for (size_t i = 0; i < lines.count; i++)
            write_case_line(out, lines.items[i]);
    } else {
        strbuf_append(out, "<mtd>");
        append(out, value);
    }
    strbuf_append(out, "</mtd>");
    arena_clear(&arena);
}

static void write_cases(strbuf_t *out, const math_t *math)
{
    size_t widest = 0;
    for (size_t i = 0; i + 1 < math->count; i += 2) {
        size_t width = math_width(math->children[i]) + math_width(math->children[i + 1]);
        widest = width > widest ? width : widest;
    }
    strbuf_printf(out, "<mrow><mo form=\"prefix\" stretchy=\"true\">{</mo><mtable class=\"cases%s\">",
                  widest > LONG_CASE ? " long" : "");
    for (size_t i = 0; i + 1 < math->count; i += 2) {
        strbuf_append(out, "<mtr>");
        write_case(out, math->children[i]);
        strbuf_append(out, "<mtd>");
        append(out, math->children[i + 1]);
        strbuf_append(out, "</mtd></mtr>");
    }
    strbuf_append(out, "</mtable></mrow>");
}

// The sign is raised by itself: as an exponent it would be raised twice, and too small to be seen.
static void write_primed(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, "<mrow>");
    append(out, math->children[0]);
    strbuf_append(out, "<mo lspace=\"0\" rspace=\"0\">");
    for (unsigned i = 0; i < math->primes; i++)
        strbuf_append(out, PRIME);
    strbuf_append(out, "</mo></mrow>");
}

static void write_sum_sign(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, "<munderover><mo>\xe2\x88\x91</mo><mrow>");
    append(out, math->children[0]);
    strbuf_append(out, "<mo>=</mo>");
    append(out, math->children[1]);
    strbuf_append(out, "</mrow>");
    append(out, math->children[2]);
    strbuf_append(out, "</munderover>");
}

static void write_sum(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, "<mrow>");
    write_sum_sign(out, math);
    append(out, math->children[3]);
    strbuf_append(out, "</mrow>");
}

static void write_text(strbuf_t *out, const math_t *math)
{
    bool words = math->kind != MATH_WORD;
    strbuf_append(out, math->kind == MATH_PHRASE ? "<mtext>\xc2\xa0"
                       : words                   ? "<mtext>"
                                                 : "<mi mathvariant=\"normal\">");
    html_escape(out, math->text, strlen(math->text));
    strbuf_append(out, words ? "\xc2\xa0</mtext>" : "</mi>");
}

static bool begins_with_word(const math_t *math)
{
    while (math->count > 0 && (math->kind == MATH_ROW || math->kind == MATH_POWER || math->kind == MATH_INDEXED))
        math = math->children[0];
    return math->kind == MATH_WORD;
}

// Between a factor and a function, as in a tanh(b), there is a space.
static void write_member(strbuf_t *out, const math_t *row, size_t i)
{
    static const math_t space = {.kind = MATH_SIGN, .sign = MATH_SPACED};
    const math_t *child = row->children[i], *before = i == 1 ? row->children[0] : NULL;
    if (before && before->kind == MATH_ROW && before->count == 0 &&
        child->kind == MATH_SIGN) { // ">= 2": nothing to be apart from
        strbuf_printf(out, "<mo lspace=\"0\">%s</mo>", signs[child->sign]);
        return;
    }
    bool joins = child->kind == MATH_SIGN && child->sign == MATH_JOINED;
    bool spaced = joins && i + 1 < row->count && begins_with_word(row->children[i + 1]);
    append(out, spaced ? &space : child);
}

static void write_row(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, "<mrow>");
    for (size_t i = 0; i < math->count; i++)
        write_member(out, math, i);
    strbuf_append(out, "</mrow>");
}

static void write_fraction(strbuf_t *out, const math_t *math)
{
    write_element(out, "mfrac", math);
}

static void write_power(strbuf_t *out, const math_t *math)
{
    write_element(out, "msup", math);
}

static void write_indexed(strbuf_t *out, const math_t *math)
{
    write_element(out, "msub", math);
}

static void write_root(strbuf_t *out, const math_t *math)
{
    write_element(out, "msqrt", math);
}

// One of the lone fences around several lines.
static void write_lone_fence(strbuf_t *out, const math_t *math)
{
    bool opens = math->kind == MATH_OPENING;
    strbuf_printf(out, "<mo form=\"%s\" stretchy=\"false\">%s</mo>", opens ? "prefix" : "postfix",
                  opens ? fences[math->fence].open : fences[math->fence].close);
}

static void (*const writers[])(strbuf_t *,
                               const math_t *) = {[MATH_ROW] = write_row,           [MATH_SIGN] = write_sign,
                                                  [MATH_NUMBER] = write_number,     [MATH_NAME] = write_name,
                                                  [MATH_WORD] = write_text,         [MATH_PREFIX] = write_text,
                                                  [MATH_PHRASE] = write_text,       [MATH_FRACTION] = write_fraction,
                                                  [MATH_POWER] = write_power,       [MATH_INDEXED] = write_indexed,
                                                  [MATH_PRIMED] = write_primed,     [MATH_ROOT] = write_root,
                                                  [MATH_FENCED] = write_fenced,     [MATH_CASES] = write_cases,
                                                  [MATH_SUM] = write_sum,           [MATH_OPENING] = write_lone_fence,
                                                  [MATH_CLOSING] = write_lone_fence};

static void append(strbuf_t *out, const math_t *math)
{
    writers[math->kind](out, math);
}

// ---- long formulas ----

#define LONG_FORMULA 30 // letters; longer ones in running text may be broken
#define LONG_FENCED 16  // and within parentheses around so many
#define LONG_BASE 24    // which, where they are raised to a power, stay whole up to so many

static bool is_long_power(const math_t *math)
{
    return math->kind == MATH_POWER && math->children[0]->kind == MATH_FENCED &&
           math_width(math->children[0]) >= LONG_BASE;
}

// In several such elements <math>, between which a line may end: a line is not broken within one.
static void append_broken(strbuf_t *out, const math_t *math, const char *element)
{
    if (math->kind == MATH_ROW) {
        for (size_t i = 0; i < math->count; i++) {
            const math_t *child = math->children[i];
            bool is_sign = child->kind == MATH_SIGN && math_breaks_before(child);
            if (i > 0 && math_breaks_before(child))
                strbuf_printf(out, "</math><wbr/>%s", element);
            if (is_sign)
                strbuf_printf(out, "<mo form=\"%s\">%s</mo>", i > 0 ? "infix" : "prefix", signs[child->sign]);
            else if (child->kind == MATH_SIGN)
                write_member(out, math, i);
            else
                append_broken(out, child, element);
            if (math_breaks_behind(child))
                strbuf_printf(out, "</math><wbr/>%s", element);
        }
    } else if (math->kind == MATH_FENCED && math->children[0]->kind != MATH_FRACTION &&
               math_width(math) >= LONG_FENCED) {
        math_t fence = {.kind = MATH_OPENING, .fence = math->fence};
        append(out, &fence);
        append_broken(out, math->children[0], element);
        fence.kind = MATH_CLOSING;
        append(out, &fence);
    } else if (is_long_power(math)) {
        math_t fence = {.kind = MATH_OPENING, .fence = math->children[0]->fence};
        append(out, &fence);
        append_broken(out, math->children[0]->children[0], element);
        fence.kind = MATH_CLOSING;
        strbuf_append(out, "<msup>");
        append(out, &fence);
        append(out, math->children[1]);
        strbuf_append(out, "</msup>");
    } else if (math->kind == MATH_SUM) {
        write_sum_sign(out, math);
        append_broken(out, math->children[3], element);
    } else {
        append(out, math);
    }
}

void math_write_mathml_inline(strbuf_t *out, char before, const math_t *math, char behind)
{
    const char *element = math_is_deep(math) ? "<math displaystyle=\"true\">" : "<math>";
    strbuf_append(out, element);
    if (before)
        strbuf_printf(out, "<mtext>%c</mtext>", before);
    if (math_width(math) > LONG_FORMULA)
        append_broken(out, math, element);
    else
        append(out, math);
    if (behind)
        strbuf_printf(out, "<mtext>%c</mtext>", behind);
    strbuf_append(out, "</math>");
}

void math_write_mathml(strbuf_t *out, const math_t *math, bool display)
{
    strbuf_append(out, display ? "<math display=\"block\">" : "<math>");
    append(out, math);
    strbuf_append(out, "</math>");
}
