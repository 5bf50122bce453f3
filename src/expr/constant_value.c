// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/constant_value.h"

#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape.h"
#include "real/number.h"

bool constant_ball(arb_t value, const dag_t *dag, expr_t a, slong prec)
{
    regularity_t regularity = REGULARITY_UNKNOWN;
    tape_t *tape = tape_compile(dag, 1, &a, 0, NULL);
    tape_evaluate_arb(value, &regularity, NULL, tape, NULL, prec);
    tape_free(tape);
    return regularity >= REGULARITY_DEFINED && arb_is_finite(value);
}

static bool enclose_by_balls(fmpq_t lo, fmpq_t hi, const dag_t *dag, expr_t a, slong prec)
{
    arb_t value;
    arf_t lower, upper;
    arb_init(value);
    arf_init(lower);
    arf_init(upper);
    bool found = constant_ball(value, dag, a, prec);
    if (found) {
        arb_get_interval_arf(lower, upper, value, prec);
        found = number_safe_fmpq(lo, lower, NUMBER_DOWN) && number_safe_fmpq(hi, upper, NUMBER_UP);
    }
    arb_clear(value);
    arf_clear(lower);
    arf_clear(upper);
    return found;
}

bool constant_enclose(fmpq_t lo, fmpq_t hi, dag_t *dag, expr_t a, slong prec)
{
    if (!expr_is_constant(dag, a))
        return false;
    a = expr_simplify(dag, expr_eliminate_operators(dag, a));
    if (expr_op(dag, a) != EXPR_RATIONAL)
        return enclose_by_balls(lo, hi, dag, a, prec);
    fmpq_set(lo, expr_rational_value(dag, a));
    fmpq_set(hi, lo);
    return true;
}
