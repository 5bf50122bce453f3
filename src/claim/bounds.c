// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/bounds.h"

#include "base/memory.h"
#include "claim/formula.h"

// variable < end or variable > end.
typedef struct {
    expr_t variable;
    expr_t end;
    bool is_upper;
    bool is_strict;
} bound_t;

// Reads a as v (sign 1) or -v (sign -1), v a variable; 0 when it is neither.
static int signed_variable(expr_t *variable, const dag_t *dag, expr_t a)
{
    int sign = 1;
    while (expr_op(dag, a) == EXPR_NEG) {
        a = expr_child(dag, a, 0);
        sign = -sign;
    }
    *variable = a;
    return expr_op(dag, a) == EXPR_VARIABLE ? sign : 0;
}

// 0 < e (or <=) with e = sign * v - c.
static void set_bound(bound_t *bound, dag_t *dag, expr_t variable, int sign, expr_t c)
{
    bound->variable = variable;
    bound->is_upper = sign < 0;
    bound->end = sign < 0 ? expr_unary(dag, EXPR_NEG, c) : c;
}

static bool read_bound(bound_t *bound, dag_t *dag, expr_t atom)
{
    expr_op_t op = expr_op(dag, atom);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    bound->is_strict = op == EXPR_LESS;
    expr_t e = expr_child(dag, atom, 1), variable;
    int sign = signed_variable(&variable, dag, e);
    if (sign) {
        set_bound(bound, dag, variable, sign, expr_integer(dag, 0));
        return true;
    }
    if (expr_op(dag, e) != EXPR_SUB)
        return false;
    expr_t left = expr_child(dag, e, 0), right = expr_child(dag, e, 1);
    sign = signed_variable(&variable, dag, left);
    if (sign && expr_is_constant(dag, right)) {
        set_bound(bound, dag, variable, sign, right);
        return true;
    }
    sign = signed_variable(&variable, dag, right);
    if (!sign || !expr_is_constant(dag, left))
        return false;
    bound->variable = variable; // 0 < c - sign v
    bound->is_upper = sign > 0;
    bound->end = sign > 0 ? left : expr_unary(dag, EXPR_NEG, left);
    return true;
}

static bool take_bound(const bound_t *bound, size_t count, quantified_t *variables)
{
    for (size_t i = 0; i < count; i++) {
        interval_t *domain = &variables[i].domain;
        expr_t *end = bound->is_upper ? &domain->hi : &domain->lo;
        if (variables[i].variable != bound->variable || *end != EXPR_NONE)
            continue;
        *end = bound->end;
        *(bound->is_upper ? &domain->hi_open : &domain->lo_open) = bound->is_strict;
        return true;
    }
    return false;
}

expr_t bounds_extract(dag_t *dag, expr_t region, size_t count, quantified_t *variables)
{
    expr_t *members = NULL, rest = expr_leaf(dag, EXPR_TRUE);
    size_t member_count = 0, capacity = 0;
    formula_conjuncts(&members, &member_count, &capacity, dag, formula_normalise(dag, region));
    for (size_t i = 0; i < member_count; i++) {
        bound_t bound;
        if (!read_bound(&bound, dag, members[i]) || !take_bound(&bound, count, variables))
            rest = expr_and(dag, rest, members[i]);
    }
    mem_free(members);
    return rest;
}
