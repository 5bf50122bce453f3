// SPDX-License-Identifier: LGPL-3.0-or-later
// Branch and bound on statements whose answers are known.
#include "test_prove_evidence.h"

#include <math.h>

// ---- global bounds ----

static void check_bound(const char *text, size_t most_lines)
{
    session_t session;
    decided_t decided;
    session_init(&session, text);
    decide_claim(&decided, &session, "bound", EXPR_NONE);
    assert_int_equal(decided.verdict, VERDICT_PROVED);
    assert_true(decided.lines < most_lines);
    assert_true(decided.last.has_room && decided.last.room_lo >= 0 && decided.last.room_lo <= decided.last.room_hi);
    decided_clear(&decided);
    decide_claim(&decided, &session, "more", EXPR_NONE);
    assert_int_equal(decided.verdict, VERDICT_REFUTED);
    decided_clear(&decided);
    session_clear(&session);
}

static void test_separable_quartic(void **state)
{
    (void)state;
    check_bound("landscape s(x[1..2]) = sum(i = 1..2, x[i]^4 - 16*x[i]^2 + 5*x[i])/2\n"
                "region box = -5 <= x[1] <= 5 and -5 <= x[2] <= 5\n"
                "claim bound: holds(s(x) >= -39.16617*2) on box\n"
                "claim more: holds(s(x) >= -39.166165*2) on box\n",
                60);
    check_bound("landscape s(x[1..3]) = sum(i = 1..3, x[i]^4 - 16*x[i]^2 + 5*x[i])/2\n"
                "region box = -5 <= x[1] <= 5 and -5 <= x[2] <= 5 and -5 <= x[3] <= 5\n"
                "claim bound: holds(s(x) >= -39.16617*3) on box\n"
                "claim more: holds(s(x) >= -39.166165*3) on box\n",
                80);
    check_bound("landscape s(x[1..4]) = sum(i = 1..4, x[i]^4 - 16*x[i]^2 + 5*x[i])/2\n"
                "region box = -5 <= x[1] <= 5 and -5 <= x[2] <= 5 and -5 <= x[3] <= 5 and -5 <= x[4] <= 5\n"
                "claim bound: holds(s(x) >= -39.16617*4) on box\n"
                "claim more: holds(s(x) >= -39.166165*4) on box\n",
                100);
}

// Subdivision alone needs tens of thousands of boxes.
static void test_coupled_quartic(void **state)
{
    (void)state;
    check_bound("landscape s(x[1..5]) = sum(i = 1..5, x[i]^4 - 16*x[i]^2 + 5*x[i])/2 + sum(i = 1..4, x[i]*x[i+1])/10\n"
                "region box = -5 <= x[1] <= 5 and -5 <= x[2] <= 5 and -5 <= x[3] <= 5 and -5 <= x[4] <= 5 and -5 <= x[5] <= 5\n"
                "claim bound: holds(s(x) >= -192.476) on box\n"
                "claim more: holds(s(x) >= -192.475) on box\n",
                60);
    check_bound("landscape s(x[1..5]) = sum(i = 1..5, x[i]^4 - 16*x[i]^2 + 5*x[i])/2 + 2*sum(i = 1..4, x[i]*x[i+1])/5\n"
                "region box = -5 <= x[1] <= 5 and -5 <= x[2] <= 5 and -5 <= x[3] <= 5 and -5 <= x[4] <= 5 and -5 <= x[5] <= 5\n"
                "claim bound: holds(s(x) >= -182.9) on box\n"
                "claim more: holds(s(x) >= -182) on box\n",
                1000);
}

static void test_region_with_slack(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 + y\n"
          "claim disc: holds(x + y <= 1.4143) on norm((x, y)) <= 1\n"
          "claim disc-more: holds(x + y <= 1.4142) on norm((x, y)) <= 1\n"
          "claim triangle: holds(x*y <= 0.2501) on x >= 0 and y >= 0 and x + y <= 1\n"
          "claim triangle-more: holds(x*y <= 0.2499) on x >= 0 and y >= 0 and x + y <= 1\n"
          "claim either: holds(f(x, y) >= -1.01) on x^2 + y^2 <= 1 or (x >= 3 and y >= 5)\n"
          "claim exists: exists(x + y > 1.414) on norm((x, y)) <= 1\n"
          "claim exists-not: exists(x + y > 1.4143) on norm((x, y)) <= 1\n"
          "claim exists-exact: exists(x = 1 and y = 0) on norm((x, y)) <= 1\n"
          "claim empty: holds(x > 100) on x^2 + y^2 < -1\n"
          "claim disjunction: holds(x + y < 3 or x - y > -6 or y > 5) on abs(x) <= 4 and abs(y) <= 4\n"
          "claim disjunction-not: holds(x + y < 3 or x - y > -3 or y > 5) on abs(x) <= 4 and abs(y) <= 4\n",
          {"disc", P}, {"disc-more", R}, {"triangle", P}, {"triangle-more", R}, {"either", P}, {"exists", P},
          {"exists-not", R}, {"exists-exact", P}, {"empty", P}, {"disjunction", P}, {"disjunction-not", R});
}

static void test_unbounded(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^4 - 16*x^2 + 5*x + y^2\n"
          "claim below: holds(f(x, y) >= -79)\n"
          "claim below-more: holds(f(x, y) >= -78)\n"
          "claim coupled: holds(x^4 + y^4 - 3*x*y >= -10)\n"
          "claim positive: holds(x^2 + exp(y) > 0)\n"
          "claim negative: holds(x^2 + exp(y) > 1/1000)\n"
          "claim ray: holds(exp(x) + y > 1) on x > 0 and y > 0\n",
          {"below", P}, {"below-more", R}, {"coupled", P}, {"positive", U}, {"negative", R}, {"ray", P});
}

// ---- equality on faces ----

static void test_faces(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2\n"
          "claim equality: holds(abs((1 - 2*g)*x - g*s) <= 2.9) on abs(x) <= 2.9 for g in [0, 1/2], s in [-5.8, 5.8]\n"
          "claim more: holds(abs((1 - 2*g)*x - g*s) <= 2.9) on abs(x) <= 2.9\n"
          "      for g in [0, 1/2], s in [-5.800000001, 5.800000001]\n"
          "claim stay: holds(abs((1 - 2*r)*x - r*xi) <= 2.9) on abs(x) <= 2.9 for r in [0.4, 0.5], xi in [-5.5, 5.5]\n"
          "claim step: holds(r*5.5 <= 2*r*2.9 + s) for r in [0.4, 0.5], s in [0, 1]\n"
          "claim open: holds(u + v < 2) for u in [0, 1), v in [0, 1)\n"
          "claim half-open: holds(u + v < 2) for u in [0, 1], v in [0, 1)\n"
          "claim closed: holds(u + v < 2) for u in [0, 1], v in [0, 1]\n"
          "claim root: holds(u*v <= 2) for u in [0, sqrt(2)], v in [0, sqrt(2)]\n"
          "claim root-more: holds(u*v <= 1.999999999999) for u in [0, sqrt(2)], v in [0, sqrt(2)]\n"
          "claim curve: holds(u*(1 - u)*v <= v/4) for u in [0, 1], v in [0, 1]\n"
          "claim curve-more: holds(u*(1 - u)*v <= v/4 - 1e-12) for u in [0, 1], v in [0, 1]\n",
          {"equality", P}, {"more", R}, {"stay", P}, {"step", P}, {"open", P}, {"half-open", P}, {"closed", R},
          {"root", P}, {"root-more", R}, {"curve-more", R});
}

// ---- inequalities about a point ----

static void test_one_point(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = (x^2 + y^2)/2 + 2*x^2*y^2\n"
          "point o = (0, 0)\n"
          "claim one: opsc(mu = 1, toward = o) on norm((x, y)) <= 1\n"
          "claim more: opsc(mu = 1.000000000001, toward = o) on norm((x, y)) <= 1\n"
          "claim least: minimum(o, strict)\n"
          "claim global: minimum(o, global)\n"
          "claim growth: growth(L = 7.0711, toward = o) on abs(x) <= 1 and abs(y) <= 1\n"
          "claim growth-less: growth(L = 4.99, toward = o) on abs(x) <= 1 and abs(y) <= 1\n",
          {"one", P}, {"more", R}, {"least", P}, {"global", P}, {"growth", P}, {"growth-less", R});
}

static void test_quadratic_equalities(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 + y^2\n"
          "point o = (0, 0)\n"
          "claim opsc: opsc(mu = 2, toward = o)\n"
          "claim opsc-more: opsc(mu = 2.000000000001, toward = o)\n"
          "claim growth: growth(L = 2, toward = o)\n"
          "claim growth-less: growth(L = 1.999999999999, toward = o)\n"
          "claim smooth: smooth(L = 2)\n"
          "claim smooth-less: smooth(L = 1.999999999999)\n"
          "claim smooth-more: smooth(L = 2.000000000001)\n",
          {"opsc", P}, {"opsc-more", R}, {"growth", P}, {"growth-less", R}, {"smooth", P}, {"smooth-less", R},
          {"smooth-more", P});
}

static const char hole[] = "landscape h(x, y) = x^2 + y^2 - 200*(x - 1)*(y - 1)*(2 - x)*(2 - y)\n"
                           "point z in [1.3, 1.5] x [1.3, 1.5]\n"
                           "claim fifty: opsc(mu = 50, toward = z) on norm((x, y) - z) <= 1/10\n"
                           "claim best: opsc(mu = ?, toward = z) on norm((x, y) - z) <= 1/10\n"
                           "claim least: minimum(z, strict)\n"
                           "claim place: holds(1.4704 < z[1] and z[1] < 1.4706 and abs(z[1] - z[2]) < 1e-12)\n";

static verdict_t decide_best(session_t *session, slong numerator, ulong denominator)
{
    decided_t decided;
    fmpq_t mu;
    fmpq_init(mu);
    fmpq_set_si(mu, numerator, denominator);
    decide_claim(&decided, session, "best", expr_rational(session->spec.dag, mu));
    verdict_t verdict = decided.verdict;
    fmpq_clear(mu);
    decided_clear(&decided);
    return verdict;
}

// The best constant is 96.4506 to all digits given.
static void test_disc_about_implicit_point(void **state)
{
    (void)state;
    CHECK(hole, {"fifty", P}, {"least", P}, {"place", P});
    session_t session;
    session_init(&session, hole);
    assert_int_equal(decide_best(&session, 90, 1), VERDICT_PROVED);
    assert_int_equal(decide_best(&session, 9645, 100), VERDICT_PROVED);
    assert_int_equal(decide_best(&session, 96450, 1000), VERDICT_PROVED);
    assert_int_equal(decide_best(&session, 96451, 1000), VERDICT_REFUTED);
    assert_int_equal(decide_best(&session, 100, 1), VERDICT_REFUTED);
    session_clear(&session);
}

static void test_transcendental(void **state)
{
    (void)state;
    CHECK("landscape f(x) = log(cosh(x)) + x^2/10\n"
          "claim opsc: opsc(mu = 0.2, toward = 0) on -50 <= x <= 50\n"
          "claim opsc-more: opsc(mu = 0.23, toward = 0) on -50 <= x <= 50\n"
          "claim growth: growth(L = 1.2001, toward = 0) on -50 <= x <= 50\n"
          "claim growth-less: growth(L = 1.1999, toward = 0) on -50 <= x <= 50\n"
          "claim smooth: smooth(L = 1.2001) on -50 <= x <= 50\n"
          "claim smooth-less: smooth(L = 1.19) on -50 <= x <= 50\n"
          "claim minimum: minimum(0, strict)\n"
          "claim c2: C2\n"
          "claim slope: holds(abs(tanh(t)) <= 1) for t in [-30, 30]\n"
          "claim slope-strict: holds(abs(tanh(t)) < 1) for t in [-30, 30]\n"
          "claim product: holds(exp(x)*exp(-x) = 1) on 0 <= x <= 1\n",
          {"opsc", P}, {"opsc-more", R}, {"growth", P}, {"growth-less", R}, {"smooth", P}, {"smooth-less", R},
          {"minimum", P}, {"c2", P}, {"slope", P}, {"slope-strict", P}, {"product", U});
}

// ---- regularity ----

static void test_toy_regularity(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = x^2 + y^2 - 200*relu(abs(x) - 1)*relu(abs(y) - 1)*relu(2 - abs(x))*relu(2 - abs(y))\n"
          "point o = (0, 0)\n"
          "region core = 1.01 <= x <= 1.99 and 1.01 <= y <= 1.99\n"
          "region inner = abs(x) <= 0.99 and abs(y) <= 0.99\n"
          "claim continuous: continuous\n"
          "claim differentiable: differentiable\n"
          "claim c2: C2 on core\n"
          "claim c2-disc: C2 on norm((x, y)) < 3/2\n"
          "claim c1-strip: C1 on 0 < x < 1\n"
          "claim above: holds(f(x, y) >= -8.2)\n"
          "claim above-more: holds(f(x, y) >= -8)\n"
          "claim inner: holds(f(x, y) = x^2 + y^2) on inner\n"
          "claim inner-not: holds(f(x, y) = x^2 + y^2) on abs(x) < 1.01 and abs(y) < 1.01\n"
          "claim opsc: opsc(mu = 2, toward = o) on inner\n"
          "claim local: minimum(o, strict)\n"
          "claim global: minimum(o, global)\n",
          {"continuous", P}, {"differentiable", R}, {"c2", P}, {"c2-disc", R}, {"above", P}, {"above-more", R},
          {"inner", P}, {"inner-not", R}, {"opsc", P}, {"local", P}, {"global", R});
}

static void test_other_regularity(void **state)
{
    (void)state;
    CHECK("landscape f(x, y) = max(x*y, x + y)\n"
          "claim continuous: continuous\n"
          "claim kink: differentiable on norm((x, y)) <= 1/2\n"
          "claim smooth: C2 on 3 <= x <= 4 and 3 <= y <= 4\n"
          "claim inverse: holds(1/(1 + x^2 + y^2) <= 1)\n"
          "claim pole: holds(1/(x^2 + y^2 - 1/4) > -1000) on abs(x) <= 1 and abs(y) <= 1\n",
          {"continuous", P}, {"kink", R}, {"smooth", P}, {"inverse", P}, {"pole", R});
}

// ---- what cannot be decided ----

static void test_undecided(void **state)
{
    (void)state;
    session_t session;
    decided_t decided;
    session_init(&session, "landscape f(x, y) = x*exp(y) - exp(y)*x\n"
                           "point z in [1, 2] x [1, 2]\n"
                           "claim zero: holds(f(x, y) <= 0) on 0 <= x <= 1 and 0 <= y <= 1\n"
                           "claim line: holds((x - y)*(x - y)*cosh(x) - x*x*1e-30 >= -1e-30*x*x)\n"
                           "      on 1 <= x <= 2 and 1 <= y <= 2\n"
                           "claim unknown: holds(z[1] > 0)\n");
    decide_claim(&decided, &session, "zero", EXPR_NONE);
    assert_int_equal(decided.verdict, VERDICT_UNDECIDED);
    assert_non_null(strstr(decided.reason, "equal"));
    assert_non_null(decided.last.detail);
    decided_clear(&decided);
    decide_claim(&decided, &session, "unknown", EXPR_NONE);
    assert_int_equal(decided.verdict, VERDICT_UNDECIDED);
    decided_clear(&decided);
    session_clear(&session);
}

// The budget is counted in boxes, and so the same in every run.
static void test_budget(void **state)
{
    (void)state;
    session_t session;
    decided_t decided;
    session_init(&session, "landscape s(x[1..4]) = sum(i = 1..4, x[i]^4 - 16*x[i]^2 + 5*x[i])/2\n"
                           "claim bound: holds(s(x) >= -39.16617*4) on norm(x) <= 9\n");
    session.prover.limits.max_boxes = 1000;
    decide_claim(&decided, &session, "bound", EXPR_NONE);
    assert_int_equal(decided.verdict, VERDICT_UNDECIDED);
    assert_non_null(strstr(decided.reason, "1000 boxes"));
    decided_clear(&decided);
    session_clear(&session);
}

static void test_repeatable(void **state)
{
    (void)state;
    char *first = NULL;
    for (int run = 0; run < 2; run++) {
        session_t session;
        decided_t decided;
        session_init(&session, hole);
        decide_claim(&decided, &session, "fifty", EXPR_NONE);
        if (run == 0)
            first = mem_copy_text(decided.last.evidence.text, decided.last.evidence.length);
        else
            assert_string_equal(decided.last.evidence.text, first);
        decided_clear(&decided);
        session_clear(&session);
    }
    mem_free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separable_quartic),
        cmocka_unit_test(test_coupled_quartic),
        cmocka_unit_test(test_region_with_slack),
        cmocka_unit_test(test_unbounded),
        cmocka_unit_test(test_faces),
        cmocka_unit_test(test_one_point),
        cmocka_unit_test(test_quadratic_equalities),
        cmocka_unit_test(test_disc_about_implicit_point),
        cmocka_unit_test(test_transcendental),
        cmocka_unit_test(test_toy_regularity),
        cmocka_unit_test(test_other_regularity),
        cmocka_unit_test(test_undecided),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_repeatable),
    };
    return cmocka_run_group_tests_name("prove branch", tests, NULL, NULL);
}
