// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/math.h"

#include <ctype.h>
#include <string.h>

math_t *math_new(arena_t *arena, math_kind_t kind)
{
    math_t *math = arena_alloc(arena, 1, sizeof *math);
    math->kind = kind;
    return math;
}

math_t *math_sign(arena_t *arena, math_sign_t sign)
{
    math_t *math = math_new(arena, MATH_SIGN);
    math->sign = sign;
    return math;
}

math_t *math_text(arena_t *arena, math_kind_t kind, const char *text, size_t length)
{
    math_t *math = math_new(arena, kind);
    math->text = arena_text(arena, "%.*s", (int)length, text);
    return math;
}

math_t *math_number(arena_t *arena, const char *text)
{
    return math_text(arena, MATH_NUMBER, text, strlen(text));
}

math_t *math_name(arena_t *arena, const char *text)
{
    return math_text(arena, MATH_NAME, text, strlen(text));
}

void math_add(arena_t *arena, math_t *parent, math_t *child)
{
    parent->children = arena_grow(arena, parent->children, parent->count, &parent->capacity, sizeof *parent->children);
    parent->children[parent->count++] = child;
}

math_t *math_unary(arena_t *arena, math_kind_t kind, math_t *child)
{
    math_t *math = math_new(arena, kind);
    math_add(arena, math, child);
    return math;
}

math_t *math_binary(arena_t *arena, math_kind_t kind, math_t *left, math_t *right)
{
    math_t *math = math_unary(arena, kind, left);
    math_add(arena, math, right);
    return math;
}

math_t *math_fenced(arena_t *arena, math_fence_t fence, math_t *child)
{
    math_t *math = math_unary(arena, MATH_FENCED, child);
    math->fence = fence;
    return math;
}

math_t *math_relation(arena_t *arena, math_t *left, math_sign_t sign, math_t *right)
{
    math_t *math = math_binary(arena, MATH_ROW, left, math_sign(arena, sign));
    math_add(arena, math, right);
    return math;
}

// ---- numbers ----

static math_t *negated(arena_t *arena, bool negative, math_t *magnitude)
{
    return negative ? math_binary(arena, MATH_ROW, math_sign(arena, MATH_MINUS), magnitude) : magnitude;
}

math_t *math_exact(arena_t *arena, const char *text)
{
    bool negative = *text == '-';
    const char *digits = text + negative, *slash = strchr(digits, '/');
    if (!isdigit((unsigned char)*digits))
        return NULL;
    if (!slash)
        return negated(arena, negative, math_number(arena, digits));
    math_t *numerator = math_text(arena, MATH_NUMBER, digits, (size_t)(slash - digits));
    return negated(arena, negative, math_binary(arena, MATH_FRACTION, numerator, math_number(arena, slash + 1)));
}

// 2.5e-3: 2.5 times a power of ten; the power alone for 1e-3.
math_t *math_decimal(arena_t *arena, const char *text, size_t length)
{
    bool negative = length > 0 && *text == '-';
    const char *digits = text + negative, *end = text + length;
    if (end - digits == 3 && memcmp(digits, "inf", 3) == 0)
        return negated(arena, negative, math_sign(arena, MATH_INFINITY));
    const char *e = memchr(digits, 'e', (size_t)(end - digits));
    if (!e)
        e = memchr(digits, 'E', (size_t)(end - digits));
    if (!e)
        return negated(arena, negative, math_text(arena, MATH_NUMBER, digits, (size_t)(end - digits)));
    const char *dots = end - e > 3 && memcmp(end - 3, "...", 3) == 0 ? end - 3 : end;
    const char *exponent = e + 1 + (e + 1 < dots && e[1] == '+');
    bool below = exponent < dots && *exponent == '-';
    math_t *above = math_text(arena, MATH_NUMBER, exponent + below, (size_t)(dots - exponent) - below);
    math_t *power = math_binary(arena, MATH_POWER, math_number(arena, "10"), negated(arena, below, above));
    if (e - digits == 1 && *digits == '1' && dots == end)
        return negated(arena, negative, power);
    math_t *factor =
        math_number(arena, arena_text(arena, "%.*s%s", (int)(e - digits), digits, dots < end ? "..." : ""));
    return negated(arena, negative, math_relation(arena, factor, MATH_TIMES, power));
}

// ---- measures ----

static size_t widest_child(const math_t *math)
{
    size_t widest = 0;
    for (size_t i = 0; i < math->count; i++) {
        size_t width = math_width(math->children[i]);
        widest = width > widest ? width : widest;
    }
    return widest;
}

size_t math_width(const math_t *math)
{
    size_t width = math->text ? strlen(math->text) : 0;
    if (math->kind == MATH_SIGN || math->kind == MATH_OPENING || math->kind == MATH_CLOSING)
        return 1;
    if (math->kind == MATH_FRACTION)
        return widest_child(math);
    for (size_t i = 0; i < math->count; i++)
        width += math_width(math->children[i]);
    return width +
           (math->kind == MATH_FENCED || math->kind == MATH_PHRASE || math->kind == MATH_PREFIX ? 2 : math->primes);
}

bool math_is_tall(const math_t *math)
{
    if (math->kind == MATH_FRACTION || math->kind == MATH_ROOT || math->kind == MATH_CASES || math->kind == MATH_SUM)
        return true;
    for (size_t i = 0; i < math->count; i++)
        if (math_is_tall(math->children[i]))
            return true;
    return false;
}

bool math_is_deep(const math_t *math)
{
    bool fraction = math->kind == MATH_FRACTION;
    for (size_t i = 0; i < math->count; i++)
        if (math_is_deep(math->children[i]) || (fraction && math_is_tall(math->children[i])))
            return true;
    return false;
}

// ---- names ----

// X(name in a spec, TeX, the letter)
#define GREEK_LETTERS(X)                                                                                               \
    X("alpha", "\\alpha ", "\xce\xb1")                                                                                 \
    X("beta", "\\beta ", "\xce\xb2")                                                                                   \
    X("gamma", "\\gamma ", "\xce\xb3")                                                                                 \
    X("delta", "\\delta ", "\xce\xb4")                                                                                 \
    X("epsilon", "\\varepsilon ", "\xce\xb5")                                                                          \
    X("eps", "\\varepsilon ", "\xce\xb5")                                                                              \
    X("zeta", "\\zeta ", "\xce\xb6")                                                                                   \
    X("eta", "\\eta ", "\xce\xb7")                                                                                     \
    X("theta", "\\theta ", "\xce\xb8")                                                                                 \
    X("kappa", "\\kappa ", "\xce\xba")                                                                                 \
    X("lambda", "\\lambda ", "\xce\xbb")                                                                               \
    X("mu", "\\mu ", "\xce\xbc")                                                                                       \
    X("nu", "\\nu ", "\xce\xbd")                                                                                       \
    X("xi", "\\xi ", "\xce\xbe")                                                                                       \
    X("pi", "\\pi ", "\xcf\x80")                                                                                       \
    X("rho", "\\rho ", "\xcf\x81")                                                                                     \
    X("sigma", "\\sigma ", "\xcf\x83")                                                                                 \
    X("tau", "\\tau ", "\xcf\x84")                                                                                     \
    X("phi", "\\varphi ", "\xcf\x86")                                                                                  \
    X("chi", "\\chi ", "\xcf\x87")                                                                                     \
    X("psi", "\\psi ", "\xcf\x88")                                                                                     \
    X("omega", "\\omega ", "\xcf\x89")                                                                                 \
    X("Gamma", "\\Gamma ", "\xce\x93")                                                                                 \
    X("Delta", "\\Delta ", "\xce\x94")                                                                                 \
    X("Theta", "\\Theta ", "\xce\x98")                                                                                 \
    X("Lambda", "\\Lambda ", "\xce\x9b")                                                                               \
    X("Sigma", "\\Sigma ", "\xce\xa3")                                                                                 \
    X("Phi", "\\Phi ", "\xce\xa6")                                                                                     \
    X("Psi", "\\Psi ", "\xce\xa8")                                                                                     \
    X("Omega", "\\Omega ", "\xce\xa9")

static const struct {
    const char *name, *tex, *mathml;
} greek[] = {
#define GREEK_ROW(name, tex, letter) {name, tex, letter},
    GREEK_LETTERS(GREEK_ROW)
#undef GREEK_ROW
};

// Sets the base to the first `length` letters; true when they are one letter, Latin or Greek.
static bool take_base(math_name_parts_t *parts, const char *name, size_t length)
{
    parts->base = length;
    parts->tex = parts->mathml = NULL;
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
        if (strlen(greek[i].name) == length && memcmp(greek[i].name, name, length) == 0) {
            parts->tex = greek[i].tex;
            parts->mathml = greek[i].mathml;
        }
    return length == 1 || parts->tex;
}

static const struct {
    const char *ending;
    char mark;
} marks[] = {{"dagger", 'd'}, {"dag", 'd'}, {"star", 's'}};

// xdag, xstar: a mark above a single letter.
static bool take_mark(math_name_parts_t *parts, const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t ending = strlen(marks[i].ending);
        if (length > ending && memcmp(name + length - ending, marks[i].ending, ending) == 0 &&
            take_base(parts, name, length - ending)) {
            parts->mark = marks[i].mark;
            return true;
        }
    }
    return false;
}

math_name_parts_t math_name_parts(const char *name)
{
    math_name_parts_t parts = {.base = 0};
    size_t length = strlen(name), stem = length;
    const char *line = strchr(name, '_');
    if (line && line > name && line[1] && !strchr(line + 1, '_')) {
        stem = (size_t)(line - name);
        parts.below_from = stem + 1;
    } else {
        while (stem > 1 && isdigit((unsigned char)name[stem - 1]))
            stem--;
        parts.below_from = stem;
    }
    parts.below = length - parts.below_from;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcmp(name + parts.below_from, marks[i].ending) == 0)
            parts.mark_below = marks[i].mark;
    if (!take_mark(&parts, name, stem))
        (void)take_base(&parts, name, stem);
    return parts;
}

// ---- prose ----

static void add_item(prose_t *prose, prose_item_t item)
{
    prose->items = arena_grow(prose->arena, prose->items, prose->count, &prose->capacity, sizeof item);
    prose->items[prose->count++] = item;
}

static const char *formatted(arena_t *arena, const char *format, va_list arguments)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_vprintf(&text, format, arguments);
    const char *kept = arena_text(arena, "%s", text.text);
    strbuf_clear(&text);
    return kept;
}

void prose_text(prose_t *prose, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = formatted(prose->arena, format, arguments);
    va_end(arguments);
    if (*text)
        add_item(prose, (prose_item_t){.text = text});
}

void prose_aside(prose_t *prose, const char *format, ...)
{
    va_list arguments;
    prose_text(prose, " ");
    va_start(arguments, format);
    add_item(prose, (prose_item_t){.text = formatted(prose->arena, format, arguments), .aside = true});
    va_end(arguments);
}

void prose_math(prose_t *prose, const math_t *math)
{
    add_item(prose, (prose_item_t){.math = math});
}

void phrases_add(phrases_t *phrases, const prose_t *phrase)
{
    phrases->items =
        arena_grow(phrase->arena, phrases->items, phrases->count, &phrases->capacity, sizeof *phrases->items);
    phrases->items[phrases->count++] = *phrase;
}
