// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/null_set.h"

#include "base/memory.h"

static bool is_one_of(expr_t a, size_t count, const expr_t *variables)
{
    for (size_t i = 0; i < count; i++)
        if (variables[i] == a)
            return true;
    return false;
}

// What a node is, beside what its operands are.
typedef enum { OTHER, POLYNOMIAL, CONSTANT } nature_t;

static nature_t nature_of(const dag_t *dag, expr_t a, const nature_t *nature)
{
    slong p, q;
    expr_op_t op = expr_op(dag, a);
    nature_t least = CONSTANT;
    for (size_t i = 0; i < expr_child_count(dag, a); i++)
        least = nature[expr_child(dag, a, i)] < least ? nature[expr_child(dag, a, i)] : least;
    if (op == EXPR_VARIABLE || expr_is_formula(dag, a))
        return OTHER;
    if (least == CONSTANT)
        return CONSTANT;
    switch (op) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_NEG:
        return least;
    case EXPR_DIV:
        return nature[expr_child(dag, a, 1)] == CONSTANT ? least : OTHER;
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p >= 0 ? least : OTHER;
    default:
        return OTHER;
    }
}

// What is 0 where the formula holds, given that of its operands.
static expr_t equation(dag_t *dag, expr_t a, const nature_t *nature, const expr_t *known)
{
    size_t count = expr_child_count(dag, a);
    expr_op_t op = expr_op(dag, a);
    expr_t result = EXPR_NONE;
    if (op == EXPR_EQUAL && nature[expr_child(dag, a, 0)] != OTHER && nature[expr_child(dag, a, 1)] != OTHER)
        return expr_binary(dag, EXPR_SUB, expr_child(dag, a, 0), expr_child(dag, a, 1));
    if (op != EXPR_AND && op != EXPR_OR)
        return EXPR_NONE;
    for (size_t i = 0; i < count; i++) {
        expr_t member = known[expr_child(dag, a, i)];
        if (op == EXPR_AND && member != EXPR_NONE)
            return member;
        if (op == EXPR_OR && member == EXPR_NONE)
            return EXPR_NONE;
        if (op == EXPR_OR)
            result = result == EXPR_NONE ? member : expr_binary(dag, EXPR_MUL, result, member);
    }
    return result;
}

expr_t null_set_polynomial(dag_t *dag, expr_t region, size_t count, const expr_t *variables)
{
    bool *marked = expr_reachable(dag, 1, &region);
    size_t size = (size_t)region + 1; // operands have smaller numbers
    nature_t *nature = mem_alloc(size, sizeof *nature);
    expr_t *known = mem_alloc(size, sizeof *known);
    for (size_t i = 0; i < size; i++) {
        expr_t a = (expr_t)i;
        nature[i] = !marked[i] ? OTHER : is_one_of(a, count, variables) ? POLYNOMIAL : nature_of(dag, a, nature);
        known[i] = marked[i] && expr_is_formula(dag, a) ? equation(dag, a, nature, known) : EXPR_NONE;
    }
    expr_t result = known[region];
    mem_free(marked);
    mem_free(nature);
    mem_free(known);
    return result;
}
