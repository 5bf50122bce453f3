// SPDX-License-Identifier: LGPL-3.0-or-later
// Witnesses in words.
#include "report/document.h"
#include "report/document_result.h"
#include "report/explain.h"

#include <string.h>

#define LONG_POLYNOMIAL 60 // letters of a number; longer ones are quoted as they are

// c t^k, with its sign before it; the first term has a sign only where it is negative.
static void add_term(arena_t *arena, math_t *row, const char *coefficient, size_t length, size_t power)
{
    bool negative = *coefficient == '-';
    const char *digits = coefficient + negative;
    size_t count = length - negative;
    if (row->count > 0 || negative)
        math_add(arena, row, math_sign(arena, negative ? MATH_MINUS : MATH_PLUS));
    if (power == 0 || count != 1 || *digits != '1')
        math_add(arena, row, math_text(arena, MATH_NUMBER, digits, count));
    math_t *t = math_name(arena, "t");
    if (power > 1)
        t = math_binary(arena, MATH_POWER, t, math_number(arena, arena_text(arena, "%zu", power)));
    if (power > 0)
        math_add(arena, row, t);
}

// Of alg(c0,...,cn;lo,hi), highest power first; NULL for a long one.
static math_t *algebraic_polynomial(arena_t *arena, const char *text)
{
    const char *begin = strchr(text, '('), *end = strchr(text, ';');
    if (!begin || !end || strlen(text) > LONG_POLYNOMIAL)
        return NULL;
    size_t power = 0;
    for (const char *c = begin; c < end; c++)
        power += *c == ',';
    math_t *row = math_new(arena, MATH_ROW);
    while (end > begin) {
        const char *from = end;
        while (from[-1] != ',' && from[-1] != '(')
            from--;
        if (*from != '0')
            add_term(arena, row, from, (size_t)(end - from), power);
        power--;
        end = from - 1;
    }
    return row;
}

static void add_coordinate(prose_t *prose, const coordinate_t *coordinate)
{
    math_t *row =
        math_binary(prose->arena, MATH_ROW, document_coordinate(prose->arena, coordinate->name, coordinate->second),
                    math_sign(prose->arena, MATH_EQUAL));
    math_t *exact = math_exact(prose->arena, coordinate->exact);
    math_t *decimal = math_decimal(prose->arena, coordinate->decimal, strlen(coordinate->decimal));
    bool cut = strstr(coordinate->decimal, "...") != NULL, fits = exact && math_width(exact) <= 9;
    if (fits && (cut || strchr(coordinate->exact, '/')))
        math_add(prose->arena, row, exact);
    if (fits && (cut || strchr(coordinate->exact, '/')))
        math_add(prose->arena, row, math_sign(prose->arena, MATH_EQUAL));
    math_add(prose->arena, row, decimal);
    prose_math(prose, row);
    math_t *polynomial = exact ? NULL : algebraic_polynomial(prose->arena, coordinate->exact);
    if (polynomial) {
        prose_text(prose, ", a zero of ");
        prose_math(prose, polynomial);
    } else if (!exact) {
        prose_text(prose, " (algebraic: %s)", coordinate->exact);
    } else if (!fits && cut) {
        bool negative = *coordinate->exact == '-'; // in text, where lines may end in long numbers
        prose_text(prose, " (exactly %s%s)", negative ? "\xe2\x88\x92" : "", coordinate->exact + negative);
    }
}

static void add_point(prose_t *prose, const obligation_result_t *obligation)
{
    for (size_t i = 0; i < obligation->coordinate_count; i++) {
        if (i > 0)
            prose_text(prose, ", ");
        add_coordinate(prose, obligation->witness + i);
    }
}

static void add_words(prose_t *prose, const obligation_result_t *refutation)
{
    strbuf_t words;
    strbuf_init(&words);
    explain_refutation(&words, refutation);
    prose_text(prose, "%s", words.text);
    strbuf_clear(&words);
}

static void add_row(prose_t *prose, const document_t *document, size_t claim, size_t row)
{
    if (claim_row_count(document_spec(document), claim) <= 1)
        return;
    strbuf_t text;
    strbuf_init(&text);
    claim_row_text(&text, document_spec(document), claim, row);
    document_row(prose, text.text);
    prose_text(prose, ": ");
    strbuf_clear(&text);
}

// The obligation whose witness shows why the instance has its verdict; NULL when none does.
static const obligation_result_t *telling(const instance_result_t *instance, bool exists)
{
    if (instance_result_refutes_claim(instance))
        return instance_result_refutation(instance);
    for (size_t k = 0; exists && k < instance->obligation_count; k++)
        if (instance->obligations[k].required && instance->obligations[k].coordinate_count)
            return instance->obligations + k;
    return NULL;
}

// Of all rows: points, or words in the place of points.
static phrases_t findings(document_t *document, size_t claim, bool points)
{
    const claim_result_t *result = document->results + claim;
    bool exists = document_spec(document)->claims[claim].predicate == PREDICATE_EXISTS;
    phrases_t phrases = {.count = 0};
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        const obligation_result_t *obligation = telling(instance, exists);
        if (!obligation || (obligation->coordinate_count > 0) != points || explain_is_plain(obligation))
            continue;
        prose_t prose = {.arena = &document->arena};
        add_row(&prose, document, claim, instance->row);
        (points ? add_point : add_words)(&prose, obligation);
        prose_aside(&prose, instance_result_refutes_claim(instance) ? "(violates: %s)" : "(shows: %s)",
                    obligation->role);
        phrases_add(&phrases, &prose);
    }
    return phrases;
}

phrases_t document_witnesses(document_t *document, size_t claim)
{
    return findings(document, claim, true);
}

phrases_t document_reasons(document_t *document, size_t claim)
{
    return findings(document, claim, false);
}
