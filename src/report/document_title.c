// SPDX-License-Identifier: LGPL-3.0-or-later
// Titles. Those of a theorem's parts are English with formulas in plain letters: "mu_dag > 2 L^2/mu_star", "f is
// L-smooth". The formulas are found by their signs and names, read as expressions of the spec language, and set as
// such.
#include "report/document.h"
#include "report/document_result.h"

#include <ctype.h>
#include <string.h>

typedef enum { PIECE_WORD, PIECE_NUMBER, PIECE_SIGN, PIECE_OPEN, PIECE_CLOSE, PIECE_BAR, PIECE_OTHER } piece_kind_t;

typedef struct {
    piece_kind_t kind;
    size_t from, length;
    bool spaced;  // a space stands before it
    bool in_math; // it belongs to a formula
    bool closes;  // of a bar
} piece_t;

typedef struct {
    const char *text;
    size_t count, capacity;
    piece_t *items;
} pieces_t;

// ---- cutting ----

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A sign between two spaces is an operator, and so is the one of [-1, 1]; the one in "L-smooth" is a hyphen.
static bool is_operator(const char *text, size_t at)
{
    bool spaced = at > 0 && text[at - 1] == ' ';
    bool of_number = is_digit(text[at + 1]) && (spaced || (at > 0 && strchr("[(", text[at - 1])));
    bool hyphen = text[at] == '-' && !(spaced && text[at + 1] == ' ') && !of_number;
    return strchr("+-*/^<>=", text[at]) && !hyphen;
}

// Of the number that begins there: 12, 0.25, 1e-12.
static size_t number_length(const char *text)
{
    size_t length = strspn(text, "0123456789");
    if (text[length] == '.' && is_digit(text[length + 1]))
        length += 1 + strspn(text + length + 1, "0123456789");
    size_t sign = length + 1 + (text[length] == 'e' && text[length + 1] == '-');
    if (text[length] == 'e' && is_digit(text[sign]))
        length = sign + strspn(text + sign, "0123456789");
    return length;
}

static piece_t piece_at(const char *text, size_t at)
{
    piece_t piece = {.kind = PIECE_OTHER, .from = at, .length = 1, .spaced = at > 0 && text[at - 1] == ' '};
    if (is_digit(text[at])) {
        piece.kind = PIECE_NUMBER;
        piece.length = number_length(text + at);
    } else if (is_letter(text[at])) {
        piece.kind = PIECE_WORD;
        while (is_letter(text[at + piece.length]) || isdigit((unsigned char)text[at + piece.length]))
            piece.length++;
    } else if (is_operator(text, at)) {
        piece.kind = PIECE_SIGN;
        while (strchr("<>=", text[at]) && text[at + piece.length] == '=')
            piece.length++;
    } else if (text[at] == '(' || text[at] == ')') {
        piece.kind = text[at] == '(' ? PIECE_OPEN : PIECE_CLOSE;
    } else if (text[at] == '|') {
        piece.kind = PIECE_BAR;
    }
    return piece;
}

static pieces_t cut(arena_t *arena, const char *text)
{
    pieces_t pieces = {.text = text};
    bool inside = false;
    for (size_t at = 0; text[at];) {
        if (text[at] == ' ') {
            at++;
            continue;
        }
        piece_t piece = piece_at(text, at);
        piece.closes = piece.kind == PIECE_BAR && inside;
        inside = inside != (piece.kind == PIECE_BAR);
        pieces.items = arena_grow(arena, pieces.items, pieces.count, &pieces.capacity, sizeof piece);
        pieces.items[pieces.count++] = piece;
        at += piece.length;
    }
    return pieces;
}

// ---- what belongs to a formula ----

static bool is_at(const pieces_t *pieces, size_t i, piece_kind_t kind)
{
    return i < pieces->count && pieces->items[i].kind == kind;
}

static bool is_word(const pieces_t *pieces, size_t i, const char *word)
{
    const piece_t *piece = pieces->items + i;
    return piece->kind == PIECE_WORD && piece->length == strlen(word) &&
           strncmp(pieces->text + piece->from, word, piece->length) == 0;
}

// A letter, Greek ones among them, maybe with an index or a mark; "a" is a word, and so is the letter of "Appendix E".
// Parameters of a theorem that are words: noise up to quiet, above loud, at the rate small.
static bool is_symbol(arena_t *arena, const pieces_t *pieces, size_t i)
{
    const piece_t *piece = pieces->items + i;
    if (is_word(pieces, i, "quiet") || is_word(pieces, i, "loud") ||
        (is_word(pieces, i, "small") && i > 0 && is_word(pieces, i - 1, "rate")))
        return true;
    math_name_parts_t parts =
        math_name_parts(arena_text(arena, "%.*s", (int)piece->length, pieces->text + piece->from));
    bool after_title = i > 0 && is_at(pieces, i - 1, PIECE_WORD) && pieces->items[i - 1].length > 1 &&
                       isupper((unsigned char)pieces->text[pieces->items[i - 1].from]);
    if (piece->length == 1)
        return pieces->text[piece->from] != 'a' && !after_title;
    return parts.tex || parts.below || parts.mark;
}

static void find_math(arena_t *arena, pieces_t *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        piece_t *piece = pieces->items + i;
        bool beside_sign = is_at(pieces, i + 1, PIECE_SIGN) || (i > 0 && is_at(pieces, i - 1, PIECE_SIGN));
        piece->in_math = piece->kind == PIECE_NUMBER || piece->kind == PIECE_SIGN || piece->kind == PIECE_BAR ||
                         (piece->kind == PIECE_WORD && (beside_sign || is_symbol(arena, pieces, i)));
    }
    // A parenthesis belongs to a formula with what follows it, and so does the one that closes it.
    size_t *open = arena_alloc(arena, pieces->count + 1, sizeof *open), depth = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        if (pieces->items[i].kind == PIECE_OPEN) {
            pieces->items[i].in_math = i + 1 < pieces->count && pieces->items[i + 1].in_math;
            open[depth++] = i;
        } else if (pieces->items[i].kind == PIECE_CLOSE && depth > 0) {
            pieces->items[i].in_math = pieces->items[open[--depth]].in_math;
        }
    }
}

// ---- reading ----

static bool ends_operand(const piece_t *piece)
{
    return piece->kind == PIECE_WORD || piece->kind == PIECE_NUMBER || piece->kind == PIECE_CLOSE || piece->closes;
}

static bool begins_operand(const piece_t *piece)
{
    return piece->kind == PIECE_WORD || piece->kind == PIECE_NUMBER || piece->kind == PIECE_OPEN ||
           (piece->kind == PIECE_BAR && !piece->closes);
}

// In the spec language: 2 L as 2*L, |a| as abs(a).
static void append_expression(strbuf_t *out, const pieces_t *pieces, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const piece_t *piece = pieces->items + i;
        bool call = i > from && piece->kind == PIECE_OPEN && !piece->spaced && piece[-1].kind == PIECE_WORD;
        if (i > from && ends_operand(piece - 1) && begins_operand(piece) && !call)
            strbuf_append_char(out, '*');
        if (piece->kind == PIECE_BAR)
            strbuf_append(out, piece->closes ? ")" : "abs(");
        else
            strbuf_append_bytes(out, pieces->text + piece->from, piece->length);
    }
}

math_t *document_formula(arena_t *arena, const char *text)
{
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    source_t source = source_make(&diagnostics, text, strlen(text));
    parser_t parser = parser_make(&source, arena);
    ast_t *ast = parse_formula(&parser);
    bool read = ast && parser.current.kind == TOKEN_END && source.error_count == 0;
    math_t *math = read ? math_from_ast_flat(arena, &source, ast) : NULL;
    diagnostics_clear(&diagnostics);
    return math;
}

static void add_run(prose_t *prose, const pieces_t *pieces, size_t from, size_t to)
{
    strbuf_t text;
    strbuf_init(&text);
    append_expression(&text, pieces, from, to);
    math_t *math = document_formula(prose->arena, text.text);
    const piece_t *first = pieces->items + from, *last = pieces->items + to - 1;
    if (math)
        prose_math(prose, math);
    else
        prose_text(prose, "%.*s", (int)(last->from + last->length - first->from), pieces->text + first->from);
    strbuf_clear(&text);
}

void document_words(prose_t *prose, const char *text)
{
    pieces_t pieces = cut(prose->arena, text);
    find_math(prose->arena, &pieces);
    size_t shown = 0; // of the text
    for (size_t i = 0; i < pieces.count; i++) {
        if (!pieces.items[i].in_math)
            continue;
        size_t from = i;
        while (i + 1 < pieces.count && pieces.items[i + 1].in_math)
            i++;
        prose_text(prose, "%.*s", (int)(pieces.items[from].from - shown), text + shown);
        add_run(prose, &pieces, from, i + 1);
        shown = pieces.items[i].from + pieces.items[i].length;
    }
    prose_text(prose, "%s", text + shown);
}

prose_t document_title(document_t *document, size_t claim)
{
    const claim_t *c = document_spec(document)->claims + claim;
    const char *text = *c->title ? c->title : c->id;
    prose_t prose = {.arena = &document->arena};
    if (c->role != PART_NONE)
        document_words(&prose, text);
    else
        prose_text(&prose, "%s", text);
    return prose;
}

// ---- rows ----

void document_row(prose_t *prose, const char *text)
{
    for (bool first = true; *text; first = false) {
        size_t name = strcspn(text, " "), depth = 0, end = name;
        while (text[end] && (depth > 0 || text[end] != ',')) {
            depth += text[end] == '(';
            depth -= text[end] == ')' && depth > 0;
            end++;
        }
        const char *value = text + name + strspn(text + name, " =");
        math_t *math =
            document_formula(prose->arena, arena_text(prose->arena, "%.*s", (int)(text + end - value), value));
        prose_text(prose, first ? "" : ", ");
        if (math)
            prose_math(prose,
                       math_relation(prose->arena, math_text(prose->arena, MATH_NAME, text, name), MATH_EQUAL, math));
        else
            prose_text(prose, "%.*s", (int)end, text);
        text += end + strspn(text + end, ", ");
    }
}
