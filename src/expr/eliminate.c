// SPDX-License-Identifier: LGPL-3.0-or-later
// Removal of DERIVATIVE and AT nodes, the innermost first.
#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/rebuild.h"
#include "expr/total.h"

typedef struct {
    dag_t *dag;
    expr_t *image; // per node: operator-free
} elimination_t;

static bool is_operator(expr_op_t op)
{
    return op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT;
}

static bool is_local_property(expr_op_t op)
{
    return op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

static bool contains(const dag_t *dag, expr_t a, bool (*wanted)(expr_op_t))
{
    bool *marked = expr_reachable(dag, 1, &a), found = false;
    for (expr_t b = 0; b <= a && !found; b++)
        found = marked[b] && wanted(expr_op(dag, b));
    mem_free(marked);
    return found;
}

// The body may not look at the value that it is taken at, which must exist all the same.
static expr_t require_defined(dag_t *dag, expr_t body, expr_t value)
{
    survey_t survey;
    survey_init(&survey, dag, value);
    bool total = survey.total[value];
    survey_clear(&survey);
    if (total)
        return body;
    expr_t guard = expr_unary(dag, EXPR_DEFINED, value);
    return expr_cases(dag, 1, &guard, &body);
}

// Continuity of f at a point cannot be written as a property of the number f(point): such AT nodes stay.
static expr_t eliminate_at(const elimination_t *e, expr_t a)
{
    dag_t *dag = e->dag;
    expr_t body = e->image[expr_child(dag, a, 0)];
    size_t count = expr_child_count(dag, a) / 2;
    if (contains(dag, body, is_local_property))
        return expr_rebuild(e->dag, a, e->image);
    expr_t *variables = mem_alloc(count, sizeof *variables), *values = mem_alloc(count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        variables[i] = expr_child(dag, a, 2 * i + 1);
        values[i] = e->image[expr_child(dag, a, 2 * i + 2)];
    }
    expr_t result = expr_substitute(dag, body, count, variables, values);
    for (size_t i = 0; i < count; i++)
        result = require_defined(dag, result, values[i]);
    mem_free(variables);
    mem_free(values);
    return result;
}

// Where evaluation shows f to be C1 on a box it has met no kink there, and the derivative of the case is the derivative.
// (That C1 is a fact about f elsewhere, too, where the case of a single point may have another derivative: the result
// is for evaluation on boxes.)
static expr_t eliminate_partial(const elimination_t *e, expr_t a)
{
    expr_t function = e->image[expr_child(e->dag, a, 0)];
    expr_t value = expr_differentiate(e->dag, function, expr_child(e->dag, a, 1));
    expr_t guard = expr_unary(e->dag, EXPR_C1, function);
    return expr_cases(e->dag, 1, &guard, &value);
}

static expr_t eliminate(const elimination_t *e, expr_t a)
{
    switch (expr_op(e->dag, a)) {
    case EXPR_PARTIAL:
        return eliminate_partial(e, a);
    case EXPR_DERIVATIVE:
        return expr_differentiate(e->dag, e->image[expr_child(e->dag, a, 0)], expr_child(e->dag, a, 1));
    case EXPR_AT:
        return eliminate_at(e, a);
    default:
        return expr_rebuild(e->dag, a, e->image);
    }
}

expr_t expr_eliminate_operators(dag_t *dag, expr_t a)
{
    if (!contains(dag, a, is_operator))
        return a;
    elimination_t e = {dag, mem_alloc((size_t)a + 1, sizeof *e.image)};
    bool *marked = expr_reachable(dag, 1, &a);
    for (expr_t b = 0; b <= a; b++)
        if (marked[b])
            e.image[b] = eliminate(&e, b);
    expr_t result = e.image[a];
    mem_free(marked);
    mem_free(e.image);
    return result;
}
