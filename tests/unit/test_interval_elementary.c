// SPDX-License-Identifier: LGPL-3.0-or-later
// Elementary functions against Arb, at a precision that resolves every double argument.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "interval/elementary.h"

#define TRIALS 4000
#define PRECISION 2400

typedef void (*arb_function_t)(arb_t, const arb_t, slong);

static void arb_sigmoid(arb_t y, const arb_t x, slong prec)
{
    arb_neg(y, x);
    arb_exp(y, y, prec);
    arb_add_ui(y, y, 1, prec);
    arb_inv(y, y, prec);
}

static void arb_softplus(arb_t y, const arb_t x, slong prec)
{
    arb_exp(y, x, prec);
    arb_log1p(y, y, prec);
}

typedef struct {
    const char *name;
    interval_function_t function;
    arb_function_t reference;
    int ulps; // most that a bound may lie beyond the tightest
} case_t;

static const case_t monotone[] = {
    {"exp", interval_exp, arb_exp, 0},
    {"log", interval_log, arb_log, 0},
    {"atan", interval_atan, arb_atan, 0},
    {"sinh", interval_sinh, arb_sinh, 0},
    {"tanh", interval_tanh, arb_tanh, 0},
    {"sigmoid", interval_sigmoid, arb_sigmoid, 1},
    {"softplus", interval_softplus, arb_softplus, 1},
    {"tan", interval_tan, arb_tan, 0},
};

static const case_t even_or_periodic[] = {
    {"cosh", interval_cosh, arb_cosh, 0},
    {"sin", interval_sin, arb_sin, 0},
    {"cos", interval_cos, arb_cos, 0},
};

static void reference_at(arb_t y, const case_t *c, double x)
{
    arb_set_d(y, x);
    c->reference(y, y, PRECISION);
}

// -1, 0, 1: surely below the double, not known, surely above.
static int side_of(const arb_t y, double x)
{
    arf_t bound;
    arf_init(bound);
    int side = 0;
    if (x == INFINITY || x == -INFINITY) {
        side = x > 0 ? -1 : 1;
    } else {
        arf_set_d(bound, x);
        arb_t point;
        arb_init(point);
        arb_set_arf(point, bound);
        side = arb_lt(y, point) ? -1 : arb_gt(y, point) ? 1 : 0;
        arb_clear(point);
    }
    arf_clear(bound);
    return side;
}

static void check_contains(const case_t *c, dinterval_t a, dinterval_t r, double x)
{
    arb_t y;
    arb_init(y);
    reference_at(y, c, x);
    if (side_of(y, -r.neg_lo) < 0 || side_of(y, r.hi) > 0)
        fail_msg("%s over [%a, %a] is [%a, %a], which misses the value at %a", c->name, -a.neg_lo, a.hi, -r.neg_lo,
                 r.hi, x);
    arb_clear(y);
}

static double steps(double x, int count, double toward)
{
    for (int k = 0; k < count; k++)
        x = nextafter(x, toward);
    return x;
}

// A bound that is `ulps` + 1 units further in would miss f(x).
static void check_tight_at(const case_t *c, double x)
{
    dinterval_t r;
    if (c->function(&r, dinterval_point(x)) != STATUS_OK)
        return;
    arb_t y;
    arb_init(y);
    reference_at(y, c, x);
    if (arb_is_finite(y) && (side_of(y, steps(-r.neg_lo, c->ulps + 1, INFINITY)) > 0 ||
                             side_of(y, steps(r.hi, c->ulps + 1, -INFINITY)) < 0))
        fail_msg("%s at %a is [%a, %a], which is loose", c->name, x, -r.neg_lo, r.hi);
    arb_clear(y);
}

static dinterval_t sample_argument(samples_t *samples)
{
    if (sample_index(samples, 2))
        return sample_interval(samples);
    return sample_interval_around(samples, sample_moderate(samples));
}

static void enclose_and_are_tight(const case_t *cases, size_t count, samples_t *samples)
{
    for (size_t trial = 0; trial < TRIALS; trial++) {
        const case_t *c = cases + trial % count;
        dinterval_t a = sample_argument(samples), r;
        if (c->function(&r, a) != STATUS_OK) {
            assert_true(r.neg_lo == INFINITY && r.hi == INFINITY);
            continue;
        }
        assert_true(dinterval_is_valid(r));
        for (int k = 0; k < 4; k++)
            check_contains(c, a, r, sample_member(samples, a));
        check_tight_at(c, sample_member(samples, a));
    }
}

static void monotone_functions_enclose(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("monotone");
    enclose_and_are_tight(monotone, sizeof monotone / sizeof *monotone, &samples);
}

static void other_functions_enclose(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("even or periodic");
    enclose_and_are_tight(even_or_periodic, sizeof even_or_periodic / sizeof *even_or_periodic, &samples);
}

// The bounds over an interval are those at its ends.
static void monotone_functions_take_their_ends(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("ends");
    for (size_t trial = 0; trial < TRIALS; trial++) {
        const case_t *c = monotone + trial % (sizeof monotone / sizeof *monotone);
        dinterval_t a = sample_argument(&samples), r, lower, upper;
        if (a.neg_lo == INFINITY || a.hi == INFINITY || c->function(&r, a) != STATUS_OK)
            continue;
        assert_int_equal(c->function(&lower, dinterval_point(-a.neg_lo)), STATUS_OK);
        assert_int_equal(c->function(&upper, dinterval_point(a.hi)), STATUS_OK);
        assert_true(r.neg_lo == lower.neg_lo && r.hi == upper.hi);
    }
}

// floor(x/pi - shift) by brute precision.
static void piece(fmpz_t number, double x, double shift)
{
    arb_t t, pi;
    arb_init(t);
    arb_init(pi);
    arb_set_d(t, x);
    arb_const_pi(pi, PRECISION);
    arb_div(t, t, pi, PRECISION);
    arb_set_d(pi, shift);
    arb_sub(t, t, pi, PRECISION);
    arb_floor(t, t, PRECISION);
    assert_true(arb_get_unique_fmpz(number, t) || x == 0);
    if (x == 0 && shift == 0)
        fmpz_zero(number);
    arb_clear(pi);
    arb_clear(t);
}

// Which of the values 1 (bit 0) and -1 (bit 1) sin (shift 1/2) or cos (shift 0) takes at an extremum inside a.
static int extrema(dinterval_t a, double shift)
{
    fmpz_t first, last;
    fmpz_init(first);
    fmpz_init(last);
    piece(first, -a.neg_lo, shift);
    piece(last, a.hi, shift);
    bool last_is_even = fmpz_is_even(last);
    fmpz_sub(last, last, first);
    int found = fmpz_is_zero(last) ? 0 : fmpz_cmp_ui(last, 1) > 0 ? 3 : last_is_even ? 1 : 2;
    fmpz_clear(first);
    fmpz_clear(last);
    return found;
}

static void check_oscillation(const case_t *c, double shift, dinterval_t a)
{
    dinterval_t r, lower, upper;
    assert_int_equal(c->function(&r, a), STATUS_OK);
    assert_int_equal(c->function(&lower, dinterval_point(-a.neg_lo)), STATUS_OK);
    assert_int_equal(c->function(&upper, dinterval_point(a.hi)), STATUS_OK);
    dinterval_t expected = dinterval_hull(lower, upper);
    int found = extrema(a, shift);
    if (found & 1)
        expected.hi = 1;
    if (found & 2)
        expected.neg_lo = 1;
    if (r.neg_lo != expected.neg_lo || r.hi != expected.hi)
        fail_msg("%s over [%a, %a] is [%a, %a], not [%a, %a]", c->name, -a.neg_lo, a.hi, -r.neg_lo, r.hi,
                 -expected.neg_lo, expected.hi);
}

static void sine_and_cosine_find_their_extrema(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("extrema");
    for (int trial = 0; trial < TRIALS; trial++) {
        double multiple = sample_int(&samples, -12, 12) * M_PI / 2 * (trial % 3 ? 1 : 0x1p41);
        double a = trial % 2 ? sample_double(&samples) : steps(multiple, sample_int(&samples, 0, 2), 0);
        double b = a + fabs(trial % 5 ? sample_moderate(&samples) / 16 : sample_int(&samples, 0, 8) * M_PI / 2);
        if (!isfinite(b))
            continue;
        check_oscillation(even_or_periodic + 1, 0.5, dinterval_make(a, b));
        check_oscillation(even_or_periodic + 2, 0.0, dinterval_make(a, b));
    }
}

static void tangent_sees_its_poles(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("poles");
    for (int trial = 0; trial < TRIALS; trial++) {
        double near = (2 * sample_int(&samples, -9, 9) + 1) * M_PI / 2 * (trial % 3 ? 1 : 0x1p60);
        double a = steps(near, sample_int(&samples, 0, 3), -INFINITY),
               b = steps(near, sample_int(&samples, 0, 3), INFINITY);
        dinterval_t r;
        bool defined = interval_tan(&r, dinterval_make(a, b)) == STATUS_OK;
        assert_int_equal(defined, extrema(dinterval_make(a, b), 0.5) == 0);
    }
    dinterval_t r;
    assert_int_equal(interval_tan(&r, dinterval_make(0, INFINITY)), STATUS_DOMAIN);
    assert_int_equal(interval_tan(&r, dinterval_make(-1, 1)), STATUS_OK);
}

static void logarithm_needs_positive_numbers(void **state)
{
    (void)state;
    dinterval_t r;
    assert_int_equal(interval_log(&r, dinterval_make(0, 1)), STATUS_DOMAIN);
    assert_int_equal(interval_log(&r, dinterval_make(-0.0, 1)), STATUS_DOMAIN);
    assert_int_equal(interval_log(&r, dinterval_make(-1, 1)), STATUS_DOMAIN);
    assert_int_equal(interval_log(&r, dinterval_make(DBL_TRUE_MIN, INFINITY)), STATUS_OK);
    assert_true(r.hi == INFINITY && -r.neg_lo > -745 && -r.neg_lo < -744);
}

static void limits_at_infinity(void **state)
{
    (void)state;
    dinterval_t r;
    assert_int_equal(interval_exp(&r, dinterval_whole()), STATUS_OK);
    assert_true(r.neg_lo == 0 && r.hi == INFINITY);
    assert_int_equal(interval_tanh(&r, dinterval_whole()), STATUS_OK);
    assert_true(r.neg_lo == 1 && r.hi == 1);
    assert_int_equal(interval_sigmoid(&r, dinterval_whole()), STATUS_OK);
    assert_true(r.neg_lo == 0 && r.hi == 1);
    assert_int_equal(interval_softplus(&r, dinterval_whole()), STATUS_OK);
    assert_true(r.neg_lo == 0 && r.hi == INFINITY);
    assert_int_equal(interval_cosh(&r, dinterval_whole()), STATUS_OK);
    assert_true(r.neg_lo == -1 && r.hi == INFINITY);
    assert_int_equal(interval_sin(&r, dinterval_make(0, INFINITY)), STATUS_OK);
    assert_true(r.neg_lo == 1 && r.hi == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(monotone_functions_enclose),
        cmocka_unit_test(other_functions_enclose),
        cmocka_unit_test(monotone_functions_take_their_ends),
        cmocka_unit_test(sine_and_cosine_find_their_extrema),
        cmocka_unit_test(tangent_sees_its_poles),
        cmocka_unit_test(logarithm_needs_positive_numbers),
        cmocka_unit_test(limits_at_infinity),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
