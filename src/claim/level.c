// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/level.h"

#include "base/memory.h"
#include "spec/fold.h"

#include <string.h>

#define MAX_NODES 128  // of a comparison
#define MAX_TERMS 400  // of a polynomial
#define MAX_POWER 8    // exponent
#define MAX_DEGREE 16  // of a polynomial
#define MAX_BITS 2000  // of its coefficients

void level_ring_init(level_ring_t *ring, const dag_t *dag)
{
    ring->dag = dag;
    ring->generator_count = 0;
    fmpq_mpoly_ctx_init(ring->ring, LEVEL_GENERATORS, ORD_DEGREVLEX);
}

void level_ring_clear(level_ring_t *ring)
{
    fmpq_mpoly_ctx_clear(ring->ring);
}

void level_init(level_t *level, const level_ring_t *ring)
{
    fmpq_mpoly_init(level->form, ring->ring);
    fmpq_init(level->value);
}

void level_clear(level_t *level, const level_ring_t *ring)
{
    fmpq_mpoly_clear(level->form, ring->ring);
    fmpq_clear(level->value);
}

// ---- polynomials ----

// The nodes below a comparison, children before parents, and their polynomials.
typedef struct {
    level_ring_t *ring;
    size_t count;
    expr_t nodes[MAX_NODES];
    fmpq_mpoly_struct polynomials[MAX_NODES];
    size_t opaque_count;
    size_t opaque[LEVEL_GENERATORS]; // generators that need not have a value
} terms_t;

// Whether a quotient is one by a number other than 0; the number, unless `value` is NULL.
static bool read_divisor(fmpq *value, const dag_t *dag, expr_t quotient)
{
    fmpq_t divisor;
    fmpq_init(divisor);
    bool good = fold_rational(divisor, dag, expr_child(dag, quotient, 1)) && !fmpq_is_zero(divisor);
    if (value)
        fmpq_set(value, divisor);
    fmpq_clear(divisor);
    return good;
}

// Whether the term is a polynomial in its operands.
static bool is_ring_operation(const dag_t *dag, expr_t a)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_RATIONAL:
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_NEG:
        return true;
    case EXPR_DIV:
        return read_divisor(NULL, dag, a);
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p >= 0 && p <= MAX_POWER;
    default:
        return false;
    }
}

static bool add_node(terms_t *t, expr_t a)
{
    size_t place = t->count;
    for (size_t i = 0; i < t->count; i++)
        if (t->nodes[i] == a)
            return true;
    if (t->count == MAX_NODES)
        return false;
    for (; place > 0 && t->nodes[place - 1] > a; place--) // children have smaller numbers
        t->nodes[place] = t->nodes[place - 1];
    t->nodes[place] = a;
    t->count++;
    return true;
}

// From the parents down: a node's children come before it.
static bool collect(terms_t *t, expr_t left, expr_t right)
{
    const dag_t *dag = t->ring->dag;
    bool good = add_node(t, left) && add_node(t, right);
    for (size_t at = t->count; good && at-- > 0;) {
        size_t before = t->count;
        expr_t a = t->nodes[at];
        for (size_t k = 0; good && is_ring_operation(dag, a) && k < expr_child_count(dag, a); k++)
            good = add_node(t, expr_child(dag, a, k));
        at += t->count - before;
    }
    return good;
}

static const fmpq_mpoly_struct *polynomial_of(const terms_t *t, expr_t a)
{
    size_t i = 0;
    while (t->nodes[i] != a)
        i++;
    return t->polynomials + i;
}

static bool set_generator(fmpq_mpoly_struct *result, terms_t *t, expr_t a)
{
    level_ring_t *ring = t->ring;
    size_t k = 0;
    while (k < ring->generator_count && ring->generators[k] != a)
        k++;
    if (k == LEVEL_GENERATORS)
        return false;
    if (k == ring->generator_count)
        ring->generators[ring->generator_count++] = a;
    fmpq_mpoly_gen(result, (slong)k, ring->ring);
    if (expr_op(ring->dag, a) != EXPR_VARIABLE)
        t->opaque[t->opaque_count++] = k;
    return true;
}

static bool is_small(const fmpq_mpoly_struct *a, const level_ring_t *ring)
{
    slong bits = fmpz_mpoly_max_bits(a->zpoly);
    return fmpq_mpoly_length(a, ring->ring) <= MAX_TERMS && (bits < 0 ? -bits : bits) <= MAX_BITS &&
           fmpz_bits(fmpq_numref(a->content)) <= MAX_BITS && fmpz_bits(fmpq_denref(a->content)) <= MAX_BITS &&
           (fmpq_mpoly_is_zero(a, ring->ring) || fmpq_mpoly_total_degree_si(a, ring->ring) <= MAX_DEGREE);
}

// The power by products, so that its size is looked at in between.
static bool set_power(fmpq_mpoly_struct *result, const fmpq_mpoly_struct *base, slong exponent, const level_ring_t *ring)
{
    bool good = true;
    fmpq_mpoly_one(result, ring->ring);
    for (slong k = 0; good && k < exponent; k++) {
        fmpq_mpoly_mul(result, result, base, ring->ring);
        good = is_small(result, ring);
    }
    return good;
}

static bool set_polynomial(fmpq_mpoly_struct *result, terms_t *t, expr_t a)
{
    const level_ring_t *ring = t->ring;
    const dag_t *dag = ring->dag;
    if (!is_ring_operation(dag, a))
        return set_generator(result, t, a);
    if (expr_op(dag, a) == EXPR_RATIONAL) {
        fmpq_mpoly_set_fmpq(result, expr_rational_value(dag, a), ring->ring);
        return is_small(result, ring);
    }
    size_t count = expr_child_count(dag, a);
    const fmpq_mpoly_struct *u = polynomial_of(t, expr_child(dag, a, 0));
    const fmpq_mpoly_struct *v = count > 1 ? polynomial_of(t, expr_child(dag, a, 1)) : NULL;
    slong p, q;
    fmpq_t divisor;
    switch (expr_op(dag, a)) {
    case EXPR_ADD:
        fmpq_mpoly_add(result, u, v, ring->ring);
        break;
    case EXPR_SUB:
        fmpq_mpoly_sub(result, u, v, ring->ring);
        break;
    case EXPR_MUL:
        fmpq_mpoly_mul(result, u, v, ring->ring);
        break;
    case EXPR_NEG:
        fmpq_mpoly_neg(result, u, ring->ring);
        break;
    case EXPR_DIV:
        fmpq_init(divisor);
        (void)read_divisor(divisor, dag, a);
        fmpq_mpoly_scalar_div_fmpq(result, u, divisor, ring->ring);
        fmpq_clear(divisor);
        break;
    default:
        expr_exponent(&p, &q, dag, a);
        return set_power(result, u, p, ring);
    }
    return is_small(result, ring);
}

// right - left. What need not have a value must not cancel: then the form has a value only where the comparison has one.
static bool set_difference(fmpq_mpoly_t result, level_ring_t *ring, expr_t left, expr_t right)
{
    terms_t *t = mem_alloc(1, sizeof *t);
    t->ring = ring;
    size_t made = 0;
    bool good = collect(t, left, right);
    for (; good && made < t->count; made++) {
        fmpq_mpoly_init(t->polynomials + made, ring->ring);
        good = set_polynomial(t->polynomials + made, t, t->nodes[made]);
    }
    if (good)
        fmpq_mpoly_sub(result, polynomial_of(t, right), polynomial_of(t, left), ring->ring);
    for (size_t k = 0; good && k < t->opaque_count; k++)
        good = fmpq_mpoly_degree_si(result, (slong)t->opaque[k], ring->ring) > 0;
    for (size_t i = 0; i < made; i++)
        fmpq_mpoly_clear(t->polynomials + i, ring->ring);
    mem_free(t);
    return good;
}

// ---- bounds ----

// 0 < P, or 0 <= P, as a bound of P without its constant term, divided by the leading coefficient.
static bool split(level_t *level, const level_ring_t *ring)
{
    static const ulong none[LEVEL_GENERATORS];
    fmpq_t leading;
    fmpq_init(leading);
    fmpq_mpoly_get_coeff_fmpq_ui(level->value, level->form, none, ring->ring);
    fmpq_mpoly_sub_fmpq(level->form, level->form, level->value, ring->ring);
    bool bounds = !fmpq_mpoly_is_zero(level->form, ring->ring);
    if (bounds) {
        fmpq_mpoly_get_term_coeff_fmpq(leading, level->form, 0, ring->ring);
        level->is_upper = fmpq_sgn(leading) < 0;
        fmpq_mpoly_scalar_div_fmpq(level->form, level->form, leading, ring->ring);
        fmpq_div(level->value, level->value, leading);
        fmpq_neg(level->value, level->value);
    }
    fmpq_clear(leading);
    return bounds;
}

bool level_read(level_t *level, level_ring_t *ring, expr_t comparison)
{
    const dag_t *dag = ring->dag;
    expr_op_t op = expr_op(dag, comparison);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    level->strict = op == EXPR_LESS;
    return set_difference(level->form, ring, expr_child(dag, comparison, 0), expr_child(dag, comparison, 1)) &&
           split(level, ring);
}

void level_negate(level_t *level)
{
    level->is_upper = !level->is_upper;
    level->strict = !level->strict;
}

// What x <= 1, say, tells of x <= 2 (true), and x <= 1 of 2 <= x (false).
bool level_decides(bool *holds, const level_t *known, const level_t *asked, const level_ring_t *ring)
{
    if (!fmpq_mpoly_equal(known->form, asked->form, ring->ring))
        return false;
    int order = fmpq_cmp(known->value, asked->value);
    order = known->is_upper ? order : -order; // negative: the known bound lies farther inside
    *holds = known->is_upper == asked->is_upper;
    return order < 0 || (order == 0 && (*holds ? known->strict || !asked->strict : known->strict || asked->strict));
}

bool level_includes(const level_t *asked, const level_t *known, const level_ring_t *ring)
{
    return asked->is_upper == known->is_upper && (known->strict || !asked->strict) && fmpq_equal(asked->value, known->value) &&
           fmpq_mpoly_equal(asked->form, known->form, ring->ring);
}
