// SPDX-License-Identifier: LGPL-3.0-or-later
// Powers through MPFR: any integer exponent, and rational ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "interval/elementary.h"

#define TRIALS 6000
#define PRECISION 500

static void reference(arb_t y, double x, slong p, slong q)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_set_si(n, p);
    arb_set_d(y, x);
    if (q > 1)
        arb_root_ui(y, y, (ulong)q, PRECISION);
    arb_pow_fmpz(y, y, n, PRECISION);
    fmpz_clear(n);
}

static bool surely_outside(const arb_t y, dinterval_t r)
{
    arb_t end;
    arb_init(end);
    arb_set_d(end, -r.neg_lo);
    bool outside = arb_lt(y, end);
    arb_set_d(end, r.hi);
    outside = outside || arb_gt(y, end);
    arb_clear(end);
    return outside;
}

static void check_member(dinterval_t a, dinterval_t r, double x, slong p, slong q)
{
    arb_t y;
    arb_init(y);
    reference(y, x, p, q);
    if (surely_outside(y, r))
        fail_msg("[%a, %a]^(%ld/%ld) is [%a, %a], which misses the value at %a", -a.neg_lo, a.hi, (long)p, (long)q,
                 -r.neg_lo, r.hi, x);
    arb_clear(y);
}

// At a point the bounds are equal or neighbours.
static void check_tight(double x, slong p, slong q)
{
    dinterval_t r;
    status_t status = q == 1 ? interval_integer_power(&r, dinterval_point(x), p)
                             : interval_rational_power(&r, dinterval_point(x), p, q);
    if (status == STATUS_OK && r.hi > nextafter(-r.neg_lo, INFINITY))
        fail_msg("%a^(%ld/%ld) is [%a, %a], which is loose", x, (long)p, (long)q, -r.neg_lo, r.hi);
}

static slong sample_exponent(samples_t *samples)
{
    static const slong special[] = {WORD_MAX, WORD_MIN, WORD_MIN + 1, 1000003, -1000003, 1 << 20};
    if (sample_index(samples, 10) == 0)
        return special[sample_index(samples, sizeof special / sizeof *special)];
    return sample_int(samples, -40, 40);
}

static void integer_powers_enclose(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("integer powers");
    for (int trial = 0; trial < TRIALS; trial++) {
        dinterval_t a = sample_interval_around(&samples, sample_double(&samples)), r;
        slong n = sample_exponent(&samples);
        bool defined = n >= 0 || !dinterval_contains(a, 0);
        assert_int_equal(interval_integer_power(&r, a, n), defined ? STATUS_OK : STATUS_DOMAIN);
        assert_true(dinterval_is_valid(r));
        for (int k = 0; defined && k < 3; k++)
            check_member(a, r, sample_member(&samples, a), n, 1);
        check_tight(sample_double(&samples), n, 1);
    }
}

static void rational_powers_enclose(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("rational powers");
    for (int trial = 0; trial < TRIALS; trial++) {
        dinterval_t a = sample_interval_around(&samples, fabs(sample_double(&samples))), r;
        slong q = sample_int(&samples, 2, 7), p = sample_int(&samples, -12, 12);
        if (n_gcd((ulong)labs(p), (ulong)q) != 1)
            continue;
        bool defined = a.neg_lo < 0 || (a.neg_lo <= 0 && p > 0);
        assert_int_equal(interval_rational_power(&r, a, p, q), defined ? STATUS_OK : STATUS_DOMAIN);
        assert_true(dinterval_is_valid(r));
        for (int k = 0; defined && k < 3; k++)
            check_member(a, r, sample_member(&samples, a), p, q);
        check_tight(fabs(sample_double(&samples)), p, q);
    }
}

static void exact_powers_are_exact(void **state)
{
    (void)state;
    dinterval_t r;
    assert_int_equal(interval_rational_power(&r, dinterval_point(4), 3, 2), STATUS_OK);
    assert_true(r.neg_lo == -8 && r.hi == 8);
    assert_int_equal(interval_rational_power(&r, dinterval_point(0.125), -2, 3), STATUS_OK);
    assert_true(r.neg_lo == -4 && r.hi == 4);
    assert_int_equal(interval_integer_power(&r, dinterval_make(-3, 2), 4), STATUS_OK);
    assert_true(r.neg_lo == 0 && r.hi == 81);
    assert_int_equal(interval_integer_power(&r, dinterval_make(-3, 2), 3), STATUS_OK);
    assert_true(r.neg_lo == 27 && r.hi == 8);
    assert_int_equal(interval_integer_power(&r, dinterval_whole(), 0), STATUS_OK);
    assert_true(r.neg_lo == -1 && r.hi == 1);
}

// A positive number of 30 * words bits at most.
static void random_positive(fmpz_t result, samples_t *samples, int words)
{
    fmpz_zero(result);
    for (int k = 0; k < words; k++) {
        fmpz_mul_2exp(result, result, 30);
        fmpz_add_si(result, result, sample_int(samples, 0, (1 << 30) - 1));
    }
    fmpz_add_si(result, result, 1);
}

static void rational_constants_are_tight(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("constants");
    fmpq_t q;
    fmpq_init(q);
    for (int trial = 0; trial < TRIALS; trial++) {
        random_positive(fmpq_numref(q), &samples, (int)sample_int(&samples, 0, 10));
        random_positive(fmpq_denref(q), &samples, (int)sample_int(&samples, 0, 10));
        fmpq_canonicalise(q);
        if (sample_int(&samples, 0, 1))
            fmpq_neg(q, q);
        dinterval_t r = dinterval_from_fmpq(q);
        assert_true(r.hi <= nextafter(-r.neg_lo, INFINITY));
        arb_t x;
        arb_init(x);
        arb_set_fmpq(x, q, PRECISION);
        assert_false(surely_outside(x, r));
        arb_clear(x);
    }
    fmpq_clear(q);
    assert_true(dinterval_lo(dinterval_pi()) == M_PI && dinterval_pi().hi == nextafter(M_PI, 4));
    assert_true(dinterval_lo(dinterval_e()) == M_E && dinterval_e().hi == nextafter(M_E, 3));
}

static void balls_convert_outward(void **state)
{
    (void)state;
    arb_t ball, back;
    arb_init(ball);
    arb_init(back);
    samples_t samples = samples_seeded("balls");
    for (int trial = 0; trial < TRIALS; trial++) {
        dinterval_t a = sample_interval(&samples);
        arb_set_dinterval(ball, a);
        dinterval_t r = dinterval_from_arb(ball);
        assert_true(r.neg_lo >= a.neg_lo && r.hi >= a.hi);
        arb_set_d(back, sample_member(&samples, a));
        assert_true(arb_contains(ball, back));
    }
    fmpz_t huge;
    fmpz_init(huge);
    fmpz_set_ui(huge, 1);
    fmpz_mul_2exp(huge, huge, 80);
    arb_one(ball);
    arb_mul_2exp_fmpz(ball, ball, huge);
    assert_true(dinterval_from_arb(ball).hi == INFINITY && dinterval_lo(dinterval_from_arb(ball)) == DBL_MAX);
    arb_inv(ball, ball, 64);
    assert_true(dinterval_from_arb(ball).hi == DBL_TRUE_MIN && dinterval_lo(dinterval_from_arb(ball)) == 0);
    fmpz_clear(huge);
    arb_clear(back);
    arb_clear(ball);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integer_powers_enclose), cmocka_unit_test(rational_powers_enclose),
        cmocka_unit_test(exact_powers_are_exact), cmocka_unit_test(rational_constants_are_tight),
        cmocka_unit_test(balls_convert_outward),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
