// SPDX-License-Identifier: LGPL-3.0-or-later
// Points of the line: isolation against known roots and against Sturm's theorem, comparisons, signs, rationals between.
#include "real/isolate.h"
#include "real/sturm.h"
#include "test_real.h"

// result = a + b sqrt(290)/c.
static void number_over_field(real_t result, slong a, slong b, slong c, real_ctx_t ctx)
{
    real_t term;
    real_init(term);
    test_root(result, 290, (ulong)(c * c), 2, ctx);
    real_set_si(term, b);
    assert_ok(real_mul(result, result, term, ctx));
    real_set_si(term, a);
    assert_ok(real_add(result, result, term, ctx));
    real_clear(term);
}

// p *= (x - root)^multiplicity
static void multiply_by_root(rpoly_t p, const real_t root, ulong multiplicity, real_ctx_t ctx)
{
    rpoly_t factor;
    real_t negated;
    rpoly_init(factor);
    real_init(negated);
    real_neg(negated, root);
    rpoly_x(factor);
    assert_ok(rpoly_set_coeff(factor, 0, negated, ctx));
    assert_ok(rpoly_pow_ui(factor, factor, multiplicity, ctx));
    assert_ok(rpoly_mul(p, p, factor, ctx));
    rpoly_clear(factor);
    real_clear(negated);
}

static void rational_poly(rpoly_t p, const char *text)
{
    fmpz_poly_t integers;
    fmpz_poly_init(integers);
    assert_int_equal(fmpz_poly_set_str(integers, text), 0);
    rpoly_set_fmpz_poly(p, integers);
    fmpz_poly_clear(integers);
}

static void assert_in_order(const rpoint_list_t list, real_ctx_t ctx)
{
    for (size_t i = 0; i + 1 < list->count; i++) {
        int order = 0;
        assert_ok(rpoint_cmp(&order, list->points + i, list->points + i + 1, ctx));
        assert_int_equal(order, -1);
        assert_ok(rpoint_cmp(&order, list->points + i + 1, list->points + i, ctx));
        assert_int_equal(order, 1);
    }
}

// All counts between roots, with the roots themselves and separating rationals as endpoints.
static void assert_sturm_agrees(const rpoly_t p, const rpoint_list_t roots, real_ctx_t ctx)
{
    slong count = -1;
    sturm_chain_t chain;
    sturm_chain_init(chain);
    assert_ok(sturm_chain_set(chain, p, ctx));
    assert_ok(sturm_chain_count_open(&count, chain, NULL, NULL, ctx));
    assert_int_equal(count, roots->count);
    for (size_t i = 0; i < roots->count; i++) {
        assert_ok(sturm_chain_count_open(&count, chain, NULL, roots->points + i, ctx));
        assert_int_equal(count, i);
        assert_ok(sturm_chain_count_open(&count, chain, roots->points + i, NULL, ctx));
        assert_int_equal(count, roots->count - i - 1);
        for (size_t j = i; j < roots->count; j++) {
            assert_ok(sturm_chain_count_open(&count, chain, roots->points + i, roots->points + j, ctx));
            assert_int_equal(count, j > i ? j - i - 1 : 0);
        }
        int sign = 1;
        assert_ok(rpoly_sign_at(&sign, p, roots->points + i, ctx));
        assert_int_equal(sign, 0);
    }
    sturm_chain_clear(chain);
}

static void assert_between_separates(const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    int order = 0;
    fmpq_t middle;
    fmpq_init(middle);
    assert_ok(rpoint_between(middle, a, b, ctx));
    assert_ok(rpoint_cmp_fmpq(&order, a, middle, ctx));
    assert_int_equal(order, -1);
    assert_ok(rpoint_cmp_fmpq(&order, b, middle, ctx));
    assert_int_equal(order, 1);
    fmpq_clear(middle);
}

static void known_roots_are_isolated(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    for (int trial = 0; trial < 25; trial++) {
        real_ctx_t ctx;
        real_ctx_init(ctx);
        rpoly_t p;
        rpoint_list_t known, found;
        rpoly_init(p);
        rpoint_list_init(known);
        rpoint_list_init(found);
        rpoly_one(p);
        slong factors = test_random_si(&random, 1, 5);
        for (slong i = 0; i < factors; i++) {
            real_t root;
            rpoint_t point;
            real_init(root);
            rpoint_init(point);
            number_over_field(root, test_random_si(&random, -20, 20), test_random_si(&random, -2, 2),
                              test_random_si(&random, 1, 3), ctx);
            rpoint_set_real(point, root);
            rpoint_list_append(known, point);
            multiply_by_root(p, root, (ulong)test_random_si(&random, 1, 3), ctx);
            real_clear(root);
            rpoint_clear(point);
        }
        assert_ok(rpoint_list_sort(known, ctx));
        assert_ok(rpoly_isolate_roots(found, p, ctx));
        assert_int_equal(found->count, known->count);
        for (size_t i = 0; i < known->count; i++) {
            int order = 1;
            assert_ok(rpoint_cmp(&order, known->points + i, found->points + i, ctx));
            assert_int_equal(order, 0);
            if (real_is_rational(known->points[i].value))
                assert_true(rpoint_is_real(found->points + i));
        }
        assert_in_order(found, ctx);
        assert_sturm_agrees(p, found, ctx);
        for (size_t i = 0; i + 1 < found->count; i++)
            assert_between_separates(found->points + i, found->points + i + 1, ctx);
        rpoly_clear(p);
        rpoint_list_clear(known);
        rpoint_list_clear(found);
        real_ctx_clear(ctx);
    }
}

static void random_integer_polynomials(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 60; trial++) {
        fmpz_poly_t integers, second;
        rpoly_t p;
        rpoint_list_t roots;
        fmpz_poly_init(integers);
        fmpz_poly_init(second);
        rpoly_init(p);
        rpoint_list_init(roots);
        for (slong i = 0; i < 5; i++) {
            fmpz_poly_set_coeff_si(integers, i, test_random_si(&random, -9, 9));
            fmpz_poly_set_coeff_si(second, i, test_random_si(&random, -3, 3));
        }
        fmpz_poly_set_coeff_si(integers, 5, 7);
        fmpz_poly_set_coeff_si(second, 5, 1);
        fmpz_poly_mul(integers, integers, second);
        if (trial % 3 == 0)
            fmpz_poly_mul(integers, integers, second);
        rpoly_set_fmpz_poly(p, integers);
        assert_ok(rpoly_isolate_roots(roots, p, ctx));
        assert_in_order(roots, ctx);
        assert_sturm_agrees(p, roots, ctx);
        fmpz_poly_clear(integers);
        fmpz_poly_clear(second);
        rpoly_clear(p);
        rpoint_list_clear(roots);
    }
    real_ctx_clear(ctx);
}

// Random coefficients u + v sqrt(2) or u + v cbrt(2): no factors over Q to find.
static void random_polynomials_over_fields(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 20; trial++) {
        rpoly_t p;
        rpoint_list_t roots;
        real_t generator, coefficient, term;
        rpoly_init(p);
        rpoint_list_init(roots);
        real_init(generator);
        real_init(coefficient);
        real_init(term);
        test_root(generator, 2, 1, trial % 2 ? 2 : 3, ctx);
        slong degree = test_random_si(&random, 2, 6);
        for (slong i = 0; i <= degree; i++) {
            real_set_si(term, test_random_si(&random, -5, 5));
            assert_ok(real_mul(coefficient, generator, term, ctx));
            real_set_si(term, test_random_si(&random, i == degree ? 20 : -20, 20));
            assert_ok(real_add(coefficient, coefficient, term, ctx));
            assert_ok(rpoly_set_coeff(p, i, coefficient, ctx));
        }
        assert_ok(rpoly_isolate_roots(roots, p, ctx));
        assert_in_order(roots, ctx);
        assert_sturm_agrees(p, roots, ctx);
        for (size_t i = 0; i + 1 < roots->count; i++)
            assert_between_separates(roots->points + i, roots->points + i + 1, ctx);
        rpoly_clear(p);
        rpoint_list_clear(roots);
        real_clear(generator);
        real_clear(coefficient);
        real_clear(term);
    }
    real_ctx_clear(ctx);
}

// The Chebyshev polynomial of degree 70 passes the degree that is factored; it and x^2 (3 x - 1) have known roots.
static void large_degrees_and_rational_roots(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    fmpz_poly_t chebyshev;
    rpoly_t p, factor;
    rpoint_list_t roots;
    fmpz_poly_init(chebyshev);
    rpoly_init(p);
    rpoly_init(factor);
    rpoint_list_init(roots);
    fmpz_poly_chebyshev_t(chebyshev, 70);
    rpoly_set_fmpz_poly(p, chebyshev);
    rational_poly(factor, "4  0 0 -1 3");
    assert_ok(rpoly_mul(p, p, factor, ctx));
    assert_ok(rpoly_isolate_roots(roots, p, ctx));
    assert_int_equal(roots->count, 72);
    assert_in_order(roots, ctx);
    size_t rational = 0;
    for (size_t i = 0; i < roots->count; i++)
        rational += rpoint_is_real(roots->points + i);
    assert_int_equal(rational, 2);
    slong count = 0;
    assert_ok(sturm_count_open(&count, p, NULL, NULL, ctx));
    assert_int_equal(count, 72);
    fmpz_poly_clear(chebyshev);
    rpoly_clear(p);
    rpoly_clear(factor);
    rpoint_list_clear(roots);
    real_ctx_clear(ctx);
}

// The root of x^5 - x - 1, found twice, once as a root of a multiple of it.
static void equal_roots_of_different_polynomials(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoly_t p, q;
    rpoint_t a, b;
    real_t number;
    fmpq_t lo, hi;
    int order = 1;
    rpoly_init(p);
    rpoly_init(q);
    rpoint_init(a);
    rpoint_init(b);
    real_init(number);
    fmpq_init(lo);
    fmpq_init(hi);
    rational_poly(p, "6  -1 -1 0 0 0 1");
    test_root(number, 290, 1, 2, ctx);
    rpoly_set(q, p);
    multiply_by_root(q, number, 1, ctx);
    fmpq_set_si(lo, 1, 1);
    fmpq_set_si(hi, 2, 1);
    assert_ok(rpoint_set_root(a, p, lo, hi, ctx));
    fmpq_set_si(hi, 7, 1);
    assert_ok(rpoint_set_root(b, q, lo, hi, ctx));
    assert_ok(rpoint_cmp(&order, a, b, ctx));
    assert_int_equal(order, 0);
    assert_ok(real_set_rpoint(number, b, ctx));
    assert_int_equal(real_field_degree(number), 5);
    rpoint_set_real(b, number);
    assert_ok(rpoint_cmp(&order, a, b, ctx));
    assert_int_equal(order, 0);
    // x^5 - x - 1 - 10^-60 has a root just above.
    fmpq_set_si(lo, 10, 1);
    fmpq_pow_si(lo, lo, -60);
    real_set_fmpq(number, lo);
    rpoly_set_real(q, number);
    assert_ok(rpoly_sub(q, p, q, ctx));
    fmpq_set_si(lo, 1, 1);
    fmpq_set_si(hi, 2, 1);
    assert_ok(rpoint_set_root(b, q, lo, hi, ctx));
    assert_ok(rpoint_cmp(&order, a, b, ctx));
    assert_int_equal(order, -1);
    assert_ok(rpoly_sign_at(&order, p, b, ctx));
    assert_int_equal(order, 1);
    assert_between_separates(a, b, ctx);
    fmpq_set_si(hi, 1, 2);
    assert_int_equal(rpoint_set_root(b, p, hi, lo, ctx), STATUS_DOMAIN);
    rpoly_clear(p);
    rpoly_clear(q);
    rpoint_clear(a);
    rpoint_clear(b);
    real_clear(number);
    fmpq_clear(lo);
    fmpq_clear(hi);
    real_ctx_clear(ctx);
}

static void refinement_reaches_its_width(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoly_t p;
    rpoint_t a, zero;
    fmpq_t lo, hi;
    arb_t ball;
    rpoly_init(p);
    rpoint_init(a);
    rpoint_init(zero);
    fmpq_init(lo);
    fmpq_init(hi);
    arb_init(ball);
    rational_poly(p, "4  -2 0 0 1");
    fmpq_set_si(lo, 1, 1);
    fmpq_set_si(hi, 17, 3);
    assert_ok(rpoint_set_root(a, p, lo, hi, ctx));
    assert_ok(rpoint_refine(lo, hi, a, 5000, ctx));
    fmpq_sub(hi, hi, lo);
    fmpq_mul_2exp(hi, hi, 5000);
    assert_true(fmpq_cmp_si(hi, 1) < 0 && fmpq_sgn(hi) > 0);
    assert_ok(rpoint_get_arb(ball, a, 3000, ctx));
    assert_true(arb_rel_accuracy_bits(ball) >= 3000);
    arb_pow_ui(ball, ball, 3, 3000);
    assert_true(arb_contains_si(ball, 2));
    // A root that is 0, in an interval that bisection never meets it in.
    rational_poly(p, "4  0 1 0 1");
    fmpq_set_si(lo, -1, 1);
    fmpq_set_si(hi, 2, 1);
    assert_ok(rpoint_set_root(zero, p, lo, hi, ctx));
    assert_ok(rpoint_get_arb(ball, zero, 100, ctx));
    assert_true(arb_is_zero(ball));
    assert_true(rpoint_is_real(zero));
    rpoly_clear(p);
    rpoint_clear(a);
    rpoint_clear(zero);
    fmpq_clear(lo);
    fmpq_clear(hi);
    arb_clear(ball);
    real_ctx_clear(ctx);
}

static void assert_between_is(slong a, ulong a_den, slong b, ulong b_den, slong expected, ulong expected_den)
{
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoint_t low, high;
    fmpq_t value, wanted;
    rpoint_init(low);
    rpoint_init(high);
    fmpq_init(value);
    fmpq_init(wanted);
    fmpq_set_si(value, a, a_den);
    rpoint_set_fmpq(low, value);
    fmpq_set_si(value, b, b_den);
    rpoint_set_fmpq(high, value);
    fmpq_set_si(wanted, expected, expected_den);
    assert_ok(rpoint_between(value, low, high, ctx));
    assert_true(fmpq_equal(value, wanted));
    rpoint_clear(low);
    rpoint_clear(high);
    fmpq_clear(value);
    fmpq_clear(wanted);
    real_ctx_clear(ctx);
}

static void simplest_rationals(void **state)
{
    (void)state;
    assert_between_is(-1, 1, 1, 1, 0, 1);
    assert_between_is(0, 1, 1, 1, 1, 2);
    assert_between_is(1, 2, 1, 1, 2, 3);
    assert_between_is(-5, 3, -4, 3, -3, 2);
    assert_between_is(5, 2, 11, 2, 3, 1);
    assert_between_is(-11, 2, -5, 2, -3, 1);
    assert_between_is(1, 3, 2, 5, 3, 8);
    assert_between_is(3, 1, 22, 7, 25, 8);
    assert_between_is(0, 1, 1, 1000, 1, 1001);
}

static void integers_beside(void **state)
{
    (void)state;
    static const slong rows[][4] = {{0, 1, -1, 1}, {5, 2, 0, 3}, {-5, 2, -3, 0}, {3, 1, 0, 4}, {-3, 1, -4, 0}};
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoint_t point;
    fmpq_t value;
    rpoint_init(point);
    fmpq_init(value);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fmpq_set_si(value, rows[i][0], (ulong)rows[i][1]);
        rpoint_set_fmpq(point, value);
        assert_ok(rpoint_below(value, point, ctx));
        assert_int_equal(fmpq_cmp_si(value, rows[i][2]), 0);
        assert_ok(rpoint_above(value, point, ctx));
        assert_int_equal(fmpq_cmp_si(value, rows[i][3]), 0);
    }
    rpoint_clear(point);
    fmpq_clear(value);
    real_ctx_clear(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_roots_are_isolated),
        cmocka_unit_test(random_integer_polynomials),
        cmocka_unit_test(random_polynomials_over_fields),
        cmocka_unit_test(large_degrees_and_rational_roots),
        cmocka_unit_test(equal_roots_of_different_polynomials),
        cmocka_unit_test(refinement_reaches_its_width),
        cmocka_unit_test(simplest_rationals),
        cmocka_unit_test(integers_beside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
