// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_regularity.h"

#include "base/memory.h"
#include "expr/rebuild.h"

static expr_t on_boxes(dag_t *dag, expr_t a, const expr_t *image)
{
    if (expr_op(dag, a) == EXPR_CONTINUOUS) {
        expr_t derivative = expr_child(dag, a, 0);
        if (expr_op(dag, derivative) == EXPR_DERIVATIVE)
            return expr_unary(dag, EXPR_C1, expr_child(dag, derivative, 0));
    }
    return expr_rebuild(dag, a, image);
}

expr_t regularity_on_boxes(dag_t *dag, expr_t formula)
{
    expr_t *image = mem_alloc((size_t)formula + 1, sizeof *image);
    bool *marked = expr_reachable(dag, 1, &formula);
    for (expr_t a = 0; a <= formula; a++)
        if (marked[a])
            image[a] = on_boxes(dag, a, image);
    expr_t result = image[formula];
    mem_free(marked);
    mem_free(image);
    return result;
}
