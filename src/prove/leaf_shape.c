// SPDX-License-Identifier: LGPL-3.0-or-later
// Inequalities about a point p with grad f(p) = 0 vanish to second order there. With H between the stated bounds on the
// hull of B and p, grad f(x) = M (x - p) where M, the mean of the Hessians along the segment from p to x, lies between
// the same bounds; hence <grad f(x), x-p> >= c |x-p|^2, |grad f(x)| <= c |x-p|, f(x) >= f(p).
#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/branch_definite.h"
#include "prove/leaf.h"

#include <math.h>
#include <string.h>

static bool lemma_proved(const statement_t *statement)
{
    const obligation_t *obligation = statement->obligation;
    return obligation->shape != SHAPE_NONE && obligation->centre && statement->prover->proved &&
           statement->prover->proved[obligation->shape_lemma];
}

// Upper triangle of the Hessian, then f, then c.
static expr_t *shape_expressions(size_t *count, statement_t *statement, size_t n)
{
    dag_t *dag = statement->prover->dag;
    const obligation_t *obligation = statement->obligation;
    expr_t f = statement_plain(statement->prover, obligation->shape_function);
    expr_t *full = mem_alloc(n * n, sizeof *full), *list = mem_alloc(n * (n + 1) / 2 + 2, sizeof *list);
    expr_hessian(full, dag, f, n, statement->inputs);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            list[(*count)++] = expr_simplify(dag, full[i * n + j]);
    list[(*count)++] = f;
    list[(*count)++] = obligation->shape_constant == EXPR_NONE
                           ? expr_integer(dag, 0)
                           : statement_plain(statement->prover, obligation->shape_constant);
    mem_free(full);
    return list;
}

bool shape_init(shape_t *shape, statement_t *statement)
{
    memset(shape, 0, sizeof *shape);
    if (!lemma_proved(statement))
        return false;
    size_t count = 0, n = statement->state_count;
    expr_t *expressions = shape_expressions(&count, statement, n);
    if (dag_over_limit(statement->prover->dag)) {
        mem_free(expressions);
        return false;
    }
    shape->kind = statement->obligation->shape;
    shape->strict = shape->kind == SHAPE_MINIMUM && (statement->e == EXPR_NONE || statement->strict);
    shape->states = n;
    shape->centre = mem_alloc(n, sizeof *shape->centre);
    for (size_t i = 0; i < n; i++)
        shape->centre[i] =
            statement_add_mark(statement, statement_plain(statement->prover, statement->obligation->centre[i]));
    table_init(&shape->table, statement, count, expressions);
    mem_free(expressions);
    return true;
}

void shape_clear(shape_t *shape)
{
    mem_free(shape->centre);
    table_clear(&shape->table);
    memset(shape, 0, sizeof *shape);
}

// The hull of the box and the centre, unless it is much wider than the box: then the Hessian over it says too little.
static bool hull_with_centre(side_t *hull, const shape_t *shape, const statement_t *statement, const side_t *box)
{
    double box_width = 0, hull_width = 0;
    for (size_t i = 0; i < statement->count; i++) {
        hull[i] = box[i];
        if (i >= shape->states)
            continue;
        const mark_t *centre = statement->marks + shape->centre[i];
        if (centre->lo < hull[i].lo) {
            hull[i].lo = centre->lo;
            hull[i].lo_mark = MARK_NONE;
        }
        if (centre->hi > hull[i].hi) {
            hull[i].hi = centre->hi;
            hull[i].hi_mark = MARK_NONE;
        }
        box_width = fmax(box_width, box[i].hi - box[i].lo);
        hull_width = fmax(hull_width, hull[i].hi - hull[i].lo);
    }
    return hull_width <= 4 * box_width || !isfinite(hull_width);
}

static definite_t shape_definite(const shape_t *shape, const tape_result_t *results, double room)
{
    size_t n = shape->states;
    dinterval_t c = results[shape->table.sums[shape->table.count - 1].root].value;
    dinterval_t *matrix = mem_alloc(n * n, sizeof *matrix);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            matrix[i * n + j] = results[shape->table.sums[hessian_index(n, j, i)].root].value;
            if (i == j && shape->kind != SHAPE_GROWTH)
                matrix[i * n + j] = interval_scalar_sub(matrix[i * n + j], c);
        }
    definite_t definite = shape->kind == SHAPE_GROWTH ? interval_norm_bounded(matrix, n, c, room)
                                                      : interval_definite(matrix, n, room, !shape->strict);
    mem_free(matrix);
    return definite;
}

bool leaf_shape(const shape_t *shape, const statement_t *statement, view_t *view)
{
    if (!shape->table.tape || view->below_face)
        return false;
    side_t *hull = mem_alloc(statement->count, sizeof *hull);
    tape_result_t *results = mem_alloc(shape->table.list.count, sizeof *results);
    definite_t definite = DEFINITE_UNKNOWN;
    if (hull_with_centre(hull, shape, statement, view->box)) {
        statement_evaluate(results, statement, shape->table.tape, hull, view->precision);
        bool usable = results[shape->table.sums[shape->table.count - 2].root].regularity >= REGULARITY_C2;
        for (size_t k = 0; k < shape->table.count; k++)
            usable = usable && results[shape->table.sums[k].root].regularity != REGULARITY_UNKNOWN;
        if (usable)
            definite = shape_definite(shape, results, rounding_room(view->precision));
    }
    if (definite == DEFINITE_YES)
        view->lower = fmax(view->lower, 0);
    view->more_bits = view->more_bits || definite == DEFINITE_NOISE;
    mem_free(hull);
    mem_free(results);
    return definite == DEFINITE_YES;
}
