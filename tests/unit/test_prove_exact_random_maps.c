// SPDX-License-Identifier: LGPL-3.0-or-later
// The exact method on Lipschitz conditions and roots of random functions, against evaluation at many exact points.
#include "test_prove_exact_random.h"

// ---- pair ----

// The sign of |g(x) - g(y)| - L |x - y|; both points must be in the region.
static int pair_excess(trial_t *t, const obligation_t *pair, const rpoint_t x, const rpoint_t y)
{
    real_ctx_struct *ctx = t->prover.reals;
    real_struct v[5];
    for (int k = 0; k < 5; k++)
        real_init(v + k);
    assert_ok(real_set_rpoint(v, x, ctx));
    assert_ok(real_set_rpoint(v + 1, y, ctx));
    assert_int_equal(reference_truth(t->dag, pair->region, t->x, v, ctx), 1);
    assert_int_equal(reference_truth(t->dag, pair->region, t->x, v + 1, ctx), 1);
    assert_true(reference_value(v + 2, t->dag, pair->map[0], t->x, v, ctx));
    assert_true(reference_value(v + 3, t->dag, pair->map[0], t->x, v + 1, ctx));
    assert_true(reference_value(v + 4, t->dag, pair->bound, t->x, v, ctx));
    assert_ok(real_sub(v, v, v + 1, ctx));
    real_abs(v, v);
    assert_ok(real_mul(v, v, v + 4, ctx));
    assert_ok(real_sub(v + 2, v + 2, v + 3, ctx));
    real_abs(v + 2, v + 2);
    int sign = real_cmp(v + 2, v);
    for (int k = 0; k < 5; k++)
        real_clear(v + k);
    return sign;
}

static void check_pair(trial_t *t, const obligation_t *pair, verdict_t verdict)
{
    proof_t proof;
    proof_init(&proof);
    assert_ok(prove_exact(&proof, &t->prover, pair));
    assert_int_equal(proof.verdict, verdict);
    if (verdict == VERDICT_REFUTED) {
        rpoint_list_t values;
        rpoint_list_init(values);
        evidence_numbers(values, &proof, "value ", t->prover.reals);
        assert_int_equal(values->count, 2);
        assert_int_equal(pair_excess(t, pair, values->points, values->points + 1), 1);
        rpoint_list_clear(values);
    }
    proof_clear(&proof);
}

// No pair of a grid may exceed a proved bound.
static void check_pair_grid(trial_t *t, const obligation_t *pair)
{
    rpoint_list_t places;
    rpoint_t place;
    fmpq_t value;
    rpoint_list_init(places);
    rpoint_init(place);
    fmpq_init(value);
    for (slong k = -10; k <= 10; k++) {
        fmpq_set_si(value, k, 3);
        rpoint_set_fmpq(place, value);
        if (truth_at(t, pair->region, place) == 1)
            rpoint_list_append(places, place);
    }
    for (size_t i = 0; i < places->count; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(pair_excess(t, pair, places->points + i, places->points + k) <= 0);
    rpoint_list_clear(places);
    rpoint_clear(place);
    fmpq_clear(value);
}

// The constant estimate + shift * 1e-12, the estimate rounded in the same direction.
static expr_t near_constant(trial_t *t, const arb_t estimate, int shift)
{
    arf_t end;
    fmpq_t value, small;
    arf_init(end);
    fmpq_init(value);
    fmpq_init(small);
    if (shift < 0)
        arb_get_lbound_arf(end, estimate, 100);
    else
        arb_get_ubound_arf(end, estimate, 100);
    arf_get_fmpq(value, end);
    fmpq_set_si(small, shift, 1000000000000);
    fmpq_add(value, value, small);
    expr_t result = expr_rational(t->dag, value);
    arf_clear(end);
    fmpq_clear(value);
    fmpq_clear(small);
    return result;
}

// A map that is not Lipschitz, or a region of too few points: true when the bound is refuted.
static bool check_any_bound(trial_t *t, obligation_t *pair, slong bound)
{
    proof_t proof;
    proof_init(&proof);
    pair->bound = expr_integer(t->dag, bound);
    assert_ok(prove_exact(&proof, &t->prover, pair));
    verdict_t verdict = proof.verdict;
    proof_clear(&proof);
    if (verdict == VERDICT_REFUTED)
        check_pair(t, pair, VERDICT_REFUTED);
    else
        check_pair_grid(t, pair);
    return verdict == VERDICT_REFUTED;
}

static void test_pairs(void **state)
{
    (void)state;
    test_random_t random = test_seeded("pairs");
    size_t finite = 0, infinite = 0;
    for (int i = 0; i < 600; i++) {
        trial_t t;
        arb_t best;
        arb_init(best);
        trial_init(&t, &random);
        t.total = true;
        expr_t map = random_term(&t, 4);
        quantified_t quantified = {t.x, {EXPR_NONE, EXPR_NONE, true, true}};
        obligation_t pair = {.kind = OBLIGATION_PAIR,
                             .variable_count = 1,
                             .variables = &quantified,
                             .state_count = 1,
                             .region = i % 2 ? random_formula(&t, 3) : expr_leaf(t.dag, EXPR_TRUE),
                             .conclusion = EXPR_NONE,
                             .map_count = 1,
                             .map = &map,
                             .bound = EXPR_NONE};
        if (estimate_lipschitz(best, &t.prover, &pair)) {
            finite++;
            pair.bound = near_constant(&t, best, 1);
            check_pair(&t, &pair, VERDICT_PROVED);
            check_pair_grid(&t, &pair);
            pair.bound = near_constant(&t, best, -1);
            check_pair(&t, &pair, VERDICT_REFUTED);
        } else {
            infinite += check_any_bound(&t, &pair, 7) + check_any_bound(&t, &pair, 1000000) > 0;
        }
        trial_clear(&t, &random);
        arb_clear(best);
    }
    printf("# %zu Lipschitz, %zu not\n", finite, infinite);
    assert_true(finite > 100 && infinite > 50);
}

// ---- root ----

typedef struct {
    expr_t map;
    slong lo, hi;
    size_t zeros; // counted so far
    bool interior, interval;
} census_t;

static int compare_with(trial_t *t, const rpoint_t place, slong value)
{
    int order;
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, value, 1);
    assert_ok(rpoint_cmp_fmpq(&order, place, number, t->prover.reals));
    fmpq_clear(number);
    return order;
}

static void count_zeros(trial_t *t, rpoint_struct *places, int count, const void *data)
{
    census_t *census = (census_t *)(uintptr_t)data;
    real_t point, value;
    real_init(point);
    real_init(value);
    int low = compare_with(t, places, census->lo), high = compare_with(t, places, census->hi), sign = 2;
    for (int k = 0; k < count && low >= 0 && high <= 0; k++) {
        assert_ok(real_set_rpoint(point, places + k, t->prover.reals));
        assert_true(reference_value(value, t->dag, census->map, t->x, point, t->prover.reals));
        assert_true(sign == 2 || sign == real_sgn(value));
        sign = real_sgn(value);
    }
    census->zeros += sign == 0;
    census->interval = census->interval || (sign == 0 && count > 1);
    census->interior = census->interior || (sign == 0 && low > 0 && high < 0);
    real_clear(point);
    real_clear(value);
}

static void test_roots(void **state)
{
    (void)state;
    test_random_t random = test_seeded("roots");
    size_t verdicts[3] = {0, 0, 0};
    for (int i = 0; i < 600; i++) {
        trial_t t;
        proof_t proof;
        proof_init(&proof);
        trial_init(&t, &random);
        t.total = true;
        expr_t map = random_term(&t, 4), point = expr_new_variable(t.dag, "p", VARIABLE_POINT);
        slong lo = test_random_si(&t.random, -3, 0), hi = test_random_si(&t.random, 1, 3);
        quantified_t quantified = {t.x, {expr_integer(t.dag, lo), expr_integer(t.dag, hi), false, false}};
        quantified_t sought = {point, quantified.domain};
        obligation_t root = {.kind = OBLIGATION_ROOT,
                             .variable_count = 1,
                             .variables = &quantified,
                             .state_count = 1,
                             .point_count = 1,
                             .points = &sought,
                             .region = EXPR_NONE,
                             .conclusion = EXPR_NONE,
                             .map_count = 1,
                             .map = &map,
                             .bound = EXPR_NONE};
        assert_ok(prove_exact(&proof, &t.prover, &root));
        census_t census = {map, lo, hi, 0, false, false};
        for_all_cells(&t, &proof, count_zeros, &census);
        bool unique = census.zeros == 1 && census.interior && !census.interval;
        assert_int_equal(proof.verdict, unique ? VERDICT_PROVED : VERDICT_REFUTED);
        assert_int_equal(t.prover.known_count, unique);
        verdicts[proof.verdict]++;
        proof_clear(&proof);
        trial_clear(&t, &random);
    }
    printf("# %zu proved, %zu refuted\n", verdicts[1], verdicts[2]);
    assert_true(verdicts[VERDICT_PROVED] > 50 && verdicts[VERDICT_REFUTED] > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
