// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/region_box.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "claim/level.h"
#include "claim/squares.h"

#define ROOT_BITS 20 // behind the binary point of the root of an integer that is no square

// a x^2 + b x of one generator in a form.
typedef struct {
    fmpq_t a, b;
} axis_t;

static void coefficient(fmpq_t c, const level_t *level, const level_ring_t *ring, size_t generator, ulong power)
{
    ulong exponents[LEVEL_GENERATORS] = {0};
    exponents[generator] = power;
    fmpq_mpoly_get_coeff_fmpq_ui(c, level->form, exponents, ring->ring);
}

// Reads the axes, two coefficients at most for each generator; false when the form has other terms, or a square with a coefficient
// that is not positive.
static bool read_axes(axis_t *axes, const level_t *level, const level_ring_t *ring)
{
    slong terms = 0;
    bool good = level->is_upper;
    for (size_t g = 0; g < ring->generator_count; g++) {
        coefficient(axes[g].a, level, ring, g, 2);
        coefficient(axes[g].b, level, ring, g, 1);
        terms += !fmpq_is_zero(axes[g].a) + !fmpq_is_zero(axes[g].b);
        good = good && (fmpq_sgn(axes[g].a) > 0 || (fmpq_is_zero(axes[g].a) && fmpq_is_zero(axes[g].b)));
    }
    return good && fmpq_mpoly_length(level->form, ring->ring) == terms;
}

// A rational number that is at least the root of a >= 0; the root where that is rational.
static void root_above(fmpq_t root, const fmpq_t a)
{
    fmpz_t product, rest;
    fmpz_init(product);
    fmpz_init(rest);
    fmpz_mul(product, fmpq_numref(a), fmpq_denref(a)); // sqrt(n/d) = sqrt(n d)/d
    bool is_square = fmpz_is_square(product);
    if (!is_square)
        fmpz_mul_2exp(product, product, 2 * ROOT_BITS);
    fmpz_sqrtrem(product, rest, product);
    fmpz_add_ui(product, product, !fmpz_is_zero(rest));
    fmpq_set_fmpz_frac(root, product, fmpq_denref(a));
    if (!is_square)
        fmpq_div_2exp(root, root, ROOT_BITS);
    fmpz_clear(product);
    fmpz_clear(rest);
}

// value + the sum of b^2/(4 a): what the sum of a (x + b/(2 a))^2 is at most.
static void complete_squares(fmpq_t most, const axis_t *axes, const level_t *level, size_t count)
{
    fmpq_t square;
    fmpq_init(square);
    fmpq_set(most, level->value);
    for (size_t g = 0; g < count; g++) {
        if (fmpq_is_zero(axes[g].a))
            continue;
        fmpq_mul(square, axes[g].b, axes[g].b);
        fmpq_div(square, square, axes[g].a);
        fmpq_div_2exp(square, square, 2);
        fmpq_add(most, most, square);
    }
    fmpq_clear(square);
}

// The region with -b/(2 a) - root <= x <= -b/(2 a) + root.
static expr_t add_side(dag_t *dag, expr_t region, expr_t variable, const axis_t *axis, const fmpq_t most)
{
    fmpq_t centre, root;
    fmpq_init(centre);
    fmpq_init(root);
    fmpq_div(root, most, axis->a);
    root_above(root, root);
    fmpq_div(centre, axis->b, axis->a);
    fmpq_div_2exp(centre, centre, 1);
    fmpq_neg(centre, centre);
    fmpq_sub(centre, centre, root);
    region = expr_and(dag, region, expr_binary(dag, EXPR_LESS_EQUAL, expr_rational(dag, centre), variable));
    fmpq_mul_2exp(root, root, 1);
    fmpq_add(centre, centre, root);
    region = expr_and(dag, region, expr_binary(dag, EXPR_LESS_EQUAL, variable, expr_rational(dag, centre)));
    fmpq_clear(centre);
    fmpq_clear(root);
    return region;
}

static bool is_one_of(expr_t a, size_t count, const expr_t *items)
{
    for (size_t i = 0; i < count; i++)
        if (items[i] == a)
            return true;
    return false;
}

static expr_t add_level(dag_t *dag, expr_t region, const level_t *level, const level_ring_t *ring, size_t count, const expr_t *variables)
{
    axis_t axes[LEVEL_GENERATORS];
    fmpq_t most;
    fmpq_init(most);
    for (size_t g = 0; g < ring->generator_count; g++) {
        fmpq_init(axes[g].a);
        fmpq_init(axes[g].b);
    }
    if (read_axes(axes, level, ring)) {
        complete_squares(most, axes, level, ring->generator_count);
        for (size_t g = 0; g < ring->generator_count && fmpq_sgn(most) >= 0; g++)
            if (!fmpq_is_zero(axes[g].a) && is_one_of(ring->generators[g], count, variables))
                region = add_side(dag, region, ring->generators[g], axes + g, most);
    }
    for (size_t g = 0; g < ring->generator_count; g++) {
        fmpq_clear(axes[g].a);
        fmpq_clear(axes[g].b);
    }
    fmpq_clear(most);
    return region;
}

expr_t region_with_box(dag_t *dag, expr_t region, size_t count, const expr_t *variables)
{
    expr_t *members = NULL, result = region;
    size_t member_count = 0, capacity = 0;
    level_ring_t ring;
    level_ring_init(&ring, dag);
    formula_conjuncts(&members, &member_count, &capacity, dag, formula_normalise(dag, formula_square_norms(dag, region)));
    for (size_t i = 0; i < member_count; i++) {
        level_t level;
        level_init(&level, &ring);
        if (level_read(&level, &ring, members[i]))
            result = add_level(dag, result, &level, &ring, count, variables);
        level_clear(&level, &ring);
    }
    mem_free(members);
    level_ring_clear(&ring);
    return result;
}
