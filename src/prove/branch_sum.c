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
    bool exact; // the weight is the exact factor
} term_t;

// A rational number that is a double.
static bool is_double(const dag_t *dag, expr_t a)
{
    if (expr_op(dag, a) != EXPR_RATIONAL)
        return false;
    dinterval_t value = dinterval_from_fmpq(expr_rational_value(dag, a));
    return value.neg_lo == -value.hi;
}

static bool is_rational(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL;
}

static bool product_is_exact(double a, double b)
{
    double product = a * b;
    return isfinite(product) && fma(a, b, -product) == 0;
}

static term_t scaled(const dag_t *dag, term_t term, expr_t factor, expr_t rest, bool divide)
{
    double value = fmpq_get_d(expr_rational_value(dag, factor));
    double weight = divide ? term.weight / value : term.weight * value;
    bool exact = divide ? product_is_exact(weight, value) && weight * value == term.weight
                        : product_is_exact(term.weight, value);
    return (term_t){rest, weight, term.exact && exact && is_double(dag, factor)};
}

// Replaces a term by what it is the sum or the multiple of: returns how many, 0 when it is neither.
static size_t expand_term(term_t *parts, const dag_t *dag, term_t term)
{
    expr_op_t op = expr_op(dag, term.node);
    if (op != EXPR_ADD && op != EXPR_SUB && op != EXPR_NEG && op != EXPR_MUL && op != EXPR_DIV)
        return 0;
    expr_t a = expr_child(dag, term.node, 0), b = op == EXPR_NEG ? a : expr_child(dag, term.node, 1);
    if (op == EXPR_ADD || op == EXPR_SUB) {
        parts[0] = (term_t){a, term.weight, term.exact};
        parts[1] = (term_t){b, op == EXPR_ADD ? term.weight : -term.weight, term.exact};
        return 2;
    }
    if (op == EXPR_NEG)
        parts[0] = (term_t){a, -term.weight, term.exact};
    else if (is_rational(dag, b))
        parts[0] = scaled(dag, term, b, a, op == EXPR_DIV);
    else if (op == EXPR_MUL && is_rational(dag, a))
        parts[0] = scaled(dag, term, a, b, false);
    else
        return 0;
    return isfinite(parts[0].weight) ? 1 : 0;
}

sum_t root_list_add_sum(root_list_t *list, const dag_t *dag, expr_t e)
{
    sum_t sum = {root_list_add(list, e, 1), list->count, 0, true};
    term_t stack[SUM_MAX_TERMS + 2] = {{e, 1, true}};
    size_t depth = 1;
    while (depth) {
        term_t top = stack[--depth], parts[2];
        size_t count = depth + sum.count < SUM_MAX_TERMS ? expand_term(parts, dag, top) : 0;
        for (size_t i = count; i-- > 0;)
            stack[depth++] = parts[i];
        if (count == 0) {
            root_list_add(list, top.node, top.weight);
            sum.linear =
                sum.linear && top.exact && (expr_op(dag, top.node) == EXPR_VARIABLE || is_double(dag, top.node));
            sum.count++;
        }
    }
    return sum;
}

double rounding_room(slong precision)
{
    return ldexp(1, (int)(16 - (precision < 1000 ? precision : 1000)));
}

typedef struct {
    double magnitude; // of the ends of terms that make up an end of the sum
    bool exact;       // nothing was rounded on the way: it comes out the same in any arithmetic
} ends_t;

// a + b without rounding (Knuth's test).
static bool sum_is_exact(double a, double b)
{
    double sum = a + b, rest = sum - a;
    return isfinite(sum) && a - (sum - rest) == 0 && b - rest == 0;
}

// The ends of the terms that enter the lower (upper) end of the sum.
static ends_t add_ends(const sum_t *sum, const root_list_t *list, const tape_result_t *results, bool lower)
{
    ends_t ends = {0, sum->linear};
    double partial = 0;
    for (size_t i = sum->first; i < sum->first + sum->count; i++) {
        double weight = list->weights[i];
        double end = (weight > 0) == lower ? dinterval_lo(results[i].value) : results[i].value.hi;
        double term = end == 0 ? 0 : end * weight;
        ends.exact = ends.exact && product_is_exact(end, weight) && sum_is_exact(partial, term);
        ends.magnitude += fabs(term);
        partial += term;
    }
    return ends;
}

static double room_for(ends_t ends, slong precision)
{
    return ends.exact ? 0 : rounding_room(precision) * ends.magnitude;
}

sum_bounds_t sum_bounds(const sum_t *sum, const root_list_t *list, const tape_result_t *results, slong precision)
{
    const tape_result_t *root = results + sum->root;
    if (root->regularity == REGULARITY_UNKNOWN)
        return (sum_bounds_t){-INFINITY, INFINITY, 0};
    double lo = dinterval_lo(root->value), hi = root->value.hi;
    if (lo == hi)
        return (sum_bounds_t){lo, hi, 0};
    double below = room_for(add_ends(sum, list, results, true), precision);
    double above = room_for(add_ends(sum, list, results, false), precision);
    return (sum_bounds_t){lo - below, hi + above, below};
}
