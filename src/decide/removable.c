// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/removable.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape.h"

#include <math.h>
#include <string.h>

#define ORDER_MAX 4

// The roots of a variable's tape: both terms and their derivatives by it, order by order, then the quotients of the
// derivatives from order 1 on.
enum {
    NUMERATORS = 0,
    DENOMINATORS = NUMERATORS + ORDER_MAX + 1,
    QUOTIENTS = DENOMINATORS + ORDER_MAX + 1,
    ROOTS = QUOTIENTS + ORDER_MAX
};

struct removable {
    size_t count;
    tape_t **tapes; // per variable; NULL for one that the denominator does not depend on
};

static void differentiate(expr_t *roots, dag_t *dag, expr_t variable)
{
    for (size_t k = 1; k <= ORDER_MAX; k++)
        roots[k] = expr_simplify(dag, expr_differentiate(dag, roots[k - 1], variable));
}

static tape_t *compile(dag_t *dag, expr_t quotient, expr_t variable, size_t count, const expr_t *variables)
{
    expr_t roots[ROOTS];
    roots[NUMERATORS] = expr_child(dag, quotient, 0);
    roots[DENOMINATORS] = expr_child(dag, quotient, 1);
    differentiate(roots + NUMERATORS, dag, variable);
    differentiate(roots + DENOMINATORS, dag, variable);
    for (size_t k = 0; k < ORDER_MAX; k++)
        roots[QUOTIENTS + k] = expr_binary(dag, EXPR_DIV, roots[NUMERATORS + k + 1], roots[DENOMINATORS + k + 1]);
    return dag_over_limit(dag) ? NULL : tape_compile(dag, ROOTS, roots, count, variables);
}

removable_t *removable_new(dag_t *dag, expr_t quotient, size_t count, const expr_t *variables)
{
    removable_t *removable = mem_alloc(1, sizeof *removable);
    removable->count = count;
    removable->tapes = mem_alloc(count, sizeof(tape_t *));
    for (size_t i = 0; i < count; i++)
        if (expr_depends_on(dag, expr_child(dag, quotient, 1), variables[i]))
            removable->tapes[i] = compile(dag, quotient, variables[i], count, variables);
    return removable;
}

void removable_free(removable_t *removable)
{
    if (!removable)
        return;
    for (size_t i = 0; i < removable->count; i++)
        tape_free(removable->tapes[i]);
    mem_free(removable->tapes);
    mem_free(removable);
}

static bool vanishes(const tape_result_t *result)
{
    return result->regularity >= REGULARITY_DEFINED && result->value.neg_lo == 0 && result->value.hi == 0;
}

// The quotient of the derivatives of the first order at which not both vanish at the end, for an end at which both
// terms vanish; NULL when there is none or the conditions are not met.
static const tape_result_t *quotient_of_derivatives(const tape_result_t *over, const tape_result_t *at_end)
{
    for (size_t k = 0; k < ORDER_MAX; k++) {
        if (!vanishes(at_end + NUMERATORS + k) || !vanishes(at_end + DENOMINATORS + k) ||
            over[NUMERATORS + k].regularity < REGULARITY_C1 || over[DENOMINATORS + k].regularity < REGULARITY_C1)
            return NULL;
        if (over[QUOTIENTS + k].regularity >= REGULARITY_DEFINED)
            return over + QUOTIENTS + k;
    }
    return NULL;
}

static bool range_from_end(dinterval_t *range, const tape_t *tape, const tape_result_t *over, dinterval_t *box,
                           size_t i, double end)
{
    if (!isfinite(end))
        return false;
    tape_result_t at_end[ROOTS];
    dinterval_t whole = box[i];
    box[i] = dinterval_point(end);
    tape_evaluate(at_end, tape, 1, box);
    box[i] = whole;
    const tape_result_t *quotient = quotient_of_derivatives(over, at_end);
    if (quotient)
        *range = quotient->value;
    return quotient != NULL;
}

bool removable_range(dinterval_t *range, const removable_t *removable, const dinterval_t *box)
{
    dinterval_t *own = mem_alloc(removable->count, sizeof *own);
    memcpy(own, box, removable->count * sizeof *own);
    bool found = false;
    for (size_t i = 0; i < removable->count && !found; i++) {
        const tape_t *tape = removable->tapes[i];
        tape_result_t over[ROOTS];
        if (!tape)
            continue;
        tape_evaluate(over, tape, 1, box);
        found = range_from_end(range, tape, over, own, i, dinterval_lo(box[i])) ||
                range_from_end(range, tape, over, own, i, box[i].hi);
    }
    mem_free(own);
    return found;
}
