// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_sum.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

void root_list_init(root_list_t *list)
{
    memset(list, 0, sizeof *list);
}

void root_list_clear(root_list_t *list)
{
    mem_free(list->roots);
    mem_free(list->weights);
    memset(list, 0, sizeof *list);
}

size_t root_list_add(root_list_t *list, expr_t root, double weight)
{
    list->roots = mem_grow(list->roots, &list->capacity, list->count + 1, sizeof *list->roots);
    list->weights = mem_grow(list->weights, &list->weight_capacity, list->count + 1, sizeof *list->weights);
    list->roots[list->count] = root;
    list->weights[list->count] = weight;
    return list->count++;
}

typedef struct {
    expr_t node;
    double weight;
} term_t;

static bool is_rational(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL;
}

static double rational(const dag_t *dag, expr_t a)
{
    return fmpq_get_d(expr_rational_value(dag, a));
}

// Replaces a term by what it is the sum or the multiple of: returns how many, 0 when it is neither.
static size_t expand_term(term_t *parts, const dag_t *dag, term_t term)
{
    expr_op_t op = expr_op(dag, term.node);
    if (op != EXPR_ADD && op != EXPR_SUB && op != EXPR_NEG && op != EXPR_MUL && op != EXPR_DIV)
        return 0;
    expr_t a = expr_child(dag, term.node, 0), b = op == EXPR_NEG ? a : expr_child(dag, term.node, 1);
    if (op == EXPR_ADD || op == EXPR_SUB) {
        parts[0] = (term_t){a, term.weight};
        parts[1] = (term_t){b, op == EXPR_ADD ? term.weight : -term.weight};
        return 2;
    }
    if (op == EXPR_NEG)
        parts[0] = (term_t){a, -term.weight};
    else if (is_rational(dag, b))
        parts[0] = (term_t){a, op == EXPR_MUL ? term.weight * rational(dag, b) : term.weight / rational(dag, b)};
    else if (op == EXPR_MUL && is_rational(dag, a))
        parts[0] = (term_t){b, term.weight * rational(dag, a)};
    else
        return 0;
    return isfinite(parts[0].weight) ? 1 : 0;
}

// A variable, or a rational number that is a double.
static bool is_exact_term(const dag_t *dag, expr_t a)
{
    if (!is_rational(dag, a))
        return expr_op(dag, a) == EXPR_VARIABLE;
    dinterval_t value = dinterval_from_fmpq(expr_rational_value(dag, a));
    return value.neg_lo == -value.hi;
}

sum_t root_list_add_sum(root_list_t *list, const dag_t *dag, expr_t e)
{
    sum_t sum = {root_list_add(list, e, 1), list->count, 0, true};
    term_t stack[SUM_MAX_TERMS + 2] = {{e, 1}};
    size_t depth = 1;
    while (depth) {
        term_t top = stack[--depth], parts[2];
        size_t count = depth + sum.count < SUM_MAX_TERMS ? expand_term(parts, dag, top) : 0;
        for (size_t i = count; i-- > 0;)
            stack[depth++] = parts[i];
        if (count == 0) {
            root_list_add(list, top.node, top.weight);
            sum.exact = sum.exact && is_exact_term(dag, top.node) && fabs(top.weight) == 1;
            sum.count++;
        }
    }
    sum.exact = sum.exact && sum.count <= 2;
    return sum;
}

double rounding_room(slong precision)
{
    return ldexp(1, (int)(16 - (precision < 1000 ? precision : 1000)));
}

// The end of the term that enters the lower (upper) end of the sum.
static double term_end(const tape_result_t *term, double weight, bool lower)
{
    double end = (weight > 0) == lower ? dinterval_lo(term->value) : term->value.hi;
    return end == 0 ? 0 : end * weight;
}

typedef struct {
    double sum, magnitude;
} ends_t;

static ends_t add_ends(const sum_t *sum, const root_list_t *list, const tape_result_t *results, bool lower)
{
    ends_t ends = {0, 0};
    for (size_t i = sum->first; i < sum->first + sum->count; i++) {
        double end = term_end(results + i, list->weights[i], lower);
        ends.sum += end;
        ends.magnitude += fabs(end);
    }
    return ends;
}

// Two doubles whose sum rounded to nearest is also the one rounded outward: it is exact, or so close to that that the
// tight end agrees in any arithmetic.
static double room_for(const sum_t *sum, ends_t ends, double end, slong precision)
{
    return sum->exact && ends.sum == end ? 0 : rounding_room(precision) * ends.magnitude;
}

sum_bounds_t sum_bounds(const sum_t *sum, const root_list_t *list, const tape_result_t *results, slong precision)
{
    const tape_result_t *root = results + sum->root;
    if (root->regularity == REGULARITY_UNKNOWN)
        return (sum_bounds_t){-INFINITY, INFINITY, 0};
    double lo = dinterval_lo(root->value), hi = root->value.hi;
    if (lo == hi)
        return (sum_bounds_t){lo, hi, 0};
    double below = room_for(sum, add_ends(sum, list, results, true), lo, precision);
    double above = room_for(sum, add_ends(sum, list, results, false), hi, precision);
    return (sum_bounds_t){lo - below, hi + above, below};
}
