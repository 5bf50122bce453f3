// SPDX-License-Identifier: LGPL-3.0-or-later
// Certified numbers: constants, by themselves and in tables, and where implicit points lie.
#include "report/document.h"

#include "report/document_result.h"

#include <ctype.h>
#include <string.h>

#define LEAST_ROWS 3 // of a table of one quantity
#define MOST_ROWS 40
#define MOST_QUANTITIES 16
#define MOST_WIDTH 120 // letters
#define GAP 2          // the same, between columns

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

// "g = 1/5" of " (g = 1/5)".
static const char *row_text(arena_t *arena, const char *row)
{
    return arena_text(arena, "%.*s", (int)(strlen(row) - 3), row + 2);
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
    if (constant->quantity > 2 && name[0] == '|' && name[constant->quantity - 1] == '|')
        return math_fenced(arena, FENCE_BARS, math_text(arena, MATH_NAME, name + 1, constant->quantity - 2));
    size_t base = open ? (size_t)(open - name) : constant->quantity;
    math_t *letters = math_text(arena, MATH_NAME, name, base);
    size_t digits = open ? strspn(open + 1, "0123456789") : 0;
    if (digits == 0 || base + digits + 2 != constant->quantity)
        return math_text(arena, MATH_NAME, name, constant->quantity);
    math_t *number = math_text(arena, MATH_NUMBER, open + 1, digits);
    return math_binary(arena, MATH_ROW, letters, math_fenced(arena, FENCE_PARENTHESES, number));
}

// What a constant in words is called: "volume of flat", "steps from 1e-3"; a name of the spec may stand behind "of", a
// number at the end.
static void name_in_words(prose_t *prose, const char *name, size_t length)
{
    const char *of = "volume of ";
    size_t words = strncmp(name, of, strlen(of)) == 0 ? strlen(of) : length, last = length;
    bool named = is_name(name + words, length - words);
    while (last > 0 && name[last - 1] != ' ')
        last--;
    bool numbered = !named && last > 0 && isdigit((unsigned char)name[last]);
    prose_text(prose, "%.*s", (int)(named ? words : numbered ? last : length), name);
    if (named)
        prose_math(prose, math_text(prose->arena, MATH_NAME, name + words, length - words));
    if (numbered)
        prose_math(prose, math_decimal(prose->arena, name + last, length - last));
}

// The row of a constant's name, " (g = 1/5)" or nothing.
static void add_row(prose_t *prose, const char *row)
{
    if (!*row)
        return;
    prose_text(prose, " (");
    document_row(prose, row_text(prose->arena, row));
    prose_text(prose, ")");
}

prose_t document_constant(document_t *document, const report_constant_t *constant)
{
    prose_t prose = {.arena = &document->arena};
    const char *name = constant->name, *row = name + constant->quantity;
    bool in_words = is_in_words(constant);
    if (in_words) {
        name_in_words(&prose, name, constant->quantity);
        add_row(&prose, row);
        prose_text(&prose, " ");
    }
    math_sign_t sign;
    math_t *value = constant_value(&sign, prose.arena, constant);
    math_t *left = in_words ? math_new(prose.arena, MATH_ROW) : symbol(prose.arena, constant);
    prose_math(&prose, math_relation(prose.arena, left, sign, value));
    if (!in_words)
        add_row(&prose, row);
    return prose;
}

// Without its name.
static prose_t value_of(document_t *document, const report_constant_t *constant)
{
    prose_t prose = {.arena = &document->arena};
    math_sign_t sign;
    math_t *value = constant_value(&sign, prose.arena, constant);
    bool is_bound = sign == MATH_GREATER_EQUAL || sign == MATH_LESS_EQUAL;
    prose_math(&prose, is_bound ? math_relation(prose.arena, math_new(prose.arena, MATH_ROW), sign, value) : value);
    return prose;
}

// What the theorem calls the constant that its part is about: mu_dag where this is mu.
static const char *name_in_theorem(const claim_t *part, const report_constant_t *constant)
{
    const char *slash = strchr(part->id, '/'), *name = slash ? slash + 1 : "";
    bool longer = strncmp(name, constant->name, constant->quantity) == 0 && name[constant->quantity] == '_';
    return longer && !constant->name[constant->quantity] ? name : NULL;
}

prose_t document_constant_of(document_t *document, size_t claim, const report_constant_t *constant)
{
    const claim_t *part = document_spec(document)->claims + claim;
    if (part->role == PART_QUANTITY)
        return value_of(document, constant);
    report_constant_t named = *constant;
    const char *name = part->role == PART_NONE ? NULL : name_in_theorem(part, constant);
    if (name) {
        named.name = arena_text(&document->arena, "%s", name);
        named.quantity = strlen(name);
    }
    return document_constant(document, &named);
}

size_t document_constants(report_constant_t **constants, document_t *document, size_t claim)
{
    size_t count = report_constants(constants, &document->report, claim);
    bool certified =
        document->results[claim].verdict == VERDICT_PROVED || document_spec(document)->claims[claim].role != PART_NONE;
    if (certified || count == 0 || !(*constants)->stated)
        return count;
    report_constants_clear(*constants, count);
    *constants = NULL;
    return 0;
}

// ---- tables ----

// The constants of a claim by its rows and by quantities.
typedef struct {
    size_t row_count, quantity_count;
    const char *rows[MOST_ROWS];
    const report_constant_t *quantities[MOST_QUANTITIES]; // one of each
    const report_constant_t *cells[MOST_ROWS][MOST_QUANTITIES];
} grid_t;

// The place of the text in a list of texts that grows; MOST_ROWS when it is full.
static size_t place_of_row(grid_t *grid, const char *text)
{
    size_t k = 0;
    while (k < grid->row_count && strcmp(grid->rows[k], text) != 0)
        k++;
    if (k == grid->row_count && k < MOST_ROWS)
        grid->rows[grid->row_count++] = text;
    return k;
}

static size_t place_of_quantity(grid_t *grid, const report_constant_t *constant)
{
    size_t k = 0;
    while (k < grid->quantity_count && (grid->quantities[k]->quantity != constant->quantity ||
                                        strncmp(grid->quantities[k]->name, constant->name, constant->quantity) != 0))
        k++;
    if (k == grid->quantity_count && k < MOST_QUANTITIES)
        grid->quantities[grid->quantity_count++] = constant;
    return k;
}

static bool grid_make(grid_t *grid, arena_t *arena, size_t count, const report_constant_t *constants)
{
    *grid = (grid_t){.row_count = 0};
    for (size_t i = 0; i < count; i++) {
        const char *row = constants[i].name + constants[i].quantity;
        if (!*row)
            return false;
        size_t y = place_of_row(grid, row_text(arena, row)), x = place_of_quantity(grid, constants + i);
        if (y == MOST_ROWS || x == MOST_QUANTITIES || grid->cells[y][x])
            return false;
        grid->cells[y][x] = constants + i;
    }
    return grid->row_count >= (grid->quantity_count > 1 ? LEAST_ROWS - 1 : LEAST_ROWS);
}

static const report_constant_t *cell_of(const grid_t *grid, bool turned, size_t line, size_t column)
{
    return turned ? grid->cells[column][line] : grid->cells[line][column];
}

// How many letters the columns take up, without their headings' column, and that with it.
static size_t width_of(const grid_t *grid, arena_t *arena, bool turned)
{
    size_t lines = turned ? grid->quantity_count : grid->row_count;
    size_t columns = turned ? grid->row_count : grid->quantity_count, width = 0;
    for (size_t y = 0; y < lines; y++) {
        size_t letters = turned ? grid->quantities[y]->quantity : strlen(grid->rows[y]);
        width = letters > width ? letters : width;
    }
    for (size_t x = 0; x < columns; x++) {
        size_t widest = turned ? strlen(grid->rows[x]) : grid->quantities[x]->quantity;
        for (size_t y = 0; y < lines; y++) {
            const report_constant_t *constant = cell_of(grid, turned, y, x);
            math_sign_t sign;
            size_t letters = constant ? math_width(constant_value(&sign, arena, constant)) : 0;
            widest = letters > widest ? letters : widest;
        }
        width += widest + GAP;
    }
    return width;
}

static prose_t row_heading(arena_t *arena, const char *text)
{
    prose_t prose = {.arena = arena};
    document_row(&prose, text);
    return prose;
}

static prose_t quantity_heading(arena_t *arena, const report_constant_t *constant)
{
    prose_t prose = {.arena = arena};
    if (is_in_words(constant))
        name_in_words(&prose, constant->name, constant->quantity);
    else
        prose_math(&prose, symbol(prose.arena, constant));
    return prose;
}

bool document_table(document_table_t *table, document_t *document, size_t count, const report_constant_t *constants)
{
    arena_t *arena = &document->arena;
    grid_t *grid = arena_alloc(arena, 1, sizeof *grid);
    if (!grid_make(grid, arena, count, constants))
        return false;
    bool turned = width_of(grid, arena, false) > MOST_WIDTH;
    if (turned && width_of(grid, arena, true) > MOST_WIDTH)
        return false;
    *table = document_table_make(arena, turned ? grid->quantity_count : grid->row_count,
                                 turned ? grid->row_count : grid->quantity_count);
    for (size_t i = 0; i < grid->row_count; i++)
        (turned ? table->columns : table->lines)[i] = row_heading(arena, grid->rows[i]);
    for (size_t i = 0; i < grid->quantity_count; i++)
        (turned ? table->lines : table->columns)[i] = quantity_heading(arena, grid->quantities[i]);
    for (size_t y = 0; y < table->line_count; y++)
        for (size_t x = 0; x < table->column_count; x++) {
            const report_constant_t *constant = cell_of(grid, turned, y, x);
            if (constant)
                table->cells[y * table->column_count + x] = value_of(document, constant);
        }
    return true;
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
    if (report_locates_cycle(&document->report, claim))
        return phrases;
    for (size_t k = 0; result->instance_count && k < result->instances->obligation_count; k++) {
        const obligation_result_t *obligation = result->instances->obligations + k;
        if (obligation->enclosed_count == 0 || obligation->verdict != VERDICT_PROVED)
            continue;
        prose_t prose = enclosure(&document->arena, obligation);
        phrases_add(&phrases, &prose);
    }
    return phrases;
}
