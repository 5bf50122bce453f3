// SPDX-License-Identifier: LGPL-3.0-or-later
// Lipschitz constants of gradients in several variables.
#include "test_prove_evidence.h"

static void test_square(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = (x^2 + y^2)/2 + 2*x^2*y^2\n"
          "claim less: smooth(L = 9) on abs(x) <= 1 and abs(y) <= 1\n"
          "claim near-less: smooth(L = 12.9999) on abs(x) <= 1 and abs(y) <= 1\n"
          "claim near-more: smooth(L = 13.001) on abs(x) <= 1 and abs(y) <= 1\n"
          "claim more: smooth(L = 14) on abs(x) <= 1 and abs(y) <= 1\n"
          "claim disc: smooth(L = 7.01) on norm((x, y)) <= 1\n"
          "claim disc-squared: smooth(L = 7.01) on x^2 + y^2 <= 1\n"
          "claim whole: smooth(L = 1000)\n"
          "claim negative: smooth(L = -1) on norm((x, y)) <= 1\n"
          "claim apart: smooth(L = 14) on abs(x) >= 1/2 and abs(x) <= 1 and abs(y) <= 1\n"
          "claim apart-less: smooth(L = 9) on abs(x) >= 1/2 and abs(x) <= 1 and abs(y) <= 1\n"
          "claim beside: smooth(L = 12) on abs(x) >= 1/2 and x^2 <= 1 and y^2 <= 1\n"
          "claim halfplane: smooth(L = 14) on x + y <= 1 and x >= -1/2 and y >= -1/2\n",
          {"less", R}, {"near-less", R}, {"near-more", P}, {"more", P}, {"disc", P}, {"disc-squared", P}, {"whole", R},
          {"negative", R}, {"apart", P}, {"apart-less", R}, {"beside", R}, {"halfplane", P});
}

static void test_equality(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 - y^2 + 3*x\n"
          "claim two: smooth(L = 2)\n"
          "claim less: smooth(L = 1.999999999999)\n"
          "claim more: smooth(L = 2.000000000001) on norm((x, y)) <= 1\n",
          {"two", P}, {"less", R}, {"more", P});
}

static void test_other_functions(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = softplus(x + y) + x^2/10\n"
          "claim box: smooth(L = 0.65) on abs(x) <= 5 and abs(y) <= 5\n"
          "claim refuted: smooth(L = 0.55) on abs(x) <= 5 and abs(y) <= 5\n",
          {"box", P}, {"refuted", R});
    CHECK("landscape f(x, y) = relu(x)*y\n"
          "claim jump: smooth(L = 1000) on abs(x) <= 1 and 1 <= y <= 2\n"
          "claim right: smooth(L = 1) on x > 1/2 and 1 <= y <= 2\n"
          "claim right-less: smooth(L = 0.99) on x > 1/2 and 1 <= y <= 2\n",
          {"jump", R}, {"right", P}, {"right-less", R});
    CHECK("landscape f(x) = sin(x)\n"
          "claim one: smooth(L = 1.000001)\n"
          "claim less: smooth(L = 0.9)\n"
          "claim apart: smooth(L = 0.8) on x <= -2 or x >= 2\n",
          {"less", R}, {"apart", R});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_square),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_other_functions),
    };
    return cmocka_run_group_tests_name("prove pair", tests, NULL, NULL);
}
