// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/total.h"

#include "base/memory.h"

bool cases_has_otherwise(const dag_t *dag, expr_t cases)
{
    for (size_t k = 0; k < expr_child_count(dag, cases); k += 2)
        if (expr_op(dag, expr_child(dag, cases, k)) == EXPR_TRUE)
            return true;
    return false;
}

static bool operator_is_total(const dag_t *dag, expr_t a)
{
    slong p, q;
    switch (expr_op(dag, a)) {
    case EXPR_DIV:
    case EXPR_SQRT:
    case EXPR_LOG:
    case EXPR_TAN:
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
    case EXPR_AT:
        return false;
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p >= 0;
    case EXPR_CASES:
        return cases_has_otherwise(dag, a);
    default:
        return true;
    }
}

bool total_by_operators(const dag_t *dag, expr_t a, const bool *total)
{
    if (expr_op(dag, a) >= EXPR_DEFINED)
        return true;
    if (!operator_is_total(dag, a))
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
