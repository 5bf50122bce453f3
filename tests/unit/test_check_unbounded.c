// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence that no constant will do: places at which a quotient is unbounded, and places at which it is not.
#include "test_check_evidence.h"

#define UNBOUNDED "evidence refuted unbounded "
#define PAIRS "lipschitz-gradient"

// f' = 3 x^2 above 1, 2 x + 4 below 0.
#define TWO_PARTS                                                                                                      \
    "landscape f(x) = cases { x < 0 : x^2 + 4*x  x < 1 : x^2 - 3*x  otherwise : x^3 }\n"                               \
    "claim a: smooth(L = ?) on x != 0 and x != 1\n"

static void test_degree(void **state)
{
    (void)state;
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1 inf\n", SHOWS_REFUTED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1000 inf\n", SHOWS_REFUTED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper alg(-2,0,1;1,2) inf\n", SHOWS_REFUTED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 999999999999/1000000000000 inf\n", IS_REFUSED); // not one polynomial
    expect(TWO_PARTS, PAIRS, UNBOUNDED "lower 1 inf\n", IS_REFUSED);                          // bounded on this side
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1 2\n", IS_REFUSED);                            // bounded
    expect(TWO_PARTS, PAIRS, UNBOUNDED "lower -inf 0\n", IS_REFUSED);                         // of degree 1
    expect(TWO_PARTS, PAIRS, UNBOUNDED "lower -inf inf\n", IS_REFUSED);                       // not in the region
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 2 1\n", IS_REFUSED);                            // empty
    static const char line[] = "landscape f(x) = x^4\nclaim a: smooth(L = ?)\n";
    expect(line, PAIRS, UNBOUNDED "upper -inf inf\n", SHOWS_REFUTED);
    expect(line, PAIRS, UNBOUNDED "lower -inf inf\n", SHOWS_REFUTED);
    expect("landscape f(x) = x^4\nclaim a: smooth(L = ?) on x < 7\n", PAIRS, UNBOUNDED "upper 0 inf\n", IS_REFUSED);
    expect("landscape f(x) = x^2\nclaim a: smooth(L = ?)\n", PAIRS, UNBOUNDED "upper -inf inf\n", IS_REFUSED);
    expect("landscape f(x) = exp(x)\nclaim a: smooth(L = ?)\n", PAIRS, UNBOUNDED "upper -inf inf\n", IS_REFUSED);
    expect("landscape f(x, y) = x^4 + y\nclaim a: smooth(L = ?)\n", PAIRS, UNBOUNDED "upper -inf inf\n", IS_REFUSED);
}

static void test_jumps(void **state)
{
    (void)state;
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -inf 0 1\n", SHOWS_REFUTED); // 4 and -3
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -1 0 1/2\n", SHOWS_REFUTED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump 0 1 inf\n", SHOWS_REFUTED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -inf 1 inf\n", IS_REFUSED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -1 1/1000000000000 1\n", IS_REFUSED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump 1 2 3\n", IS_REFUSED); // no jump there
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump 1 0 -1\n", IS_REFUSED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -inf inf inf\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "jump -1 0\n", IS_MALFORMED);
    static const char near[] = "landscape f(x) = cases { x < 0 : x^2 + 1e-12*x  otherwise : x^2 }\n"
                               "claim a: smooth(L = ?) on x != 0\n";
    static const char none[] = "landscape f(x) = cases { x < 0 : x^2 + 1e-12*x^2  otherwise : x^2 }\n"
                               "claim a: smooth(L = ?) on x != 0\n";
    expect(near, PAIRS, UNBOUNDED "jump -inf 0 inf\n", SHOWS_REFUTED);
    expect(none, PAIRS, UNBOUNDED "jump -inf 0 inf\n", IS_REFUSED);
    expect("landscape f(x) = cases { x < 0 : x^2 + x  otherwise : x^2 }\nclaim a: smooth(L = ?) on x > 0\n", PAIRS,
           UNBOUNDED "jump -inf 0 inf\n", IS_REFUSED); // only one side is in the region
}

static void test_quotients(void **state)
{
    (void)state;
    static const char off[] = "landscape f(x) = x^2\nclaim a: growth(L = ?, toward = 1)\n";
    expect(off, "bounded-growth", UNBOUNDED "point 1\n", SHOWS_REFUTED);
    expect(off, "bounded-growth", UNBOUNDED "upper 0 1\n", SHOWS_REFUTED);
    expect(off, "bounded-growth", UNBOUNDED "lower 1 5\n", SHOWS_REFUTED);
    expect(off, "bounded-growth", UNBOUNDED "point 1000000000001/1000000000000\n", IS_REFUSED);
    expect(off, "bounded-growth", UNBOUNDED "point 0\n", IS_REFUSED);
    expect(off, "bounded-growth", UNBOUNDED "upper 1 5\n", IS_REFUSED);
    expect(off, "bounded-growth", UNBOUNDED "upper 1 inf\n", IS_REFUSED); // of the same degree
    expect(off, "bounded-growth", UNBOUNDED "upper -1 1\n", IS_REFUSED);  // |2x| has a zero inside
    expect(off, "bounded-growth", UNBOUNDED "jump 0 1 2\n", IS_MALFORMED);
    expect(off, "bounded-growth", "evidence proved unbounded point 1\n", IS_REFUSED);
    expect(off, "bounded-growth", "evidence proved cells 1\nat 1\n", IS_REFUSED);
    expect(off, "bounded-growth", "evidence refuted witness\nvalue 1\nprecision 0\n", IS_REFUSED);
    expect("landscape f(x) = x^2\nclaim a: growth(L = ?, toward = 1) on x < 1\n", "bounded-growth",
           UNBOUNDED "point 1\n", IS_REFUSED); // not in the region
    // The gradient x^2 (x - 1) vanishes twice at 0, once at 1.
    static const char twice[] = "landscape f(x) = x^4/4 - x^3/3\nclaim a: growth(L = ?, toward = 0)\n";
    expect(twice, "bounded-growth", UNBOUNDED "lower 0 1\n", IS_REFUSED);
    expect(twice, "bounded-growth", UNBOUNDED "upper 1 inf\n", SHOWS_REFUTED);
    static const char simple[] = "landscape f(x) = x^4/4 - x^3/3\nclaim a: opsc(mu = ?, toward = 1/2)\n";
    expect(simple, "bounded-convexity", UNBOUNDED "lower 1/2 1\n", SHOWS_REFUTED);
    expect(simple, "bounded-convexity", UNBOUNDED "upper 0 1/2\n", IS_REFUSED); // the right way, there
    expect(simple, "bounded-convexity", UNBOUNDED "upper 1 inf\n", IS_REFUSED);
    expect(simple, "bounded-convexity", UNBOUNDED "point 1/2\n", IS_REFUSED); // 0 <= 0
    static const char irrational[] = "landscape f(x) = x^2\nclaim a: opsc(mu = ?, toward = sqrt(2))\n";
    expect(irrational, "bounded-convexity", UNBOUNDED "upper 0 alg(-2,0,1;1,2)\n", SHOWS_REFUTED);
    expect(irrational, "bounded-convexity", UNBOUNDED "upper 0 1414213562373/1000000000000\n", IS_REFUSED);
}

// Of a term alone: E / 1.
static void test_bounds(void **state)
{
    (void)state;
    static const char above[] = "landscape f(x) = x^3 - x\nclaim a: holds(f(x) <= ?) on x > -5\n";
    expect(above, "bounded", UNBOUNDED "upper 2 inf\n", SHOWS_REFUTED);
    expect(above, "bounded", UNBOUNDED "lower -inf -6\n", IS_REFUSED); // outside the region
    expect(above, "bounded", UNBOUNDED "upper 2 3\n", IS_REFUSED);
    expect(above, "bounded", UNBOUNDED "upper 0 inf\n", IS_REFUSED); // of two signs
    expect(above, "bounded", UNBOUNDED "point 2\n", IS_REFUSED);
    static const char below[] = "landscape f(x) = x^3 - x\nclaim a: holds(f(x) >= ?)\n";
    expect(below, "bounded", UNBOUNDED "lower -inf -2\n", SHOWS_REFUTED);
    expect(below, "bounded", UNBOUNDED "upper 2 inf\n", IS_REFUSED); // above, not below
    static const char level[] = "landscape f(x) = x^3 - x^2*x\nclaim a: holds(f(x) + 1 <= ?)\n";
    expect(level, "bounded", UNBOUNDED "upper 0 inf\n", IS_REFUSED);
}

static void test_grammar(void **state)
{
    (void)state;
    expect(TWO_PARTS, PAIRS, "evidence refuted unbounded\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "middle 1 inf\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "point 1\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1 inf inf\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper inf inf\n", IS_MALFORMED);
    expect(TWO_PARTS, PAIRS, UNBOUNDED "upper 1.5 inf\n", IS_MALFORMED);
    expect("landscape f(x) = x^4\nclaim a: smooth(L = 5)\n", PAIRS, UNBOUNDED "upper -inf inf\n", IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_degree), cmocka_unit_test(test_jumps),
                                       cmocka_unit_test(test_quotients), cmocka_unit_test(test_bounds),
                                       cmocka_unit_test(test_grammar)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
