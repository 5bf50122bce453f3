// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact numbers: identities, comparison with another implementation of algebraic numbers, limits.
#include "test_real.h"

static int setup(void **state)
{
    real_ctx_struct *ctx = malloc(sizeof *ctx);
    real_ctx_init(ctx);
    *state = ctx;
    return 0;
}

static int teardown(void **state)
{
    real_ctx_clear(*state);
    free(*state);
    return 0;
}

static void sum_of_roots_squared(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b, expected;
    real_init(a);
    real_init(b);
    real_init(expected);
    test_root(a, 2, 1, 2, ctx);
    test_root(b, 3, 1, 2, ctx);
    assert_ok(real_add(a, a, b, ctx));
    assert_ok(real_mul(a, a, a, ctx));
    test_root(expected, 24, 1, 2, ctx);
    real_set_si(b, 5);
    assert_ok(real_add(expected, expected, b, ctx));
    assert_true(real_equal(a, expected));
    assert_int_equal(real_cmp(a, expected), 0);
    assert_int_equal(real_hash(a), real_hash(expected));
    assert_ok(real_sub(a, a, expected, ctx));
    assert_true(real_is_rational(a) && real_is_zero(a));
    real_clear(a);
    real_clear(b);
    real_clear(expected);
}

static void nested_roots_denest(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b, one;
    real_init(a);
    real_init(b);
    real_init(one);
    real_one(one);
    // sqrt(3 + 2 sqrt(2)) = 1 + sqrt(2)
    test_root(a, 8, 1, 2, ctx);
    real_set_si(b, 3);
    assert_ok(real_add(a, a, b, ctx));
    assert_ok(real_root_ui(a, a, 2, ctx));
    test_root(b, 2, 1, 2, ctx);
    assert_ok(real_add(b, b, one, ctx));
    assert_true(real_equal(a, b));
    // cbrt(7 + 5 sqrt(2)) = 1 + sqrt(2)
    assert_ok(real_pow_si(a, b, 3, ctx));
    assert_ok(real_root_ui(a, a, 3, ctx));
    assert_true(real_equal(a, b));
    // The inverse of 1 + sqrt(2) is its conjugate's negative.
    assert_ok(real_pow_si(a, b, -1, ctx));
    assert_ok(real_mul(a, a, b, ctx));
    assert_true(real_is_one(a));
    real_clear(a);
    real_clear(b);
    real_clear(one);
}

static void rational_roots_are_found(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b;
    fmpq_t value;
    real_init(a);
    real_init(b);
    fmpq_init(value);
    test_root(a, 4, 9, 2, ctx);
    real_get_fmpq(value, a);
    assert_true(real_is_rational(a));
    assert_true(fmpz_equal_si(fmpq_numref(value), 2) && fmpz_equal_si(fmpq_denref(value), 3));
    test_root(a, -27, 1, 3, ctx);
    real_set_si(b, -3);
    assert_true(real_equal(a, b));
    // (2^50)^(1/100) = sqrt(2)
    fmpq_set_si(value, 1, 1);
    fmpq_mul_2exp(value, value, 50);
    real_set_fmpq(a, value);
    assert_ok(real_root_ui(a, a, 100, ctx));
    test_root(b, 2, 1, 2, ctx);
    assert_true(real_equal(a, b));
    real_one(a);
    assert_ok(real_root_ui(a, a, UWORD_MAX, ctx));
    assert_true(real_is_one(a));
    real_clear(a);
    real_clear(b);
    fmpq_clear(value);
}

static void domain_errors_are_reported(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, zero;
    real_init(a);
    real_init(zero);
    real_set_si(a, -2);
    assert_int_equal(real_root_ui(a, a, 2, ctx), STATUS_DOMAIN);
    assert_int_equal(real_root_ui(a, a, 0, ctx), STATUS_DOMAIN);
    assert_int_equal(real_div(a, a, zero, ctx), STATUS_DOMAIN);
    assert_int_equal(real_inv(a, zero, ctx), STATUS_DOMAIN);
    assert_int_equal(real_pow_si(a, zero, -1, ctx), STATUS_DOMAIN);
    assert_int_equal(real_sgn(a), -1);
    assert_ok(real_pow_si(a, zero, 0, ctx));
    assert_true(real_is_one(a));
    real_clear(a);
    real_clear(zero);
}

static void limits_are_reported(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b;
    real_init(a);
    real_init(b);
    real_set_si(a, 2);
    assert_int_equal(real_pow_si(a, a, WORD_MAX, ctx), STATUS_LIMIT);
    assert_int_equal(real_root_ui(a, a, 1000003, ctx), STATUS_LIMIT);
    test_root(a, 2, 1, 41, ctx);
    test_root(b, 3, 1, 43, ctx);
    real_t sum;
    real_init(sum);
    assert_int_equal(real_add(sum, a, b, ctx), STATUS_LIMIT);
    // Comparison needs no common field.
    assert_int_equal(real_cmp(a, b), -1);
    real_clear(sum);
    real_clear(a);
    real_clear(b);
}

// A random expression of small roots, as a real_t and as a qqbar.
static void random_number(real_t a, qqbar_t reference, test_random_t *random, real_ctx_t ctx)
{
    static const slong radicands[] = {2, 3, 5, 6, 8, 12, 290};
    slong radicand = radicands[test_random_si(random, 0, 6)];
    ulong n = (ulong)test_random_si(random, 2, 3);
    slong shift = test_random_si(random, -5, 5);
    ulong denominator = (ulong)test_random_si(random, 1, 4);
    real_t term;
    qqbar_t reference_term;
    fmpq_t rational;
    real_init(term);
    qqbar_init(reference_term);
    fmpq_init(rational);
    test_root(a, radicand, denominator, n, ctx);
    fmpq_set_si(rational, radicand, denominator);
    qqbar_set_fmpq(reference, rational);
    qqbar_root_ui(reference, reference, n);
    fmpq_set_si(rational, shift, denominator);
    real_set_fmpq(term, rational);
    qqbar_set_fmpq(reference_term, rational);
    assert_ok(real_add(a, a, term, ctx));
    qqbar_add(reference, reference, reference_term);
    real_clear(term);
    qqbar_clear(reference_term);
    fmpq_clear(rational);
}

static void assert_same_number(const real_t a, const qqbar_t reference)
{
    fmpz_poly_t minpoly;
    arb_t ball, reference_ball;
    fmpz_poly_init(minpoly);
    arb_init(ball);
    arb_init(reference_ball);
    real_minpoly(minpoly, a);
    assert_true(fmpz_poly_equal(minpoly, QQBAR_POLY(reference)));
    real_get_arb(ball, a, 200);
    qqbar_get_arb(reference_ball, reference, 200);
    assert_true(arb_overlaps(ball, reference_ball));
    assert_int_equal(real_sgn(a), qqbar_sgn_re(reference));
    fmpz_poly_clear(minpoly);
    arb_clear(ball);
    arb_clear(reference_ball);
}

static void arithmetic_agrees_with_reference(void **state)
{
    real_ctx_struct *ctx = *state;
    test_random_t random = test_seeded(__func__);
    for (int trial = 0; trial < 60; trial++) {
        real_t a, b, result;
        qqbar_t ref_a, ref_b, ref_result;
        real_init(a);
        real_init(b);
        real_init(result);
        qqbar_init(ref_a);
        qqbar_init(ref_b);
        qqbar_init(ref_result);
        random_number(a, ref_a, &random, ctx);
        random_number(b, ref_b, &random, ctx);
        assert_int_equal(real_cmp(a, b), qqbar_cmp_re(ref_a, ref_b));
        assert_ok(real_add(result, a, b, ctx));
        qqbar_add(ref_result, ref_a, ref_b);
        assert_same_number(result, ref_result);
        assert_ok(real_mul(result, a, b, ctx));
        qqbar_mul(ref_result, ref_a, ref_b);
        assert_same_number(result, ref_result);
        if (!real_is_zero(b)) {
            assert_ok(real_div(result, a, b, ctx));
            qqbar_div(ref_result, ref_a, ref_b);
            assert_same_number(result, ref_result);
        }
        fmpz_t floor, ref_floor;
        fmpz_init(floor);
        fmpz_init(ref_floor);
        real_floor(floor, a);
        qqbar_floor(ref_floor, ref_a);
        assert_true(fmpz_equal(floor, ref_floor));
        fmpz_clear(floor);
        fmpz_clear(ref_floor);
        real_clear(a);
        real_clear(b);
        real_clear(result);
        qqbar_clear(ref_a);
        qqbar_clear(ref_b);
        qqbar_clear(ref_result);
    }
}

// (a + b)^2 - a^2 - 2ab - b^2 = 0 and (a - b)(a + b) = a^2 - b^2 across fields, with aliased results.
static void ring_identities_hold(void **state)
{
    real_ctx_struct *ctx = *state;
    test_random_t random = test_seeded(__func__);
    for (int trial = 0; trial < 40; trial++) {
        real_t a, b, sum, difference;
        qqbar_t ignored;
        real_init(a);
        real_init(b);
        real_init(sum);
        real_init(difference);
        qqbar_init(ignored);
        random_number(a, ignored, &random, ctx);
        random_number(b, ignored, &random, ctx);
        assert_ok(real_add(sum, a, b, ctx));
        assert_ok(real_sub(difference, a, b, ctx));
        assert_ok(real_mul(sum, sum, difference, ctx));
        assert_ok(real_mul(a, a, a, ctx));
        assert_ok(real_mul(b, b, b, ctx));
        assert_ok(real_sub(a, a, b, ctx));
        assert_true(real_equal(a, sum));
        assert_int_equal(real_hash(a), real_hash(sum));
        assert_ok(real_sub(a, a, sum, ctx));
        assert_int_equal(real_sgn(a), 0);
        real_clear(a);
        real_clear(b);
        real_clear(sum);
        real_clear(difference);
        qqbar_clear(ignored);
    }
}

static void sums_of_many_roots_stay_exact(void **state)
{
    static const slong primes[] = {2, 3, 5, 7, 11};
    real_ctx_struct *ctx = *state;
    real_t sum, term;
    real_init(sum);
    real_init(term);
    for (int i = 0; i < 5; i++) {
        test_root(term, primes[i], 1, 2, ctx);
        assert_ok(real_add(sum, sum, term, ctx));
    }
    assert_int_equal(real_field_degree(sum), 32);
    for (int i = 0; i < 5; i++) {
        test_root(term, primes[i], 1, 2, ctx);
        assert_ok(real_sub(sum, sum, term, ctx));
    }
    assert_true(real_is_zero(sum));
    real_clear(sum);
    real_clear(term);
}

// Degree 48 with many complex conjugates: also a test of time.
static void largest_degree_is_reached(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b, sum;
    real_init(a);
    real_init(b);
    real_init(sum);
    test_root(a, 5, 1, 3, ctx);
    test_root(b, 3, 1, 16, ctx);
    assert_ok(real_add(sum, a, b, ctx));
    assert_int_equal(real_field_degree(sum), 48);
    assert_ok(real_sub(sum, sum, b, ctx));
    assert_true(real_equal(sum, a));
    real_clear(a);
    real_clear(b);
    real_clear(sum);
}

static void tiny_differences_have_signs(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a, b;
    fmpq_t power;
    real_init(a);
    real_init(b);
    fmpq_init(power);
    // (sqrt(2) - 1)^300 lies between 2^-382 and 2^-381.
    real_set_si(b, -1);
    test_root(a, 2, 1, 2, ctx);
    assert_ok(real_add(a, a, b, ctx));
    assert_ok(real_pow_si(a, a, 300, ctx));
    assert_int_equal(real_sgn(a), 1);
    assert_ok(real_add(b, a, a, ctx));
    assert_int_equal(real_cmp(a, b), -1);
    fmpq_set_si(power, 1, 1);
    fmpq_div_2exp(power, power, 382);
    assert_int_equal(real_cmp_fmpq(a, power), 1);
    fmpq_mul_2exp(power, power, 1);
    assert_int_equal(real_cmp_fmpq(a, power), -1);
    real_clear(a);
    real_clear(b);
    fmpq_clear(power);
}

static void bounds_enclose(void **state)
{
    real_ctx_struct *ctx = *state;
    real_t a;
    fmpq_t lower, upper;
    real_init(a);
    fmpq_init(lower);
    fmpq_init(upper);
    test_root(a, 290, 1, 2, ctx);
    real_get_bounds(lower, upper, a, 100);
    assert_true(real_cmp_fmpq(a, lower) > 0 && real_cmp_fmpq(a, upper) < 0);
    fmpq_sub(upper, upper, lower);
    fmpq_mul_2exp(upper, upper, 90);
    assert_true(fmpq_cmp_si(upper, 1) < 0);
    real_clear(a);
    fmpq_clear(lower);
    fmpq_clear(upper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sum_of_roots_squared, setup, teardown),
        cmocka_unit_test_setup_teardown(nested_roots_denest, setup, teardown),
        cmocka_unit_test_setup_teardown(rational_roots_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(domain_errors_are_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_are_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(arithmetic_agrees_with_reference, setup, teardown),
        cmocka_unit_test_setup_teardown(ring_identities_hold, setup, teardown),
        cmocka_unit_test_setup_teardown(sums_of_many_roots_stay_exact, setup, teardown),
        cmocka_unit_test_setup_teardown(largest_degree_is_reached, setup, teardown),
        cmocka_unit_test_setup_teardown(tiny_differences_have_signs, setup, teardown),
        cmocka_unit_test_setup_teardown(bounds_enclose, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
