// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/convex_region.h"

#include "base/memory.h"

// What is known of a node as a function of the state variables, whatever the other variables are.
typedef struct {
    bool constant, convex, concave; // affine: both
    bool squares;                   // a sum of squares of affine functions, so that its root is a norm
} shape_t;

static shape_t sum(shape_t a, shape_t b)
{
    return (shape_t){a.constant && b.constant, a.convex && b.convex, a.concave && b.concave, a.squares && b.squares};
}

static shape_t negative(shape_t a)
{
    return (shape_t){a.constant, a.concave, a.convex, false};
}

static bool is_affine(shape_t a)
{
    return a.convex && a.concave;
}

// The sign of a rational constant; 0 for anything else.
static int rational_sign(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL ? fmpq_sgn(expr_rational_value(dag, a)) : 0;
}

// A constant times a function: of known sign, or times an affine function.
static shape_t multiple(shape_t a, int sign)
{
    if (is_affine(a))
        return (shape_t){a.constant, true, true, false};
    if (sign == 0)
        return (shape_t){false, false, false, false};
    return sign > 0 ? a : negative(a);
}

static shape_t product(const dag_t *dag, expr_t node, shape_t a, shape_t b)
{
    expr_t left = expr_child(dag, node, 0), right = expr_child(dag, node, 1);
    if (a.constant && b.constant)
        return (shape_t){true, true, true, false};
    if (left == right && is_affine(a))
        return (shape_t){false, true, false, true};
    if (a.constant)
        return multiple(b, rational_sign(dag, left));
    return b.constant ? multiple(a, rational_sign(dag, right)) : (shape_t){false, false, false, false};
}

static shape_t power(const dag_t *dag, expr_t node, shape_t a)
{
    slong p, q;
    expr_exponent(&p, &q, dag, node);
    if (a.constant)
        return (shape_t){true, true, true, false};
    bool even = q == 1 && p >= 2 && p % 2 == 0 && is_affine(a);
    return (shape_t){false, even, false, even && p == 2};
}

static shape_t shape_of(const dag_t *dag, expr_t node, const shape_t *shapes)
{
    const shape_t unknown = {false, false, false, false}, constant = {true, true, true, false};
    size_t count = expr_child_count(dag, node);
    shape_t a = count > 0 ? shapes[expr_child(dag, node, 0)] : constant;
    shape_t b = count > 1 ? shapes[expr_child(dag, node, 1)] : constant;
    switch (expr_op(dag, node)) {
    case EXPR_RATIONAL:
    case EXPR_PI:
    case EXPR_E:
        return constant;
    case EXPR_VARIABLE:
        return expr_variable_kind(dag, node) == VARIABLE_STATE ? (shape_t){false, true, true, false} : constant;
    case EXPR_ADD:
        return sum(a, b);
    case EXPR_SUB:
        return sum(a, negative(b));
    case EXPR_NEG:
        return negative(a);
    case EXPR_MUL:
        return product(dag, node, a, b);
    case EXPR_DIV:
        if (a.constant && b.constant)
            return constant;
        return b.constant ? multiple(a, rational_sign(dag, expr_child(dag, node, 1))) : unknown;
    case EXPR_POWER:
        return power(dag, node, a);
    case EXPR_SQRT:
        return a.constant ? constant : (shape_t){false, a.squares, false, false};
    case EXPR_ABS:
        return a.constant ? constant : (shape_t){false, is_affine(a), false, false};
    case EXPR_RELU:
        return a.constant ? constant : (shape_t){false, a.convex, false, false};
    case EXPR_MAX:
        return a.constant && b.constant ? constant : (shape_t){false, a.convex && b.convex, false, false};
    case EXPR_MIN:
        return a.constant && b.constant ? constant : (shape_t){false, false, a.concave && b.concave, false};
    default:
        return unknown;
    }
}

static bool is_convex_set(const dag_t *dag, expr_t node, const shape_t *shapes, const bool *convex)
{
    size_t count = expr_child_count(dag, node);
    expr_t a = count > 0 ? expr_child(dag, node, 0) : node, b = count > 1 ? expr_child(dag, node, 1) : node;
    switch (expr_op(dag, node)) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        return true;
    case EXPR_AND:
        return convex[a] && convex[b];
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
        return shapes[a].convex && shapes[b].concave;
    case EXPR_EQUAL:
        return is_affine(shapes[a]) && is_affine(shapes[b]);
    default:
        return false;
    }
}

bool region_is_convex(const ground_t *ground, const obligation_t *obligation)
{
    const dag_t *dag = ground->dag;
    expr_t region = obligation->region;
    if (region == EXPR_NONE)
        return true;
    bool *marked = expr_reachable(dag, 1, &region);
    shape_t *shapes = mem_alloc((size_t)region + 1, sizeof *shapes);
    bool *convex = mem_alloc((size_t)region + 1, sizeof *convex);
    for (expr_t a = 0; a <= region; a++) {
        if (!marked[a])
            continue;
        if (expr_is_formula(dag, a))
            convex[a] = is_convex_set(dag, a, shapes, convex);
        else
            shapes[a] = shape_of(dag, a, shapes);
    }
    bool result = convex[region];
    mem_free(marked);
    mem_free(shapes);
    mem_free(convex);
    return result;
}
