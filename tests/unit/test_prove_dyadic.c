// SPDX-License-Identifier: LGPL-3.0-or-later
// Doubles in certificates are written as any other rational number.
#include "test_real.h"

#include <math.h>

#include "base/strbuf.h"
#include "prove/branch_statement.h"
#include "prove/branch_tree.h"
#include "real/number.h"

static void expect_as_rational(double value)
{
    strbuf_t text, expected;
    fmpq_t rational;
    strbuf_init(&text);
    strbuf_init(&expected);
    fmpq_init(rational);
    fmpq_set_double(rational, value);
    number_write_fmpq(&expected, rational);
    write_dyadic(&text, value);
    assert_string_equal(text.text, expected.text);
    fmpq_clear(rational);
    strbuf_clear(&text);
    strbuf_clear(&expected);
}

static void test_limits(void **state)
{
    static const double values[] = {0.0,
                                    -0.0,
                                    1.0,
                                    -2.0,
                                    0.5,
                                    -0.375,
                                    0x1p-62,
                                    0x1p-63,
                                    0x1p-61,
                                    0x1p61,
                                    -0x1p62,
                                    0x1p63,
                                    0x1p-1022,
                                    0x1p1023,
                                    0x1p-1074,
                                    0x1.8p-1074,
                                    3e18,
                                    4.7e18,
                                    -1e300,
                                    1e-310,
                                    0x1.fffffffffffffp61,
                                    0x1.fffffffffffffp-9,
                                    0x1.fffffffffffffp-10,
                                    -0x1.fffffffffffffp-11};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        expect_as_rational(values[i]);
}

static void test_many(void **state)
{
    (void)state;
    uint64_t bits = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double digits = (double)(bits >> (11 + bits % 53));
        expect_as_rational(ldexp(bits & 1 ? digits : -digits, (int)(bits / 97 % 160) - 120));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_limits), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
