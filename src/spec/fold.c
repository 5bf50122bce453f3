// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/fold.h"

#define MAX_BITS 100000 // of a numerator or denominator
#define MAX_DEPTH 400u
#define MAX_STEPS 10000u // nodes visited; a shared node counts each time

typedef struct {
    const dag_t *dag;
    unsigned steps;
} folder_t;

static bool fold(fmpq_t result, folder_t *folder, expr_t a, unsigned depth);

static slong size_in_bits(const fmpq_t value)
{
    slong numerator = (slong)fmpz_bits(fmpq_numref(value)), denominator = (slong)fmpz_bits(fmpq_denref(value));
    return numerator > denominator ? numerator : denominator;
}

static bool combine(fmpq_t result, expr_op_t op, const fmpq_t b)
{
    if (op == EXPR_ADD)
        fmpq_add(result, result, b);
    else if (op == EXPR_SUB)
        fmpq_sub(result, result, b);
    else if (op == EXPR_MUL)
        fmpq_mul(result, result, b);
    else if (fmpq_is_zero(b))
        return false;
    else
        fmpq_div(result, result, b);
    return size_in_bits(result) <= MAX_BITS;
}

static bool fold_binary(fmpq_t result, folder_t *folder, expr_t a, unsigned depth)
{
    fmpq_t b;
    fmpq_init(b);
    bool folded = fold(result, folder, expr_child(folder->dag, a, 0), depth) &&
                  fold(b, folder, expr_child(folder->dag, a, 1), depth) && combine(result, expr_op(folder->dag, a), b);
    fmpq_clear(b);
    return folded;
}

static bool fold_power(fmpq_t result, folder_t *folder, expr_t a, unsigned depth)
{
    slong p, q;
    expr_exponent(&p, &q, folder->dag, a);
    if (q != 1 || !fold(result, folder, expr_child(folder->dag, a, 0), depth))
        return false;
    slong magnitude = p < 0 ? -p : p;
    if (magnitude > MAX_BITS || size_in_bits(result) * magnitude > MAX_BITS || (p < 0 && fmpq_is_zero(result)))
        return false;
    fmpq_pow_si(result, result, p);
    return true;
}

static bool fold(fmpq_t result, folder_t *folder, expr_t a, unsigned depth)
{
    if (depth == 0 || folder->steps++ >= MAX_STEPS)
        return false;
    switch (expr_op(folder->dag, a)) {
    case EXPR_RATIONAL:
        fmpq_set(result, expr_rational_value(folder->dag, a));
        return size_in_bits(result) <= MAX_BITS;
    case EXPR_NEG:
        if (!fold(result, folder, expr_child(folder->dag, a, 0), depth - 1))
            return false;
        fmpq_neg(result, result);
        return true;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        return fold_binary(result, folder, a, depth - 1);
    case EXPR_POWER:
        return fold_power(result, folder, a, depth - 1);
    default:
        return false;
    }
}

bool fold_rational(fmpq_t result, const dag_t *dag, expr_t a)
{
    folder_t folder = {dag, 0};
    return fold(result, &folder, a, MAX_DEPTH);
}

bool fold_integer(slong *result, const dag_t *dag, expr_t a, slong limit)
{
    fmpq_t value;
    fmpq_init(value);
    bool folded = fold_rational(value, dag, a) && fmpz_is_one(fmpq_denref(value)) &&
                  fmpz_cmp_si(fmpq_numref(value), limit) <= 0 && fmpz_cmp_si(fmpq_numref(value), -limit) >= 0;
    if (folded)
        *result = fmpz_get_si(fmpq_numref(value));
    fmpq_clear(value);
    return folded;
}
