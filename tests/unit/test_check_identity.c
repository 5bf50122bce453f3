// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence by one polynomial identity: what shows the claim, and attempts to get something false, or something unsound, through.
#include "test_check_evidence.h"

#define PLANE "landscape f(x, y) = x^2 + y^2\n"
#define PROVED "evidence proved identity "

// Hypotheses: 1 is 1 - x y = 0, 2 is 2 - x^2 - y^2 > 0. Their sum with (x - y)^2: 2 - 2 x y.
static void test_equality_on_a_curve(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= 2) on x*y = 1\n";
    expect(truth, "holds", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 1 -2 0 0\n", SHOWS_PROVED);
    expect(truth, "holds", PROVED "2 1\nterm 1/2 1 2 1 1 0 0\nterm 1/2 0 2 1 1 0 -1 0 1\nmultiple 1 1 -1 0 0\n", SHOWS_PROVED);
    expect(truth, "holds", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 2 -1 0 0 -1 0 0\n", SHOWS_PROVED);
    // another factor, another sign, a term left out
    expect(truth, "holds", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 1 -3 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 1 0 1\nmultiple 1 1 -2 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "1 1\nterm 1 1 2 1 1 0 0\nmultiple 1 1 -2 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "2 0\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\n", IS_REFUSED);
    expect(truth, "holds", PROVED "0 0\n", IS_REFUSED);
    // factors must be positive, multiples those of equations, factors of terms no equations
    expect(truth, "holds", PROVED "2 0\nterm 1 0 1 1 0 0\nterm -1 0 1 1 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "1 0\nterm 0 1 2 1 1 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "1 1\nterm 1 0 1 1 0 0\nmultiple 2 1 1 0 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "1 0\nterm 1 1 1 1 1 0 0\n", IS_REFUSED);
    // malformed
    expect(truth, "holds", PROVED "1 0\nterm 1 1 3 1 1 0 0\n", IS_MALFORMED);
    expect(truth, "holds", PROVED "1 0\nterm 1 1 0 1 1 0 0\n", IS_MALFORMED);
    expect(truth, "holds", PROVED "1 0\nterm 1 1 2 2 1 0 0\n", IS_MALFORMED);
    expect(truth, "holds", PROVED "1 0\nterm 1 1 2 1 1 0 201\n", IS_MALFORMED);
    expect(truth, "holds", PROVED "2 0\nterm 1 1 2 1 1 0 0\n", IS_MALFORMED);
    expect(truth, "holds", PROVED "1\nterm 1 1 2 1 1 0 0\n", IS_MALFORMED);
    expect(truth, "holds", "evidence refuted identity 1 0\nterm 1 1 2 1 1 0 0\n", IS_REFUSED);
}

// For f > 2 the hypothesis 2 is only 2 - x^2 - y^2 >= 0: no term is positive.
static void test_nothing_positive(void **state)
{
    (void)state;
    static const char falsehood[] = PLANE "claim a: holds(f(x, y) > 2) on x*y = 1\n";
    expect(falsehood, "holds", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 1 -2 0 0\n", IS_REFUSED);
    static const char room[] = PLANE "claim a: holds(f(x, y) > 1) on x*y = 1\n";
    expect(room, "holds", PROVED "3 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nterm 1 0 1 1 0 0\nmultiple 1 1 -2 0 0\n",
           SHOWS_PROVED);
    // a strict hypothesis times a square that may vanish, 0 x^2: 1 is 0 - x^2 = 0, 2 is x > 0
    static const char line[] = PLANE "claim a: holds(x <= 0) on x^2 = 0\n";
    expect(line, "holds", PROVED "1 1\nterm 1 1 2 1 1 1\nmultiple 1 1 1 1\n", IS_REFUSED); // x x^2 - x^3, true, but no contradiction
    expect(line, "holds", PROVED "1 0\nterm 1 1 2 1 1 1\n", IS_REFUSED);
}

// x != 0 has no sign, x^2 has.
static void test_inequations(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x) = x\nclaim a: holds(x^2 > 0) on x != 0 and x^3 < 5\n";
    // 1 is -x != 0, 2 is 5 - x^3 > 0, 3 is -x^2 >= 0
    expect(truth, "holds", PROVED "2 0\nterm 1 2 1 1 1 1 0\nterm 1 1 3 1 1 0\n", SHOWS_PROVED);
    expect(truth, "holds", PROVED "2 0\nterm 1 1 1 1 1 0\nterm 1 1 1 1 1 0\n", IS_REFUSED);
    expect(truth, "holds", PROVED "2 0\nterm 1 0 1 1 1\nterm 1 1 3 1 1 0\n", IS_REFUSED); // x^2 may be 0
    expect(truth, "holds", PROVED "1 0\nterm 1 3 1 1 1 1 1 0\n", IS_REFUSED);
}

// Open and closed ends of intervals are hypotheses, too, and an example is excluded like a counterexample.
static void test_bounds_and_examples(void **state)
{
    (void)state;
    static const char closed[] = "landscape f(x) = x\nclaim a: holds(x + 1 > 0) on x >= 0\n";
    expect(closed, "holds", PROVED "3 0\nterm 1 0 1 1 0\nterm 1 1 1 1 1 0\nterm 1 1 3 1 1 0\n", SHOWS_PROVED); // 1 + x + (-x - 1)
    expect("landscape f(x) = x\nclaim a: holds(x > 0) on x >= 0\n", "holds", PROVED "2 0\nterm 1 1 1 1 1 0\nterm 1 1 3 1 1 0\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(2*x + x^2 > 0) on x > 0\n", "holds",
           PROVED "3 0\nterm 2 1 1 1 1 0\nterm 1 0 1 1 1\nterm 1 1 3 1 1 0\n", SHOWS_PROVED);
    static const char nowhere[] = PLANE "claim a: exists(f(x, y) < 2) on x*y = 1\n";
    expect(nowhere, "exists", "evidence refuted identity 2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 1 -2 0 0\n",
           SHOWS_REFUTED);
    expect(nowhere, "exists", PROVED "2 1\nterm 1 1 2 1 1 0 0\nterm 1 0 2 1 1 0 -1 0 1\nmultiple 1 1 -2 0 0\n", IS_REFUSED);
}

// Hypotheses that are not polynomials cannot be used: at kinks and cases a formula says less than a polynomial.
static void test_only_polynomials(void **state)
{
    (void)state;
    expect("landscape f(x) = abs(x)\nclaim a: holds(f'(x) = 1) on x >= 0 expect refuted\n", "holds",
           PROVED "1 0\nterm 1 2 3 3 1 1 0\n", IS_REFUSED);
    expect("landscape f(x) = exp(x)\nclaim a: holds(f(x) > -1)\n", "holds", PROVED "1 0\nterm 1 1 2 1 1 0\n", IS_REFUSED);
    expect("landscape f(x) = 1/x\nclaim a: holds(x*f(x) > 0)\n", "holds", PROVED "1 0\nterm 1 1 2 1 1 0\n", IS_REFUSED);
    // derivatives of polynomials can: 0 - f'' >= 0 and f'' = 2
    expect("landscape f(x) = x^2\nclaim a: holds(f''(x) > 0)\n", "holds", PROVED "2 0\nterm 1 1 2 1 1 0\nterm 2 0 1 1 0\n", SHOWS_PROVED);
    expect("landscape f(x) = x^2\nclaim a: holds(f''(x) > 2)\n", "holds", PROVED "2 0\nterm 1 1 2 1 1 0\nterm 2 0 1 1 0\n", IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality_on_a_curve), cmocka_unit_test(test_nothing_positive),
        cmocka_unit_test(test_inequations),         cmocka_unit_test(test_bounds_and_examples),
        cmocka_unit_test(test_only_polynomials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
