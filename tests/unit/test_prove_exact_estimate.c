// SPDX-License-Identifier: LGPL-3.0-or-later
// Estimates of best constants: known ones, and the two sides of the estimate decided by proofs.
#include "test_prove_reference.h"

#include <math.h>

// The estimate for the `?` of the claim.
static bool estimate(arb_t result, session_t *session, const char *id)
{
    size_t claim = session_claim(session, id);
    instance_t instance = {claim, 0, expr_integer(session->spec.dag, 1), NULL, false};
    obligation_list_t list;
    expr_t numerator, denominator;
    session_lower(&list, session, id, instance.unknown);
    assert_true(claim_unknown_ratio(&numerator, &denominator, &session->spec, &instance));
    const obligation_t *last = list.items + list.count - 1;
    bool maximise = claim_unknown_direction(&session->spec, claim) == UNKNOWN_SMALLEST;
    bool known = last->kind == OBLIGATION_PAIR
                     ? estimate_lipschitz(result, &session->prover, last)
                     : estimate_extremum(result, &session->prover, last, numerator, denominator, maximise);
    obligation_list_clear(&list);
    return known;
}

// The verdict for estimate + shift * 1e-12.
static verdict_t decide_near(session_t *session, const char *id, const arb_t best, int shift)
{
    arf_t end;
    fmpq_t value, small;
    proof_t proof;
    obligation_list_t list;
    arf_init(end);
    fmpq_init(value);
    fmpq_init(small);
    proof_init(&proof);
    if (shift < 0)
        arb_get_lbound_arf(end, best, 100);
    else
        arb_get_ubound_arf(end, best, 100);
    arf_get_fmpq(value, end);
    fmpq_set_si(small, shift, 1000000000000);
    fmpq_add(value, value, small);
    session_lower(&list, session, id, expr_rational(session->spec.dag, value));
    assert_ok(prove_exact(&proof, &session->prover, list.items + list.count - 1));
    verdict_t verdict = proof.verdict;
    obligation_list_clear(&list);
    proof_clear(&proof);
    arf_clear(end);
    fmpq_clear(value);
    fmpq_clear(small);
    return verdict;
}

typedef struct {
    const char *id;
    double value; // NAN: no estimate
} best_t;

static void check(const char *text, const best_t *expected, size_t count)
{
    session_t session;
    arb_t best;
    arb_init(best);
    session_init(&session, text);
    for (size_t i = 0; i < count; i++) {
        bool known = estimate(best, &session, expected[i].id);
        assert_true(known == !isnan(expected[i].value));
        if (!known)
            continue;
        double found = arf_get_d(arb_midref(best), ARF_RND_NEAR);
        if (fabs(found - expected[i].value) > 1e-14 * fabs(found) || arb_rel_accuracy_bits(best) < 90)
            fail_msg("%s: %.17g", expected[i].id, found);
        unknown_direction_t direction = claim_unknown_direction(&session.spec, session_claim(&session, expected[i].id));
        int weaker = direction == UNKNOWN_LARGEST ? -1 : 1;
        assert_int_equal(decide_near(&session, expected[i].id, best, weaker), VERDICT_PROVED);
        assert_int_equal(decide_near(&session, expected[i].id, best, -weaker), VERDICT_REFUTED);
    }
    session_clear(&session);
    arb_clear(best);
}

#define CHECK(text, ...)                                                                                               \
    do {                                                                                                               \
        static const best_t expected[] = {__VA_ARGS__};                                                                \
        check(text, expected, sizeof expected / sizeof *expected);                                                     \
    } while (0)

static void test_best(void **state)
{
    (void)state;
    CHECK("landscape f(x) = cases { x <= 1 : x^2\n otherwise : 2*x - 1 + (x-1)^3 }\n"
          "claim a: smooth(L = ?) on x < 2\n"
          "claim b: smooth(L = ?) on x < 0 or x > 1\n"
          "claim c: smooth(L = ?)\n"
          "claim d: opsc(mu = ?, toward = 0) on x < 1\n"
          "claim e: opsc(mu = ?, toward = 0) on x > 1 and x < 3\n"
          "claim g: growth(L = ?, toward = 0) on x < 1\n"
          "claim h: growth(L = ?, toward = 1) on x > 1\n"
          "claim i: growth(L = ?, toward = -1) on 0 <= x <= 5\n",
          // d: inf of 2; e: (2 + 3(x-1)^2)/x is least where 3x^2 = 5, 2 sqrt(15) - 6; i: at 5, 50/6
          {"a", 6}, {"b", NAN}, {"c", NAN}, {"d", 2}, {"e", 1.745966692414834}, {"g", 2}, {"h", NAN}, {"i", 50.0 / 6});
    CHECK("landscape f(x) = (x - 1)^2\n"
          "claim a: growth(L = ?, toward = 0) on x > 1\n" // approached at infinity only
          "claim b: growth(L = ?, toward = 0) on x < -1\n",
          {"a", 2}, {"b", 4});
    CHECK("landscape f(x) = (x + 1)^2\n"
          "claim a: growth(L = ?, toward = 0) on x < -1\n"
          "claim b: opsc(mu = ?, toward = 1) on x > 1\n" // infinite at 1, 2 at infinity
          "claim c: opsc(mu = ?, toward = 1) on x < 1\n",
          {"a", 2}, {"b", 2}, {"c", NAN});
    CHECK("landscape f(x) = x^3\nclaim a: opsc(mu = ?, toward = 0) on x < 0\n", {"a", NAN});
    CHECK("landscape f(x) = x^4 - 3*x^2\n"
          "claim a: smooth(L = ?) on -1 < x < 1\n"
          "claim b: smooth(L = ?) on x = -2 or x = 1\n"
          "claim c: opsc(mu = ?, toward = 0) on x >= 1\n"
          "claim d: opsc(mu = ?, toward = 0)\n"
          "claim e: opsc(mu = ?, toward = 1) on x > 1\n",
          {"a", 6}, {"b", 6}, {"c", -2}, {"d", -6}, {"e", NAN});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
