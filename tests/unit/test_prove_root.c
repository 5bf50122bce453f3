// SPDX-License-Identifier: LGPL-3.0-or-later
// Critical points of functions of several variables, and those of one variable outside the exact class.
#include "test_prove_evidence.h"

#include <math.h>

// Decides the claim `place`; *width is the largest width of an enclosure of a coordinate, relative to it or to 1.
static verdict_t find_point(double *width, session_t *session, const char *text)
{
    session_init(session, text);
    decided_t decided;
    decide_claim(&decided, session, "place", EXPR_NONE);
    verdict_t verdict = decided.verdict;
    decided_clear(&decided);
    fmpq_t difference;
    fmpq_init(difference);
    *width = 0;
    for (size_t i = 0; i < session->prover.known_count; i++) {
        const known_coordinate_t *known = session->prover.known + i;
        fmpq_sub(difference, known->hi, known->lo);
        assert_true(fmpq_sgn(difference) > 0);
        *width = fmax(*width, fmpq_get_d(difference) / fmax(1, fabs(fmpq_get_d(known->lo))));
    }
    fmpq_clear(difference);
    return verdict;
}

static void check_point(const char *text, size_t dimension)
{
    session_t session;
    double width;
    assert_int_equal(find_point(&width, &session, text), VERDICT_PROVED);
    assert_int_equal(session.prover.known_count, dimension);
    assert_true(width < 1e-16);
    session_clear(&session);
}

static void test_found(void **state)
{
    (void)state;
    check_point("landscape h(x, y) = x^2 + y^2 - 200*(x - 1)*(y - 1)*(2 - x)*(2 - y)\n"
                "point z in [1.3, 1.5] x [1.3, 1.5]\n"
                "claim place: holds(1.4704 < z[1] and z[1] < 1.4706 and abs(z[1] - z[2]) < 1e-15)\n",
                2);
    check_point("landscape f(x, y, z) = exp(x) - x + (y - x)^2 + (z - y)^4 + z^2 + y^2\n"
                "point p in [-1, 1] x [-1, 1] x [-1, 1.5]\n"
                "claim place: holds(abs(p[1]) < 1e-9 and abs(p[3]) < 1)\n",
                3);
    check_point("landscape f(x, y) = x^2 + 3*y^2 - x*y + 1e-3*sin(x + y)\n"
                "point z in [-100, 100] x [-100, 100]\n"
                "claim place: holds(z[1] < 0 and z[2] < 0 and z[1] > -0.001)\n",
                2);
    check_point("landscape f(x) = cosh(x) - x\npoint z in [-5, 5]\nclaim place: holds(abs(sinh(z) - 1) < 1e-15)\n", 1);
    check_point("landscape f(x, y) = (x - 1e9)^2 + (y - 1e-9)^2\npoint z in [0, 2e9] x [-1, 1]\n"
                "claim place: holds(abs(z[1] - 1e9) < 1e-9 and abs(z[2] - 1e-9) < 1e-20)\n",
                2);
}

// Zeros on the boundary do not count, two are too many, and none can be proved.
static void test_not_found(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 + y^2\npoint z in [1, 2] x [1, 2]\nclaim place: holds(z[1] > 0)\n", {"place", R});
    CHECK("landscape f(x, y) = x^2 + y^2 + 0.1*sin(x*y)\npoint z in [0, 2] x [-1, 2]\nclaim place: holds(z[1] < 9)\n",
          {"place", U});
    CHECK("landscape f(x, y) = x^4 - x^2 + y^2\npoint z in [-2, 2] x [-1, 1]\nclaim place: holds(z[1] < 9)\n",
          {"place", U});
    CHECK("landscape f(x, y) = x^4 + y^2\npoint z in [-2, 2] x [-1, 1]\nclaim place: holds(z[1] < 9)\n", {"place", U});
    CHECK("landscape f(x, y) = exp(x) + y\npoint z in [-2, 2] x [-1, 1]\nclaim place: holds(z[1] < 9)\n", {"place", R});
}

// A function with kinks, which the box does not reach.
static void test_kinked(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = (x - 1)^2 + (y - 1)^2 + relu(x - 2)^2/2\n"
          "point z in [0, 1.9] x [0, 3]\n"
          "claim place: holds(abs(z[1] - 1) < 1e-9 and abs(z[2] - 1) < 1e-9)\n",
          {"place", P});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_kinked),
    };
    return cmocka_run_group_tests_name("prove root", tests, NULL, NULL);
}
