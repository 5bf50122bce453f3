// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence for flows: steps that hold, that are too long, whose box is too small, that do not add up; kinks, false statements,
// malformed lines. x' = -x from 1 is at e^(-1/2) = 0.60653065971... at the time 1/2.
#include "test_check_evidence.h"

#define FLOW "evidence proved flow 64\n"
#define NO_FLOW "evidence refuted flow 64\n"
#define LINEAR "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = 1/2) "
#define GOOD "path 1\nstep 1/2 12 1/5 3/2\n"

static void test_end(void **state)
{
    (void)state;
    static const char near[] = LINEAR "lands(0.60653065971 < x < 0.60653065972) with flow\n";
    expect(near, "lands", FLOW GOOD, SHOWS_PROVED);
    expect(near, "lands", NO_FLOW GOOD, IS_REFUSED);
    expect(near, "lands", FLOW "path 2\nstep 1/4 10 1/2 3/2\nstep 1/4 10 1/3 1\n", SHOWS_PROVED);
    expect(near, "lands", FLOW "path 1\nstep 1/2 2 1/5 3/2\n", IS_REFUSED); // the order is too low to tell
    static const char beside[] = LINEAR "lands(x > 0.60653065972) with flow\n";
    expect(beside, "lands", FLOW GOOD, IS_REFUSED);
    expect(beside, "lands", NO_FLOW GOOD, SHOWS_REFUTED);
}

static void test_steps(void **state)
{
    (void)state;
    static const char lands[] = LINEAR "lands(x < 1) with flow\n";
    expect(lands, "lands", FLOW GOOD, SHOWS_PROVED);
    expect(lands, "lands", FLOW "path 0\n", IS_REFUSED);
    expect(lands, "lands", FLOW "path 1\nstep 1/4 12 1/5 3/2\n", IS_REFUSED);                      // too early
    expect(lands, "lands", FLOW "path 2\nstep 1/4 12 1/5 3/2\nstep 1/3 12 1/5 3/2\n", IS_REFUSED); // too late
    expect(lands, "lands", FLOW "path 1\nstep 1/2 12 1/4 3/2\n", IS_REFUSED);   // 1 - (3/2)/2 is on the boundary
    expect(lands, "lands", FLOW "path 1\nstep 1/2 12 1/5 1\n", IS_REFUSED);     // so is the start
    expect(lands, "lands", FLOW "path 1\nstep 1/2 12 3/2 2\n", IS_REFUSED);     // without the start
    expect(lands, "lands", FLOW "path 1\nstep 1/2 12 1/5 1000\n", IS_REFUSED);  // may leave below
    expect(lands, "lands", FLOW "path 1\nstep 1/2 12 -1000 1000\n", SHOWS_PROVED); // none may leave, for all the width
    static const char steep[] = "landscape f(x) = 2*x^2\nclaim a: orbit(from = 1, time = 1/2) lands(x < 1) with flow\n";
    expect(steep, "lands", FLOW "path 1\nstep 1/2 12 -4 4\n", IS_REFUSED); // longer than 1/L
}

static void test_kinks(void **state)
{
    (void)state;
    // The gradient 2 abs(x) is Lipschitz, but not smooth at 0.
    static const char kink[] =
        "landscape f(x) = x*abs(x)\nclaim a: orbit(from = 1, time = 1/8) lands(x < 1) with flow\n";
    expect(kink, "lands", FLOW "path 1\nstep 1/8 6 1/2 5/4\n", SHOWS_PROVED);
    expect(kink, "lands", FLOW "path 1\nstep 1/8 6 -1/2 2\n", IS_REFUSED);
    static const char jump[] = "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x }\n"
                               "claim a: orbit(from = 3/2, time = 1/8) lands(x < 3/2) with flow\n";
    expect(jump, "lands", FLOW "path 1\nstep 1/8 6 9/8 2\n", SHOWS_PROVED);
    expect(jump, "lands", FLOW "path 1\nstep 1/8 6 1/2 2\n", IS_REFUSED);
    static const char pole[] = "landscape f(x) = log(x)\nclaim a: orbit(from = 1, time = 1/8) lands(x < 1) with flow\n";
    expect(pole, "lands", FLOW "path 1\nstep 1/8 6 1/2 5/4\n", SHOWS_PROVED);
    expect(pole, "lands", FLOW "path 1\nstep 1/8 6 -1 2\n", IS_REFUSED);
}

// A rotated valley: the derivative's entries change signs. From (1, 1) along the slow axis x = y.
static void test_plane(void **state)
{
    (void)state;
    static const char valley[] = "landscape f(x, y) = (x + y)^2/4 + 2*(x - y)^2\n"
                                 "claim a: orbit(from = (1, 1), time = 1/16) lands(0.939413 < x < 0.939414 and abs(x - y) "
                                 "< 1e-9) with flow\n";
    expect(valley, "lands", FLOW "path 1\nstep 1/16 12 1/2 3/2 1/2 3/2\n", SHOWS_PROVED);
    expect(valley, "lands", FLOW "path 1\nstep 1/16 8 1/2 3/2 1/2 3/2\n", IS_REFUSED); // remainder 1e-7
    expect(valley, "lands", FLOW "path 1\nstep 1/16 8 1/2 3/2\n", IS_MALFORMED);
}

static void test_region(void **state)
{
    (void)state;
    static const char region[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = 1/2) lands(x < 1) with flow\n"
                                 "claim b: holds(0 <= x^2)\n";
    expect(region, "lands", FLOW "split 1 1/2\n" GOOD GOOD, IS_MALFORMED); // a start has no parts
}

// x' = -(1 + g/2) x from 1 for g in [0, 1]: at the time 1/4 the ends are from e^(-3/8) = 0.68728927879... to e^(-1/4) = 0.77880078307...
#define RANGE(formula)                                                                                                 \
    "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = 1/4) lands(" formula                                      \
    ") with flow(regularised = g) for g in [0, 1]\n"
#define STEP "path 1\nstep 1/4 8 1/2 11/10\n"

static void test_parameter(void **state)
{
    (void)state;
    static const char all[] = RANGE("0.68 < x and x < 0.79"), beside[] = RANGE("x > 0.6873"), above[] = RANGE("x > 0.8");
    expect(all, "lands", FLOW STEP, SHOWS_PROVED);
    expect(all, "lands", FLOW "split 2 1/2\n" STEP STEP, SHOWS_PROVED);
    expect(all, "lands", FLOW "split 2 1/2\n" STEP, IS_MALFORMED); // half of the range
    expect(all, "lands", FLOW STEP STEP, IS_MALFORMED);
    expect(all, "lands", FLOW "split 2 2\n" STEP STEP, IS_REFUSED);
    expect(all, "lands", FLOW "split 3 1/2\n" STEP STEP, IS_MALFORMED);
    expect(all, "lands", FLOW "path 1\nstep 1/4 8 1/2 11/10 -1 2\n", IS_MALFORMED); // a parameter has no box
    expect(all, "lands", FLOW "path 1\nstep 1/4 8 3/5 11/10\n", IS_REFUSED);        // with g = 1 it may be left
    expect(all, "lands", FLOW "path 1\nstep 1/4 2 1/2 11/10\n", IS_REFUSED);
    expect(all, "lands", FLOW "outside 64\n", IS_MALFORMED);
    expect(beside, "lands", FLOW STEP, IS_REFUSED); // not with g = 1
    expect(beside, "lands", FLOW "split 2 15/16\n" STEP STEP, IS_REFUSED);
    expect(above, "lands", NO_FLOW STEP, IS_REFUSED); // one value of the parameter refutes, by a tactic
    static const char slow[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = 1/4) lands(x > 0.6873) "
                               "with flow(regularised = g) for g in [0, 0.9]\n";
    expect(slow, "lands", FLOW "split 2 1/2\n" STEP STEP, SHOWS_PROVED);
}

// A start that depends on the parameter, and one that has no value for some.
static void test_moving_start(void **state)
{
    (void)state;
    static const char moving[] = "landscape f(x) = x^2/2\n"
                                 "claim a: orbit(from = 1 - g/8, time = 1/4) lands(0.55 < x and x < 0.83) "
                                 "with flow(regularised = g) for g in [0, 1]\n";
    expect(moving, "lands", FLOW "path 1\nstep 1/4 8 2/5 11/10\n", SHOWS_PROVED);
    expect(moving, "lands", FLOW "path 1\nstep 1/4 8 9/10 11/10\n", IS_REFUSED);
    static const char undefined[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = sqrt(g), time = 1/4) lands(x < 2) "
                                    "with flow(regularised = g) for g in [-1, 1]\n";
    expect(undefined, "lands", FLOW "path 1\nstep 1/4 8 -2 2\n", IS_REFUSED);
    static const char unbounded[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = 1/4) lands(x < 2) "
                                    "with flow(regularised = g) for g in [0, inf)\n";
    expect(unbounded, "lands", FLOW "path 1\nstep 1/4 8 1/2 11/10\n", IS_REFUSED);
    expect(unbounded, "lands", FLOW "path 0\n", IS_REFUSED);
}

static void test_malformed(void **state)
{
    (void)state;
    static const char lands[] = LINEAR "lands(x < 1) with flow\n";
    static const char *const bad[] = {
        FLOW "path 1\nstep 0 12 1/5 3/2\n",   FLOW "path 1\nstep -1/2 12 1/5 3/2\n", FLOW "path 1\nstep 1/2 1 1/5 3/2\n",
        FLOW "path 1\nstep 1/2 41 1/5 3/2\n", FLOW "path 1\nstep 1/2 12 3/2 1/5\n",  FLOW "path 1\nstep 1/2 12 1 1\n",
        FLOW "path 1\nstep 1/2 12 1/5\n",     FLOW "path 2\nstep 1/2 12 1/5 3/2\n",  FLOW "path 1000001\n",
        FLOW "path 0\nstep 1/2 12 1/5 3/2\n", FLOW "path\n",                         FLOW "step 1/2 12 1/5 3/2\n",
        "evidence proved flow 0\n" GOOD,      "evidence proved flow\n" GOOD,         FLOW GOOD GOOD};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (i != 9)
            expect(lands, "lands", bad[i], IS_MALFORMED);
    expect(lands, "lands", bad[9], IS_REFUSED);
    expect(lands, "lands", "evidence proved orbit 64 0\n", IS_REFUSED);
    static const char orbit[] = "landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 1) lands(x < 9) with gd(rate = 1/2)\n";
    expect(orbit, "lands", FLOW "path 0\n", IS_REFUSED);
    static const char time[] = "landscape f(x) = x^2/2\nclaim a: orbit(from = 1, time = log(2)) lands(x < 1) with flow\n";
    expect(time, "lands", FLOW GOOD, IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_end),       cmocka_unit_test(test_steps),
                                       cmocka_unit_test(test_kinks),     cmocka_unit_test(test_plane),
                                       cmocka_unit_test(test_region),    cmocka_unit_test(test_parameter),
                                       cmocka_unit_test(test_moving_start), cmocka_unit_test(test_malformed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
