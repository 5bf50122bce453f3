// SPDX-License-Identifier: LGPL-3.0-or-later
// Witnesses in words.
#include "report/document.h"
#include "report/document_result.h"
#include "report/explain.h"

#include "expr/print.h"
#include "real/number.h"

#include <string.h>

#define LONG_POLYNOMIAL 60 // letters of an exact number: longer ones are not set
#define LONG_EXACT 40
#define NOISE_DIGITS 17
#define LEVEL_LENGTH 40 // letters

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
        prose_text(prose, " (algebraic, exact in the certificate)");
    } else if (!fits && cut && strlen(coordinate->exact) > LONG_EXACT) {
        prose_text(prose, " (exact in the certificate)");
    } else if (!fits && cut) {
        bool negative = *coordinate->exact == '-'; // in text, where lines may end in long numbers
        prose_text(prose, " (exactly %s%s)", negative ? "\xe2\x88\x92" : "", coordinate->exact + negative);
    }
}

// ---- noise: a part u of the level s in `noise = uniform(s)` ----

// EXPR_NONE where there is none, or `?` in its place.
static expr_t noise_level(const spec_t *spec, size_t claim)
{
    const dynamics_t *dynamics = &spec->claims[claim].dynamics;
    expr_t level = EXPR_NONE;
    for (size_t i = 0; i < dynamics->argument_count; i++)
        if (dynamics->arguments[i].kind == VALUE_NOISE)
            level = dynamics->arguments[i].number;
    return level;
}

// Cut towards 0, with dots where more digits follow.
static char *decimal_of(arena_t *arena, const fmpq_t value)
{
    strbuf_t below, above;
    strbuf_init(&below);
    strbuf_init(&above);
    number_decimal_fmpq(&below, value, NOISE_DIGITS, NUMBER_DOWN);
    number_decimal_fmpq(&above, value, NOISE_DIGITS, NUMBER_UP);
    bool exact = strcmp(below.text, above.text) == 0, negative = fmpq_sgn(value) < 0;
    char *text = arena_text(arena, "%s%s", negative ? above.text : below.text, exact ? "" : "...");
    strbuf_clear(&below);
    strbuf_clear(&above);
    return text;
}

// u s as a number; false where one of them is none.
static bool add_product(prose_t *prose, const coordinate_t *part, const dag_t *dag, expr_t level)
{
    fmpq_t noise;
    fmpq_init(noise);
    bool rational = expr_op(dag, level) == EXPR_RATIONAL && fmpq_set_str(noise, part->exact, 10) == 0;
    if (rational) {
        fmpq_mul(noise, noise, expr_rational_value(dag, level));
        char *exact = fmpq_get_str(NULL, 10, noise);
        coordinate_t product = *part;
        product.exact = exact;
        product.decimal = decimal_of(prose->arena, noise);
        add_coordinate(prose, &product);
        flint_free(exact);
    }
    fmpq_clear(noise);
    return rational;
}

// u s with the name or the formula of s, and without a 1 before it.
static void add_factors(prose_t *prose, const coordinate_t *part, const dag_t *dag, expr_t level)
{
    arena_t *arena = prose->arena;
    strbuf_t text;
    strbuf_init(&text);
    expr_print(&text, dag, level, LEVEL_LENGTH);
    math_t *s = document_formula(arena, text.text), *row = math_new(arena, MATH_ROW);
    bool negative = strcmp(part->exact, "-1") == 0, whole = negative || strcmp(part->exact, "1") == 0;
    math_add(arena, row, document_coordinate(arena, part->name, part->second));
    math_add(arena, row, math_sign(arena, MATH_EQUAL));
    if (negative)
        math_add(arena, row, math_sign(arena, MATH_MINUS));
    if (!whole) {
        math_add(arena, row, math_decimal(arena, part->decimal, strlen(part->decimal)));
        math_add(arena, row, math_sign(arena, MATH_TIMES));
    }
    bool sum = expr_op(dag, level) == EXPR_ADD || expr_op(dag, level) == EXPR_SUB;
    s = s ? s : math_text(arena, MATH_NAME, text.text, text.length);
    math_add(arena, row, sum && (negative || !whole) ? math_fenced(arena, FENCE_PARENTHESES, s) : s);
    prose_math(prose, row);
    strbuf_clear(&text);
}

static void add_point(prose_t *prose, document_t *document, size_t claim, const obligation_result_t *obligation)
{
    const spec_t *spec = document_spec(document);
    expr_t level = noise_level(spec, claim);
    for (size_t i = 0; i < obligation->coordinate_count; i++) {
        const coordinate_t *coordinate = obligation->witness + i;
        bool noise = level != EXPR_NONE && strstr(coordinate->name, ".noise");
        if (i > 0)
            prose_text(prose, ", ");
        if (!noise)
            add_coordinate(prose, coordinate);
        else if (!add_product(prose, coordinate, spec->dag, level))
            add_factors(prose, coordinate, spec->dag, level);
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

// Where the claim fails, by the numbers of a tactic: "false from the start x = 2". False, and nothing added, where they
// do not tell.
static bool add_place(prose_t *prose, const document_t *document, size_t claim, const instance_result_t *instance)
{
    strbuf_t words;
    strbuf_init(&words);
    bool told = instance->has_tactic && instance->verdict == VERDICT_REFUTED && !instance->has_constant &&
                claim_tactic_witness(&words, document_spec(document), claim, &instance->tactic);
    if (told)
        document_words(prose, words.text);
    strbuf_clear(&words);
    return told;
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

static void add_aside(prose_t *prose, const instance_result_t *instance, const obligation_result_t *obligation)
{
    prose_aside(prose, instance_result_refutes_claim(instance) ? "(violates: %s)" : "(shows: %s)", obligation->role);
}

phrases_t document_witnesses(document_t *document, size_t claim)
{
    const claim_result_t *result = document->results + claim;
    bool exists = document_spec(document)->claims[claim].predicate == PREDICATE_EXISTS;
    phrases_t phrases = {.count = 0};
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        const obligation_result_t *obligation = telling(instance, exists);
        if (!obligation || obligation->coordinate_count == 0)
            continue;
        prose_t prose = {.arena = &document->arena};
        add_row(&prose, document, claim, instance->row);
        add_point(&prose, document, claim, obligation);
        add_aside(&prose, instance, obligation);
        phrases_add(&phrases, &prose);
    }
    return phrases;
}

phrases_t document_reasons(document_t *document, size_t claim)
{
    const claim_result_t *result = document->results + claim;
    phrases_t phrases = {.count = 0};
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        const obligation_result_t *refutation = telling(instance, false);
        bool in_words = refutation && refutation->coordinate_count == 0 && !explain_is_plain(refutation);
        prose_t prose = {.arena = &document->arena};
        add_row(&prose, document, claim, instance->row);
        if (in_words) {
            add_words(&prose, refutation);
            add_aside(&prose, instance, refutation);
        }
        if (in_words || add_place(&prose, document, claim, instance))
            phrases_add(&phrases, &prose);
    }
    return phrases;
}
