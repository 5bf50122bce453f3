// SPDX-License-Identifier: LGPL-3.0-or-later
// Partitions that the search finds, and that the checker accepts; claims that are false, and nearly true ones, are not
// proved.
#include "test_check_evidence.h"

#include "prove/prove.h"

#define P VERDICT_PROVED
#define U VERDICT_UNDECIDED

typedef struct {
    const char *claim;
    verdict_t expected;
} case_t;

static verdict_t decide(prover_t *prover, ground_t *ground, const obligation_list_t *list, size_t index)
{
    proof_t proof;
    strbuf_t message;
    proof_init(&proof);
    strbuf_init(&message);
    prove_obligation(&proof, prover, list->items + index);
    verdict_t verdict = proof.verdict;
    if (verdict == P) {
        verdict_t *verdicts = mem_alloc(list->count, sizeof *verdicts);
        if (check_one(&message, ground, list, verdicts, index, proof.evidence.text) != SHOWS_PROVED)
            fail_msg("not confirmed (%s):\n%s", message.text, proof.evidence.text);
        mem_free(verdicts);
    } else {
        assert_non_null(proof.reason);
    }
    strbuf_clear(&message);
    proof_clear(&proof);
    return verdict;
}

// The last obligation of the claim with this tactic.
static void check_claim(const char *landscape, const case_t *c, const char *tactic_name)
{
    static const prove_limits_t limits = {.max_boxes = 15000, .max_precision = 256};
    spec_t spec;
    obligation_list_t list;
    prover_t prover;
    ground_t ground;
    tactic_t tactic;
    const char *reason;
    char text[4000];
    snprintf(text, sizeof text, "%sclaim c: %s\n", landscape, c->claim);
    tactic_init(&tactic, tactic_name, false, 0);
    const instance_t instance = {0, 0, EXPR_NONE, &tactic, false};
    status_t status = spec_read(&spec, "test", text, strlen(text));
    if (status == STATUS_OK)
        status = claims_validate(&spec);
    for (size_t i = 0; status != STATUS_OK && i < spec.diagnostics.count; i++)
        printf("# %s\n", spec.diagnostics.items[i].message);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(claim_lower(&list, &reason, &spec, &instance), STATUS_OK);
    prover_init(&prover, spec.dag, &limits);
    ground_init(&ground, spec.dag, prover.reals);
    verdict_t verdict = decide(&prover, &ground, &list, list.count - 1);
    if (verdict != c->expected)
        fail_msg("%s: %s", verdict_name(verdict), text);
    ground_clear(&ground);
    prover_clear(&prover);
    obligation_list_clear(&list);
    tactic_clear(&tactic);
    spec_clear(&spec);
}

static void check_all(const char *landscape, const char *tactic, size_t count, const case_t *cases)
{
    for (size_t i = 0; i < count; i++)
        check_claim(landscape, cases + i, tactic);
}

#define CHECK(landscape, tactic, ...)                                                                                  \
    check_all(landscape, tactic, sizeof((const case_t[]){__VA_ARGS__}) / sizeof(case_t), (const case_t[]){__VA_ARGS__})

static void test_contraction(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2/4\n", "partition", {"reaches(-1 <= x <= 1) on -100 <= x <= 100 with gd(rate = 1)", P},
          {"reaches(-1 <= x <= 1) with gd(rate = 1)", P}, {"reaches(abs(x - 1/8) <= 1) with gd(rate = 1)", P},
          {"reaches(-1 <= x <= 1, within = 7) on -100 <= x <= 100 with gd(rate = 1)", P},
          {"reaches(-1 <= x <= 1, within = 6) on -100 <= x <= 100 with gd(rate = 1)", U},
          {"reaches(-1 <= x <= 1, within = 7) with gd(rate = 1)", U},
          {"reaches(in = 0.9 <= x <= 2) on x > 3 with gd(rate = 1)", P},
          {"reaches(1 <= x <= 19/10) on 3 < x < 4 with gd(rate = 1)", U}, // 3.9 goes to 1.95 and 0.975
          {"reaches(in = 0 < x) with gd(rate = 1)", U}, {"reaches(in = 0 <= x <= 0) with gd(rate = 1)", U},
          {"reaches(-1 <= x <= 1) with gd(rate = g) for g in [0.1, 1.9]", P},
          {"reaches(-1 <= x <= 1) with gd(rate = g) for g in [0.1, 4]", U}, // 4 changes the sign alone
          {"reaches(-1 <= x <= 1) with gd(rate = g) for g in [0, 1]", U});
    CHECK("landscape f(x, y) = x^2 + y^2 + x*y/2\n", "partition",
          {"reaches(x^2 + y^2 <= 1) on abs(x) <= 4 and abs(y) <= 4 with gd(rate = g) for g in [0.2, 0.3]", P},
          {"reaches(x^2 + y^2 <= 1) on abs(x) <= 4 and abs(y) <= 4 with gd(rate = 0.9)", U});
}

static void test_expansion(void **state)
{
    (void)state;
    CHECK("landscape f(x) = -x^2/2\npoint p = 0\npoint q = 1/2\n", "partition",
          {"escapes(from = -1 <= x <= 1, but = p) with gd(rate = 1)", P},
          {"escapes(from = -1 <= x <= 1, but = p) with gd(rate = g) for g in [1/2, 2]", P},
          {"escapes(from = -1 <= x <= 1, but = p) with gd(rate = g) for g in [0, 2]", U},
          {"escapes(from = -1 <= x <= 1) almost everywhere with gd(rate = 1)", P},
          {"escapes(from = -1 <= x <= 1) with gd(rate = 1)", U},
          {"escapes(from = -1 <= x <= 1, but = q) with gd(rate = 1)", U},
          {"escapes(from = -1 <= x <= 1, but = p) with gd(rate = -1/2 + 1/2)", U});
    // constant on the right, onto the repelling point
    CHECK("landscape f(x) = cases { x <= 2 : -x^2/2 + x/2\n otherwise : x^2/2 - x/2 - 2 }\n", "partition",
          {"escapes(from = -1 <= x <= 5/4) almost everywhere with gd(rate = 1)", P},
          {"escapes(from = -1 <= x <= 9/4) almost everywhere with gd(rate = 1)", U});
}

static void test_noise(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2\n", "partition",
          {"escapes(from = -1 <= x <= 1) almost surely with sgd(rate = 0.1, noise = uniform(2.5))", P},
          {"escapes(from = -1 <= x <= 1) almost surely with sgd(rate = 0.1, noise = uniform(2))", U},
          {"escapes(from = -1 <= x <= 1) with sgd(rate = 0.1, noise = uniform(2.5))", U},
          {"reaches(-1 <= x <= 1) almost surely with sgd(rate = g, noise = uniform(3)) for g in [0.3, 0.4]", P},
          {"reaches(-1 <= x <= 1) with sgd(rate = 0.3, noise = uniform(1))", P},
          {"reaches(-1 <= x <= 1) with sgd(rate = 0.3, noise = uniform(3))", U},
          {"reaches(2 <= x) almost surely with sgd(rate = 0.1, noise = uniform(2))", U});
    CHECK("landscape f(x, y) = x^2 + y^2\n", "partition",
          {"reaches(-1 <= x <= 1 and -1 <= y <= 1) almost surely with sgd(rate = 0.1, noise = uniform(5))", P},
          {"reaches(3 <= x) almost surely with sgd(rate = 0.1, noise = uniform(4))", U});
}

// Proposition 3 of Mohtashami, Jaggi and Stich (2023), and what is needed for it.
static void test_ftm(void **state)
{
    (void)state;
    CHECK("let alpha = 2.9 - sqrt(2.9)/360\n"
          "let beta  = 8640000*(3 - alpha)^2\n"
          "let f1(x) = 86400*((x - alpha)^3 - (2.9 - alpha)^3) + 2.9^2\n"
          "let f2(x) = beta*((x - 3.1)^3 + 0.001) + f1(3)\n"
          "let f3(x) = -300*(x - 3.1)^2 + f2(3.1)\n"
          "landscape f(x) = cases {\n x <= 2.9 : x^2\n 2.9 < x <= 3 : f1(x)\n 3 < x <= 3.1 : f2(x)\n"
          " 3.1 < x <= 3.7 : f3(x)\n 3.7 < x : 450*((x - 4.1)^2 - 0.16) + f3(3.7)\n}\npoint p = 4.1\n",
          "partition",
          {"reaches(-2.9 <= x <= 2.9) almost surely with sgd(rate = g, noise = uniform(5.3)) for g in [0.4, 0.5]", P},
          {"reaches(-2.9 <= x <= 2.9) with gd(rate = 0.45)", U},
          {"reaches(-2.9 <= x <= 2.9) almost surely with sgd(rate = 0.001, noise = uniform(300))", U},
          {"escapes(from = abs(x - 4.1) <= 0.4, but = p) with gd(rate = 0.01)", P},
          {"escapes(from = abs(x - 4.1) <= 0.4, but = p) with gd(rate = 0.002)", U});
}

static void test_avoid(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2/4\n", "invariant", {"avoids(x > 2) on -1 <= x <= 1 with gd(rate = 1)", P},
          {"avoids(x > 1.1) on -1 <= x <= 1 with sgd(rate = 1, noise = uniform(1/4))", P},
          {"avoids(x > 3/2) on -1 <= x <= 1 with sgd(rate = 1, noise = uniform(1))", U},
          {"avoids(0 <= x) on -1 <= x <= 1 with gd(rate = 1)", U},
          {"avoids(0.3 < x and x < 0.4) on x = 1 with gd(rate = 1)", P},
          {"avoids(0.2 < x and x < 0.4) on x = 1 with gd(rate = 1)", U});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contraction), cmocka_unit_test(test_expansion), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_ftm),         cmocka_unit_test(test_avoid),
    };
    return cmocka_run_group_tests_name("decide partition", tests, NULL, NULL);
}
