// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/descartes.h"

#include "base/memory.h"

slong fmpz_poly_variations_in_unit_interval(const fmpz_poly_t p)
{
    slong variations = 0;
    int last = 0;
    fmpz_t one;
    fmpz_poly_t transformed;
    fmpz_init_set_ui(one, 1);
    fmpz_poly_init(transformed);
    fmpz_poly_reverse(transformed, p, fmpz_poly_length(p));
    fmpz_poly_taylor_shift(transformed, transformed, one);
    for (slong i = 0; i < fmpz_poly_length(transformed); i++) {
        int sign = fmpz_sgn(transformed->coeffs + i);
        variations += last != 0 && sign != 0 && sign != last;
        last = sign != 0 ? sign : last;
    }
    fmpz_clear(one);
    fmpz_poly_clear(transformed);
    return variations;
}

void descartes_result_init(descartes_result_t *result)
{
    *result = (descartes_result_t){0};
    fmpq_init(result->root);
}

void descartes_result_clear(descartes_result_t *result)
{
    for (size_t i = 0; i < 2 * result->count; i++)
        fmpq_clear(result->ends + i);
    mem_free(result->ends);
    fmpq_clear(result->root);
}

// The interval (c, c + 1) * sign * 2^exponent, and the polynomial whose roots in (0, 1) are the original's there.
typedef struct {
    fmpz_poly_t poly;
    fmpz_t c;
    slong exponent;
} cell_t;

typedef struct {
    cell_t *cells;
    size_t count;
    size_t capacity;
} cell_stack_t;

static cell_t *push(cell_stack_t *stack)
{
    stack->cells = mem_grow(stack->cells, &stack->capacity, stack->count + 1, sizeof *stack->cells);
    cell_t *cell = stack->cells + stack->count++;
    fmpz_poly_init(cell->poly);
    fmpz_init(cell->c);
    return cell;
}

static void clear_cell(cell_t *cell)
{
    fmpz_poly_clear(cell->poly);
    fmpz_clear(cell->c);
}

// sign * c * 2^exponent
static void set_dyadic(fmpq_t result, int sign, const fmpz_t c, slong exponent)
{
    fmpq_set_fmpz(result, c);
    if (sign < 0)
        fmpq_neg(result, result);
    if (exponent >= 0)
        fmpq_mul_2exp(result, result, (flint_bitcnt_t)exponent);
    else
        fmpq_div_2exp(result, result, (flint_bitcnt_t)-exponent);
}

static void append_interval(descartes_result_t *result, const cell_t *cell, int sign)
{
    fmpz_t next;
    fmpz_init(next);
    fmpz_add_ui(next, cell->c, 1);
    size_t used = 2 * result->count++;
    result->ends = mem_grow(result->ends, &result->capacity, used + 2, sizeof *result->ends);
    fmpq *lo = result->ends + used;
    fmpq_init(lo);
    fmpq_init(lo + 1);
    set_dyadic(lo, sign, sign > 0 ? cell->c : next, cell->exponent);
    set_dyadic(lo + 1, sign, sign > 0 ? next : cell->c, cell->exponent);
    fmpz_clear(next);
}

// Divides out the power of two that all coefficients share.
static void remove_powers_of_two(fmpz_poly_t p)
{
    flint_bitcnt_t shared = 0;
    bool first = true;
    for (slong i = 0; i < fmpz_poly_length(p); i++) {
        if (fmpz_is_zero(p->coeffs + i))
            continue;
        flint_bitcnt_t valuation = fmpz_val2(p->coeffs + i);
        shared = first || valuation < shared ? valuation : shared;
        first = false;
    }
    fmpz_poly_scalar_tdiv_2exp(p, p, shared);
}

// p := 2^n p(x/2), up to a power of two.
static void halve_argument(fmpz_poly_t p)
{
    slong degree = fmpz_poly_degree(p);
    for (slong i = 0; i < degree; i++)
        fmpz_mul_2exp(p->coeffs + i, p->coeffs + i, (flint_bitcnt_t)(degree - i));
    remove_powers_of_two(p);
}

// Splits into the two halves, unless the middle is a root.
static void split(cell_stack_t *stack, cell_t *cell, int sign, descartes_result_t *result)
{
    cell_t *left = push(stack);
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    fmpz_poly_swap(left->poly, cell->poly);
    halve_argument(left->poly);
    left->exponent = cell->exponent - 1;
    fmpz_mul_2exp(left->c, cell->c, 1);
    cell_t *right = push(stack);
    left = stack->cells + stack->count - 2;
    fmpz_poly_taylor_shift(right->poly, left->poly, one);
    right->exponent = left->exponent;
    fmpz_add_ui(right->c, left->c, 1);
    if (fmpz_is_zero(right->poly->coeffs)) {
        result->met_root = true;
        set_dyadic(result->root, sign, right->c, right->exponent);
    }
    fmpz_clear(one);
}

static void process(cell_stack_t *stack, int sign, descartes_result_t *result)
{
    cell_t cell = stack->cells[--stack->count];
    slong variations = fmpz_poly_variations_in_unit_interval(cell.poly);
    if (variations == 1)
        append_interval(result, &cell, sign);
    else if (variations > 1)
        split(stack, &cell, sign, result);
    clear_cell(&cell);
}

// Pushes (0, 2^exponent) with p(sign 2^exponent x), where 2^exponent exceeds all roots.
static void push_half_line(cell_stack_t *stack, const fmpz_poly_t p, int sign)
{
    cell_t *cell = push(stack);
    fmpz_t bound;
    fmpz_init(bound);
    fmpz_poly_bound_roots(bound, p);
    cell->exponent = (slong)fmpz_bits(bound);
    fmpz_poly_set(cell->poly, p);
    for (slong i = 0; i < fmpz_poly_length(p); i++) {
        fmpz *coefficient = cell->poly->coeffs + i;
        fmpz_mul_2exp(coefficient, coefficient, (flint_bitcnt_t)(i * cell->exponent));
        if (sign < 0 && i % 2 == 1)
            fmpz_neg(coefficient, coefficient);
    }
    fmpz_clear(bound);
}

static void isolate_half_line(descartes_result_t *result, const fmpz_poly_t p, int sign)
{
    cell_stack_t stack = {0};
    push_half_line(&stack, p, sign);
    while (stack.count > 0 && !result->met_root)
        process(&stack, sign, result);
    while (stack.count > 0)
        clear_cell(stack.cells + --stack.count);
    mem_free(stack.cells);
}

void descartes_isolate(descartes_result_t *result, const fmpz_poly_t p)
{
    result->met_root = fmpz_is_zero(p->coeffs) != 0;
    fmpq_zero(result->root);
    if (!result->met_root)
        isolate_half_line(result, p, 1);
    if (!result->met_root)
        isolate_half_line(result, p, -1);
}
