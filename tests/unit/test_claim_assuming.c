// SPDX-License-Identifier: LGPL-3.0-or-later
// Cases that a region decides: only those, and at the very ends of its bounds.
#include "base/memory.h"
#include "claim/assuming.h"
#include "spec/spec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// The landscape's value as the region leaves it is the region `left`.
static bool leaves(const char *landscape, const char *region, const char *left)
{
    spec_t spec;
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "landscape f(x, y) = %s\nregion R = %s\nregion S = %s == 0\n", landscape, region, left);
    assert_int_equal(spec_read(&spec, "test", text.text, text.length), STATUS_OK);
    expr_t rest = expr_assuming(spec.dag, spec.landscape, spec.regions[0].formula);
    bool same = rest == expr_child(spec.dag, spec.regions[1].formula, 0);
    spec_clear(&spec);
    strbuf_clear(&text);
    return same;
}

#define TWO "cases { x <= 1 : y\n otherwise : x }"

static void test_members(void **state)
{
    (void)state;
    assert_true(leaves(TWO, "x <= 1", "y"));
    assert_true(leaves(TWO, "y > 2 and x <= 1", "y"));
    assert_true(leaves(TWO, "not x <= 1", "x"));
    assert_true(leaves(TWO, "x <= 1 or y > 2", "f(x, y)"));
    assert_true(leaves("cases { x^2 + y^2 <= 1 : y\n otherwise : x }", "x^2 + y^2 <= 1 and y > 0", "y"));
    assert_true(leaves("cases { x^2 + y^2 <= 1 : y\n otherwise : x }", "not x^2 + y^2 <= 1", "x"));
    assert_true(leaves("cases { x^2 + y^2 <= 1 : y\n otherwise : x }", "x^2 + y^2 < 1", "y"));
    assert_true(leaves("cases { x^2 + y^2 < 1 : y\n otherwise : x }", "x^2 + y^2 <= 1", "cases { x^2 + y^2 < 1 : y\n otherwise : x }"));
    assert_true(leaves(TWO, "not (x <= 1 or y > 2)", "x"));
    assert_true(leaves(TWO, "not (x <= 1 and y > 2)", "f(x, y)"));
}

#define DISC(guard) "cases { " guard " : y\n otherwise : x }"

// One disc in the words of norms, of dot products and of coordinates, and discs about the same point with other radii.
static void test_discs(void **state)
{
    (void)state;
    static const char *const discs[] = {"norm((x, y) - (1, 0)) <= 2", "dot((x, y) - (1, 0), (x, y) - (1, 0)) <= 4",
                                        "(x - 1)^2 + y^2 <= 4", "x^2 - 2*x + y^2 <= 3"};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            strbuf_t landscape, other;
            strbuf_init(&landscape);
            strbuf_init(&other);
            strbuf_printf(&landscape, DISC("%s"), discs[i]);
            strbuf_printf(&other, "not %s", discs[k]);
            assert_true(leaves(landscape.text, discs[k], "y"));
            assert_true(leaves(landscape.text, other.text, "x"));
            strbuf_clear(&landscape);
            strbuf_clear(&other);
        }
    static const char near[] = DISC("norm((x, y) - (1, 0)) <= 2"), square[] = DISC("(x - 1)^2 + (y - 0)^2 <= 4");
    assert_true(leaves(near, "(x - 1)^2 + y^2 <= 3.999999999999", "y"));
    assert_true(leaves(near, "norm((x, y) - (1, 0)) > 2", "x"));
    assert_true(leaves(near, "norm((x, y) - (1, 0)) >= 2.000000000001", "x"));
    // Neither: the guard stays, in the words of squares.
    assert_true(leaves(near, "(x - 1)^2 + y^2 <= 4.000000000001", square));
    assert_true(leaves(square, "norm((x, y) - (1, 0)) <= 2.000000000001", square));
    assert_true(leaves(square, "norm((x, y) - (1, 0)) >= 2", square));
    assert_true(leaves(square, "norm((x, y) - (1.000000000001, 0)) <= 2", square));
    assert_true(leaves(square, "norm((x, y) - (1, 0)) <= -2", square)); // about no point
    assert_true(leaves(square, "norm((x, y) - (1, 0)) >= -2", square)); // and about all: -2 is not 2
    assert_true(leaves(DISC("norm((x, y)) <= -2"), "x^2 + y^2 <= 4", DISC("norm((x, y)) <= -2")));
    assert_true(leaves(DISC("norm((x, y)) > -2"), "x^2 + y^2 <= 4", DISC("norm((x, y)) > -2")));
}

// Bounds of one polynomial, whatever the factor; not of another one, and not where a term without a value cancels.
static void test_polynomials(void **state)
{
    (void)state;
    assert_true(leaves(DISC("2*x*y <= 3"), "y*x <= 3/2", "y"));
    assert_true(leaves(DISC("-2*x*y >= -3"), "y*x <= 3/2", "y"));
    assert_true(leaves(DISC("(x + y)^2/4 < 1"), "x^2 + 2*x*y + y^2 >= 4", "x"));
    assert_true(leaves(DISC("x*y <= 3"), "x*y <= 3.000000000001", DISC("x*y <= 3")));
    assert_true(leaves(DISC("x + exp(y) <= 1"), "exp(y) <= 1/2 - x", "y"));
    assert_true(leaves(DISC("x + exp(y) <= 1"), "exp(x) <= 1/2 - y", DISC("x + exp(y) <= 1")));
    assert_true(leaves(DISC("x + 1/y <= 1 + 1/y"), "x <= 1", DISC("x + 1/y <= 1 + 1/y")));
    assert_true(leaves(DISC("x + 0*log(y) <= 1"), "x <= 1", DISC("x + 0*log(y) <= 1")));
    assert_true(leaves(DISC("x + 1/y <= 1"), "x <= 1 - 1/y", "y"));
}

static void test_bounds(void **state)
{
    (void)state;
    assert_true(leaves(TWO, "x < 1", "y"));
    assert_true(leaves(TWO, "x <= 0.999999999999", "y"));
    assert_true(leaves(TWO, "x <= 1.000000000001", "f(x, y)"));
    assert_true(leaves(TWO, "1 < x", "x"));
    assert_true(leaves(TWO, "1 <= x", "f(x, y)"));
    assert_true(leaves(TWO, "0.999999999999 < x", "f(x, y)"));
    assert_true(leaves(TWO, "y <= 1", "f(x, y)"));
    assert_true(leaves("cases { x < 1 : y\n otherwise : x }", "x < 1", "y"));
    assert_true(leaves("cases { x < 1 : y\n otherwise : x }", "x <= 1", "cases { x < 1 : y\n otherwise : x }"));
    assert_true(leaves("cases { x < 1 : y\n otherwise : x }", "1 <= x", "x"));
    assert_true(leaves("cases { x <= 1 : y\n 1 < x <= 3 : x\n 3 < x : 7 }", "3 < x < 4", "7"));
    assert_true(leaves("cases { x <= 1 : y\n 1 < x <= 3 : x\n 3 < x : 7 }", "1 < x <= 3", "x"));
}

// What is taken at another point, or looks at a neighbourhood, is not touched.
static void test_elsewhere(void **state)
{
    (void)state;
    spec_t spec;
    const char text[] = "landscape f(x) = cases { x <= 1 : x^2\n otherwise : x }\nregion R = x <= 1\nregion S = f'(x + 3) > 0\n";
    assert_int_equal(spec_read(&spec, "test", text, strlen(text)), STATUS_OK);
    expr_t formula = spec.regions[1].formula;
    assert_int_equal(expr_assuming(spec.dag, formula, spec.regions[0].formula), formula);
    expr_t partial = expr_binary(spec.dag, EXPR_PARTIAL, spec.landscape, spec.state[0]);
    assert_int_equal(expr_assuming(spec.dag, partial, spec.regions[0].formula), partial);
    expr_t derivative = expr_derivative(spec.dag, spec.landscape, spec.state[0]);
    expr_t square = expr_power(spec.dag, spec.state[0], 2, 1);
    assert_int_equal(expr_assuming(spec.dag, derivative, spec.regions[0].formula), expr_derivative(spec.dag, square, spec.state[0]));
    spec_clear(&spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_discs),
        cmocka_unit_test(test_polynomials),
        cmocka_unit_test(test_elsewhere),
    };
    return cmocka_run_group_tests_name("cases that a region decides", tests, NULL, NULL);
}
