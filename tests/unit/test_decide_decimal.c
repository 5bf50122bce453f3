// SPDX-License-Identifier: LGPL-3.0-or-later
// Short decimals: exponents, directed rounding, numbers between two others.
#include "base/memory.h"
#include "decide/decimal.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void set(fmpq_t value, const char *text)
{
    assert_int_equal(fmpq_set_str(value, text, 10), 0);
    fmpq_canonicalise(value);
}

static void test_exponent(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        slong exponent;
    } cases[] = {{"1", 0},
                 {"9", 0},
                 {"10", 1},
                 {"99/10", 0},
                 {"1/10", -1},
                 {"1/9", -1},
                 {"1/11", -2},
                 {"-999", 2},
                 {"1000", 3},
                 {"1/1000", -3},
                 {"1/1001", -4},
                 {"999/1000", -1},
                 {"123456789/1000000000000", -4}};
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set(value, cases[i].value);
        assert_int_equal(decimal_exponent(value), cases[i].exponent);
    }
    fmpq_clear(value);
}

static void assert_between(const char *lo, const char *hi, const char *expected)
{
    fmpq_t a, b, result, wanted;
    fmpq_init(a);
    fmpq_init(b);
    fmpq_init(result);
    fmpq_init(wanted);
    set(a, lo);
    set(b, hi);
    set(wanted, expected);
    decimal_between(result, a, b);
    assert_true(fmpq_equal(result, wanted));
    fmpq_clear(a);
    fmpq_clear(b);
    fmpq_clear(result);
    fmpq_clear(wanted);
}

static void test_between(void **state)
{
    (void)state;
    assert_between("-1", "2", "0");
    assert_between("0", "2", "0");
    assert_between("3/2", "5/2", "2");
    assert_between("31/10", "33/10", "33/10");
    assert_between("4838709677/1000000000", "4838709679/1000000000", "4838709679/1000000000");
    assert_between("-5/2", "-3/2", "-2");
    assert_between("1/3", "334/1000", "334/1000");
    assert_between("99", "101", "100");
}

static uint64_t next(uint64_t *seed) // splitmix64 (Steele, Lea, Flood 2014)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Of any size between 2^-120 and 2^120, of either sign.
static void random_rational(fmpq_t value, uint64_t *seed)
{
    slong numerator = (slong)(next(seed) >> (1 + next(seed) % 60));
    fmpq_set_si(value, next(seed) % 2 ? numerator : -numerator, 1 + (next(seed) >> (1 + next(seed) % 60)));
    if (next(seed) % 2)
        fmpq_mul_2exp(value, value, next(seed) % 60);
    else
        fmpq_div_2exp(value, value, next(seed) % 60);
}

// Strictly inside random intervals.
static void test_middle(void **state)
{
    (void)state;
    const char *text = getenv("CERTIFY_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 10) : 20240501;
    print_message("# CERTIFY_TEST_SEED=%" PRIu64 "\n", seed);
    fmpq_t a, b, middle;
    fmpq_init(a);
    fmpq_init(b);
    fmpq_init(middle);
    for (int i = 0; i < 20000; i++) {
        random_rational(a, &seed);
        random_rational(b, &seed);
        if (i % 7 == 0)
            fmpq_zero(a);
        if (fmpq_equal(a, b))
            continue;
        if (fmpq_cmp(a, b) > 0)
            fmpq_swap(a, b);
        decimal_middle(middle, a, b);
        assert_true(fmpq_cmp(a, middle) < 0);
        assert_true(fmpq_cmp(middle, b) < 0);
    }
    fmpq_clear(a);
    fmpq_clear(b);
    fmpq_clear(middle);
}

static void test_floor(void **state)
{
    (void)state;
    fmpq_t value, unit, result, wanted;
    fmpq_init(value);
    fmpq_init(unit);
    fmpq_init(result);
    fmpq_init(wanted);
    set(value, "-10/3");
    decimal_unit(unit, value, 3);
    decimal_floor(result, value, unit);
    set(wanted, "-334/100");
    assert_true(fmpq_equal(result, wanted));
    set(value, "10/3");
    decimal_floor(result, value, unit);
    set(wanted, "333/100");
    assert_true(fmpq_equal(result, wanted));
    fmpq_clear(value);
    fmpq_clear(unit);
    fmpq_clear(result);
    fmpq_clear(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponent),
        cmocka_unit_test(test_between),
        cmocka_unit_test(test_middle),
        cmocka_unit_test(test_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
