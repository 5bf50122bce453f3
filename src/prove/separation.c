// SPDX-License-Identifier: LGPL-3.0-or-later
// Equality of algebraic constants of any degree: balls narrower than the distance that different ones would have
// (expr/separation.h).
#include "base/memory.h"
#include "expr/rebuild.h"
#include "expr/separation.h"
#include "expr/tape.h"
#include "prove/exact.h"

// Bits of the balls beyond those of the bound, for sums of large terms; doubled until they suffice.
#define GUARD_BITS 64
#define MAX_GUARD_BITS 4096

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

// Whether both sides have values less than 2^-bits apart; *precision is then what shows it.
static bool are_within(slong *precision, slong bits, dag_t *dag, expr_t comparison)
{
    expr_t difference = expr_binary(dag, EXPR_SUB, expr_child(dag, comparison, 0), expr_child(dag, comparison, 1));
    if (dag_over_limit(dag))
        return false;
    tape_t *tape = tape_compile(dag, 1, &difference, 0, NULL);
    arb_t ball;
    mag_t magnitude;
    arb_init(ball);
    mag_init(magnitude);
    bool within = false;
    for (slong guard = GUARD_BITS; guard <= MAX_GUARD_BITS && !within; guard *= 2) {
        regularity_t regularity;
        *precision = bits + guard;
        tape_evaluate_arb(ball, &regularity, NULL, tape, NULL, *precision);
        arb_get_mag(magnitude, ball);
        within = regularity != REGULARITY_UNKNOWN && mag_cmp_2exp_si(magnitude, -bits) < 0;
        if (!arb_contains_zero(ball))
            break;
    }
    mag_clear(magnitude);
    arb_clear(ball);
    tape_free(tape);
    return within;
}

expr_t replace_ties(slong *precision, status_t *obstacle, dag_t *dag, expr_t formula)
{
    bool *marked = expr_reachable(dag, 1, &formula);
    expr_t *image = mem_alloc((size_t)formula + 1, sizeof *image);
    *precision = 0;
    *obstacle = STATUS_OK;
    for (expr_t a = 0; a <= formula; a++) {
        if (!marked[a])
            continue;
        image[a] = expr_rebuild(dag, a, image);
        expr_op_t op = expr_op(dag, image[a]);
        if (!is_comparison(op) || !expr_is_constant(dag, image[a]))
            continue;
        slong bits, needed;
        status_t status = expr_separation_bits(&bits, dag, expr_child(dag, image[a], 0), expr_child(dag, image[a], 1));
        if (status != STATUS_OK)
            *obstacle = *obstacle == STATUS_UNSUPPORTED ? *obstacle : status;
        else if (are_within(&needed, bits, dag, image[a])) {
            *precision = needed > *precision ? needed : *precision;
            image[a] = expr_leaf(dag, op == EXPR_LESS_EQUAL || op == EXPR_EQUAL ? EXPR_TRUE : EXPR_FALSE);
        }
    }
    expr_t result = image[formula];
    mem_free(image);
    mem_free(marked);
    return result;
}
