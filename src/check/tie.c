// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/tie.h"

#include "expr/separation.h"

// The bound is computed by FLINT, which expects round-to-nearest.
static bool find_separation(slong *bits, const dag_t *dag, expr_t comparison)
{
    rounding_t mode = rounding_nearest();
    status_t status = expr_separation_bits(bits, dag, expr_child(dag, comparison, 0), expr_child(dag, comparison, 1));
    rounding_restore(mode);
    return status == STATUS_OK;
}

bool is_tie(const dag_t *dag, expr_t comparison, const range_t *left, const range_t *right)
{
    slong bits, precision = range_precision(left);
    if (precision == RANGE_DOUBLE || !find_separation(&bits, dag, comparison))
        return false;
    range_t distance, bound;
    fmpq_t least;
    range_init(&distance, precision);
    range_init(&bound, precision);
    fmpq_init(least);
    fmpz_one_2exp(fmpq_denref(least), (ulong)bits);
    fmpz_one(fmpq_numref(least));
    range_set_rationals(&bound, least, least);
    range_sub(&distance, left, right);
    range_abs(&distance, &distance);
    bool tie = range_less(&distance, &bound);
    fmpq_clear(least);
    range_clear(&bound);
    range_clear(&distance);
    return tie;
}
