// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence by symmetries: what shows the claim, and attempts to get something false through.
#include "test_check_evidence.h"

#define SQUARE " on abs(x) <= 1 and abs(y) <= 1\n"
#define EXCHANGE "evidence proved symmetric 1\nimage 2 1\n"
#define NEGATION "evidence proved symmetric 1\nimage -1 2\n"
#define WHOLE "evidence proved tree\nnatural 53\n"

static void test_half_is_enough(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) >= -1)" SQUARE;
    expect(truth, "holds", EXCHANGE WHOLE, SHOWS_PROVED);
    // x <= y is what is left, so that the part with x > 0 and y < -1/2 need not be looked at
    static const char edge[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) >= -1 and x + y < 3)" SQUARE;
    expect(edge, "holds", EXCHANGE "evidence proved tree\nsplit 1 0\nnatural 53\nsplit 2 -1/2\noutside 53\nnatural 53\n", SHOWS_PROVED);
    expect(edge, "holds", "evidence proved tree\nsplit 1 0\nnatural 53\nsplit 2 -1/2\noutside 53\nnatural 53\n", IS_REFUSED);
    // both signs: one quarter
    static const char even[] = "landscape f(x, y) = x^2*y^2\nclaim a: holds(f(x, y) <= 1)" SQUARE;
    expect(even, "holds", "evidence proved symmetric 3\nimage -1 2\nimage 1 -2\nimage 2 1\n" WHOLE, SHOWS_PROVED);
    // two pairs at once
    static const char network[] = "landscape f(a, b, c, k) = c*tanh(a) + k*tanh(b)\n"
                                  "claim a: holds(f(a, b, c, k) < 4) on abs(a) < 1 and abs(b) < 1 and abs(c) < 2 and abs(k) < 2\n";
    expect(network, "holds", "evidence proved symmetric 2\nimage 2 1 4 3\nimage -1 2 -3 4\n" WHOLE, SHOWS_PROVED);
}

// A claim that fails, but not where the inequality of the permutation holds.
static void test_what_is_no_symmetry(void **state)
{
    (void)state;
    static const char function[] = "landscape f(x, y) = x - y\nclaim a: holds(f(x, y) <= 1/2)" SQUARE;
    expect(function, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char region[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) <= 0) on abs(x) <= 1 and abs(y) <= 1 and x >= 2*y\n";
    expect(region, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char interval[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) <= 3) on abs(x) <= 2 and 0 <= y <= 2\n";
    expect(interval, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char near[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) <= 3) on abs(x) <= 1 and abs(y) <= 1.000000000001\n";
    expect(near, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char open[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) <= 3) on abs(x) <= 1 and abs(y) < 1\n";
    expect(open, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char odd[] = "landscape f(x, y) = x^3 + y\nclaim a: holds(f(x, y) >= -1)" SQUARE;
    expect(odd, "holds", NEGATION WHOLE, IS_REFUSED);
    static const char coefficient[] = "landscape f(x, y) = x + 1.000000000001*y\nclaim a: holds(f(x, y) <= 3)" SQUARE;
    expect(coefficient, "holds", EXCHANGE WHOLE, IS_REFUSED);
    static const char shifted[] = "landscape f(x, y) = x^2 + y\nclaim a: holds(f(x, y) <= 5) on -1 <= x <= 2 and abs(y) <= 1\n";
    expect(shifted, "holds", NEGATION WHOLE, IS_REFUSED);
    // a parameter is no state variable: the derivative is by x alone
    static const char parameter[] = "landscape f(x) = x\nclaim a: holds(x + g <= 3) on abs(x) <= 1 for g in [-1, 1]\n";
    expect(parameter, "holds", EXCHANGE WHOLE, IS_REFUSED);
}

static void test_the_rest_is_proved(void **state)
{
    (void)state;
    static const char falsehood[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) < 1)" SQUARE;
    expect(falsehood, "holds", EXCHANGE WHOLE, IS_REFUSED);
    expect(falsehood, "holds", EXCHANGE "evidence none\n", IS_REFUSED);
    static const char truth[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) >= -1)" SQUARE;
    expect(truth, "holds", EXCHANGE "evidence proved tree\nsplit 1 0\nnatural 53\noutside 53\n", IS_REFUSED);
    expect(truth, "holds", EXCHANGE "evidence refuted witness\nvalue 1\nvalue -1\nprecision 0\n", IS_REFUSED);
    expect(truth, "holds", "evidence refuted symmetric 1\nimage 2 1\n" WHOLE, IS_REFUSED);
}

static void test_grammar(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x, y) = x*y\nclaim a: holds(f(x, y) >= -1)" SQUARE;
    static const char *const bad[] = {
        "image 2 2\n" WHOLE, "image 2 3\n" WHOLE, "image 2 0\n" WHOLE, "image 2 1/2\n" WHOLE, "image 2\n" WHOLE, "image 2 1 1\n" WHOLE,
        "image 2 -3\n" WHOLE, "image 2 99999999999999999999\n" WHOLE, WHOLE, "image 2 1\n", "image 2 1\n" EXCHANGE WHOLE};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        strbuf_t evidence;
        strbuf_init(&evidence);
        strbuf_printf(&evidence, "evidence proved symmetric 1\n%s", bad[i]);
        expect(truth, "holds", evidence.text, IS_MALFORMED);
        strbuf_clear(&evidence);
    }
    expect(truth, "holds", "evidence proved symmetric 0\n" WHOLE, IS_MALFORMED);
    expect(truth, "holds", "evidence proved symmetric 5\nimage 2 1\n" WHOLE, IS_MALFORMED);
    expect(truth, "holds", "evidence proved symmetric 1\nimage 1 2\n" WHOLE, IS_REFUSED); // the identity moves nothing
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_is_enough),
        cmocka_unit_test(test_what_is_no_symmetry),
        cmocka_unit_test(test_the_rest_is_proved),
        cmocka_unit_test(test_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
