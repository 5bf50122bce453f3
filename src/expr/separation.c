// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/separation.h"

#include "base/memory.h"

#define MAX_RADICALS 16 // D is at least 2 to the power of their number
#define MAX_DEGREE ((ulong)1 << MAX_RADICALS)

// Upper bounds for the conjugates of U and L, where the term is U/L.
typedef struct {
    mag_t u, l;
    bool algebraic;
} conjugates_t;

// The number radicand^(1/index), of which the powers lie in one field.
typedef struct {
    expr_t radicand;
    slong index;
} radical_t;

typedef struct {
    const dag_t *dag;
    size_t *places;       // per node: its place among the nodes below the two terms
    conjugates_t *bounds; // per place
    size_t count;
    size_t radical_count;
    radical_t radicals[MAX_RADICALS];
    ulong degree; // D, or MAX_DEGREE + 1 when it is larger than MAX_DEGREE
} survey_of_conjugates_t;

static conjugates_t *node_bounds(const survey_of_conjugates_t *s, expr_t node)
{
    return s->bounds + s->places[node];
}

static const conjugates_t *child_bounds(const survey_of_conjugates_t *s, expr_t node, size_t k)
{
    return node_bounds(s, expr_child(s->dag, node, k));
}

// U1/L1 +- U2/L2 = (U1 L2 +- U2 L1)/(L1 L2).
static void bound_sum(conjugates_t *result, const conjugates_t *a, const conjugates_t *b)
{
    mag_t u;
    mag_init(u);
    mag_mul(u, a->u, b->l);
    mag_addmul(u, b->u, a->l);
    mag_mul(result->l, a->l, b->l);
    mag_swap(result->u, u);
    mag_clear(u);
}

static void bound_product(conjugates_t *result, const conjugates_t *a, const conjugates_t *b)
{
    mag_mul(result->u, a->u, b->u);
    mag_mul(result->l, a->l, b->l);
}

static void bound_quotient(conjugates_t *result, const conjugates_t *a, const conjugates_t *b)
{
    mag_mul(result->u, a->u, b->l);
    mag_mul(result->l, a->l, b->u);
}

// (U/L)^(1/q) = (U L^(q-1))^(1/q) / L.
static void bound_root(conjugates_t *value, ulong q)
{
    mag_t power;
    mag_init(power);
    mag_pow_ui(power, value->l, q - 1);
    mag_mul(value->u, value->u, power);
    mag_root(value->u, value->u, q);
    mag_clear(power);
}

static void bound_power(conjugates_t *result, const conjugates_t *a, slong p, slong q)
{
    ulong exponent = p < 0 ? -(ulong)p : (ulong)p;
    mag_pow_ui(result->u, p < 0 ? a->l : a->u, exponent);
    mag_pow_ui(result->l, p < 0 ? a->u : a->l, exponent);
    if (q > 1)
        bound_root(result, (ulong)q);
}

// For a value that is one of several: bounds for all of them.
static void include(conjugates_t *result, const conjugates_t *a)
{
    mag_max(result->u, result->u, a->u);
    mag_max(result->l, result->l, a->l);
    result->algebraic = result->algebraic && a->algebraic;
}

static void bound_rational(conjugates_t *result, const fmpq *value)
{
    mag_set_fmpz(result->u, fmpq_numref(value));
    mag_set_fmpz(result->l, fmpq_denref(value));
}

static bool are_algebraic(const survey_of_conjugates_t *s, expr_t node)
{
    for (size_t k = 0; k < expr_child_count(s->dag, node); k++)
        if (!child_bounds(s, node, k)->algebraic)
            return false;
    return true;
}

static void bound_choice(conjugates_t *result, const survey_of_conjugates_t *s, expr_t node)
{
    bool cases = expr_op(s->dag, node) == EXPR_CASES;
    mag_one(result->l); // 0 = 0/1 and 1/1, which relu and the first case are compared with
    mag_one(result->u);
    result->algebraic = true;
    for (size_t k = cases; k < expr_child_count(s->dag, node); k += 1 + (size_t)cases)
        include(result, child_bounds(s, node, k));
}

static void bound_arithmetic(conjugates_t *result, const survey_of_conjugates_t *s, expr_t node)
{
    const conjugates_t *a = child_bounds(s, node, 0);
    const conjugates_t *b = child_bounds(s, node, expr_child_count(s->dag, node) - 1);
    slong p = 1, q = 2;
    switch (expr_op(s->dag, node)) {
    case EXPR_ADD:
    case EXPR_SUB:
        bound_sum(result, a, b);
        break;
    case EXPR_MUL:
        bound_product(result, a, b);
        break;
    case EXPR_DIV:
        bound_quotient(result, a, b);
        break;
    case EXPR_POWER:
        expr_exponent(&p, &q, s->dag, node);
        bound_power(result, a, p, q);
        break;
    case EXPR_SQRT:
        bound_power(result, a, p, q);
        break;
    default: // NEG, ABS
        mag_set(result->u, a->u);
        mag_set(result->l, a->l);
    }
}

static void bound_node(const survey_of_conjugates_t *s, expr_t node)
{
    conjugates_t *result = node_bounds(s, node);
    switch (expr_op(s->dag, node)) {
    case EXPR_RATIONAL:
        bound_rational(result, expr_rational_value(s->dag, node));
        result->algebraic = true;
        break;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_NEG:
    case EXPR_POWER:
    case EXPR_SQRT:
    case EXPR_ABS:
        result->algebraic = are_algebraic(s, node);
        if (result->algebraic)
            bound_arithmetic(result, s, node);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_RELU:
    case EXPR_CASES:
        bound_choice(result, s, node);
        break;
    default:
        break; // has no value, or perhaps not an algebraic one
    }
}

// Counts the radical that the node is a power of, if it is one that was not met before.
static void count_radical(survey_of_conjugates_t *s, expr_t node)
{
    slong p, q = expr_op(s->dag, node) == EXPR_SQRT ? 2 : 1;
    if (expr_op(s->dag, node) == EXPR_POWER)
        expr_exponent(&p, &q, s->dag, node);
    if (q == 1 || s->degree > MAX_DEGREE)
        return;
    expr_t radicand = expr_child(s->dag, node, 0);
    for (size_t i = 0; i < s->radical_count; i++)
        if (s->radicals[i].radicand == radicand && s->radicals[i].index == q)
            return;
    if ((ulong)q > MAX_DEGREE / s->degree) {
        s->degree = MAX_DEGREE + 1;
        return;
    }
    s->degree *= (ulong)q;
    s->radicals[s->radical_count++] = (radical_t){radicand, q};
}

static void survey_init(survey_of_conjugates_t *s, const dag_t *dag, expr_t a, expr_t b)
{
    const expr_t roots[2] = {a, b};
    bool *marked = expr_reachable(dag, 2, roots);
    size_t nodes = (size_t)(a > b ? a : b) + 1, count = 0;
    *s = (survey_of_conjugates_t){.dag = dag, .places = mem_alloc(nodes, sizeof *s->places), .degree = 1};
    for (expr_t node = 0; node < nodes; node++)
        s->places[node] = marked[node] ? count++ : SIZE_MAX;
    s->bounds = mem_alloc(count, sizeof *s->bounds);
    for (expr_t node = 0; node < nodes; node++) {
        if (!marked[node])
            continue;
        mag_init(s->bounds[s->count].u);
        mag_init(s->bounds[s->count++].l);
        bound_node(s, node);
        count_radical(s, node);
    }
    mem_free(marked);
}

static void survey_clear(survey_of_conjugates_t *s)
{
    for (size_t i = 0; i < s->count; i++) {
        mag_clear(s->bounds[i].u);
        mag_clear(s->bounds[i].l);
    }
    mem_free(s->bounds);
    mem_free(s->places);
}

// (D - 1) log2 u + log2 l, rounded up.
static status_t bits_of_bound(slong *bits, const conjugates_t *difference, ulong degree)
{
    mag_t sum, part;
    mag_init(sum);
    mag_init(part);
    mag_log(sum, difference->u);
    mag_mul_ui(sum, sum, degree - 1);
    mag_log(part, difference->l);
    mag_add(sum, sum, part);
    mag_mul_ui(sum, sum, 1443); // 1.443 > 1/log 2
    mag_div_ui(sum, sum, 1000);
    status_t status = STATUS_LIMIT;
    if (mag_cmp_2exp_si(sum, 20) < 0) {
        *bits = (slong)mag_get_d(sum) + 1;
        status = *bits <= SEPARATION_MAX_BITS ? STATUS_OK : STATUS_LIMIT;
    }
    mag_clear(sum);
    mag_clear(part);
    return status;
}

status_t expr_separation_bits(slong *bits, const dag_t *dag, expr_t a, expr_t b)
{
    survey_of_conjugates_t s;
    survey_init(&s, dag, a, b);
    status_t status = s.degree > MAX_DEGREE ? STATUS_LIMIT : STATUS_OK;
    if (status == STATUS_OK && !(node_bounds(&s, a)->algebraic && node_bounds(&s, b)->algebraic))
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK) {
        conjugates_t difference;
        mag_init(difference.u);
        mag_init(difference.l);
        bound_sum(&difference, node_bounds(&s, a), node_bounds(&s, b));
        status = bits_of_bound(bits, &difference, s.degree);
        mag_clear(difference.u);
        mag_clear(difference.l);
    }
    survey_clear(&s);
    return status;
}
