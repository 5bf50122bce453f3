// SPDX-License-Identifier: LGPL-3.0-or-later
// The checker's intervals against Arb at a precision that resolves every double: no result may miss a value.
#include "test_real.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "check/matrix.h"
#include "check/range.h"

#define TRIALS 20000
#define PRECISION 2400

// ---- samples ----

static double sample(test_random_t *random)
{
    static const double special[] = {0,       -0.0,     1,      -1,    0x1p-1074, -0x1p-1074, DBL_MIN,     -DBL_MIN,
                                     DBL_MAX, -DBL_MAX, 0.1,    -0.1,  M_PI,      M_PI / 2,   -M_PI / 2,   3 * M_PI / 2,
                                     2,       -2,       1e-300, 1e300, 709.8,     -745.2,     1 - 0x1p-53, 1 + 0x1p-52};
    switch (test_random(random) % 4) {
    case 0:
        return special[test_random(random) % (sizeof special / sizeof *special)];
    case 1:
        return ldexp((double)test_random_si(random, -1000, 1000), (int)test_random_si(random, -8, 8));
    case 2:
        return ldexp((double)(int64_t)test_random(random), (int)test_random_si(random, -70, -50));
    default:
        return ldexp((double)(int64_t)test_random(random), (int)test_random_si(random, -1100, 950));
    }
}

// An interval and a number in it.
static void sample_range(range_t *a, double *inside, test_random_t *random)
{
    double x = sample(random), y = test_random(random) % 4 ? sample(random) : x;
    double lo = fmin(x, y), hi = fmax(x, y), part = (double)(test_random(random) % 1001) / 1000;
    *inside = test_random(random) % 3 == 0 ? lo : test_random(random) % 2 ? hi : lo + part * (hi / 2 - lo / 2) * 2;
    if (!(*inside >= lo && *inside <= hi))
        *inside = lo;
    if (test_random(random) % 20 == 0)
        lo = -INFINITY;
    if (test_random(random) % 20 == 0)
        hi = INFINITY;
    if (a->big) {
        mpfr_set_d(a->big, lo, MPFR_RNDD);
        mpfr_set_d(a->big + 1, hi, MPFR_RNDU);
    } else {
        a->lo = lo;
        a->hi = hi;
    }
}

static bool contains(const range_t *a, const arb_t value)
{
    arf_t lo, hi;
    bool above, below;
    arf_init(lo);
    arf_init(hi);
    if (a->big) {
        arf_set_mpfr(lo, a->big);
        arf_set_mpfr(hi, a->big + 1);
    } else {
        arf_set_d(lo, a->lo);
        arf_set_d(hi, a->hi);
    }
    arb_t end;
    arb_init(end);
    arb_set_arf(end, lo);
    above = !arb_lt(value, end);
    arb_set_arf(end, hi);
    below = !arb_gt(value, end);
    arb_clear(end);
    arf_clear(lo);
    arf_clear(hi);
    return above && below;
}

// The upward mode must be on for the arithmetic of doubles; the samples are made outside of it.
typedef status_t (*operation_t)(range_t *result, const range_t *a, const range_t *b);

static status_t do_add(range_t *result, const range_t *a, const range_t *b)
{
    range_add(result, a, b);
    return STATUS_OK;
}

static status_t do_sub(range_t *result, const range_t *a, const range_t *b)
{
    range_sub(result, a, b);
    return STATUS_OK;
}

static status_t do_mul(range_t *result, const range_t *a, const range_t *b)
{
    range_mul(result, a, b);
    return STATUS_OK;
}

static void check_binary(const char *name, operation_t operation, void (*exact)(arb_t, const arb_t, const arb_t, slong),
                         slong precision)
{
    test_random_t random = test_seeded(name);
    range_t a, b, c;
    arb_t x, y, z;
    range_init(&a, precision);
    range_init(&b, precision);
    range_init(&c, precision);
    arb_init(x);
    arb_init(y);
    arb_init(z);
    for (int i = 0; i < TRIALS; i++) {
        double p, q;
        sample_range(&a, &p, &random);
        sample_range(&b, &q, &random);
        rounding_t mode = rounding_upward();
        status_t status = operation(&c, &a, &b);
        rounding_restore(mode);
        if (status != STATUS_OK) {
            assert_true(range_contains_zero(&b));
            continue;
        }
        arb_set_d(x, p);
        arb_set_d(y, q);
        exact(z, x, y, PRECISION);
        if (!contains(&c, z))
            fail_msg("%s misses at %a, %a (trial %d)", name, p, q, i);
    }
    range_clear(&a);
    range_clear(&b);
    range_clear(&c);
    arb_clear(x);
    arb_clear(y);
    arb_clear(z);
}

static void test_binary(void **state)
{
    static const slong precisions[] = {RANGE_DOUBLE, 24, 80, 256};
    (void)state;
    for (size_t i = 0; i < sizeof precisions / sizeof *precisions; i++) {
        check_binary("add", do_add, arb_add, precisions[i]);
        check_binary("sub", do_sub, arb_sub, precisions[i]);
        check_binary("mul", do_mul, arb_mul, precisions[i]);
        check_binary("div", range_div, arb_div, precisions[i]);
    }
}

// Whether the result is the hull of those for the four pairs of ends, as numbers are rounded.
static void check_tight(operation_t operation, const range_t *a, const range_t *b, slong precision)
{
    range_t x, y, corner, hull, result;
    range_t *const all[] = {&x, &y, &corner, &hull, &result};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        range_init(all[i], precision);
    rounding_t mode = rounding_upward();
    assert_int_equal(operation(&result, a, b), STATUS_OK);
    for (int i = 0; i < 4; i++) {
        assert_true(range_end(&x, a, i / 2) && range_end(&y, b, i % 2));
        assert_int_equal(operation(&corner, &x, &y), STATUS_OK);
        if (i == 0)
            range_set(&hull, &corner);
        else
            range_hull(&hull, &hull, &corner);
    }
    rounding_restore(mode);
    assert_true(range_contains(&hull, &result) && range_contains(&result, &hull));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        range_clear(all[i]);
}

static void test_tight(void **state)
{
    static const slong precisions[] = {RANGE_DOUBLE, 80, 256};
    test_random_t random = test_seeded("tight");
    (void)state;
    for (size_t i = 0; i < sizeof precisions / sizeof *precisions; i++) {
        range_t a, b;
        range_init(&a, precisions[i]);
        range_init(&b, precisions[i]);
        for (int trial = 0; trial < TRIALS; trial++) {
            double inside;
            sample_range(&a, &inside, &random);
            sample_range(&b, &inside, &random);
            if (!range_is_bounded(&a) || !range_is_bounded(&b))
                continue;
            check_tight(do_mul, &a, &b, precisions[i]);
            if (!range_contains_zero(&b))
                check_tight(range_div, &a, &b, precisions[i]);
        }
        range_clear(&a);
        range_clear(&b);
    }
}

// ---- functions ----

static void sigmoid(arb_t y, const arb_t x, slong precision)
{
    arb_neg(y, x);
    arb_exp(y, y, precision);
    arb_add_ui(y, y, 1, precision);
    arb_inv(y, y, precision);
}

static void softplus(arb_t y, const arb_t x, slong precision)
{
    arb_exp(y, x, precision);
    arb_log1p(y, y, precision);
}

typedef struct {
    expr_op_t op;
    void (*exact)(arb_t, const arb_t, slong);
    double limit; // of the magnitude of arguments, to keep Arb quick
} function_t;

static const function_t functions[] = {
    {EXPR_EXP, arb_exp, 1e6},     {EXPR_LOG, arb_log, INFINITY},  {EXPR_SIN, arb_sin, 1e40},
    {EXPR_COS, arb_cos, 1e40},    {EXPR_TAN, arb_tan, 1e40},      {EXPR_ATAN, arb_atan, INFINITY},
    {EXPR_SINH, arb_sinh, 1e6},   {EXPR_COSH, arb_cosh, 1e6},     {EXPR_TANH, arb_tanh, 1e6},
    {EXPR_SIGMOID, sigmoid, 1e6}, {EXPR_SOFTPLUS, softplus, 1e6},
};

static void check_function(const function_t *function, slong precision, int trials)
{
    test_random_t random = test_seeded(expr_op_text(function->op));
    range_t a, c;
    arb_t x, y;
    range_init(&a, precision);
    range_init(&c, precision);
    arb_init(x);
    arb_init(y);
    for (int i = 0; i < trials; i++) {
        double p;
        sample_range(&a, &p, &random);
        if (fabs(p) > function->limit || range_function(&c, function->op, &a) != STATUS_OK)
            continue;
        arb_set_d(x, p);
        function->exact(y, x, PRECISION);
        if (!contains(&c, y))
            fail_msg("%s misses at %a (trial %d)", expr_op_text(function->op), p, i);
    }
    range_clear(&a);
    range_clear(&c);
    arb_clear(x);
    arb_clear(y);
}

static void test_functions(void **state)
{
    (void)state;
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++) {
        check_function(functions + f, RANGE_DOUBLE, 3000);
        check_function(functions + f, 100, 500);
    }
}

static void test_functions_refuse_poles(void **state)
{
    (void)state;
    range_t a, c;
    range_init(&a, RANGE_DOUBLE);
    range_init(&c, RANGE_DOUBLE);
    a.lo = 0;
    a.hi = 1;
    assert_int_equal(range_function(&c, EXPR_LOG, &a), STATUS_DOMAIN);
    a.lo = 1.5;
    a.hi = 1.6;
    assert_int_equal(range_function(&c, EXPR_TAN, &a), STATUS_DOMAIN);
    a.hi = 1.5625;
    assert_int_equal(range_function(&c, EXPR_TAN, &a), STATUS_OK);
    a.lo = -1;
    assert_int_equal(range_div(&c, &a, &a), STATUS_DOMAIN);
    assert_int_equal(range_power(&c, &a, -1, 1), STATUS_DOMAIN);
    assert_int_equal(range_power(&c, &a, 1, 2), STATUS_DOMAIN);
    assert_int_equal(range_power(&c, &a, 1, 3), STATUS_DOMAIN);
    assert_int_equal(range_power(&c, &a, 0, 1), STATUS_OK);
    assert_true(c.lo == 1 && c.hi == 1);
}

static void test_waves_reach_their_crests(void **state)
{
    (void)state;
    range_t a, c;
    range_init(&a, RANGE_DOUBLE);
    range_init(&c, RANGE_DOUBLE);
    a.lo = 1.57;
    a.hi = 1.58;
    assert_int_equal(range_function(&c, EXPR_SIN, &a), STATUS_OK);
    assert_true(c.hi == 1 && c.lo > 0.9999);
    a.lo = 3;
    a.hi = 4;
    assert_int_equal(range_function(&c, EXPR_COS, &a), STATUS_OK);
    assert_true(c.lo == -1 && c.hi < -0.6);
    a.lo = -INFINITY;
    assert_int_equal(range_function(&c, EXPR_COS, &a), STATUS_OK);
    assert_true(c.lo == -1 && c.hi == 1);
}

// ---- powers ----

static void exact_power(arb_t y, const arb_t x, slong p, slong q)
{
    fmpq_t exponent;
    fmpq_init(exponent);
    fmpq_set_si(exponent, p, (ulong)q);
    if (q == 1) {
        fmpz_t n;
        fmpz_init_set_si(n, p);
        arb_pow_fmpz(y, x, n, PRECISION);
        fmpz_clear(n);
    } else {
        arb_root_ui(y, x, (ulong)q, PRECISION);
        arb_t n;
        arb_init(n);
        arb_set_si(n, p);
        arb_pow(y, y, n, PRECISION);
        arb_clear(n);
    }
    fmpq_clear(exponent);
}

static void test_powers(void **state)
{
    static const slong exponents[][2] = {{2, 1},  {3, 1}, {4, 1}, {7, 1}, {10, 1}, {-1, 1}, {-2, 1},
                                         {-3, 1}, {1, 2}, {3, 2}, {1, 3}, {5, 3},  {-1, 2}, {1, 1}};
    (void)state;
    test_random_t random = test_seeded("power");
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    for (int i = 0; i < TRIALS; i++) {
        slong precision = i % 3 ? RANGE_DOUBLE : 90;
        const slong *e = exponents[test_random(&random) % (sizeof exponents / sizeof *exponents)];
        range_t a, c;
        double p;
        range_init(&a, precision);
        range_init(&c, precision);
        sample_range(&a, &p, &random);
        rounding_t mode = rounding_upward();
        status_t status = range_power(&c, &a, e[0], e[1]);
        rounding_restore(mode);
        if (status == STATUS_OK) {
            arb_set_d(x, p);
            exact_power(y, x, e[0], e[1]);
            if (!contains(&c, y))
                fail_msg("power %ld/%ld misses at %a (trial %d)", e[0], e[1], p, i);
        }
        range_clear(&a);
        range_clear(&c);
    }
    arb_clear(x);
    arb_clear(y);
}

// ---- the rest ----

static void test_tightness(void **state)
{
    (void)state;
    range_t a, b, c;
    range_init(&a, RANGE_DOUBLE);
    range_init(&b, RANGE_DOUBLE);
    range_init(&c, RANGE_DOUBLE);
    a.lo = a.hi = 0.1;
    b.lo = b.hi = 0.2;
    rounding_t mode = rounding_upward();
    range_add(&c, &a, &b);
    bool one_unit = c.hi == nextafter(c.lo, 1);
    range_sub(&c, &a, &a);
    bool exact_zero = c.lo == 0 && c.hi == 0;
    a.lo = -2;
    a.hi = 3;
    bool even = range_power(&c, &a, 2, 1) == STATUS_OK && c.lo == 0 && c.hi == 9;
    rounding_restore(mode);
    assert_true(one_unit);
    assert_true(exact_zero);
    assert_true(even);
    assert_true(range_self_test());
}

static void test_rationals_are_rounded_outward(void **state)
{
    (void)state;
    fmpq_t third;
    fmpq_init(third);
    fmpq_set_si(third, 1, 3);
    range_t a;
    range_init(&a, RANGE_DOUBLE);
    range_set_rationals(&a, third, third);
    assert_true(a.hi == nextafter(a.lo, 1));
    fmpq_set_si(third, -3, 4);
    range_set_rationals(&a, third, third);
    assert_true(a.lo == -0.75 && a.hi == -0.75);
    fmpq_set_str(third, "1/1", 10);
    fmpz_ui_pow_ui(fmpq_denref(third), 10, 400); // below the smallest double
    range_set_rationals(&a, third, third);
    assert_true(a.lo == 0 && a.hi == 0x1p-1074);
    fmpq_inv(third, third);
    range_set_rationals(&a, third, third);
    assert_true(a.lo == DBL_MAX && isinf(a.hi));
    fmpq_clear(third);
}

static void set_matrix(range_t *entries, const double *values, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        entries[i].lo = entries[i].hi = values[i];
}

static void test_positive_matrices(void **state)
{
    static const double positive[] = {2, 0, 1, 2}, singular[] = {1, 0, 1, 1}, indefinite[] = {1, 0, 2, 1};
    static const double zero_column[] = {0, 0, 0, 1}, hidden[] = {0, 0, 1, 1};
    (void)state;
    range_t *m = range_array_new(4, RANGE_DOUBLE);
    set_matrix(m, positive, 2);
    assert_true(matrix_is_positive(m, 2, true));
    set_matrix(m, singular, 2);
    assert_false(matrix_is_positive(m, 2, true));
    set_matrix(m, singular, 2);
    assert_true(matrix_is_positive(m, 2, false));
    set_matrix(m, indefinite, 2);
    assert_false(matrix_is_positive(m, 2, false));
    set_matrix(m, zero_column, 2);
    assert_false(matrix_is_positive(m, 2, true));
    set_matrix(m, zero_column, 2);
    assert_true(matrix_is_positive(m, 2, false));
    set_matrix(m, hidden, 2);
    assert_false(matrix_is_positive(m, 2, false));
    set_matrix(m, positive, 2);
    m[2].lo = -1.9; // an off-diagonal entry in [-1.9, 1]
    assert_true(matrix_is_positive(m, 2, true));
    set_matrix(m, positive, 2);
    m[2].lo = -2.1;
    assert_false(matrix_is_positive(m, 2, false));
    range_array_free(m, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_tight),
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_functions_refuse_poles),
        cmocka_unit_test(test_waves_reach_their_crests),
        cmocka_unit_test(test_powers),
        cmocka_unit_test(test_tightness),
        cmocka_unit_test(test_rationals_are_rounded_outward),
        cmocka_unit_test(test_positive_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
