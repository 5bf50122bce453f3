// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence for a sum by quadratic functions in the places of its couplings: what shows the claim, and attempts to get something false
// through.
#include "test_check_evidence.h"

#define PLANE "landscape f(x, y) = x^2 + y^2 + x*y\n"
#define SQUARE " on -1 <= x <= 1 and -1 <= y <= 1\n"
#define ONE "evidence proved decouple 1\n"
#define AT_ZERO "about 0 0\n"
#define CONVEX "evidence proved tree\nconvex 53 0 0\n"
#define NATURAL "evidence proved tree\nnatural 53\n"
#define EXPAND "evidence proved tree\nexpand 53\n"
#define CELLS "evidence proved cells 3\nat -1\nat 0\nat 1\n"
#define BELOW "coupling -1/1000 1 0 -51/100 2 0 -51/100\n"
#define TOUCHING "coupling 0 1 0 -51/100 2 0 -51/100\n"

static void test_couplings_are_replaced(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= -1/100)" SQUARE;
    expect(truth, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, SHOWS_PROVED);
    expect(truth, "holds", ONE AT_ZERO TOUCHING CONVEX EXPAND, SHOWS_PROVED);
    expect(truth, "holds",
           ONE AT_ZERO BELOW CONVEX "evidence proved separate 2\npart 0 1\n" CELLS "part 0 2\n" CELLS "evidence proved constant 0\n",
           SHOWS_PROVED);
    static const char strict[] = PLANE "claim a: holds(f(x, y) > -1/100)" SQUARE;
    expect(strict, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, SHOWS_PROVED);
    // about another point: x y = -1/4 + (x - 1/2)(-1/2) + (y + 1/2)(1/2) + (x - 1/2)(y + 1/2)
    static const char high[] = PLANE "claim a: holds(f(x, y) >= -1/200)" SQUARE;
    expect(high, "holds",
           ONE "about 1/2 -1/2\ncoupling -251/1000 1 -1/2 -51/100 2 1/2 -51/100\nevidence proved tree\nconvex 53 1/2 -1/2\n" EXPAND,
           IS_REFUSED);
    static const char low[] = PLANE "claim a: holds(f(x, y) >= -1)" SQUARE;
    expect(low, "holds",
           ONE "about 1/2 -1/2\ncoupling -251/1000 1 -1/2 -51/100 2 1/2 -51/100\nevidence proved tree\nconvex 53 1/2 -1/2\n" EXPAND,
           SHOWS_PROVED);
}

static void test_bounds_hold(void **state)
{
    (void)state;
    static const char falsehood[] = PLANE "claim a: holds(f(x, y) >= 1e-12)" SQUARE;
    expect(falsehood, "holds", ONE AT_ZERO TOUCHING CONVEX EXPAND, IS_REFUSED);
    expect(falsehood, "holds", ONE AT_ZERO "coupling 1/1000000000000 1 0 -51/100 2 0 -51/100\n" CONVEX EXPAND, IS_REFUSED);
    static const char touching[] = PLANE "claim a: holds(f(x, y) >= 0)" SQUARE;
    expect(touching, "holds", ONE AT_ZERO TOUCHING CONVEX EXPAND, SHOWS_PROVED);
    expect(touching, "holds", ONE AT_ZERO "coupling -1/1000000000000 1 0 -51/100 2 0 -51/100\n" CONVEX EXPAND, IS_REFUSED);
    static const char strict[] = PLANE "claim a: holds(f(x, y) > 0)" SQUARE;
    expect(strict, "holds", ONE AT_ZERO TOUCHING CONVEX EXPAND, IS_REFUSED);
    // not convex, and a slope that is not the coupling's
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= -1/100)" SQUARE;
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -49/100 2 0 -49/100\n" CONVEX EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -499999999999/1000000000000 2 0 -1/2\n" CONVEX EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 1/100 -51/100 2 0 -51/100\n" CONVEX EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO BELOW NATURAL EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO BELOW "evidence none\n" EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO BELOW CONVEX "evidence none\n", IS_REFUSED);
    expect(truth, "holds", ONE AT_ZERO BELOW CONVEX, IS_MALFORMED);
}

static void test_each_coupling_once(void **state)
{
    (void)state;
#define CUBE " on -1 <= x <= 1 and -1 <= y <= 1 and -1 <= z <= 1\n"
    static const char falsehood[] = "landscape f(x, y, z) = x^2 + y^2 + z^2 + x*y - 9*y*z\nclaim a: holds(f(x, y, z) >= -1)" CUBE;
    static const char about[] = ONE "about 0 0 0\n" BELOW CONVEX EXPAND;
    expect(falsehood, "holds", about, IS_REFUSED);
    expect(falsehood, "holds", "evidence proved decouple 2\nabout 0 0 0\n" BELOW CONVEX BELOW CONVEX EXPAND, IS_REFUSED);
    expect(falsehood, "holds", ONE "about 0 0 0\ncoupling -1/1000 1 0 -51/100 2 0 -51/100 3 0 0\n" CONVEX EXPAND, IS_REFUSED);
    static const char truth[] = "landscape f(x, y, z) = x^2 + y^2 + z^2 + x*y - y*z/2\nclaim a: holds(f(x, y, z) >= -1)" CUBE;
    static const char second[] = "coupling -1/1000 2 0 -26/100 3 0 -26/100\n"; // not in lowest terms
    char evidence[1024];
    (void)snprintf(evidence, sizeof evidence, "evidence proved decouple 2\nabout 0 0 0\n" BELOW CONVEX "%s" CONVEX EXPAND, second);
    expect(truth, "holds", evidence, IS_MALFORMED);
    expect(truth, "holds",
           "evidence proved decouple 2\nabout 0 0 0\n" BELOW CONVEX "coupling -1/1000 2 0 -13/50 3 0 -13/50\n" CONVEX EXPAND, SHOWS_PROVED);
    expect(truth, "holds",
           "evidence proved decouple 2\nabout 0 0 0\ncoupling -1/1000 2 0 -13/50 3 0 -13/50\n" CONVEX BELOW CONVEX EXPAND, SHOWS_PROVED);
    expect(truth, "holds", "evidence proved decouple 0\nabout 0 0 0\n" EXPAND, IS_REFUSED);
#undef CUBE
}

static void test_grammar(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= -1/100)" SQUARE;
    expect(truth, "holds", "evidence refuted decouple 1\n" AT_ZERO BELOW CONVEX EXPAND, IS_REFUSED);
    expect(truth, "holds", ONE "about 0\n" BELOW CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE "about 0 0 0\n" BELOW CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE BELOW CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 2 0 -51/100 1 0 -51/100\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -51/100 1 0 -51/100\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 0 0 -51/100 1 0 -51/100\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -51/100 3 0 -51/100\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -51/100 2 0\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO "coupling -1/1000 1 0 -51/100\n" CONVEX EXPAND, IS_MALFORMED);
    expect(truth, "holds", "evidence proved decouple 1025\n" AT_ZERO BELOW CONVEX EXPAND, IS_MALFORMED);
    // no nesting
    expect(truth, "holds", ONE AT_ZERO BELOW ONE AT_ZERO BELOW CONVEX EXPAND EXPAND, IS_MALFORMED);
    expect(truth, "holds", ONE AT_ZERO BELOW CONVEX ONE AT_ZERO BELOW CONVEX EXPAND, IS_MALFORMED);
    // nothing to decouple
    static const char separable[] = "landscape f(x, y) = x^2 + y^2\nclaim a: holds(f(x, y) >= -1/100)" SQUARE;
    expect(separable, "holds", "evidence proved decouple 0\n" AT_ZERO EXPAND, IS_REFUSED);
    expect(PLANE "claim a: holds(f(x, y) != -1)" SQUARE, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, IS_REFUSED);
}

// A summand without a value, or not smooth, is not lost.
static void test_values_and_kinks(void **state)
{
    (void)state;
    static const char undefined[] = PLANE "claim a: holds(f(x, y) + 0*sqrt(x*y) >= -1/100)" SQUARE;
    expect(undefined, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, IS_REFUSED);
    static const char alone[] = PLANE "claim a: holds(f(x, y) + 0*sqrt(x) >= -1/100)" SQUARE;
    expect(alone, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, IS_REFUSED);
    expect(alone, "holds", ONE AT_ZERO BELOW CONVEX NATURAL, IS_REFUSED);
    static const char kink[] = "landscape f(x, y) = x^2 + y^2 - abs(x - y)\nclaim a: holds(f(x, y) >= -1/100)" SQUARE;
    expect(kink, "holds", ONE AT_ZERO BELOW CONVEX EXPAND, IS_REFUSED);
    static const char convex_kink[] = "landscape f(x, y) = x^2 + y^2 + abs(x - y)\nclaim a: holds(f(x, y) >= 0)" SQUARE;
    expect(convex_kink, "holds", ONE AT_ZERO "coupling 0 1 0 0 2 0 0\n" NATURAL EXPAND, SHOWS_PROVED);
    expect(convex_kink, "holds", ONE AT_ZERO "coupling 0 1 0 0 2 0 0\n" CONVEX EXPAND, IS_REFUSED);
}

// A part of the box with evidence of its own shows the conclusion there, and nowhere else.
static void test_boxes(void **state)
{
    (void)state;
#define HALVES "evidence proved tree\nsplit 1 0\n"
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= -1/100)" SQUARE;
    static const char whole[] = ONE AT_ZERO BELOW CONVEX EXPAND;
    char evidence[2048];
    (void)snprintf(evidence, sizeof evidence, HALVES "box\n%sbox\n%s", whole, whole);
    expect(truth, "holds", evidence, SHOWS_PROVED);
    (void)snprintf(evidence, sizeof evidence, HALVES "box\n%s", whole);
    expect(truth, "holds", evidence, IS_MALFORMED);
    (void)snprintf(evidence, sizeof evidence, HALVES "box\n%sbox\nevidence none\n", whole);
    expect(truth, "holds", evidence, IS_REFUSED);
    (void)snprintf(evidence, sizeof evidence, "evidence proved tree\nbox\n" HALVES "box\n%sbox\n%s", whole, whole);
    expect(truth, "holds", evidence, IS_MALFORMED);
    // what holds on one half only
    static const char half[] = "landscape f(x, y) = x + y^2\nclaim a: holds(f(x, y) >= 0)" SQUARE;
    expect(half, "holds", HALVES "box\n" EXPAND "box\n" EXPAND, IS_REFUSED);
    expect(half, "holds", HALVES "natural 53\nbox\n" EXPAND, IS_REFUSED);
    static const char right[] = "landscape f(x, y) = x + y^2\nclaim a: holds(f(x, y) >= 0) on 0 <= x <= 1 and -1 <= y <= 1\n";
    expect(right, "holds", "evidence proved tree\nsplit 1 1/2\nbox\n" EXPAND "box\n" EXPAND, SHOWS_PROVED);
    // closed: an open end of the interval is an end of the box
    static const char open[] = "landscape f(x, y) = x + y^2\nclaim a: holds(f(x, y) > 0) on 0 < x <= 1 and -1 <= y <= 1\n";
    expect(open, "holds", "evidence proved tree\nsplit 1 1/2\nbox\n" EXPAND "box\n" EXPAND, IS_REFUSED);
    expect(right, "holds", "evidence proved tree\nface 1 lo 53\nbox\n" EXPAND, IS_REFUSED);
    expect(right, "holds", "evidence proved tree\nbox 53\n" EXPAND, IS_MALFORMED);
#undef HALVES
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_couplings_are_replaced), cmocka_unit_test(test_bounds_hold), cmocka_unit_test(test_each_coupling_once),
        cmocka_unit_test(test_grammar),                cmocka_unit_test(test_values_and_kinks),
        cmocka_unit_test(test_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
