// SPDX-License-Identifier: LGPL-3.0-or-later
// Arithmetic of numbers, vectors and Hessians, down to nodes for numbers. Nothing is simplified.
#include "spec/resolver.h"

term_t term_error(void)
{
    return (term_t){.kind = TERM_ERROR, .single = EXPR_NONE};
}

term_t term_number(expr_t number)
{
    return number == EXPR_NONE ? term_error() : (term_t){.kind = TERM_NUMBER, .single = number};
}

term_t term_formula(expr_t formula)
{
    return formula == EXPR_NONE ? term_error() : (term_t){.kind = TERM_FORMULA, .single = formula};
}

term_t term_vector(size_t count, const expr_t *items)
{
    return (term_t){.kind = TERM_VECTOR, .single = EXPR_NONE, .count = count, .items = items};
}

const char *term_description(resolver_t *resolver, term_t term)
{
    if (term.kind == TERM_NUMBER)
        return "a number";
    if (term.kind == TERM_FORMULA)
        return "a condition";
    if (term.kind == TERM_MATRIX)
        return arena_text(resolver->arena, "a %zu by %zu matrix", term.count, term.count);
    return arena_text(resolver->arena, "a vector of %zu coordinate%s", term.count, term.count == 1 ? "" : "s");
}

// ---- shapes ----

expr_t term_entry(resolver_t *resolver, term_t matrix, size_t i, size_t j, span_t span)
{
    const hessian_t *h = matrix.hessian;
    // Equal off the diagonal: on each smooth piece the order of differentiation doesn't matter.
    size_t first = i < j ? i : j, second = i < j ? j : i;
    expr_t partial = expr_derivative(resolver->dag, h->body, h->variables[first]);
    expr_t entry = expr_derivative(resolver->dag, partial, h->variables[second]);
    callable_t at = {.variables = h->variables, .count = matrix.count};
    return h->place ? callable_at(resolver, entry, &at, h->place, span) : entry;
}

static bool is_number(const term_t *term)
{
    return term->kind == TERM_NUMBER || ((term->kind == TERM_VECTOR || term->kind == TERM_MATRIX) && term->count == 1);
}

// Of a term that is_number.
static expr_t number_of(resolver_t *resolver, const term_t *term, span_t span)
{
    if (term->kind == TERM_VECTOR)
        return term->items[0];
    return term->kind == TERM_MATRIX ? term_entry(resolver, *term, 0, 0, span) : term->single;
}

expr_t term_as_number(resolver_t *resolver, term_t term, span_t span)
{
    if (is_number(&term))
        return number_of(resolver, &term, span);
    if (term.kind != TERM_ERROR)
        source_error(resolver->source, span, "a number is needed here, not %s", term_description(resolver, term));
    return EXPR_NONE;
}

expr_t term_as_formula(resolver_t *resolver, term_t term, span_t span)
{
    if (term.kind == TERM_FORMULA)
        return term.single;
    if (term.kind != TERM_ERROR)
        source_error(resolver->source, span, "a condition is needed here, such as x < 1, not %s",
                     term_description(resolver, term));
    return EXPR_NONE;
}

const expr_t *term_coordinates(resolver_t *resolver, const term_t *term, size_t *count)
{
    if (term->kind == TERM_VECTOR) {
        *count = term->count;
        return term->items;
    }
    if (!is_number(term))
        return NULL;
    expr_t *items = arena_alloc(resolver->arena, 1, sizeof *items);
    items[0] = number_of(resolver, term, (span_t){0, 0});
    *count = 1;
    return items;
}

// ---- arithmetic ----

static expr_op_t arithmetic_operator(token_kind_t sign)
{
    switch (sign) {
    case TOKEN_PLUS:
        return EXPR_ADD;
    case TOKEN_MINUS:
        return EXPR_SUB;
    case TOKEN_STAR:
        return EXPR_MUL;
    default:
        return EXPR_DIV;
    }
}

// The vector whose item k is op(a[k], b[k]); with step 0 an operand is one number for all k.
static term_t map_items(resolver_t *resolver, expr_op_t op, size_t count, const expr_t *a, size_t a_step,
                        const expr_t *b, size_t b_step)
{
    expr_t *items = arena_alloc(resolver->arena, count, sizeof *items);
    for (size_t k = 0; k < count; k++)
        items[k] = expr_binary(resolver->dag, op, a[k * a_step], b[k * b_step]);
    return term_vector(count, items);
}

// Two lists of the same length, by the sum of products in their order.
static expr_t sum_of_products(resolver_t *resolver, size_t count, const expr_t *a, const expr_t *b)
{
    expr_t sum = expr_binary(resolver->dag, EXPR_MUL, a[0], b[0]);
    for (size_t k = 1; k < count; k++)
        sum = expr_binary(resolver->dag, EXPR_ADD, sum, expr_binary(resolver->dag, EXPR_MUL, a[k], b[k]));
    return sum;
}

static term_t multiply_matrix(resolver_t *resolver, term_t matrix, const expr_t *vector, span_t span)
{
    size_t n = matrix.count;
    expr_t *items = arena_alloc(resolver->arena, n, sizeof *items);
    expr_t *row = arena_alloc(resolver->arena, n, sizeof *row);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            row[j] = term_entry(resolver, matrix, i, j, span);
        items[i] = sum_of_products(resolver, n, row, vector);
    }
    return term_vector(n, items);
}

static term_t report_operands(resolver_t *resolver, token_kind_t sign, term_t a, term_t b, span_t span)
{
    const char *left = term_description(resolver, a), *right = term_description(resolver, b);
    bool is_product = sign == TOKEN_STAR && a.kind == TERM_VECTOR && b.kind == TERM_VECTOR;
    source_error(resolver->source, span, "'%s' can't join %s and %s%s", token_sign(sign), left, right,
                 is_product ? "; the inner product is dot(a, b)" : "");
    return term_error();
}

static term_t combine_numbers(resolver_t *resolver, expr_op_t op, const term_t *a, const term_t *b, span_t span)
{
    expr_t left = number_of(resolver, a, span), right = number_of(resolver, b, span);
    return term_number(expr_binary(resolver->dag, op, left, right));
}

term_t term_combine(resolver_t *resolver, token_kind_t sign, term_t a, term_t b, span_t span)
{
    expr_op_t op = arithmetic_operator(sign);
    if (a.kind == TERM_ERROR || b.kind == TERM_ERROR || !resolver_charge(resolver, a.count + b.count, span))
        return term_error();
    if (is_number(&a) && is_number(&b))
        return combine_numbers(resolver, op, &a, &b, span);
    if (a.kind == TERM_VECTOR && b.kind == TERM_VECTOR && a.count == b.count && (op == EXPR_ADD || op == EXPR_SUB))
        return map_items(resolver, op, a.count, a.items, 1, b.items, 1);
    if (is_number(&a) && b.kind == TERM_VECTOR && op == EXPR_MUL) {
        expr_t factor = number_of(resolver, &a, span);
        return map_items(resolver, op, b.count, &factor, 0, b.items, 1);
    }
    if (a.kind == TERM_VECTOR && is_number(&b) && (op == EXPR_MUL || op == EXPR_DIV)) {
        expr_t factor = number_of(resolver, &b, span);
        return map_items(resolver, op, a.count, a.items, 1, &factor, 0);
    }
    if (a.kind == TERM_MATRIX && b.kind == TERM_VECTOR && a.count == b.count && op == EXPR_MUL &&
        resolver_charge(resolver, a.count * a.count, span))
        return multiply_matrix(resolver, a, b.items, span);
    return resolver->is_stopped ? term_error() : report_operands(resolver, sign, a, b, span);
}

term_t term_negate(resolver_t *resolver, term_t a, span_t span)
{
    if (is_number(&a))
        return term_number(expr_unary(resolver->dag, EXPR_NEG, number_of(resolver, &a, span)));
    if (a.kind != TERM_VECTOR)
        return term_number(term_as_number(resolver, a, span));
    expr_t *items = arena_alloc(resolver->arena, a.count, sizeof *items);
    for (size_t k = 0; k < a.count; k++)
        items[k] = expr_unary(resolver->dag, EXPR_NEG, a.items[k]);
    return term_vector(a.count, items);
}

// In one coordinate |a|, in more the root of the sum of squares.
expr_t term_norm(resolver_t *resolver, term_t a, span_t span)
{
    dag_t *dag = resolver->dag;
    if (a.kind != TERM_VECTOR || a.count == 1) {
        expr_t number = term_as_number(resolver, a, span);
        return number == EXPR_NONE ? EXPR_NONE : expr_unary(dag, EXPR_ABS, number);
    }
    expr_t sum = expr_power(dag, a.items[0], 2, 1);
    for (size_t k = 1; k < a.count; k++)
        sum = expr_binary(dag, EXPR_ADD, sum, expr_power(dag, a.items[k], 2, 1));
    return expr_unary(dag, EXPR_SQRT, sum);
}

expr_t term_dot(resolver_t *resolver, term_t a, term_t b, span_t span)
{
    size_t left_count, right_count;
    if (a.kind == TERM_ERROR || b.kind == TERM_ERROR)
        return EXPR_NONE;
    const expr_t *left = term_coordinates(resolver, &a, &left_count);
    const expr_t *right = term_coordinates(resolver, &b, &right_count);
    if (left && right && left_count == right_count)
        return sum_of_products(resolver, left_count, left, right);
    const char *left_text = term_description(resolver, a), *right_text = term_description(resolver, b);
    source_error(resolver->source, span, "dot needs two vectors of the same size, not %s and %s", left_text,
                 right_text);
    return EXPR_NONE;
}
