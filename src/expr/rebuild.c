// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/rebuild.h"

#include "base/memory.h"

expr_t expr_rebuild(dag_t *dag, expr_t a, const expr_t *image)
{
    size_t count = expr_child_count(dag, a);
    if (count == 0)
        return a;
    if (expr_op(dag, a) == EXPR_POWER) {
        slong p, q;
        expr_exponent(&p, &q, dag, a);
        return expr_power(dag, image[expr_child(dag, a, 0)], p, q);
    }
    expr_t *children = mem_alloc(count, sizeof *children);
    for (size_t k = 0; k < count; k++)
        children[k] = image[expr_child(dag, a, k)];
    expr_t result = expr_node(dag, expr_op(dag, a), count, children);
    mem_free(children);
    return result;
}
