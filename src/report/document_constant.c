// SPDX-License-Identifier: LGPL-3.0-or-later
// Certified numbers: constants, by themselves and in tables, and where implicit points lie.
#include "report/document.h"

#include "report/document_result.h"

#include <ctype.h>
#include <string.h>

#define LEAST_ROWS 3 // of a table
#define MOST_ROWS 40
#define MOST_WIDTH 105 // letters
#define MOST_COLUMNS DOCUMENT_MOST_COLUMNS

static void decimal(arena_t *arena, math_t *row, const char *text)
{
    math_add(arena, row, math_decimal(arena, text, strlen(text)));
}

static math_t *interval(arena_t *arena, const char *lo, const char *hi)
{
    math_t *ends = math_new(arena, MATH_ROW);
    decimal(arena, ends, lo);
    math_add(arena, ends, math_sign(arena, MATH_COMMA));
    decimal(arena, ends, hi);
    return math_fenced(arena, FENCE_CLOSED, ends);
}

// ---- one constant ----

// What a constant is: 2 and a sign for "equal", [2.897, 2.898] and one for "in", 2 and one for "at least".
static math_t *constant_value(math_sign_t *sign, arena_t *arena, const report_constant_t *constant)
{
    const char *lo = constant->lo.text, *hi = constant->hi.text;
    bool exact = strcmp(lo, hi) == 0, least = strcmp(hi, "inf") == 0, most = strcmp(lo, "-inf") == 0;
    *sign = MATH_EQUAL;
    if (constant->fraction.length > 0)
        return math_exact(arena, constant->fraction.text);
    if (!exact && !least && !most) {
        *sign = MATH_MEMBER;
        return interval(arena, lo, hi);
    }
    if (!exact)
        *sign = least ? MATH_GREATER_EQUAL : MATH_LESS_EQUAL;
    return math_decimal(arena, most ? hi : lo, strlen(most ? hi : lo));
}

static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_')
            return false;
    return length > 0;
}

static bool is_in_words(const report_constant_t *constant)
{
    return memchr(constant->name, ' ', constant->quantity) != NULL;
}

// mu, x(0).
static math_t *symbol(arena_t *arena, const report_constant_t *constant)
{
    const char *name = constant->name, *open = memchr(name, '(', constant->quantity);
    size_t base = open ? (size_t)(open - name) : constant->quantity;
    math_t *letters = math_text(arena, MATH_NAME, name, base);
    size_t digits = open ? strspn(open + 1, "0123456789") : 0;
    if (digits == 0 || base + digits + 2 != constant->quantity)
        return math_text(arena, MATH_NAME, name, constant->quantity);
    math_t *number = math_text(arena, MATH_NUMBER, open + 1, digits);
    return math_binary(arena, MATH_ROW, letters, math_fenced(arena, FENCE_PARENTHESES, number));
}

// What a constant in words is called: "volume of flat", "growth per step"; a name of the spec may stand behind "of".
static void name_in_words(prose_t *prose, const char *name, size_t length)
{
    const char *of = "volume of ";
    size_t words = strncmp(name, of, strlen(of)) == 0 ? strlen(of) : length;
    bool named = is_name(name + words, length - words);
    prose_text(prose, "%.*s", (int)(named ? words : length), name);
    if (named)
        prose_math(prose, math_text(prose->arena, MATH_NAME, name + words, length - words));
}

prose_t document_constant(document_t *document, const report_constant_t *constant)
{
    prose_t prose = {.arena = &document->arena};
    const char *name = constant->name, *row = name + constant->quantity;
    bool in_words = is_in_words(constant);
    if (in_words) {
        name_in_words(&prose, name, constant->quantity);
        prose_text(&prose, "%s ", row);
    }
    math_sign_t sign;
    math_t *value = constant_value(&sign, prose.arena, constant);
    math_t *left = in_words ? math_new(prose.arena, MATH_ROW) : symbol(prose.arena, constant);
    prose_math(&prose, math_relation(prose.arena, left, sign, value));
    if (!in_words && *row)
        prose_text(&prose, "%s", row);
    return prose;
}

// ---- tables ----

// The place of the text in a list of texts that grows; `most` when it is full.
static size_t place_of(const char **list, size_t *count, size_t most, const char *text)
{
    size_t k = 0;
    while (k < *count && strcmp(list[k], text) != 0)
        k++;
    if (k == *count && k < most)
        list[(*count)++] = text;
    return k;
}

// In letters, roughly.
static size_t width_of(const document_table_t *table, arena_t *arena)
{
    size_t width = 0;
    for (size_t x = 0; x < table->column_count; x++) {
        size_t widest = table->headings[x]->quantity;
        for (size_t y = 0; y < table->row_count; y++) {
            const report_constant_t *constant = table->cells[y * MOST_COLUMNS + x];
            math_sign_t sign;
            size_t letters = constant ? math_width(constant_value(&sign, arena, constant)) : 0;
            widest = letters > widest ? letters : widest;
        }
        width += widest;
    }
    return width;
}

bool document_table(document_table_t *table, document_t *document, size_t count, const report_constant_t *constants)
{
    arena_t *arena = &document->arena;
    const char *quantities[MOST_COLUMNS];
    *table = (document_table_t){.rows = arena_alloc(arena, MOST_ROWS, sizeof *table->rows),
                                .cells = arena_alloc(arena, MOST_ROWS * MOST_COLUMNS, sizeof *table->cells)};
    for (size_t i = 0; i < count; i++) {
        const char *name = constants[i].name, *row = name + constants[i].quantity;
        if (!*row)
            return false;
        const char *inside = arena_text(arena, "%.*s", (int)(strlen(row) - 3), row + 2); // without " (" and ")"
        const char *quantity = arena_text(arena, "%.*s", (int)constants[i].quantity, name);
        size_t y = place_of(table->rows, &table->row_count, MOST_ROWS, inside);
        size_t x = place_of(quantities, &table->column_count, MOST_COLUMNS, quantity);
        if (y == MOST_ROWS || x == MOST_COLUMNS || table->cells[y * MOST_COLUMNS + x])
            return false;
        table->cells[y * MOST_COLUMNS + x] = constants + i;
        table->headings[x] = constants + i;
    }
    return table->row_count >= LEAST_ROWS && width_of(table, arena) <= MOST_WIDTH;
}

prose_t document_heading(document_t *document, const document_table_t *table, size_t column)
{
    prose_t prose = {.arena = &document->arena};
    const report_constant_t *constant = table->headings[column];
    if (is_in_words(constant))
        name_in_words(&prose, constant->name, constant->quantity);
    else
        prose_math(&prose, symbol(prose.arena, constant));
    return prose;
}

prose_t document_cell(document_t *document, const document_table_t *table, size_t row, size_t column)
{
    prose_t prose = {.arena = &document->arena};
    const report_constant_t *constant = table->cells[row * MOST_COLUMNS + column];
    if (!constant)
        return prose;
    math_sign_t sign;
    math_t *value = constant_value(&sign, prose.arena, constant);
    bool is_bound = sign == MATH_GREATER_EQUAL || sign == MATH_LESS_EQUAL;
    prose_math(&prose, is_bound ? math_relation(prose.arena, math_new(prose.arena, MATH_ROW), sign, value) : value);
    return prose;
}

// ---- points ----

static prose_t enclosure(arena_t *arena, const obligation_result_t *root)
{
    prose_t prose = {.arena = arena};
    for (size_t i = 0; i < root->enclosed_count; i++) {
        const enclosed_coordinate_t *coordinate = root->enclosed + i;
        prose_text(&prose, "%s", i ? ", " : "");
        prose_math(&prose, math_relation(prose.arena, document_coordinate(prose.arena, coordinate->name, false),
                                         MATH_MEMBER, interval(prose.arena, coordinate->lo, coordinate->hi)));
    }
    return prose;
}

phrases_t document_enclosures(document_t *document, size_t claim)
{
    const claim_result_t *result = document->results + claim;
    phrases_t phrases = {.count = 0};
    for (size_t k = 0; result->instance_count && k < result->instances->obligation_count; k++) {
        const obligation_result_t *obligation = result->instances->obligations + k;
        if (obligation->enclosed_count == 0 || obligation->verdict != VERDICT_PROVED)
            continue;
        prose_t prose = enclosure(&document->arena, obligation);
        phrases_add(&phrases, &prose);
    }
    return phrases;
}
