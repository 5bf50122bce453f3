// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/total.h"

#include "base/memory.h"

static bool op_is_partial(expr_op_t op)
{
    return op == EXPR_DIV || op == EXPR_POWER || op == EXPR_SQRT || op == EXPR_LOG || op == EXPR_TAN ||
           op == EXPR_CASES || op == EXPR_DERIVATIVE || op == EXPR_PARTIAL || op == EXPR_AT;
}

// A total operator, or a power with a nonnegative integer exponent, of total operands.
static bool total_by_operators(const dag_t *dag, expr_t a, const bool *total)
{
    expr_op_t op = expr_op(dag, a);
    slong p = -1, q = 1;
    if (op >= EXPR_DEFINED)
        return true;
    if (op == EXPR_POWER)
        expr_exponent(&p, &q, dag, a);
    if (op_is_partial(op) && (q != 1 || p < 0))
        return false;
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        if (!total[expr_child(dag, a, k)])
            return false;
    return true;
}

static void survey_by_evaluation(survey_t *survey, const dag_t *dag, size_t count, const expr_t *nodes)
{
    tape_t *tape = tape_compile(dag, count, nodes, 0, NULL);
    tape_result_t *results = mem_alloc(count, sizeof *results);
    tape_evaluate(results, tape, 1, NULL);
    for (size_t i = 0; i < count; i++) {
        survey->total[nodes[i]] = survey->total[nodes[i]] || results[i].regularity >= REGULARITY_DEFINED;
        survey->truth[nodes[i]] = results[i].truth;
    }
    mem_free(results);
    tape_free(tape);
}

void survey_init(survey_t *survey, const dag_t *dag, expr_t root)
{
    bool *marked = expr_reachable(dag, 1, &root);
    expr_t *open = mem_alloc((size_t)root + 1, sizeof *open);
    size_t count = 0;
    survey->total = mem_alloc((size_t)root + 1, sizeof *survey->total);
    survey->truth = mem_alloc((size_t)root + 1, sizeof *survey->truth);
    for (expr_t a = 0; a <= root; a++) {
        if (!marked[a])
            continue;
        survey->total[a] = total_by_operators(dag, a, survey->total);
        if (!survey->total[a] || expr_is_formula(dag, a))
            open[count++] = a;
    }
    if (count > 0)
        survey_by_evaluation(survey, dag, count, open);
    mem_free(open);
    mem_free(marked);
}

void survey_clear(survey_t *survey)
{
    mem_free(survey->total);
    mem_free(survey->truth);
}
