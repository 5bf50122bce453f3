// SPDX-License-Identifier: LGPL-3.0-or-later
// The exact method on functions whose answers are known, constants off by 1e-12 both ways among them.
#include "test_prove_reference.h"

#include <math.h>

static const char ftm[] = "let alpha = 2.9 - sqrt(2.9)/360\n"
                          "let beta  = 8640000*(3 - alpha)^2\n"
                          "let f1(x) = 86400*((x - alpha)^3 - (2.9 - alpha)^3) + 2.9^2\n"
                          "let f2(x) = beta*((x - 3.1)^3 + 0.001) + f1(3)\n"
                          "let f3(x) = -300*(x - 3.1)^2 + f2(3.1)\n"
                          "landscape ftm(x) = cases {\n"
                          "  x <= 2.9       : x^2\n"
                          "  2.9 < x <= 3   : f1(x)\n"
                          "  3 < x <= 3.1   : f2(x)\n"
                          "  3.1 < x <= 3.7 : f3(x)\n"
                          "  3.7 < x        : 450*((x - 4.1)^2 - 0.16) + f3(3.7)\n"
                          "}\n"
                          "point xdag  = 4.1\n"
                          "point crit in [3.9, 4.3]\n"
                          "claim c1: C1\n"
                          "claim c2: C2\n"
                          "claim c2-inside: C2 on 2.9 < x < 3\n"
                          "claim left: smooth(L = 2) on x < 2.9\n"
                          "claim left-strong: smooth(L = 1.999999999999) on x < 2.9\n"
                          "claim left-weak: smooth(L = 2.000000000001) on x < 2.9\n"
                          "claim left-closed: smooth(L = 2) on x <= 2.9\n"
                          "claim left-touch: smooth(L = 2) on x <= 2.9 or x = 3\n"
                          "claim right: smooth(L = 900) on x > 3.7\n"
                          "claim right-opsc: opsc(mu = 900, toward = xdag) on x > 3.7\n"
                          "claim right-opsc-strong: opsc(mu = 900.000000000001, toward = xdag) on x > 3.7\n"
                          "claim apart: smooth(L = 900) on x < 2.9 or x > 3.7\n"
                          "claim apart-strong: smooth(L = 899.999999999999) on x < 2.9 or x > 3.7\n"
                          "claim opsc: opsc(mu = 4.5, toward = xdag) on x > 3.108\n"
                          "claim opsc-best: opsc(mu = 150/31, toward = xdag) on x > 3.108\n"
                          "claim opsc-strong: opsc(mu = 150/31 + 1e-12, toward = xdag) on x > 3.108\n"
                          "claim opsc-weak: opsc(mu = 150/31 - 1e-12, toward = xdag) on x > 3.108\n"
                          "claim slope: holds(abs(ftm'(x)) < 5) on 3.1 < x < 3.108\n"
                          "claim slope-best: holds(abs(ftm'(x)) < 4.8) on 3.1 < x < 3.108\n"
                          "claim slope-closed: holds(abs(ftm'(x)) < 4.8) on 3.1 < x <= 3.108\n"
                          "claim slope-strong: holds(abs(ftm'(x)) < 4.799999999999) on 3.1 < x < 3.108\n"
                          "claim low: minimum(0, strict)\n"
                          "claim low-global: minimum(0, global)\n"
                          "claim high-global: minimum(xdag, global)\n"
                          "claim high: minimum(crit, strict)\n"
                          "claim saddle: minimum(3.1)\n"
                          "claim where: holds(crit = 4.1)\n";

typedef struct {
    const char *claim;
    verdict_t verdict;
} expected_t;

static void check_claims(const char *text, const expected_t *expected, size_t count)
{
    session_t session;
    session_init(&session, text);
    for (size_t i = 0; i < count; i++) {
        proof_t last;
        verdict_t verdict = session_decide(&last, &session, expected[i].claim);
        if (verdict != expected[i].verdict)
            fail_msg("%s: %s", expected[i].claim, verdict_name(verdict));
        proof_clear(&last);
    }
    session_clear(&session);
}

#define P VERDICT_PROVED
#define R VERDICT_REFUTED
#define U VERDICT_UNDECIDED
#define CHECK(text, ...)                                                                                               \
    do {                                                                                                               \
        static const expected_t expected[] = {__VA_ARGS__};                                                            \
        check_claims(text, expected, sizeof expected / sizeof *expected);                                              \
    } while (0)

static void test_ftm(void **state)
{
    (void)state;
    CHECK(ftm, {"c1", P}, {"c2", R}, {"c2-inside", P}, {"left", P}, {"left-strong", R}, {"left-weak", P},
          {"left-closed", P}, {"left-touch", R}, {"right", P}, {"right-opsc", P}, {"right-opsc-strong", R},
          {"apart", P}, {"apart-strong", R}, {"opsc", P}, {"opsc-best", P}, {"opsc-strong", R}, {"opsc-weak", P},
          {"slope", P}, {"slope-best", P}, {"slope-closed", R}, {"slope-strong", R}, {"low", P}, {"low-global", P},
          {"high-global", R}, {"high", P}, {"saddle", R}, {"where", P});
}

// ---- touching, isolated failures, open and closed ends ----

static void test_touching(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2\n"
          "claim touch: holds((x-1)^2*(x-2)^2 >= 0)\n"
          "claim touch-strict: holds((x-1)^2*(x-2)^2 > 0)\n"
          "claim touch-strict-off: holds((x-1)^2*(x-2)^2 > 0) on x != 1 and x != 2\n"
          "claim touch-strong: holds((x-1)^2*(x-2)^2 >= 1e-12)\n"
          "claim touch-algebraic: holds((x^2-2)^2 >= 0)\n"
          "claim touch-algebraic-strict: holds((x^2-2)^2 > 0)\n"
          "claim root: exists(x^2 - 2 = 0)\n"
          "claim root-rational: exists(x^2 = 2 and 3*x = 4)\n"
          "claim no-root: exists(x^2 + 2 = 0)\n"
          "claim inside: holds(x*(x-1) < 0) on 0 < x < 1\n"
          "claim inside-closed: holds(x*(x-1) < 0) on 0 <= x < 1\n"
          "claim inside-nonstrict: holds(x*(x-1) <= 0) on 0 <= x <= 1\n"
          "claim bump: holds(x*(1-x) <= 1/4) on 0 < x < 1\n"
          "claim bump-strict: holds(x*(1-x) < 1/4) on 0 < x < 1\n"
          "claim bump-low: holds(x*(1-x) <= 1/4 - 1e-12) on 0 < x < 1\n"
          "claim far: holds(x^3 - 1e30*x^2 < 0) on x > 1\n"
          "claim vacuous: holds(x < x) on x^2 < 0\n",
          {"touch", P}, {"touch-strict", R}, {"touch-strict-off", P}, {"touch-strong", R}, {"touch-algebraic", P},
          {"touch-algebraic-strict", R}, {"root", P}, {"root-rational", R}, {"no-root", R}, {"inside", P},
          {"inside-closed", R}, {"inside-nonstrict", P}, {"bump", P}, {"bump-strict", R}, {"bump-low", R}, {"far", R},
          {"vacuous", P});
}

static void test_kinks(void **state)
{
    (void)state;
    CHECK("landscape f(x) = abs(x)\n"
          "claim continuous: continuous\n"
          "claim differentiable: differentiable\n"
          "claim off: C2 on x != 0\n"
          "claim slope: holds(f'(0) = 0 and f'(-1) = -1)\n"
          "claim lipschitz: smooth(L = 1e30)\n"
          "claim lipschitz-off: smooth(L = 2) on x <= -1 or x >= 0.5\n"
          "claim lipschitz-gap: smooth(L = 4/3) on x <= -1 or x >= 0.5\n"
          "claim lipschitz-gap-strong: smooth(L = 4/3 - 1e-12) on x <= -1 or x >= 0.5\n"
          "claim lipschitz-gap-open: smooth(L = 4/3) on x < -1 or x > 0.5\n"
          "claim lipschitz-gap-open-strong: smooth(L = 4/3 - 1e-12) on x < -1 or x > 0.5\n"
          "claim low: minimum(0, strict)\n",
          {"continuous", P}, {"differentiable", R}, {"off", P}, {"slope", P}, {"lipschitz", R}, {"lipschitz-off", P},
          {"lipschitz-gap", P}, {"lipschitz-gap-strong", R}, {"lipschitz-gap-open", P},
          {"lipschitz-gap-open-strong", R}, {"low", P});
    CHECK("landscape f(x) = x*abs(x)\nclaim c1: C1\nclaim c2: C2\nclaim smooth: smooth(L = 2)\n"
          "claim smooth-strong: smooth(L = 1.999999999999)\nclaim low: minimum(0)\n",
          {"c1", P}, {"c2", R}, {"smooth", P}, {"smooth-strong", R}, {"low", R});
    CHECK("landscape f(x) = relu(x)^3 - min(x, 0)^3\nclaim c2: C2\nclaim third: holds(f''(x) = 6*abs(x))\n", {"c2", P},
          {"third", P});
    CHECK("landscape f(x) = relu(x)^3\nclaim far: smooth(L = 1000)\nclaim near: smooth(L = 6) on x < 1\n"
          "claim beyond: smooth(L = 6) on x < 1.000000000001\n",
          {"far", R}, {"near", P}, {"beyond", R});
    CHECK("landscape f(x) = max(x, x^2)\n"
          "claim tie: holds(f'(1) = 1 and f'(0) = 1 and f'(2) = 4)\n"
          "claim kinks: differentiable on x != 0 and x != 1\nclaim all: differentiable\n",
          {"tie", P}, {"kinks", P}, {"all", R});
    CHECK("landscape f(x) = sqrt((x - sqrt(2))^2)\n"
          "claim same: holds(f(x) = abs(x - sqrt(2)))\n"
          "claim slope: holds(f'(x) >= -1)\n"
          "claim slope-off: holds(abs(f'(x)) = 1) on x != sqrt(2)\n",
          {"same", P}, {"slope", R}, {"slope-off", P});
}

static void test_domains(void **state)
{
    (void)state;
    CHECK("landscape f(x) = cases { 0 <= x < 1 : x^2\n 1 <= x <= 2 : 2*x - 1 }\n"
          "claim continuous: continuous on 0 <= x <= 2\n"
          "claim beyond: continuous on 0 <= x <= 2.000000000001\n"
          "claim end: differentiable on 0 <= x <= 2\n"
          "claim interior: C1 on 0 < x < 2\n"
          "claim second: C2 on 0 < x < 2\n"
          "claim low: minimum(0, global)\n",
          {"continuous", P}, {"beyond", R}, {"end", R}, {"interior", P}, {"second", R}, {"low", P});
    CHECK("landscape f(x) = (x^2 - 1)/(x - 1)\n"
          "claim right: holds(f(x) = x + 1) on x > 1\n"
          "claim everywhere: holds(f(x) = x + 1)\n"
          "claim slope: holds(f'(x) = 1) on x != 1\n",
          {"right", P}, {"everywhere", R}, {"slope", P});
    CHECK("landscape f(x) = cases { x < 0 : exp(x)\n otherwise : x^2 }\n" // outside the class for x < 0 only
          "claim right: smooth(L = 2) on x > 0\n"
          "claim right-strong: smooth(L = 1.9) on x > 0\n"
          "claim positive: holds(f(x) > 0) on x > 0\n",
          {"right", P}, {"right-strong", R}, {"positive", P});
}

static void test_algebraic(void **state)
{
    (void)state;
    CHECK("landscape f(x) = cases { x^2 > 2 : x^2 - 2\n otherwise : 0 }\n"
          "claim c0: continuous\n"
          "claim c1: C1\n"
          "claim outside: smooth(L = 2) on x^2 > 2\n"
          "claim outside-strong: smooth(L = 2 - 1e-12) on x^2 > 2\n"
          "claim outside-closed: smooth(L = 2) on x^2 >= 2\n"
          "claim beyond: holds(x >= sqrt(2)) on x^2 > 2 and x > 0\n"
          "claim beyond-strict: holds(x > sqrt(2)) on x^2 > 2 and x > 0\n"
          "claim beyond-strong: holds(x > sqrt(2) + 1e-12) on x^2 > 2 and x > 0\n"
          "claim cubic: holds(2 < x < 2.1) on x^3 - 2*x - 5 = 0\n"
          "claim cubic-strong: holds(x < 2.094551481542) on x^3 - 2*x - 5 = 0\n"
          "claim fields: holds((x - sqrt(2))*(x - sqrt(3))*(x - 6^(1/3)) >= 0) on x >= 6^(1/3)\n"
          "claim fields-strong: holds((x - sqrt(2))*(x - sqrt(3))*(x - 6^(1/3)) >= 0) on x >= 6^(1/3) - 1e-12\n"
          "claim quintic: exists(x^5 - x - 1 = 0)\n",
          {"c0", P}, {"c1", R}, {"outside", P}, {"outside-strong", R}, {"outside-closed", R}, {"beyond", P},
          {"beyond-strict", P}, {"beyond-strong", R}, {"cubic", P}, {"cubic-strong", R}, {"fields", P},
          {"fields-strong", R}, {"quintic", P});
}

// A term without a value in the region: the claim about it is not decided, the obligation about the domain is refuted.
static void test_undefined(void **state)
{
    (void)state;
    session_t session;
    proof_t last;
    session_init(&session, "landscape f(x) = (x^2 - 1)/(x - 1)\nclaim a: holds(f(x) > 0) on x > 0\n");
    assert_int_equal(session_decide(&last, &session, "a"), VERDICT_REFUTED);
    assert_int_equal(last.verdict, VERDICT_UNDECIDED);
    assert_string_equal(last.reason, "a term of the claim has no value at x = 1");
    proof_clear(&last);
    session_clear(&session);
}

// ---- evidence ----

static void check_evidence(const char *text, const char *id, const char *evidence, const char *detail)
{
    session_t session;
    proof_t last;
    session_init(&session, text);
    (void)session_decide(&last, &session, id);
    assert_string_equal(last.evidence.text, evidence);
    if (detail)
        assert_string_equal(last.detail, detail);
    proof_clear(&last);
    session_clear(&session);
}

static void test_evidence(void **state)
{
    (void)state;
    check_evidence(ftm, "c1", "evidence proved cells 4\nat 29/10\nat 3\nat 31/10\nat 37/10\n", NULL);
    check_evidence(ftm, "c2", "evidence refuted witness\nvalue 3\nprecision 0\n",
                   "fails only at x = 2.9, x = 3, x = 3.1, x = 3.7");
    check_evidence(ftm, "low", "evidence proved radius 1\ncells 3\nat -1\nat 0\nat 1\n", NULL);
    check_evidence(ftm, "left-strong", "evidence refuted pair\nvalue 0\nvalue 1\nprecision 0\n", NULL);
    check_evidence("landscape f(x) = x^3\nclaim a: minimum(0)\n", "a",
                   "evidence refuted descent\ndirection -1\ncells 2\nat 0\nat 1\n", NULL);
    check_evidence("landscape f(x) = x^2\nclaim a: holds(x^2 > 2) on x > 0\n", "a",
                   "evidence refuted witness\nvalue 1\nprecision 0\n", NULL);
    check_evidence("landscape f(x) = x^2\nclaim a: holds(x^2 != 2)\n", "a",
                   "evidence refuted witness\nvalue alg(-2,0,1;-2,-1)\nprecision 0\n",
                   "fails only at x = -1.414213562373095..., x = 1.414213562373095...");
    check_evidence("landscape f(x) = x^2\nclaim a: holds(rate < 3) for rate in (1, 2]\n", "a",
                   "evidence proved cells 2\nat 1\nat 2\n", NULL);
    check_evidence("landscape f(x) = x^2\nclaim a: holds(rate < 2) for rate in [1, 2)\n", "a",
                   "evidence proved cells 2\nat 1\nat 2\n", NULL);
    check_evidence("landscape f(x) = x^2\nclaim a: exists(f'(x) = 3 and x < 1)\n", "a",
                   "evidence refuted cells 2\nat 1\nat 3/2\n", NULL);
}

static void test_room(void **state)
{
    (void)state;
    session_t session;
    proof_t last;
    session_init(&session, "landscape f(x) = x^2\n"
                           "claim a: holds(x^2 + 1/2 > 0)\n"
                           "claim b: holds(x^2 >= 0)\n"
                           "claim c: holds(x^2 > 9) on x > 2\n"
                           "claim d: holds(x^3 > 9)\n"
                           "claim e: smooth(L = 2.5)\n");
    static const struct {
        const char *id;
        double lo, hi;
    } rooms[] = {{"a", 0.5, 0.5}, {"b", 0, 0}, {"c", -5, -5}, {"d", -INFINITY, -INFINITY}, {"e", 0.5, 0.5}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        (void)session_decide(&last, &session, rooms[i].id);
        assert_true(last.has_room);
        assert_true(last.room_lo == rooms[i].lo && last.room_hi == rooms[i].hi);
        proof_clear(&last);
    }
    session_clear(&session);
}

// ---- implicit points ----

static void test_roots(void **state)
{
    (void)state;
    session_t session;
    proof_t last;
    session_init(&session, "landscape f(x) = (x^2 - 2)^2\n"
                           "point p in [1, 2]\npoint two in [-2, 2]\npoint none in [2, 3]\npoint edge in [0, 1]\n"
                           "claim one: minimum(p, strict)\n"
                           "claim value: holds(p^2 = 2)\n"
                           "claim opsc: opsc(mu = 8, toward = p) on x >= p\n"
                           "claim many: minimum(two)\n"
                           "claim no: minimum(none)\n"
                           "claim border: minimum(edge)\n");
    static const expected_t expected[] = {{"one", P}, {"value", P}, {"opsc", P}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(session_decide(&last, &session, expected[i].claim), expected[i].verdict);
        proof_clear(&last);
    }
    static const char *const bad[] = {"many", "no", "border"};
    static const char *const evidence[] = {("evidence refuted cells 5\nat -2\nat alg(-2,0,1;-2,-1)\nat 0\n"
                                            "at alg(-2,0,1;1,2)\nat 2\n"),
                                           "evidence refuted cells 2\nat 2\nat 3\n",
                                           "evidence refuted cells 2\nat 0\nat 1\n"};
    static const char *const detail[] = {"3 zeros in the box", "no zero in the box",
                                         "the only zero is an end of the box: x = 0"};
    for (size_t i = 0; i < 3; i++) {
        obligation_list_t list;
        session_lower(&list, &session, bad[i], EXPR_NONE);
        proof_init(&last);
        assert_int_equal(list.items[0].kind, OBLIGATION_ROOT);
        assert_int_equal(prove_exact(&last, &session.prover, list.items), STATUS_OK);
        assert_int_equal(last.verdict, VERDICT_REFUTED);
        assert_string_equal(last.evidence.text, evidence[i]);
        assert_string_equal(last.detail, detail[i]);
        proof_clear(&last);
        obligation_list_clear(&list);
    }
    session_clear(&session);
}

// ---- outside the class ----

static void test_unsupported(void **state)
{
    (void)state;
    session_t session;
    session_init(&session, "landscape f(x) = exp(x)\nclaim a: holds(f(x) > 0)\nclaim b: holds(x < pi) on x < 3\n"
                           "claim c: holds(rate*x < 1) for rate in [0, 1]\nclaim d: smooth(L = pi)\n"
                           "claim e: holds(x > 1 or f(x) < 3)\nclaim g: exists(x > 1 and f(x) < 2)\n"
                           "claim h: holds(x < 3) on f(x) < 3\n");
    static const char *const ids[] = {"a", "b", "c", "d", "e", "g", "h"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        obligation_list_t list;
        proof_t proof;
        session_lower(&list, &session, ids[i], EXPR_NONE);
        proof_init(&proof);
        assert_int_equal(prove_exact(&proof, &session.prover, list.items + list.count - 1), STATUS_UNSUPPORTED);
        assert_int_equal(proof.evidence.length, 0);
        assert_null(proof.method);
        proof_clear(&proof);
        obligation_list_clear(&list);
    }
    session_clear(&session);
}

static void test_reversed(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    static const prove_limits_t limits = {.max_boxes = 1000, .max_precision = 1024};
    prover_t prover;
    proof_t proof;
    prover_init(&prover, dag, &limits);
    proof_init(&proof);
    expr_t x = expr_new_variable(dag, "x", VARIABLE_PARAMETER);
    quantified_t quantified = {x, {expr_integer(dag, 1), expr_integer(dag, 0), false, false}};
    obligation_t obligation = {.kind = OBLIGATION_FORALL,
                               .variable_count = 1,
                               .variables = &quantified,
                               .region = expr_leaf(dag, EXPR_TRUE),
                               .conclusion = expr_binary(dag, EXPR_LESS, expr_integer(dag, 0), x),
                               .bound = EXPR_NONE};
    assert_ok(prove_exact(&proof, &prover, &obligation));
    assert_int_equal(proof.verdict, VERDICT_UNDECIDED);
    assert_string_equal(proof.reason, "the ends of the interval are in the wrong order");
    proof_clear(&proof);
    prover_clear(&prover);
    dag_free(dag);
}

static void test_limits(void **state)
{
    (void)state;
    session_t session;
    session_init(&session, "landscape f(x) = x^2\nclaim a: holds((x-1)*(x-2)*(x-3)*(x-4) >= 0)\n"
                           "claim b: holds(x^600 >= 0)\n");
    static const char *const ids[] = {"a", "b"};
    for (size_t i = 0; i < 2; i++) {
        obligation_list_t list;
        proof_t proof;
        session_lower(&list, &session, ids[i], EXPR_NONE);
        proof_init(&proof);
        session.prover.limits.max_boxes = i == 0 ? 3 : 100000;
        assert_int_equal(prove_exact(&proof, &session.prover, list.items + list.count - 1), STATUS_LIMIT);
        assert_int_equal(proof.evidence.length, 0);
        proof_clear(&proof);
        obligation_list_clear(&list);
    }
    session_clear(&session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ftm),         cmocka_unit_test(test_touching),  cmocka_unit_test(test_kinks),
        cmocka_unit_test(test_domains),     cmocka_unit_test(test_algebraic), cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_evidence),    cmocka_unit_test(test_room),      cmocka_unit_test(test_roots),
        cmocka_unit_test(test_unsupported), cmocka_unit_test(test_limits),    cmocka_unit_test(test_reversed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
