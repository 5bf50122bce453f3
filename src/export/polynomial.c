// SPDX-License-Identifier: LGPL-3.0-or-later
#include "export/polynomial.h"

#include "base/memory.h"
#include "export/sign.h"

#include <string.h>

#define BOUND_DIGITS 24 // of a radical
#define MAX_TERMS 4000  // of a polynomial on the way
#define MAX_EXPONENT 64

// ---- ranges and cells ----

void span_init(span_t *range)
{
    memset(range, 0, sizeof *range);
    fmpq_init(range->lo);
    fmpq_init(range->hi);
}

void span_set(span_t *target, const span_t *source)
{
    target->lo_finite = source->lo_finite;
    target->hi_finite = source->hi_finite;
    target->lo_open = source->lo_open;
    target->hi_open = source->hi_open;
    fmpq_set(target->lo, source->lo);
    fmpq_set(target->hi, source->hi);
}

void span_clear(span_t *range)
{
    fmpq_clear(range->lo);
    fmpq_clear(range->hi);
}

bool span_is_point(const span_t *range)
{
    return range->lo_finite && range->hi_finite && fmpq_equal(range->lo, range->hi);
}

void patch_init(patch_t *cell, const terms_t *frame)
{
    cell->frame = frame;
    cell->ranges = mem_alloc(frame->variable_count, sizeof *cell->ranges);
    for (size_t i = 0; i < frame->variable_count; i++)
        span_init(cell->ranges + i);
}

void patch_set(patch_t *target, const patch_t *source)
{
    for (size_t i = 0; i < target->frame->variable_count; i++)
        span_set(target->ranges + i, source->ranges + i);
}

void patch_clear(patch_t *cell)
{
    for (size_t i = 0; i < cell->frame->variable_count; i++)
        span_clear(cell->ranges + i);
    mem_free(cell->ranges);
}

void patch_span(span_t *range, const patch_t *cell, size_t generator)
{
    const terms_t *frame = cell->frame;
    if (generator < frame->variable_count) {
        span_set(range, cell->ranges + generator);
        return;
    }
    const radical_t *radical = frame->radicals + (generator - frame->variable_count);
    range->lo_finite = range->hi_finite = true;
    range->lo_open = range->hi_open = !radical->is_rational;
    fmpq_set(range->lo, radical->lo);
    fmpq_set(range->hi, radical->hi);
}

// ---- radicals ----

size_t terms_place(const terms_t *frame, expr_t a)
{
    for (size_t i = 0; i < frame->variable_count; i++)
        if (frame->variables[i] == a)
            return i;
    for (size_t i = 0; i < frame->radical_count; i++)
        if (frame->radicals[i].node == a)
            return frame->variable_count + i;
    return frame->count;
}

// Bounds of sqrt(c) for a rational c.
static bool bound_radical(radical_t *radical, const fmpq_t square)
{
    if (fmpq_sgn(square) < 0)
        return false;
    fmpz_t root, scale;
    fmpz_init(root);
    fmpz_init(scale);
    radical->is_rational = fmpz_is_square(fmpq_numref(square)) && fmpz_is_square(fmpq_denref(square));
    if (radical->is_rational) {
        fmpz_sqrt(fmpq_numref(radical->lo), fmpq_numref(square));
        fmpz_sqrt(fmpq_denref(radical->lo), fmpq_denref(square));
        fmpq_set(radical->hi, radical->lo);
    } else {
        fmpz_ui_pow_ui(scale, 10, BOUND_DIGITS);
        fmpz_mul(root, scale, scale);
        fmpz_mul(root, root, fmpq_numref(square));
        fmpz_fdiv_q(root, root, fmpq_denref(square));
        fmpz_sqrt(root, root);
        fmpq_t bound;
        fmpq_init(bound);
        fmpq_set_fmpz(bound, root);
        fmpq_div_fmpz(bound, bound, scale);
        fmpq_set(radical->lo, bound);
        fmpz_add_ui(root, root, 1);
        fmpq_set_fmpz(bound, root);
        fmpq_div_fmpz(bound, bound, scale);
        fmpq_set(radical->hi, bound);
        fmpq_clear(bound);
    }
    fmpz_clear(root);
    fmpz_clear(scale);
    return true;
}

static bool add_radical(terms_t *frame, expr_t node)
{
    patch_t nowhere;
    patch_init(&nowhere, frame);
    fmpq_mpoly_t square;
    fmpq_t value;
    fmpq_init(value);
    fmpq_mpoly_init(square, frame->ring);
    bool good =
        patch_polynomial(square, &nowhere, expr_child(frame->dag, node, 0)) && fmpq_mpoly_is_fmpq(square, frame->ring);
    if (good)
        fmpq_mpoly_get_fmpq(value, square, frame->ring);
    radical_t *radical = frame->radicals + frame->radical_count;
    fmpq_init(radical->lo);
    fmpq_init(radical->hi);
    fmpq_mpoly_init(frame->squares + frame->radical_count, frame->ring);
    fmpq_mpoly_set(frame->squares + frame->radical_count, square, frame->ring);
    radical->node = node;
    frame->radical_count++;
    good = good && bound_radical(radical, value);
    fmpq_clear(value);
    fmpq_mpoly_clear(square, frame->ring);
    patch_clear(&nowhere);
    return good;
}

bool terms_init(terms_t *frame, dag_t *dag, size_t variable_count, const expr_t *variables, size_t root_count,
                const expr_t *roots)
{
    *frame = (terms_t){.dag = dag, .variable_count = variable_count};
    frame->variables = mem_alloc(variable_count + 1, sizeof *frame->variables);
    for (size_t i = 0; i < variable_count; i++)
        frame->variables[i] = variables[i];
    frame->radicals = mem_alloc(TERMS_MAX_RADICALS, sizeof *frame->radicals);
    frame->squares = mem_alloc(TERMS_MAX_RADICALS, sizeof *frame->squares);
    frame->count = variable_count + TERMS_MAX_RADICALS;
    fmpq_mpoly_ctx_init(frame->ring, (slong)frame->count, ORD_LEX);
    bool *marked = expr_reachable(dag, root_count, roots), good = true;
    size_t size = dag_size(dag);
    for (size_t a = 0; a < size && good; a++)
        if (marked[a] && expr_op(dag, (expr_t)a) == EXPR_SQRT && expr_is_constant(dag, (expr_t)a))
            good = frame->radical_count < TERMS_MAX_RADICALS && add_radical(frame, (expr_t)a);
    mem_free(marked);
    return good;
}

void terms_clear(terms_t *frame)
{
    for (size_t i = 0; i < frame->radical_count; i++) {
        fmpq_clear(frame->radicals[i].lo);
        fmpq_clear(frame->radicals[i].hi);
        fmpq_mpoly_clear(frame->squares + i, frame->ring);
    }
    fmpq_mpoly_ctx_clear(frame->ring);
    mem_free(frame->radicals);
    mem_free(frame->squares);
    mem_free(frame->variables);
}

// ---- reduction ----

// Of the first term with the square of a radical (its value, if that is rational); false when there is none.
static bool reduce_term(fmpq_mpoly_t a, const terms_t *frame, ulong *exponents)
{
    const fmpq_mpoly_ctx_struct *ring = frame->ring;
    for (slong t = 0; t < fmpq_mpoly_length(a, ring); t++) {
        fmpq_mpoly_get_term_exp_ui(exponents, a, t, ring);
        for (size_t r = 0; r < frame->radical_count; r++) {
            ulong power = frame->radicals[r].is_rational ? 1 : 2, *exponent = exponents + frame->variable_count + r;
            if (*exponent < power)
                continue;
            fmpq_mpoly_t term, monomial;
            fmpq_mpoly_init(term, ring);
            fmpq_mpoly_init(monomial, ring);
            fmpq_mpoly_get_term(term, a, t, ring);
            fmpq_mpoly_sub(a, a, term, ring);
            fmpq_t coefficient;
            fmpq_init(coefficient);
            fmpq_mpoly_get_term_coeff_fmpq(coefficient, term, 0, ring);
            *exponent -= power;
            if (power == 1)
                fmpq_mul(coefficient, coefficient, frame->radicals[r].lo);
            if (!fmpq_is_zero(coefficient)) {
                fmpq_mpoly_push_term_fmpq_ui(monomial, coefficient, exponents, ring);
                if (power == 2)
                    fmpq_mpoly_mul(monomial, monomial, frame->squares + r, ring);
                fmpq_mpoly_add(a, a, monomial, ring);
            }
            fmpq_clear(coefficient);
            fmpq_mpoly_clear(monomial, ring);
            fmpq_mpoly_clear(term, ring);
            return true;
        }
    }
    return false;
}

void terms_reduce(fmpq_mpoly_t a, const terms_t *frame)
{
    ulong *exponents = mem_alloc(frame->count, sizeof *exponents);
    while (reduce_term(a, frame, exponents))
        ;
    mem_free(exponents);
}

// ---- evaluation ----

typedef struct {
    const patch_t *cell;
    const terms_t *frame;
    const fmpq_mpoly_ctx_struct *ring;
    bool *known;               // per node: a polynomial
    fmpq_mpoly_struct *values; // of those that are known
    patch_truth_t *truths;
} evaluation_t;

// a - b on the cell, b = EXPR_NONE standing for 0.
static bool subtract(fmpq_mpoly_t difference, const evaluation_t *e, expr_t a, expr_t b)
{
    if (!e->known[a] || (b != EXPR_NONE && !e->known[b]))
        return false;
    fmpq_mpoly_set(difference, e->values + a, e->ring);
    if (b != EXPR_NONE)
        fmpq_mpoly_sub(difference, difference, e->values + b, e->ring);
    terms_reduce(difference, e->frame);
    return true;
}

static patch_truth_t truth_of(bool is_true)
{
    return is_true ? TRUTH_TRUE : TRUTH_FALSE;
}

// Whether a <= b (a < b, for `strict`) on the cell.
static patch_truth_t less(const evaluation_t *e, expr_t a, expr_t b, bool strict)
{
    patch_truth_t result = TRUTH_UNKNOWN;
    fmpq_mpoly_t difference;
    fmpq_mpoly_init(difference, e->ring);
    if (subtract(difference, e, a, b)) {
        if (sign_shows(difference, e->cell, !strict))
            result = TRUTH_FALSE;
        fmpq_mpoly_neg(difference, difference, e->ring);
        if (result == TRUTH_UNKNOWN && sign_shows(difference, e->cell, strict))
            result = TRUTH_TRUE;
    }
    fmpq_mpoly_clear(difference, e->ring);
    return result;
}

static patch_truth_t equal(const evaluation_t *e, expr_t a, expr_t b)
{
    int sign;
    fmpq_mpoly_t difference;
    fmpq_mpoly_init(difference, e->ring);
    bool known = subtract(difference, e, a, b) && sign_of(&sign, difference, e->cell);
    fmpq_mpoly_clear(difference, e->ring);
    return known ? truth_of(sign == 0) : TRUTH_UNKNOWN;
}

static patch_truth_t negation(patch_truth_t a)
{
    return a == TRUTH_UNKNOWN ? a : truth_of(a == TRUTH_FALSE);
}

static patch_truth_t formula(evaluation_t *e, expr_t a)
{
    const dag_t *dag = e->frame->dag;
    expr_op_t op = expr_op(dag, a);
    size_t count = expr_child_count(dag, a);
    expr_t l = count > 0 ? expr_child(dag, a, 0) : 0, r = count > 1 ? expr_child(dag, a, 1) : 0;
    switch (op) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        return truth_of(op == EXPR_TRUE);
    case EXPR_DEFINED:
        return e->known[l] ? TRUTH_TRUE : TRUTH_UNKNOWN;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
        return less(e, l, r, op == EXPR_LESS);
    case EXPR_EQUAL:
        return equal(e, l, r);
    case EXPR_NOT_EQUAL:
        return negation(equal(e, l, r));
    case EXPR_NOT:
        return negation(e->truths[l]);
    case EXPR_AND:
        return e->truths[l] == TRUTH_FALSE || e->truths[r] == TRUTH_FALSE ? TRUTH_FALSE
               : e->truths[l] == TRUTH_TRUE                               ? e->truths[r]
                                                                          : TRUTH_UNKNOWN;
    case EXPR_OR:
        return e->truths[l] == TRUTH_TRUE || e->truths[r] == TRUTH_TRUE ? TRUTH_TRUE
               : e->truths[l] == TRUTH_FALSE                            ? e->truths[r]
                                                                        : TRUTH_UNKNOWN;
    default:
        return TRUTH_UNKNOWN;
    }
}

// The child that a cases, abs, relu, min or max is on the cell; *negated for its negative, *zero for 0.
static bool choose(expr_t *chosen, bool *negated, bool *zero, evaluation_t *e, expr_t a)
{
    const dag_t *dag = e->frame->dag;
    expr_op_t op = expr_op(dag, a);
    *negated = *zero = false;
    *chosen = expr_child(dag, a, 0);
    if (op == EXPR_CASES) {
        size_t k = 0, count = expr_child_count(dag, a);
        while (k < count && e->truths[expr_child(dag, a, k)] == TRUTH_FALSE)
            k += 2;
        if (k >= count || e->truths[expr_child(dag, a, k)] != TRUTH_TRUE)
            return false;
        *chosen = expr_child(dag, a, k + 1);
        return true;
    }
    bool binary = op == EXPR_MIN || op == EXPR_MAX;
    expr_t other = binary ? expr_child(dag, a, 1) : EXPR_NONE;
    patch_truth_t low = less(e, *chosen, other, false);
    if (low == TRUTH_UNKNOWN)
        low = less(e, *chosen, other, true);
    *negated = op == EXPR_ABS && low == TRUTH_TRUE;
    *zero = op == EXPR_RELU && low == TRUTH_TRUE;
    if (binary && (op == EXPR_MIN) == (low == TRUTH_FALSE))
        *chosen = other;
    return low != TRUTH_UNKNOWN;
}

static bool piecewise(fmpq_mpoly_t value, evaluation_t *e, expr_t a)
{
    expr_t chosen;
    bool negated, zero;
    if (!choose(&chosen, &negated, &zero, e, a) || !e->known[chosen])
        return false;
    fmpq_mpoly_set(value, e->values + chosen, e->ring);
    if (negated)
        fmpq_mpoly_neg(value, value, e->ring);
    if (zero)
        fmpq_mpoly_zero(value, e->ring);
    return true;
}

static bool divide(fmpq_mpoly_t value, const fmpq_mpoly_t a, const fmpq_mpoly_t b, const evaluation_t *e)
{
    if (!fmpq_mpoly_is_fmpq(b, e->ring) || fmpq_mpoly_is_zero(b, e->ring))
        return false;
    fmpq_t divisor;
    fmpq_init(divisor);
    fmpq_mpoly_get_fmpq(divisor, b, e->ring);
    fmpq_mpoly_scalar_div_fmpq(value, a, divisor, e->ring);
    fmpq_clear(divisor);
    return true;
}

static bool power(fmpq_mpoly_t value, evaluation_t *e, expr_t a)
{
    slong p, q;
    expr_exponent(&p, &q, e->frame->dag, a);
    const fmpq_mpoly_struct *base = e->values + expr_child(e->frame->dag, a, 0);
    bool constant = fmpq_mpoly_is_fmpq(base, e->ring);
    if (q != 1 || p > MAX_EXPONENT || p < -MAX_EXPONENT || (p < 0 && (!constant || fmpq_mpoly_is_zero(base, e->ring))))
        return false;
    if (p < 0) {
        fmpq_t number;
        fmpq_init(number);
        fmpq_mpoly_get_fmpq(number, base, e->ring);
        fmpq_pow_si(number, number, p);
        fmpq_mpoly_set_fmpq(value, number, e->ring);
        fmpq_clear(number);
        return true;
    }
    return fmpq_mpoly_length(base, e->ring) * p < MAX_TERMS && fmpq_mpoly_pow_ui(value, base, (ulong)p, e->ring);
}

static bool leaf(fmpq_mpoly_t value, const evaluation_t *e, expr_t a)
{
    if (expr_op(e->frame->dag, a) == EXPR_RATIONAL) {
        fmpq_mpoly_set_fmpq(value, expr_rational_value(e->frame->dag, a), e->ring);
        return true;
    }
    size_t place = terms_place(e->frame, a);
    if (place < e->frame->count && place < e->frame->variable_count && span_is_point(e->cell->ranges + place))
        fmpq_mpoly_set_fmpq(value, e->cell->ranges[place].lo, e->ring);
    else if (place < e->frame->count)
        fmpq_mpoly_gen(value, (slong)place, e->ring);
    return place < e->frame->count;
}

static bool term(fmpq_mpoly_t value, evaluation_t *e, expr_t a)
{
    const dag_t *dag = e->frame->dag;
    expr_op_t op = expr_op(dag, a);
    size_t count = expr_child_count(dag, a);
    if (op == EXPR_CASES || op == EXPR_ABS || op == EXPR_RELU || op == EXPR_MIN || op == EXPR_MAX)
        return piecewise(value, e, a);
    if (count == 0 || op == EXPR_SQRT)
        return leaf(value, e, a);
    for (size_t i = 0; i < count; i++)
        if (!e->known[expr_child(dag, a, i)])
            return false;
    const fmpq_mpoly_struct *l = e->values + expr_child(dag, a, 0),
                            *r = e->values + expr_child(dag, a, count > 1 ? 1 : 0);
    if (op == EXPR_ADD)
        fmpq_mpoly_add(value, l, r, e->ring);
    else if (op == EXPR_SUB)
        fmpq_mpoly_sub(value, l, r, e->ring);
    else if (op == EXPR_NEG)
        fmpq_mpoly_neg(value, l, e->ring);
    else if (op == EXPR_MUL && fmpq_mpoly_length(l, e->ring) * fmpq_mpoly_length(r, e->ring) < MAX_TERMS)
        fmpq_mpoly_mul(value, l, r, e->ring);
    else
        return op == EXPR_DIV ? divide(value, l, r, e) : op == EXPR_POWER && power(value, e, a);
    return fmpq_mpoly_length(value, e->ring) < MAX_TERMS;
}

static evaluation_t evaluate(const patch_t *cell, expr_t root)
{
    const terms_t *frame = cell->frame;
    size_t size = (size_t)root + 1;
    evaluation_t e = {cell,
                      frame,
                      frame->ring,
                      mem_alloc(size, sizeof(bool)),
                      mem_alloc(size, sizeof(fmpq_mpoly_struct)),
                      mem_alloc(size, sizeof(patch_truth_t))};
    bool *marked = expr_reachable(frame->dag, 1, &root);
    for (expr_t a = 0; a <= root; a++) {
        if (!marked[a])
            continue;
        if (expr_is_formula(frame->dag, a)) {
            e.truths[a] = formula(&e, a);
            continue;
        }
        fmpq_mpoly_init(e.values + a, frame->ring);
        e.known[a] = term(e.values + a, &e, a);
        if (!e.known[a])
            fmpq_mpoly_clear(e.values + a, frame->ring);
    }
    mem_free(marked);
    return e;
}

static void evaluation_clear(evaluation_t *e, expr_t root)
{
    for (expr_t a = 0; a <= root; a++)
        if (e->known[a])
            fmpq_mpoly_clear(e->values + a, e->ring);
    mem_free(e->known);
    mem_free(e->values);
    mem_free(e->truths);
}

bool patch_polynomial(fmpq_mpoly_t value, const patch_t *cell, expr_t a)
{
    evaluation_t e = evaluate(cell, a);
    bool good = e.known[a];
    if (good)
        fmpq_mpoly_set(value, e.values + a, e.ring);
    evaluation_clear(&e, a);
    return good;
}

patch_truth_t patch_truth(const patch_t *cell, expr_t a)
{
    evaluation_t e = evaluate(cell, a);
    patch_truth_t result = e.truths[a];
    evaluation_clear(&e, a);
    return result;
}
