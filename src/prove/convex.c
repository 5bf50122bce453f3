// SPDX-License-Identifier: LGPL-3.0-or-later
// A syntactic test of convexity, so simple that a reader of certificates can repeat it: sums and multiples of convex
// functions, norms, even powers of affine functions, maxima; sublevel sets, and intersections of them.
#include "base/memory.h"
#include "prove/pair.h"

typedef struct {
    bool constant, convex, concave; // affine: both
    bool squares;                   // a sum of squares of affine terms
} curvature_t;

static const curvature_t unknown = {false, false, false, false};
static const curvature_t constant = {true, true, true, false};
static const curvature_t affine = {false, true, true, false};

static bool is_affine(curvature_t a)
{
    return a.convex && a.concave;
}

static curvature_t negative(curvature_t a)
{
    return (curvature_t){a.constant, a.concave, a.convex, false};
}

static curvature_t sum(curvature_t a, curvature_t b)
{
    return (curvature_t){a.constant && b.constant, a.convex && b.convex, a.concave && b.concave,
                         a.squares && b.squares};
}

// A constant factor: any one of an affine function, one of known sign of others.
static curvature_t scaled(const dag_t *dag, expr_t factor, curvature_t a)
{
    if (is_affine(a))
        return (curvature_t){a.constant, true, true, false};
    if (expr_op(dag, factor) != EXPR_RATIONAL)
        return unknown;
    return fmpq_sgn(expr_rational_value(dag, factor)) >= 0 ? a : negative(a);
}

static curvature_t product(const dag_t *dag, expr_t node, curvature_t a, curvature_t b)
{
    expr_t left = expr_child(dag, node, 0), right = expr_child(dag, node, 1);
    if (a.constant)
        return scaled(dag, left, b);
    if (b.constant)
        return scaled(dag, right, a);
    return left == right && is_affine(a) ? (curvature_t){false, true, false, true} : unknown;
}

static curvature_t power(const dag_t *dag, expr_t node, curvature_t a)
{
    slong p, q;
    expr_exponent(&p, &q, dag, node);
    if (a.constant)
        return constant;
    bool even = is_affine(a) && q == 1 && p > 0 && p % 2 == 0;
    return (curvature_t){false, even, false, even && p == 2};
}

static curvature_t term_curvature(const dag_t *dag, expr_t node, const curvature_t *known)
{
    size_t arity = expr_child_count(dag, node);
    curvature_t a = arity > 0 ? known[expr_child(dag, node, 0)] : constant;
    curvature_t b = arity > 1 ? known[expr_child(dag, node, 1)] : constant;
    switch (expr_op(dag, node)) {
    case EXPR_RATIONAL:
    case EXPR_PI:
    case EXPR_E:
        return constant;
    case EXPR_ADD:
        return sum(a, b);
    case EXPR_SUB:
        return sum(a, negative(b));
    case EXPR_NEG:
        return negative(a);
    case EXPR_MUL:
        return product(dag, node, a, b);
    case EXPR_DIV:
        return b.constant ? scaled(dag, expr_child(dag, node, 1), a) : unknown;
    case EXPR_POWER:
        return power(dag, node, a);
    case EXPR_SQRT:
        return a.constant ? constant : (curvature_t){false, a.squares, false, false};
    case EXPR_ABS:
        return a.constant ? constant : (curvature_t){false, is_affine(a), false, false};
    case EXPR_RELU:
        return a.constant ? constant : (curvature_t){false, a.convex, false, false};
    case EXPR_MAX:
        return (curvature_t){a.constant && b.constant, a.convex && b.convex, a.constant && b.constant, false};
    case EXPR_MIN:
        return (curvature_t){a.constant && b.constant, a.constant && b.constant, a.concave && b.concave, false};
    default:
        return unknown;
    }
}

static bool is_convex(const dag_t *dag, expr_t node, const curvature_t *known, const bool *convex)
{
    expr_op_t op = expr_op(dag, node);
    if (op == EXPR_TRUE)
        return true;
    if (expr_child_count(dag, node) != 2)
        return false;
    expr_t a = expr_child(dag, node, 0), b = expr_child(dag, node, 1);
    if (op == EXPR_AND)
        return convex[a] && convex[b];
    if (op == EXPR_EQUAL)
        return is_affine(known[a]) && is_affine(known[b]);
    return (op == EXPR_LESS || op == EXPR_LESS_EQUAL) && known[a].convex && known[b].concave;
}

bool evidently_convex(const dag_t *dag, expr_t formula, size_t count, const expr_t *variables)
{
    bool *marked = expr_reachable(dag, 1, &formula);
    curvature_t *known = mem_alloc((size_t)formula + 1, sizeof *known);
    bool *convex = mem_alloc((size_t)formula + 1, sizeof *convex);
    for (expr_t a = 0; a <= formula; a++) {
        if (!marked[a])
            continue;
        if (expr_is_formula(dag, a)) {
            convex[a] = is_convex(dag, a, known, convex);
        } else if (expr_op(dag, a) == EXPR_VARIABLE) {
            known[a] = constant; // an implicit point
            for (size_t i = 0; i < count; i++)
                known[a] = variables[i] == a ? affine : known[a];
        } else {
            known[a] = term_curvature(dag, a, known);
        }
    }
    bool result = convex[formula];
    mem_free(marked);
    mem_free(known);
    mem_free(convex);
    return result;
}
