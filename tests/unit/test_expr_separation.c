// SPDX-License-Identifier: LGPL-3.0-or-later
// Separation bounds: no two different algebraic numbers are nearer than the bound says, among them numbers as near as
// the bound allows.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "expr/separation.h"
#include "expr/tape.h"

// The magnitude of a - b in bits below 1, and whether it is seen to be different from 0 at the bound's precision.
static bool distance_bits(slong *bits, dag_t *dag, expr_t a, expr_t b, slong bound)
{
    expr_t difference = expr_binary(dag, EXPR_SUB, a, b);
    tape_t *tape = tape_compile(dag, 1, &difference, 0, NULL);
    arb_t value;
    mag_t least;
    regularity_t regularity;
    arb_init(value);
    mag_init(least);
    tape_evaluate_arb(value, &regularity, NULL, tape, NULL, 2 * bound + 256);
    bool different = regularity != REGULARITY_UNKNOWN && !arb_contains_zero(value);
    arb_get_mag_lower(least, value);
    *bits = different ? 1 - fmpz_get_si(MAG_EXPREF(least)) : 0;
    mag_clear(least);
    arb_clear(value);
    tape_free(tape);
    return different;
}

static expr_t root_of(dag_t *dag, slong radicand, slong index)
{
    return expr_power(dag, expr_integer(dag, radicand), 1, index);
}

// (1 - sqrt 2)^n, 1/(1 + sqrt 2)^n and (2^(1/k) - 1)^n: the first two are as small as their conjugates allow.
static void test_small_numbers(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t one = expr_integer(dag, 1), zero = expr_integer(dag, 0);
    for (slong n = 1; n <= 2000; n = 2 * n + 1) {
        expr_t unit = expr_binary(dag, EXPR_SUB, one, root_of(dag, 2, 2));
        expr_t sum = expr_binary(dag, EXPR_ADD, one, root_of(dag, 2, 2));
        expr_t cube = expr_binary(dag, EXPR_SUB, root_of(dag, 2, 3), one);
        expr_t small[] = {expr_power(dag, unit, n, 1), expr_power(dag, sum, -n, 1),
                          expr_binary(dag, EXPR_DIV, one, expr_power(dag, sum, n, 1)), expr_power(dag, cube, n, 1)};
        for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
            slong bound, bits;
            assert_int_equal(expr_separation_bits(&bound, dag, small[i], zero), STATUS_OK);
            assert_true(distance_bits(&bits, dag, small[i], zero, bound));
            assert_true(bits <= bound + 1);
            assert_true(i == 3 || bound <= bits + 4 + n / 64);
        }
    }
    dag_free(dag);
}

static expr_t random_term(samples_t *samples, dag_t *dag, int depth)
{
    if (depth == 0)
        return sample_index(samples, 2) ? expr_integer(dag, sample_int(samples, -3, 3))
                                        : root_of(dag, sample_int(samples, 2, 3), sample_int(samples, 2, 3));
    static const expr_op_t binary[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_MIN, EXPR_MAX};
    static const expr_op_t unary[] = {EXPR_SQRT, EXPR_NEG, EXPR_ABS, EXPR_RELU};
    expr_t a = random_term(samples, dag, depth - 1);
    if (sample_index(samples, 5) == 0)
        return expr_unary(dag, unary[sample_index(samples, 4)], a);
    if (sample_index(samples, 6) == 0)
        return expr_power(dag, a, sample_int(samples, -3, 3), sample_int(samples, 1, 3));
    return expr_binary(dag, binary[sample_index(samples, 6)], a, random_term(samples, dag, depth - 1));
}

static void test_random_terms(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("separation");
    size_t bounded = 0, different = 0;
    for (int trial = 0; trial < 2000; trial++) {
        dag_t *dag = dag_new();
        expr_t a = random_term(&samples, dag, 3), b = random_term(&samples, dag, 2);
        slong bound, bits;
        if (expr_separation_bits(&bound, dag, a, b) == STATUS_OK && bound < 3000) {
            bounded++;
            if (distance_bits(&bits, dag, a, b, bound)) {
                different++;
                assert_true(bits <= bound + 1);
            }
        }
        dag_free(dag);
    }
    assert_true(bounded > 500 && different > 300);
}

static void test_refusals(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    slong bits;
    expr_t two = expr_integer(dag, 2), sum = two;
    assert_int_equal(expr_separation_bits(&bits, dag, two, expr_leaf(dag, EXPR_PI)), STATUS_UNSUPPORTED);
    assert_int_equal(expr_separation_bits(&bits, dag, two, expr_unary(dag, EXPR_EXP, two)), STATUS_UNSUPPORTED);
    assert_int_equal(expr_separation_bits(&bits, dag, two, expr_new_variable(dag, "x", VARIABLE_STATE)),
                     STATUS_UNSUPPORTED);
    for (slong radicand = 2; radicand < 50; radicand++)
        sum = expr_binary(dag, EXPR_ADD, sum, root_of(dag, radicand, 2));
    assert_int_equal(expr_separation_bits(&bits, dag, sum, two), STATUS_LIMIT);
    assert_int_equal(expr_separation_bits(&bits, dag, root_of(dag, 2, 100003), two), STATUS_LIMIT);
    assert_int_equal(expr_separation_bits(&bits, dag, expr_power(dag, two, 1000000, 1), root_of(dag, 2, 2)),
                     STATUS_LIMIT);
    dag_free(dag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_numbers),
        cmocka_unit_test(test_random_terms),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
