// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/simplify.h"

#include "base/memory.h"
#include "expr/fold.h"
#include "expr/neutral.h"
#include "expr/rebuild.h"
#include "expr/total.h"

typedef struct {
    dag_t *dag;
    expr_t *image; // per node: simplified
    survey_t survey;
} simplification_t;

static expr_t child_image(const simplification_t *s, expr_t a, size_t k)
{
    return s->image[expr_child(s->dag, a, k)];
}

// ---- powers ----

static bool multiply_exponents(slong *product, slong m, slong n)
{
    return !__builtin_mul_overflow(m, n, product);
}

// u^n, n an integer. (w^m)^n = w^(mn) with the same domain unless m and n are both negative: then w = 0 would become
// allowed; or one of them is zero.
static expr_t integer_power(dag_t *dag, expr_t u, slong n)
{
    slong m, q, product;
    if (n == 1)
        return u;
    if (expr_op(dag, u) != EXPR_POWER)
        return expr_power(dag, u, n, 1);
    expr_exponent(&m, &q, dag, u);
    if (q != 1 || m == 0 || n == 0 || (m < 0 && n < 0) || !multiply_exponents(&product, m, n))
        return expr_power(dag, u, n, 1);
    return expr_power(dag, expr_child(dag, u, 0), product, 1);
}

static expr_t simplify_power(const simplification_t *s, expr_t a)
{
    slong p, q;
    expr_exponent(&p, &q, s->dag, a);
    if (p == 0 && s->survey.total[a])
        return expr_integer(s->dag, 1);
    if (q == 1)
        return integer_power(s->dag, child_image(s, a, 0), p);
    return expr_power(s->dag, child_image(s, a, 0), p, q);
}

// ---- arithmetic ----

#define DOUBLE_POWERS 1000 // 2^n with |n| below this is a normal double

// Different operands became the same node. A product of the two would turn into a square and a comparison would be
// decided, both tighter than the original: such a node stays as it was.
static bool merges_operands(const simplification_t *s, expr_t a)
{
    expr_t u = child_image(s, a, 0);
    bool merged = u == child_image(s, a, 1) && expr_child(s->dag, a, 0) != expr_child(s->dag, a, 1);
    return merged && expr_op(s->dag, u) != EXPR_RATIONAL;
}

static expr_t simplify_product(const simplification_t *s, expr_t a, expr_t u, expr_t v)
{
    dag_t *dag = s->dag;
    if (s->survey.total[a] && (expr_is_integer(dag, u, 0) || expr_is_integer(dag, v, 0)))
        return expr_integer(dag, 0);
    if (expr_is_integer(dag, u, 1))
        return v;
    if (expr_is_integer(dag, v, 1))
        return u;
    if (expr_is_integer(dag, u, -1))
        return expr_unary(dag, EXPR_NEG, v);
    if (expr_is_integer(dag, v, -1))
        return expr_unary(dag, EXPR_NEG, u);
    if (merges_operands(s, a))
        return a;
    return u == v ? integer_power(dag, u, 2) : expr_binary(dag, EXPR_MUL, u, v);
}

static bool is_power_of_two(const fmpz_t a)
{
    return fmpz_sgn(a) > 0 && fmpz_val2(a) + 1 == fmpz_bits(a);
}

// u / v as (1/v) u, where 1/v is a double like v, so that no enclosure changes: a factor costs less than a division.
static expr_t divide_by_power_of_two(dag_t *dag, expr_t u, const fmpq *v)
{
    fmpq_t factor;
    fmpq_init(factor);
    fmpq_inv(factor, v);
    expr_t result = expr_binary(dag, EXPR_MUL, expr_rational(dag, factor), u);
    fmpq_clear(factor);
    return result;
}

static bool is_double_power_of_two(const dag_t *dag, expr_t v)
{
    if (expr_op(dag, v) != EXPR_RATIONAL)
        return false;
    const fmpq *value = expr_rational_value(dag, v);
    return is_power_of_two(fmpq_numref(value)) && is_power_of_two(fmpq_denref(value)) &&
           fmpq_height_bits(value) <= DOUBLE_POWERS;
}

static expr_t simplify_quotient(const simplification_t *s, expr_t a, expr_t u, expr_t v)
{
    dag_t *dag = s->dag;
    if (s->survey.total[a] && expr_is_integer(dag, u, 0))
        return u;
    if (expr_is_integer(dag, v, 1))
        return u;
    if (expr_is_integer(dag, v, -1))
        return expr_unary(dag, EXPR_NEG, u);
    return is_double_power_of_two(dag, v) ? divide_by_power_of_two(dag, u, expr_rational_value(dag, v))
                                          : expr_binary(dag, EXPR_DIV, u, v);
}

static expr_t simplify_binary(const simplification_t *s, expr_t a)
{
    dag_t *dag = s->dag;
    expr_op_t op = expr_op(dag, a);
    expr_t u = child_image(s, a, 0), v = child_image(s, a, 1);
    if (op == EXPR_MUL)
        return simplify_product(s, a, u, v);
    if (op == EXPR_DIV)
        return simplify_quotient(s, a, u, v);
    if ((op == EXPR_ADD || op == EXPR_SUB) && expr_is_integer(dag, v, 0))
        return u;
    if (op == EXPR_ADD && expr_is_integer(dag, u, 0))
        return v;
    if (op == EXPR_SUB && expr_is_integer(dag, u, 0))
        return expr_unary(dag, EXPR_NEG, v);
    if ((op == EXPR_MIN || op == EXPR_MAX) && u == v)
        return u;
    return expr_binary(dag, op, u, v);
}

static expr_t simplify_negation(dag_t *dag, expr_t u)
{
    return expr_op(dag, u) == EXPR_NEG ? expr_child(dag, u, 0) : expr_unary(dag, EXPR_NEG, u);
}

// ---- formulas and cases ----

static expr_t simplify_not(dag_t *dag, expr_t u)
{
    switch (expr_op(dag, u)) {
    case EXPR_NOT:
        return expr_child(dag, u, 0);
    case EXPR_TRUE:
        return expr_leaf(dag, EXPR_FALSE);
    case EXPR_FALSE:
        return expr_leaf(dag, EXPR_TRUE);
    default:
        return expr_unary(dag, EXPR_NOT, u);
    }
}

static expr_t simplify_connective(const simplification_t *s, expr_t a)
{
    dag_t *dag = s->dag;
    bool is_and = expr_op(dag, a) == EXPR_AND;
    expr_t u = child_image(s, a, 0), v = child_image(s, a, 1);
    expr_t deciding = expr_leaf(dag, is_and ? EXPR_FALSE : EXPR_TRUE);
    if (u == deciding || v == deciding)
        return deciding;
    return is_and ? expr_and(dag, u, v) : expr_or(dag, u, v);
}

// Leaves out cases that never apply and what comes after a case that always does. Cases that never apply at all stay.
static expr_t simplify_cases(const simplification_t *s, expr_t a)
{
    dag_t *dag = s->dag;
    size_t count = expr_child_count(dag, a) / 2, kept = 0;
    expr_t *guards = mem_alloc(count, sizeof *guards), *values = mem_alloc(count, sizeof *values);
    bool settled = false;
    for (size_t i = 0; i < count && !settled; i++) {
        expr_t guard = child_image(s, a, 2 * i);
        settled = expr_op(dag, guard) == EXPR_TRUE;
        if (expr_op(dag, guard) == EXPR_FALSE)
            continue;
        guards[kept] = guard;
        values[kept++] = child_image(s, a, 2 * i + 1);
    }
    bool always_first = kept > 0 && expr_op(dag, guards[0]) == EXPR_TRUE;
    expr_t result = kept == 0      ? expr_rebuild(s->dag, a, s->image)
                    : always_first ? values[0]
                                   : expr_cases(dag, kept, guards, values);
    mem_free(guards);
    mem_free(values);
    return result;
}

// ---- all together ----

static expr_t simplify_structure(const simplification_t *s, expr_t a)
{
    switch (expr_op(s->dag, a)) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_MIN:
    case EXPR_MAX:
        return simplify_binary(s, a);
    case EXPR_NEG:
        return simplify_negation(s->dag, child_image(s, a, 0));
    case EXPR_POWER:
        return simplify_power(s, a);
    case EXPR_AND:
    case EXPR_OR:
        return simplify_connective(s, a);
    case EXPR_NOT:
        return simplify_not(s->dag, child_image(s, a, 0));
    case EXPR_CASES:
        return simplify_cases(s, a);
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return merges_operands(s, a) ? a : expr_rebuild(s->dag, a, s->image);
    default:
        return expr_rebuild(s->dag, a, s->image);
    }
}

static expr_t simplify_node(const simplification_t *s, expr_t a)
{
    expr_op_t op = expr_op(s->dag, a);
    if (s->survey.truth[a] != TRUTH_UNKNOWN)
        return expr_leaf(s->dag, s->survey.truth[a] == TRUTH_TRUE ? EXPR_TRUE : EXPR_FALSE);
    if (expr_child_count(s->dag, a) == 0 || op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT)
        return a;
    return expr_fold(s->dag, simplify_structure(s, a));
}

expr_t expr_simplify(dag_t *dag, expr_t a)
{
    if (dag_over_limit(dag))
        return a;
    simplification_t s = {.dag = dag, .image = mem_alloc((size_t)a + 1, sizeof *s.image)};
    bool *marked = expr_reachable(dag, 1, &a);
    survey_init(&s.survey, dag, a);
    for (expr_t b = 0; b <= a; b++)
        if (marked[b])
            s.image[b] = simplify_node(&s, b);
    expr_t result = s.image[a];
    survey_clear(&s.survey);
    mem_free(marked);
    mem_free(s.image);
    return result;
}
