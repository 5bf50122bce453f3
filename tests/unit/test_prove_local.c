// SPDX-License-Identifier: LGPL-3.0-or-later
// Local minima in several variables, and of functions outside the exact class.
#include "test_prove_evidence.h"

static void test_minima(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 + x*y + y^2\n"
          "claim zero: minimum((0, 0), strict)\n"
          "claim other: minimum((1, 0))\n"
          "claim near: minimum((1e-12, 0))\n",
          {"zero", P}, {"other", R}, {"near", R});
    CHECK("landscape f(x, y) = x^2 - y^4\n"
          "claim saddle: minimum((0, 0))\n"
          "claim along: minimum((0, 0)) on abs(y) <= 0\n",
          {"saddle", R});
    CHECK("landscape f(x, y) = abs(x) + abs(y - 1/4)\n"
          "claim kink: minimum((0, 1/4))\n"
          "claim off: minimum((0, 1/2))\n",
          {"kink", P}, {"off", R});
    CHECK("landscape f(x, y) = exp(x) - x + cosh(y)\n"
          "claim zero: minimum((0, 0), strict)\n"
          "claim other: minimum((1/10, 0))\n",
          {"zero", P}, {"other", R});
    CHECK("landscape f(x, y) = (x^2 + y^2)^2\nclaim flat: minimum((0, 0))\n", {"flat", P});
}

static void test_one_variable(void **state)
{
    (void)state;
    CHECK("landscape f(x) = 1 - cos(x)\n"
          "claim zero: minimum(0, strict)\n"
          "claim other: minimum(1)\n"
          "claim global: minimum(0, global)\n",
          {"zero", P}, {"other", R});
}

// At an implicit point the conclusion holds for the true point, whatever it is.
static void test_implicit(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = exp(x) + x^2 + 2*y^2 + sin(x*y)/10\n"
          "point z in [-1, 1] x [-1, 1]\n"
          "claim least: minimum(z, strict)\n",
          {"least", P});
    CHECK("landscape f(x, y) = exp(x) + x^2 - 2*y^2\n"
          "point z in [-1, 1] x [-1, 1]\n"
          "claim saddle: minimum(z)\n",
          {"saddle", U});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minima),
        cmocka_unit_test(test_one_variable),
        cmocka_unit_test(test_implicit),
    };
    return cmocka_run_group_tests_name("prove local", tests, NULL, NULL);
}
