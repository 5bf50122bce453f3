// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence for orbits: exact steps, boxes, too few bits, boundaries, false statements, malformed lines.
#include "test_check_evidence.h"

#define ORBIT "evidence proved orbit "
#define NO_ORBIT "evidence refuted orbit "
#define JUMP "landscape f(x) = cases { x < 1 : 3*x\n otherwise : x^2 + 2 }\n"

static void test_exact(void **state)
{
    (void)state;
    static const char ends[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands((x = 3/16)) with gd(rate = 1/4)\n";
    expect(ends, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    expect(ends, "lands", NO_ORBIT "0 0\n", IS_REFUSED);
    expect(ends, "lands", ORBIT "64 0\n", SHOWS_PROVED); // all numbers are dyadic
    static const char thirds[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands((x = 1/27)) with gd(rate = 1/3)\n";
    expect(thirds, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    expect(thirds, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(thirds, "lands", ORBIT "64 4\n", IS_REFUSED); // an enclosure of the exact end
    static const char root[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = sqrt(2), steps = 2) lands(x > sqrt(2)/4) with gd(rate = 1/4)\n";
    expect(root, "lands", NO_ORBIT "0 0\n", SHOWS_REFUTED);
    expect(root, "lands", ORBIT "0 0\n", IS_REFUSED);
}

static void test_boxes(void **state)
{
    (void)state;
    static const char quartic[] = "landscape f(x) = x^4/4 - x^2/2\nclaim a: orbit(from = 1/7, steps = 60) lands(abs(x "
                                  "- 1) < 1e-9) with gd(rate = 4/10)\n";
    expect(quartic, "lands", ORBIT "64 0\n", SHOWS_PROVED);
    expect(quartic, "lands", ORBIT "200 3\n", SHOWS_PROVED);
    expect(quartic, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    // Chaos: the box is lost at few bits, and nothing is shown then.
    static const char logistic[] = "landscape f(x) = x^3/3 - 3*x^2/8\nclaim a: orbit(from = 1/3, steps = 200) lands(0 "
                                   "<= x <= 1) with gd(rate = 4)\n";
    expect(logistic, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(logistic, "lands", ORBIT "512 0\n", SHOWS_PROVED);
    static const char heavy[] = "landscape f(x, y) = x^2*y^2/2 + exp(x - y)\n"
                                "claim a: orbit(from = (1, 2), steps = 100) lands(abs(x) < 5 and y > 0)\n"
                                "      with heavy_ball(rate = 1/100, momentum = 1/2)\n";
    expect(heavy, "lands", ORBIT "64 0\n", SHOWS_PROVED);
}

static void test_boundaries(void **state)
{
    (void)state;
    static const char lands[] = JUMP "claim a: orbit(from = 5/3, steps = 9) lands(x > -3.7) with gd(rate = 1/5)\n";
    expect(lands, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(lands, "lands", ORBIT "1000 0\n", IS_REFUSED);
    expect(lands, "lands", ORBIT "64 1\n", SHOWS_PROVED); // x(1) = 1 needs few bits
    expect(lands, "lands", ORBIT "64 2\n", SHOWS_PROVED);
    expect(lands, "lands", ORBIT "0 0\n", SHOWS_PROVED);
    static const char near[] =
        JUMP "claim a: orbit(from = 5/3 - 1e-40, steps = 9) lands(x > -3.7) with gd(rate = 1/5)\n";
    expect(near, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(near, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    expect(near, "lands", NO_ORBIT "256 0\n", SHOWS_REFUTED);
    // Continuous across the boundary: the box may meet both sides.
    static const char smooth[] = "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x - 1 }\n"
                                 "claim a: orbit(from = 5/3, steps = 6) lands(0.07 < x < 0.08) with gd(rate = 1/3)\n";
    expect(smooth, "lands", ORBIT "64 0\n", IS_REFUSED);
    static const char through[] =
        "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x - 1 }\n"
        "claim a: orbit(from = 5/3, steps = 3) lands(0.111 < x < 0.112) with gd(rate = 1/3)\n";
    expect(through, "lands", ORBIT "64 0\n", SHOWS_PROVED);
}

static void test_undefined(void **state)
{
    (void)state;
    static const char outside[] =
        "landscape f(x) = log(x)\nclaim a: orbit(from = 1, steps = 3) lands(x < 9) with gd(rate = 1/2)\n";
    expect(outside, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(outside, "lands", NO_ORBIT "64 0\n", IS_REFUSED);
    expect(outside, "lands", ORBIT "0 0\n", IS_REFUSED);
    static const char nowhere[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 1/(pi - pi), steps = 1) lands(x < 9) with gd(rate = 1/2)\n";
    expect(nowhere, "lands", ORBIT "64 0\n", IS_REFUSED);
    expect(nowhere, "lands", ORBIT "64 1\n", IS_REFUSED);
    static const char endless[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 10000001) lands(x < 9) with gd(rate = 1/2)\n";
    expect(endless, "lands", ORBIT "64 0\n", IS_REFUSED);
}

static void test_malformed(void **state)
{
    (void)state;
    static const char claim[] =
        "landscape f(x) = x^2\nclaim a: orbit(from = 3, steps = 4) lands(x < 1) with gd(rate = 1/4)\n";
    expect(claim, "lands", ORBIT "64 5\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64 -1\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "100001 0\n", IS_MALFORMED);
    expect(claim, "lands", ORBIT "64 0 0\n", IS_MALFORMED);
    expect(claim, "lands", "evidence proved constant 0\n", IS_REFUSED);
    expect("landscape f(x) = x\nclaim a: holds(x^2 >= 0)\n", "holds", ORBIT "64 0\n", IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),     cmocka_unit_test(test_boxes),     cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_undefined), cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
