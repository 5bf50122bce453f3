// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_condition.h"

#include "base/memory.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define FEW_NODES 32 // of most formulas

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

static condition_node_t make_node(root_list_t *list, const dag_t *dag, expr_t a, const size_t *position)
{
    expr_op_t op = expr_op(dag, a);
    condition_node_t node = {.op = op};
    if (op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT) {
        node.left = position[expr_child(dag, a, 0)];
        node.right = op == EXPR_NOT ? node.left : position[expr_child(dag, a, 1)];
    } else if (is_comparison(op) && is_zero(dag, expr_child(dag, a, 0))) {
        node.sum = root_list_add_sum(list, dag, expr_child(dag, a, 1));
    } else if (op != EXPR_TRUE && op != EXPR_FALSE) {
        node.op = EXPR_DEFINED; // stands for all that the tape decides
        node.root = root_list_add(list, a, 1);
    }
    return node;
}

// The formula nodes that the truth of the formula is built from: through AND, OR and NOT only.
static bool *structure(const dag_t *dag, expr_t formula)
{
    bool *wanted = mem_alloc((size_t)formula + 1, sizeof *wanted);
    wanted[formula] = true;
    for (expr_t a = formula + 1; a-- > 0;) {
        expr_op_t op = expr_op(dag, a);
        if (wanted[a] && (op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT))
            for (size_t k = 0; k < expr_child_count(dag, a); k++)
                wanted[expr_child(dag, a, k)] = true;
    }
    return wanted;
}

void condition_init(condition_t *condition, root_list_t *list, const dag_t *dag, expr_t formula)
{
    bool *wanted = structure(dag, formula);
    size_t *position = mem_alloc((size_t)formula + 1, sizeof *position), capacity = 0;
    memset(condition, 0, sizeof *condition);
    for (expr_t a = 0; a <= formula; a++)
        if (wanted[a]) {
            condition->nodes = mem_grow(condition->nodes, &capacity, condition->count + 1, sizeof *condition->nodes);
            position[a] = condition->count;
            condition->nodes[condition->count++] = make_node(list, dag, a, position);
        }
    mem_free(position);
    mem_free(wanted);
}

void condition_clear(condition_t *condition)
{
    mem_free(condition->nodes);
    memset(condition, 0, sizeof *condition);
}

static tape_truth_t truth_if(bool surely, bool surely_not)
{
    return surely ? TRUTH_TRUE : surely_not ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static tape_truth_t comparison_truth(const condition_node_t *node, const root_list_t *list,
                                     const tape_result_t *results, slong precision)
{
    sum_bounds_t e = sum_bounds(&node->sum, list, results, precision);
    if (node->op == EXPR_LESS)
        return truth_if(e.lo > 0, e.hi <= 0);
    if (node->op == EXPR_LESS_EQUAL)
        return truth_if(e.lo >= 0, e.hi < 0);
    bool zero = e.lo == 0 && e.hi == 0, nonzero = e.lo > 0 || e.hi < 0;
    return node->op == EXPR_EQUAL ? truth_if(zero, nonzero) : truth_if(nonzero, zero);
}

static tape_truth_t negated(tape_truth_t a)
{
    return a == TRUTH_TRUE ? TRUTH_FALSE : a == TRUTH_FALSE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static tape_truth_t node_truth(const condition_node_t *node, const tape_truth_t *truths, const root_list_t *list,
                               const tape_result_t *results, slong precision)
{
    tape_truth_t a = truths[node->left], b = truths[node->right];
    switch (node->op) {
    case EXPR_TRUE:
        return TRUTH_TRUE;
    case EXPR_FALSE:
        return TRUTH_FALSE;
    case EXPR_AND:
        return truth_if(a == TRUTH_TRUE && b == TRUTH_TRUE, a == TRUTH_FALSE || b == TRUTH_FALSE);
    case EXPR_OR:
        return truth_if(a == TRUTH_TRUE || b == TRUTH_TRUE, a == TRUTH_FALSE && b == TRUTH_FALSE);
    case EXPR_NOT:
        return negated(a);
    case EXPR_DEFINED:
        return results[node->root].truth;
    default:
        return comparison_truth(node, list, results, precision);
    }
}

tape_truth_t condition_truth(const condition_t *condition, const root_list_t *list, const tape_result_t *results,
                             slong precision)
{
    tape_truth_t few[FEW_NODES];
    tape_truth_t *truths = condition->count <= FEW_NODES ? few : mem_alloc(condition->count, sizeof *truths);
    for (size_t i = 0; i < condition->count; i++)
        truths[i] = node_truth(condition->nodes + i, truths, list, results, precision);
    tape_truth_t truth = truths[condition->count - 1];
    if (truths != few)
        mem_free(truths);
    return truth;
}

static double midpoint(dinterval_t a)
{
    return dinterval_lo(a) / 2 + a.hi / 2;
}

// min (sign 1) or max (sign -1) that passes NaN on.
static double lesser(double a, double b, double sign)
{
    return isnan(a) || isnan(b) ? NAN : sign * fmin(sign * a, sign * b);
}

static double comparison_score(const condition_node_t *node, const tape_result_t *results)
{
    const tape_result_t *e = results + node->sum.root;
    if (e->regularity == REGULARITY_UNKNOWN)
        return NAN;
    double value = midpoint(e->value);
    if (node->op == EXPR_EQUAL)
        return value == 0 ? 0 : -fabs(value);
    if (node->op == EXPR_NOT_EQUAL)
        return value == 0 ? -DBL_MIN : fabs(value);
    return node->op == EXPR_LESS && value == 0 ? -DBL_MIN : value;
}

static double truth_score(tape_truth_t truth)
{
    return truth == TRUTH_TRUE ? 1 : truth == TRUTH_FALSE ? -1 : 0;
}

static double node_score(const condition_node_t *node, const double *scores, const tape_result_t *results)
{
    double a = scores[node->left], b = scores[node->right];
    switch (node->op) {
    case EXPR_TRUE:
        return INFINITY;
    case EXPR_FALSE:
        return -INFINITY;
    case EXPR_AND:
        return lesser(a, b, 1);
    case EXPR_OR:
        return lesser(a, b, -1);
    case EXPR_NOT:
        return -a;
    case EXPR_DEFINED:
        return truth_score(results[node->root].truth);
    default:
        return comparison_score(node, results);
    }
}

double condition_score(const condition_t *condition, const tape_result_t *results)
{
    double few[FEW_NODES];
    double *scores = condition->count <= FEW_NODES ? few : mem_alloc(condition->count, sizeof *scores);
    for (size_t i = 0; i < condition->count; i++)
        scores[i] = node_score(condition->nodes + i, scores, results);
    double score = scores[condition->count - 1];
    if (scores != few)
        mem_free(scores);
    return score;
}
