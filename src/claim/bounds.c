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

// ---- rational affine terms ----

#define MAX_DEPTH 8

// slope * variable + constant; `variable` is EXPR_NONE as long as none was met.
typedef struct {
    expr_t variable;
    fmpq_t slope, constant;
} affine_t;

static void affine_init(affine_t *a)
{
    a->variable = EXPR_NONE;
    fmpq_init(a->slope);
    fmpq_init(a->constant);
}

static void affine_clear(affine_t *a)
{
    fmpq_clear(a->slope);
    fmpq_clear(a->constant);
}

static void affine_scale(affine_t *a, const fmpq_t factor)
{
    fmpq_mul(a->slope, a->slope, factor);
    fmpq_mul(a->constant, a->constant, factor);
}

static bool read_affine(affine_t *result, const dag_t *dag, expr_t a, int depth);

// The second operand of a sum, difference, product or quotient joins the first one.
static bool join(affine_t *result, const affine_t *other, expr_op_t op)
{
    bool one = result->variable == EXPR_NONE || other->variable == EXPR_NONE || result->variable == other->variable;
    if (op == EXPR_ADD || op == EXPR_SUB) {
        void (*combine)(fmpq_t, const fmpq_t, const fmpq_t) = op == EXPR_ADD ? fmpq_add : fmpq_sub;
        combine(result->slope, result->slope, other->slope);
        combine(result->constant, result->constant, other->constant);
        result->variable = result->variable == EXPR_NONE ? other->variable : result->variable;
        return one;
    }
    if (other->variable != EXPR_NONE || (op == EXPR_DIV && fmpq_is_zero(other->constant)))
        return false;
    fmpq_t factor;
    fmpq_init(factor);
    if (op == EXPR_DIV)
        fmpq_inv(factor, other->constant);
    else
        fmpq_set(factor, other->constant);
    affine_scale(result, factor);
    fmpq_clear(factor);
    return true;
}

static bool read_operands(affine_t *result, const dag_t *dag, expr_t a, int depth)
{
    expr_op_t op = expr_op(dag, a);
    bool mirrored = op == EXPR_MUL && expr_op(dag, expr_child(dag, a, 0)) == EXPR_RATIONAL;
    affine_t other;
    affine_init(&other);
    bool good = read_affine(result, dag, expr_child(dag, a, mirrored), depth) &&
                read_affine(&other, dag, expr_child(dag, a, !mirrored), depth) && join(result, &other, op);
    affine_clear(&other);
    return good;
}

static bool read_affine(affine_t *result, const dag_t *dag, expr_t a, int depth)
{
    if (depth == MAX_DEPTH)
        return false;
    switch (expr_op(dag, a)) {
    case EXPR_RATIONAL:
        fmpq_set(result->constant, expr_rational_value(dag, a));
        return true;
    case EXPR_VARIABLE:
        result->variable = a;
        fmpq_one(result->slope);
        return true;
    case EXPR_NEG:
        if (!read_affine(result, dag, expr_child(dag, a, 0), depth + 1))
            return false;
        fmpq_neg(result->slope, result->slope);
        fmpq_neg(result->constant, result->constant);
        return true;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        return read_operands(result, dag, a, depth + 1);
    default:
        return false;
    }
}

// 0 < slope * v + constant: v beyond -constant / slope.
static bool read_affine_bound(bound_t *bound, dag_t *dag, expr_t e)
{
    affine_t a;
    affine_init(&a);
    bool found = read_affine(&a, dag, e, 0) && !fmpq_is_zero(a.slope);
    if (found) {
        bound->variable = a.variable;
        bound->is_upper = fmpq_sgn(a.slope) < 0;
        fmpq_div(a.constant, a.constant, a.slope);
        fmpq_neg(a.constant, a.constant);
        bound->end = expr_rational(dag, a.constant);
    }
    affine_clear(&a);
    return found;
}

// ---- members ----

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
        return read_affine_bound(bound, dag, e);
    expr_t left = expr_child(dag, e, 0), right = expr_child(dag, e, 1);
    sign = signed_variable(&variable, dag, left);
    if (sign && expr_is_constant(dag, right)) {
        set_bound(bound, dag, variable, sign, right);
        return true;
    }
    sign = signed_variable(&variable, dag, right);
    if (!sign || !expr_is_constant(dag, left))
        return read_affine_bound(bound, dag, e);
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
