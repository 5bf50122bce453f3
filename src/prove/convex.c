// SPDX-License-Identifier: LGPL-3.0-or-later
// A syntactic test of convexity, so simple that a reader of certificates can repeat it.
#include "base/memory.h"
#include "prove/pair.h"

typedef enum { OTHER, CONSTANT, AFFINE, SQUARES, NORM } class_t; // SQUARES: a sum of squares of affine terms

static bool is_affine(class_t a)
{
    return a == CONSTANT || a == AFFINE;
}

static class_t sum_class(class_t a, class_t b, bool add)
{
    if (a == CONSTANT && b == CONSTANT)
        return CONSTANT;
    if (is_affine(a) && is_affine(b))
        return AFFINE;
    return add && a == SQUARES && b == SQUARES ? SQUARES : OTHER;
}

static class_t product_class(const dag_t *dag, expr_t node, class_t a, class_t b)
{
    if (expr_child(dag, node, 0) == expr_child(dag, node, 1) && a == AFFINE)
        return SQUARES;
    if (a == CONSTANT)
        return is_affine(b) ? b : OTHER;
    return b == CONSTANT && a == AFFINE ? AFFINE : OTHER;
}

static class_t power_class(const dag_t *dag, expr_t node, class_t a)
{
    slong p, q;
    expr_exponent(&p, &q, dag, node);
    if (a == CONSTANT)
        return CONSTANT;
    return a == AFFINE && p == 2 && q == 1 ? SQUARES : OTHER;
}

static class_t term_class(const dag_t *dag, expr_t node, const class_t *classes)
{
    size_t arity = expr_child_count(dag, node);
    class_t a = arity > 0 ? classes[expr_child(dag, node, 0)] : OTHER;
    class_t b = arity > 1 ? classes[expr_child(dag, node, 1)] : OTHER;
    switch (expr_op(dag, node)) {
    case EXPR_RATIONAL:
    case EXPR_PI:
    case EXPR_E:
        return CONSTANT;
    case EXPR_ADD:
    case EXPR_SUB:
        return sum_class(a, b, expr_op(dag, node) == EXPR_ADD);
    case EXPR_NEG:
        return is_affine(a) ? a : OTHER;
    case EXPR_MUL:
        return product_class(dag, node, a, b);
    case EXPR_DIV:
        return b == CONSTANT && is_affine(a) ? a : OTHER;
    case EXPR_POWER:
        return power_class(dag, node, a);
    case EXPR_SQRT:
        return a == CONSTANT ? CONSTANT : a == SQUARES ? NORM : OTHER;
    case EXPR_ABS:
        return a == CONSTANT ? CONSTANT : a == AFFINE ? NORM : OTHER;
    default:
        return OTHER;
    }
}

static bool is_convex(const dag_t *dag, expr_t node, const class_t *classes, const bool *convex)
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
        return is_affine(classes[a]) && is_affine(classes[b]);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    return (is_affine(classes[a]) && is_affine(classes[b])) || (classes[a] == NORM && classes[b] == CONSTANT);
}

bool evidently_convex(const dag_t *dag, expr_t formula, size_t count, const expr_t *variables)
{
    bool *marked = expr_reachable(dag, 1, &formula);
    class_t *classes = mem_alloc((size_t)formula + 1, sizeof *classes);
    bool *convex = mem_alloc((size_t)formula + 1, sizeof *convex);
    for (expr_t a = 0; a <= formula; a++) {
        if (!marked[a])
            continue;
        if (expr_is_formula(dag, a)) {
            convex[a] = is_convex(dag, a, classes, convex);
        } else if (expr_op(dag, a) == EXPR_VARIABLE) {
            classes[a] = CONSTANT; // an implicit point
            for (size_t i = 0; i < count; i++)
                classes[a] = variables[i] == a ? AFFINE : classes[a];
        } else {
            classes[a] = term_class(dag, a, classes);
        }
    }
    bool result = convex[formula];
    mem_free(marked);
    mem_free(classes);
    mem_free(convex);
    return result;
}
