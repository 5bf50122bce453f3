// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/squares.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "expr/rebuild.h"
#include "spec/fold.h"

// ---- one comparison ----

// sqrt(e) op r, or r op sqrt(e).
typedef struct {
    expr_op_t op;
    expr_t e, r;
    bool root_is_left;
} norm_comparison_t;

static bool is_norm(const dag_t *dag, expr_t a, const bool *nonnegative)
{
    return expr_op(dag, a) == EXPR_SQRT && nonnegative[expr_child(dag, a, 0)];
}

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

// Also where it is normalised (formula.h): 0 op b - a for a op b.
static bool read_comparison(norm_comparison_t *c, const dag_t *dag, expr_t a, const bool *nonnegative)
{
    c->op = expr_op(dag, a);
    if (c->op != EXPR_LESS && c->op != EXPR_LESS_EQUAL)
        return false;
    expr_t left = expr_child(dag, a, 0), right = expr_child(dag, a, 1);
    if (is_zero(dag, left) && expr_op(dag, right) == EXPR_SUB) {
        left = expr_child(dag, right, 1);
        right = expr_child(dag, right, 0);
    }
    bool left_norm = is_norm(dag, left, nonnegative), right_norm = is_norm(dag, right, nonnegative);
    if (left_norm == right_norm)
        return false;
    c->root_is_left = left_norm;
    c->e = expr_child(dag, left_norm ? left : right, 0);
    c->r = left_norm ? right : left;
    return true;
}

// Whether the term has a value for all values of its variables, which are parameters, at least one.
static bool is_of_parameters(dag_t *dag, expr_t r)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, dag, r);
    bool all = count > 0 && expr_op(dag, formula_defined(dag, r)) == EXPR_TRUE;
    for (size_t i = 0; i < count; i++)
        all = all && expr_variable_kind(dag, variables[i]) == VARIABLE_PARAMETER;
    mem_free(variables);
    return all;
}

// With squares: e op r^2, or r^2 op e. For r < 0 the root is above r, but its square need not be above that of r. Then `false and
// undefined` must not stand for what is undefined: e is to have values everywhere.
static expr_t squared(dag_t *dag, const norm_comparison_t *c, expr_t square, bool may_be_negative)
{
    expr_t zero = expr_integer(dag, 0);
    if (c->root_is_left) {
        expr_t inside = expr_binary(dag, c->op, c->e, square);
        return may_be_negative ? expr_and(dag, expr_binary(dag, EXPR_LESS_EQUAL, zero, c->r), inside) : inside;
    }
    expr_t outside = expr_binary(dag, c->op, square, c->e);
    return may_be_negative ? expr_or(dag, expr_binary(dag, EXPR_LESS, c->r, zero), outside) : outside;
}

static expr_t square_comparison(dag_t *dag, expr_t a, const bool *nonnegative)
{
    norm_comparison_t c;
    if (!read_comparison(&c, dag, a, nonnegative))
        return a;
    fmpq_t r;
    fmpq_init(r);
    expr_t result = a;
    if (fold_rational(r, dag, c.r)) {
        if (fmpq_sgn(r) >= 0) {
            fmpq_mul(r, r, r);
            result = squared(dag, &c, expr_rational(dag, r), false);
        }
    } else if (is_of_parameters(dag, c.r) && expr_op(dag, formula_defined(dag, c.e)) == EXPR_TRUE) {
        result = squared(dag, &c, expr_power(dag, c.r, 2, 1), true);
    }
    fmpq_clear(r);
    return result;
}

// ---- all of them ----

typedef struct {
    dag_t *dag;
    expr_t *guards;  // per node, what it is with the guards below it changed
    expr_t *squares; // per formula, what it is with all comparisons changed
} change_t;

static void change_node(change_t *change, expr_t a, const bool *nonnegative)
{
    dag_t *dag = change->dag;
    expr_op_t op = expr_op(dag, a);
    change->guards[a] = change->squares[a] = expr_rebuild(dag, a, change->guards);
    if (op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT) {
        change->squares[a] = expr_rebuild(dag, a, change->squares);
    } else if (change->guards[a] == a) { // what is below is as it was, and the table knows it
        change->squares[a] = square_comparison(dag, a, nonnegative);
    }
    if (op != EXPR_CASES)
        return;
    size_t pairs = expr_child_count(dag, a) / 2;
    expr_t *guards = mem_alloc(pairs, sizeof *guards), *values = mem_alloc(pairs, sizeof *values);
    bool changed = change->guards[a] != a;
    for (size_t i = 0; i < pairs; i++) {
        guards[i] = change->squares[expr_child(dag, a, 2 * i)];
        values[i] = change->guards[expr_child(dag, a, 2 * i + 1)];
        changed = changed || guards[i] != expr_child(dag, a, 2 * i);
    }
    if (changed)
        change->guards[a] = change->squares[a] = expr_cases(dag, pairs, guards, values);
    mem_free(guards);
    mem_free(values);
}

// Of the two forms of the root, the one with all comparisons changed or the other.
static expr_t change_all(dag_t *dag, expr_t root, bool everywhere)
{
    if (root == EXPR_NONE)
        return root;
    size_t size = (size_t)root + 1;
    bool *marked = expr_reachable(dag, 1, &root), *nonnegative = formula_nonnegative(dag, root);
    change_t change = {dag, mem_alloc(size, sizeof(expr_t)), mem_alloc(size, sizeof(expr_t))};
    for (expr_t a = 0; a <= root; a++)
        if (marked[a])
            change_node(&change, a, nonnegative);
    expr_t result = everywhere ? change.squares[root] : change.guards[root];
    mem_free(change.guards);
    mem_free(change.squares);
    mem_free(nonnegative);
    mem_free(marked);
    return result;
}

expr_t formula_square_norms(dag_t *dag, expr_t formula)
{
    return change_all(dag, formula, true);
}

expr_t expr_square_guards(dag_t *dag, expr_t a)
{
    return change_all(dag, a, false);
}

void obligation_square_guards(obligation_t *obligation, dag_t *dag)
{
    obligation->region = expr_square_guards(dag, obligation->region);
    obligation->conclusion = expr_square_guards(dag, obligation->conclusion);
    obligation->shape_function = expr_square_guards(dag, obligation->shape_function);
    obligation->bound = expr_square_guards(dag, obligation->bound);
    for (size_t i = 0; i < obligation->map_count; i++)
        obligation->map[i] = expr_square_guards(dag, obligation->map[i]);
    for (size_t i = 0; i < obligation->target_count; i++)
        obligation->targets[i].formula = expr_square_guards(dag, obligation->targets[i].formula);
    for (size_t i = 0; i < obligation->repeller_count; i++)
        obligation->repellers[i] = expr_square_guards(dag, obligation->repellers[i]);
}
