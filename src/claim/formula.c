// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/formula.h"

#include "base/memory.h"

// Normal forms grow with the number of min, max and abs at the top of a comparison: at most 2^depth atoms.
#define SPLIT_DEPTH 8

static expr_t zero(dag_t *dag)
{
    return expr_integer(dag, 0);
}

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

static expr_t difference(dag_t *dag, expr_t a, expr_t b)
{
    return is_zero(dag, a) ? b : expr_binary(dag, EXPR_SUB, b, a);
}

// The atom `a op b` in the form `0 op b - a`.
static expr_t atom(dag_t *dag, expr_op_t op, expr_t a, expr_t b)
{
    return expr_binary(dag, op, zero(dag), difference(dag, a, b));
}

static expr_t negated(dag_t *dag, expr_t a)
{
    return expr_unary(dag, EXPR_NEG, a);
}

static expr_t order(dag_t *dag, expr_op_t op, expr_t a, expr_t b, int depth);

// a op b for a whose value is the larger (max, abs) of two terms: both must satisfy it.
static expr_t order_both(dag_t *dag, expr_op_t op, expr_t a1, expr_t b1, expr_t a2, expr_t b2, int depth)
{
    return expr_and(dag, order(dag, op, a1, b1, depth - 1), order(dag, op, a2, b2, depth - 1));
}

static expr_t order_either(dag_t *dag, expr_op_t op, expr_t a1, expr_t b1, expr_t a2, expr_t b2, int depth)
{
    return expr_or(dag, order(dag, op, a1, b1, depth - 1), order(dag, op, a2, b2, depth - 1));
}

// op is LESS or LESS_EQUAL. Splits abs, min, max on either side.
static expr_t order(dag_t *dag, expr_op_t op, expr_t a, expr_t b, int depth)
{
    if (depth == 0)
        return atom(dag, op, a, b);
    expr_op_t left = expr_op(dag, a), right = expr_op(dag, b);
    expr_t a0 = left == EXPR_ABS || left == EXPR_MIN || left == EXPR_MAX ? expr_child(dag, a, 0) : a;
    expr_t b0 = right == EXPR_ABS || right == EXPR_MIN || right == EXPR_MAX ? expr_child(dag, b, 0) : b;
    if (left == EXPR_ABS)
        return order_both(dag, op, a0, b, negated(dag, a0), b, depth);
    if (left == EXPR_MAX)
        return order_both(dag, op, a0, b, expr_child(dag, a, 1), b, depth);
    if (left == EXPR_MIN)
        return order_either(dag, op, a0, b, expr_child(dag, a, 1), b, depth);
    if (right == EXPR_ABS)
        return order_either(dag, op, a, b0, a, negated(dag, b0), depth);
    if (right == EXPR_MAX)
        return order_either(dag, op, a, b0, a, expr_child(dag, b, 1), depth);
    if (right == EXPR_MIN)
        return order_both(dag, op, a, b0, a, expr_child(dag, b, 1), depth);
    return atom(dag, op, a, b);
}

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

// The comparison `a op b`, or its negation, in normal form.
static expr_t comparison(dag_t *dag, expr_op_t op, expr_t a, expr_t b, bool positive)
{
    switch (op) {
    case EXPR_LESS:
        return positive ? order(dag, EXPR_LESS, a, b, SPLIT_DEPTH) : order(dag, EXPR_LESS_EQUAL, b, a, SPLIT_DEPTH);
    case EXPR_LESS_EQUAL:
        return positive ? order(dag, EXPR_LESS_EQUAL, a, b, SPLIT_DEPTH) : order(dag, EXPR_LESS, b, a, SPLIT_DEPTH);
    case EXPR_EQUAL:
        return atom(dag, positive ? EXPR_EQUAL : EXPR_NOT_EQUAL, a, b);
    default:
        return atom(dag, positive ? EXPR_NOT_EQUAL : EXPR_EQUAL, a, b);
    }
}

typedef struct {
    expr_t holds, fails; // the normal forms of a formula and of its negation
} forms_t;

static forms_t normal_forms(dag_t *dag, expr_t a, const forms_t *forms)
{
    expr_op_t op = expr_op(dag, a);
    forms_t result = {a, EXPR_NONE};
    if (op == EXPR_TRUE || op == EXPR_FALSE) {
        result.fails = expr_leaf(dag, op == EXPR_TRUE ? EXPR_FALSE : EXPR_TRUE);
    } else if (op == EXPR_NOT) {
        result.holds = forms[expr_child(dag, a, 0)].fails;
        result.fails = forms[expr_child(dag, a, 0)].holds;
    } else if (op == EXPR_AND || op == EXPR_OR) {
        const forms_t *left = forms + expr_child(dag, a, 0), *right = forms + expr_child(dag, a, 1);
        bool conjunction = op == EXPR_AND;
        result.holds = (conjunction ? expr_and : expr_or)(dag, left->holds, right->holds);
        result.fails = (conjunction ? expr_or : expr_and)(dag, left->fails, right->fails);
    } else if (is_comparison(op)) {
        result.holds = comparison(dag, op, expr_child(dag, a, 0), expr_child(dag, a, 1), true);
        result.fails = comparison(dag, op, expr_child(dag, a, 0), expr_child(dag, a, 1), false);
    } else { // regularity formulas stay, under a NOT when negated
        result.fails = expr_unary(dag, EXPR_NOT, a);
    }
    return result;
}

static forms_t formula_forms(dag_t *dag, expr_t formula)
{
    bool *marked = expr_reachable(dag, 1, &formula);
    forms_t *forms = mem_alloc((size_t)formula + 1, sizeof *forms);
    for (expr_t a = 0; a <= formula; a++)
        if (marked[a] && expr_is_formula(dag, a))
            forms[a] = normal_forms(dag, a, forms);
    forms_t result = forms[formula];
    mem_free(forms);
    mem_free(marked);
    return result;
}

expr_t formula_normalise(dag_t *dag, expr_t formula)
{
    return formula_forms(dag, formula).holds;
}

expr_t formula_negate(dag_t *dag, expr_t formula)
{
    return formula_forms(dag, formula).fails;
}

void formula_conjuncts(expr_t **members, size_t *count, size_t *capacity, const dag_t *dag, expr_t formula)
{
    // An explicit stack: conjunctions may be long chains. Left members come out first.
    size_t depth = 1, room = 16;
    expr_t *stack = mem_alloc(room, sizeof *stack);
    stack[0] = formula;
    while (depth) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) == EXPR_AND) {
            stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
            stack[depth++] = expr_child(dag, top, 1);
            stack[depth++] = expr_child(dag, top, 0);
        } else {
            *members = mem_grow(*members, capacity, *count + 1, sizeof **members);
            (*members)[(*count)++] = top;
        }
    }
    mem_free(stack);
}

// ---- domains ----

// Whether a term is evidently never negative, as the sums of squares below norms are. `nonnegative` knows its operands.
static bool is_nonnegative(const dag_t *dag, expr_t a, const bool *nonnegative)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_RATIONAL:
        return fmpq_sgn(expr_rational_value(dag, a)) >= 0;
    case EXPR_ADD:
        return nonnegative[expr_child(dag, a, 0)] && nonnegative[expr_child(dag, a, 1)];
    case EXPR_MUL:
        return expr_child(dag, a, 0) == expr_child(dag, a, 1);
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p % 2 == 0;
    case EXPR_ABS:
    case EXPR_SQRT:
        return true;
    default:
        return false;
    }
}

// Whether the operator is defined for all values of its (defined) operands.
static bool is_total(const dag_t *dag, expr_t a, const bool *nonnegative)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_DIV: {
        expr_t b = expr_child(dag, a, 1);
        return expr_op(dag, b) == EXPR_RATIONAL && !is_zero(dag, b);
    }
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p >= 0;
    case EXPR_SQRT:
        return nonnegative[expr_child(dag, a, 0)];
    case EXPR_LOG:
    case EXPR_TAN:
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
    case EXPR_AT:
        return false;
    case EXPR_CASES: {
        size_t count = expr_child_count(dag, a);
        return expr_op(dag, expr_child(dag, a, count - 2)) == EXPR_TRUE;
    }
    default:
        return true;
    }
}

bool *formula_nonnegative(const dag_t *dag, expr_t root)
{
    bool *marked = expr_reachable(dag, 1, &root), *nonnegative = mem_alloc((size_t)root + 1, sizeof *nonnegative);
    for (expr_t a = 0; a <= root; a++)
        if (marked[a])
            nonnegative[a] = is_nonnegative(dag, a, nonnegative);
    mem_free(marked);
    return nonnegative;
}

// Whether a term is defined for all values of its variables as far as its operators tell, for every node below it.
static bool *total_table(const dag_t *dag, expr_t root)
{
    bool *marked = expr_reachable(dag, 1, &root), *nonnegative = formula_nonnegative(dag, root);
    bool *total = mem_alloc((size_t)root + 1, sizeof *total);
    for (expr_t a = 0; a <= root; a++) {
        if (!marked[a])
            continue;
        total[a] = is_total(dag, a, nonnegative);
        for (size_t k = 0; k < expr_child_count(dag, a); k++)
            total[a] = total[a] && total[expr_child(dag, a, k)];
    }
    mem_free(marked);
    mem_free(nonnegative);
    return total;
}

// The largest real terms: operands of comparisons, the formula itself when it is a term.
expr_t formula_defined(dag_t *dag, expr_t formula)
{
    expr_t result = expr_leaf(dag, EXPR_TRUE);
    bool *total = total_table(dag, formula);
    if (!expr_is_formula(dag, formula)) {
        if (!total[formula])
            result = expr_unary(dag, EXPR_DEFINED, formula);
        mem_free(total);
        return result;
    }
    bool *visited = mem_alloc((size_t)formula + 1, sizeof *visited);
    visited[formula] = true;
    for (expr_t a = formula + 1; a-- > 0;) {
        expr_op_t op = expr_op(dag, a);
        if (!visited[a])
            continue;
        if (!expr_op_is_formula(op) && !total[a])
            result = expr_and(dag, result, expr_unary(dag, EXPR_DEFINED, a));
        if (is_comparison(op) || op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT)
            for (size_t k = 0; k < expr_child_count(dag, a); k++)
                visited[expr_child(dag, a, k)] = true;
    }
    mem_free(visited);
    mem_free(total);
    return result;
}
