// SPDX-License-Identifier: LGPL-3.0-or-later
// Polynomials over real number fields: ring identities, division, greatest common divisors, evaluation, limits.
#include "test_real.h"

static void poly_from_si(rpoly_t p, slong length, const slong *coefficients)
{
    fmpq_poly_t rational;
    fmpq_poly_init(rational);
    for (slong i = 0; i < length; i++)
        fmpq_poly_set_coeff_si(rational, i, coefficients[i]);
    rpoly_set_fmpq_poly(p, rational);
    fmpq_poly_clear(rational);
}

static void assert_equal_polys(const rpoly_t p, const rpoly_t q, real_ctx_t ctx)
{
    bool equal = false;
    assert_ok(rpoly_equal(&equal, p, q, ctx));
    assert_true(equal);
}

// Random coefficients u + v sqrt(radicand); rational ones for radicand 1.
static void random_poly(rpoly_t p, slong degree, slong radicand, test_random_t *random, real_ctx_t ctx)
{
    real_t root, coefficient, shift;
    real_init(root);
    real_init(coefficient);
    real_init(shift);
    test_root(root, radicand, 1, 2, ctx);
    rpoly_zero(p);
    for (slong i = 0; i <= degree; i++) {
        real_set_si(coefficient, test_random_si(random, -9, 9));
        assert_ok(real_mul(coefficient, coefficient, root, ctx));
        real_set_si(shift, test_random_si(random, i == degree ? 100 : -9, 109));
        assert_ok(real_add(coefficient, coefficient, shift, ctx));
        assert_ok(rpoly_set_coeff(p, i, coefficient, ctx));
    }
    real_clear(root);
    real_clear(coefficient);
    real_clear(shift);
}

static void check_division(const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx)
{
    rpoly_t quotient, remainder, product;
    rpoly_init(quotient);
    rpoly_init(remainder);
    rpoly_init(product);
    assert_ok(rpoly_divrem(quotient, remainder, p, divisor, ctx));
    assert_true(rpoly_degree(remainder) < rpoly_degree(divisor));
    assert_ok(rpoly_mul(product, quotient, divisor, ctx));
    assert_ok(rpoly_add(product, product, remainder, ctx));
    assert_equal_polys(product, p, ctx);
    rpoly_clear(quotient);
    rpoly_clear(remainder);
    rpoly_clear(product);
}

// gcd(p r, q r) is r, made monic, when p and q are coprime; and it divides both in any case.
static void check_gcd(const rpoly_t p, const rpoly_t q, const rpoly_t r, real_ctx_t ctx)
{
    rpoly_t pr, qr, gcd, base, quotient;
    rpoly_init(pr);
    rpoly_init(qr);
    rpoly_init(gcd);
    rpoly_init(base);
    rpoly_init(quotient);
    assert_ok(rpoly_mul(pr, p, r, ctx));
    assert_ok(rpoly_mul(qr, q, r, ctx));
    assert_ok(rpoly_gcd(base, p, q, ctx));
    assert_ok(rpoly_gcd(gcd, pr, qr, ctx));
    assert_int_equal(rpoly_degree(gcd), rpoly_degree(base) + rpoly_degree(r));
    assert_ok(rpoly_divexact(quotient, pr, gcd, ctx));
    assert_ok(rpoly_divexact(quotient, qr, gcd, ctx));
    assert_ok(rpoly_divexact(quotient, gcd, r, ctx));
    rpoly_clear(pr);
    rpoly_clear(qr);
    rpoly_clear(gcd);
    rpoly_clear(base);
    rpoly_clear(quotient);
}

static void division_and_gcd(void **state)
{
    (void)state;
    static const slong radicands[] = {1, 2, 290, 6};
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 40; trial++) {
        rpoly_t p, q, r;
        rpoly_init(p);
        rpoly_init(q);
        rpoly_init(r);
        random_poly(p, test_random_si(&random, 1, 6), radicands[trial % 4], &random, ctx);
        random_poly(q, test_random_si(&random, 1, 4), radicands[test_random_si(&random, 0, 3)], &random, ctx);
        random_poly(r, test_random_si(&random, 0, 3), radicands[trial % 4], &random, ctx);
        check_division(p, q, ctx);
        check_gcd(p, q, r, ctx);
        rpoly_clear(p);
        rpoly_clear(q);
        rpoly_clear(r);
    }
    real_ctx_clear(ctx);
}

// (p + q)^2 = p^2 + 2 p q + q^2, (p q)' = p' q + p q', p(q)(a) = p(q(a)).
static void ring_identities_hold(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 30; trial++) {
        rpoly_t p, q, left, right, term;
        real_t a, value, expected, two;
        rpoly_init(p);
        rpoly_init(q);
        rpoly_init(left);
        rpoly_init(right);
        rpoly_init(term);
        real_init(a);
        real_init(value);
        real_init(expected);
        real_init(two);
        random_poly(p, 4, trial % 2 ? 2 : 1, &random, ctx);
        random_poly(q, 3, trial % 3 ? 3 : 1, &random, ctx);
        real_set_si(two, 2);

        assert_ok(rpoly_add(left, p, q, ctx));
        assert_ok(rpoly_pow_ui(left, left, 2, ctx));
        assert_ok(rpoly_mul(right, p, q, ctx));
        assert_ok(rpoly_scalar_mul(right, right, two, ctx));
        assert_ok(rpoly_mul(term, p, p, ctx));
        assert_ok(rpoly_add(right, right, term, ctx));
        assert_ok(rpoly_mul(term, q, q, ctx));
        assert_ok(rpoly_add(right, right, term, ctx));
        assert_equal_polys(left, right, ctx);

        assert_ok(rpoly_mul(left, p, q, ctx));
        assert_ok(rpoly_derivative(left, left, ctx));
        assert_ok(rpoly_derivative(right, p, ctx));
        assert_ok(rpoly_mul(right, right, q, ctx));
        assert_ok(rpoly_derivative(term, q, ctx));
        assert_ok(rpoly_mul(term, term, p, ctx));
        assert_ok(rpoly_sub(left, left, term, ctx));
        assert_equal_polys(left, right, ctx);

        test_root(a, test_random_si(&random, 1, 9), 7, 2, ctx);
        assert_ok(rpoly_compose(left, p, q, ctx));
        assert_ok(rpoly_evaluate(value, left, a, ctx));
        assert_ok(rpoly_evaluate(expected, q, a, ctx));
        assert_ok(rpoly_evaluate(expected, p, expected, ctx));
        assert_true(real_equal(value, expected));

        arb_t ball, at_ball;
        arb_init(ball);
        arb_init(at_ball);
        real_get_arb(ball, a, 80);
        rpoly_evaluate_arb(at_ball, left, ball, 80);
        real_get_arb(ball, value, 80);
        assert_true(arb_overlaps(ball, at_ball));
        arb_clear(ball);
        arb_clear(at_ball);

        rpoly_clear(p);
        rpoly_clear(q);
        rpoly_clear(left);
        rpoly_clear(right);
        rpoly_clear(term);
        real_clear(a);
        real_clear(value);
        real_clear(expected);
        real_clear(two);
    }
    real_ctx_clear(ctx);
}

static void squarefree_part_drops_multiplicities(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoly_t p, factor, power, expected;
    real_t root;
    rpoly_init(p);
    rpoly_init(factor);
    rpoly_init(power);
    rpoly_init(expected);
    real_init(root);
    rpoly_one(p);
    rpoly_one(expected);
    for (ulong multiplicity = 1; multiplicity <= 4; multiplicity++) {
        test_root(root, 290, multiplicity, 2, ctx);
        rpoly_x(factor);
        real_neg(root, root);
        assert_ok(rpoly_set_coeff(factor, 0, root, ctx));
        assert_ok(rpoly_mul(expected, expected, factor, ctx));
        assert_ok(rpoly_pow_ui(power, factor, multiplicity, ctx));
        assert_ok(rpoly_mul(p, p, power, ctx));
    }
    assert_int_equal(rpoly_degree(p), 10);
    assert_ok(rpoly_squarefree_part(p, p, ctx));
    assert_equal_polys(p, expected, ctx);
    rpoly_clear(p);
    rpoly_clear(factor);
    rpoly_clear(power);
    rpoly_clear(expected);
    real_clear(root);
    real_ctx_clear(ctx);
}

// The norm of x - sqrt(2) - sqrt(3) is x^4 - 10 x^2 + 1.
static void norm_of_linear_factor(void **state)
{
    (void)state;
    static const slong expected_coefficients[] = {1, 0, -10, 0, 1};
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoly_t p, expected;
    real_t a, b;
    fmpz_poly_t norm;
    rpoly_init(p);
    rpoly_init(expected);
    real_init(a);
    real_init(b);
    fmpz_poly_init(norm);
    test_root(a, 2, 1, 2, ctx);
    test_root(b, 3, 1, 2, ctx);
    assert_ok(real_add(a, a, b, ctx));
    real_neg(a, a);
    rpoly_x(p);
    assert_ok(rpoly_set_coeff(p, 0, a, ctx));
    assert_ok(rpoly_norm(norm, p));
    rpoly_set_fmpz_poly(p, norm);
    poly_from_si(expected, 5, expected_coefficients);
    assert_equal_polys(p, expected, ctx);
    rpoly_clear(p);
    rpoly_clear(expected);
    real_clear(a);
    real_clear(b);
    fmpz_poly_clear(norm);
    real_ctx_clear(ctx);
}

static void cancellation_returns_to_rationals(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    test_random_t random = test_seeded(__func__);
    rpoly_t p, q;
    rpoly_init(p);
    rpoly_init(q);
    random_poly(p, 5, 2, &random, ctx);
    random_poly(q, 3, 1, &random, ctx);
    assert_false(rpoly_is_rational(p));
    assert_ok(rpoly_add(q, q, p, ctx));
    assert_ok(rpoly_sub(q, q, p, ctx));
    assert_true(rpoly_is_rational(q));
    assert_int_equal(rpoly_degree(q), 3);
    assert_ok(rpoly_sub(p, p, p, ctx));
    assert_true(rpoly_is_zero(p) && rpoly_is_rational(p));
    assert_int_equal(rpoly_degree(p), -1);
    assert_int_equal(rpoly_lead_sgn(p), 0);
    rpoly_clear(p);
    rpoly_clear(q);
    real_ctx_clear(ctx);
}

static void limits_and_domains(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoly_t x, result, zero;
    real_t one;
    rpoly_init(x);
    rpoly_init(result);
    rpoly_init(zero);
    real_init(one);
    real_one(one);
    rpoly_x(x);
    assert_ok(rpoly_pow_ui(result, x, RPOLY_MAX_DEGREE, ctx));
    assert_int_equal(rpoly_degree(result), RPOLY_MAX_DEGREE);
    assert_int_equal(rpoly_mul(result, result, x, ctx), STATUS_LIMIT);
    assert_int_equal(rpoly_pow_ui(result, x, UWORD_MAX, ctx), STATUS_LIMIT);
    assert_int_equal(rpoly_compose(result, result, result, ctx), STATUS_LIMIT);
    assert_int_equal(rpoly_set_coeff(x, RPOLY_MAX_DEGREE + 1, one, ctx), STATUS_LIMIT);
    assert_int_equal(rpoly_divrem(result, x, x, zero, ctx), STATUS_DOMAIN);
    assert_int_equal(rpoly_degree(x), 1);
    rpoly_one(result);
    assert_ok(rpoly_add(result, result, x, ctx));
    assert_int_equal(rpoly_divexact(x, x, result, ctx), STATUS_DOMAIN);
    assert_ok(rpoly_gcd(result, zero, zero, ctx));
    assert_true(rpoly_is_zero(result));
    rpoly_clear(x);
    rpoly_clear(result);
    rpoly_clear(zero);
    real_clear(one);
    real_ctx_clear(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(division_and_gcd),
        cmocka_unit_test(ring_identities_hold),
        cmocka_unit_test(squarefree_part_drops_multiplicities),
        cmocka_unit_test(norm_of_linear_factor),
        cmocka_unit_test(cancellation_returns_to_rationals),
        cmocka_unit_test(limits_and_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
