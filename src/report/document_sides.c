// SPDX-License-Identifier: LGPL-3.0-or-later
// What a theorem needs of numbers, in numbers: the values of both sides of a comparison.
#include "report/document.h"

#include "expr/constant_value.h"
#include "real/number.h"

#include <string.h>

#define PRECISION 256
#define LEAST_DIGITS 10
#define MOST_DIGITS 70 // less than the precision

// A side of a comparison, enclosed.
typedef struct {
    fmpq_t lo, hi;
    bool known;
} side_value_t;

static void side_init(side_value_t *side, dag_t *dag, expr_t term)
{
    fmpq_init(side->lo);
    fmpq_init(side->hi);
    side->known = constant_enclose(side->lo, side->hi, dag, term, PRECISION);
}

static void side_clear(side_value_t *side)
{
    fmpq_clear(side->lo);
    fmpq_clear(side->hi);
}

// How the values lie to each other, whatever the comparison says of them.
static bool find_order(math_sign_t *sign, const side_value_t *left, const side_value_t *right)
{
    if (!left->known || !right->known)
        return false;
    bool exact = fmpq_equal(left->lo, left->hi) && fmpq_equal(right->lo, right->hi);
    *sign = fmpq_cmp(left->hi, right->lo) < 0 ? MATH_LESS : fmpq_cmp(left->lo, right->hi) > 0 ? MATH_GREATER : MATH_EQUAL;
    return *sign != MATH_EQUAL || (exact && fmpq_equal(left->lo, right->lo));
}

static math_t *decimal(arena_t *arena, const fmpq_t value, slong digits, number_direction_t direction, const char *end)
{
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_fmpq(&text, value, digits, direction);
    strbuf_append(&text, end);
    math_t *number = math_decimal(arena, text.text, text.length);
    strbuf_clear(&text);
    return number;
}

static math_t *interval(arena_t *arena, const side_value_t *side, slong digits)
{
    math_t *ends = math_new(arena, MATH_ROW);
    math_add(arena, ends, decimal(arena, side->lo, digits, NUMBER_DOWN, ""));
    math_add(arena, ends, math_sign(arena, MATH_COMMA));
    math_add(arena, ends, decimal(arena, side->hi, digits, NUMBER_UP, ""));
    return math_fenced(arena, FENCE_CLOSED, ends);
}

// Whether both numbers, each rounded in its direction, have the same digits.
static bool same_digits(slong digits, const fmpq_t a, number_direction_t of_a, const fmpq_t b, number_direction_t of_b)
{
    strbuf_t digits_a, digits_b;
    strbuf_init(&digits_a);
    strbuf_init(&digits_b);
    number_decimal_fmpq(&digits_a, a, digits, of_a);
    number_decimal_fmpq(&digits_b, b, digits, of_b);
    bool same = strcmp(digits_a.text, digits_b.text) == 0;
    strbuf_clear(&digits_a);
    strbuf_clear(&digits_b);
    return same;
}

// The digits that both ends share, with dots where more follow; the interval where they share too few.
static math_t *set_value(arena_t *arena, const side_value_t *side, slong digits)
{
    if (same_digits(digits, side->lo, NUMBER_DOWN, side->hi, NUMBER_UP))
        return decimal(arena, side->lo, digits, NUMBER_DOWN, "");
    number_direction_t inward = fmpq_sgn(side->lo) < 0 ? NUMBER_UP : NUMBER_DOWN;
    if (same_digits(digits, side->lo, inward, side->hi, inward))
        return decimal(arena, side->lo, digits, inward, "...");
    return interval(arena, side, digits);
}

// How many digits show the order of two numbers.
static slong needed_digits(const side_value_t *left, const side_value_t *right)
{
    slong digits = LEAST_DIGITS;
    while (digits < MOST_DIGITS && (same_digits(digits, left->lo, NUMBER_DOWN, right->hi, NUMBER_DOWN) ||
                                    same_digits(digits, left->hi, NUMBER_DOWN, right->lo, NUMBER_DOWN)))
        digits++;
    return digits;
}

static bool is_number(const dag_t *dag, expr_t a, bool zero)
{
    expr_t number = expr_op(dag, a) == EXPR_NEG ? expr_child(dag, a, 0) : a;
    return expr_op(dag, number) == EXPR_RATIONAL && (!zero || fmpq_is_zero(expr_rational_value(dag, number)));
}

// A number of the spec and 0: its sign is plain to see.
static bool is_plain(const dag_t *dag, expr_t comparison)
{
    expr_t left = expr_child(dag, comparison, 0), right = expr_child(dag, comparison, 1);
    return is_number(dag, left, false) && is_number(dag, right, false) &&
           (is_number(dag, left, true) || is_number(dag, right, true));
}

static void add_comparison(prose_t *prose, dag_t *dag, expr_t comparison)
{
    side_value_t left, right;
    math_sign_t sign;
    side_init(&left, dag, expr_child(dag, comparison, 0));
    side_init(&right, dag, expr_child(dag, comparison, 1));
    if (find_order(&sign, &left, &right)) {
        prose_text(prose, "%s", prose->count ? ", " : "");
        slong digits = sign == MATH_EQUAL ? LEAST_DIGITS : needed_digits(&left, &right);
        prose_math(prose, math_relation(prose->arena, set_value(prose->arena, &left, digits), sign,
                                        set_value(prose->arena, &right, digits)));
    }
    side_clear(&left);
    side_clear(&right);
}

static void add_sides(prose_t *prose, dag_t *dag, expr_t formula)
{
    expr_op_t op = expr_op(dag, formula);
    if (op == EXPR_AND)
        for (size_t k = 0; k < expr_child_count(dag, formula); k++)
            add_sides(prose, dag, expr_child(dag, formula, k));
    else if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL && expr_is_constant(dag, formula) && !is_plain(dag, formula))
        add_comparison(prose, dag, formula);
}

prose_t document_sides(document_t *document, size_t claim)
{
    prose_t prose = {.arena = &document->arena};
    const spec_t *spec = document_spec(document);
    const claim_t *part = spec->claims + claim;
    bool is_needed = part->role == PART_HYPOTHESIS || part->role == PART_CONCLUSION;
    bool compares = part->predicate == PREDICATE_HOLDS && part->asked == ASKED_NOTHING;
    if (is_needed && compares && document->results[claim].verdict != VERDICT_UNDECIDED)
        add_sides(&prose, spec->dag, part->arguments[0].formula);
    return prose;
}
