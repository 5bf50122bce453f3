// SPDX-License-Identifier: LGPL-3.0-or-later
// Long formulas, line by line.
#include "report/math.h"

typedef struct {
    arena_t *arena;
    size_t limit, used; // letters of a line; of the last one
    math_lines_t lines;
} breaker_t;

static void begin_line(breaker_t *b)
{
    math_t *line = math_new(b->arena, MATH_ROW);
    if (b->lines.count > 0)
        math_add(b->arena, line, math_new(b->arena, MATH_ROW));
    b->lines.items = arena_grow(b->arena, b->lines.items, b->lines.count, &b->lines.capacity, sizeof *b->lines.items);
    b->lines.items[b->lines.count++] = line;
    b->used = 0;
}

static void append(breaker_t *b, math_t *math)
{
    math_add(b->arena, b->lines.items[b->lines.count - 1], math);
    b->used += math_width(math);
}

static void append_fence(breaker_t *b, math_kind_t kind, const math_t *fenced)
{
    math_t *math = math_new(b->arena, kind);
    math->fence = fenced->fence;
    append(b, math);
}

bool math_breaks_before(const math_t *math)
{
    return math->kind == MATH_PHRASE ||
           (math->kind == MATH_SIGN && ((math->sign >= MATH_LESS && math->sign <= MATH_MEMBER) ||
                                        math->sign == MATH_PLUS || math->sign == MATH_MINUS));
}

bool math_breaks_behind(const math_t *math)
{
    return math->kind == MATH_SIGN && math->sign == MATH_COMMA;
}

// Where the part of a row ends that begins at `from`.
static size_t part_end(const math_t *row, size_t from)
{
    size_t to = from + 1;
    while (to < row->count && !math_breaks_before(row->children[to]) && !math_breaks_behind(row->children[to - 1]))
        to++;
    return to;
}

static void break_math(breaker_t *b, math_t *math);

// A part that no line can end in but within its members.
static void break_part(breaker_t *b, const math_t *row, size_t from, size_t to)
{
    size_t width = 0;
    for (size_t i = from; i < to; i++)
        width += math_width(row->children[i]);
    if (b->used > 0 && b->used + width > b->limit)
        begin_line(b);
    for (size_t i = from; i < to; i++)
        break_math(b, row->children[i]);
}

// Appends the formula to the last line, and to more lines where it has no room in that.
static void break_math(breaker_t *b, math_t *math)
{
    bool fits = b->used + math_width(math) <= b->limit;
    if (!fits && math->kind == MATH_ROW) {
        for (size_t from = 0, to; from < math->count; from = to) {
            to = part_end(math, from);
            break_part(b, math, from, to);
        }
    } else if (!fits && math->kind == MATH_FENCED) {
        append_fence(b, MATH_OPENING, math);
        break_math(b, math->children[0]);
        append_fence(b, MATH_CLOSING, math);
    } else {
        append(b, math);
    }
}

math_lines_t math_lines(arena_t *arena, const math_t *math, size_t width)
{
    breaker_t b = {.arena = arena, .limit = width};
    begin_line(&b);
    break_math(&b, (math_t *)math);
    return b.lines;
}
