// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence for a sum by its parts: what shows the claim, and attempts to get something false through.
#include "test_check_evidence.h"

#define PLANE "landscape f(x, y) = x^2 + y^2\n"
#define TWO "evidence proved separate 2\n"
#define AT_ZERO "evidence proved cells 1\nat 0\n"
#define EXACT "evidence proved constant 0\n"

static void test_bounds_add_up(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= 0)\n";
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, SHOWS_PROVED);
    expect(truth, "holds", TWO "part 0 2\n" AT_ZERO "part 0 1\n" AT_ZERO EXACT, SHOWS_PROVED);
    // a bound that does not hold, bounds that do not suffice
    expect(truth, "holds", TWO "part 1 1\n" AT_ZERO "part -1 2\n" AT_ZERO EXACT, IS_REFUSED);
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part -1/1000000000000 2\nevidence proved tree\nnatural 53\n" EXACT, IS_REFUSED);
    // strict
    static const char strict[] = PLANE "claim a: holds(f(x, y) > 0)\n";
    expect(strict, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
    static const char room[] = PLANE "claim a: holds(f(x, y) > sqrt(2) - 3/2)\n";
    expect(room, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, SHOWS_PROVED);
    expect(room, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO "evidence proved constant 53\n", SHOWS_PROVED);
}

static void test_each_part_is_proved(void **state)
{
    (void)state;
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= 0)\n";
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\nevidence none\n" EXACT, IS_REFUSED);
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO "evidence none\n", IS_REFUSED);
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 1 2\nevidence refuted witness\nvalue 0\nprecision 0\n" EXACT, IS_REFUSED);
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO, IS_MALFORMED);
    expect(truth, "holds", "evidence refuted separate 2\npart 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
}

static void test_parts_share_nothing(void **state)
{
    (void)state;
    static const char falsehood[] = "landscape f(x, y) = x^2 + y^2 - x*y\nclaim a: holds(f(x, y) >= x*y)\n";
    expect(falsehood, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
    static const char truth[] = PLANE "claim a: holds(f(x, y) >= 0)\n";
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 1\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", TWO "part 0 1 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", TWO "part 0 3\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", TWO "part 0 0\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", TWO "part 0\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", "evidence proved separate 1\npart 0 1\n" AT_ZERO EXACT, IS_MALFORMED);
    expect(truth, "holds", "evidence proved separate 3\n", IS_MALFORMED);
}

// A summand in no part would be lost, so would one that has no value.
static void test_nothing_is_left_out(void **state)
{
    (void)state;
    static const char falsehood[] = "landscape f(x, y, z) = x^2 + y^2 + z\nclaim a: holds(f(x, y, z) >= 0)\n";
    expect(falsehood, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
    static const char undefined[] = "landscape f(x, y) = x^2 + 0*sqrt(y)\nclaim a: holds(f(x, y) >= 0)\n";
    expect(undefined, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\nevidence proved tree\nnatural 53\n" EXACT, IS_REFUSED);
}

// Members of the region without other variables hold for the part; the others do not.
static void test_regions(void **state)
{
    (void)state;
    static const char truth[] = "landscape f(x, y) = x + y^3\nclaim a: holds(f(x, y) >= 0) on x^3 >= 0 and y >= 0\n";
    expect(truth, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, SHOWS_PROVED);
    static const char falsehood[] = "landscape f(x, y) = x + y\nclaim a: holds(f(x, y) >= 0) on x*y >= 0 and y >= 0\n";
    expect(falsehood, "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
}

// Only a bound of a sum; conclusions of other forms are no such thing.
static void test_other_conclusions(void **state)
{
    (void)state;
    expect(PLANE "claim a: holds(f(x, y) != -1)\n", "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
    expect(PLANE "claim a: holds(x >= 0 or y >= 0)\n", "holds", TWO "part 0 1\n" AT_ZERO "part 0 2\n" AT_ZERO EXACT, IS_REFUSED);
    expect("landscape f(x) = x^2\nclaim a: holds(f(x) >= 0)\n", "holds", TWO "part 0 1\n" AT_ZERO EXACT, IS_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds_add_up),       cmocka_unit_test(test_each_part_is_proved),
        cmocka_unit_test(test_parts_share_nothing), cmocka_unit_test(test_nothing_is_left_out),
        cmocka_unit_test(test_regions),             cmocka_unit_test(test_other_conclusions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
